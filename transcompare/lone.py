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
from transcompare.checks.differences import differences
from transcompare.lexicon import related
from transcompare.patterns import plain
from transcompare.stems import apart
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
    related: bool
    """Whether a word of one is, in the lexicon, as good a translation as a word of the other: `metro` and `subway`."""


def lone_wordings(text: Text, others: Mapping[int, Text]) -> list[Lone]:
    """The lone wordings of a text among `others` of its language, in order, each place once.

    Both sides must have a stem that the other has not: neither an article nor an inflection alone is counted, unless
    it stands for another word.
    """
    places: defaultdict[Span, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, other in sorted(others.items()):
        for difference in differences(Pair(text, other)) if other.lang == text.lang else ():
            if difference.original and difference.rendering:
                instead = plain(difference.rendering.of(other.text))
                if all(apart(difference.original.of(text.text), instead, text.lang)):
                    places[difference.original][instead].append(number)
    found = []
    for span, wordings in sorted(places.items()):
        instead, versions = max(wordings.items(), key=lambda each: (len(each[1]), each[0]))
        if len(versions) >= AGREEING:
            same = related(*apart(span.of(text.text), instead, text.lang), text.lang)
            found.append(Lone(span, instead, tuple(versions), same))
    return found
