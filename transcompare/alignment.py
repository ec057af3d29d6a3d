"""Many-to-many alignment of segments by dynamic programming, and then crosswise.

After Bleualign (Sennrich and Volk 2010): the segments of the rendering are compared with our translation of the
original's segments, in one language. The best alignment in order comes first; then beads exchange segments for as long
as that makes them more alike, which finds what the rendering puts elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from transcompare.likeness import LONGEST, SHAPES, Likeness, Profile, Range

__all__ = ["Bead", "Profile", "align"]

_BAND = 60
"""Segments that a link may lie off the diagonal in texts of more than this many segments, and beads between two that
exchange segments."""
_LEAST_GAIN = 50
"""Of an exchange, in the unit of `Likeness.gain`, that of a word or two more in common: texts mostly
keep their order."""


@dataclass(frozen=True, slots=True)
class Bead:
    """Segments `original` and `rendering` (half-open ranges of indices) that correspond; one may be empty."""

    original: Range
    rendering: Range
    similarity: float


class _Pair(NamedTuple):
    """What a bead is made of; None where a segment has no counterpart."""

    original: Range | None
    rendering: Range | None


class _Part(NamedTuple):
    """Segments that may be exchanged for others: those of a bead, of an edge of one, or unaligned neighbours."""

    beads: tuple[int, ...]
    """That it comes from, by their places."""
    given: _Pair
    kept: _Pair | None
    """What is left of the bead."""
    cost: float
    """How much the bead gained, less what is left of that."""


_Value = Callable[[_Pair], float]


def align(original: Sequence[Profile], rendering: Sequence[Profile]) -> list[Bead]:
    """The beads of the best alignment that is found, in the order of the original; they may cross.

    Together they cover every segment of both sides once. Segments of the rendering without a counterpart follow the
    bead with the segment before them.
    """
    n, m = len(original), len(rendering)
    likeness = Likeness(original, rendering, [_columns(i, n, m) for i in range(n)])

    @cache
    def value(pair: _Pair) -> float:
        """What is gained by a bead: nothing where a side is empty; never taken where it has too many segments."""
        if pair.original is None or pair.rendering is None:
            return 0.0
        shape = tuple(end - start for start, end in (pair.original, pair.rendering))
        return likeness.gain(pair.original, pair.rendering) if shape in SHAPES else -math.inf

    # two single sentences given as one statement belong together
    pairs = [_Pair((0, 1), (0, 1))]
    if not n == m == 1:
        pairs = _exchanged(_in_order(n, m, likeness), value)
    beads = []
    i = j = 0
    for pair in pairs:
        one, other = pair.original or (i, i), pair.rendering or (j, j)
        beads.append(Bead(one, other, likeness.similarity(one, other) if all(pair) else 0.0))
        i, j = one[1], other[1]
    return beads


def _in_order(n: int, m: int, likeness: Likeness) -> list[_Pair]:
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
        pairs.append(_Pair((a, i) if a < i else None, (b, j) if b < j else None))
        i, j = a, b
    return _sorted(pairs)


def _divided(pair: _Pair, value: _Value) -> list[_Pair]:
    """A bead of two and two as one and one, twice, straight or crossed, where that gains something."""
    if pair.original is None or pair.rendering is None:
        return [pair]
    (i, end), (j, stop) = pair.original, pair.rendering
    if (end - i, stop - j) != (2, 2):
        return [pair]
    straight = [_Pair((i, i + 1), (j, j + 1)), _Pair((i + 1, i + 2), (j + 1, j + 2))]
    crossed = [_Pair((i, i + 1), (j + 1, j + 2)), _Pair((i + 1, i + 2), (j, j + 1))]
    gains = [value(pair), sum(map(value, straight)), sum(map(value, crossed)) - _LEAST_GAIN]
    return ([pair], straight, crossed)[gains.index(max(gains))]


def _exchanged(pairs: list[_Pair], value: _Value) -> list[_Pair]:
    """The alignment after all exchanges that gain something, those that gain most first."""
    pairs = [part for pair in pairs for part in _divided(pair, value)]
    while moves := sorted(_exchanges(pairs, value), key=lambda move: -move[0]):
        used: set[int] = set()
        made: list[_Pair] = []
        for _, one, other in moves:
            if used.isdisjoint(one.beads + other.beads):
                used.update(one.beads + other.beads)
                made += (pair for pair in (one.kept, other.kept) if pair)
                made += _pairs(one.given.original, other.given.rendering)
                made += _pairs(other.given.original, one.given.rendering)
        made = [part for pair in made for part in _divided(pair, value)]
        pairs = _sorted([*(pair for k, pair in enumerate(pairs) if k not in used), *made])
    return pairs


def _exchanges(pairs: Sequence[_Pair], value: _Value) -> Iterator[tuple[float, _Part, _Part]]:
    """Two parts whose originals gain by each having the other's rendering, and how much."""
    parts = sorted(_parts(pairs, value), key=lambda part: part.beads)
    for k, one in enumerate(parts):
        for other in parts[k + 1 :]:
            if other.beads[0] - one.beads[-1] > _BAND:
                break
            turned = _Pair(one.given.original, other.given.rendering), _Pair(other.given.original, one.given.rendering)
            gain = value(turned[0]) + value(turned[1]) - one.cost - other.cost
            if gain > _LEAST_GAIN and set(one.beads).isdisjoint(other.beads):
                yield gain, one, other


