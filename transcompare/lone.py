"""Lone wordings: where one version of a statement has words of its own, and others agree on different ones.

Outlets often print one translation with small changes. Where one version keeps the words around a place and has others
in it, the rest may tell which of the two is alone: even a free paraphrase keeps what a statement is about, and changes
what may be said in many ways. So a version that has the words of one, anywhere, and not those of the other, is for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from transcompare.checks.base import Pair, Text
from transcompare.checks.differences import differences
from transcompare.lexicon import SAME, related
from transcompare.patterns import plain
from transcompare.quantities import quantities
from transcompare.stems import apart, stems
from transcompare.text import Span

AGREEING = 2
"""Versions that have to agree on the other words, at least."""
_CONTEXT = 2
"""Words around a place that have to be the same, together: fewer than for a finding."""


class Lone(NamedTuple):
    """Words of one version, and what others have instead."""

    span: Span
    """In the version."""
    instead: str
    """The words of the others, in lower case, as one of them has them in the same surroundings."""
    versions: tuple[int, ...]
    """The others that have them, or words for the same, and not those of the version."""
    related: bool
    """Whether a word of one is, in the lexicon, as good a translation as a word of the other: `metro` and `subway`."""


def lone_wordings(text: Text, others: Mapping[int, Text]) -> list[Lone]:
    """The lone wordings of a text among `others` of its language, in order, each place once.

    Both sides must have a stem that the other has not: neither an article nor an inflection alone is counted, unless
    it stands for another word.
    """
    others = {number: other for number, other in sorted(others.items()) if other.lang == text.lang}
    places: defaultdict[Span, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, other in others.items():
        for difference in differences(Pair(text, other), _CONTEXT):
            if difference.original and difference.rendering:
                words, instead = difference.original.of(text.text), plain(difference.rendering.of(other.text))
                if all(apart(words, instead, text.lang)) and not _same_number(words, instead, text.lang):
                    places[difference.original][instead].append(number)
    known = {number: stems((other.text,), text.lang) for number, other in others.items()} if places else {}
    found = []
    for span, wordings in sorted(places.items()):
        told = {number for own in wordings.values() for number in own}
        elsewhere = {number: those for number, those in known.items() if number not in told}
        own_words = span.of(text.text)
        agreeing = {each: (*own, *_for(own_words, each, elsewhere, text.lang)) for each, own in wordings.items()}
        instead, versions = max(agreeing.items(), key=lambda each: (len(each[1]), each[0]))
        if len(versions) >= AGREEING:
            same = related(*apart(own_words, instead, text.lang), text.lang)
            found.append(Lone(span, instead, tuple(sorted(versions)), same))
    return found


def _same_number(words: str, instead: str, lang: str) -> bool:
    """Whether both are one number: `25` and `twenty-five`."""
    here, there = ([quantity.value for quantity in quantities(each, lang)] for each in (words, instead))
    return bool(here) and here == there


def _for(words: str, instead: str, known: Mapping[int, frozenset[str]], lang: str) -> list[int]:
    """Of texts and their stems, those that have the stems of `instead`, or words for the same, and none of `words`."""
    against, wanted = apart(words, instead, lang)
    return [
        number
        for number, those in known.items()
        if not against & those and all(each in those or related([each], those, lang, SAME) for each in wanted)
    ]
