"""tone: loaded words softened or sharpened - fighter, militant, terrorist; ask, urge, demand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from transcompare.checks.base import Finding, Pair
from transcompare.checks.concept import Difference
from transcompare.checks.exchange import ExchangeCheck

_FAR = 2
"""From so many degrees of a scale apart, a shift of tone is major."""


class ToneCheck(ExchangeCheck):
    """Compares the degrees of the scales in `data/concepts/tone.toml`, whose concepts are named SCALE-DEGREE."""

    name: ClassVar[str] = "tone"
    version: ClassVar[str] = "1"

    def __call__(self, pair: Pair) -> Iterator[Finding]:
        """A finding for each word that stands for another degree of its scale: minor, major where far apart."""
        steps = {_place(difference): _steps(difference) for difference in self.differences(pair)}
        for finding in super().__call__(pair):
            severity = "major" if steps[finding.original, finding.rendering] >= _FAR else "minor"
            yield replace(finding, severity=severity)


def _place(difference: Difference) -> tuple[object, object]:
    return (
        difference.original.span if difference.original else None,
        difference.rendering.span if difference.rendering else None,
    )


def _steps(difference: Difference) -> int:
    """How many degrees apart the two words are."""
    degrees = [int(m.concept.rpartition("-")[2]) for m in (difference.original, difference.rendering) if m]
    return max(degrees) - min(degrees)
