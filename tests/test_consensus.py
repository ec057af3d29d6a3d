"""Statements without an original: who agrees, who is the outlier, and what each is compared with."""

from __future__ import annotations

import math
import re
from itertools import combinations
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import assert_offsets_hold, stub_pipeline
from tests.test_pivot import serving
from transcompare.checks.base import Finding
from transcompare.consensus import Relation, contradiction, medoid, standing
from transcompare.pipeline import Pipeline
from transcompare.stages.consensus import _agree
from transcompare.trigrams import Trigrams

OVENS = {
    "q/a": "The bakery bought 12 ovens in Norway and will not sell the old ones.",
    "q/b": "The bakery has bought 12 ovens in Norway. It will not sell the old ones.",
    "q/c": "The bakery bought twelve ovens in Norway, and the old ones it will not sell.",
    "q/d": "The bakery bought 20 ovens in Finland and will not sell the old ones.",
}


def versions(texts: dict[str, str], lang: str = "en", **columns: list[str | None]) -> pl.DataFrame:
    """Renderings of the statement before the slash."""
    rows = [
        {"quote_id": name.partition("/")[0], "version_id": name, "role": "rendering", "lang": lang, "text": text}
        for name, text in texts.items()
    ]
    return pl.DataFrame(rows).with_columns(pl.Series(name, values, pl.String) for name, values in columns.items())


def report(frame: pl.DataFrame, pipeline: Pipeline | None = None) -> dict[str, dict[str, Any]]:
    """Rows of the report by version_id."""
    made = (pipeline or stub_pipeline())(frame)
    assert_offsets_hold(made)
    return {row["version_id"]: row for row in made.iter_rows(named=True)}


def checks_alone() -> Pipeline:
    """Without the paraphrase model, as for languages that have none."""
    stages = stub_pipeline().stages
    return Pipeline(tuple(s.model_copy(update={"paraphrase": False}) if s.name == "consensus" else s for s in stages))


def test_every_rendering_is_compared_with_one_that_stands_for_the_others() -> None:
    rows = report(versions(OVENS))
    for name, row in rows.items():
        assert row["original_version_id"] in {"q/a", "q/b", "q/c"} - {name}
        assert row["text_original"] == OVENS[row["original_version_id"]]
        assert row["lang_original"] == "en"
        assert row["reference_translation"] == row["text_original"]
        assert row["scores"]["chrf"] > 20
        assert (row["status"], row["verdict"], row["divergence"]) == ("no_original", "not_scored", None)
        assert any(note.startswith("no original: compared with") for note in row["notes"])
        assert 0 < row["agreement"] < 1


def test_the_outlier_is_first_and_has_the_findings() -> None:
    rows = report(versions(OVENS), checks_alone())
    outliers = {name: row["outlier"] for name, row in rows.items()}
    assert max(outliers, key=lambda name: outliers[name]) == "q/d"
    assert outliers["q/d"] > 0.5
    assert [outliers[name] for name in ("q/a", "q/b", "q/c")] == [0, 0, 0]
    assert {"number", "named-entity"} <= set(rows["q/d"]["categories"])
    assert rows["q/a"]["findings"] == []
    assert any(note.startswith("contradicts q/") for note in rows["q/d"]["notes"])
    agreeing = next(note for note in rows["q/a"]["notes"] if note.startswith("agrees with"))
    assert "q/b" in agreeing
    assert "q/d" not in agreeing
    assert "contradicts q/d" in rows["q/a"]["notes"]


def test_a_word_that_no_check_knows_is_found_where_the_others_agree() -> None:
    text = "The cooper showed the {} a {} that his grandfather had carved from oak."
    words = {
        "q/a": ("visitors", "ladle"),
        "q/b": ("guests", "ladle"),
        "q/c": ("visitors", "saddle"),
        "q/d": ("visitors", "ladle"),
    }
    rows = report(versions({name: text.format(*pair) for name, pair in words.items()}), checks_alone())
    outliers = {name: row["outlier"] for name, row in rows.items()}
    assert 0 < outliers["q/c"] < 0.2
    assert [outliers[name] for name in ("q/a", "q/b", "q/d")] == [0, 0, 0], "the lexicon knows `visitors` and `guests`"
    assert "alone in saying «saddle»: 3 others have «ladle»" in rows["q/c"]["notes"]
    assert not any(note.startswith("alone") for name in ("q/a", "q/b", "q/d") for note in rows[name]["notes"])


