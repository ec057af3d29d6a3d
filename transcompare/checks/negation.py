"""Negation: one text denies what the other asserts.

Only explicit negations have to be answered, by any negative expression of the other text: paraphrase turns `do not
stay` into `leave` as readily as into `fail to stay`, so silence is preferred to a guess.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Literal, Self

from transcompare.checks.base import MOST_CERTAIN, Finding, Pair, Text
from transcompare.patterns import clauses, sentences
from transcompare.polarity import Cue, Kind, cues, languages
from transcompare.text import Span

Situation = Literal["bare", "weak", "matched", "count", "reversed"]

_CONFIDENCE: dict[Situation, float] = {
    "bare": 0.8,
    "weak": 0.4,
    "matched": 0.4,
    "count": 0.35,
    "reversed": 0.85,
}
"""By situation: the share of findings that are right if one rendering in twenty loses or adds a negation.
Such losses are found bare or reversed in about 0.6 of cases, otherwise in 0.2 (DEMETR negation, invented statements);
of fair human translations (newstest, WMT, TICO-19), 0.2 to 0.9 % are bare and 0.6 to 0.9 % all the others together.
Rounded down, as press renderings are freer than those.

- bare: nothing negative at all on the other side
- weak: only words such as `too` or `hard`, near the place of the negation
- matched: negative words, but no more than the negating side has besides
- count: the other side negates too, in fewer sentences
- reversed: a named concept is negated on one side only («не исключаем», `rule out`)
"""
_CRITICAL = 0.8
"""From this confidence on, a lost or added negation is called critical: it reverses the statement. Below, major."""
_ANSWERS: tuple[Kind, ...] = ("double", "lexical", "neutral")
"""What may answer a negation besides a negation."""
_QUESTION = 0.4
"""Taken away beside a question: `Who said so?` is `Nobody said so`, «не подскажете?» is `could you tell me?`."""
_REFERENCE = 0.1
"""Added where our own translation takes the side of the original, else taken away."""
_REORDERED = 0.3
"""Taken away where the texts as wholes negate as often as each other: the segments may be paired wrongly."""
_FLOOR = 0.3
"""Below this confidence nothing is said."""
_SHORTENED = 0.5
"""A part shorter than this share of the other leaves things out: no negation is missed there."""
_NEAR = 0.3
"""How far apart, as a share of the part, a negation and the weak expression that may stand for it lie at most."""
_LEFT_OUT = 0.4
"""At most this where the other side is condensed: what negates may have been left out."""
_CONDENSED = {False: 0.7, True: 1.0}
"""A part shorter than this share of the other is condensed; by whether it has fewer sentences."""
_CLAUSE_WORDS = 3
"""Fewer words between two punctuation marks are an insertion (`I repeat`), not a clause."""
_CUT = re.compile(r"\.{3}|…")
_QUOTED = 60
"""Characters of a clause that a message repeats."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of one text with its negative expressions, in order."""

    text: str
    span: Span
    cues: tuple[Cue, ...]
    sentence_starts: tuple[int, ...]
    cut: bool
    """Whether the text, in the part or elsewhere, has an ellipsis."""

    @classmethod
    def whole(cls, text: Text) -> Self:
        starts = tuple(span.start for span in sentences(text.text))
        return cls(text.text, Span(0, len(text.text)), cues(text.text, text.lang), starts, bool(_CUT.search(text.text)))

    def within(self, span: Span) -> Self:
        first, last = (bisect_left(self.cues, edge, key=_start) for edge in span)
        return replace(self, span=span, cues=self.cues[first:last])

    def of(self, *kinds: Kind) -> tuple[Cue, ...]:
        return tuple(cue for cue in self.cues if cue.kind in kinds)

    def concepts(self, *kinds: Kind) -> Counter[str]:
        return Counter(cue.concept for cue in self.of(*kinds) if cue.concept)

    @property
    def words(self) -> str:
        return self.span.of(self.text)

    @property
    def sentence_count(self) -> int:
        first, last = (bisect_left(self.sentence_starts, edge) for edge in self.span)
        return last - first

    @property
    def negated_sentences(self) -> int:
        """Sentences with a negation: repeating it (`not this, nor that`) is style."""
        return len({bisect_right(self.sentence_starts, cue.span.start) for cue in self.of("negation")})

    def place(self, position: int) -> float:
        """Where `position` lies in the part, 0..1."""
        return self.span.place(position)


def _start(cue: Cue) -> int:
    return cue.span.start


class NegationCheck:
    """Finds negations of one text that nothing in the other answers. Knows ru, uk, en, de, es and fr."""

    name: ClassVar[str] = "negation"
    version: ClassVar[str] = "3"

    def __call__(self, pair: Pair) -> Iterator[Finding]:
        """Lost and added negations, at most one of each in a pair of segments, and reversed concepts."""
        if not {pair.original.lang, pair.rendering.lang} <= languages():
            return
        whole = _Part.whole(pair.original), _Part.whole(pair.rendering)
        units = [(whole[0].within(unit.original), whole[1].within(unit.rendering)) for unit in pair.units()]
        surplus = sum(here.negated_sentences - there.negated_sentences for here, there in units)
        denied = _reference_denies(pair)
        for here, there in units:
            for lost, negating, other in ((True, here, there), (False, there, here)):
                doubt = _doubt(here, there, pair, lost, reordered=(surplus <= 0) if lost else (surplus >= 0))
                if denied is not None:
                    doubt += -_REFERENCE if denied is lost else _REFERENCE
                yield from _unanswered(negating, other, lost, doubt)
                yield from _reversed(negating, other, lost)


