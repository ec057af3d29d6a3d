"""Many-to-many alignment of segments by dynamic programming, and then crosswise.

After Bleualign (Sennrich and Volk 2010): the segments of the rendering are compared with our translation of the
original's segments, in one language. The best alignment in order comes first; then beads exchange segments for as long
as that makes them more alike, which finds what the rendering puts elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from transcompare.crosswise import Pair, by_original, exchanged
from transcompare.likeness import SHAPES, Likeness, Profile, Range, alike

__all__ = ["Bead", "Profile", "align"]

_BAND = 60
"""Segments that a link may lie off the diagonal in texts of more than this many segments."""
_SAME_PLACE = 0.3
"""Presumed of two segments alone at the same place: rather a bad translation than an omission and an addition."""


@dataclass(frozen=True, slots=True)
class Bead:
    """Segments `original` and `rendering` (half-open ranges of indices) that correspond; one may be empty."""

    original: Range
    rendering: Range
    similarity: float


def align(original: Sequence[Profile], rendering: Sequence[Profile]) -> list[Bead]:
    """The beads of the best alignment that is found, in the order of the original; they may cross.

    Together they cover every segment of both sides once. Segments of the rendering without a counterpart follow the
    bead with the segment before them.
    """
    n, m = len(original), len(rendering)
    if n == m == 1:  # two single sentences given as one statement belong together
        return [Bead((0, 1), (0, 1), alike(*original, *rendering))]
    likeness = Likeness(original, rendering, [_columns(i, n, m) for i in range(n)])

    @cache
    def value(pair: Pair) -> float:
        """What is gained by a bead: nothing where a side is empty; never taken where it has too many segments."""
        if pair.original is None or pair.rendering is None:
            return 0.0
        shape = tuple(end - start for start, end in (pair.original, pair.rendering))
        return likeness.gain(pair.original, pair.rendering) if shape in SHAPES else -math.inf

    beads = []
    i = j = 0
    for pair in _filled(exchanged(_in_order(n, m, likeness), value), likeness):
        one, other = pair.original or (i, i), pair.rendering or (j, j)
        beads.append(Bead(one, other, likeness.similarity(one, other) if all(pair) else 0.0))
        i, j = one[1], other[1]
    return beads


def _in_order(n: int, m: int, likeness: Likeness) -> list[Pair]:
    """The best alignment without crossing."""
    best = {(0, 0): 0.0}
    back: dict[tuple[int, int], tuple[int, int]] = {}
    for i in range(n + 1):
        for j in _columns(i, n, m):
            if (i, j) in best:
                continue
            options = [(best[at], at) for at in ((i - 1, j), (i, j - 1)) if at in best]
            for a, b in SHAPES:
                at = (i - a, j - b)
                if at in best:
                    options.append((best[at] + likeness.gain((i - a, i), (j - b, j)), at))
            if options:
                best[i, j], back[i, j] = max(options, key=lambda option: option[0])
    pairs = []
    i, j = n, m
    while i or j:
        a, b = back[i, j]
        pairs.append(Pair((a, i) if a < i else None, (b, j) if b < j else None))
        i, j = a, b
    return by_original(pairs)


def _filled(pairs: list[Pair], likeness: Likeness) -> list[Pair]:
    """The alignment with two segments left alone at the same place taken to correspond, unless they are too unlike."""
    filled: list[Pair] = []
    for pair in pairs:
        before = filled[-1] if filled else Pair(None, None)
        alone = pair.rendering is None and before.original is None
        if (
            alone
            and pair.original
            and before.rendering
            and likeness.gain(pair.original, before.rendering, _SAME_PLACE) > 0
        ):
            filled[-1] = Pair(pair.original, before.rendering)
        else:
            filled.append(pair)
    return filled


def _columns(i: int, n: int, m: int) -> range:
    """The rendering positions to look at for original position `i`: all, or a band around the diagonal."""
    if max(n, m) <= _BAND:
        return range(m + 1)
    centre = round(i * m / n) if n else 0
    width = max(_BAND, math.ceil(m / n) + 3 if n else m)
    return range(max(0, centre - width), min(m, centre + width) + 1)
