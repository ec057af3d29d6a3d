"""Glossaries: what a file may hold, what is found with it, and how it becomes part of a run."""

from __future__ import annotations

import json
import pickle
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from tests.conftest import assert_offsets_hold, stub_pipeline
from transcompare import glossary, registry
from transcompare.checks.base import Finding, Link, Pair, Text
from transcompare.checks.glossary import GlossaryCheck
from transcompare.cli import app
from transcompare.errors import ConfigError, InputError
from transcompare.glossary import Term
from transcompare.patterns import tokens
from transcompare.pipeline import Pipeline
from transcompare.text import Span

HEADER = "source_lang,source,target_lang,target,kind,note,severity\n"
TERMS = """
ru,прекращени* огня | перемири*,en,ceasefire | cease-fire,must,house style,
ru,спецслужб*,en,special service*,must_not,say intelligence service,minor
ru,спецслужб*,en,secret police,must_not,,critical
,,en,regime,must_not,,
ru,Заречн*,en,Zarechny | Zarechnyi,name,,
ru,порт*,en,port*,must,,minor
uk,порт*,en,harbour*,must,,
ru,порт*,de,Hafen* | *hafen,must,,
"""
CEASEFIRE = "Стороны обсудили прекращение огня."


def write(tmp_path: Path, rows: str, header: str = HEADER, name: str = "terms.csv") -> Path:
    path = tmp_path / name
    path.write_text(header + rows, "utf-8")
    return path


@pytest.fixture
def terms(tmp_path: Path) -> tuple[Term, ...]:
    return glossary.read(write(tmp_path, TERMS))


def found(terms: tuple[Term, ...], original: str, rendering: str, languages: str = "ru>en") -> list[tuple[str, ...]]:
    """Category, severity and the words of both sides of each finding."""
    source, target = languages.split(">")
    pair = Pair(Text(original, source), Text(rendering, target))
    return [
        (
            finding.category,
            finding.severity,
            finding.original.of(original) if finding.original else "",
            finding.rendering.of(rendering) if finding.rendering else "",
        )
        for finding in GlossaryCheck(terms)(pair)
    ]


SILENT = [
    (CEASEFIRE, "The sides discussed a ceasefire."),
    (CEASEFIRE, "The sides discussed a CEASE-FIRE."),
    ("Перемирию конец.", "The cease-fire is over."),
    ("Стороны обсудили погоду.", "The sides discussed the weather."),
    ("Спецслужбы молчат.", "The intelligence services are silent."),
    ("Полиция молчит.", "The secret police are silent."),
    ("Мэр Заречного уехал.", "The mayor of Zarechnyi left."),
    ("Мэр Заречного уехал.", "The mayor of Zarechny left."),
    ("Порты закрыты.", "Ports are shut."),
    ("Импорт упал.", "Supply fell."),
    ("Режим работы прежний.", "Opening hours are the same."),
    ("", ""),
]
REPORTED = [
    (CEASEFIRE, "They want a truce.", ("word-sense", "major", "прекращение огня", "They want a truce")),
    ("Перемирию конец", "The truce is over", ("word-sense", "major", "Перемирию", "The truce is over")),
    ("Спецслужбы молчат", "Special services are silent", ("word-sense", "minor", "Спецслужбы", "Special services")),
    ("Спецслужбы молчат", "The secret police are silent", ("word-sense", "critical", "Спецслужбы", "secret police")),
    ("Власти молчат", "The Regime is silent", ("word-sense", "major", "", "Regime")),
    ("Заречный и река", "Sarechny by the river", ("named-entity", "major", "Заречный", "Sarechny by the river")),
    ("Порты закрыты", "Harbours are shut", ("word-sense", "minor", "Порты", "Harbours are shut")),
]  # fmt: skip


@pytest.mark.parametrize(("original", "rendering"), SILENT)
def test_silent_where_the_terms_are_kept(terms: tuple[Term, ...], original: str, rendering: str) -> None:
    assert found(terms, original, rendering) == []


@pytest.mark.parametrize(("original", "rendering", "expected"), REPORTED)
def test_reported_where_they_are_not(
    terms: tuple[Term, ...], original: str, rendering: str, expected: tuple[str, ...]
) -> None:
    (finding,) = found(terms, original, rendering)
    assert finding[:3] == expected[:3]
    assert finding[3].rstrip(".") == expected[3]


