"""Named entities: a country, big city or international organisation that the rendering exchanges, adds or loses.

The sets of both sides are compared, not the mentions. What stands for one another is never a finding: a country, its
inhabitants, its capital and its seat of government, the EU and Europe. Silence is preferred to a guess: an entity
counts as absent only where no word of the other text, known or not, may name it.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from transcompare.checks.base import Finding, Pair, Text
from transcompare.gazetteer import Entity, entities, label, languages, names, related, stands_for
from transcompare.text import Span

_CONFIDENCE = {"linked": 0.9, "anywhere": 0.6, "added": 0.4, "missing": 0.2}
"""linked: exchanged inside aligned segments. anywhere: exchanged, but the segments do not say so."""
_ECHO = 4
"""A transliterated word that shares so many first letters with a name may be a form of it that we do not know."""
_COMPARABLE = 0.7
"""A rendering shorter than this share of the original has left things out, and may leave out a name."""
_WORD = re.compile(r"[^\W\d_]+")
_INSERTED = re.compile(r"\[[^\[\]]*\]")


@dataclass(frozen=True, slots=True)
class _Side:
    """One text, its entities, and the first mention of each that the other text does not account for."""

    text: Text
    found: tuple[Entity, ...]
    unanswered: tuple[Entity, ...] = ()

    def within(self, span: Span) -> list[Entity]:
        return [entity for entity in self.unanswered if entity.span.overlaps(span)]


class NamedEntityCheck:
    """Compares the countries, big cities and international organisations that the two texts name."""

    name: ClassVar[str] = "named-entity"
    version: ClassVar[str] = "1"

    def __call__(self, pair: Pair) -> tuple[Finding, ...]:
        """The findings in one pair, exchanges first; none where a language has no names in the gazetteer."""
        if not {pair.original.lang, pair.rendering.lang} <= languages():
            return ()
        original = _Side(pair.original, entities(pair.original.text, pair.original.lang))
        rendering = _Side(pair.rendering, entities(pair.rendering.text, pair.rendering.lang))
        if not original.found and not rendering.found:
            return ()
        return tuple(_findings(pair, _answered(original, rendering), _answered(rendering, original)))


def _findings(pair: Pair, original: _Side, rendering: _Side) -> Iterator[Finding]:
    expected = entities(pair.reference or "", pair.rendering.lang)
    lost = list(original.unanswered)
    new = [e for e in rendering.unanswered if not _inserted(e, rendering) and not _names(expected, e)]
    linked = [(link.original, link.rendering) for link in pair.links if link.original and link.rendering]
    ...
