"""Numbers, dates, money and percentages compared as values across languages.

"сто тысяч", "100,000" and "100k" are one value. Looked at is a value of the rendering that the original does not have
at all; a value that both have, in another place, is not. Units are not converted, but for a stretch of time or a
length told in the next smaller unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import ClassVar

from transcompare.checks.base import Finding, Link, Pair, Text
from transcompare.quantities import Quantity, fold, lexicon, quantities, reads_words
from transcompare.text import Span

_MARKED = Fraction(11, 10)
"""How far a value that is marked as approximate may be from the other one, as a ratio."""
_ROUNDED = Fraction(21, 20)
"""How far a rounded value that is not marked may be."""
_MANY = 200
"""Only so many unmatched values a segment are paired with each other: more of them are a table."""
_ELLIPSIS = ("...", "…")


class NumberCheck:
    """Finds values that the rendering has and the original does not, and the reverse."""

    name: ClassVar[str] = "number"
    version: ClassVar[str] = "1"

    def __call__(self, pair: Pair) -> Iterable[Finding]:
        """Findings of category `number`, in the order of the rendering, then of the original."""
        originals = _Side(pair.original)
        renderings = _Side(pair.rendering)
        novel = originals.lacking(renderings)
        lost = renderings.lacking(originals)
        couples = _couples(lost, novel, pair)
        for rendering in renderings.strong:
            if rendering in couples:
                yield from _differs(pair, couples[rendering], rendering)
            elif rendering not in novel:
                yield from _turned(pair, originals.like(rendering), rendering)
            elif reads_words(pair.original.lang) and rendering.value not in (0, 1, 2):
                yield from _invented(pair, rendering)
        if reads_words(pair.rendering.lang):
            paired = set(couples.values())
            yield from (f for original in lost if original not in paired for f in _missing(pair, original))


class _Side:
    """The quantities of one text, by reading."""

    def __init__(self, side: Text) -> None:
        self.found = quantities(side.text, side.lang)
        self.strong = [quantity for quantity in self.found if not quantity.weak]
        self._by_reading: dict[tuple[bool, Fraction], list[Quantity]] = {}
        for quantity in self.found:
            for reading in _readings(quantity):
                self._by_reading.setdefault(reading, []).append(quantity)

    def like(self, other: Quantity) -> list[Quantity]:
        """The quantities that may stand for the value of `other`."""
        return [q for reading in _readings(other) for q in self._by_reading.get(reading, ())]

    def lacking(self, other: _Side) -> dict[Quantity, None]:
        """The quantities of `other` that have no equal here, in order."""
        return {q: None for q in other.strong if self._by_reading.keys().isdisjoint(_readings(q))}


def _readings(quantity: Quantity) -> list[tuple[bool, Fraction]]:
    """What a quantity may stand for; May is not five of anything."""
    return [(quantity.kind == "month", reading) for reading in sorted(quantity.readings)]


def _couples(lost: Iterable[Quantity], novel: Iterable[Quantity], pair: Pair) -> dict[Quantity, Quantity]:
    """For a value of the rendering the unmatched value of the original that it most likely stands for."""
    whole = Link(Span(0, len(pair.original.text)), Span(0, len(pair.rendering.text)))
    couples: dict[Quantity, Quantity] = {}
    free, rest = list(lost), list(novel)
    for link in pair.links or (whole,):
        if link.original and link.rendering and free and rest:
            there = [o for o in free if o.span.overlaps(link.original)]
            here = [r for r in rest if r.span.overlaps(link.rendering)]
            couples |= _nearest(there[:_MANY], here[:_MANY])
            taken = set(couples.values())
            free = [o for o in free if o not in taken]
            rest = [r for r in rest if r not in couples]
    if len(free) == len(rest) == 1:
        couples |= _nearest(free, rest)
    return couples


def _nearest(originals: Sequence[Quantity], renderings: Sequence[Quantity]) -> dict[Quantity, Quantity]:
    candidates = sorted(
        (_distance(original, rendering), i, j)
        for i, rendering in enumerate(renderings)
        for j, original in enumerate(originals)
        if (original.kind == "month") == (rendering.kind == "month")
    )
    couples: dict[Quantity, Quantity] = {}
    used: set[int] = set()
    for _, i, j in candidates:
        if renderings[i] not in couples and j not in used:
            couples[renderings[i]] = originals[j]
            used.add(j)
    return couples


def _distance(original: Quantity, rendering: Quantity) -> tuple[int, Fraction]:
    """How unlike two values are: their units and whether they are years, then their ratio."""
    unlike = (original.unit != rendering.unit) + (_is_year(original) != _is_year(rendering))
    return unlike, _ratio(original, rendering)


def _ratio(a: Quantity, b: Quantity) -> Fraction:
    low, high = sorted((a.value, b.value))
    return high / low if low else Fraction(10)


def _is_year(quantity: Quantity) -> bool:
    return quantity.value.denominator == 1 and 1500 <= quantity.value < 2100 and not quantity.unit


def _differs(pair: Pair, original: Quantity, rendering: Quantity) -> Iterator[Finding]:
    """What to say of two values that stand for each other and are not equal."""
    ratio = _ratio(original, rendering)
    dates = any(_is_year(q) or q.kind not in ("number", "fraction") for q in (original, rendering))
    rounded = not dates and _digits(original.value) != _digits(rendering.value)
    marked = _approximate(pair.original, original) or _approximate(pair.rendering, rendering)
    if rounded and marked and ratio <= _MARKED:
        return
    if rounded and ratio <= _ROUNDED and max(original.value, rendering.value) >= 100:
        severity, confidence = "minor", 0.3
    else:
        severity = "critical" if not dates and ratio >= 10 else "major"
        confidence = 0.5 if _distance(original, rendering)[0] else 0.75
    yield Finding("number", severity, confidence, _contrast(pair, original, rendering), original.span, rendering.span)


def _turned(pair: Pair, same: Sequence[Quantity], rendering: Quantity) -> Iterator[Finding]:
    """An equal value with the other sign, or counting something else: percent, points, times or another money."""
    if rendering.sign and all(original.sign == -rendering.sign for original in same):
        severity = "critical"
    elif rendering.unit and all(original.unit not in ("", rendering.unit) for original in same):
        severity = "minor" if {same[0].unit, rendering.unit} == {"percent", "points"} else "major"
    else:
        return
    message = _contrast(pair, same[0], rendering)
    yield Finding("number", severity, 0.5, message, same[0].span, rendering.span)


def _invented(pair: Pair, rendering: Quantity) -> Iterator[Finding]:
    """A value that nothing in the original accounts for."""
    there = next((k.original for k in pair.links if k.rendering and k.rendering.overlaps(rendering.span)), None)
    message = f"the rendering has {_show(pair.rendering, rendering)}, the original has no such number"
    yield Finding("number", "major", 0.35, message, there, rendering.span)


def _missing(pair: Pair, original: Quantity) -> Iterator[Finding]:
    """A value that the rendering leaves out, unless it says so or leaves out the whole segment."""
    here = next((k.rendering for k in pair.links if k.original and k.original.overlaps(original.span)), None)
    if here is not None and not any(mark in here.of(pair.rendering.text) for mark in _ELLIPSIS):
        message = f"the original has {_show(pair.original, original)}, the rendering has no such number"
        yield Finding("number", "minor", 0.2, message, original.span, here)


def _approximate(side: Text, quantity: Quantity) -> bool:
    """Whether one of the four words before the number marks it as rounded."""
    before = fold(side.text[max(quantity.span.start - 40, 0) : quantity.span.start]).split()
    return any(lexicon(side.lang).has("approximate", word) for word in before[-4:])


def _digits(value: Fraction) -> int:
    """Significant digits, as a measure of how round a value is."""
    while value.denominator != 1 and value < 10**6:
        value *= 10
    return len(str(int(value)).rstrip("0"))


def _contrast(pair: Pair, original: Quantity, rendering: Quantity) -> str:
    return f"the original has {_show(pair.original, original)}, the rendering {_show(pair.rendering, rendering)}"


def _show(side: Text, quantity: Quantity) -> str:
    value, words = quantity.value, quantity.span.of(side.text)
    if _is_year(quantity):
        return f"{int(value)} ('{words}')"
    return f"{int(value):,} ('{words}')" if value.denominator == 1 else f"{float(value):,g} ('{words}')"
