"""Candidates: the segments of an original that share n-grams, numbers or names with a piece of a rendering."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from transcompare.gazetteer import entities
from transcompare.names import names, sounds
from transcompare.quantities import quantities
from transcompare.trigrams import Trigrams

_NUMBER, _ENTITY, _NAME = 3, 4, 2
"""Times that a number, an entity or the sound of a name counts as one n-gram."""


class Index:
    """The segments of one original, to be asked for those most like a piece of a rendering.

    By BM25 (Robertson and Zaragoza 2009) over the character trigrams of our translation, and over numbers, entities
    and names of the segments themselves, which are the same in every language.
    """

    def __init__(self, segments: Sequence[str], translation: Sequence[str], lang: str) -> None:
        from bm25s import BM25

        self.segments = tuple(segments)
        self.profiles = [Trigrams.of(text) for text in translation]
        self._bm25: Any = BM25()  # bm25s ships no types
        terms = [_terms(profile, text, lang) for profile, text in zip(self.profiles, segments, strict=True)]
        self._any = any(terms)
        if self._any:
            self._bm25.index(terms, show_progress=False)

    def best(self, piece: str, lang: str, count: int) -> list[int]:
        """The `count` segments most like `piece`, best first, of equals the first; none that share nothing with it."""
        asked = _terms(Trigrams.of(piece), piece, lang)
        if not (asked and self._any):
            return []
        scores = self._bm25.get_scores(asked)
        return [int(i) for i in (-scores).argsort(kind="stable")[:count] if scores[i] > 0]


def _terms(profile: Trigrams, text: str, lang: str) -> list[str]:
    return [*profile.grams.elements(), *_marks(text, lang)]


def _marks(text: str, lang: str) -> Iterator[str]:
    for quantity in quantities(text, lang):
        for value in sorted(quantity.readings):
            yield from [f"#{value}"] * (1 if quantity.weak else _NUMBER)
    for entity in entities(text, lang):
        yield from [f"@{entity.id}"] * _ENTITY
    for name in names(text, lang):
        for word in name.words:
            if not (word.other or word.opens):
                for sound in sorted(sounds(word.text)):
                    yield from [f"~{sound}"] * _NAME
