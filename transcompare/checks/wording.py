"""wording: two texts of one language that are word for word the same but for a few words, and those change the meaning.

A re-quotation, and renderings that go back to one translation, repeat whole stretches. Where such a stretch is broken
by a negation on one side alone, or by words of one concept for words of another (`we` for `they`, `may` for `will`),
no paraphrase explains it. The words are those of the other checks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import ClassVar, NamedTuple

from transcompare.checks.base import Finding, Pair, Unit
from transcompare.concepts import Concepts, Mention, load, mentions
from transcompare.patterns import Token, tokens
from transcompare.polarity import Cue, cues
from transcompare.text import Span

_CONCEPTS = ("modality", "quantifier", "direction", "tense-aspect", "agent-role", "attribution")
_CONTEXT = 4
"""Words around the difference that have to be the same, those before and after it together."""
_LONGEST = 4
"""Words of the difference, on either side."""
_MOST = 600
"""Words of a part, above which it is not looked at: the time grows with their square."""
_CONFIDENCE = {"negation": 0.85, "opposed": 0.75, "changed": 0.6}
"""By what it is. Of 2,046 pairs of fair translations of one sentence (WMT) 0.2 % differ by a negation, 0.6 % by
opposites, 1.2 % by other concepts; one rendering in fifty is taken to be wrong about any of them."""


class Difference(NamedTuple):
    """Words of one text where the other, in the same surroundings, has others; one side may be empty."""

    original: Span | None
    rendering: Span | None
    unit: Unit


class WordingCheck:
    """Finds changes of meaning in stretches that two texts of one language share."""

    name: ClassVar[str] = "wording"
    version: ClassVar[str] = "2"

    def __call__(self, pair: Pair) -> Iterator[Finding]:
        """The differences that a negation or a concept makes; none between two languages."""
        if pair.original.lang != pair.rendering.lang or pair.original.text == pair.rendering.text:
            return
        found = differences(pair)
        if not found:
            return
        yield from _negations(pair, found)
        for name in _CONCEPTS:
            if pair.original.lang in load(name).languages:
                yield from _concepts(name, pair, found)


def differences(pair: Pair) -> list[Difference]:
    """Where two texts of one language, in stretches that they share, have other words."""
    return [difference for unit in pair.units() for difference in _differences(pair, unit)]


def _differences(pair: Pair, unit: Unit) -> Iterator[Difference]:
    original, rendering = _words(pair.original.text, unit.original), _words(pair.rendering.text, unit.rendering)
    if max(len(original), len(rendering)) > _MOST:
        return
    matcher = SequenceMatcher(None, [t.word for t in original], [t.word for t in rendering], autojunk=False)
    steps = matcher.get_opcodes()
    for n, (kind, a, b, c, d) in enumerate(steps):
        if kind == "equal" or max(b - a, d - c) > _LONGEST or len(steps) == 1:
            continue
        before = steps[n - 1][2] - steps[n - 1][1] if n else _CONTEXT  # both begin here
        after = steps[n + 1][2] - steps[n + 1][1] if n + 1 < len(steps) else _CONTEXT
        if before + after >= _CONTEXT:
            yield Difference(_stretch(original[a:b]), _stretch(rendering[c:d]), unit)


def _words(text: str, span: Span) -> list[Token]:
    return [token for token in tokens(text) if token.is_word and token.span.overlaps(span)]


def _stretch(found: Sequence[Token]) -> Span | None:
    return Span(found[0].span.start, found[-1].span.end) if found else None


def _negations(pair: Pair, differences: Sequence[Difference]) -> Iterator[Finding]:
    """Where one text alone denies, unless it says so elsewhere: then both have as many denials, or two more."""
    here, there = (
        [cue for cue in cues(text.text, text.lang) if cue.kind != "neutral"] for text in (pair.original, pair.rendering)
    )
    apart = _denials(here, there) + _denials(there, here)
    by_meaning = sum(cue.kind == "lexical" for cue in (*here, *there))  # `unless` is `if not`, `unchanged` too
    if apart % 2 == 0 or (apart + by_meaning) % 2 == 0:
        return
    for difference in differences:
        lost = [cue for cue in here if difference.original and cue.span.overlaps(difference.original)]
        added = [cue for cue in there if difference.rendering and cue.span.overlaps(difference.rendering)]
        if not (lost and added) and _denials(lost + added, ()) % 2:
            yield _finding(pair, difference, "negation", "critical", "negation", "only one of them denies")


def _denials(found: Sequence[Cue], others: Sequence[Cue]) -> int:
    """Negations, but for those that the other text has in other words: `not changed`, `as it was`."""
    said = {cue.concept for cue in others if cue.kind in ("weak", "lexical") and cue.concept}
    return sum(cue.kind == "negation" and cue.concept not in said for cue in found)


def _concepts(name: str, pair: Pair, differences: Sequence[Difference]) -> Iterator[Finding]:
    """Where both have words of the check, and neither answers the other's."""
    table = load(name)
    here, there = (mentions(name, text.text, text.lang) for text in (pair.original, pair.rendering))
    for difference in differences:
        one = [m for m in here if difference.original and m.span.overlaps(difference.original)]
        other = [m for m in there if difference.rendering and m.span.overlaps(difference.rendering)]
        ours, theirs = _asked(one, other, table), _asked(other, one, table)
        if not ours or not theirs:
            continue
        opposed = any(
            b in table.concepts[a].opposites or a in table.concepts[b].opposites for a in ours for b in theirs
        )
        what = f"{table.concepts[ours[0]].label} against {table.concepts[theirs[0]].label}"
        severity, kind = ("critical", "opposed") if opposed else ("major", "changed")
        yield _finding(pair, difference, name, severity, kind, what)


def _asked(here: Sequence[Mention], there: Sequence[Mention], table: Concepts) -> list[str]:
    """The concepts of one side that a finding may be about; none where the other side answers one of them."""
    names = [m.concept for m in here if not table.concepts[m.concept].background]
    others = frozenset(m.concept for m in there)
    return [] if any(table.answered(name, others) for name in names) else names


def _finding(pair: Pair, difference: Difference, category: str, severity: str, kind: str, what: str) -> Finding:
    """A side without words of its own points at nothing."""
    sides = ((difference.original, pair.original), (difference.rendering, pair.rendering))
    original, rendering = ("nothing" if span is None else f"«{span.of(text.text)}»" for span, text in sides)
    return Finding(
        category,
        severity,
        _CONFIDENCE[kind],
        f"in the same words, the original has {original} and the rendering {rendering}: {what}",
        difference.original,
        difference.rendering,
    )
