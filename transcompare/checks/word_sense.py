"""word-sense: a word for another - absence for presence, a false friend, an idiom rendered word for word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from transcompare.checks.base import Finding, Pair
from transcompare.checks.exchange import ExchangeCheck
from transcompare.concepts import load


class WordSenseCheck(ExchangeCheck):
    """Compares which of the words in `data/concepts/word-sense.toml`, that are taken for one another, the texts use."""

    name: ClassVar[str] = "word-sense"
    version: ClassVar[str] = "1"

    def __call__(self, pair: Pair) -> Iterator[Finding]:
        """A finding for each word that stands for another; how bad that is, the original's word says."""
        concepts = load(self.name).concepts
        severities = {d.original.span: concepts[d.concept].severity for d in self.differences(pair) if d.original}
        for finding in super().__call__(pair):
            yield replace(finding, severity=severities[finding.original] if finding.original else finding.severity)
