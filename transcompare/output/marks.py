"""Text with the words of findings marked under it, aligned by terminal cells: Hangul and Han take two, accents none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len

_WORD = re.compile(r"\S*\s*")


class Mark(NamedTuple):
    """A span of a text (code points) and the label that its mark begins with."""

    start: int
    end: int
    label: str
    style: str = ""


class Line(NamedTuple):
    """A part of a text that fits the terminal, and the rows of marks under it."""

    start: int
    text: str
    marks: tuple[tuple[tuple[int, str, str], ...], ...]
    """For each row of marks, from left to right: the cell it begins at, what it looks like, its style."""


def lines(text: str, marks: Sequence[Mark], width: int) -> Iterator[Line]:
    """`text`, which is printable, in lines of at most `width` cells; joined they are `text` again.

    A mark looks like `1^^^^` and is as wide as its words, at least as wide as its label. Marks that would cover each
    other stand in rows of their own, the first one of `marks` nearest to the text.
    """
    start = 0
    for part in wrapped(text, width):
        end = start + len(part)
        yield Line(start, part, _rows(part, start, [mark for mark in marks if mark.start < end and mark.end > start]))
        start = end


def wrapped(text: str, width: int) -> Iterator[str]:
    """Parts of `text` of at most `width` cells (2 or more), broken after white space where that is possible.

    White space at the end of a part does not count: it shows nothing.
    """
    part = ""
    for word in _WORD.findall(text):
        if part and cell_len((part + word).rstrip()) > width:
            yield part
            part = ""
        while cell_len(word.rstrip()) > width:
            cut = _fitting(word, width)
            yield word[:cut]
            word = word[cut:]
        part += word
    if part:
        yield part


def _fitting(word: str, width: int) -> int:
    """How many characters of `word` fit, at least one."""
    low, high = 1, len(word)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if cell_len(word[:middle]) <= width else (low, middle - 1)
    return low


def _rows(part: str, offset: int, marks: Sequence[Mark]) -> tuple[tuple[tuple[int, str, str], ...], ...]:
    rows: list[list[tuple[int, str, str]]] = []
    for mark in marks:
        start, end = max(0, mark.start - offset), min(len(part.rstrip()), mark.end - offset)
        if end <= start:
            continue
        at = cell_len(part[:start])
        label = mark.label if mark.start >= offset else ""  # on the next line it only goes on
        shown = label.ljust(max(1, cell_len(part[:end]) - at), "^")
        row = next((row for row in rows if all(_apart(at, shown, *other) for other in row)), None)
        if row is None:
            rows.append(row := [])
        row.append((at, shown, mark.style))
    return tuple(tuple(sorted(row)) for row in rows)


def _apart(at: int, shown: str, other_at: int, other: str, _style: str) -> bool:
    return at + len(shown) <= other_at or other_at + len(other) <= at
