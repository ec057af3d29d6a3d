"""Which segments belong together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcompare.alignment import Profile, align

HARBOUR = "The harbour will open on Monday"
TUGS = "two tugs are still under repair"
CREWS = "the crews have been paid for the whole month"
FISH = "fishermen may return to the northern bay"

Ranges = list[tuple[tuple[int, int], tuple[int, int]]]


@pytest.mark.parametrize(
    ("original", "rendering", "expected"),
    [
        ([HARBOUR], ["Completely different words"], [((0, 1), (0, 1))]),
        ([HARBOUR, TUGS, CREWS], [HARBOUR, TUGS, CREWS], [((0, 1), (0, 1)), ((1, 2), (1, 2)), ((2, 3), (2, 3))]),
        ([HARBOUR, TUGS], [f"{HARBOUR}, {TUGS}"], [((0, 2), (0, 1))]),
        ([f"{HARBOUR}, {TUGS}"], [HARBOUR, TUGS], [((0, 1), (0, 2))]),
        ([HARBOUR, TUGS, CREWS], [HARBOUR, CREWS], [((0, 1), (0, 1)), ((1, 2), (1, 1)), ((2, 3), (1, 2))]),
        ([HARBOUR, CREWS], [HARBOUR, FISH, CREWS], [((0, 1), (0, 1)), ((1, 1), (1, 2)), ((1, 2), (2, 3))]),
        ([], [HARBOUR], [((0, 0), (0, 1))]),
        ([], [], []),
    ],
)
def test_alignment(original: list[str], rendering: list[str], expected: Ranges) -> None:
    beads = align(list(map(Profile.of, original)), list(map(Profile.of, rendering)))
    assert [(bead.original, bead.rendering) for bead in beads] == expected


def test_names_and_numbers_align_across_scripts_without_a_translation() -> None:
    original = ["Гаврилов уехал в Самарканд", "бюджет составит 4700 рублей", "Лебедева осталась в Тбилиси"]
    rendering = ["Gavrilov left for Samarkand", "Lebedeva stayed in Tbilisi"]
    beads = align(
        [Profile.of(text, transliterate=True) for text in original],
        [Profile.of(text, transliterate=True) for text in rendering],
    )
    assert [(b.original, b.rendering) for b in beads] == [((0, 1), (0, 1)), ((1, 2), (1, 1)), ((2, 3), (1, 2))]


@given(st.lists(st.text(max_size=20), max_size=8), st.lists(st.text(max_size=20), max_size=8))
def test_every_segment_is_covered_once_in_order(original: list[str], rendering: list[str]) -> None:
    beads = align(list(map(Profile.of, original)), list(map(Profile.of, rendering)))
    assert [i for bead in beads for i in range(*bead.original)] == list(range(len(original)))
    assert [j for bead in beads for j in range(*bead.rendering)] == list(range(len(rendering)))


def test_a_long_text_is_aligned_inside_a_band() -> None:
    sentences = [f"sentence number {i} about topic {i * 7919 % 1000}" for i in range(300)]
    profiles = list(map(Profile.of, sentences))
    beads = align(profiles, profiles[:100] + profiles[110:])
    links = {bead.original[0]: bead.rendering[0] for bead in beads if bead.similarity > 0.99}
    assert links[50] == 50
    assert links[200] == 190


def test_similarity_is_dice_over_trigrams() -> None:
    assert Profile.of("abc").similarity(Profile.of("abc")) == 1.0
    assert Profile.of("abc").similarity(Profile.of("xyz")) == 0.0
    # " ab", "abc", "bc " against " ab", "abd", "bd ": one of three in common
    assert Profile.of("abc").similarity(Profile.of("abd")) == pytest.approx(1 / 3)
