"""Loose originals and renderings: who belongs to whom, and that no row is lost."""

from __future__ import annotations

import math
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import transcompare
from tests.conftest import StubSettings
from transcompare.cli import app
from transcompare.matching import match_lists, scoring, terms
from transcompare.matching.circumstances import days
from transcompare.matching.index import COMMON, LOOKED_UP, Index
from transcompare.matching.matching import EXTRA
from transcompare.matching.reading import read
from transcompare.matching.speakers import person, same

KNOWN = {
    "Мост через реку Ольшанку откроют в сентябре.": "The bridge over the river Olshanka will open in September.",
    "Паром больше не будет ходить по воскресеньям.": "The ferry will no longer run on Sundays.",
    "Урожай яблок вырос до 40 тысяч тонн.": "The apple harvest grew to 40 thousand tonnes.",
    "Театр закрывают на ремонт до весны.": "The theatre is closed for repairs until spring.",
}
RENDERINGS = {
    "The bridge across the Olshanka river opens in September.": 0,
    "In September the bridge over the river Olshanka will open.": 0,
    "The ferry no longer runs on Sundays.": 1,
    "The apple harvest grew to 40,000 tonnes.": 2,
    "The theatre will be closed until spring for repairs.": 3,
    "Nobody has asked the lighthouse keeper about his geese.": None,
}
ENGINE = StubSettings(known=KNOWN)
ORIGINALS_FRAME = pl.DataFrame({"text": list(KNOWN), "lang": "ru"})
RENDERINGS_FRAME = pl.DataFrame({"text": list(RENDERINGS), "lang": "en"})


def linked(table: pl.DataFrame) -> dict[str, str | None]:
    """The text of each rendering to that of the original whose id it has."""
    originals = table.filter(role="original").select("quote_id", original="text")
    rows = table.filter(role="rendering").join(originals, on="quote_id", how="left").select("text", "original")
    return dict(rows.iter_rows())


def test_renderings_are_linked_with_their_originals_or_with_none() -> None:
    result = match_lists(ORIGINALS_FRAME, RENDERINGS_FRAME, ENGINE)
    texts = list(KNOWN)
    assert linked(result.statements) == {text: None if own is None else texts[own] for text, own in RENDERINGS.items()}
    confidence = result.statements.filter(role="rendering").select("text", *EXTRA).rows_by_key("text", unique=True)
    assert confidence.pop("Nobody has asked the lighthouse keeper about his geese.") == (None, None)
    assert all(0.5 <= best <= 1 and 0 <= second <= 1 - best + 2e-6 for best, second in confidence.values())
    assert sum(result.counts.values()) == 6
    assert result.counts["unlinked"] == 1
    assert result.rejects.is_empty()
    assert result.unserved == ()


def test_without_its_original_a_rendering_stays_alone_and_run_says_so() -> None:
    fewer = ORIGINALS_FRAME.filter(~pl.col("text").str.contains("Паром"))
    table = match_lists(fewer, RENDERINGS_FRAME, ENGINE).statements
    assert linked(table)["The ferry no longer runs on Sundays."] is None
    report = transcompare.run(table)
    status = dict(report.select("text_rendering", "status").iter_rows())
    assert status["The ferry no longer runs on Sundays."] == "single_version"
    assert status["The apple harvest grew to 40,000 tonnes."] == "ok"
    assert "match_confidence" in report.columns


def test_ids_of_originals_are_kept_and_no_other_row_gets_them() -> None:
    originals = ORIGINALS_FRAME.with_columns(
        quote_id=pl.Series(["1", "2", "3", None]), version_id=pl.Series(list("abcd"))
    )
    renderings = RENDERINGS_FRAME.with_columns(
        quote_id=pl.Series(["7", "7", "1", "1", None, "2"]),
        version_id=pl.Series([*"abc", None, None, "f"]),
        outlet=pl.lit("Post"),
    )
    table = match_lists(originals, renderings, ENGINE).statements
    by_text = table.rows_by_key("text", named=True, unique=True)
    assert [by_text[text]["quote_id"] for text in list(KNOWN)[:3]] == ["1", "2", "3"]
    assert by_text["The apple harvest grew to 40,000 tonnes."]["quote_id"] == "3"
    assert by_text["The apple harvest grew to 40,000 tonnes."]["quote_id_input"] == "1"
    alone = by_text["Nobody has asked the lighthouse keeper about his geese."]
    assert alone["quote_id"] == "rendering:2"
    assert alone["version_id"] == "f"
    assert alone["outlet"] == "Post"
    assert by_text["The ferry no longer runs on Sundays."]["version_id"] == "rendering:c"
    assert table["version_id"].is_unique().all()
    assert table.columns[:9] == ["quote_id", "text", "lang", "role", "version_id", "speaker", "date", "outlet", "url"]


