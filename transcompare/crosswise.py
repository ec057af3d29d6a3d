"""Exchanges of segments between the beads of an alignment, so that these may cross.

The search climbs: an exchange is made when it gains something, those that gain most first, until none is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from transcompare.likeness import LONGEST, Range

NEAR = 60
"""Beads between two that may exchange segments, at most."""
_LEAST_GAIN = 50
"""Of an exchange, in the unit of `Likeness.gain`, that of a word or two in common: texts mostly keep their order."""


class Pair(NamedTuple):
    """What a bead is made of; None where a segment has no counterpart."""

    original: Range | None
    rendering: Range | None


class _Part(NamedTuple):
    """Segments that may be exchanged for others: those of a bead, of an edge of one, or unaligned neighbours."""

    beads: tuple[int, ...]
    """That it comes from, by their places."""
    given: Pair
    kept: Pair | None
    """What is left of the bead."""
    cost: float
    """How much the bead gained, less what is left of that."""


Value = Callable[[Pair], float]


def exchanged(pairs: list[Pair], value: Value) -> list[Pair]:
    """The alignment after all exchanges that gain something, those that gain most first."""
    pairs = [part for pair in pairs for part in _divided(pair, value)]
    while moves := sorted(_exchanges(pairs, value), key=lambda move: -move[0]):
        used: set[int] = set()
        made: list[Pair] = []
        for _, one, other in moves:
            if used.isdisjoint(one.beads + other.beads):
                used.update(one.beads + other.beads)
                made += (pair for pair in (one.kept, other.kept) if pair)
                made += _pairs(one.given.original, other.given.rendering)
                made += _pairs(other.given.original, one.given.rendering)
        made = [part for pair in made for part in _divided(pair, value)]
        pairs = by_original([*(pair for k, pair in enumerate(pairs) if k not in used), *made])
    return pairs


def _exchanges(pairs: Sequence[Pair], value: Value) -> Iterator[tuple[float, _Part, _Part]]:
    """Two parts whose originals gain by each having the other's rendering, and how much."""
    parts = sorted(_parts(pairs, value), key=lambda part: part.beads)
    for k, one in enumerate(parts):
        for other in parts[k + 1 :]:
            if other.beads[0] - one.beads[-1] > NEAR:
                break
            turned = Pair(one.given.original, other.given.rendering), Pair(other.given.original, one.given.rendering)
            gain = value(turned[0]) + value(turned[1]) - one.cost - other.cost
            if gain > _LEAST_GAIN and set(one.beads).isdisjoint(other.beads):
                yield gain, one, other


def _parts(pairs: Sequence[Pair], value: Value) -> Iterator[_Part]:
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
                    given = Pair(run, None) if side == 0 else Pair(None, run)
                    yield _Part(tuple(k for k in beads if k is not None), given, None, 0.0)


def _edges(pair: Pair) -> Iterator[tuple[Pair, Pair]]:
    """The first and last segments of a bead's longer sides, and what is left without them."""
    if pair.original is None or pair.rendering is None:
        return
    for side in (0, 1):
        start, end = pair.original if side == 0 else pair.rendering
        for cut in range(start + 1, end):
            for given, kept in (((start, cut), (cut, end)), ((cut, end), (start, cut))):
                if side == 0:
                    yield Pair(given, None), Pair(kept, pair.rendering)
                else:
                    yield Pair(None, given), Pair(pair.original, kept)


def _pairs(original: Range | None, rendering: Range | None) -> Iterable[Pair]:
    """A bead, or its segments one by one where they have no counterpart."""
    if original and rendering:
        return [Pair(original, rendering)]
    if original:
        return [Pair((i, i + 1), None) for i in range(*original)]
    return [Pair(None, (j, j + 1)) for j in range(*rendering)] if rendering else []


def _divided(pair: Pair, value: Value) -> list[Pair]:
    """A bead of two and two as one and one, twice, straight or crossed, where that gains something."""
    if pair.original is None or pair.rendering is None:
        return [pair]
    (i, end), (j, stop) = pair.original, pair.rendering
    if (end - i, stop - j) != (2, 2):
        return [pair]
    straight = [Pair((i, i + 1), (j, j + 1)), Pair((i + 1, i + 2), (j + 1, j + 2))]
    crossed = [Pair((i, i + 1), (j + 1, j + 2)), Pair((i + 1, i + 2), (j, j + 1))]
    gains = [value(pair), sum(map(value, straight)), sum(map(value, crossed)) - _LEAST_GAIN]
    return ([pair], straight, crossed)[gains.index(max(gains))]


def by_original(pairs: Sequence[Pair]) -> list[Pair]:
    """By original; those without one follow the bead with the segment before in the rendering."""
    keys: dict[Pair, tuple[int, int]] = {}
    place = -1
    for pair in sorted((pair for pair in pairs if pair.rendering), key=lambda pair: pair.rendering or (0, 0)):
        place = pair.original[0] if pair.original else place
        keys[pair] = (place, len(keys))
    keys |= {pair: (pair.original[0], -1) for pair in pairs if pair.original}
    return sorted(pairs, key=keys.__getitem__)
