"""What one text says and denies, the other denies and says, in one language: `ice ... not error`, `error ... not ice`.

Part of the check `contrary`, for contrasts whose halves stand apart. Nothing is found in 3,012 pairs of our translation
and a human one (newstest2019, FLORES) and in 4,823 of two English translations of one original.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from transcompare.checks.base import Finding, Pair, Unit
from transcompare.patterns import Token, tokens
from transcompare.stems import stem
from transcompare.text import Span

_CONFIDENCE = 0.8
_REACH = 5
"""Words that a denial in a contrast covers at most."""
_SHORT = 4
"""Words of fewer letters say nothing."""


class Apart(BaseModel):
    """The words of contrasts whose halves stand apart, in one language: a table of `data/contrary.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    denies: tuple[str, ...]
    ends: frozenset[str]
    verbs: frozenset[str] = frozenset()


class _Said(NamedTuple):
    """The stems of a text that it says, and those that it denies with their place."""

    said: frozenset[str]
    denied: dict[str, Span]


def turned(unit: Unit, pair: Pair, words: Apart | None) -> Iterator[Finding]:
    """A finding where each text denies what the other says, and neither what the other denies.

    `words` are those of the rendering's language; nothing is said where there are none.
    """
    lang = pair.rendering.lang
    reference = unit.original.of(pair.original.text) if pair.original.lang == lang else unit.reference
    if reference is None or words is None:
        return
    rendering = unit.rendering.of(pair.rendering.text)
    ours = _said(tokens(reference), lang, words)
    if not ours.denied:
        return
    theirs = _said(tokens(rendering), lang, words)
    if ours.denied.keys() & theirs.denied.keys():
        return
    lost, gained = ours.denied.keys() & theirs.said, theirs.denied.keys() & ours.said
    if not lost or not gained:
        return
    first = min(gained, key=lambda word: theirs.denied[word])
    denied = min(lost, key=lambda word: ours.denied[word])
    yield Finding(
        category="negation",
        severity="critical",
        confidence=_CONFIDENCE,
        message=f"the original denies `{ours.denied[denied].of(reference)}`, "
        f"the rendering `{theirs.denied[first].of(rendering)}`: they have changed places",
        original=unit.original,
        rendering=theirs.denied[first].shifted(unit.rendering.start),
    )


def _said(found: Sequence[Token], lang: str, words: Apart) -> _Said:
    denied: dict[str, Span] = {}
    places: set[int] = set()
    for start, after in _denials(found, words):
        for place in _covered(found, after, words):
            places.add(place)
            if _counts(found[place]):
                denied[stem(found[place].word, lang)] = Span(found[start].span.start, found[place].span.end)
    if not denied:  # as in nearly all texts: what they say is not asked for
        return _Said(frozenset(), denied)
    said = (stem(each.word, lang) for place, each in enumerate(found) if place not in places and _counts(each))
    return _Said(frozenset(said) - denied.keys(), denied)


def _denials(found: Sequence[Token], words: Apart) -> Iterator[tuple[int, int]]:
    """Where a contrast begins to deny, and the place after its words."""
    here = [token.word for token in found]
    several = [phrase.split() for phrase in words.denies]
    for start, before in enumerate(["", *here[:-1]]):
        for phrase in several:
            end = start + len(phrase)
            if here[start:end] == phrase and before not in words.verbs:
                yield start, end


def _covered(found: Sequence[Token], start: int, words: Apart) -> Iterator[int]:
    """The places from `start` that a denial there covers."""
    for place in range(start, min(start + _REACH, len(found))):
        if found[place].clause != found[start].clause or found[place].word in words.ends:
            return
        yield place


def _counts(token: Token) -> bool:
    return token.is_word and len(token.word) >= _SHORT
