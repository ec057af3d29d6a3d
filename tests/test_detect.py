from __future__ import annotations

import pickle
from collections import Counter

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from langdetect.utils.ngram import NGram

from transcompare.detection import UNDETERMINED, default_candidates, detect, threshold, with_profile
from transcompare.detection import _grams as grams_of
from transcompare.detection import _words as words_of
from transcompare.errors import ConfigError
from transcompare.stages.detect import CONTRADICTION, Detect

CANDIDATES = default_candidates()


def rows(*pairs: tuple[str | None, str | None]) -> pl.DataFrame:
    return pl.DataFrame(pairs, schema={"normalized": pl.String, "lang": pl.String}, orient="row")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Мы этого не обещали и обещать не будем"),
        ("ru", "МЫ ЕЩЁ НИЧЕГО НЕ РЕШИЛИ"),
        ("ru", "Министр встретился с Володимиром Їжакевичем в четверг вечером"),
        ("ru", "Компания GreenTide обещала не закрывать завод до конца года"),
        ("uk", "Ми ще нічого не вирішили, але скоро скажемо"),
        ("uk", "Її немає вдома"),
        ("bg", "Днес ще разговаряме за бюджета на града"),
        ("be", "Мы яшчэ нічога не вырашылі, але ўсё будзе добра"),
        ("sr", "Нисмо још одлучили хоћемо ли ићи у град"),
        ("mk", "Сѐ уште не знаеме дали ќе дојдеме, но ќе видиме"),
        ("kk", "Біз әлі ештеңе шешкен жоқпыз, бірақ ертең көреміз"),
        ("en", "The council has not decided anything yet"),
        ("en", "WE HAVE NOT DECIDED ANYTHING YET"),
        ("de", "Wir haben noch nichts entschieden"),
        ("es", "El consejo todavía no ha decidido nada sobre el puente"),
        ("fr", "Nous n'avons encore rien décidé"),
        ("pl", "Jeszcze nic nie postanowiliśmy"),
        ("vi", "Chúng tôi vẫn chưa quyết định"),
        ("ko", "아직"),
        ("ko", "LG는 GALAXY 신제품을 출시했다"),
        ("ja", "まだ決めていません。東京"),
        ("zh", "我们还没有决定"),
        ("el", "Όχι"),
        ("he", "עוד לא החלטנו"),
        ("ar", "لم نقرر بعد ماذا سنفعل غدا"),
        ("fa", "هنوز تصمیم نگرفته‌ایم که چه کنیم"),
        ("hi", "हमने अभी तक कोई निर्णय नहीं लिया है"),
        ("ka", "ჯერ არ გადაგვიწყვეტია"),
        ("hy", "Դեռ չենք որոշել"),
        ("th", "เรายังไม่ได้ตัดสินใจ"),
    ],
)
def test_the_language_is_found(language: str, text: str) -> None:
    assert detect(text, CANDIDATES).language == language


@pytest.mark.parametrize(
    "text", ["", "12 345 — !!!", "ok", "Да", "hello мир", "Нема љубави", "Мы ўжо тут", "𒀀𒀀𒀀", "\ud800"]
)
def test_what_cannot_be_told_is_und(text: str) -> None:
    assert detect(text, CANDIDATES).language == UNDETERMINED


def test_text_without_letters_has_no_confidence() -> None:
    assert detect("12 — 5!", CANDIDATES) == (UNDETERMINED, 0.0, UNDETERMINED, "")


def test_shorter_texts_need_more_confidence() -> None:
    needed = [threshold(letters) for letters in range(200)]
    assert needed == sorted(needed, reverse=True)
    assert needed[0] == 0.95
    assert needed[-1] == 0.6


def test_candidates_limit_the_choice() -> None:
    text = "Wir haben noch nichts entschieden"
    assert detect(text, ("de", "ru")).language == "de"
    assert detect(text, ("ru", "uk")).language == UNDETERMINED


