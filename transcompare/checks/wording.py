"""wording: two texts of one language that are word for word the same but for a few words, and those change the meaning.

A re-quotation, and renderings that go back to one translation, repeat whole stretches. Where such a stretch is broken
by a negation on one side alone, by words of one concept for words of another (`we` for `they`, `may` for `will`), by a
change that is known for one (`with` for `without`), or where words have changed places, no paraphrase explains it. The
words are those of the other checks and of the edits that are tried on a rendering (`transcompare.edits`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from transcompare.checks.altered import altered
from transcompare.checks.base import Finding, Pair, Text
from transcompare.checks.differences import Difference, differences
from transcompare.checks.transposed import transposed
from transcompare.concepts import Concepts, Mention, load, mentions
from transcompare.polarity import Cue, cues

_CONCEPTS = ("modality", "quantifier", "direction", "tense-aspect", "agent-role", "attribution")
_CONFIDENCE = {"negation": 0.85, "opposed": 0.75, "changed": 0.6, "altered": 0.5, "transposed": 0.9}
"""By what it is. Of 2,046 pairs of fair translations of one sentence (WMT) 0.2 % differ by a negation, 0.6 % by
opposites, 1.2 % by other concepts, and of 6,678 others 1.7 % by a change that is known for one and 0.1 % by words that
have changed places; one rendering in fifty is taken to be wrong about any of them."""


class WordingCheck:
    """Finds changes of meaning in stretches that two texts of one language share."""

    name: ClassVar[str] = "wording"
    version: ClassVar[str] = "3"

    def __call__(self, pair: Pair) -> Iterator[Finding]:
        """The differences that a negation or a concept makes; none between two languages."""
        if pair.original.lang != pair.rendering.lang or pair.original.text == pair.rendering.text:
            return
        found = differences(pair)
        if not found:
            return
        told = [*_negations(pair, found), *_transpositions(pair, found)]
        for name in _CONCEPTS:
            if pair.original.lang in load(name).languages:
                told += _concepts(name, pair, found)
        yield from told
        places = {(finding.original, finding.rendering) for finding in told}
        yield from _alterations(pair, [each for each in found if (each.original, each.rendering) not in places])


def _negations(pair: Pair, differences: Sequence[Difference]) -> Iterator[Finding]:
    """Where one text alone denies, unless it says so elsewhere: then both have as many denials, or two more."""
    here, there = (_cues(text) for text in (pair.original, pair.rendering))
    if (_denials(here, there) + _denials(there, here)) % 2 == 0 or not _one_denies(pair):
        return
    for difference in differences:
        lost = [cue for cue in here if difference.original and cue.span.overlaps(difference.original)]
        added = [cue for cue in there if difference.rendering and cue.span.overlaps(difference.rendering)]
        if not (lost and added) and _denials(lost + added, ()) % 2:
            yield _finding(pair, difference, "negation", "critical", "negation", "only one of them denies")


def _one_denies(pair: Pair) -> bool:
    """Whether one text alone denies as a whole; `unless` is `if not`, `unchanged` denies, too."""
    here, there = (_cues(text) for text in (pair.original, pair.rendering))
    by_meaning = sum(cue.kind == "lexical" for cue in (*here, *there))
    return (_denials(here, there) + _denials(there, here) + by_meaning) % 2 == 1


def _cues(text: Text) -> list[Cue]:
    return [cue for cue in cues(text.text, text.lang) if cue.kind != "neutral"]


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


def _transpositions(pair: Pair, differences: Sequence[Difference]) -> Iterator[Finding]:
    """Who did it, and to whom."""
    for one, other in transposed(pair, differences):
        for difference in (one, other):
            yield _finding(pair, difference, "agent-role", "critical", "transposed", "they have changed places")


def _alterations(pair: Pair, differences: Sequence[Difference]) -> Iterator[Finding]:
    """What is known to change the meaning, though no concept has it: `with` for `without`, `winter` for `summer`."""
    for difference in differences:
        category = altered(pair, difference)
        if category and (category != "negation" or _one_denies(pair)):
            yield _finding(pair, difference, category, "major", "altered", "that is something else")


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
