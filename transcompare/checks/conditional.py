"""conditional: if, unless, only if, provided, whether - a condition lost, so that it becomes a fact, or exchanged."""

from collections.abc import Mapping
from typing import ClassVar

from transcompare.checks.concept import ERRORS, ConceptCheck, Kind


class ConditionalCheck(ConceptCheck):
    """Compares the conditions that the texts make."""

    name: ClassVar[str] = "conditional"
    version: ClassVar[str] = "3"
    errors: ClassVar[Mapping[Kind, float]] = {**ERRORS, "lost": 0.03}
    """A condition is rarely exchanged for another: it is left out, and a plan becomes a fact."""
