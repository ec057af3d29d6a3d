"""Lone wordings: where one version of a statement has words of its own, and others agree on different ones.

Outlets often print one translation with small changes. Where several keep a word and one alone has another in its
place, that one is worth a look, though no check knows the words. Free paraphrases share no surroundings, so nothing is
said of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from transcompare.checks.base import Pair, Text
from transcompare.checks.wording import differences
from transcompare.patterns import tokens
from transcompare.stems import stem
from transcompare.text import Span

AGREEING = 2
"""Versions that have to agree on the other words, at least."""


class Lone(NamedTuple):
    """Words of one version, and what others have in their place."""

    span: Span
    """In the version."""
    instead: str
    """The words of the others, in lower case."""
    versions: tuple[int, ...]
    """The others that have them."""


def lone_wordings(text: Text, others: Mapping[int, Text]) -> list[Lone]:
    """The lone wordings of a text among `others` of its language, in order, each place once.

    Both sides must have a stem that the other has not: neither an article nor an inflection alone is counted, unless
    it stands for another word.
    """
    places: defaultdict[Span, defaultdict[tuple[str, ...], list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, other in sorted(others.items()):
        for difference in differences(Pair(text, other)) if other.lang == text.lang else ():
            if difference.original and difference.rendering:
                instead = _words(difference.rendering.of(other.text))
                if _apart(_words(difference.original.of(text.text)), instead, text.lang):
                    places[difference.original][instead].append(number)
    found = []
    for span, wordings in sorted(places.items()):
        instead, versions = max(wordings.items(), key=lambda each: (len(each[1]), each[0]))
        if len(versions) >= AGREEING:
            found.append(Lone(span, " ".join(instead), tuple(versions)))
    return found


def _words(text: str) -> tuple[str, ...]:
    return tuple(token.word for token in tokens(text) if token.is_word)


def _apart(one: tuple[str, ...], other: tuple[str, ...], lang: str) -> bool:
    here, there = ({stem(word, lang) for word in words} for words in (one, other))
    return bool(here - there) and bool(there - here)
