"""contrast: a small change that would make the rendering fit the original better (`transcompare.contrast`).

The model alone is often wrong about free paraphrase. So a contrast is dropped where the words of the original speak for
what was printed, surer where they speak for the change, and no more than a hint where they say nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from transcompare import concepts
from transcompare.checks.base import Contrast, Finding, Pair, Unit
from transcompare.concepts import mentions
from transcompare.polarity import cues
from transcompare.text import Span

Verdict = Literal["printed", "change", "nothing"]

_FLOOR = 0.4
"""Below this confidence nothing is said."""
_HINT = 0.45
"""At most this where only the model speaks: such findings are minor."""
_WORDS = 0.3
"""Confidence that the words of the original add to the model's."""
_SURE = 0.6
"""Below this confidence a finding is no more than a hint, and minor."""
_CERTAIN = 0.8
"""From this confidence on, a reversal is critical."""
_REVERSALS = frozenset(("negation", "direction", "hallucination"))
_ADDED = frozenset(("addition", "hallucination"))
"""Whole clauses that explain nothing of the original: here the model's word is enough."""
_PERSONS = "agent-role"
"""Pronouns are exchanged too freely for the model's word alone."""


class ContrastCheck:
    """Reports, in each place, the edit that the original supports most over what was printed."""

    name: ClassVar[str] = "contrast"
    version: ClassVar[str] = "1"

    def __call__(self, pair: Pair) -> Iterator[Finding]:
        """At most one finding a place; none where the contrast stage did not run."""
        taken: list[Span] = []
        units = list(pair.units())
        judged = []
        for contrast in pair.contrasts:
            unit = next((unit for unit in units if unit.rendering.overlaps(contrast.span)), None)
            if unit and (verdict := _verdict(contrast, unit, pair)) != "printed":
                judged.append((_confidence(contrast, verdict), contrast, unit, verdict))
        for confidence, contrast, unit, verdict in sorted(
            judged, key=lambda each: (-each[0], -each[1].gain, each[1].span)
        ):
            if confidence >= _FLOOR and not any(contrast.span.overlaps(span) for span in taken):
                taken.append(contrast.span)
                yield _finding(contrast, unit, confidence, verdict)


def _verdict(contrast: Contrast, unit: Unit, pair: Pair) -> Verdict:
    """What the words of the original say."""
    original = unit.original.of(pair.original.text)
    if contrast.category == "number":
        # Numbers that change places; other changes of numbers are better left to the number check.
        exchanged = sorted(contrast.printed.split()) == sorted(contrast.replacement.split())
        return "nothing" if exchanged else "printed"
    if contrast.category == "negation":
        there = _negations(unit.rendering.of(pair.rendering.text), pair.rendering.lang)
        change = _negations(contrast.replacement, pair.rendering.lang) - _negations(
            contrast.printed, pair.rendering.lang
        )
        missing = _negations(original, pair.original.lang) - there
        return "change" if missing * change > 0 else "printed"
    return _of_concepts(contrast, original, pair)


def _of_concepts(contrast: Contrast, original: str, pair: Pair) -> Verdict:
    try:
        table = concepts.load(contrast.category)
    except FileNotFoundError:
        return "nothing"
    said = frozenset(mention.concept for mention in mentions(contrast.category, original, pair.original.lang))
    before, after = (
        {mention.concept for mention in mentions(contrast.category, words, pair.rendering.lang)}
        for words in (contrast.printed, contrast.replacement)
    )
    if any(table.answered(concept, said) for concept in before):
        return "printed"
    return "change" if any(concept in said for concept in after) else "nothing"


def _negations(text: str, lang: str) -> int:
    return sum(cue.kind == "negation" for cue in cues(text, lang))


def _confidence(contrast: Contrast, verdict: Verdict) -> float:
    if verdict == "change":
        return 1 - (1 - contrast.confidence) * (1 - _WORDS)
    if contrast.category in _ADDED:
        return contrast.confidence
    return 0.0 if contrast.category == _PERSONS else min(_HINT, contrast.confidence)


def _finding(contrast: Contrast, unit: Unit, confidence: float, verdict: Verdict) -> Finding:
    severity = "major" if confidence >= _SURE and (verdict == "change" or contrast.category in _ADDED) else "minor"
    if severity == "major" and contrast.category in _REVERSALS and confidence >= _CERTAIN:
        severity = "critical"
    return Finding(
        category=contrast.category,
        severity=severity,
        confidence=confidence,
        message=_message(contrast),
        original=unit.original,
        rendering=contrast.span,
    )


def _message(contrast: Contrast) -> str:
    """What the original supports instead, and how strongly."""
    by = f"by {contrast.gain:.2f} nats a token"
    if contrast.category == "omission":
        return f"the original is explained better with «{contrast.replacement.strip()}» added, {by}"
    instead = f"«{contrast.replacement}»" if contrast.replacement else "leaving it out"
    return f"the original supports {instead} over «{contrast.printed}», {by}"