def test_rows_that_cannot_be_used_are_rejected_not_lost() -> None:
    originals = pl.concat([ORIGINALS_FRAME, pl.DataFrame({"text": ["", "Снег."], "lang": ["ru", "ru"]})])
    originals = originals.with_columns(role=pl.Series([None] * 5 + ["rendering"], dtype=pl.String))
    renderings = pl.concat([RENDERINGS_FRAME, pl.DataFrame({"text": ["Snow."], "lang": ["klingon"]})])
    result = match_lists(originals, renderings, ENGINE)
    assert result.statements.height + result.rejects.height == originals.height + renderings.height
    assert result.rejects["column"].to_list() == ["text", "role", "lang"]


def test_the_order_of_rows_does_not_matter() -> None:
    table = match_lists(ORIGINALS_FRAME, RENDERINGS_FRAME, ENGINE).statements
    back = match_lists(ORIGINALS_FRAME.reverse(), RENDERINGS_FRAME.reverse(), ENGINE).statements
    assert table.sort("version_id").equals(back.sort("version_id"))


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.sampled_from([*KNOWN, "", "…", "12", "мост"])), st.lists(st.sampled_from([*RENDERINGS, "", " ", "12"]))
)
def test_no_row_is_ever_lost(originals: list[str], renderings: list[str]) -> None:
    here, there = (
        pl.DataFrame({"text": texts, "lang": lang}, schema={"text": pl.String, "lang": pl.String})
        for texts, lang in ((originals, ["ru"] * len(originals)), (renderings, ["en"] * len(renderings)))
    )
    result = match_lists(here, there, ENGINE)
    assert result.statements.height + result.rejects.height == len(originals) + len(renderings)
    assert result.statements["version_id"].is_unique().all()


def test_ids_are_made_for_lists_of_any_length() -> None:
    many = pl.DataFrame({"text": [f"Geese number {i} are fond of barley." for i in range(20_001)], "lang": "en"})
    assert read(many, "rendering")["quote_id"].n_unique() == many.height


def test_two_originals_with_one_text_do_not_compete() -> None:
    twice = pl.concat([ORIGINALS_FRAME, ORIGINALS_FRAME.head(1)])
    assert linked(match_lists(twice, RENDERINGS_FRAME, ENGINE).statements)[next(iter(RENDERINGS))] == next(iter(KNOWN))


def test_speaker_and_date_tell_apart_what_the_text_cannot() -> None:
    originals = pl.DataFrame(
        {
            "text": ["Мы согласны.", "Мы согласны, да."],
            "lang": "ru",
            "speaker": ["Вера Кольцова", "Пётр Жилин"],
            "date": ["2024-05-01", "2024-09-01"],
        }
    )
    renderings = pl.DataFrame(
        {"text": ["We agree."], "lang": "en", "speaker": ["Pyotr Zhilin, mayor"], "date": ["2024-09-02"]}
    )
    engine = StubSettings(known={"Мы согласны.": "We agree.", "Мы согласны, да.": "We agree, yes."})
    assert linked(match_lists(originals, renderings, engine).statements) == {"We agree.": "Мы согласны, да."}


