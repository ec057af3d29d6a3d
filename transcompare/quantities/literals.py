"""Dates, times of day and names that are written with digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from transcompare.quantities.numerals import MAX_DIGITS, read_digits
from transcompare.quantities.quantity import Quantity
from transcompare.quantities.tokens import Token
from transcompare.text import Span


def read_literal(token: Token, lang: str) -> Iterator[Quantity]:
    """The numbers of a date in digits, a time of day or a name with digits."""
    pattern = r"\d+(?:[.,]\d+)*" if token.kind == "code" else r"\d+"
    start = token.span.start
    numbers = [
        (read_digits(match.group(), lang)[0], Span(start + match.start(), start + match.end()))
        for match in re.finditer(pattern, token.text)
        if len(match.group()) <= MAX_DIGITS
    ]
    if token.kind == "code":
        yield from (Quantity(value, "code", span, weak=True) for value, span in numbers)
    elif token.kind == "time":
        hour, minute = (value for value, _ in numbers)
        if hour > 24 or minute > 59:
            yield from (Quantity(value, "number", span) for value, span in numbers)
        else:
            clock = twelve_hour(hour)
            also = (hour + minute / 60, hour + minute / 100, clock + minute / 100)
            yield Quantity(clock + minute / 60, "time", token.span, also=also)
    else:
        yield from _date(token.text, numbers)


def _date(text: str, numbers: list[tuple[Fraction, Span]]) -> Iterator[Quantity]:
    """Day, month and year of a date in digits."""
    if "-" in text:
        (year, at_year), (month, at_month), (day, at_day) = numbers
    else:
        (day, at_day), (month, at_month), (year, at_year) = numbers
    if "/" in text:  # which is the day depends on the country
        yield Quantity(day, "number", at_day, weak=True, also=(month,))
        yield Quantity(month, "month", at_month, weak=True, also=(day,))
    else:
        yield Quantity(day, "number", at_day)
        yield Quantity(month, "month", at_month)
    yield Quantity(year, "number", at_year, also=() if year >= 100 else (1900 + year, 2000 + year))


def twelve_hour(hour: Fraction) -> Fraction:
    """An hour of the day on a twelve-hour clock."""
    return Fraction((hour - 1) % 12 + 1)
