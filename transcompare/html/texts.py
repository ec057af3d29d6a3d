"""Texts as the page gets them: visible characters, UTF-16 offsets, and of long ones what is talked about."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable

WHOLE = 6_000
"""Code points up to which a text is shown whole."""
AROUND = 500
"""Code points shown before and after what is talked about in a longer one."""
LIMIT = 24_000
"""Code points shown of a longer one, about."""

Piece = tuple[int, str]
"""Where it starts, in code points, and the text."""

_INVISIBLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """`text` with control characters and direction overrides as U+FFFD, one for one, so that offsets still hold."""
    return _INVISIBLE.sub("\N{REPLACEMENT CHARACTER}", text)


def utf16(text: str) -> Callable[[int], int]:
    """From offsets in code points to those in UTF-16 units, as JavaScript counts."""
    if text.isascii() or max(text) <= "\uffff":
        return lambda offset: offset
    astral = [i for i, char in enumerate(text) if char > "\uffff"]
    return lambda offset: offset + bisect_left(astral, offset)


def pieces(text: str, spans: Iterable[tuple[int, int]] = ()) -> list[Piece]:
    """The whole of a short text; of a long one the beginning, and `spans` with what is around them, in order.

    Of a long span its beginning and its end are shown; past `LIMIT` characters the later spans are left out.
    """
    if len(text) <= WHOLE:
        return [(0, text)]
    windows = []
    for start, end in spans:
        if end - start > WHOLE:
            windows += [(start - AROUND, start + WHOLE // 2), (end - WHOLE // 4, end + AROUND)]
        else:
            windows.append((start - AROUND, end + AROUND))
    chosen = [(0, AROUND // 5 if windows else WHOLE // 4)]
    room = LIMIT
    for start, end in windows:
        room -= end - start
        if room < 0:
            break
        chosen.append((max(0, start), min(len(text), end)))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(chosen):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return [(start, text[start:end]) for start, end in merged]