@pytest.mark.parametrize(
    ("texts", "wrong"),
    [
        (tuple(OVENS.values()), 3),
        pytest.param(
            (
                "We gave the port authority ten days to answer, and they run out on Friday.",
                "The port authority was given ten days in which to respond; that deadline is Friday.",
                "The port authority gave us ten days to answer, and they end on Friday.",
                "By Friday, the authority has to answer: ten days is what the port workers granted it.",
            ),
            2,
            marks=pytest.mark.xfail(reason="an exchange of roles is seen, but the first version is doubted more"),
        ),
        (
            (
                "If the harvest is good, we will lift the quota in autumn.",
                "A good harvest would mean a higher quota in the autumn, he said.",
                "The quota is to be raised in autumn, the harvest having been good.",
                "Provided the crop turns out well, the quota goes up this autumn.",
            ),
            2,
        ),
    ],
)
def test_the_paraphrase_model_finds_an_outlier_among_free_renderings(texts: tuple[str, ...], wrong: int) -> None:
    rows = list(report(versions({f"q/{i}": text for i, text in enumerate(texts)})).values())
    outliers = [row["outlier"] for row in rows]
    assert outliers.index(max(outliers)) == wrong
    assert max(outliers) < 1
    (told,) = (note for note in rows[wrong]["notes"] if note.startswith("reads unlike q/"))
    assert all(row["original_version_id"] != f"q/{wrong}" for row in rows), "the outlier stands for nobody"
    for words in re.findall("«(.+?)»", told):
        assert words in texts[wrong]


def test_versions_that_nobody_compared_do_not_hide_the_outlier() -> None:
    more = {f"q/e{i}": f"The bakery {verb} 12 ovens in Norway and won't sell the old ones." for i, verb in enumerate(
        ("purchased", "has purchased", "has bought", "did buy", "acquired", "has acquired")
    )}  # fmt: skip
    stages = (s.model_copy(update={"judges": 2}) if s.name == "consensus" else s for s in stub_pipeline().stages)
    rows = report(versions(OVENS | more), Pipeline(tuple(stages)))
    outliers = {name: row["outlier"] for name, row in rows.items()}
    assert max(outliers, key=lambda name: outliers[name]) == "q/d"
    assert outliers["q/d"] > 0.5


def test_versions_that_the_model_cannot_read_are_taken_as_average() -> None:
    german = {"q/x": "Die Bäckerei kaufte 12 Öfen in Norwegen.", "q/y": "Die Bäckerei hat 12 Öfen gekauft."}
    rows = report(pl.concat([versions(OVENS), versions(german, "de")]))
    outliers = {name: row["outlier"] for name, row in rows.items()}
    assert max(outliers, key=lambda name: outliers[name]) == "q/d"
    assert not any(note.startswith("reads unlike") for name in german for note in rows[name]["notes"])
    alone = report(versions(german | {"q/z": "Die Bäckerei hat 20 Öfen verkauft."}, "de"))
    assert "paraphrase-en@" in alone["q/x"]["signature"]


def test_the_order_of_rows_and_other_statements_change_nothing() -> None:
    other = {name.replace("q/", "p/"): text.replace("Norway", "Sweden") for name, text in OVENS.items()}
    alone = report(versions(OVENS))
    together = report(pl.concat([versions(other), versions(OVENS)]).reverse())
    assert {name: together[name] for name in alone} == alone


def test_of_two_versions_none_is_the_outlier() -> None:
    rows = report(versions({name: OVENS[name] for name in ("q/a", "q/d")}))
    assert [row["outlier"] for row in rows.values()] == [None, None]
    assert rows["q/a"]["original_version_id"] == "q/d"
    assert rows["q/a"]["agreement"] == rows["q/d"]["agreement"] > 0.5
    assert "only two versions: which one is the outlier cannot be told" in rows["q/a"]["notes"]
    assert "number" in rows["q/a"]["categories"]