def _parts(pairs: Sequence[_Pair], value: _Value) -> Iterator[_Part]:
    """All that may be exchanged."""
    for k, pair in enumerate(pairs):
        yield _Part((k,), pair, None, value(pair))
        for given, kept in _edges(pair):
            yield _Part((k,), given, kept, value(pair) - value(kept))
    for side in (0, 1):
        alone = {pair[side]: k for k, pair in enumerate(pairs) if pair[1 - side] is None}
        for start, _ in filter(None, alone):
            for size in range(2, LONGEST + 1):
                beads = [alone.get((i, i + 1)) for i in range(start, start + size)]
                if None not in beads:
                    run = (start, start + size)
                    given = _Pair(run, None) if side == 0 else _Pair(None, run)
                    yield _Part(tuple(k for k in beads if k is not None), given, None, 0.0)


def _edges(pair: _Pair) -> Iterator[tuple[_Pair, _Pair]]:
    """The first and last segments of a bead's longer sides, and what is left without them."""
    if pair.original is None or pair.rendering is None:
        return
    for side in (0, 1):
        start, end = pair.original if side == 0 else pair.rendering
        for cut in range(start + 1, end):
            for given, kept in (((start, cut), (cut, end)), ((cut, end), (start, cut))):
                if side == 0:
                    yield _Pair(given, None), _Pair(kept, pair.rendering)
                else:
                    yield _Pair(None, given), _Pair(pair.original, kept)


def _pairs(original: Range | None, rendering: Range | None) -> Iterable[_Pair]:
    """A bead, or its segments one by one where they have no counterpart."""
    if original and rendering:
        return [_Pair(original, rendering)]
    if original:
        return [_Pair((i, i + 1), None) for i in range(*original)]
    return [_Pair(None, (j, j + 1)) for j in range(*rendering)] if rendering else []


def _sorted(pairs: Sequence[_Pair]) -> list[_Pair]:
    """By original; those without one follow the bead with the segment before in the rendering."""
    keys: dict[_Pair, tuple[int, int]] = {}
    place = -1
    for pair in sorted((pair for pair in pairs if pair.rendering), key=lambda pair: pair.rendering or (0, 0)):
        place = pair.original[0] if pair.original else place
        keys[pair] = (place, len(keys))
    keys |= {pair: (pair.original[0], -1) for pair in pairs if pair.original}
    return sorted(pairs, key=keys.__getitem__)


def _columns(i: int, n: int, m: int) -> range:
    """The rendering positions to look at for original position `i`: all, or a band around the diagonal."""
    if max(n, m) <= _BAND:
        return range(m + 1)
    centre = round(i * m / n) if n else 0
    width = max(_BAND, math.ceil(m / n) + 3 if n else m)
    return range(max(0, centre - width), min(m, centre + width) + 1)
