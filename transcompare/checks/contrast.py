"""contrast: a small change that would make the rendering fit the original better (`transcompare.contrast`).

The model alone is often wrong about free paraphrase: where the words of the original say nothing, what it finds is no
more than a hint.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from transcompare.checks.base import Contrast, Finding, Pair, Unit
from transcompare.text import Span

_FLOOR = 0.4
"""Below this confidence nothing is said."""
_HINT = 0.45
"""At most this where only the model speaks."""
_WORDS = 0.3
"""Confidence that the words of the original add to the model's."""
_SURE = 0.6
"""Below this confidence a finding is no more than a hint, and minor."""
_CERTAIN = 0.8
"""From this confidence on, a reversal is critical."""
_REVERSALS = frozenset(("negation", "direction", "hallucination"))
_ADDED = frozenset(("addition", "hallucination"))
"""Whole clauses that explain nothing of the original: here the model's word is enough."""


class ContrastCheck:
    """Reports, in each place, the edit that the original supports most over what was printed."""

    name: ClassVar[str] = "contrast"
    version: ClassVar[str] = "1"

    def __call__(self, pair: Pair) -> Iterator[Finding]:
        """At most one finding a place; none where the contrast stage did not run."""
        units = list(pair.units())
        taken: list[Span] = []
        for contrast in sorted(pair.contrasts, key=lambda c: (-_confidence(c), -c.gain, c.span)):
            unit = next((unit for unit in units if unit.rendering.overlaps(contrast.span)), None)
            if _confidence(contrast) >= _FLOOR and not any(contrast.span.overlaps(span) for span in taken):
                taken.append(contrast.span)
                yield _finding(contrast, unit)


def _confidence(contrast: Contrast) -> float:
    if contrast.supported:
        return 1 - (1 - contrast.confidence) * (1 - _WORDS)
    return contrast.confidence if contrast.category in _ADDED else min(_HINT, contrast.confidence)


def _finding(contrast: Contrast, unit: Unit | None) -> Finding:
    confidence = _confidence(contrast)
    severity = "major" if confidence >= _SURE else "minor"
    if contrast.category in _REVERSALS and confidence >= _CERTAIN:
        severity = "critical"
    return Finding(
        category=contrast.category,
        severity=severity,
        confidence=confidence,
        message=_message(contrast),
        original=unit.original if unit else None,
        rendering=contrast.span,
    )


def _message(contrast: Contrast) -> str:
    """What the original supports instead, and how strongly."""
    by = f"by {contrast.gain:.2f} nats a token"
    if contrast.category == "omission":
        return f"the original is explained better with «{contrast.replacement.strip()}» added, {by}"
    instead = f"«{contrast.replacement}»" if contrast.replacement else "leaving it out"
    return f"the original supports {instead} over «{contrast.printed}», {by}"
