"""Excel out: a sheet with a row a comparison, and one with a row a finding."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import polars as pl

from transcompare.comparison import findings
from transcompare.errors import OutputError
from transcompare.output import Document
from transcompare.output.flat import flat
from transcompare.workbook import INSTALL

MAX_CELL = 32_767
"""Characters (UTF-16 units, as Excel counts) that a cell holds; of longer texts the beginning is written."""
MAX_ROWS = 1_048_576
CUT = " [...]"


def as_workbook(document: Document) -> bytes:
    """The bytes of an .xlsx file, the same for the same report. Strings are strings: no formulas, no links.

    Raises:
        OutputError: the extra that writes it is not installed, or there are more rows than Excel takes.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        raise OutputError(f"Writing Excel files takes one more package: {INSTALL}") from error
    sheets = {"comparisons": flat(document.report), "findings": findings(document.report)}
    for name, table in sheets.items():
        if table.height >= MAX_ROWS:
            raise OutputError(f"{table.height:,} {name}: more than a sheet has rows. Export it as .csv or .jsonl.")
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)})
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    for name, table in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for column, (title, width) in enumerate(_widths(table)):
            sheet.set_column(column, column, width, wrapped)
            sheet.write_string(0, column, _fitting(title), bold)
        if table.width:
            sheet.autofilter(0, 0, table.height, table.width - 1)
        for at, row in enumerate(table.iter_rows(), start=1):
            _write(sheet, at, row)
    book.close()
    return file.getvalue()


def _write(sheet: Any, at: int, row: Iterable[Any]) -> None:
    for column, cell in enumerate(row):
        if isinstance(cell, str):
            sheet.write_string(at, column, _fitting(cell))
        elif cell is not None:
            sheet.write_number(at, column, cell)


def _widths(table: pl.DataFrame) -> list[tuple[str, int]]:
    """Wide columns for texts, narrow ones for numbers and codes."""
    longest = (table[name].str.len_chars().max() if table.schema[name] == pl.String else 0 for name in table.columns)
    return [
        (name, max(len(name) + 2, min(60, most if isinstance(most, int) else 0)))
        for name, most in zip(table.columns, longest, strict=True)
    ]


def _fitting(text: str) -> str:
    """What of `text` a cell holds."""
    size = len(text.encode("utf-16-le")) // 2 if len(text) > MAX_CELL // 2 else 0
    if size <= MAX_CELL:
        return text
    units = text.encode("utf-16-le")[: 2 * (MAX_CELL - len(CUT))]
    return units.decode("utf-16-le", "ignore") + CUT
