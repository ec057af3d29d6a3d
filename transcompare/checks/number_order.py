"""number-order: two like numbers that changed places, so that each is said of the other's thing.

A translation may reorder clauses, and then numbers of different kinds (a year and a sum) change places freely. Counts
of the same kind and size hardly ever do: in none of the fair human translations looked at (357 of 10,000 pairs have
such counts; three exchanges, all of counts that differ more than fivefold).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import ClassVar

from transcompare.checks.base import Finding, Pair, Text
from transcompare.quantities import Quantity, fold, quantities, reads_words
from transcompare.text import Span

_CONFIDENCE = 0.7
_LIKE = 4
"""Counts that differ by a larger factor are not said of comparable things."""
_YEARS = frozenset(range(1900, 2101))
"""A set, as a fraction is compared with every number of a range."""
_Exchange = tuple[Quantity, Quantity, Quantity, Quantity]
"""Two counts of the original in their order, and those in their places in the rendering."""
_WORD = re.compile(r"\s+\w+")
_DAY = 15
"""Characters between a day and its month, at most."""


class NumberOrderCheck:
    """Finds neighbouring counts of the original that stand in the other order in the rendering."""

    name: ClassVar[str] = "number-order"
    version: ClassVar[str] = "2"

    def __call__(self, pair: Pair) -> Iterator[Finding]:
        """One finding for each part of the texts in which two counts are exchanged and all else is the same; none where
        number words of a language are not known."""
        if not (reads_words(pair.original.lang) and reads_words(pair.rendering.lang)):
            return
        original, rendering = _counts(pair.original), _counts(pair.rendering)
        for unit in pair.units():
            here, there = _by_measure(original, unit.original), _by_measure(rendering, unit.rendering)
            for measure in sorted(here.keys() & there.keys()):
                yield from _exchanged(here[measure], there[measure], pair)


def _counts(side: Text) -> list[Quantity]:
    """Plain numbers from 2 on, without years and days of a month."""
    found = quantities(side.text, side.lang)
    months = [quantity.span for quantity in found if quantity.kind == "month"]
    return [
        quantity
        for quantity in found
        if quantity.kind == "number"
        and not quantity.weak
        and quantity.value >= 2
        and (quantity.unit or quantity.value not in _YEARS)
        and not any(0 <= month.start - quantity.span.end < _DAY for month in months)
    ]


def _by_measure(counts: list[Quantity], span: Span) -> dict[str, list[Quantity]]:
    """The counts in a part by their unit, and by the stretch of time, length or weight that they measure."""
    found: defaultdict[str, list[Quantity]] = defaultdict(list)
    for quantity in counts:
        if span.start <= quantity.span.start < span.end:
            found[quantity.unit or quantity.measure].append(quantity)
    return found


def _exchanged(original: list[Quantity], rendering: list[Quantity], pair: Pair) -> Iterator[Finding]:
    """Counts of one measure: the same ones on both sides, two of them exchanged."""
    values, told = ([quantity.value for quantity in side] for side in (original, rendering))
    if values == told or sorted(values) != sorted(told) or len(set(values)) < len(values):
        return
    candidates = _turned(original, rendering)
    if pair.original.lang == pair.rendering.lang:
        candidates = _retold(original, rendering, pair)
    for one, other, first, second in candidates:
        words = [one.span.of(pair.original.text), other.span.of(pair.original.text)]
        yield Finding(
            category="number",
            severity="major",
            confidence=_CONFIDENCE,
            message=f"«{words[0]}» and «{words[1]}» of the original have changed places",
            original=Span(one.span.start, other.span.end),
            rendering=Span(first.span.start, second.span.end),
        )


def _turned(original: list[Quantity], rendering: list[Quantity]) -> Iterator[_Exchange]:
    """Neighbours of like size that a translation has in the other order."""
    place = {quantity.value: quantity for quantity in rendering}
    for one, other in pairwise(original):
        first, second = place[other.value], place[one.value]
        low, high = sorted((one.value, other.value))
        if first.span < second.span and high <= _LIKE * low:
            yield one, other, first, second


def _retold(original: list[Quantity], rendering: list[Quantity], pair: Pair) -> Iterator[_Exchange]:
    """Two counts that stand before each other's word in a text of the same language, all others in their places.

    Who retells has counts in any order; but `three of the five` and then `the other two` is not `two of the five`.
    """
    changed = [places for places in zip(original, rendering, strict=True) if places[0].value != places[1].value]
    words = [(_word_after(pair.original, one), _word_after(pair.rendering, other)) for one, other in changed]
    if len(changed) == 2 and any(here and here == there for here, there in words):
        (one, first), (other, second) = changed
        yield one, other, first, second


def _word_after(side: Text, count: Quantity) -> str:
    word = _WORD.match(fold(side.text), count.span.end)
    return word.group() if word else ""
