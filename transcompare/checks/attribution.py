"""attribution: hedges and reported speech - a claim turned into a fact, or a fact into a claim."""

from typing import ClassVar

from transcompare.checks.concept import ConceptCheck


class AttributionCheck(ConceptCheck):
    """Compares who vouches for what is said, and how sure the speaker is."""

    name: ClassVar[str] = "attribution"
    version: ClassVar[str] = "1"
