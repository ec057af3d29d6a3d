"""Known changes: whether an edit (`transcompare.edits`) makes the words of one text those of the other."""

from __future__ import annotations

from functools import lru_cache

from transcompare.checks.base import Pair, Text
from transcompare.checks.differences import Difference
from transcompare.edits import Edit, edits
from transcompare.lexicon import SAME, related
from transcompare.patterns import plain
from transcompare.stems import apart
from transcompare.text import Span

_LEFT_OUT = "conditional"
"""`unless` is `if not`: whether these change anything is for the rest of the sentence to say."""
_MOST = 100
"""Edits of a sentence that are looked at; most have fewer."""


def altered(pair: Pair, difference: Difference) -> str | None:
    """The category of the edit that leads from one side of a difference to the other; None where no edit does.

    Inflections of a word are no edit here, nor are words that stand for each other, nor is a side without words.
    """
    if not difference.original or not difference.rendering:
        return None
    sides = (pair.original, difference.original), (pair.rendering, difference.rendering)
    here, there = (plain(span.of(text.text)) for text, span in sides)
    lang = pair.original.lang
    other = apart(here, there, lang)
    if not all(other) or related(*other, lang, SAME):
        return None
    found = (*_leading(*sides[1], here), *_leading(*sides[0], there))
    return next((edit.category for edit in found if edit.category != _LEFT_OUT), None)


def _leading(text: Text, span: Span, words: str) -> list[Edit]:
    """The edits that make what is at `span` these words."""
    return [
        edit
        for edit in _edits(text)
        if span.start <= edit.span.start
        and edit.span.end <= span.end
        and plain(text.text[span.start : edit.span.start] + edit.replacement + text.text[edit.span.end : span.end])
        == words
    ]


@lru_cache(maxsize=512)
def _edits(text: Text) -> tuple[Edit, ...]:
    return edits(text.text, text.lang, _MOST)
