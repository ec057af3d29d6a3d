"""contrary: `not A but B` turned round, so that what the original denies is asserted and the other way round.

Both texts must have the construction, in any of its forms (`not A but B`, `B, not A`, `B rather than A`). Its halves
are linked across the languages by numbers, places, words that sound alike and our own translation of the part, and
by nothing else; where no link shows which half is which, nothing is said. Where a half stands far off, the words of
one language alone may show it, see `transcompare.checks.turned`.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import ClassVar, NamedTuple

from pydantic import BaseModel, ConfigDict

from transcompare.checks.base import Finding, Pair, Text, Unit
from transcompare.checks.turned import Apart, turned
from transcompare.gazetteer import entities
from transcompare.names import likeness
from transcompare.patterns import Token, tokens
from transcompare.quantities import quantities
from transcompare.text import Span

_CONFIDENCE = {1: 0.7, 2: 0.9}
"""By the number of halves that are linked crosswise. Of 713 fair pairs with the construction on both sides (news, WMT)
2 are flagged, none at 0.9; where the halves of the English are exchanged, 23 % are found at 0.7 and 2 % at 0.9."""
_CRITICAL = 0.8
_LONGEST = 10
"""Words of a half, at most."""
_SHORT = 4
"""Words after a mid-clause `instead of`, at most."""
_AROUND = 2
"""Words that a half before its negation may have more than the half after it: the rest is said of both."""
_ALIKE = 0.8
"""From this likeness on, two long words of different languages are taken for one."""
_LONG = 4
"""Letters of a word that may be linked by its sound."""
_STEM = 5
"""First letters that make two words of one language the same."""


class _Grammar(BaseModel):
    """The words of the construction in one language, a table of `data/contrary.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    negators: frozenset[str]
    but: frozenset[str]
    links: frozenset[str]
    exempt: frozenset[str]
    instead: tuple[str, ...]
    comma: bool = False
    apart: Apart | None = None


@cache
def _grammars() -> Mapping[str, _Grammar]:
    data = files("transcompare").joinpath("data/contrary.toml").read_text(encoding="utf-8")
    return {lang: _Grammar.model_validate(table) for lang, table in tomllib.loads(data).items()}


_MARKS = frozenset(",—–-")
_JOINTS = frozenset("-'’ʼ%")
"""Marks inside a word or a number."""


class _Contrary(NamedTuple):
    """The two halves of one construction, in code points of the text."""

    denied: Span
    asserted: Span

    @property
    def span(self) -> Span:
        return Span(min(self.denied.start, self.asserted.start), max(self.denied.end, self.asserted.end))


class ContraryCheck:
    """Compares which of two things is denied. Knows ru, uk, en, de, es and fr."""

    name: ClassVar[str] = "contrary"
    version: ClassVar[str] = "2"

    def __call__(self, pair: Pair) -> Iterator[Finding]:
        """The constructions turned round; parts that have unequally many of them are left out."""
        if not {pair.original.lang, pair.rendering.lang} <= _grammars().keys():
            return
        sides = tuple(_constructions(pair.original)), tuple(_constructions(pair.rendering))
        for unit in pair.units():
            here, there = _within(sides[0], unit.original), _within(sides[1], unit.rendering)
            found: list[Finding] = []
            if len(here) == len(there):
                for one, other in zip(here, there, strict=True):
                    found += _compare(pair, unit, one, other, alone=len(here) == 1)
            yield from found or turned(unit, pair, _grammars()[pair.rendering.lang].apart)


def _within(found: Sequence[_Contrary], span: Span) -> list[_Contrary]:
    first, last = (bisect_left(found, edge, key=_start) for edge in span)
    return [each for each in found[first:last] if each.span.end <= span.end]


def _start(found: _Contrary) -> int:
    return found.span.start


def _constructions(text: Text) -> Iterator[_Contrary]:
    grammar = _grammars()[text.lang]
    for _, group in groupby(tokens(text.text), lambda token: token.sentence):
        yield from _in_sentence(tuple(group), grammar)


def _in_sentence(found: Sequence[Token], grammar: _Grammar) -> Iterator[_Contrary]:
    at = 0
    while at < len(found):
        construction = _at(found, at, grammar)
        if construction is None:
            at += 1
        else:
            yield construction
            at = next((i for i in range(at, len(found)) if found[i].span.start >= construction.span.end), len(found))


def _at(found: Sequence[Token], at: int, grammar: _Grammar) -> _Contrary | None:
    """The construction whose negator or `instead of` stands at token `at`."""
    for words in map(str.split, grammar.instead):
        if [token.word for token in found[at : at + len(words)]] == words:
            return _instead(found, at, at + len(words))
    if found[at].word not in grammar.negators:
        return None
    start = at + 1
    if start < len(found) and found[start].word in grammar.exempt:
        return None
    before = found[at - 1].word if at else ""
    if before in grammar.links:
        return _made(_after(found, start), _before(found, at - 1, len(_after(found, start))))
    but = _but(found, start, grammar)
    if but is not None:
        return _made(found[start : but - (found[but - 1].word in _MARKS)], _after(found, but + 1))
    if grammar.comma and before in _MARKS and found[at].span.start > found[at - 1].span.end:
        return _made(_after(found, start), _before(found, at, len(_after(found, start))))
    return None


def _but(found: Sequence[Token], start: int, grammar: _Grammar) -> int | None:
    """Where `but` stands after the negator; nothing but one comma or dash may separate the two."""
    for at in range(start + 1, min(start + _LONGEST, len(found))):
        if found[at].word in grammar.but:
            following = found[at + 1].word if at + 1 < len(found) else ""
            return None if following in grammar.negators else at
        next_word = found[at + 1].word if at + 1 < len(found) else ""
        if not found[at].is_word and found[at].word != "-" and next_word not in grammar.but:
            return None
    return None


def _instead(found: Sequence[Token], at: int, start: int) -> _Contrary | None:
    """`B instead of A` where A is short, as more may be said after it; `Instead of A, B` where no third clause is."""
    denied = _after(found, start)
    if not denied:
        return None
    if at and found[at - 1].is_word:
        return _made(denied, _before(found, at, len(denied))) if len(denied) <= _SHORT else None
    rest = start + len(denied)
    if found[at].clause not in (found[0].clause, found[start].clause - 1) or rest >= len(found):
        return None
    one_more = {token.clause for token in found[rest + 1 :] if token.is_word}
    return _made(denied, _after(found, rest + 1)) if len(one_more) == 1 else None


def _after(found: Sequence[Token], start: int) -> Sequence[Token]:
    """The words of the clause from token `start` on."""
    end = start
    while end < min(start + _LONGEST, len(found)) and found[end].clause == found[start].clause and _inside(found[end]):
        end += 1
    return found[start:end]


def _before(found: Sequence[Token], end: int, length: int) -> Sequence[Token]:
    """The last words of the clause before token `end`, not many more than `length`."""
    while end and not found[end - 1].is_word:
        end -= 1
    start = end
    while start > max(0, end - length - _AROUND) and _inside(found[start - 1]):
        start -= 1
    while start and _inside(found[start - 1]) and found[start - 1].span.end == found[start].span.start:
        start -= 1
    return found[start:end]


def _inside(token: Token) -> bool:
    return token.is_word or token.word in _JOINTS


def _made(denied: Sequence[Token], asserted: Sequence[Token]) -> _Contrary | None:
    if not denied or not asserted:
        return None
    return _Contrary(_stretch(denied), _stretch(asserted))


def _stretch(found: Sequence[Token]) -> Span:
    return Span(found[0].span.start, found[-1].span.end)


@dataclass(frozen=True, slots=True)
class _Half:
    """What a half may be known by."""

    facts: frozenset[str]
    """Numbers and places."""
    words: frozenset[str]

    @classmethod
    def of(cls, text: Text, span: Span) -> _Half:
        said = span.of(text.text)
        numbers = (f"={q.value}" for q in quantities(said, text.lang) if not q.weak)
        places = (entity.id for entity in entities(said, text.lang) if not entity.weak)
        words = (token.word for token in tokens(said) if token.is_word and len(token.word) >= _LONG)
        return cls(frozenset({*numbers, *places}), frozenset(words))

    def without(self, other: _Half) -> _Half:
        """What tells it from the other half."""
        stems = {word[:_STEM] for word in other.words}
        return _Half(self.facts - other.facts, frozenset(w for w in self.words if w[:_STEM] not in stems))

    def alike(self, other: _Half, same_language: bool) -> bool:
        if same_language:
            return bool({w[:_STEM] for w in self.words} & {w[:_STEM] for w in other.words})
        return any(likeness(a, b) >= _ALIKE for a in self.words for b in other.words)


def _compare(pair: Pair, unit: Unit, one: _Contrary, other: _Contrary, alone: bool) -> Iterator[Finding]:
    here, there = _halves(pair.original, one), _halves(pair.rendering, other)
    same_language = pair.original.lang == pair.rendering.lang
    straight, crossed = _links(here, there, same_language)
    if alone and unit.reference:
        text = Text(unit.reference, pair.rendering.lang)
        translated = tuple(_constructions(text))
        if len(translated) == 1:
            more = _links(_halves(text, translated[0]), there, same_language=True)
            straight, crossed = straight | more[0], crossed | more[1]
    if straight or not crossed:
        return
    confidence = _CONFIDENCE[len(crossed)]
    yield Finding(
        category="negation",
        severity="critical" if confidence >= _CRITICAL else "major",
        confidence=confidence,
        message=(
            f"the original denies «{one.denied.of(pair.original.text)}» and not "
            f"«{one.asserted.of(pair.original.text)}», the rendering denies '{other.denied.of(pair.rendering.text)}'"
        ),
        original=one.span,
        rendering=other.span,
    )


def _halves(text: Text, found: _Contrary) -> tuple[_Half, _Half]:
    denied, asserted = _Half.of(text, found.denied), _Half.of(text, found.asserted)
    return denied.without(asserted), asserted.without(denied)


def _links(here: tuple[_Half, _Half], there: tuple[_Half, _Half], same_language: bool) -> tuple[set[int], set[int]]:
    """The halves of `here`, by number, that are linked with the same half of `there`, and with the other one.

    Where numbers or places link any, words do not count: the thing counted stands in the first half alone
    (`not 5 cranes but 7`).
    """
    straight = {i for i in (0, 1) if here[i].facts & there[i].facts}
    crossed = {i for i in (0, 1) if here[i].facts & there[1 - i].facts}
    if not straight | crossed:
        straight = {i for i in (0, 1) if here[i].alike(there[i], same_language)}
        crossed = {i for i in (0, 1) if here[i].alike(there[1 - i], same_language)}
    return straight, crossed
