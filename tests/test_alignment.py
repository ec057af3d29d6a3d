"""Which segments belong together."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcompare.alignment import Profile, align
from transcompare.likeness import Likeness, alike

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
        ([HARBOUR, TUGS, CREWS], [TUGS, HARBOUR, CREWS], [((0, 1), (1, 2)), ((1, 2), (0, 1)), ((2, 3), (2, 3))]),
        ([HARBOUR, TUGS, CREWS, FISH], [TUGS, CREWS, FISH, HARBOUR],
         [((0, 1), (3, 4)), ((1, 2), (0, 1)), ((2, 3), (1, 2)), ((3, 4), (2, 3))]),
        ([HARBOUR, f"{TUGS}, {CREWS}", FISH], [FISH, HARBOUR, TUGS, CREWS],
         [((0, 1), (1, 2)), ((1, 2), (2, 4)), ((2, 3), (0, 1))]),
        ([f"{TUGS}, {CREWS}", HARBOUR, FISH], [FISH, HARBOUR, TUGS, CREWS],
         [((0, 1), (2, 4)), ((1, 2), (1, 2)), ((2, 3), (0, 1))]),
        ([HARBOUR, FISH, TUGS], [HARBOUR, TUGS, CREWS],
         [((0, 1), (0, 1)), ((1, 2), (1, 1)), ((2, 3), (1, 2)), ((3, 3), (2, 3))]),
        ([], [HARBOUR], [((0, 0), (0, 1))]),
        ([], [], []),
    ],
)  # fmt: skip
def test_alignment(original: list[str], rendering: list[str], expected: Ranges) -> None:
    beads = align(list(map(Profile.of, original)), list(map(Profile.of, rendering)))
    assert [(bead.original, bead.rendering) for bead in beads] == expected


def test_names_and_numbers_align_across_scripts_without_a_translation() -> None:
    original = ["Гаврилов уехал в Самарканд", "бюджет составит 4700 рублей", "Лебедева осталась в Тбилиси"]
    rendering = ["Gavrilov left for Samarkand", "Lebedeva stayed in Tbilisi"]
    beads = align(list(map(Profile.of, original)), list(map(Profile.of, rendering)))
    assert [(b.original, b.rendering) for b in beads] == [((0, 1), (0, 1)), ((1, 2), (1, 1)), ((2, 3), (1, 2))]


def test_names_of_the_original_help_where_the_translation_has_lost_them() -> None:
    original = ["Гаврилов уехал в Самарканд", "Бюджет составит 4700 рублей", "Лебедева уехала в Тбилиси"]
    translation = ["Havryl was far from the sand", "The budget will be 4700 roubles", "The swan was in the tubes"]
    rendering = ["Lebedeva went to Tbilisi", "The budget will be 4700 roubles", "Gavrilov went to Samarkand"]
    beads = align(list(map(Profile.of, translation, original)), list(map(Profile.of, rendering)))
    assert [(b.original, b.rendering) for b in beads] == [((0, 1), (2, 3)), ((1, 2), (1, 2)), ((2, 3), (0, 1))]
    without = align(list(map(Profile.of, translation)), list(map(Profile.of, rendering)))
    assert [(b.original, b.rendering) for b in without] == [((i, i + 1), (i, i + 1)) for i in range(3)]


def test_a_sentence_that_was_translated_badly_is_linked_where_it_stands() -> None:
    translation = [HARBOUR, "Zhalls are so far"]
    rendering = [HARBOUR, "Nobody has complained yet."]
    original = ["Порт откроют в понедельник", "Жалоб нет."]
    beads = align(list(map(Profile.of, translation, original)), list(map(Profile.of, rendering)))
    assert [(bead.original, bead.rendering) for bead in beads] == [((0, 1), (0, 1)), ((1, 2), (1, 2))]


def test_where_nothing_is_alike_the_order_and_the_lengths_decide() -> None:
    original = ["Мост закроют", "Автобусы пойдут по объездной дороге и будут бесплатными до самой осени"]
    rendering = [
        "Die Brücke wird gesperrt",
        "Busse fahren kostenlos auf der Umleitung, und das den Herbst über",
    ]
    beads = align(list(map(Profile.of, original)), list(map(Profile.of, rendering)))
    assert [(bead.original, bead.rendering) for bead in beads] == [((0, 1), (0, 1)), ((1, 2), (1, 2))]


words = st.sampled_from(
    ["harbour", "monday", "tugs", "repair", "crews", "month", "fishermen", "bay", "40", "Ивановка", "the", "of"]
)
texts = st.lists(st.lists(words, max_size=6).map(" ".join) | st.text(max_size=20), max_size=8)


@given(texts, texts)
def test_every_segment_is_covered_once(original: list[str], rendering: list[str]) -> None:
    beads = align(list(map(Profile.of, original)), list(map(Profile.of, rendering)))
    assert [i for bead in beads for i in range(*bead.original)] == list(range(len(original)))
    assert sorted(j for bead in beads for j in range(*bead.rendering)) == list(range(len(rendering)))
    assert all(0 <= bead.similarity <= 1 for bead in beads)


@given(st.permutations([HARBOUR, TUGS, CREWS, FISH]))
def test_any_order_of_a_rendering_is_found(rendering: list[str]) -> None:
    original = [HARBOUR, TUGS, CREWS, FISH]
    beads = align(list(map(Profile.of, original)), list(map(Profile.of, rendering)))
    assert [rendering[bead.rendering[0]] for bead in beads] == original


def test_a_long_text_is_aligned_inside_a_band() -> None:
    sentences = [f"sentence number {i} about topic {i * 7919 % 1000}" for i in range(300)]
    profiles = list(map(Profile.of, sentences))
    beads = align(profiles, profiles[:100] + profiles[110:])
    links = {bead.original[0]: bead.rendering[0] for bead in beads if bead.similarity > 0.99}
    assert links[50] == 50
    assert links[200] == 190


def test_a_sentence_far_away_in_a_long_text_is_found() -> None:
    sentences = [f"sentence number {i} about topic {i * 7919 % 1000}" for i in range(100)]
    profiles = list(map(Profile.of, [*sentences[:20], HARBOUR, *sentences[20:]]))
    turned = list(map(Profile.of, [*sentences[:50], HARBOUR, *sentences[50:]]))
    links = {bead.original: bead.rendering for bead in align(profiles, turned)}
    assert links[20, 21] == (50, 51)


def test_similarity_is_dice_over_weighted_n_grams() -> None:
    def similarity(one: str, other: str) -> float:
        return Likeness([Profile.of(one)], [Profile.of(other)], [range(1)]).similarity((0, 1), (0, 1))

    assert similarity("harbour", "HARBOUR") == pytest.approx(1)
    assert similarity("harbour", "tugs") == 0
    assert similarity("", "") == 0
    # " abc", "abc " against " abc", "abcd", "bcd ": what both have weighs log(3/2), the others log(3)
    both, one = math.log(3 / 2), math.log(3)
    assert similarity("abc", "abcd") == pytest.approx(2 * both / (2 * both + 3 * one))


PORTS = st.lists(st.sampled_from(["порт", "port", "ports", "закрыт", "closed", "4700"]), max_size=5).map(" ".join)


@given(PORTS, PORTS, PORTS)
def test_two_segments_alone_are_as_alike_as_among_others(original: str, translation: str, rendering: str) -> None:
    one, other = Profile.of(translation, original), Profile.of(rendering)
    expected = Likeness([one], [other], [range(1)]).similarity((0, 1), (0, 1))
    assert alike(one, other) == pytest.approx(expected)


def test_a_frequent_word_counts_less_than_a_rare_one() -> None:
    original = ["the harbour", "the tugs", "the crews"]
    likeness = Likeness(list(map(Profile.of, original)), list(map(Profile.of, original)), [range(3)] * 3)
    assert likeness.similarity((0, 1), (1, 2)) < 0.2


def test_lengths_are_compared_in_latin_letters() -> None:
    assert Profile.of("부산항").length == len("BuSanHang")
    assert Profile.of("harbour", "порт").length == len("port")
