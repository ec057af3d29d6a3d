"""direction: one of a pair of opposites for the other - rise and fall, import and export, before and after."""

from typing import ClassVar

from transcompare.checks.exchange import ExchangeCheck


class DirectionCheck(ExchangeCheck):
    """Compares which way things go: up or down, in or out, for or against, before or after."""

    name: ClassVar[str] = "direction"
    version: ClassVar[str] = "2"