def test_terms_hold_for_their_languages(terms: tuple[Term, ...]) -> None:
    assert found(terms, "Порт закрыт", "The harbour is shut", "uk>en") == []
    assert found(terms, "Порт закрыт", "The port is shut", "uk>en") != []
    assert found(terms, "Порт закрыт", "Der Seehafen ist zu", "ru>de") == []
    assert found(terms, "Порт закрыт", "Der Kai ist zu", "ru>de") != []
    assert found(terms, CEASEFIRE, "Los dos hablaron", "ru>es") == []
    assert found(terms, CEASEFIRE, "The sides talked", "und>en") == []


def test_both_forbidden_words_and_each_place_are_reported(terms: tuple[Term, ...]) -> None:
    rendering = "The special service and the secret police, the special service again."
    assert [words for *_, words in found(terms, "Спецслужбы молчат, спецслужбы.", rendering)] == [
        "special service", "special service", "secret police",
    ]  # fmt: skip


def linked(original: list[str], rendering: list[str]) -> Pair:
    """A pair with the n-th sentences aligned; an empty one is no counterpart."""
    links, texts = [], ["", ""]
    for parts in zip(original, rendering, strict=True):
        spans = []
        for side, part in enumerate(parts):
            start = len(texts[side])
            texts[side] += f"{part} " if part else ""
            spans.append(Span(start, start + len(part)) if part else None)
        links.append(Link(spans[0], spans[1]))
    return Pair(Text(texts[0], "ru"), Text(texts[1], "en"), None, tuple(links))


def confidences(terms: tuple[Term, ...], pair: Pair) -> list[float]:
    return [finding.confidence for finding in GlossaryCheck(terms)(pair)]


def test_the_term_has_to_stand_in_the_aligned_part(terms: tuple[Term, ...]) -> None:
    apart = linked([CEASEFIRE, "Потом пили чай."], ["The sides discussed a truce.", "Tea after the ceasefire."])
    assert confidences(terms, apart) == [0.4]
    nowhere = linked([CEASEFIRE, "Потом пили чай."], ["The sides discussed a truce.", "Tea followed that."])
    assert confidences(terms, nowhere) == [0.9]


def test_what_was_left_out_lacks_no_term(terms: tuple[Term, ...]) -> None:
    assert confidences(terms, linked([CEASEFIRE, "Потом пили чай."], ["", "Tea followed that."])) == []
    assert confidences(terms, linked([CEASEFIRE], ["The sides met."])) == [0.4]


def test_a_missing_term_is_reported_once(terms: tuple[Term, ...]) -> None:
    assert len(confidences(terms, linked([CEASEFIRE] * 3, ["The sides discussed a truce."] * 3))) == 1


def test_the_message_has_the_terms_and_the_note(terms: tuple[Term, ...]) -> None:
    (finding,) = GlossaryCheck(terms)(Pair(Text(CEASEFIRE, "ru"), Text("The sides discussed a truce.", "en")))
    assert "'ceasefire' or 'cease-fire' for «прекращение огня»" in finding.message
    assert "(house style)" in finding.message


@pytest.mark.parametrize(
    ("category", "original", "rendering", "covered"),
    [
        ("named-entity", Span(4, 13), Span(13, 21), True),
        ("named-entity", Span(4, 13), None, True),
        ("named-entity", None, Span(13, 21), True),
        ("named-entity", Span(0, 3), Span(13, 21), False),
        ("named-entity", Span(4, 13), Span(22, 26), False),
        ("named-entity", None, None, False),
        ("number", Span(4, 13), Span(13, 21), False),
    ],
)
def test_findings_about_accepted_names_are_covered(
    terms: tuple[Term, ...], category: str, original: Span | None, rendering: Span | None, covered: bool
) -> None:
    pair = Pair(Text("Мэр Заречного уехал.", "ru"), Text("The mayor of Zarechny left.", "en"))
    (accepted,) = GlossaryCheck(terms).accepted(pair)
    assert accepted.covers(Finding(category, "major", 0.9, "m", original, rendering)) is covered


@given(st.text(), st.text(), st.text(alphabet="абв *|_#-", min_size=1))
def test_any_text_and_any_term_that_is_accepted_give_spans_inside(original: str, rendering: str, phrase: str) -> None:
    try:
        term = Term(kind="must_not", source_lang="ru", source=phrase, target_lang="en", target=phrase)
    except ValueError:
        return
    for finding in GlossaryCheck((term,))(Pair(Text(original, "ru"), Text(rendering, "en"))):
        assert finding.rendering is not None
        assert finding.rendering.of(rendering)


