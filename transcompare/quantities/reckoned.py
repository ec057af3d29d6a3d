"""Different numbers that may tell the same: 22 sirens silent of 140, or 118 of them heard.

Who retells may add up, subtract, or take the part or the multiple of a number that he keeps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from transcompare.quantities.quantity import Quantity

_LEAST = 3
"""Smaller values are in too many sums."""
_MOST = 20
"""So many values that both texts have are looked at."""


def totals(common: Iterable[Quantity]) -> list[Fraction]:
    """Of the quantities that both texts have, the values that others may add up to or be parts of."""
    return [each.value for each in common if _counts(each) and each.value >= _LEAST][:_MOST]


def reckoned(one: Quantity, other: Quantity, known: Sequence[Fraction]) -> str | None:
    """The sum or product by which two values tell the same beside one of `known`, the `totals` of both texts.

    `118 + 22 = 140`, `1/4 x 200,000 = 50,000`; None where there is none, and of dates.
    """
    if not (known and _counts(one) and _counts(other)):
        return None
    low, high = sorted((one.value, other.value))
    for total in known:
        if total == low + high:
            return _sum(low, high, total)
        if low + total == high and low:
            return _sum(low, total, high)
        for part, whole in ((one, other.value), (other, one.value)):
            for factor in _factors(part):
                if factor * total == whole:
                    return _product(factor, total, whole)
                if factor * whole == total:
                    return _product(factor, whole, total)
    return None


def _factors(quantity: Quantity) -> Iterator[Fraction]:
    """What it multiplies another value by, if it is a part or multiple of it."""
    if quantity.unit == "percent":
        yield quantity.value / 100
    elif quantity.unit == "times":
        yield quantity.value
    yield from sorted(reading for reading in quantity.readings if 0 < reading < 1)


def _counts(quantity: Quantity) -> bool:
    """Whether it is no date, time or name."""
    return quantity.kind in ("number", "ordinal", "fraction", "hint") and not quantity.is_year


def _sum(one: Fraction, other: Fraction, total: Fraction) -> str:
    return f"{_shown(one)} + {_shown(other)} = {_shown(total)}"


def _product(factor: Fraction, of: Fraction, made: Fraction) -> str:
    return f"{_shown(factor)} x {_shown(of)} = {_shown(made)}"


def _shown(value: Fraction) -> str:
    if value.denominator == 1:
        return f"{int(value):,}"
    return str(value) if value.denominator < 10 else f"{float(value):g}"
