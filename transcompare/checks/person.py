"""person: a person's name that the rendering exchanges for another, or writes as another.

A name without a counterpart is no finding by itself: it may be left out, or stand as a title or a pronoun. Only where
a name of the original and a name of the rendering both have none and stand in one place are they compared: beside a
name that both texts have (`Anna Gromova` for «Анна Зимина»), or alone in their part.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal, NamedTuple, Self

from transcompare.checks.base import Finding, Pair, Text
from transcompare.gazetteer import entities
from transcompare.names import (
    Name,
    Word,
    given,
    is_adjective,
    is_surname,
    languages,
    likeness,
    names,
    rough,
    roughly,
    sounds,
)
from transcompare.text import Span

Situation = Literal["beside", "alone", "given", "form beside", "form", "typo"]

_CONFIDENCE: dict[Situation, float] = {
    "beside": 0.9,
    "alone": 0.75,
    "given": 0.65,
    "form beside": 0.7,
    "form": 0.5,
    "typo": 0.4,
}
"""By situation. Of 10,000 fair pairs (ru-en, news) 2 are beside, 1 alone, 2 form beside, 14 typo (about half of them
real misprints), none of the others. Exchanged surnames are found in 0.75 of cases after a first name, elsewhere in 0.5
(Slavic for Slavic 0.7); Slavic ones with another syllable in 0.65.

- beside: another surname after the same first name or initial name
- alone: the one person in this part whom nothing in the other names, on both sides
- given: another first name before the same surname; it may be a nickname that we do not know
- form beside, form: a surname with a Slavic ending that is like the other but no transliteration of it
- typo: so like the other that it is still known for what it is
"""
_SAME = 0.6
_SAME_ROUGHLY = 0.7
"""From one of these on two words may be one name: Western names are not spelt as they sound."""
_OTHER = 0.5
"""Below this they are not, by their consonants either."""
_TYPO = 0.8
"""From here on a name in another form is still known for what it is."""
_COMPARISONS = 10_000
"""Pairs of words in two texts that are compared at most; parts beyond are left out. Lists of names, not statements."""
_SHORTEST = 3
"""Letters of a name that is compared."""


@dataclass(frozen=True, slots=True)
class _Side:
    """One text, its names without places and organisations, and all its words with capital letters."""

    names: tuple[Name, ...]
    words: tuple[str, ...]
    sounds: frozenset[str]

    @classmethod
    def of(cls, text: Text) -> Self:
        found = names(text.text, text.lang)
        places = entities(text.text, text.lang) if found else ()
        placed = frozenset(i for place in places for i in range(*place.span))
        own = (Name(tuple(w for w in n.words if not w.other and w.span.start not in placed), n.titled) for n in found)
        words = tuple(dict.fromkeys(word.text for name in found for word in name.words))
        return cls(
            tuple(name for name in own if name.words),
            words,
            frozenset(sound for word in words for sound in sounds(word)),
        )

    def within(self, span: Span) -> tuple[Name, ...]:
        first, last = (bisect_left(self.names, edge, key=_start) for edge in span)
        return self.names[first:last]

    def has(self, word: str) -> bool:
        """Whether the text has a transliteration of `word`."""
        return not self.sounds.isdisjoint(sounds(word))


def _start(name: Name) -> int:
    return name.words[0].span.start


class _Lost(NamedTuple):
    """What nothing in the other text may stand for of a name."""

    name: Name
    words: tuple[Word, ...]
    """Without a word that has its capital letter for its place only, where there are others."""
    whole: bool

    @property
    def is_person(self) -> bool:
        """Whether nothing of the name has a counterpart, and it is a person's."""
        last = self.name.words[-1]
        if not self.whole or last.opens:
            return False
        if self.name.titled or (len(self.name.words) > 1 and any(given(word.text) for word in self.name.words)):
            return True
        return is_surname(last.text) and not is_adjective(last.text)


class PersonCheck:
    """Compares the names of people in the two texts. Knows ru, uk and en."""

    name: ClassVar[str] = "person"
    version: ClassVar[str] = "1"

    def __call__(self, pair: Pair) -> Iterator[Finding]:
        """At most one finding in each aligned part; none where a language is not known."""
        if not {pair.original.lang, pair.rendering.lang} <= languages():
            return
        original, rendering = _Side.of(pair.original), _Side.of(pair.rendering)
        left = _COMPARISONS
        for unit in pair.units():
            here, there = original.within(unit.original), rendering.within(unit.rendering)
            left -= _unknown(here, rendering) * len(rendering.words) + _unknown(there, original) * len(original.words)
            if left < 0:
                return
            found = _exchange(_lost(here, rendering), _lost(there, original)) or _form(
                _unwritten(here, rendering), _unwritten(there, original)
            )
            if found:
                yield _finding(*found)