def test_a_version_without_text_takes_no_part() -> None:
    rows = report(versions(OVENS | {"q/e": "…"}))
    assert rows["q/e"]["agreement"] is None
    assert rows["q/e"]["original_version_id"] is None
    assert "no original, and no text to compare with the other versions" in rows["q/e"]["notes"]
    assert all(rows[name]["agreement"] == row["agreement"] for name, row in report(versions(OVENS)).items())


def test_a_statement_with_an_original_has_no_outlier_but_its_renderings_agree_more_or_less() -> None:
    frame = versions(OVENS).with_columns(role=pl.when(pl.col("version_id") == "q/a").then(pl.lit("original")))
    rows = report(frame)
    assert {row["original_version_id"] for row in rows.values()} == {"q/a"}
    assert {row["outlier"] for row in rows.values()} == {None}
    texts = {name: row["text_rendering"] for name, row in rows.items()}
    for name, row in rows.items():
        others = [Trigrams.of(text) for other, text in texts.items() if other != name]
        expected = sum(Trigrams.of(texts[name]).similarity(other) for other in others) / len(others)
        assert row["agreement"] == pytest.approx(expected, abs=0.0001)


def test_a_single_rendering_agrees_with_nobody() -> None:
    frame = versions(OVENS).with_columns(role=pl.when(pl.col("version_id") == "q/a").then(pl.lit("original")))
    (row,) = report(frame.filter(pl.col("version_id").is_in(["q/a", "q/b"]))).values()
    assert (row["agreement"], row["outlier"]) == (None, None)


def test_of_very_many_renderings_each_is_compared_with_as_many() -> None:
    count = 60
    texts = [f"The oven number {i:02} is warm." for i in range(count)]
    rows = [
        {"quote_id": "q", "version_id": f"{i:02}", "status": "ok", "lang_rendering": "en", "normalized_rendering": text}
        for i, text in enumerate(texts)
    ]
    _agree(rows[::-1])
    own = [Trigrams.of(text) for text in texts]
    for i, row in enumerate(rows):
        others = [j for j in range(count) if j != i][:50]
        expected = sum(own[i].similarity(own[j]) for j in others) / len(others)
        assert row["agreement"] == pytest.approx(expected, abs=0.0001)


def test_the_medoid_is_in_the_language_of_the_rendering_where_one_is() -> None:
    german = {"q/x": "Die Bäckerei kaufte 12 Öfen.", "q/y": "Die Bäckerei hat 12 Öfen gekauft."}
    known = dict.fromkeys(german.values(), "The bakery bought 12 ovens.")
    rows = report(pl.concat([versions(OVENS), versions(german, "de")]), stub_pipeline(known))
    assert rows["q/x"]["original_version_id"] == "q/y"
    assert rows["q/a"]["lang_original"] == "en"


def test_across_languages_our_translation_is_compared() -> None:
    german = {"q/x": "Die Bäckerei kaufte 12 Öfen in Norwegen."}
    known = {german["q/x"]: "The bakery bought 12 ovens in Norway."} | dict.fromkeys(OVENS.values(), german["q/x"])
    rows = report(pl.concat([versions(OVENS), versions(german, "de")]), stub_pipeline(known))
    assert rows["q/x"]["lang_original"] == "en"
    assert rows["q/x"]["status"] == "no_original"
    assert rows["q/x"]["agreement"] > 0.4
    assert rows["q/x"]["reference_translation"]
    assert "stub@1:0" in rows["q/x"]["signature"]


def test_without_a_package_the_status_stays_and_the_checks_run() -> None:
    rows = report(pl.concat([versions(OVENS), versions({"q/k": "오븐 47대를 샀습니다"}, "ko")]), serving())
    assert (rows["q/k"]["status"], rows["q/k"]["agreement"]) == ("no_original", None)
    assert rows["q/k"]["reference_translation"] is None
    assert any(note.startswith("no package en-ko") for note in rows["q/k"]["notes"])
    assert "number" in rows["q/k"]["categories"]


