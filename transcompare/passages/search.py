"""The search for one rendering in one original: what to ask the judge, and what follows from its answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from transcompare.passages.index import Index
from transcompare.passages.pieces import ELLIPSIS, pieces
from transcompare.passages.runs import background, gains, runs
from transcompare.passages.trim import Sides
from transcompare.text import Span
from transcompare.trigrams import Trigrams

ENOUGH = 3.05
"""Score (nats a token) from which a passage is found."""

_JUMP, _MARKED_JUMP = 60.0, 20.0
"""Gain lost for a second run; and where the rendering marks a cut."""
_BACKGROUND = 0.5
"""Share of the background that does not count as evidence for the passage."""
_SIMILARITY = 6.0
"""Nats a token that a whole similarity is worth beside the judge's evidence, and in its place where there is none."""
_REPEATED = 0.6
"""Similarity of two runs that say the same twice."""


class Found(NamedTuple):
    """The best passage for a rendering, whether it is good enough or not."""

    runs: list[tuple[int, int]]
    """Half-open ranges of segments, in order."""
    similarities: list[float]
    """Of each run's translation and the pieces that it explains, 0..1."""
    score: float
    """How surely the rendering quotes this passage, in nats a token; `ENOUGH` is enough."""
    owners: dict[int, Span]
    """For each segment that explains a piece of the rendering best, where these pieces stand."""

    def sides(self, segment: int) -> Sides | None:
        """Which sides of a segment are an end of a passage; None where it has neighbours in the passage."""
        first, last = segment in {start for start, _ in self.runs}, segment + 1 in {end for _, end in self.runs}
        return "both" if first and last else "start" if first else "end" if last else None


class Search:
    """Looks for the pieces of one rendering among the segments of one original."""

    def __init__(self, index: Index, text: str, lang: str, sentences: Sequence[Span], count: int) -> None:
        self.index = index
        self.pieces = pieces(text, sentences)
        self.texts = [piece.of(text) for piece in self.pieces]
        self.marked = bool(ELLIPSIS.search(text))
        self.profiles = [Trigrams.of(piece) for piece in self.texts]
        self.best = [index.best(piece, lang, count) for piece in self.texts]

    def pairs(self) -> set[tuple[int, int]]:
        """Pieces and segments that the judge should compare, by number: the best candidates, and next to the first."""
        near = [(j, i) for j, best in enumerate(self.best) for i in self._around(best[:1])]
        return {(j, i) for j, best in enumerate(self.best) for i in best}.union(near)

    def pairs_near(self, found: Found) -> set[tuple[int, int]]:
        """All pieces with the segments of a passage and next to it: a quote is rarely scattered."""
        around = self._around([i for run in found.runs for i in range(*run)])
        return {(j, i) for j in range(len(self.pieces)) for i in around}

    def _around(self, segments: Sequence[int]) -> set[int]:
        near = {j for i in segments for j in (i - 1, i, i + 1)}
        return {i for i in near if 0 <= i < len(self.index.segments)}

    def similarity(self, piece: int, segment: int) -> float:
        """Dice coefficient of the character trigrams of a piece and of a segment's translation, 0..1."""
        return self.profiles[piece].similarity(self.index.profiles[segment])

    def conclude(self, pairs: Iterable[tuple[int, int]], judged: Mapping[tuple[int, int], float]) -> Found | None:
        """The best passage among `pairs`, given the information that a piece and a segment have of each other.

        That is in nats a token; a pair that was not judged is as good as it is similar. None where nothing at all
        speaks for any segment.
        """
        evidence: list[dict[int, float]] = [{} for _ in self.pieces]
        for j, i in sorted(pairs):
            evidence[j][i] = judged[j, i] if (j, i) in judged else _SIMILARITY * self.similarity(j, i)
        lengths = [len(segment) for segment in self.index.segments]
        gain: dict[int, float] = {}
        for values in evidence:
            for i, value in gains(values, lengths).items():
                gain[i] = max(value, gain.get(i, value))
        found = runs(gain, lengths, _MARKED_JUMP if self.marked else _JUMP)
        found = self._once(found if self.marked else _bridged(found), gain)
        if not found:
            return None
        inside = {i for start, end in found for i in range(start, end)}
        owned: dict[int, list[int]] = defaultdict(list)
        score = 0.0
        for j, values in enumerate(evidence):
            own = {i: value for i, value in values.items() if i in inside}
            if own:
                best = max(own, key=lambda i: (own[i], -i))
                owned[best].append(j)
                similarity = max(self.similarity(j, i) for i in own)
                worth = own[best] - _BACKGROUND * background(values.values()) + _SIMILARITY * similarity
                score += self.pieces[j].length * worth
        owners = {i: Span(self.pieces[js[0]].start, self.pieces[js[-1]].end) for i, js in sorted(owned.items())}
        similarities = [self._likeness(run, owned) for run in found]
        return Found(found, similarities, score / sum(piece.length for piece in self.pieces), owners)

    def _once(self, found: list[tuple[int, int]], gain: Mapping[int, float]) -> list[tuple[int, int]]:
        """`found` without the runs that only say again what a better one, else an earlier one, says."""

        def value(run: tuple[int, int]) -> tuple[float, int]:
            return -sum(gain.get(i, 0.0) for i in range(*run)), run[0]

        kept: list[tuple[int, int]] = []
        for run in sorted(found, key=value):
            if all(self._profile(run).similarity(self._profile(other)) < _REPEATED for other in kept):
                kept.append(run)
        return sorted(kept)

    def _profile(self, run: tuple[int, int]) -> Trigrams:
        return _sum([self.index.profiles[i] for i in range(*run)])

    def _likeness(self, run: tuple[int, int], owned: Mapping[int, Sequence[int]]) -> float:
        explained = sorted({j for i in range(*run) for j in owned.get(i, ())}) or range(len(self.pieces))
        return self._profile(run).similarity(_sum([self.profiles[j] for j in explained]))


def _sum(profiles: Sequence[Trigrams]) -> Trigrams:
    total = profiles[0]
    for profile in profiles[1:]:
        total = total + profile
    return total


def _bridged(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Runs with one segment between them as one: what is left out without a mark may matter."""
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if joined and start - joined[-1][1] <= 1:
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return joined
