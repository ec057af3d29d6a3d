"""attribution: hedges and reported speech - a claim turned into a fact, or a fact into a claim."""

from collections.abc import Mapping
from typing import ClassVar

from transcompare.checks.concept import ERRORS, ConceptCheck, Kind


class AttributionCheck(ConceptCheck):
    """Compares who vouches for what is said, and how sure the speaker is."""

    name: ClassVar[str] = "attribution"
    version: ClassVar[str] = "2"
    errors: ClassVar[Mapping[Kind, float]] = {**ERRORS, "lost": 0.03}
    """A hedge is oftener left out than exchanged."""
