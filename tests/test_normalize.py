from __future__ import annotations

import unicodedata

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcompare.normalization import MAX_MARKS, normalize
from transcompare.stages.normalize import Normalize
from transcompare.text import Span, to_raw

# Everything a rule looks at, so that rules meet each other often, and now and then anything at all.
ODD = (
    " \t\n\u00a0\u2003\u2028aceopxyABCZzЖжсоСОаеёйиіїѓкКá\u00eb\u0301\u0300\u0306\u0308\u0341\u0344"
    "\u200b\u200c\u200d\u00ad\ufeff\u202e\u2066\x00'’ʼ‘“”«»…—–‑−-.,!59"
    "가\u1112\u1161\u11ab\u0e01می\u0915\u094d\u0937👩💻\ufe0f🏽ﬁＡ\ud800\u212a\u0958"
)
texts = st.text(st.one_of(st.sampled_from(ODD), st.characters()), max_size=40)


def raw_offsets(raw: str) -> tuple[str, list[int]]:
    text, offsets, _ = normalize(raw)
    return text, list(range(len(raw) + 1)) if offsets is None else offsets


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Мост\u00a0 открыт\t\n в\u2003мае", "Мост открыт в мае"),
        ("  \n Мост \u3000", "Мост"),
        ("\ufeffМо\u00adст\u200b за\u2060крыт\x00", "Мост закрыт"),
        ("\u202eМост\u202c \u2067закрыт\u2069", "Мост закрыт"),
        ("но́вый за́мок", "новый замок"),
        ("ѐ и\u0306 е\u0308 г\u0301 к\u0301", "ѐ й ё ѓ ќ"),
        ("е\u0301\u0308", "ё"),
        ("cafe\u0301 re\u0301sume\u0301", "café résumé"),
        ("\u1112\u1161\u11ab", "한"),
        ("п’ять, мʼята, don’t, б`ють", "п'ять, м'ята, don't, б'ють"),
        ("the crews’ «own» “words” „ja“", 'the crews’ "own" "words" "ja"'),
        ("Ну… ладно", "Ну... ладно"),
        ("что‑то, −5 °C, a − b, 2–3 — да", "что-то, -5 °C, a − b, 2–3 — да"),
        ("👩\u200d💻 и 👩🏽\u200d🚀", "👩\u200d💻 и 👩🏽\u200d🚀"),
        ("می\u200cروم", "می\u200cروم"),
        ("क्\u200dष", "क्\u200dष"),
        ("мо\u200dст", "мост"),
        ("ﬁn Ａ½ №5", "ﬁn Ａ½ №5"),
        ("", ""),
        (" \u200b ", ""),
    ],
)
def test_text_takes_its_plain_form(raw: str, expected: str) -> None:
    assert normalize(raw).text == expected


@pytest.mark.parametrize(
    ("raw", "expected", "note"),
    [
        ("Cкоро зима", "Скоро зима", "1 Latin letter inside Cyrillic words: 'Cкоро' at 0"),
        ("о\u200bт Cкоpо", "от Скоро", "2 Latin letters inside Cyrillic words: 'Cкоpо' at 4"),
        ("ещë нáдо", "ещё надо", "2 Latin letters inside Cyrillic words: 'ещë' at 0, 'нáдо' at 4"),
        ("вiдповiдь", "відповідь", "2 Latin letters inside Cyrillic words: 'вiдповiдь' at 0"),
        ("CССР", "СССР", "1 Latin letter inside Cyrillic words: 'CССР' at 0"),
        ("the Вlaсk sea", "the Black sea", "2 Cyrillic letters inside Latin words: 'Вlaсk' at 4"),
        ("Я в Zoomе", "Я в Zoomе", "words of Latin and Cyrillic letters left as they are: 'Zoomе' at 4"),
        ("ок\u200bно", "окно", "1 invisible character removed, the first U+200B at 2"),
        ("a\u202eb\u202c", "ab", "2 invisible characters removed, the first U+202E at 1"),
    ],
)
def test_evasion_is_undone_and_reported(raw: str, expected: str, note: str) -> None:
    found = normalize(raw)
    assert found.text == expected
    assert note in found.notes


def test_a_note_names_three_words_and_counts_the_others() -> None:
    (note,) = normalize("Cад Cон Cор Cук Cыр").notes
    assert note == "5 Latin letters inside Cyrillic words: 'Cад' at 0, 'Cон' at 4, 'Cор' at 8 and 2 more"


@pytest.mark.parametrize("text", ["Мы ждём весны.", "GPS-трекер, Ford и ещё 5 км", "Ja, 3–4 Züge", "한국어", ""])
def test_clean_text_is_left_alone(text: str) -> None:
    assert normalize(text) == (text, None, [])


@pytest.mark.parametrize(
    ("raw", "word", "source"),
    [
        ("  но́вый\u00a0\u00a0мост ", "новый", "но́вый"),
        ("  но́вый\u00a0\u00a0мост ", "мост", "мост"),
        ("да… нет", "да...", "да…"),
        ("молоко\u0301", "молоко", "молоко\u0301"),
        ("сло\u200bво тут", "слово", "сло\u200bво"),
        ("тут слово\u200b", "слово", "слово"),
    ],
)
def test_a_word_maps_back_to_the_text_as_given(raw: str, word: str, source: str) -> None:
    text, offsets = raw_offsets(raw)
    start = text.index(word)
    assert to_raw(Span(start, start + len(word)), offsets).of(raw) == source


@given(texts)
def test_offsets_are_monotone_and_within_the_text(raw: str) -> None:
    text, offsets = raw_offsets(raw)
    assert len(offsets) == len(text) + 1
    assert offsets == sorted(offsets)
    assert 0 <= offsets[0] <= offsets[-1] <= len(raw)


@given(texts)
def test_normalizing_twice_changes_nothing(raw: str) -> None:
    once = normalize(raw).text
    assert normalize(once)[:2] == (once, None)


@given(texts)
def test_each_word_is_what_its_raw_span_normalizes_to(raw: str) -> None:
    text, offsets = raw_offsets(raw)
    position = 0
    for word in text.split():
        start = text.index(word, position)
        position = start + len(word)
        assert normalize(to_raw(Span(start, position), offsets).of(raw)).text == word


@given(texts)
def test_result_is_nfc_without_odd_white_space(raw: str) -> None:
    text = normalize(raw).text
    assert unicodedata.is_normalized("NFC", text)
    assert text == " ".join(text.split())


def test_a_tower_of_marks_is_cut_down() -> None:
    assert len(normalize("a" + "\u0316\u0301" * 50_000).text) <= MAX_MARKS + 1


def test_stage_keeps_rows_and_nulls() -> None:
    frame = pl.DataFrame({"text": ["Мост", None, " Cон "], "id": [1, 2, 3]}, schema={"text": pl.String, "id": pl.Int64})
    result = Normalize()(frame)
    assert result["normalized"].to_list() == ["Мост", None, "Сон"]
    assert result["offsets"].to_list() == [None, None, [1, 2, 3, 4]]
    assert result["normalization"].to_list() == [[], None, ["1 Latin letter inside Cyrillic words: 'Cон' at 1"]]
    assert result["id"].to_list() == [1, 2, 3]


def test_stage_takes_an_empty_frame() -> None:
    assert Normalize()(pl.DataFrame(schema={"text": pl.String})).height == 0
