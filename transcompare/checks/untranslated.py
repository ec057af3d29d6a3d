"""untranslated: a rendering that repeats the words of the original instead of translating them.

A translation model scores a copy of its input as a good translation (COMET issue 192 has the figures), so this is for a
check that looks at the words.
"""

from __future__ import annotations

import re
from typing import ClassVar

from transcompare.checks.base import Finding, Pair
from transcompare.text import Span

_WORD = re.compile(r"[^\W\d_]{4,}")
_FEWEST = 4
_SHARE = 0.75


class UntranslatedCheck:
    """Compares the words of four letters and more; languages that share a script share few of those in a row."""

    name: ClassVar[str] = "untranslated"
    version: ClassVar[str] = "1"

    def __call__(self, pair: Pair) -> tuple[Finding, ...]:
        """One finding over the whole of both texts, none where the rendering is in the original's own language."""
        if pair.original.lang == pair.rendering.lang:
            return ()
        original = {word.casefold() for word in _WORD.findall(pair.original.text)}
        rendering = [word.casefold() for word in _WORD.findall(pair.rendering.text)]
        copied = sum(word in original for word in rendering)
        if len(rendering) < _FEWEST or copied < _SHARE * len(rendering):
            return ()
        return (
            Finding(
                "untranslated",
                "major",
                0.95 if copied == len(rendering) else 0.8,
                f"{copied} of the rendering's {len(rendering)} longer words are words of the original",
                Span(0, len(pair.original.text)),
                Span(0, len(pair.rendering.text)),
            ),
        )
