"""The real engine over the package that ships with us."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import ctranslate2
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transcompare.engine import MAX_TOKENS, TOO_LONG, ArgosEngine, EngineSettings, Route
from transcompare.errors import PackageMissing

ROOT = Path(__file__).parent.parent
SENTENCES = [
    "Порт откроется в понедельник.",
    "Мы не исключаем, что переговоры продолжатся в марте.",
    "По словам директора, завод выпустил сто двадцать станков за год.",
    "Да.",
    "Заранее",
    "Совет проголосовал против, но мэр уверен, что решение ещё можно изменить, если удастся собрать подписи.",
]


@pytest.fixture(scope="module")
def engine() -> ArgosEngine:
    route = EngineSettings().routes([("ru", "en")])["ru", "en"]
    assert isinstance(route, Route)
    assert isinstance(route.engine, ArgosEngine)
    return route.engine


def test_translates_into_english(engine: ArgosEngine) -> None:
    translated = engine.translate(SENTENCES)
    assert len(translated) == len(SENTENCES)
    for translation in translated[:3]:
        assert sum(map(str.isascii, translation.text)) > 0.9 * len(translation.text) > 0


def test_the_other_hypotheses_of_the_beam_are_kept(engine: ArgosEngine) -> None:
    for translation in engine.translate(SENTENCES[:3]):
        assert len({translation.text, *translation.alternatives}) == engine.beam_size
    greedy = replace(engine, beam_size=1)
    assert [translation.alternatives for translation in greedy.translate(SENTENCES)] == [()] * len(SENTENCES)


def test_the_models_own_translation_is_as_probable_as_forced_decoding_finds_it(engine: ArgosEngine) -> None:
    sources = ["Сегодня утром порт открыт.", "Погода хорошая."]
    translations = engine.translate(sources)
    for translation, scored in zip(translations, engine.score(sources, [t.text for t in translations]), strict=True):
        assert scored is not None
        assert translation.logprob == pytest.approx(scored.mean, abs=0.01)


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6))
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_translation_does_not_depend_on_the_batch(engine: ArgosEngine, texts: list[str]) -> None:
    assert engine.translate(texts) == [engine.translate([text])[0] for text in texts]


def test_a_score_does_not_depend_on_the_batch(engine: ArgosEngine) -> None:
    targets = [t.text for t in engine.translate(SENTENCES)]
    together = engine.score(SENTENCES, targets)
    alone = [engine.score([s], [t])[0] for s, t in zip(SENTENCES, targets, strict=True)]
    assert together == alone
    assert all(value is not None and value.mean < 0 for value in together)


def test_neither_depends_on_longer_texts_in_company(engine: ArgosEngine) -> None:
    """On processors without AVX-512 padding changes what CTranslate2 computes, of long texts, too."""
    samples = pl.read_csv(ROOT / "samples" / "statements.csv", infer_schema=False).filter(pl.col("lang") == "ru")
    sources = [text.replace("\n", " ") for text in samples["text"].unique(maintain_order=True)]
    translated = engine.translate(sources)
    assert translated == [engine.translate([source])[0] for source in sources]
    targets = sources[::-1]
    alone = [engine.score([one], [other])[0] for one, other in zip(sources, targets, strict=True)]
    assert engine.score(sources, targets) == alone
    assert engine.attend(sources, targets) == [
        engine.attend([one], [other])[0] for one, other in zip(sources, targets, strict=True)
    ]


def test_the_right_translation_scores_above_a_wrong_one(engine: ArgosEngine) -> None:
    right, wrong = engine.score([SENTENCES[0]] * 2, ["The port will open on Monday.", "He ate three green apples."])
    assert right is not None
    assert wrong is not None
    assert right.mean > wrong.mean


@pytest.mark.parametrize("text", ["", " "])
def test_nothing_translates_to_nothing(engine: ArgosEngine, text: str) -> None:
    assert engine.translate([text])[0].text == ""
    assert engine.score([text], ["words"]) == [None]


def test_too_long_a_text_is_doubted_and_not_scored(engine: ArgosEngine) -> None:
    text = "слово " * (MAX_TOKENS + 1)
    assert engine.translate([text])[0].doubt == TOO_LONG
    assert engine.score([text], ["word"]) == [None]


def test_several_threads_load_a_model_once(engine: ArgosEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    class Counted(ctranslate2.Translator):  # type: ignore[misc]
        def __init__(self, *args: object, **settings: object) -> None:
            made.append(args)
            super().__init__(*args, **settings)

    monkeypatch.setattr(ctranslate2, "Translator", Counted)
    fresh = replace(engine, threads=3)  # no other test has loaded it so
    start = Barrier(4)

    def translate(number: int) -> str:
        start.wait()
        return fresh.translate([f"Это {number}."])[0].text

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(translate, range(4)))
    assert len(made) == 1


def test_a_missing_pair_says_how_to_install_it() -> None:
    error = EngineSettings().routes([("ko", "en")])["ko", "en"]
    assert isinstance(error, PackageMissing)
    assert "transcompare models install ko en" in str(error)


def test_one_language_needs_no_engine() -> None:
    assert EngineSettings().routes([("ru", "ru")])["ru", "ru"] == Route("none", None)


def test_torch_and_stanza_are_never_imported(engine: ArgosEngine) -> None:
    engine.translate(SENTENCES[:1])
    assert not {"torch", "stanza", "spacy", "argostranslate.translate"} & set(sys.modules)
