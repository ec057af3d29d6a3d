from __future__ import annotations

from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sentence_cases import CASES, HELD_OUT, KNOWN_FAILURES, joined
from transcompare.sentences import sentences
from transcompare.stages.segment import Segment

ODD = ' \n\t\u2028.!?…;:,—-"«»()[]аБВгтеaBcU.S1가다。！？।؟\ud800😀\u0301'
texts = st.text(st.one_of(st.sampled_from(ODD), st.characters()), max_size=80)
languages = st.sampled_from(["ru", "uk", "en", "de", "ko", "zh", "und", "", "xx"])


def split(text: str, language: str, max_chars: int = 600) -> list[str]:
    return [span.of(text) for span in sentences(text, language, max_chars)]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        pytest.param(
            language,
            expected,
            marks=[pytest.mark.xfail(reason="known limit")] if expected[0].startswith(KNOWN_FAILURES) else [],
        )
        for language, expected in CASES + HELD_OUT
    ],
)
def test_hard_cases(language: str, expected: list[str]) -> None:
    assert split(joined(language, expected), language) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Заголовок\nПервая фраза. Вторая", ["Заголовок", "Первая фраза.", "Вторая"]),
        ("одно\n\n  другое ", ["одно", "другое"]),
        ("", []),
        (" \n ", []),
        ("...", ["..."]),
    ],
)
def test_line_breaks_and_blank_texts(text: str, expected: list[str]) -> None:
    assert split(text, "ru") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("мы пойдём туда, где тихо; они пойдут, куда скажут", ["мы пойдём туда, где тихо;", "они пойдут, куда скажут"]),
        ("мы пойдём туда и не вернёмся, а они останутся", ["мы пойдём туда и не вернёмся,", "а они останутся"]),
        ("раз два три четыре пять шесть семь", ["раз два три четыре", "пять шесть семь"]),
        ("я" * 70, ["я" * 17, "я" * 18, "я" * 17, "я" * 18]),
    ],
)
def test_a_long_sentence_is_cut_near_the_middle(text: str, expected: list[str]) -> None:
    assert split(text, "ru", 30) == expected


@given(texts, languages, st.integers(min_value=4, max_value=60))
def test_spans_are_trimmed_in_order_short_enough_and_cover_everything(text: str, language: str, limit: int) -> None:
    spans = sentences(text, language, limit)
    assert all(span.of(text) and span.of(text) == span.of(text).strip() for span in spans)
    assert all(len(span.of(text)) <= limit for span in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))
    assert "".join("".join(span.of(text).split()) for span in spans) == "".join(text.split())


@given(texts, languages)
def test_segmenting_is_deterministic(text: str, language: str) -> None:
    assert sentences(text, language) == sentences(text, language)


def frame(*rows: tuple[str | None, str | None, str | None, str | None]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(Segment.requires, pl.String), orient="row")


def test_stage_segments_both_sides_and_gives_null_texts_an_empty_list() -> None:
    result = Segment()(frame(("Да. Нет.", "Yes.", "ru", "en"), (None, "", None, "und")))
    assert result["sentences_original"].to_list() == [[{"start": 0, "end": 3}, {"start": 4, "end": 8}], []]
    assert result["sentences_rendering"].to_list() == [[{"start": 0, "end": 4}], []]


def test_stage_takes_an_empty_frame() -> None:
    assert Segment()(frame()).height == 0


def test_stage_cuts_at_its_setting() -> None:
    result = Segment(max_chars=20)(frame(("слово " * 20, None, "ru", None)))
    assert all(span["end"] - span["start"] <= 20 for span in result["sentences_original"].to_list()[0])
