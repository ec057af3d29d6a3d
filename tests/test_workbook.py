"""Excel in: the first sheet, strings as they are, rows counted as Excel counts them."""

from __future__ import annotations

import io
import logging
import sys
from datetime import date, datetime
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from tests.conftest import stub_pipeline
from tests.hostile import workbook
from transcompare import workbook as reader
from transcompare.errors import InputError
from transcompare.files import line_numbers, read_files


def test_rows_and_their_numbers(tmp_path: Path) -> None:
    path = tmp_path / "q.xlsx"
    path.write_bytes(workbook([[], ["quote_id", "text", "lang"], ["q", "Да.", "ru"], [], ["q", "=1+1", "en"], ["r"]]))
    frame = read_files([path])
    assert frame.select("_row", "quote_id", "text", "lang").rows() == [
        (3, "q", "Да.", "ru"),
        (5, "q", "=1+1", "en"),
        (6, "r", None, None),
    ]
    assert line_numbers(str(path)) == {3: 3, 5: 5, 6: 6}


def test_rejects_name_the_row_that_excel_shows(tmp_path: Path) -> None:
    path = tmp_path / "q.xlsx"
    path.write_bytes(workbook([["quote_id", "text"], ["q", "Да."], [], ["", "нет"], ["q", "a", "b"]]))
    rejects = stub_pipeline().run(path).rejects
    assert rejects["row"].to_list() == [4, 5]
    assert "3 cells where the header has 2" in rejects["reason"][1]


def test_values_are_written_as_people_see_them(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["quote_id", "text", "whole", "half", "day", "moment", "sure", "lines"])
    sheet.append([7, "a", 12.0, 0.5, date(2024, 2, 29), datetime(2024, 2, 29, 12, 30), True, "a_x000D_\nb"])
    book.save(tmp_path / "v.xlsx")
    row = read_files([tmp_path / "v.xlsx"]).row(0)[4:]
    assert row == ("7", "a", "12", "0.5", "2024-02-29", "2024-02-29T12:30:00", "true", "a\nb")


def test_other_sheets_are_named_not_read(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "q.xlsx"
    path.write_bytes(workbook([["quote_id", "text"], ["q", "a"]], "Notes"))
    with caplog.at_level(logging.WARNING):
        assert read_files([path]).height == 1
    assert "not read: Notes" in caplog.text


def test_without_the_extra_the_error_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    path = tmp_path / "q.xlsx"
    path.write_bytes(workbook([["quote_id", "text"], ["q", "a"]]))
    with pytest.raises(InputError, match=r"transcompare\[excel\]"):
        read_files([path])


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_UNPACKED", 1000)
    path = tmp_path / "q.xlsx"
    path.write_bytes(workbook([["quote_id", "text"], ["q", "a"]]))
    with pytest.raises(InputError, match="unpacks to more than"):
        read_files([path])


def test_a_workbook_on_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    content = workbook([["quote_id", "text"], ["q", "a"]])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert read_files(["-"])["text"].to_list() == ["a"]


def test_a_sheet_that_is_empty_is_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "q.xlsx"
    path.write_bytes(workbook([]))
    with pytest.raises(InputError, match="is empty"):
        read_files([path])


def test_the_columns_of_a_workbook_are_those_of_a_csv_file(tmp_path: Path) -> None:
    rows = [["quote_id", "text", "outlet"], ["q", "Порт открыт.", "Gull"], ["q", "The port is open.", "Tern"]]
    (tmp_path / "q.xlsx").write_bytes(workbook(rows))
    (tmp_path / "q.csv").write_text("\n".join(",".join(row) for row in rows), "utf-8")
    book, text = (read_files([tmp_path / name]).drop("_file", "_row") for name in ("q.xlsx", "q.csv"))
    assert isinstance(book, pl.DataFrame)
    assert book.equals(text)
