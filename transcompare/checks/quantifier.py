"""quantifier: all, almost all, most, some, few, only, at least, at most - one exchanged for another, or lost."""

from typing import ClassVar

from transcompare.checks.concept import ConceptCheck


class QuantifierCheck(ConceptCheck):
    """Compares how much and how many the texts speak of."""

    name: ClassVar[str] = "quantifier"
    version: ClassVar[str] = "2"