def _reference_denies(pair: Pair) -> bool | None:
    """Whether our own translation negates anything; it may be bad, so it only moves the confidence."""
    if pair.reference is None:
        return None
    return any(cue.kind == "negation" for cue in cues(pair.reference, pair.rendering.lang))


def _doubt(original: _Part, rendering: _Part, pair: Pair, lost: bool, reordered: bool) -> float:
    """What to take off the confidence that a negation was lost (or added)."""
    negating, other = (original, rendering) if lost else (rendering, original)
    if lost and rendering.cut and (_joins(original, rendering) or _CUT.search(rendering.words)):
        return 1.0
    if len(other.words) < _SHORTENED * len(negating.words) or (reordered and not pair.links):
        return 1.0
    question = "?" in original.words or "?" in rendering.words
    return _QUESTION * question + _REORDERED * reordered


def _joins(negating: _Part, other: _Part) -> bool:
    """Whether several sentences of `negating` are fewer in `other`, so that one may be missing."""
    return negating.sentence_count > other.sentence_count


def _unanswered(negating: _Part, other: _Part, lost: bool, doubt: float) -> Iterator[Finding]:
    situation = _situation(negating, other)
    if situation is None:
        return
    confidence = _CONFIDENCE[situation]
    if len(other.words) < _CONDENSED[_joins(negating, other)] * len(negating.words):
        confidence = min(confidence, _LEFT_OUT)
    clauses_there = clauses(other.text, other.span) if confidence - doubt >= _FLOOR else ()
    if not clauses_there:
        return
    cue = _loneliest(negating, other)
    clause = _counterpart(cue, negating, other, clauses_there)
    yield _finding(cue.scope.of(negating.text), cue.scope, clause, other, lost, confidence - doubt)


def _situation(negating: _Part, other: _Part) -> Situation | None:
    answers = len(other.of("negation"))
    same = negating.concepts("negation") & other.concepts("weak", "lexical")
    denials = len(negating.of("negation")) - same.total()
    if denials <= answers or _besides(negating, other):
        return None
    if answers:
        return "count" if other.negated_sentences < negating.negated_sentences else None
    place = negating.place(_loneliest(negating, other).span.start)
    weak = any(abs(other.place(cue.span.start) - place) <= _NEAR for cue in other.of("weak"))
    if other.of(*_ANSWERS):
        return None if weak else "matched"
    return "weak" if weak else "bare"


def _besides(negating: _Part, other: _Part) -> bool:
    """Whether `other` has more negative expressions, beyond plain negations, than have their own counterpart."""
    kinds: tuple[tuple[Kind, ...], ...] = (("double",), ("lexical",), ("neutral",), _ANSWERS)
    return any(len(other.of(*each)) > len(negating.of(*each)) for each in kinds)


def _loneliest(negating: _Part, other: _Part) -> Cue:
    """The negation farthest from any of the other side, by relative position; the first of equals."""
    places = [-1.0, *(other.place(cue.span.start) for cue in other.of("negation")), 2.0]

    def distance(cue: Cue) -> float:
        place = negating.place(cue.span.start)
        after = bisect_left(places, place)
        return min(places[after] - place, place - places[after - 1])

    return max(negating.of("negation"), key=distance)


def _counterpart(cue: Cue, negating: _Part, other: _Part, spans: Sequence[Span]) -> Span:
    """Of the clauses `spans` of `other` the one at the relative position of `cue`, insertions apart."""
    place = negating.place((cue.scope.start + cue.scope.end) // 2)
    return min(
        [span for span in spans if len(span.of(other.text).split()) >= _CLAUSE_WORDS] or spans,
        key=lambda span: abs(other.place((span.start + span.end) // 2) - place),
    )


def _reversed(cancelling: _Part, other: _Part, lost: bool) -> Iterator[Finding]:
    """Concepts that `cancelling` negates more often than `other`, which has them plain more often."""
    doubles = cancelling.concepts("double") - other.concepts("double")
    plain = other.concepts("lexical") - cancelling.concepts("lexical")
    for concept in sorted(doubles & plain):
        double = next(cue for cue in cancelling.of("double") if cue.concept == concept)
        lexical = next(cue for cue in other.of("lexical") if cue.concept == concept)
        if not _denied(lexical, other):
            words = double.span.of(cancelling.text)
            yield _finding(words, double.scope, lexical.scope, other, lost, _CONFIDENCE["reversed"])


def _denied(cue: Cue, part: _Part) -> bool:
    """Whether a negation stands in the clause of `cue`, too far away to be one expression with it."""
    clause = next((span for span in clauses(part.text, part.span) if span.overlaps(cue.span)), part.span)
    return bool(part.within(clause).of("negation"))


def _finding(words: str, denied: Span, asserted: Span, other: _Part, lost: bool, confidence: float) -> Finding:
    clause = asserted.of(other.text)
    clause = clause if len(clause) <= _QUOTED else f"{clause[:_QUOTED].rstrip()}..."
    negating, silent = ("original", "rendering") if lost else ("rendering", "original")
    return Finding(
        category="negation",
        severity="critical" if confidence >= _CRITICAL else "major",
        confidence=round(min(confidence, MOST_CERTAIN), 2),
        message=f"the {negating} negates («{words}»), the {silent} has no negation in «{clause}»",
        original=denied if lost else asserted,
        rendering=asserted if lost else denied,
    )