@given(st.text(max_size=60))
def test_any_text_has_an_answer_that_does_not_depend_on_others(text: str) -> None:
    first = detect(text, CANDIDATES)
    detect("etwas ganz anderes", CANDIDATES)
    assert detect(text, CANDIDATES) == first
    assert 0.0 <= first.confidence <= 1.0
    assert first.language in (first.best, UNDETERMINED)


@given(st.text("abzÄßțŚşЯжёαكی ẾA\u0301", max_size=12))
def test_the_n_grams_are_langdetects(text: str) -> None:
    ngram, expected = NGram(), []
    for character in text:
        ngram.add_char(character)
        expected += [gram for length in (1, 2, 3) if (gram := ngram.get(length))]
    letters = Counter(filter(str.isalpha, text))
    usual = "".join(character if character in letters else " " for character in text)
    assume(not usual.isupper() and usual == text)
    assert [gram for word in words_of(text, letters) for gram in grams_of(word)] == expected


def test_only_the_beginning_of_a_long_text_is_read() -> None:
    russian = "Мы этого не обещали. " * 50
    assert detect(russian + "We did not promise this. " * 4000, CANDIDATES) == detect(russian, CANDIDATES)


def test_the_declared_language_wins_and_a_contradiction_is_noted() -> None:
    result = Detect()(
        rows(
            ("Мы этого не обещали и обещать не будем", "en"),
            ("Мы этого не обещали и обещать не будем", "ru"),
            ("Да", "en"),
            ("Да", "ru"),
            ("The council has not decided anything yet", "de-AT"),
            ("Rådet har ikke bestemt noe ennå, sier ordføreren", "nb"),
            ("12", "fr"),
            (None, "ru"),
        )
    )
    assert result["language"].to_list() == ["en", "ru", "en", "ru", "de", "nb", "fr", "ru"]
    notes = result["language_note"].to_list()
    assert notes[0] == "declared 'en', the text looks Russian (1.00)"
    assert notes[2] == "declared 'en', most letters are Cyrillic"
    assert notes[4] is not None
    assert notes[4].startswith("declared 'de', the text looks English (")
    assert [note for index, note in enumerate(notes) if index not in (0, 2, 4)] == [None] * 5


def test_a_doubtful_guess_does_not_contradict_the_declaration() -> None:
    text = "El alcalde no ha dicho nada hoy"
    found = detect(text, CANDIDATES)
    assert found.language == "es"
    assert found.confidence < CONTRADICTION
    assert Detect()(rows((text, "pt")))["language_note"].to_list() == [None]


def test_an_undeclared_language_is_detected_or_und_with_a_note() -> None:
    result = Detect()(rows(("Мы этого не обещали и обещать не будем", None), ("ok", "und"), ("12", None), (None, None)))
    assert result["language"].to_list() == ["ru", "und", "und", "und"]
    assert result["language_detected"].to_list() == ["ru", "und", "und", "und"]
    notes = result["language_note"].to_list()
    assert notes[0] is None
    assert notes[1] is not None
    assert notes[1].startswith("the language cannot be told; the best guess is ")
    assert notes[2:] == ["the language cannot be told: no script has most of the letters", None]


def test_a_language_that_is_not_known_is_not_contradicted() -> None:
    assert Detect()(rows(("La konsilio ankoraŭ nenion decidis pri la ponto", "eo")))["language_note"].to_list() == [
        None
    ]


def test_stage_is_picklable_and_takes_an_empty_frame() -> None:
    stage = pickle.loads(pickle.dumps(Detect(candidates=("en", "ru"))))
    assert stage == Detect(candidates=("ru", "en", "en"))
    assert stage(rows()).columns == ["normalized", "lang", *Detect.provides]


def test_an_unknown_candidate_is_refused() -> None:
    with pytest.raises(ConfigError, match="no n-gram profile for tlh"):
        Detect.from_settings({"candidates": ["ru", "tlh"]})


def test_default_candidates_all_have_a_profile() -> None:
    assert set(CANDIDATES) <= with_profile()
