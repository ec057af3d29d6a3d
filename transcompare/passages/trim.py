"""From whole segments to the clauses of a long one that are quoted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Literal

from transcompare.passages.runs import gains, runs
from transcompare.text import Span

_BREAK = re.compile(r"[,;:]\s+|\s+[–—-]\s+")
_LONG = 200
"""Code points of a segment that may be cut."""
_TIMES = 2.5
"""How many times as long as the piece it has to be, ..."""
_KEPT = 1.5
"""... and how many times as long it stays, so that a condition or exception beside the words quoted is not cut off."""

Sides = Literal["start", "end", "both"]


def clauses(text: str, segment: Span, piece: int) -> list[Span]:
    """The clauses of a segment that is long for a piece of so many code points; none where it should stay whole.

    They touch each other and together are the segment.
    """
    if segment.length < _LONG or segment.length < _TIMES * piece:
        return []
    ends = [match.end() for match in _BREAK.finditer(text, *segment) if match.end() < segment.end]
    bounds = [segment.start, *ends, segment.end]
    return [Span(*pair) for pair in pairwise(bounds)]


def cut(parts: Sequence[Span], evidence: Mapping[int, float], piece: int, sides: Sides) -> Span:
    """The part of a segment that a piece of so many code points quotes, from the evidence for its `clauses`.

    Only `sides` of it are cut, and never to less than one and a half times the piece.
    """
    lengths = [part.length for part in parts]
    found = runs(gains(evidence, lengths), lengths, jump=0.0)
    if not found:
        return Span(parts[0].start, parts[-1].end)
    first = found[0][0] if sides != "end" else 0
    last = found[-1][1] if sides != "start" else len(parts)
    while parts[last - 1].end - parts[first].start < _KEPT * piece:
        before = evidence.get(first - 1, -1.0) if first and sides != "end" else None
        after = evidence.get(last, -1.0) if last < len(parts) and sides != "start" else None
        if before is None and after is None:
            break
        if before is None or (after is not None and after >= before):
            last += 1
        else:
            first -= 1
    return Span(parts[first].start, parts[last - 1].end)
