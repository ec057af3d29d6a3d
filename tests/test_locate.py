"""The stage `locate`, with the packages that ship."""

from __future__ import annotations

import pickle
from typing import Any

import polars as pl
import pytest

from tests.conftest import assert_offsets_hold, stub_pipeline
from transcompare.pipeline import Pipeline
from transcompare.stages.locate import Locate

SENTENCES = (
    "Добрый день, рад видеть всех в этом зале.",
    "Начну с моста через реку Осинку.",
    "Мост откроют двадцатого мая, если не помешает паводок.",
    "Стоимость работ составила сорок миллионов рублей.",
    "Теперь о школах.",
    "В этом году мы построим две школы и один детский сад.",
    "Учителей нам не хватает, и я этого не скрываю.",
    "Мы не исключаем, что пригласим преподавателей из соседней области.",
    "Больница получит новую машину скорой помощи до конца лета.",
    "Автобусы будут ходить каждые двадцать минут.",
    "Вопросов о рыбном рынке я сегодня не жду.",
    "Спасибо, до встречи осенью.",
)
DOCUMENT = "  ".join(SENTENCES)
"""Two spaces between sentences, so that normalisation moves the offsets."""
BRIDGE = "The bridge will open on the 20th of May if the flood does not get in the way."
WRONG = "We rule out inviting teachers from the neighbouring region."
CUT = (
    "This year we will build two schools and one kindergarten. [...] "
    "The hospital will get a new ambulance by the end of summer."
)
INVENTED = "We will sell the football stadium to foreign investors next week."


def versions(*renderings: str, document: str = DOCUMENT, lang: str = "ru") -> pl.DataFrame:
    texts = [document, *renderings]
    return pl.DataFrame(
        {
            "quote_id": ["q"] * len(texts),
            "version_id": [str(i) for i in range(len(texts))],
            "role": ["original"] + ["rendering"] * len(renderings),
            "lang": [lang] + ["en"] * len(renderings),
            "text": texts,
        }
    )


@pytest.fixture(scope="module")
def report() -> pl.DataFrame:
    return Pipeline.default()(versions(BRIDGE, WRONG, CUT, INVENTED))


def passages(row: dict[str, Any]) -> list[str]:
    return [row["text_original"][each["start"] : each["end"]] for each in row["passages"]]


def test_the_passage_is_found_and_only_that_is_compared(report: pl.DataFrame) -> None:
    row = report.row(0, named=True)
    assert passages(row) == [SENTENCES[2]]
    assert row["status"] == "ok"
    assert row["text_original"] == DOCUMENT
    assert [(each["original_start"], each["original_end"]) for each in row["segments"]] == [
        (DOCUMENT.index(SENTENCES[2]), DOCUMENT.index(SENTENCES[2]) + len(SENTENCES[2]))
    ]
    assert len(row["reference_translation"]) < 2 * len(BRIDGE)


def test_a_wrong_rendering_is_found_too_and_its_error_located_in_the_document(report: pl.DataFrame) -> None:
    row = report.row(1, named=True)
    assert passages(row) == [SENTENCES[7]]
    finding = next(each for each in row["findings"] if each["category"] == "negation")
    assert "не исключаем" in finding["original_text"]
    assert finding["original_start"] >= DOCUMENT.index(SENTENCES[7])
    assert_offsets_hold(report)


def test_an_ellipsis_gives_two_passages(report: pl.DataFrame) -> None:
    assert passages(report.row(2, named=True)) == [SENTENCES[5], SENTENCES[8]]


def test_words_that_are_not_there_are_not_found_and_the_note_says_what_came_nearest(report: pl.DataFrame) -> None:
    row = report.row(3, named=True)
    assert (row["status"], row["verdict"], row["passages"], row["findings"]) == ("not_found", "not_scored", [], [])
    assert any(note.startswith("the best candidate, ") and "similarity" in note for note in row["notes"])


def test_neither_the_other_renderings_nor_their_order_matter(report: pl.DataFrame) -> None:
    alone = Pipeline.default()(versions(CUT))
    assert alone.drop("version_id", "agreement").equals(report[2:3].drop("version_id", "agreement"))
    turned = Pipeline.default()(versions(BRIDGE, WRONG, CUT, INVENTED)[[0, 4, 3, 2, 1]])
    assert turned.sort("version_id").equals(report.sort("version_id"))


def test_an_ordinary_statement_is_compared_whole() -> None:
    row = Pipeline.default()(versions(BRIDGE, document=" ".join(SENTENCES[1:6]))).row(0, named=True)
    assert row["passages"] is None
    assert len(row["segments"]) > 1


def test_without_a_package_the_original_is_compared_whole() -> None:
    row = Pipeline.default()(versions(BRIDGE, lang="ru").with_columns(pl.col("lang").replace("en", "de"))).row(
        0, named=True
    )
    assert (row["status"], row["passages"]) == ("no_package", None)


KNOWN = {
    SENTENCES[2]: BRIDGE,
    SENTENCES[6]: "We are short of teachers and I do not hide it.",
    SENTENCES[10]: "fish fish fish fish fish fish fish fish",
}


@pytest.mark.parametrize(
    ("rendering", "status"), [(BRIDGE, "ok"), (KNOWN[SENTENCES[10]], "reference_unreliable"), (INVENTED, "not_found")]
)
def test_only_a_doubt_about_the_passage_counts(rendering: str, status: str) -> None:
    pipeline = stub_pipeline(KNOWN)
    stages = tuple(
        stage.model_copy(update={"forced_decoding": False}) if isinstance(stage, Locate) else stage
        for stage in pipeline.stages
    )
    row = Pipeline(stages)(versions(rendering)).row(0, named=True)
    assert row["status"] == status
    assert any("in doubt" in note for note in row["notes"]) is (status == "reference_unreliable")


def test_a_long_sentence_is_cut_to_the_clauses_quoted_and_their_neighbours() -> None:
    long = (
        "Осенью мы покрасим забор у старой мельницы; зимой придётся чистить снег на всех дорогах района; "
        "мост откроют двадцатого мая, если не помешает паводок; летом приедут музыканты из столицы и сыграют "
        "для жителей посёлка; рыбаки получат новые лодки и сети."
    )
    document = " ".join([*SENTENCES[:2], long, *SENTENCES[4:]])
    row = Pipeline.default()(versions(BRIDGE, document=document)).row(0, named=True)
    (passage,) = passages(row)
    assert "мост откроют двадцатого мая, если не помешает паводок" in passage
    assert len(passage) < 0.7 * len(long)


def test_the_stage_can_be_pickled_and_keeps_the_order_of_rows() -> None:
    stage = Locate(forced_decoding=False)
    assert pickle.loads(pickle.dumps(stage)) == stage
    short = versions("Good day.", document="Добрый день.").with_columns(
        quote_id=pl.lit("p"), version_id="p" + pl.col("version_id")
    )
    report = Pipeline.default()(pl.concat([versions(BRIDGE), short]))
    assert report["quote_id"].to_list() == ["q", "p"]
    assert report["passages"].is_null().to_list() == [False, True]