def test_without_a_package_names_and_numbers_link_and_it_is_said() -> None:
    originals = pl.DataFrame({"text": ["박물관은 2027년 3월 14일에 1,250명을 초대한다."], "lang": "ko"})
    renderings = pl.DataFrame({"text": ["The museum invites 1,250 people on 14 March 2027."], "lang": "en"})
    result = match_lists(originals, renderings, ENGINE)
    assert result.unserved == (("ko", "en"),)
    assert result.statements.height == 2


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Сергей Лавров", "Sergei Lavrov", True),
        ("Сергей Викторович Лавров", "Foreign Minister S. Lavrov", True),
        ("Лавров", "Sergey Lavrov", True),
        ("SERGEY LAVROV", "сергей лавров", True),
        ("Н. Лавров", "S. Lavrov", False),
        ("Ivan Lavrov", "Сергей Лавров", False),
        ("Мария Захарова", "Sergey Lavrov", False),
        ("press office", "Press Office", True),
        ("press office", "mayor's office", False),
    ],
)
def test_speakers_across_scripts(one: str, other: str, expected: bool) -> None:
    assert same([one], [other]).height == expected
    assert same([other], [one]).height == expected


def test_an_office_is_no_certain_person() -> None:
    assert person("press office") is None or not person("press office").certain  # type: ignore[union-attr]
    rodion = person("Rodion Taltsev, deputy agriculture minister")
    assert rodion is not None
    assert rodion.certain
    assert rodion.words == ("Rodion", "Taltsev")


def test_a_day_is_read_only_where_it_can_be_told() -> None:
    dates = pl.DataFrame({"date": ["2024-03-04T10:00:00Z", "04.03.2024", "03/04/2024", "soon", None]})
    assert dates.select(days("date").cast(pl.String)).to_series().to_list() == [
        "2024-03-04",
        "2024-03-04",
        None,
        None,
        None,
    ]


def test_terms_are_the_same_across_scripts() -> None:
    kinds: tuple[terms.Kind, ...] = ("names", "numbers")
    there = terms.texts(["Вчера Кольцова сказала: в КНДР сто тысяч лодок."], "ru", kinds)
    here = terms.texts(["Yesterday Koltsova said there are 100,000 boats in North Korea."], "en", kinds)
    shared = set(there["term"]) & set(here["term"])
    assert {kind for kind, term in here.select("kind", "term").iter_rows() if term in shared} == {"names", "numbers"}


def indexed(texts: list[str]) -> Index:
    """The index of English originals."""
    return Index.of(terms.texts(texts, "en", ("words", "numbers")), pl.Series(range(len(texts)), dtype=pl.UInt32))


def test_what_everybody_says_is_not_looked_up() -> None:
    index = indexed([f"common {i:x}item" for i in range(COMMON + 100)])
    assert index.candidates(terms.texts(["common"], "en", ("words", "numbers")), 5).is_empty()


def test_what_everybody_says_counts_once_a_rare_word_has_found_the_original() -> None:
    index = indexed(["heron", *(f"common {i:x}item" for i in range(COMMON + 100)), "common heron"])
    found = index.candidates(terms.texts(["common heron"], "en", ("words", "numbers")), 5)
    weights = dict(found.select("original", "words").iter_rows())
    assert set(weights) == {0, COMMON + 101}
    assert weights[COMMON + 101] > weights[0] > 0


def test_the_work_for_a_rendering_is_bounded_whatever_the_number_of_originals() -> None:
    words = [f"{letter}{letter}{letter}{letter}" for letter in "abcdefghijklmnopqrst"]
    kinds: tuple[terms.Kind, ...] = ("words",)
    originals = [words[i % len(words)] for i in range(len(words) * 400)]
    found = indexed(originals).candidates(terms.texts([" ".join(words)], "en", kinds), len(originals))
    # The words are equally rare: as many are looked up as the limit needs, not all twenty.
    assert found.height == math.ceil(LOOKED_UP / 400) * 400
    assert indexed(originals).candidates(terms.texts([" ".join(words)], "en", kinds), 5).height == 5


def test_shares_count_both_sides() -> None:
    index = indexed(["heron crane stork", "goose"])
    row = index.candidates(terms.texts(["heron crane"], "en", ("words", "numbers")), 5).row(0, named=True)
    assert row["original"] == 0
    assert row["words"] == pytest.approx(row["mass_words"])
    assert row["original_words"] == pytest.approx(row["mass_original_words"] * 2 / 3)


