"""agent-role: who does what - we for they, he for she, the one who acts for the one who is acted upon."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import ClassVar

from transcompare.checks.base import Finding, Pair, Text, Unit
from transcompare.checks.concept import Difference
from transcompare.checks.exchange import ExchangeCheck
from transcompare.concepts import mentions
from transcompare.gazetteer import Entity, entities
from transcompare.text import Span

_NEAR = 0.4
"""How far apart, as a share of the part, two pronouns may lie that stand for each other."""
_SHORTENED = 0.5
"""A rendering shorter than this share of the original leaves things out: its pronouns stand for other nouns."""
_OBJECTS = frozenset({"me", "us"})
"""These stand elsewhere in the clause than the `I` and `we` that became them."""
_SPEAKERS = frozenset({"i", "me", "we", "us", "our"})
_SPEAKING = _SPEAKERS | {"maybe-i", "maybe-us", "we-do", "we-undergo", "done-to-us", "let-us"}
_REPORTED = "reported"
_GENDERED = frozenset({"he", "she", "it"})
"""A wrong gender is minor: the reader still knows who is meant. Other persons are major."""

_SWAPPED = 0.7
"""How sure a swap of two names around the same word is: not seen in 10,000 fair translations."""
_STEM = 4
"""Words that begin with as many equal letters are taken for forms of one word."""
_PASSIVE = frozenset({"by", "von", "por", "par", "and", "und", "y", "et", "with"})
"""Between two names, these make their order free."""
_WORD = re.compile(r"\w+")


class AgentRoleCheck(ExchangeCheck):
    """Compares the persons that pronouns name."""

    name: ClassVar[str] = "agent-role"
    version: ClassVar[str] = "2"

    def __call__(self, pair: Pair) -> Iterator[Finding]:
        """A finding for each person that became another."""
        yield from super().__call__(pair)
        for unit in pair.units():
            yield from _swaps(unit, pair)

    def severity(self, difference: Difference, confidence: float) -> str:
        """Minor for a gender, major for a person."""
        return "minor" if difference.concept in _GENDERED else "major"

    def differences(self, pair: Pair) -> Iterator[Difference]:
        """The exchanges of persons, those of pronouns far from each other left out, and those of reported speech."""
        retold = _is_retold(pair.original, pair.rendering) or _is_retold(pair.rendering, pair.original)
        return (
            difference
            for difference in super().differences(pair)
            if _comparable(difference)
            and not (retold and _SPEAKERS & _concepts(difference))
            and not _names_a_country(difference, pair)
        )


def _is_retold(side: Text, of: Text) -> bool:
    """Whether a text tells in reported speech what the other says itself: it names the speaker, the other does not, and
    nobody in it speaks for himself. There `we` has become `they`."""
    named, others = ({each.concept for each in mentions("agent-role", text.text, text.lang)} for text in (side, of))
    return _REPORTED in named - others and not named & _SPEAKING


def _concepts(difference: Difference) -> frozenset[str]:
    return frozenset(each.concept for each in (difference.original, difference.rendering) if each)


def _names_a_country(difference: Difference, pair: Pair) -> bool:
    """Whether one of the pronouns is the United States."""
    sides = ((difference.original, pair.original), (difference.rendering, pair.rendering))
    return any(each is not None and each.span.of(side.text) == "US" for each, side in sides)


def _comparable(difference: Difference) -> bool:
    """Whether the two pronouns stand in like places of parts of like length."""
    here, there = difference.unit.original, difference.unit.rendering
    one, other = difference.original, difference.rendering
    if one is None or other is None or there.length < _SHORTENED * here.length:
        return False
    return other.concept in _OBJECTS or abs(here.place(one.span.start) - there.place(other.span.start)) <= _NEAR


def _swaps(unit: Unit, pair: Pair) -> Iterator[Finding]:
    """Names that stand around the same word in our own translation and, the other way round, in the rendering."""
    if unit.reference is None:
        return
    original = _once(unit.original.of(pair.original.text), pair.original.lang)
    rendering = _once(unit.rendering.of(pair.rendering.text), pair.rendering.lang)
    reference = _once(unit.reference, pair.rendering.lang)
    common = sorted(original.keys() & rendering.keys() & reference.keys(), key=lambda name: reference[name])
    for one, other in combinations(common, 2):
        if rendering[one] < rendering[other]:
            continue
        said = _stems(unit.reference[reference[one].end : reference[other].start])
        told = _stems(unit.rendering.of(pair.rendering.text)[rendering[other].end : rendering[one].start])
        if said & told and not _PASSIVE & (said | told):
            first = original[one].of(unit.original.of(pair.original.text))
            second = rendering[other].of(unit.rendering.of(pair.rendering.text))
            yield Finding(
                category="agent-role",
                severity="critical",
                confidence=_SWAPPED,
                message=f"«{first}» and `{second}` seem to have changed places around `{min(said & told)}`",
                original=original[one].shifted(unit.original.start),
                rendering=rendering[other].shifted(unit.rendering.start),
            )


def _once(text: str, lang: str) -> dict[str, Span]:
    """The entities that `text` names exactly once, with their places."""
    found: dict[str, list[Entity]] = {}
    for entity in entities(text, lang):
        found.setdefault(entity.id, []).append(entity)
    return {name: places[0].span for name, places in found.items() if len(places) == 1 and not places[0].weak}


def _stems(text: str) -> frozenset[str]:
    """The beginnings of the words of `text`; short words whole where they matter."""
    words = [word.lower() for word in _WORD.findall(text)]
    return frozenset(word[:_STEM] for word in words if len(word) >= _STEM or word in _PASSIVE)
