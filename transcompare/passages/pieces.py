"""What of a rendering is looked for, and in which originals."""

from __future__ import annotations

import re
from collections.abc import Sequence

from transcompare.text import Span

ELLIPSIS = re.compile(r"[\[(]\s*(?:\.{2,}|…)\s*[\])]|\.{3,}|…")
"""What marks a cut in a quote: `[...]`, `(...)`, `...`, `…`."""

_SHORTEST = 12
"""Code points of a piece that is looked for on its own; a shorter one belongs to its neighbour."""


def is_long(original: int, rendering: int, ratio: float, more: int) -> bool:
    """Whether an original of so many sentences is clearly longer than a rendering of so many."""
    return original >= ratio * rendering and original - rendering >= more


def pieces(text: str, sentences: Sequence[Span]) -> list[Span]:
    """The parts of a rendering that are looked for: its sentences, cut where an ellipsis marks that words are left out.

    Parts too short to tell a passage are joined to their neighbour.
    """
    found: list[Span] = []
    for sentence in sentences:
        start = sentence.start
        for mark in [*ELLIPSIS.finditer(text, *sentence), None]:
            part = Span(start, mark.start() if mark else sentence.end)
            if any(map(str.isalnum, part.of(text))):
                found.append(part)
            start = mark.end() if mark else start
    joined: list[Span] = []
    for part in found:
        if joined and min(part.length, joined[-1].length) < _SHORTEST:
            joined[-1] = Span(joined[-1].start, part.end)
        else:
            joined.append(part)
    return joined