@given(st.text(alphabet="аbв’'-!« ", min_size=1))
def test_a_phrase_of_a_text_is_found_in_it(phrase: str) -> None:
    if any(token.word for token in tokens(phrase)):
        term = Term(kind="must_not", target_lang="en", target=phrase)
        assert list(GlossaryCheck((term,))(Pair(Text("Да.", "ru"), Text(phrase, "en"))))


def test_long_texts_with_many_terms(terms: tuple[Term, ...]) -> None:
    pair = linked([CEASEFIRE] * 3_000, ["Ceasefire, regime, ceasefire: Zarechny."] * 3_000)
    assert len(GlossaryCheck(terms).accepted(pair)) == 0
    assert len(confidences(terms, pair)) == 3_000


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("ru,порт,en,port,musst,,\n", "row 1, column 'kind': Input should be 'must', 'must_not' or 'name' ('musst')"),
        (
            "ru,порт,en,port,must,,\nxx,порт,en,port,must,,\n",
            "row 2, column 'source_lang': 'xx' is not a language code",
        ),
        ("ru,порт,klingon,port,must,,\n", "row 1, column 'target_lang': 'klingon' is not a language code"),
        ("ru,,en,port,must,,\n", "row 1, column 'source': a source and its source_lang are given together"),
        (",,en,port,must,,\n", "row 1, column 'source_lang': '' is not a language code"),
        (",порт,en,port,must_not,,\n", "row 1, column 'source': a source and its source_lang"),
        ("ru,порт,en,,must,,\n", "row 1, column 'target': it is empty"),
        ("ru,порт,en,port|,must,,\n", "row 1, column 'target': it is empty, or an alternative is ('port|')"),
        ("ru,по*рт,en,port,must,,\n", "row 1, column 'source': 'по*рт' is no pattern"),
        ("ru,*порт*,en,port,must,,\n", "row 1, column 'source': '*порт*' is no pattern"),
        ("ru,_ #,en,port,must,,\n", "row 1, column 'source': a pattern needs a word"),
        ("ru,порт,en,port,must,,terrible\n", "row 1, column 'severity': Input should be 'minor', 'major' or"),
        ("ru,порт,en,port,must\n", "row 1: 5 cells, but 7 columns"),
        ("ru,порт, склад,en,port,must,,\n", "row 1: 8 cells, but 7 columns. A cell with a comma"),
        ("\n\n", "has no terms"),
        ('ru,"порт,en,port,must,,\n', "Cannot read the glossary"),
    ],
)
def test_bad_rows_are_named_with_file_row_and_column(tmp_path: Path, rows: str, message: str) -> None:
    path = write(tmp_path, rows)
    with pytest.raises(InputError, match=re.escape(message)) as error:
        glossary.read(path)
    assert str(path) in str(error.value)


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("source_lang,source,target_lang,target\n", "no column 'kind'"),
        ("source_lang,source,target_lang,target,kind,noet\n", "'noet' too many. Did you mean 'note'?"),
        ("source_lang,source,target_lang,target,kind,kind\n", "'kind' too many"),
        ("", "no column 'source_lang'"),
    ],
)
def test_bad_headers_are_named(tmp_path: Path, header: str, message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)):
        glossary.read(write(tmp_path, "", header))


def test_unreadable_files_are_named(tmp_path: Path) -> None:
    path = tmp_path / "cp1251.csv"
    path.write_bytes((HEADER + "ru,порт,en,port,must,,\n").encode("cp1251"))
    for wrong in (path, tmp_path, tmp_path / "none.csv"):
        with pytest.raises(InputError, match=re.escape(str(wrong))):
            glossary.read(wrong)


def test_tabs_byte_order_mark_blank_rows_and_fewer_columns(tmp_path: Path) -> None:
    rows = "kind\ttarget\ttarget_lang\tsource\tsource_lang\n\nmust\tport, harbour\tEN\tпорт\tru-RU\n\t\t\t\t\n"
    (term,) = glossary.read(write(tmp_path, rows, "\ufeff", "terms.tsv"))
    assert (term.source_lang, term.target_lang, term.target, term.severity) == ("ru", "en", "port, harbour", "major")


