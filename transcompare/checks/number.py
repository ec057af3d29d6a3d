"""Numbers, dates, money and percentages compared as values across languages.

"сто тысяч", "100,000" and "100k" are one value. Looked at is a value of the rendering that the original does not have
at all; a value that both have, in another place, is not, unless it counts something else there. Units are not
converted, but for a stretch of time or a length told in the next smaller unit.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Sequence
from fractions import Fraction
from typing import ClassVar

from transcompare.checks.base import Finding, Link, Pair, Text
from transcompare.quantities import Quantity, fold, lexicon, quantities, reads_words, reckoned, totals
from transcompare.text import Span

_MARKED = Fraction(11, 10)
"""How far a value that is marked as approximate may be from the other one, as a ratio."""
_ROUNDED = Fraction(21, 20)
"""How far a rounded value that is not marked may be."""
_RECKONED = 0.25
"""Confidence, at most, in a difference of values that may tell the same beside another one."""
_MANY = 200
"""Only so many unmatched values a segment are paired with each other: more of them are a table."""
_MEASURED = 0.6
"""Confidence in an equal number of something else."""
_WORD = re.compile(r"[\s-]?\w+")
_NEAR = 40
"""So many code points beside a number are looked at for its neighbours."""
_ELLIPSIS = ("...", "…")


class NumberCheck:
    """Finds values that the rendering has and the original does not, and the reverse."""

    name: ClassVar[str] = "number"
    version: ClassVar[str] = "3"

    def __call__(self, pair: Pair) -> Iterable[Finding]:
        """Findings of category `number`, in the order of the rendering, then of the original."""
        originals, renderings = _Side(pair.original), _Side(pair.rendering)
        novel, lost = originals.lacking(renderings), renderings.lacking(originals)
        links = pair.links or (Link(Span(0, len(pair.original.text)), Span(0, len(pair.rendering.text))),)
        there, here = _Segments([k.original for k in links]), _Segments([k.rendering for k in links])
        couples = _couples(there.group(lost), here.group(novel))
        common = _common(pair, originals, renderings, novel)
        for rendering in renderings.found:
            if rendering.measure and rendering not in couples:
                yield from _remeasured(pair, originals, rendering)
            if rendering.weak:
                continue
            if rendering in couples:
                yield from _differs(pair, couples[rendering], rendering, common)
            elif rendering not in novel:
                yield from _turned(pair, originals, rendering)
            elif reads_words(pair.original.lang) and rendering.value not in (0, 1, 2):
                if any(reckoned(each, rendering, common) for each in originals.found):
                    continue
                link = here.of(rendering) if pair.links else None
                yield _invented(pair, None if link is None else links[link].original, rendering)
        if pair.links and reads_words(pair.rendering.lang):
            paired = set(couples.values())
            for original in lost:
                link = there.of(original)
                if link is not None and original not in paired:
                    yield from _missing(pair, original, links[link].rendering)


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
        """The first quantities that may stand for the value of `other`."""
        return [q for reading in _readings(other) for q in self._by_reading.get(reading, [])[:_MANY]]

    def lacking(self, other: _Side) -> dict[Quantity, None]:
        """The quantities of `other` that have no equal here, in order."""
        return {q: None for q in other.strong if self._by_reading.keys().isdisjoint(_readings(q))}


def _readings(quantity: Quantity) -> list[tuple[bool, Fraction]]:
    """What a quantity may stand for; May is not five of anything."""
    return [(quantity.kind == "month", reading) for reading in sorted(quantity.readings)]


class _Segments:
    """One side of the links, to look up the link that a quantity is in."""

    def __init__(self, segments: Sequence[Span | None]) -> None:
        placed = sorted((segment, link) for link, segment in enumerate(segments) if segment)
        self._spans = [segment for segment, _ in placed]
        self._links = [link for _, link in placed]

    def of(self, quantity: Quantity) -> int | None:
        """The link in whose segment `quantity` begins."""
        start = quantity.span.start
        place = bisect_right(self._spans, start, key=lambda segment: segment.start) - 1
        return self._links[place] if place >= 0 and start < self._spans[place].end else None

    def group(self, found: Iterable[Quantity]) -> dict[int | None, list[Quantity]]:
        """Quantities by their link."""
        groups: dict[int | None, list[Quantity]] = {}
        for quantity in found:
            groups.setdefault(self.of(quantity), []).append(quantity)
        return groups


def _couples(
    lost: dict[int | None, list[Quantity]], novel: dict[int | None, list[Quantity]]
) -> dict[Quantity, Quantity]:
    """For a value of the rendering the unmatched value of the original that it most likely stands for."""
    couples: dict[Quantity, Quantity] = {}
    for link, renderings in novel.items():
        if link is not None:
            couples |= _nearest(lost.get(link, [])[:_MANY], renderings[:_MANY])
    taken = set(couples.values())
    free = [original for group in lost.values() for original in group if original not in taken]
    rest = [rendering for group in novel.values() for rendering in group if rendering not in couples]
    return couples | _nearest(free, rest) if len(free) == len(rest) == 1 else couples


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
    unlike = (original.unit != rendering.unit) + (original.is_year != rendering.is_year)
    return unlike, _ratio(original, rendering)


def _ratio(a: Quantity, b: Quantity) -> Fraction:
    low, high = sorted((a.value, b.value))
    return high / low if low else Fraction(10)


def _differs(pair: Pair, original: Quantity, rendering: Quantity, common: Sequence[Fraction]) -> Iterator[Finding]:
    """What to say of two values that stand for each other and are not equal, beside those that both texts have."""
    ratio = _ratio(original, rendering)
    dates = any(q.is_year or q.kind not in ("number", "fraction") for q in (original, rendering))
    rounded = not dates and _digits(original.value) != _digits(rendering.value)
    marked = _approximate(pair.original, original) or _approximate(pair.rendering, rendering)
    if rounded and marked and ratio <= _MARKED:
        return
    if rounded and ratio <= _ROUNDED and max(original.value, rendering.value) >= 100:
        severity, confidence = "minor", 0.3
    else:
        severity = "critical" if not dates and ratio >= 10 else "major"
        confidence = 0.5 if _distance(original, rendering)[0] else 0.75
    message = _contrast(pair, original, rendering)
    if reckoning := _restated(pair, original, rendering, common):
        severity, confidence = "minor" if severity == "minor" else "major", min(confidence, _RECKONED)
        message += f", which may be the same: {reckoning}"
    yield Finding("number", severity, confidence, message, original.span, rendering.span)


def _common(pair: Pair, originals: _Side, renderings: _Side, novel: Container[Quantity]) -> list[Fraction]:
    """What sums can be made with where one text may retell the other: nothing in two languages, as a translator does no
    sums, and nothing of a table."""
    if pair.original.lang != pair.rendering.lang or max(len(originals.found), len(renderings.found)) > _MANY:
        return []
    return totals(quantity for quantity in renderings.strong if quantity not in novel)


def _restated(pair: Pair, original: Quantity, rendering: Quantity, common: Sequence[Fraction]) -> str | None:
    """How two values may tell the same; between the same words another value is another value."""
    same_words = _beside(pair.original.text, original.span) == _beside(pair.rendering.text, rendering.span)
    return None if same_words else reckoned(original, rendering, common)


def _beside(text: str, span: Span) -> list[str]:
    """The words before and after, where there are any."""
    after = fold(text[span.end : span.end + _NEAR]).split()
    return [(_before(text, span) or [""])[-1], (after or [""])[0]]


def _before(text: str, span: Span) -> list[str]:
    """The last words before, folded."""
    return fold(text[max(span.start - _NEAR, 0) : span.start]).split()


def _turned(pair: Pair, originals: _Side, rendering: Quantity) -> Iterator[Finding]:
    """An equal value with the other sign, or counting something else: percent, points, times or another money."""
    if not rendering.unit and not rendering.sign:
        return
    same = originals.like(rendering)
    if rendering.sign and all(original.sign == -rendering.sign for original in same):
        severity = "critical"
    elif rendering.unit and all(original.unit not in ("", rendering.unit) for original in same):
        severity = "minor" if {same[0].unit, rendering.unit} == {"percent", "points"} else "major"
    else:
        return
    message = _contrast(pair, same[0], rendering)
    yield Finding("number", severity, 0.5, message, same[0].span, rendering.span)


def _remeasured(pair: Pair, originals: _Side, rendering: Quantity) -> Iterator[Finding]:
    """An equal value that counts another stretch of time, length or weight: six weeks for six months."""
    same = [each for each in originals.like(rendering) if each.value == rendering.value]
    if same and all(each.measure not in ("", rendering.measure) for each in same):
        one, other = (_with_measure(*each) for each in ((pair.original, same[0]), (pair.rendering, rendering)))
        told = [span.of(side.text) for span, side in ((one, pair.original), (other, pair.rendering))]
        message = f"the original has '{told[0]}', the rendering '{told[1]}'"
        yield Finding("number", "major", _MEASURED, message, one, other)


def _with_measure(side: Text, quantity: Quantity) -> Span:
    """A number and the word after it."""
    word = _WORD.match(side.text, quantity.span.end)
    return Span(quantity.span.start, word.end() if word else quantity.span.end)


def _invented(pair: Pair, segment: Span | None, rendering: Quantity) -> Finding:
    """A value that nothing in the original accounts for."""
    message = f"the rendering has {_show(pair.rendering, rendering)}, the original has no such number"
    return Finding("number", "major", 0.35, message, segment, rendering.span)


def _missing(pair: Pair, original: Quantity, segment: Span | None) -> Iterator[Finding]:
    """A value that the rendering leaves out, unless it says so or leaves out the whole segment."""
    if segment is not None and not any(mark in segment.of(pair.rendering.text) for mark in _ELLIPSIS):
        message = f"the original has {_show(pair.original, original)}, the rendering has no such number"
        yield Finding("number", "minor", 0.2, message, original.span, segment)


def _approximate(side: Text, quantity: Quantity) -> bool:
    """Whether one of the four words before the number marks it as rounded."""
    return any(lexicon(side.lang).has("approximate", word) for word in _before(side.text, quantity.span)[-4:])


def _digits(value: Fraction) -> int:
    """Significant digits, as a measure of how round a value is."""
    while value.denominator != 1 and value < 10**6:
        value *= 10
    return len(str(int(value)).rstrip("0"))


def _contrast(pair: Pair, original: Quantity, rendering: Quantity) -> str:
    return f"the original has {_show(pair.original, original)}, the rendering {_show(pair.rendering, rendering)}"


def _show(side: Text, quantity: Quantity) -> str:
    value, words = quantity.value, quantity.span.of(side.text)
    if quantity.is_year:
        return f"{int(value)} ('{words}')"
    return f"{int(value):,} ('{words}')" if value.denominator == 1 else f"{float(value):,g} ('{words}')"
