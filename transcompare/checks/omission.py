"""omission: words in a row of the original that the rendering has nothing for.

Quotes are shortened fairly, so nothing is said of whole sentences that the rendering leaves out, nor where it marks
that something is missing, and a finding is no more than a hint unless the contrast says so too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from transcompare.checks.base import Finding, Pair
from transcompare.unexplained import confidence, is_shortened, stretch

FLOOR = 0.4
"""Below this confidence nothing is said."""
HINT = 0.5
"""No finding is surer: three in a hundred fair renderings have one, since who translates freely adds and leaves out."""


class OmissionCheck:
    """Needs the words stage; abstains where it said nothing."""

    name: ClassVar[str] = "omission"
    version: ClassVar[str] = "1"

    def __call__(self, pair: Pair) -> Iterator[Finding]:
        """At most one finding a segment."""
        for unit in pair.units():
            if is_shortened(unit.rendering.of(pair.rendering.text)):
                continue
            found = stretch(pair.unexplained_in("original", unit.original))
            sure = confidence(found.score, "original") if found else 0.0
            if found and sure >= FLOOR:
                words = found.span.of(pair.original.text)
                yield Finding(
                    category="omission",
                    severity="minor",
                    confidence=min(sure, HINT),
                    message=f"the rendering has no words for «{words}»",
                    original=found.span,
                    rendering=unit.rendering,
                )
