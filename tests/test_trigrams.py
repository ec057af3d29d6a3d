"""Letters that two texts share."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcompare.trigrams import Trigrams


@pytest.mark.parametrize(
    ("one", "other", "similarity"),
    [
        ("the mill", "The MILL!", 1.0),
        ("mill", "tower", 0.0),
        ("mill", "mills", 2 * 3 / (4 + 5)),
        ("", "", 0.0),
        ("...", "mill", 0.0),
    ],
)
def test_similarity(one: str, other: str, similarity: float) -> None:
    assert Trigrams.of(one).similarity(Trigrams.of(other)) == pytest.approx(similarity)


@given(st.text(max_size=40), st.text(max_size=40))
def test_neither_order_nor_cutting_between_words_matters(one: str, other: str) -> None:
    first, second = Trigrams.of(one), Trigrams.of(other)
    assert first.similarity(second) == second.similarity(first)
    assert 0 <= first.similarity(second) <= 1
    assert (first + second).grams == Trigrams.of(f"{one} {other}").grams
