"""Language codes: one spelling for each, and a hint for what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcompare.errors import LanguageError
from transcompare.languages import canonical, is_iso_639_1, name


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("ru", "ru"),
        ("EN", "en"),
        (" uk ", "uk"),
        ("en-US", "en"),
        ("pt_BR", "pt"),
        ("zh-Hant-TW", "zh"),
        ("de-DE-u-co-phonebk", "de"),
        ("rus", "ru"),
        ("ger", "de"),
        ("deu", "de"),
        ("cmn", "zh"),
        ("iw", "he"),
        ("tl", "tl"),
        ("sah", "sah"),
    ],
)
def test_a_code_has_one_spelling(code: str, expected: str) -> None:
    assert canonical(code) == expected


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("ua", "'uk' (Ukrainian)"),
        ("jp", "'ja' (Japanese)"),
        ("cz", "'cs' (Czech)"),
        ("Russian", "'ru' (Russian)"),
        ("englsh", "'en' (English)"),
        ("русский", "'ru' (Russian)"),
        ("russ", "'ru' (Russian)"),
        ("xx", "ISO 639-1"),
        ("", "ISO 639-1"),
        ("und", "ISO 639-1"),
        ("mul", "ISO 639-1"),
        ("en us", "ISO 639-1"),
        ("\ud800", "ISO 639-1"),
    ],
)
def test_what_is_no_code_is_refused_with_a_hint(code: str, hint: str) -> None:
    with pytest.raises(LanguageError) as caught:
        canonical(code)
    assert hint in str(caught.value)


def test_names_are_english() -> None:
    assert [name(code) for code in ("ru", "UK", "ko", "fra")] == ["Russian", "Ukrainian", "Korean", "French"]


def test_only_two_letter_codes_in_use_are_iso_639_1() -> None:
    assert [code for code in ("ru", "RU", "rus", "iw", "xx", "") if is_iso_639_1(code)] == ["ru"]


@given(st.text(max_size=60))
def test_any_text_is_a_code_that_stays_itself_or_an_error_of_one_short_line(text: str) -> None:
    try:
        code = canonical(text)
    except LanguageError as error:
        message = str(error)
        code = None
    if code is None:
        assert len(message) < 300
    else:
        assert canonical(code) == code
