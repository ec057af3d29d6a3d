"""Marks stand under their words, whatever the width of the characters and of the terminal."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from transcompare.output.marks import Mark, lines, wrapped
from transcompare.printable import printable

texts = st.text(alphabet="аб c한국é\u0301\u200d字 .,—«»🚢", max_size=80).map(printable)


def drawn(text: str, marks: list[Mark], width: int) -> list[str]:
    """The text with the rows of marks under each of its lines."""
    shown = []
    for line in lines(text, marks, width):
        shown.append(line.text.rstrip())
        for row in line.marks:
            under = ""
            for cell, mark, _ in row:
                under = under.ljust(cell) + mark
            shown.append(under)
    return shown


@pytest.mark.parametrize(
    ("text", "marks", "width", "expected"),
    [
        (
            "Мы не исключаем этого",
            [Mark(3, 15, "1")],
            40,
            ["Мы не исключаем этого", "   1^^^^^^^^^^^"],
        ),
        (
            "항구는 not 월요일에",
            [Mark(0, 3, "1"), Mark(8, 11, "2")],
            40,
            ["항구는 not 월요일에", "1^^^^^     2^^^^^"],
        ),
        ("a b", [Mark(0, 1, "1"), Mark(2, 3, "12")], 40, ["a b", "1 12"]),
        ("one two three", [Mark(0, 13, "1"), Mark(4, 7, "2")], 40, ["one two three", "1^^^^^^^^^^^^", "    2^^"]),
        ("one two three", [Mark(4, 13, "1")], 8, ["one two", "    1^^", "three", "^^^^^"]),
        ("e\u0301te\u0301 long", [Mark(6, 10, "1")], 40, ["e\u0301te\u0301 long", "    1^^^"]),
        ("nothing", [], 40, ["nothing"]),
    ],
    ids=["Cyrillic", "Hangul", "wide label", "overlap", "over two lines", "combining accents", "no marks"],
)
def test_marks_are_under_their_words(text: str, marks: list[Mark], width: int, expected: list[str]) -> None:
    assert drawn(text, marks, width) == expected


@given(text=texts, width=st.integers(2, 30))
def test_lines_are_the_whole_text_and_fit(text: str, width: int) -> None:
    parts = list(wrapped(text, width))
    assert "".join(parts) == text
    assert all(cell_len(part.rstrip()) <= width for part in parts)


@given(
    text=texts,
    spans=st.lists(st.tuples(st.integers(0, 80), st.integers(1, 20)), max_size=5),
    width=st.integers(2, 30),
)
def test_no_mark_covers_another_and_each_span_that_shows_has_one(
    text: str, spans: list[tuple[int, int]], width: int
) -> None:
    marks = [Mark(start, start + length, str(n)) for n, (start, length) in enumerate(spans)]
    seen = set()
    for line in lines(text, marks, width):
        for row in line.marks:
            ends = [(cell, cell + len(mark)) for cell, mark, _ in row]
            assert all(end <= start for (_, end), (start, _) in pairwise(ends))
            seen |= {mark.rstrip("^") for _, mark, _ in row}
    shown = {mark.label for mark in marks if text[mark.start : mark.start + 1].strip()}
    assert shown <= seen
