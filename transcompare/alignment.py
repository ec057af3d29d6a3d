"""Monotone many-to-many alignment of segments by dynamic programming.

After Bleualign (Sennrich and Volk 2010): the segments of the rendering are compared with our translation of the
original's segments, in one language. Where there is no translation both sides are compared transliterated, which leaves
names, numbers and cognates, and the length ratio (Gale and Church 1993) does the rest.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_PRIORS = {(1, 1): 0.14, (1, 2): 0.05, (2, 1): 0.05, (2, 2): 0.02, (1, 3): 0.0, (3, 1): 0.0}
"""Added to the similarity of a bead; what stays far below zero is better left unaligned."""

_UNALIGNED = 0.06
"""Lost a character that is left unaligned: most renderings are whole."""
_LENGTH_WEIGHT = 0.15
_BAND = 60
"""Segments that a link may lie off the diagonal in texts of more than this many segments."""


@dataclass(frozen=True, slots=True)
class Bead:
    """Segments `original` and `rendering` (half-open ranges of indices) that correspond; one may be empty."""

    original: tuple[int, int]
    rendering: tuple[int, int]
    similarity: float


class Profile:
    """Character trigrams of a text's words, as a multiset; profiles of neighbours add up."""

    __slots__ = ("grams", "length", "total")

    def __init__(self, grams: Counter[str], length: int) -> None:
        self.grams = grams
        self.length = length
        self.total = grams.total()

    @classmethod
    def of(cls, text: str, *, transliterate: bool = False) -> Profile:
        """The profile of a text; `length` is in code points of the text as given."""
        folded = text
        if transliterate:
            from anyascii import anyascii

            folded = anyascii(text)
        words = re.findall(r"\w+", folded.casefold())
        grams: Counter[str] = Counter()
        for word in words:
            padded = f" {word} "
            grams.update(padded[i : i + 3] for i in range(len(padded) - 2))
        return cls(grams, len(text))

    def __add__(self, other: Profile) -> Profile:
        return Profile(self.grams + other.grams, self.length + other.length)

    def similarity(self, other: Profile) -> float:
        """Dice coefficient of the two multisets, 0..1."""
        total = self.total + other.total
        small, large = sorted((self.grams, other.grams), key=len)
        shared = sum(min(count, large[gram]) for gram, count in small.items() if gram in large)
        return 2 * shared / total if total else 0.0


def align(original: Sequence[Profile], rendering: Sequence[Profile]) -> list[Bead]:
    """The beads of the best alignment, in order; together they cover every segment of both sides once.

    The gain of a bead is its length times (similarity + prior - length mismatch), so that long segments count more.
    """
    n, m = len(original), len(rendering)
    if n == m == 1:  # two single sentences given as one statement belong together
        return [Bead((0, 1), (0, 1), original[0].similarity(rendering[0]))]
    ratio = math.log((1 + sum(p.length for p in rendering)) / (1 + sum(p.length for p in original)))
    left, right = _runs(original), _runs(rendering)
    best = {(0, 0): 0.0}
    back: dict[tuple[int, int], Bead] = {}
    for i in range(n + 1):
        for j in _columns(i, n, m):
            if (i, j) == (0, 0):
                continue
            options = []
            if i and (i - 1, j) in best:
                loss = _UNALIGNED * original[i - 1].length
                options.append((best[i - 1, j] - loss, Bead((i - 1, i), (j, j), 0.0)))
            if j and (i, j - 1) in best:
                loss = _UNALIGNED * rendering[j - 1].length
                options.append((best[i, j - 1] - loss, Bead((i, i), (j - 1, j), 0.0)))
            for (a, b), prior in _PRIORS.items():
                if (i - a, j - b) not in best or i < a or j < b:
                    continue
                source, target = left[i - a, i], right[j - b, j]
                similarity = source.similarity(target)
                mismatch = abs(math.log((target.length + 1) / (source.length + 1)) - ratio / 2)
                gain = (source.length + target.length) * (similarity + prior - _LENGTH_WEIGHT * mismatch)
                options.append((best[i - a, j - b] + gain, Bead((i - a, i), (j - b, j), similarity)))
            if options:
                best[i, j], back[i, j] = max(options, key=lambda option: option[0])
    beads = []
    i, j = n, m
    while (i, j) != (0, 0):
        bead = back[i, j]
        beads.append(bead)
        i, j = bead.original[0], bead.rendering[0]
    return beads[::-1]


def _runs(profiles: Sequence[Profile]) -> dict[tuple[int, int], Profile]:
    """The profiles of all runs of one to three neighbours, by half-open range."""
    runs = {(i, i + 1): profile for i, profile in enumerate(profiles)}
    for size in (2, 3):
        for i in range(len(profiles) - size + 1):
            runs[i, i + size] = runs[i, i + size - 1] + profiles[i + size - 1]
    return runs


def _columns(i: int, n: int, m: int) -> range:
    """The rendering positions to look at for original position `i`: all, or a band around the diagonal."""
    if max(n, m) <= _BAND:
        return range(m + 1)
    centre = round(i * m / n) if n else 0
    width = max(_BAND, math.ceil(m / n) + 3 if n else m)
    return range(max(0, centre - width), min(m, centre + width) + 1)