def test_a_back_translation_is_marked_and_stands_for_nobody() -> None:
    russian = {
        "q/r": "Пекарня купила 12 печей.",
        "q/s": "Пекарня купила 12 печей в Норвегии.",
    }
    english = {"q/a": OVENS["q/a"], "q/b": OVENS["q/b"]}
    frame = pl.concat([versions(english), versions(russian, "ru")]).with_columns(original_lang=pl.lit("rus"))
    rows = report(frame)
    assert {row["original_version_id"] for row in rows.values()} == {"q/a", "q/b"}
    back = "in the language of the missing original: a re-quotation or a back-translation"
    assert {name for name, row in rows.items() if back in row["notes"]} == {"q/r", "q/s"}


def test_relations() -> None:
    minor, major = Finding("tone", "minor", 0.5, "milder"), Finding("number", "major", 0.5, "more")
    assert contradiction([]) == 0
    assert contradiction([major]) == pytest.approx(0.5)
    assert contradiction([major, minor]) == pytest.approx(1 - 0.5 * 0.85)
    assert Relation(0.25, 0.8).disagreement == pytest.approx(0.25 * 0.8)
    assert Relation(0.5, None).disagreement is None
    assert Relation(0.5, None, 0.3).disagreement is None
    assert Relation(0.25, 0.0, 0.2).disagreement == pytest.approx(0.25 * 0.2)
    assert Relation(0.25, 0.8, 1).closeness == Relation(0.25, 0.8).closeness
    assert Relation(0.5, 0.5).closeness == pytest.approx(0.25)
    assert Relation(0.5, 0.5, different=0.5).closeness == pytest.approx(0.125)
    assert Relation(0.5, 0.5).log_odds is None
    assert Relation(0.5, None, different=0.5).log_odds == 0
    assert Relation(0.5, 0.8, different=0.75).log_odds == pytest.approx(math.log(3) + 3 * 0.4)
    assert Relation(0.5, 0.0, different=0.0).log_odds == pytest.approx(-math.log(99))


def test_the_odds_of_the_model_make_the_outlier() -> None:
    relations = {pair: Relation(0.5, 0.0, different=0.9 if 2 in pair else 0.5) for pair in combinations(range(4), 2)}
    found = [standing(version, 4, relations).outlier for version in range(4)]
    assert found == [0, 0, pytest.approx((math.sqrt(9) - 1) / (math.sqrt(9) + 1)), 0]


def test_the_one_that_contradicts_the_others_stands_apart() -> None:
    relations = {pair: Relation(0.64, 0.9 if 2 in pair else 0.0) for pair in combinations(range(4), 2)}
    found = [standing(i, 4, relations) for i in range(4)]
    assert found[2].outlier == pytest.approx(0.9 * 0.64)
    assert [found[i].outlier for i in (0, 1, 3)] == [0, 0, 0]
    assert (found[2].contradicts, found[2].agrees) == ((0, 1, 3), ())
    assert (found[0].contradicts, found[0].agrees) == ((2,), (1, 3))
    assert medoid([1, 2, 3], [1, 2, 3], relations) == 1


NUMBERS = st.floats(0, 1)


@given(st.integers(2, 6).flatmap(lambda n: st.lists(st.tuples(NUMBERS, NUMBERS), min_size=n * n, max_size=n * n)))
def test_standings_stay_in_range_and_the_farthest_is_the_outlier(values: list[tuple[float, float]]) -> None:
    count = round(len(values) ** 0.5)
    relations = {pair: Relation(*values[i]) for i, pair in enumerate(combinations(range(count), 2))}
    found = [standing(i, count, relations) for i in range(count)]
    assert all(each.agreement is not None and 0 <= each.agreement <= 1 for each in found)
    assert all({*each.agrees, *each.contradicts} == {*range(count)} - {i} for i, each in enumerate(found))
    if count > 2:
        outliers = [each.outlier or 0.0 for each in found]
        assert all(0 <= value <= 1 for value in outliers)
