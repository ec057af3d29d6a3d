"""addition: words in a row of the rendering that the original has nothing for; a whole sentence is a hallucination.

Words in a row are a hint, unless the contrast says so too. A sentence that the alignment leaves alone is more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from transcompare.checks.base import Finding, Pair
from transcompare.checks.omission import FLOOR, HINT
from transcompare.patterns import sentences
from transcompare.text import Span
from transcompare.unexplained import confidence, is_shortened, stretch

_WHOLE = 0.6
"""Share of a sentence from which it is the sentence that was added."""
_ALONE = 0.5
"""Confidence that a sentence was added which the alignment leaves alone; 3 of 1,200 fair documents have one."""
_FEWEST = 4
"""Words of such a sentence."""
_BRACKETS = re.compile(r"\[[^\]]*\]|\([^)]*\)")
"""What stands in them is openly the outlet's own."""


class AdditionCheck:
    """Needs the words stage; abstains where it said nothing."""

    name: ClassVar[str] = "addition"
    version: ClassVar[str] = "1"

    def __call__(self, pair: Pair) -> Iterator[Finding]:
        """At most one finding a segment."""
        yield from self._words(pair)
        yield from self._sentences(pair)

    def _sentences(self, pair: Pair) -> Iterator[Finding]:
        """Segments without a counterpart; without our translation the alignment is not to be trusted so far."""
        for link in pair.links:
            if link.rendering and not link.original and pair.reference:
                words = link.rendering.of(pair.rendering.text)
                if len(words.split()) >= _FEWEST and not is_shortened(words):
                    message = f"no sentence of the original corresponds to «{words}»"
                    yield Finding("hallucination", "major", _ALONE, message, None, link.rendering)

    def _words(self, pair: Pair) -> Iterator[Finding]:
        text = pair.rendering.text
        explained = [Span(*match.span()) for match in _BRACKETS.finditer(text)]
        every = sentences(text)
        for unit in pair.units():
            words = pair.unexplained_in("rendering", unit.rendering)
            found = stretch([word for word in words if not any(word[0].overlaps(span) for span in explained)])
            sure = confidence(found.score, "rendering") if found else 0.0
            if found and sure >= FLOOR:
                whole = any(_is_most(found.span, sentence) for sentence in every)
                yield Finding(
                    category="hallucination" if whole else "addition",
                    severity="minor",
                    confidence=min(sure, HINT),
                    message=f"the original has no words for «{found.span.of(text)}»",
                    original=unit.original,
                    rendering=found.span,
                )


def _is_most(span: Span, sentence: Span) -> bool:
    return min(span.end, sentence.end) - max(span.start, sentence.start) >= _WHOLE * sentence.length
