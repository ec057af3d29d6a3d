"""Two places of a text that have changed their words: `the club reported the board`, `the board reported the club`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from transcompare.checks.base import Pair
from transcompare.checks.differences import Difference
from transcompare.patterns import plain
from transcompare.stems import apart
from transcompare.text import Span

_SHORT = 4
"""Words of fewer letters say nothing of who or what: `the`, `and`."""


class _Place(NamedTuple):
    difference: Difference
    span: Span
    here: frozenset[str]
    there: frozenset[str]


def transposed(pair: Pair, differences: Sequence[Difference]) -> Iterator[tuple[Difference, Difference]]:
    """The differences, two by two, where each text has at one place what the other has at the other place.

    What is on both sides of `and` may change places: a longer word has to stand between the two.
    """
    for one, other in combinations(_places(pair, differences), 2):
        between = plain(pair.original.text[one.span.end : other.span.start]).split()
        if (one.here, one.there) == (other.there, other.here) and _telling(between):
            yield one.difference, other.difference


def _places(pair: Pair, differences: Sequence[Difference]) -> Iterator[_Place]:
    """Those where both texts have words that tell something."""
    for each in differences:
        if each.original and each.rendering:
            words = each.original.of(pair.original.text), each.rendering.of(pair.rendering.text)
            here, there = map(_telling, apart(*words, pair.original.lang))
            if here and there:
                yield _Place(each, each.original, here, there)


def _telling(stems: Iterable[str]) -> frozenset[str]:
    return frozenset(stem for stem in stems if len(stem) >= _SHORT)