QUOTES = pl.DataFrame(
    {
        "quote_id": ["q", "q"],
        "lang": ["ru", "en"],
        "text": ["Стороны \u00a0обсудили прекращение огня.", "The sides  discussed a truce."],
    }
)


def test_a_run_with_a_glossary(terms: tuple[Term, ...]) -> None:
    plain = stub_pipeline()
    pipeline = glossary.add(plain, terms)
    report = pipeline(QUOTES)
    assert_offsets_hold(report)
    (finding,) = [f for f in report["findings"][0] if f["check"] == "glossary"]
    assert finding["original_text"] == "прекращение огня"
    assert "+glossary.1" in report["signature"][0]
    assert "glossary" not in plain(QUOTES)["signature"][0]
    assert pickle.loads(pickle.dumps(pipeline))(QUOTES).equals(report)


def test_the_terms_are_in_the_config_and_the_place_of_the_file_is_not(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    first = glossary.read(write(tmp_path, TERMS))
    same = glossary.read(write(tmp_path / "elsewhere", TERMS))
    other = glossary.read(write(tmp_path, TERMS.replace("truce", "x").replace("regime", "junta")))
    hashes = [glossary.add(Pipeline.default(), terms).config_hash() for terms in (first, same, other)]
    assert hashes[0] == hashes[1] != hashes[2] != Pipeline.default().config_hash()
    assert json.dumps(glossary.add(Pipeline.default(), first).config()).count("house style") == 1


def test_terms_can_stand_in_the_pipeline_file() -> None:
    row = {"kind": "must", "source_lang": "ru", "source": "порт*", "target_lang": "en", "target": "port*"}
    pipeline = Pipeline.from_settings({"check": {"glossary": [row]}})
    assert pipeline.config_hash() == glossary.add(Pipeline.default(), [Term.model_validate(row)]).config_hash()
    with pytest.raises(ConfigError, match=r"\[check\] glossary\.0\.kind"):
        Pipeline.from_settings({"check": {"glossary": [row | {"kind": "may"}]}})


def test_a_pipeline_without_the_check_stage_cannot_take_terms(terms: tuple[Term, ...]) -> None:
    with pytest.raises(ConfigError, match="no stage 'check'"):
        glossary.add(Pipeline.from_settings({"stages": ["read", "normalize"]}), terms)


def test_accepted_names_silence_the_other_checks(monkeypatch: pytest.MonkeyPatch, terms: tuple[Term, ...]) -> None:
    class Names:
        name, version = "names", "1"

        def __call__(self, pair: Pair) -> list[Finding]:
            return [Finding("named-entity", "critical", 0.9, "m", Span(4, 13), Span(13, 21))]

    real = registry.load
    monkeypatch.setattr(registry, "load", lambda group, name: Names if name == "names" else real(group, name))
    texts = ["Мэр Заречного уехал.", "The mayor of Zarechny left."]
    quotes = QUOTES.with_columns(text=pl.Series(texts))
    stages: list[Any] = [
        stage.model_copy(update={"checks": ("names",)}) if stage.name == "check" else stage
        for stage in stub_pipeline().stages
    ]
    pipeline = Pipeline(tuple(stages))
    assert pipeline(quotes)["categories"].to_list() == [["named-entity"]]
    assert glossary.add(pipeline, terms)(quotes)["categories"].to_list() == [[]]


def test_the_commands_take_a_glossary(tmp_path: Path) -> None:
    path = str(write(tmp_path, TERMS))
    pair = [CEASEFIRE, "The sides discussed a truce."]
    done = CliRunner().invoke(app, ["check", *pair, "--from", "ru", "--to", "en", "--glossary", path, "--json"])
    assert [f["check"] for f in json.loads(done.stdout)["findings"]].count("glossary") == 1
    quotes = tmp_path / "quotes.csv"
    QUOTES.write_csv(quotes)
    done = CliRunner().invoke(app, ["run", str(quotes), "--glossary", path, "--json"])
    assert "glossary" in {f["check"] for f in json.loads(done.stdout)["findings"]}
    wrong = str(write(tmp_path, "ru,порт,en,port,musst,,\n"))
    done = CliRunner().invoke(app, ["run", str(quotes), "--glossary", wrong])
    assert isinstance(done.exception, InputError)
