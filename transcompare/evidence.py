"""What the words of the original say about an edit of the rendering, without a model.

Cheap, and asked first: an edit that the original's own words speak against is not worth a forced decoding.
"""

from __future__ import annotations

from typing import Literal

from transcompare import concepts
from transcompare.edits import Edit
from transcompare.polarity import cues

Verdict = Literal["printed", "change", "nothing"]
"""Whether the words speak for what was printed, for the change, or not at all."""

PERSONS = "agent-role"
"""Pronouns are exchanged too freely to be looked at where the original names no person."""


def verdict(edit: Edit, original: str, original_lang: str, rendering: str, rendering_lang: str) -> Verdict:
    """What the words of an original say about `edit` of its rendering."""
    if edit.category == "number":
        # Numbers that change places; other changes of numbers are better left to the number check.
        return "nothing" if sorted(edit.printed.split()) == sorted(edit.replacement.split()) else "printed"
    if edit.category == "negation":
        missing = _negations(original, original_lang) - _negations(rendering, rendering_lang)
        added = _negations(edit.replacement, rendering_lang) - _negations(edit.printed, rendering_lang)
        return "change" if missing * added > 0 else "printed"
    if not concepts.exists(edit.category):
        return "nothing"
    said = frozenset(_concepts(edit.category, original, original_lang))
    table = concepts.load(edit.category)
    if any(table.answered(concept, said) for concept in _concepts(edit.category, edit.printed, rendering_lang)):
        return "printed"
    if not said.isdisjoint(_concepts(edit.category, edit.replacement, rendering_lang)):
        return "change"
    return "printed" if edit.category == PERSONS else "nothing"


def _concepts(category: str, text: str, lang: str) -> list[str]:
    return [mention.concept for mention in concepts.mentions(category, text, lang)]


def _negations(text: str, lang: str) -> int:
    return sum(cue.kind == "negation" for cue in cues(text, lang))
