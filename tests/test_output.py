"""A report in other forms: everything is in it, and nothing in it does what it should not."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from tests.conftest import stub_pipeline
from transcompare import output
from transcompare.errors import InputError, OutputError
from transcompare.flow import Result
from transcompare.output import Document, Place
from transcompare.output.excel import MAX_CELL
from transcompare.output.flat import harmless
from transcompare.output.github import locate
from transcompare.output.mqm import HEADER
from transcompare.output.reports import read_report

ROWS = """quote_id,role,lang,outlet,desk,text
geese,original,ru,,,Продали 40 гусей.
geese,rendering,en,=Odd,@desk,"We sold 70
geese."
geese,rendering,en,Even,,We sold 40 geese.
late,rendering,xx-klingon,Even,,Nothing.
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "q,1.csv"
    path.write_text(ROWS, "utf-8")
    return path


@pytest.fixture
def result(source: Path) -> Result:
    return stub_pipeline({"Продали 40 гусей.": "We sold 40 geese."}).run(source)


def document(result: Result) -> Document:
    return Document(result.report, result.rejects)


def test_json_and_jsonl_are_the_report(result: Result) -> None:
    array = json.loads(output.text("json", document(result)))
    lines = [json.loads(line) for line in output.text("jsonl", document(result)).splitlines()]
    assert array == lines
    assert [row["version_id"] for row in array] == result.report["version_id"].to_list()
    assert list(array[0]) == result.report.columns


def test_csv_has_a_row_a_comparison_and_no_formula(result: Result) -> None:
    text = output.text("csv", document(result))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["version_id"] for row in rows] == result.report["version_id"].to_list()
    assert rows[0]["outlet"] == "'=Odd"
    assert rows[0]["desk"] == "'@desk"
    assert rows[0]["text_rendering"] == "We sold 70\ngeese."
    assert rows[0]["findings"].startswith("major number 0.")
    assert rows[0]["finding_count"] == "1"
    assert float(rows[1]["score_chrf"]) == 100
    assert float(rows[0]["score_logprob"]) < 0  # a number may begin with a minus


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        *((f"{sign}1", f"'{sign}1") for sign in "=+-@\t\r"),
        ("a=1", "a=1"),
        ("", ""),
        ("'=1", "'=1"),
        (-1.5, -1.5),
        (None, None),
    ],
)
def test_harmless(cell: object, expected: object) -> None:
    assert harmless(cell) == expected


def test_github_points_at_file_and_line(source: Path, result: Result) -> None:
    located = locate(document(result), [str(source)], stub_pipeline())
    error, reject, summary = output.text("github", located).splitlines()
    path = str(source).replace(",", "%2C")
    assert error.startswith(f"::warning file={path},line=3,title=major number%3A geese%2C =Odd::")
    assert "70" in error
    assert reject.startswith(f"::warning file={path},line=6,title=rejected row::row 4: ")
    assert summary == "2 renderings of 1 statement: " + summary.split(": ")[1]


def test_github_escapes_what_would_end_a_command() -> None:
    texts = ["Продали 40 гусей.", "We sold 70\n::error::injected%0A"]
    frame = pl.DataFrame({"quote_id": "a:b,c%\n::", "lang": ["ru", "en"], "text": texts})
    report = stub_pipeline().run(frame).report
    text = output.text("github", Document(report, places={report["version_id"][0]: Place("x:y", None)}))
    lines = text.splitlines()
    assert len(lines) == report["findings"].list.len().sum() + 1
    for line in lines[:-1]:
        assert re.fullmatch(r"::(error|warning|notice) file=x%3Ay,title=[^:,]*::.*", line)
        assert "%0A::error" not in line or "%250A" in line
        assert "a%3Ab%2Cc%25" in line


def test_markdown_shows_text_as_text() -> None:
    texts = ["Приняли 40 <b>гусей</b> | @all", "We sold 70 *geese* | `x`"]
    frame = pl.DataFrame({"quote_id": "q|1", "outlet": ["", "@team [x](y)"], "lang": ["ru", "en"], "text": texts})
    text = output.text("markdown", Document(stub_pipeline().run(frame).report))
    row = text.splitlines()[2]
    assert len(re.findall(r"(?<!\\)\|", row)) == 7
    assert r"q\|1" in row
    assert r"&#64;team \[x\](y)" in row
    assert "@" not in text
    assert "**major number**" in row


