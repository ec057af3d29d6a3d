"""Word stems: forms of one word are one, other words are not, and what two texts share."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcompare.stems import overlap, stem, stems

languages = st.sampled_from(["ru", "en", "de", "uk", "ko", "und", "xx", ""])


@pytest.mark.parametrize(
    ("lang", "one", "other"),
    [
        ("ru", "мельницами", "мельница"),
        ("ru", "министра", "министру"),
        ("ru", "зелёный", "зеленые"),  # ё and е
        ("en", "bridges", "bridge"),
        ("en", "voted", "voting"),
        ("de", "brücken", "brücke"),
        ("es", "puentes", "puente"),
        ("fr", "votées", "voter"),
    ],
)
def test_forms_of_one_word_have_one_stem(lang: str, one: str, other: str) -> None:
    assert stem(one, lang) == stem(other, lang)


@pytest.mark.parametrize(
    ("lang", "one", "other"),
    [("ru", "мельница", "министр"), ("ru", "мост", "месть"), ("en", "bridge", "bride"), ("en", "north", "south")],
)
def test_other_words_have_other_stems(lang: str, one: str, other: str) -> None:
    assert stem(one, lang) != stem(other, lang)


@pytest.mark.parametrize("lang", ["uk", "ko", "und", "xx", ""])
def test_where_there_is_no_algorithm_the_word_stays(lang: str) -> None:
    assert stem("зелёными", lang) == "зелёными"


@given(st.text(max_size=30), languages)
def test_any_word_has_the_same_stem_again(word: str, lang: str) -> None:
    assert stem(word, lang) == stem.__wrapped__(word, lang)


def test_several_threads_may_ask_at_once() -> None:
    words = [f"{first}{last}{end}" for first in "бвгдж" for last in "аеиоу" for end in ("лами", "ность", "ющему") * 9]
    words = [f"{word}{i}ми" for i, word in enumerate(words)]  # none is in the cache
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            together = list(pool.map(lambda word: stem.__wrapped__(word, "ru"), words))
    finally:
        sys.setswitchinterval(before)
    assert together == [stem.__wrapped__(word, "ru") for word in words]


@pytest.mark.parametrize(
    ("lang", "one", "other", "expected"),
    [
        ("en", "The geese left.", "the Geese left!", 100),
        ("en", "We sell mills.", "He sold the mill.", 200 / 7),  # mill, of three and four
        ("en", "mill mill", "mill", 200 / 3),  # each as often as both have it
        ("ru", "Новые мосты", "новый мост", 100),
        ("und", "Новые мосты", "новый мост", 0),
        ("en", "geese", "mill", 0),
        ("en", "", "geese", 0),
        ("en", "", "", 0),
        ("en", "…!", "🦆", 0),
    ],
)
def test_overlap_is_f1_of_the_stems(lang: str, one: str, other: str, expected: float) -> None:
    assert overlap(one, other, lang) == pytest.approx(expected)


def test_stems_of_several_texts_are_put_together() -> None:
    assert stems(("Geese left.", "The goose leaves"), "en") == {"gees", "left", "the", "goos", "leav"}
    assert stems((), "en") == frozenset()


@given(st.text(max_size=60), st.text(max_size=60), languages)
def test_overlap_is_a_share_and_the_same_from_both_sides(one: str, other: str, lang: str) -> None:
    assert 0 <= overlap(one, other, lang) <= 100
    assert overlap(one, other, lang) == overlap(other, one, lang)
    assert overlap(one, one, lang) in (0, 100)