def _unknown(found: Sequence[Name], other: _Side) -> int:
    return sum(not other.has(word.text) for name in found for word in name.words)


def _lost(found: Sequence[Name], other: _Side) -> list[_Lost]:
    lost = []
    for name in found:
        words = tuple(word for word in name.words if not _explained(word.text, other))
        if words:
            lost.append(_Lost(name, tuple(w for w in words if not w.opens) or words, words == name.words))
    return lost


def _explained(word: str, other: _Side) -> bool:
    return other.has(word) or any(_may_be(word, against) for against in other.words)


def _may_be(one: str, other: str) -> bool:
    return one == other or likeness(one, other) >= _SAME or roughly(one, other) >= _SAME_ROUGHLY


def _exchange(lost: Sequence[_Lost], new: Sequence[_Lost]) -> tuple[Word, Word, Situation] | None:
    for one in lost:
        for other in new:
            if len(one.words) == len(other.words) == 1 and _differ(one.words[0], other.words[0]):
                words = one.words[0], other.words[0]
                if _after_the_same(one.name, words[0], other.name, words[1]):
                    return *words, "beside"
                if _before_the_same(one.name, words[0], other.name, words[1]):
                    return *words, "given"
    persons, strangers = ([each for each in side if each.is_person] for side in (lost, new))
    if len(persons) == len(strangers) == 1:
        last = persons[0].words[-1], strangers[0].words[-1]
        if _differ(*last):
            return *last, "alone"
    return None


def _differ(one: Word, other: Word) -> bool:
    short = min(len(one.text), len(other.text)) < _SHORTEST
    return not short and max(likeness(one.text, other.text), roughly(one.text, other.text)) < _OTHER


def _after_the_same(name: Name, word: Word, other: Name, against: Word) -> bool:
    """Whether both words end their names, and the names before them are one."""
    if word is not name.words[-1] or against is not other.words[-1] or word.opens or against.opens:
        return False
    return any(_may_be(a.text, b.text) for a in name.words[:-1] for b in other.words[:-1])


def _before_the_same(name: Name, word: Word, other: Name, against: Word) -> bool:
    """Whether the two words are different first names of one surname."""
    if not given(word.text) or not given(against.text):
        return False
    here, there = ([w.text for w in n.words if w.span > at.span] for n, at in ((name, word), (other, against)))
    return any(_may_be(a, b) for a in here for b in there)


def _unwritten(found: Sequence[Name], other: _Side) -> list[tuple[Name, Word]]:
    """Surnames with Slavic endings, which are transliterated by rule, that the other text does not have so."""
    return [
        (name, last)
        for name, last in ((name, name.words[-1]) for name in found)
        if is_surname(last.text)
        and not last.opens
        and not given(last.text)
        and (len(name.words) > 1 or name.titled or not is_adjective(last.text))
        and not other.has(last.text)
    ]


def _form(lost: Sequence[tuple[Name, Word]], new: Sequence[tuple[Name, Word]]) -> tuple[Word, Word, Situation] | None:
    for name, word in lost:
        for other, against in new:
            if _another_form(word.text, against.text):
                if _after_the_same(name, word, other, against):
                    return word, against, "form beside"
                if len(lost) == len(new) == 1:
                    return word, against, "form"
    return None


def _another_form(one: str, other: str) -> bool:
    """Whether two surnames are like each other and end alike; not so where vowels alone differ much (`Austin`)."""
    fine, coarse = likeness(one, other), roughly(one, other)
    same_ending = {rough(sound)[-1:] for sound in sounds(one)} & {rough(sound)[-1:] for sound in sounds(other)}
    return bool(same_ending) and _may_be(one, other) and (fine >= _TYPO or coarse < 1)


def _finding(one: Word, other: Word, situation: Situation) -> Finding:
    severity = "major" if situation == "given" else "critical"
    says = f"the original names «{one.text}», the rendering '{other.text}'"
    if situation in ("form", "form beside"):
        severity = "major"
        says = f"'{other.text}' is like «{one.text}», but no transliteration of it"
        if likeness(one.text, other.text) >= _TYPO:
            severity, situation = "minor", "typo"
    return Finding("named-entity", severity, _CONFIDENCE[situation], says, one.span, other.span)
