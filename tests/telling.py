"""What the tests of the concept checks have in common: a pair from two texts, and differences as short words."""

from __future__ import annotations

from transcompare.checks.base import Pair, Text
from transcompare.checks.concept import ConceptCheck, Difference


def pair(original: str, rendering: str, langs: str = "ru-en", reference: str | None = None) -> Pair:
    """The two texts in languages such as `ru-en`, without links."""
    here, there = langs.split("-")
    return Pair(Text(original, here), Text(rendering, there), reference)


def changes(check: ConceptCheck, original: str, rendering: str, langs: str = "ru-en") -> list[str]:
    """All differences, like `changed all>some`, `lost if`."""
    return [_change(difference) for difference in check.differences(pair(original, rendering, langs))]


def exchanges(check: ConceptCheck, original: str, rendering: str, langs: str) -> list[str]:
    """All differences in languages such as `ru>en`, like `up > down`; the kind where a side is missing."""
    return [
        f"{d.original.concept} > {d.rendering.concept}" if d.original and d.rendering else d.kind
        for d in check.differences(pair(original, rendering, langs.replace(">", "-")))
    ]


def _change(difference: Difference) -> str:
    here, there = difference.original, difference.rendering
    if here is not None and there is not None:
        return f"changed {here.concept}>{there.concept}"
    return f"{difference.kind} {difference.concept}"
