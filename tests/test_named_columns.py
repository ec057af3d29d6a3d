"""Files that call their columns otherwise: what the messages propose, and `--column` and `[read] columns`."""

from __future__ import annotations

import shlex
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner, Result

from tests.conftest import stub_pipeline
from transcompare import columns, files, schema
from transcompare.cli import app
from transcompare.commands import completion
from transcompare.errors import ConfigError
from transcompare.pipeline import Pipeline
from transcompare.stages.read import Read

DESK = """\ufeffNo.;Language;Who;Paper;Quote
pier-1;RU;Savva Plotnikov;Устье-ТВ;Мы не исключаем, что причал закроют.
pier-1;EN;Savva Plotnikov;Heron Post;We rule out closing the pier.
pier-2;RU;Savva Plotnikov;Устье-ТВ;Паром ходит каждый день.
pier-2;EN;Savva Plotnikov;Heron Post;The ferry runs every day.
"""
GIVEN = {"quote_id": "No.", "lang": "Language", "speaker": "Who", "outlet": "Paper", "text": "Quote"}


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["run", *words])


@pytest.fixture
def desk(tmp_path: Path) -> str:
    """As a spreadsheet exports it: semicolons, a byte order mark, names of its own."""
    path = tmp_path / "desk.csv"
    path.write_text(DESK, "utf-8")
    return str(path)


def test_the_message_proposes_options_that_work(desk: str, tmp_path: Path) -> None:
    refused = run(desk)
    assert refused.exit_code == 3
    assert "rows 1 to 4: The file has no column 'quote_id'. It has: No., Language, Who, Paper, Quote." in " ".join(
        refused.stdout.split()
    )
    proposed = refused.stdout.partition("which is which:\n")[2].partition("\n")[0].strip()
    assert proposed == "--column quote_id=No. --column lang=Language --column speaker=Who --column text=Quote"
    report = tmp_path / "r.parquet"
    done = run(desk, *shlex.split(proposed), "--column", "outlet=Paper", "-o", str(report))
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("0.9")
    assert "pier-1  Heron Post" in done.stdout.partition("\n")[0]
    frame = pl.read_parquet(report)
    assert frame["outlet"].to_list() == ["Heron Post"] * 2
    assert not {"No.", "Quote", "Paper"} & set(frame.columns)


def test_the_proposal_for_one_row_a_statement_is_quoted_for_a_shell() -> None:
    _, reason = columns.fault(["Nr", "Original (RU)", "Translation (EN)"]) or ("", "")
    assert reason.endswith(
        "--column quote_id=Nr --column 'original=Original (RU)' --column 'rendering=Translation (EN)'"
    )


def test_what_cannot_be_guessed_is_left_to_the_user() -> None:
    _, reason = columns.fault(["a", "b"]) or ("", "")
    assert reason.endswith("--column quote_id=YOURS --column text=YOURS")


def test_a_column_that_no_file_has_rejects_its_rows(desk: str) -> None:
    result = run(desk, "--column", "quote_id=No.", "--column", "text=Qote")
    assert result.exit_code == 3
    shown = " ".join(result.stdout.split())
    assert "no column 'Qote', which was given for 'text'. It has: quote_id, Language" in shown


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("txt=Quote", "'txt' is no column of a quote file. Did you mean 'text'?"),
        ("text=text", "'text' is there twice"),
    ],
)
def test_what_is_no_column_is_an_error(desk: str, given: str, message: str) -> None:
    result = run(desk, "--column", given)
    assert isinstance(result.exception, ConfigError)
    assert message in str(result.exception)


def test_an_option_without_a_column_is_wrong_usage(desk: str) -> None:
    result = run(desk, "--column", "text")
    assert result.exit_code == 2
    assert "write text=Quote" in result.output


def test_a_pipeline_file_names_columns_and_an_option_adds_to_it(desk: str, tmp_path: Path) -> None:
    config = tmp_path / "own.toml"
    config.write_text('[read]\ncolumns = { quote_id = "No.", text = "Who" }\n', "utf-8")
    pipeline = Pipeline.from_toml(config).with_columns({"text": "Quote"})
    read = pipeline.stages[0]
    assert isinstance(read, Read)
    assert read.columns == {"quote_id": "No.", "text": "Quote"}
    assert pipeline.config_hash() != Pipeline.default().config_hash()


def test_a_frame_a_file_and_a_run_in_parts_give_the_same(desk: str, tmp_path: Path) -> None:
    pipeline = stub_pipeline().with_columns(GIVEN)
    of_file = pipeline.run(desk)
    assert of_file.report.height == 2
    assert of_file.rejects.height == 0
    assert pipeline(pl.read_csv(desk, separator=";")).equals(of_file.report)
    pipeline.stream(desk, tmp_path / "parts", part_rows=2)
    assert pl.read_parquet(tmp_path / "parts" / "report").equals(of_file.report)
    usual = pl.read_csv(desk, separator=";").rename({own: name for name, own in GIVEN.items()})
    assert stub_pipeline()(usual).drop("signature").equals(of_file.report.drop("signature"))


def test_a_row_with_both_keeps_both() -> None:
    frame = pl.DataFrame({"quote_id": ["a", "b", "c"], "text": ["old", "only this", None], "Quote": ["new", " ", None]})
    read = Read(columns={"text": "Quote"})
    made = read(frame)
    assert made["text"].to_list() == ["new", "only this", None]
    assert made["text_input"].to_list() == ["old", None, None]
    assert made["reject"].to_list() == [None, None, "The row has no text."]


def test_renaming_again_changes_nothing() -> None:
    given = {"text": "Quote"}
    raw = files.as_raw(
        pl.DataFrame({"quote_id": ["a"], "text": ["x"], "text_input": ["y"], "Quote": ["z"]}), given=given
    )
    assert raw.select("text", "text_input", "text_input_input").rows() == [("z", "y", "x")]
    assert files.renamed(raw, given).equals(raw)


def test_annotations_point_at_the_rows_of_the_file(desk: str) -> None:
    words = [word for name, own in GIVEN.items() for word in ("--column", f"{name}={own}")]
    assert f"file={desk},line=3," in run(desk, *words, "--format", "github").stdout


def test_completion_knows_the_columns() -> None:
    names = [column.name for column in schema.INPUT]
    assert [*completion.COLUMNS] == [*names, "original", "rendering"]
    assert [*completion.columns("quo")] == ["quote_id="]
