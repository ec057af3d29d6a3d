"""The base of the checks that compare concepts: what one text says of a kind and the other does not.

The concepts and their words are data (`transcompare.concepts`). How sure a finding is comes from counting, too: how
often fair human translations differ in the same way (`data/concepts/rates.json`, made by
`pipelines/calibrate_checks.py`).
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import ClassVar, Literal, NamedTuple

from transcompare.checks.base import MOST_CERTAIN, Finding, Pair, Unit
from transcompare.concepts import Concepts, Mention, load, mentions
from transcompare.text import Span

Kind = Literal["opposed", "changed", "lost", "added"]
Support = Literal["supported", "silent", "excused"]

ERRORS: Mapping[Kind, float] = {"opposed": 0.02, "changed": 0.02, "lost": 0.015, "added": 0.015}
"""Of renderings in which a concept is at stake, the share that gets it wrong in this way: an assumption, as in the
negation check, that one statement in twenty is wrong about it."""
SUPPORT: dict[Support, float] = {"supported": 0.6, "silent": 0.3, "excused": 0.1}
"""How our own translation takes sides where the rendering is wrong; measured on labelled statements, roughly."""
_PRIOR: Mapping[Kind, float] = {"opposed": 0.005, "changed": 0.02, "lost": 0.02, "added": 0.02}
"""The rate of a difference of which nothing is known."""
_PRIOR_OCCASIONS = 50
"""How many occasions that counts for, so that what was hardly ever seen is not called sure."""
_FLOOR = 0.3
"""Below this confidence nothing is said."""
_CERTAIN = 0.6
"""From this confidence on, an exchange for the opposite is critical."""
_DOUBTFUL = 0.5
"""Below this confidence, a concept that is only missing is minor."""
_APART = 0.6
"""How far apart, as a share of the part, two concepts may stand that were exchanged and are not related."""
_SHORTENED = 0.5
"""A rendering shorter than this share of the original leaves things out: nothing is missed there."""


class Difference(NamedTuple):
    """A concept of one text that the other does not answer."""

    kind: Kind
    concept: str
    """The original's; the rendering's where it was added."""
    original: Mention | None
    rendering: Mention | None
    support: Support
    """Whether our own translation agrees with the original, with the rendering (`excused`), or with neither."""
    unit: Unit


class ConceptCheck:
    """Compares the concepts of `data/concepts/NAME.toml` in the parts of two texts."""

    name: ClassVar[str]
    version: ClassVar[str]
    errors: ClassVar[Mapping[Kind, float]] = ERRORS

    def __call__(self, pair: Pair) -> Iterator[Finding]:
        """A finding for each exchange, loss or addition that fair translations seldom have."""
        table = load(self.name)
        for difference in self.differences(pair):
            confidence = _confidence(self.name, self.errors, difference)
            if confidence >= _FLOOR:
                severity = self.severity(difference, confidence)
                yield _finding(self.name, table, difference, severity, confidence, pair)

    def severity(self, difference: Difference, confidence: float) -> str:
        """The concept's own; an exchange for the opposite is critical where it is sure, what is only missing is minor
        where it is not."""
        severity = load(self.name).concepts[difference.concept].severity
        if difference.original is None or difference.rendering is None:
            return severity if confidence >= _DOUBTFUL else "minor"
        return "critical" if difference.kind == "opposed" and confidence >= _CERTAIN else severity

    def differences(self, pair: Pair) -> Iterator[Difference]:
        """All differences, whatever their confidence; none where a language is not known."""
        table = load(self.name)
        if not {pair.original.lang, pair.rendering.lang} <= table.languages.keys():
            return
        original = mentions(self.name, pair.original.text, pair.original.lang)
        rendering = mentions(self.name, pair.rendering.text, pair.rendering.lang)
        units = list(pair.units())
        sides = [(within(original, unit.original), within(rendering, unit.rendering)) for unit in units]
        lost = [_unanswered(here, there, table) for here, there in sides]
        added = [_unanswered(there, here, table) for here, there in sides]
        _cancel_moved(lost, added, table)
        for unit, gone, new in zip(units, lost, added, strict=True):
            reference = mentions(self.name, unit.reference, pair.rendering.lang) if unit.reference else ()
            yield from _differences(unit, gone, new, frozenset(mention.concept for mention in reference), table)


def within(found: Sequence[Mention], span: Span) -> Sequence[Mention]:
    """The mentions, in order, that start in `span`."""
    first, last = (bisect_left(found, edge, key=lambda mention: mention.span.start) for edge in span)
    return found[first:last]


def _unanswered(here: Sequence[Mention], there: Sequence[Mention], table: Concepts) -> list[Mention]:
    """The first mention of each concept that the other text does not answer; what only answers is not asked."""
    others = frozenset(mention.concept for mention in there)
    first = {mention.concept: mention for mention in reversed(here) if not table.concepts[mention.concept].background}
    return [first[name] for name in sorted(first, key=lambda n: first[n].span) if not table.answered(name, others)]


def _cancel_moved(lost: list[list[Mention]], added: list[list[Mention]], table: Concepts) -> None:
    """Take out what only stands in another part: sentences are joined, split and reordered."""
    places: defaultdict[str, deque[tuple[list[Mention], Mention]]] = defaultdict(deque)
    for new in added:
        for mention in new:
            places[mention.concept].append((new, mention))
    for gone in lost:
        for mention in list(gone):
            answers = table.concepts[mention.concept].answers
            moved = next((places[name] for name in (mention.concept, *answers) if places[name]), None)
            if moved:
                new, other = moved.popleft()
                gone.remove(mention)
                new.remove(other)


def _differences(
    unit: Unit, gone: list[Mention], new: list[Mention], reference: frozenset[str], table: Concepts
) -> Iterator[Difference]:
    new = list(new)
    known = unit.reference is not None
    for mention in gone:
        agrees = known and table.answered(mention.concept, reference)
        concept = table.concepts[mention.concept]
        other = min(
            (m for m in new if _related(mention, m, table) or _distance(mention, m, unit) <= _APART),
            key=lambda m: (not _opposed(mention, m, table), _distance(mention, m, unit), m.span),
            default=None,
        )
        if other is not None:
            new.remove(other)
            excused = known and other.concept in reference
            support: Support = "silent" if agrees == excused else "supported" if agrees else "excused"
            kind: Kind = "opposed" if _opposed(mention, other, table) else "changed"
            yield Difference(kind, mention.concept, mention, other, support, unit)
        elif concept.alone in ("lost", "both") and unit.rendering.length >= _SHORTENED * unit.original.length:
            yield Difference("lost", mention.concept, mention, None, "supported" if agrees else "silent", unit)
    for mention in new:
        if table.concepts[mention.concept].alone in ("added", "both"):
            excused = known and mention.concept in reference
            yield Difference("added", mention.concept, None, mention, "excused" if excused else "silent", unit)


def _opposed(original: Mention, rendering: Mention, table: Concepts) -> bool:
    one, other = original.concept, rendering.concept
    return other in table.concepts[one].opposites or one in table.concepts[other].opposites


def _related(original: Mention, rendering: Mention, table: Concepts) -> bool:
    """Whether the concepts are opposites, or one of them answers the other."""
    one, other = original.concept, rendering.concept
    answered = other in table.concepts[one].answers or one in table.concepts[other].answers
    return answered or _opposed(original, rendering, table)


def _distance(original: Mention, rendering: Mention, unit: Unit) -> float:
    """Between the relative places of two mentions in their parts, 0..1."""
    places = [
        part.place(mention.span.start) for mention, part in ((original, unit.original), (rendering, unit.rendering))
    ]
    return abs(places[0] - places[1])


def _finding(
    name: str, table: Concepts, difference: Difference, severity: str, confidence: float, pair: Pair
) -> Finding:
    concept = table.concepts[difference.concept]
    original, rendering = difference.original, difference.rendering
    if original is not None and rendering is not None:
        other = table.concepts[rendering.concept]
        message = (
            f"the original has {concept.label} («{original.span.of(pair.original.text)}»), "
            f"the rendering {other.label} («{rendering.span.of(pair.rendering.text)}»)"
        )
    else:
        if original is not None:
            words, here, there = original.span.of(pair.original.text), "original", "rendering"
        else:
            assert rendering is not None  # noqa: S101 - one side is always there
            words, here, there = rendering.span.of(pair.rendering.text), "rendering", "original"
        message = f"the {here} has {concept.label} («{words}»), nothing in the {there} says so"
    return Finding(
        category=name,
        severity=severity,
        confidence=confidence,
        message=message,
        original=original.span if original else difference.unit.original,
        rendering=rendering.span if rendering else difference.unit.rendering,
    )


def _confidence(name: str, errors: Mapping[Kind, float], difference: Difference) -> float:
    """P(error | difference) by Bayes' rule, from the rate of the same difference in fair translations."""
    seen, occasions = _rates().get(name, {}).get(key(difference), (0, 0))
    expected = _PRIOR[difference.kind] * SUPPORT[difference.support] * _PRIOR_OCCASIONS
    rate = (seen + expected) / (occasions + _PRIOR_OCCASIONS)
    error = errors[difference.kind] * SUPPORT[difference.support]
    return round(min(MOST_CERTAIN, error / (error + rate)), 2)


def key(difference: Difference) -> str:
    """The kind of a difference, as the table of rates names it."""
    return f"{difference.kind} {difference.concept} {difference.support}"


@cache
def _rates() -> dict[str, dict[str, tuple[int, int]]]:
    """For each check and kind of difference: how often it was seen, and on how many occasions it might have been."""
    path = files("transcompare").joinpath("data/concepts/rates.json")
    return {
        check: {kind: (seen, occasions) for kind, (seen, occasions) in table.items()}
        for check, table in json.loads(path.read_text(encoding="utf-8")).items()
    }
