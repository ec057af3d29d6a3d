"""Clauses that only one of two texts has, both in one language: candidates for what was added or left out.

A clause is what stands between punctuation marks. Its words are looked up by their first letters, which is enough to
choose candidates; whoever scores them decides (`transcompare.contrast`).
"""

from __future__ import annotations

from transcompare.edits import Edit
from transcompare.patterns import clauses, sentences
from transcompare.text import Span

_STEM = 5
"""Letters of a word that tell it apart."""
_CONTENT = 4
"""Letters of the shortest word that counts."""
_FEWEST = 3
"""Words of the shortest clause that is looked at."""
_SHARED = 0.34
"""A clause with a larger share of its words in the other text says something of the same."""


def additions(rendering: str, reference: str, limit: int) -> list[Edit]:
    """Leaving out a sentence or clause of `rendering` that the reference translation has no words for."""
    found = []
    for span in _foreign(rendering, reference, limit):
        end = span.end
        while end < len(rendering) and not rendering[end].isalnum() and rendering[end] not in '«“"([':
            end += 1
        whole = span in sentences(rendering)
        cut = Span(span.start, end) if whole or end >= len(rendering) else span
        found.append(Edit("hallucination" if whole else "addition", cut, cut.of(rendering), ""))
    return found


def omissions(rendering: str, reference: str, limit: int) -> list[Edit]:
    """Putting in, at the end, what a sentence or clause of the reference translation says and `rendering` has no words
    for."""
    place = Span(len(rendering), len(rendering))
    return [
        Edit("omission", place, "", f" {span.of(reference)[:1].upper()}{span.of(reference)[1:]}.")
        for span in _foreign(reference, rendering, limit)
    ]


def _foreign(text: str, other: str, limit: int) -> list[Span]:
    """The sentences, else clauses, of `text` with the fewest words of `other`, the longest of equals first; never all
    of `text`."""
    known = _stems(other)
    whole = sentences(text)
    candidates = dict.fromkeys((*(whole if len(whole) > 1 else ()), *(clauses(text, Span(0, len(text))))))
    scored = []
    for span in candidates:
        stems = _stems(span.of(text))
        if len(span.of(text).split()) >= _FEWEST and stems and _STEM + len(span.of(text)) < len(text):
            shared = len(stems & known) / len(stems)
            if shared <= _SHARED:
                scored.append((shared, span.start - span.end, span))
    chosen: list[Span] = []
    for _, _, span in sorted(scored):
        if len(chosen) < limit and not any(span.overlaps(other) for other in chosen):
            chosen.append(span)
    return chosen


def _stems(text: str) -> set[str]:
    words = ("".join(filter(str.isalnum, word)).casefold() for word in text.split())
    return {word[:_STEM] for word in words if len(word) >= _CONTENT or word.isdigit()}