def test_the_lexicon_finds_what_the_translation_worded_differently() -> None:
    originals = ["Пожарные спасли собаку из реки.", "Учителя купили новые книги."]
    there = terms.meanings(originals, "ru", "en", translated=True)
    here = terms.meanings(["Firefighters rescued the dog from the river."], "en", "ru", translated=False)
    own, other = (set(there.filter(row=row)["term"]) for row in (0, 1))
    said = set(here["term"])
    assert len(said & own) >= 2 > len(said & other)
    assert set(there["kind"]) == {"meanings"}


@pytest.mark.parametrize("languages", [("ru", "ru"), ("de", "ko")])
def test_without_a_lexicon_there_are_no_meanings(languages: tuple[str, str]) -> None:
    assert terms.meanings(["Слово 12"], *languages, translated=True).is_empty()


def test_free_translations_are_linked_although_our_translation_has_other_words() -> None:
    known = {
        "Пожарные спасли собаку из реки.": "Firemen saved one hound out of some stream.",
        "Учителя купили новые книги для школы.": "Pedagogues acquired fresh volumes for a college.",
        "Дождь испортил праздник в деревне.": "Precipitation wrecked a feast at some hamlet.",
    }
    printed = ["Firefighters rescued a dog from the river.", "Teachers bought new books for the school."]
    table = match_lists(
        pl.DataFrame({"text": list(known), "lang": "ru"}),
        pl.DataFrame({"text": printed, "lang": "en"}),
        StubSettings(known=known),
    ).statements
    assert linked(table) == dict(zip(printed, known, strict=False))


def test_there_is_a_weight_for_every_signal_and_none_speaks_the_wrong_way() -> None:
    for name, signals in scoring.SIGNALS.items():
        weights = scoring.model(name).weights
        assert set(weights) == set(signals)
        for signal, weight in weights.items():
            assert (weight <= 0) if signal.endswith("_missing") or signal == "longer" else (weight >= 0)


def write(path: Path, frame: pl.DataFrame) -> str:
    frame.write_csv(path)
    return str(path)


def test_the_command_writes_a_file_that_run_takes(tmp_path: Path) -> None:
    samples = pl.read_csv(Path(__file__).parents[1] / "samples" / "statements.csv", infer_schema=False)
    chosen = samples.filter(pl.col("quote_id").is_in(["river-freight", "ferry-summer", "boats-wind"]))
    chosen = (
        chosen.filter(pl.col("lang").is_in(["ru", "en"]))
        .with_columns(statement="quote_id")
        .drop("quote_id", "version_id")
    )
    originals = write(tmp_path / "originals.csv", chosen.filter(role="original"))
    renderings = write(tmp_path / "renderings.csv", chosen.filter(role="rendering"))
    output = tmp_path / "statements.parquet"
    result = CliRunner().invoke(app, ["match", originals, renderings, "-o", str(output)])
    assert result.exit_code == 0, result.output
    assert "without an original" in result.output
    table = pl.read_parquet(output)
    assert table.height == chosen.height
    assert table.group_by("quote_id").agg(pl.col("statement").n_unique())["statement"].max() == 1
    assert table["match_confidence"].drop_nulls().len() >= 0.8 * chosen.filter(role="rendering").height
    assert transcompare.match(originals, renderings).equals(table)


def test_standard_input_holds_one_list(tmp_path: Path) -> None:
    renderings = write(tmp_path / "b.csv", pl.DataFrame({"text": ["Geese are fond of barley."], "lang": ["en"]}))
    result = CliRunner().invoke(app, ["match", "-", renderings, "-q"], input="text,lang\nСнег идёт с утра.,ru\n")
    assert result.exit_code == 3
    twice = CliRunner().invoke(app, ["match", "-", "-"])
    assert isinstance(twice.exception, transcompare.InputError)


def test_nothing_linked_is_exit_code_3(tmp_path: Path) -> None:
    originals = write(tmp_path / "a.csv", pl.DataFrame({"text": ["Снег идёт с утра."], "lang": ["ru"]}))
    renderings = write(tmp_path / "b.csv", pl.DataFrame({"text": ["Geese are fond of barley."], "lang": ["en"]}))
    result = CliRunner().invoke(app, ["match", originals, renderings, "--json"])
    assert result.exit_code == 3
    assert result.output.count("\n") == 2
