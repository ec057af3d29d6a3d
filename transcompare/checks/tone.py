"""tone: loaded words softened or sharpened - fighter, militant, terrorist; ask, urge, demand."""

from __future__ import annotations

from typing import ClassVar

from transcompare.checks.concept import Difference
from transcompare.checks.exchange import ExchangeCheck

_FAR = 2
"""From so many degrees of a scale apart, a shift of tone is major."""


class ToneCheck(ExchangeCheck):
    """Compares the degrees of the scales in `data/concepts/tone.toml`, whose concepts are named SCALE-DEGREE."""

    name: ClassVar[str] = "tone"
    version: ClassVar[str] = "1"

    def severity(self, difference: Difference, confidence: float) -> str:
        """Minor for another degree of a scale, major where that is far."""
        return "major" if _steps(difference) >= _FAR else "minor"


def _steps(difference: Difference) -> int:
    """How many degrees apart the two words are."""
    degrees = [int(m.concept.rpartition("-")[2]) for m in (difference.original, difference.rendering) if m]
    return max(degrees) - min(degrees)
