"""word-sense: a word for another - absence for presence, a false friend, an idiom rendered word for word."""

from __future__ import annotations

from typing import ClassVar

from transcompare.checks.concept import Difference
from transcompare.checks.exchange import ExchangeCheck
from transcompare.concepts import load


class WordSenseCheck(ExchangeCheck):
    """Compares which of the words in `data/concepts/word-sense.toml`, that are taken for one another, the texts use."""

    name: ClassVar[str] = "word-sense"
    version: ClassVar[str] = "1"

    def severity(self, difference: Difference, confidence: float) -> str:
        """What the original's word says, however sure."""
        return load(self.name).concepts[difference.concept].severity
