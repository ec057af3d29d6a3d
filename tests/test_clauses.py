"""Clauses that only one of two texts has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcompare.clauses import additions, omissions
from transcompare.edits import Edit
from transcompare.text import Span

TEXT = st.lists(
    st.sampled_from(
        ["The", "miller", "sold", "geese", "barn", "yesterday", "12", "«", ",", ".", "!", "—", "\ud800", "é"]
    ),
    max_size=24,
).map(" ".join) | st.text(max_size=60)


def left_out(rendering: str, reference: str, limit: int = 4) -> list[tuple[str, str]]:
    """(category, the rendering without it) for each addition."""
    return [(edit.category, edit.apply(rendering)) for edit in additions(rendering, reference, limit)]


@pytest.mark.parametrize(
    ("rendering", "reference", "expected"),
    [
        # a sentence of its own
        (
            "The mill burned down. Nobody expected such terrible news.",
            "The mill burned.",
            [("hallucination", "The mill burned down.")],
        ),
        (
            "Nobody expected such terrible news. The mill burned down.",
            "The mill burned.",
            [("hallucination", "The mill burned down.")],
        ),
        (
            "The mill burned. Nobody expected terrible news! The geese fled.",
            "The mill burned. The geese fled.",
            [("hallucination", "The mill burned. The geese fled.")],
        ),
        # a clause
        (
            "The mill burned, destroying everything around, and geese fled.",
            "The mill burned and the geese fled.",
            [("addition", "The mill burned and geese fled.")],
        ),
        # The mark at the end goes with what is left out there.
        ("The mill burned, destroying everything around.", "The mill burned.", [("addition", "The mill burned,")]),
        # both, those with the fewest known words first
        (
            "The mill burned. Nobody expected terrible news. Mill owners promised swift repairs.",
            "The mill burned.",
            [
                ("hallucination", "The mill burned. Mill owners promised swift repairs."),
                ("hallucination", "The mill burned. Nobody expected terrible news."),
            ],
        ),
        # nothing new
        ("The mill burned.", "The mill burned.", []),
        ("The old mill burned, sadly, and fell.", "The mill burned and fell.", []),
        ("The mill burned. The miller wept bitterly.", "The mill burned and its miller bitterly wept.", []),
        # other forms of the same words
        ("The geese fled. Millers were repairing barns.", "The geese fled. The miller repaired a barn.", []),
        # too short a clause
        ("The mill burned, destroying everything.", "The mill burned.", []),
        # never the whole text
        ("Nobody expected such terrible news", "The mill burned.", []),
        ("Nobody expected such terrible news.", "The mill burned.", []),
        ("", "The mill burned.", []),
        ("...", "The mill burned.", []),
    ],
)
def test_additions(rendering: str, reference: str, expected: list[tuple[str, str]]) -> None:
    assert left_out(rendering, reference) == expected


@pytest.mark.parametrize(
    ("rendering", "reference", "expected"),
    [
        ("The mill burned.", "The mill burned. Nobody was hurt there.", [" Nobody was hurt there."]),
        ("The mill burned.", "The mill burned, although nobody was hurt.", [" Although nobody was hurt."]),
        ("The mill burned.", "Nobody was hurt there. The mill burned.", [" Nobody was hurt there."]),
        ("The mill burned.", "The mill burned.", []),
        ("The mill burned.", "The mill burned, luckily.", []),
        ("The mill burned.", "Nobody was hurt there.", []),
        ("The mill burned in 1990.", "The mill burned. It was 1990 then, 12 years ago.", [" 12 years ago."]),
        ("", "The mill burned. Nobody was hurt there.", [" Nobody was hurt there.", " The mill burned."]),
        ("The mill burned.", "", []),
    ],
)
def test_omissions(rendering: str, reference: str, expected: list[str]) -> None:
    end = Span(len(rendering), len(rendering))
    assert omissions(rendering, reference, 4) == [Edit("omission", end, "", text) for text in expected]


def test_at_most_as_many_as_asked_for() -> None:
    reference = "The mill burned."
    rendering = "The mill burned. Nobody expected terrible news. Engineers promised swift repairs."
    assert [len(additions(rendering, reference, limit)) for limit in range(4)] == [0, 1, 2, 2]
    assert [len(omissions(reference, rendering, limit)) for limit in range(4)] == [0, 1, 2, 2]


@given(TEXT, TEXT, st.integers(0, 5))
def test_additions_are_spans_apart_and_never_the_whole_text(rendering: str, reference: str, limit: int) -> None:
    found = additions(rendering, reference, limit)
    assert found == additions(rendering, reference, limit)
    assert len(found) <= limit
    for edit in found:
        assert 0 <= edit.span.start < edit.span.end <= len(rendering)
        assert edit.printed == edit.span.of(rendering)
        assert edit.replacement == ""
        assert edit.category in ("addition", "hallucination")
        assert edit.apply(rendering).strip()
        assert len(edit.apply(rendering)) < len(rendering)
    assert not any(one.span.overlaps(other.span) for i, one in enumerate(found) for other in found[:i])


@given(TEXT, TEXT, st.integers(0, 5))
def test_omissions_are_put_at_the_end(rendering: str, reference: str, limit: int) -> None:
    found = omissions(rendering, reference, limit)
    assert len(found) <= limit
    for edit in found:
        assert edit.span == (len(rendering), len(rendering))
        assert edit.apply(rendering) == rendering + edit.replacement
        assert edit.replacement[1:-1].casefold() in reference.casefold()


@given(TEXT)
def test_a_text_lacks_nothing_of_itself(text: str) -> None:
    assert additions(text, text, 5) == omissions(text, text, 5) == []


@pytest.mark.parametrize("unit", ["goose sang loud. ", "goose, ", "« ", "a b c, "])
def test_a_long_text_is_no_trouble(unit: str) -> None:
    text = (unit * 20_000)[:100_000]
    assert len(additions(text, "The mill burned.", 3)) <= 3
