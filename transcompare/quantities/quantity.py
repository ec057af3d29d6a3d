"""What is known of one number of a text."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from transcompare.text import Span


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number of a text."""

    value: Fraction
    """Without its sign; a time of day in hours on a twelve-hour clock; a month 1 to 12."""
    kind: str
    """number, ordinal, fraction, month, time, code (digits inside a name) or hint (a word that implies the value)."""
    span: Span
    """In code points of the text."""
    unit: str = ""
    """percent, points, times, an ISO 4217 currency, or nothing where none is recognised."""
    measure: str = ""
    """The stretch of time, length or weight that it counts (`week`, `metre`), or nothing where none is recognised."""
    sign: int = 0
    """-1 or 1 where it is written, else 0."""
    weak: bool = False
    """Whether it may only explain a number of the other text."""
    also: tuple[Fraction, ...] = ()
    """Other values the same words may stand for."""
    scale: int = 1
    """The last scale of it: 1000000 in "5 million"."""

    @property
    def is_year(self) -> bool:
        """Whether it reads as a year, as far as a bare number does."""
        return self.value.denominator == 1 and 1500 <= self.value < 2100 and not self.unit

    @property
    def readings(self) -> frozenset[Fraction]:
        """Every value it may stand for."""
        return frozenset((self.value, *self.also))
