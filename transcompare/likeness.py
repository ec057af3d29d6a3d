"""How alike segments of two texts are, before it is known which of them correspond.

Both sides are compared transliterated, by character n-grams of their words; those that few segments have count more, as
in retrieval (Sparck Jones 1972): frequent words would link everything. What counts as alike depends on how good our
translation is, or whether there is one, so a pair is measured against the best pairs of the same two texts.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from anyascii import anyascii

_N = 4
"""Letters of an n-gram, the spaces around a word included; shorter words are one."""
_USUAL = 0.3
"""Similarity of segments that correspond, as far as two texts are too short to tell."""
_UNTOLD = 6
"""How many segments that weighs as much as."""
_LENGTH_WEIGHT = 0.7
_SMOOTHING = 9
"""Characters added to both lengths: very short segments say little by theirs."""
_ONE, _BOTH = math.log(3), math.log(3 / 2)
"""Weights of an n-gram that one of two segments has, and of one that both have."""
_PRIORS = {(1, 1): 0.05, (1, 2): -0.05, (2, 1): -0.05, (1, 3): -0.15, (3, 1): -0.15, (2, 2): -0.6}
"""By numbers of segments, in shares of the usual similarity; two to two is mostly one to one, twice, perhaps turned."""
_PRESUMED = 0.3
"""Added where nothing is alike, as in short texts without a translation: most renderings are whole, and in order."""

SHAPES = tuple(_PRIORS)
"""How many segments of the original may belong to how many of the rendering."""
LONGEST = 3
"""Segments of the longest side."""

Range = tuple[int, int]
"""Half-open range of indices of segments."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The n-grams of a segment's words; profiles of neighbours add up."""

    grams: frozenset[str]
    hints: frozenset[str]
    """Further n-grams that its counterpart may share, those of the original itself: names, numbers and cognates. They
    are not missed where it does not."""
    length: int
    """In Latin letters, so that it compares across scripts."""

    @classmethod
    def of(cls, text: str, original: str | None = None) -> Profile:
        """The profile of a text; `original` is what it was translated from, and gives hints and length."""
        grams, length = _folded(text)
        if original is None:
            return cls(grams, frozenset(), length)
        hints, length = _folded(original)
        return cls(grams, hints - grams, length)

    def __add__(self, other: Profile) -> Profile:
        grams = self.grams | other.grams
        return Profile(grams, (self.hints | other.hints) - grams, self.length + other.length)


def _folded(text: str) -> tuple[frozenset[str], int]:
    """The n-grams of the words, and how long the text is in Latin letters."""
    words = [_word(word) for word in text.split()]
    return frozenset().union(*(grams for grams, _ in words)), len(text) + sum(longer for _, longer in words)


@lru_cache(maxsize=50_000)
def _word(word: str) -> tuple[frozenset[str], int]:
    """The n-grams of what stands between spaces, and how much longer it is in Latin letters."""
    folded = word if word.isascii() else anyascii(word)
    parts = (f" {part} " for part in re.findall(r"\w+", folded.casefold()))
    grams = frozenset(part[i : i + _N] for part in parts for i in range(max(1, len(part) - _N + 1)))
    return grams, len(folded) - len(word)


def alike(one: Profile, other: Profile) -> float:
    """`Likeness.similarity` of two segments alone: n-grams that both have weigh `_BOTH`, the rest `_ONE`."""
    shared, hinted = len(one.grams & other.grams), len(one.hints & other.grams)
    if not (both := shared + hinted):
        return 0.0
    total = _BOTH * (shared + both) + _ONE * (len(one.grams) - shared + len(other.grams) - both)
    return min(1.0, 2 * _BOTH * both / total)


class Likeness:
    """How much is gained by taking segments of an original and a rendering to correspond."""

    def __init__(self, original: Sequence[Profile], rendering: Sequence[Profile], near: Sequence[range]) -> None:
        """`near` says which segments of the rendering to look at for each of the original."""
        every = [*original, *rendering]
        found = Counter(chain.from_iterable(chain.from_iterable((each.grams, each.hints) for each in every)))
        weights = {count: math.log((len(every) + 1) / count) for count in set(found.values())}
        self._weights = {gram: weights[count] for gram, count in found.items()}
        self._original, self._rendering = self._runs(original), self._runs(rendering)
        lengths = [1 + sum(profile.length for profile in side) for side in (original, rendering)]
        self._ratio = math.log(lengths[1] / lengths[0]) / 2  # halved: a part may be missing from either side
        measured, number = self._level(near, len(rendering)), len(every)
        self._usual = (number * measured + _UNTOLD * _USUAL) / (number + _UNTOLD)
        self._presumed = _PRESUMED * max(0.0, 1 - 2 * measured / _USUAL)

    def similarity(self, original: Range, rendering: Range) -> float:
        """Weighted Dice coefficient of two runs of at most `LONGEST` segments, 0..1."""
        (one, weight), (other, more) = self._original[original], self._rendering[rendering]
        shared = self._weight(one.grams & other.grams)
        if one.hints:
            shared += self._weight(one.hints & other.grams)
        return min(1.0, 2 * shared / (weight + more)) if shared else 0.0

    def gain(self, original: Range, rendering: Range, presumed: float = 0.0) -> float:
        """Of taking the two runs to correspond: their weight times how much they are more alike than to be expected.

        Nothing is gained by leaving segments alone. A length that differs from what is usual counts by the square of
        its logarithm (Gale and Church 1993). `presumed` is added, as a share of the usual similarity.
        """
        prior = _PRIORS[original[1] - original[0], rendering[1] - rendering[0]] + self._presumed + presumed
        (one, weight), (other, more) = self._original[original], self._rendering[rendering]
        mismatch = math.log((other.length + _SMOOTHING) / (one.length + _SMOOTHING)) - self._ratio
        relative = self.similarity(original, rendering) / self._usual
        return (weight + more) * (relative + prior - _LENGTH_WEIGHT * mismatch * mismatch)

    def _weight(self, grams: frozenset[str]) -> float:
        return math.fsum(map(self._weights.__getitem__, grams))  # the same in whatever order a set has them

    def _runs(self, profiles: Sequence[Profile]) -> dict[Range, tuple[Profile, float]]:
        """The profiles of all runs of one to three neighbours, and their weight."""
        runs = {(i, i + 1): profile for i, profile in enumerate(profiles)}
        for size in range(2, LONGEST + 1):
            for i in range(len(profiles) - size + 1):
                runs[i, i + size] = runs[i, i + size - 1] + profiles[i + size - 1]
        return {run: (profile, self._weight(profile.grams)) for run, profile in runs.items()}

    def _level(self, near: Sequence[range], columns: int) -> float:
        """Similarity of the segments that are most alike, the mean over both sides."""
        best, best_of_column = [], [0.0] * columns
        for i, row in enumerate(near):
            values = {j: self.similarity((i, i + 1), (j, j + 1)) for j in row if j < columns}
            best.append(max(values.values(), default=0.0))
            for j, value in values.items():
                best_of_column[j] = max(best_of_column[j], value)
        return (sum(best) + sum(best_of_column)) / max(1, len(best) + columns)
