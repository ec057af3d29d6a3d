"""Stretches of unexplained words, and how sure one is that something was added or left out."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcompare.calibration import MOST_CERTAIN
from transcompare.text import Span
from transcompare.unexplained import FEWEST, Stretch, confidence, stretch

probabilities = st.lists(st.floats(0, 1), max_size=12)


def placed(values: list[float]) -> list[tuple[Span, float]]:
    """Words of four letters, a space between them."""
    return [(Span(5 * i, 5 * i + 4), value) for i, value in enumerate(values)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], None),
        ([1.0], None),  # one word is usual
        ([0.0, 0.0, 0.0], None),
        ([0.03, 0.03], None),  # as in any fair translation
        ([0.9, 0.9], (0, 1)),
        ([0.9, 0.0, 0.0], (0, 1)),  # hardly any: see the confidence
        ([0.0, 0.9, 0.9, 0.0], (1, 2)),
        ([0.9, 0.01, 0.9], (0, 2)),  # one explained word between them
        ([0.9, 0.9, 0.0, 0.0, 0.0, 0.9], (0, 1)),
        ([0.9, 0.9, 0.0, 0.0, 0.0, 0.9, 0.9, 0.9], (5, 7)),  # the longer one
        ([0.0, 0.5, 0.5, 0.0, 0.0, 0.0, 0.9, 0.9], (1, 2)),  # of equals the first
        ([0.0, 0.9, 0.04], (1, 2)),
    ],
)
def test_the_words_with_most_evidence_in_a_row(values: list[float], expected: tuple[int, int] | None) -> None:
    found = stretch(placed(values))
    assert (found and found.span) == (expected and Span(5 * expected[0], 5 * expected[1] + 4))


def test_one_word_says_no_more_than_so_much() -> None:
    found = stretch(placed([1.0, 1.0, 0.0, 1.0, 1.0]))
    assert found == Stretch(Span(0, 24), 2.5 + 2.5 - 2 + 2.5 + 2.5)


@given(probabilities)
def test_a_stretch_begins_and_ends_with_its_words_and_is_evidence(values: list[float]) -> None:
    words = placed(values)
    found = stretch(words)
    if found:
        inside = [span for span, _ in words if span.overlaps(found.span)]
        assert len(inside) >= FEWEST
        assert found.span == Span(inside[0].start, inside[-1].end)
        assert found.score > 0


@given(probabilities)
def test_no_other_words_in_a_row_have_more_evidence(values: list[float]) -> None:
    words = placed(values)
    best = max(
        (
            sum(_weight(value) for _, value in words[i:j])
            for i, j in itertools.combinations(range(len(words) + 1), 2)
            if j - i >= FEWEST
        ),
        default=0.0,
    )
    found = stretch(words)
    if found is None:
        assert best < 2.5  # at most what one word gives, which alone is none
    else:
        assert found.score <= best + 1e-9
        assert best - found.score < 2.5


def _weight(value: float) -> float:
    """The evidence of a word, by a stretch of it and one of full evidence."""
    found = stretch(placed([1.0, value]))
    return (found.score if found else 0.0) - 2.5


@given(probabilities, st.integers(0, 11), st.floats(0, 1))
def test_less_explained_words_are_no_less_evidence(values: list[float], place: int, value: float) -> None:
    if place < len(values):
        one, other = sorted((values[place], value))
        scores = []
        for each in (one, other):
            found = stretch(placed([*values[:place], each, *values[place + 1 :]]))
            scores.append(found.score if found else 0.0)
        assert scores[0] <= scores[1] + 1e-9


@pytest.mark.parametrize("side", ["original", "rendering"])
def test_little_evidence_is_usual_and_much_is_not(side: str) -> None:
    assert confidence(0.0, side) < 0.1
    assert confidence(3.0, side) < 0.4
    assert confidence(12.0, side) > 0.4
    assert confidence(100.0, side) == MOST_CERTAIN


@given(st.floats(0, 50), st.floats(0, 50), st.sampled_from(["original", "rendering"]))
def test_more_evidence_is_no_less_sure(one: float, other: float, side: str) -> None:
    low, high = sorted((one, other))
    assert 0 < confidence(low, side) <= confidence(high, side) <= MOST_CERTAIN