def test_mqm_marks_the_words_on_both_sides(result: Result, tmp_path: Path) -> None:
    path = tmp_path / "r.mqm.tsv"
    output.write(document(result), path)
    header, *lines = path.read_text("utf-8").split("\n")[:-1]
    assert tuple(header.split("\t")) == HEADER
    rows = [dict(zip(HEADER, line.split("\t"), strict=True)) for line in lines]
    assert [(row["system"], row["doc"], row["globalSegId"]) for row in rows] == [
        ("=Odd", "geese", "1"),
        ("Even", "geese", "1"),
    ]
    assert rows[0]["source"] == "Продали <v>40</v> гусей."
    assert rows[0]["target"] == "We sold <v>70</v> geese."
    assert (rows[0]["category"], rows[0]["severity"]) == ("Accuracy/Mistranslation", "Major")
    assert json.loads(rows[0]["metadata"])["category"] == "number"
    assert (rows[1]["category"], rows[1]["severity"]) == ("No-error", "No-error")


def test_mqm_texts_cannot_break_the_table_or_the_marks() -> None:
    texts = ["Продали 40\tгусей.", "We <v>sold</v>\r\n70 geese."]
    frame = pl.DataFrame({"quote_id": "q\t1", "lang": ["ru", "en"], "outlet": "Same", "text": texts})
    frame = pl.concat([frame, frame[1:].with_columns(text=pl.lit("We sold 80 geese."))])
    from transcompare.output.mqm import as_mqm

    rows = [line.split("\t") for line in as_mqm(Document(stub_pipeline().run(frame).report)).split("\n")[1:-1]]
    assert {len(row) for row in rows} == {len(HEADER)}
    assert rows[0][6] == "We < v>sold< /v>  <v>70</v> geese."
    assert len({row[0] for row in rows}) == 2, "two renderings by one outlet are two systems"


def test_excel_holds_strings_as_strings(result: Result, tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    output.write(document(result), path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["comparisons", "findings"]
    header, first, second = book["comparisons"].iter_rows()
    cells = {name.value: cell for name, cell in zip(header, first, strict=True)}
    assert (cells["outlet"].value, cells["outlet"].data_type) == ("=Odd", "s")
    assert cells["divergence"].data_type == "n"
    assert cells["text_rendering"].value == "We sold 70\ngeese."
    assert not any(cell.hyperlink for cell in (*first, *second))
    assert book["findings"].max_row == 1 + result.report["findings"].list.len().sum()


def test_excel_files_are_the_same_bytes_and_long_texts_are_cut(tmp_path: Path) -> None:
    texts = ["Паром. " * 6000, "https://example.org/ " * 3000]
    report = stub_pipeline().run(pl.DataFrame({"quote_id": "q", "lang": ["ru", "en"], "text": texts})).report
    for name in ("a.xlsx", "b.xlsx"):
        output.write(Document(report), tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    cells = [cell.value for cell in list(openpyxl.load_workbook(tmp_path / "a.xlsx")["comparisons"])[1]]
    long = [cell for cell in cells if isinstance(cell, str) and len(cell) > 1000]
    assert all(len(cell) == MAX_CELL and cell.endswith(" [...]") for cell in long)
    assert len(long) >= 2


def test_without_the_extra_the_error_says_what_to_install(
    result: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(OutputError, match=r"transcompare\[excel\]"):
        output.write(document(result), tmp_path / "r.xlsx")
    assert not (tmp_path / "r.xlsx").exists()


@pytest.mark.parametrize("suffix", sorted(output.FILES))
def test_every_file_format_takes_a_report_without_rows(result: Result, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"empty{suffix}"
    output.write(Document(result.report.clear()), path)
    assert path.exists()


@pytest.mark.parametrize("name", sorted(output.TEXT))
def test_every_text_format_takes_a_report_without_rows(result: Result, name: str) -> None:
    assert "geese" not in output.text(name, Document(result.report.clear(), result.rejects.clear()))


def test_an_unknown_suffix_is_an_error_that_names_the_known_ones(result: Result, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"\.mqm\.tsv, \.csv, \.xlsx"):
        output.write(document(result), tmp_path / "r.docx")


def test_what_is_no_report_is_an_error(tmp_path: Path, result: Result) -> None:
    (tmp_path / "no.parquet").write_bytes(b"PAR1")
    result.rejects.write_parquet(tmp_path / "rejects.parquet")
    for name in ("no.parquet", "missing.parquet", "rejects.parquet"):
        with pytest.raises(InputError, match=f"{name}: no report"):
            read_report(tmp_path / name)


def test_an_older_report_is_read(tmp_path: Path, result: Result) -> None:
    result.report.drop("words", "passages", "outlier").write_parquet(tmp_path / "old.parquet")
    assert read_report(tmp_path / "old.parquet").columns == result.report.columns
