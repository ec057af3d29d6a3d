"""A number while its words are read one by one."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(slots=True)
class Sum:
    """A number while it is read: what its scales have closed, and the group below the next scale."""

    end: int
    """The token after it."""
    total: Fraction = Fraction(0)
    group: Fraction | None = None
    scale: int = 1
    """The last scale taken."""
    kind: str = "number"
    also: tuple[Fraction, ...] = ()
    digits: bool = False
    """Whether the last part was written in digits."""
    vague: bool = False
    """Whether it began with "thousands", which counts nothing on its own."""
    done: bool = False

    @property
    def value(self) -> Fraction:
        """What has been read so far."""
        return self.total + (self.group or 0)

    @property
    def started(self) -> bool:
        """Whether anything has been read."""
        return self.group is not None or self.total > 0

    def start_digits(self, value: Fraction, also: tuple[Fraction, ...], whole_place: bool) -> bool:
        """Take digits as the next group: "3 million 200 thousand", but not "3 million 15"."""
        if self.vague:
            return self._invert(value)
        if self.group is not None or (self.total and not (value < self.scale and whole_place)):
            return False
        self.group, self.also, self.digits = value, also, True
        return True

    def add(self, value: Fraction, lang: str) -> bool:
        """Add a number word, if its place is still empty."""
        if self.vague:
            return self._invert(value)
        if self.digits or not fits(self.group, value, lang):
            return False
        self.group = join(self.group, value)
        return True

    def multiply(self, scale: Fraction, vague: bool, doubtful: bool) -> bool:
        """Take a scale; `doubtful` is one that may be a unit as well ("100m")."""
        if self.group is None and self.total:
            return False
        self.vague = self.vague or (self.group is None and vague)
        if scale < 1000:
            self.group = (self.group or 1) * scale
        elif self.total and scale >= self.scale:
            self.total, self.group = self.value * scale, None
        else:
            self.total, self.group = self.total + (1 if self.group is None else self.group) * scale, None
        self.also = tuple(other * scale for other in self.also)
        if doubtful:
            self.also = (*self.also, self.total / scale)
        self.scale, self.digits = int(scale), False
        return True

    def divide(self, part: Fraction) -> None:
        """Take the fraction after a numerator: "two thirds" is also 66.7 per cent, or two of three."""
        numerator = self.group or Fraction(1)
        self.group = numerator * part
        self.also = (100 * self.group, numerator, 1 / part)
        self.kind, self.done = "fraction", True

    def add_half(self) -> None:
        """Half of the last scale: "one and a half million" is read before its scale, "a million and a half" after."""
        half = Fraction(self.scale, 2)
        if self.group is None:
            self.total += half
        else:
            self.group += half

    def _invert(self, value: Fraction) -> bool:
        """Russian "тысяч двадцать": twenty thousand or so."""
        self.total, self.group = value * self.scale, None
        self.vague, self.done = False, True
        return True


def fits(group: Fraction | None, value: Fraction, lang: str = "") -> bool:
    """Whether "two hundred" may go on with "fifty": the lower place is still empty."""
    if not group:
        return True
    if lang == "en" and group in (18, 19, 20) and 10 <= value < 100:
        return True  # "nineteen ninety-five"
    if value.denominator != 1 or group.denominator != 1 or not value:
        return False
    if value < 10:
        return group % 10 == 0 and group % 100 != 10
    return group % 100 == 0 and value < 100 if value < 100 else group % 1000 == 0 and value < group


def join(group: Fraction | None, value: Fraction) -> Fraction:
    """`group` with `value` in its empty place: 19 and 95 are 1995."""
    if group in (18, 19, 20) and 10 <= value < 100:
        return 100 * group + value
    return (group or Fraction(0)) + value
