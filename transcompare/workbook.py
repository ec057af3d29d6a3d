"""Excel workbooks: the first sheet as rows of text."""

from __future__ import annotations

import io
import logging
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import zip_longest
from typing import Any

from transcompare.errors import InputError
from transcompare.formats import Record, one_line

INSTALL = "pip install 'transcompare[excel]'"
MAX_UNPACKED = 2**30
"""Bytes that the parts of a workbook may unpack to."""

_ESCAPED = re.compile(r"_x00([01][0-9A-F])_")
"""How a workbook writes control characters; Excel's line ends in a cell are often `_x000D_` and a line feed."""
_logger = logging.getLogger(__name__)


def records(stream: io.BufferedReader, name: str) -> Iterator[Record]:
    """The rows of the first sheet; the first row that is not empty is the header, `Record.row` the number Excel shows.

    Formulas give the value that was saved with them. Whole numbers lose the `.0` that Excel keeps them with, dates
    become ISO 8601. Blank rows are no records.

    Raises:
        InputError: it is no workbook, the header cannot be used, or the extra that reads it is not installed.
    """
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        raise InputError(f"{name}: reading Excel files takes one more package: {INSTALL}") from error
    data = io.BytesIO(stream.read())
    _refuse_bombs(data, name)
    try:
        workbook = load_workbook(data, read_only=True, data_only=True)
        sheets = workbook.worksheets
        if not sheets:
            raise InputError(f"{name}: the workbook has no sheet.")
        if len(sheets) > 1:
            unread = ", ".join(sheet.title for sheet in sheets[1:])
            _logger.warning("%s: only the first sheet, '%s', is read; not read: %s.", name, sheets[0].title, unread)
        sheets[0].reset_dimensions()  # what a sheet says of its own size is not always so
        yield from _rows(sheets[0].iter_rows(values_only=True), name)
    except InputError:
        raise
    except Exception as error:  # openpyxl lets all sorts of them through where a workbook is damaged
        raise InputError(f"{name}: the workbook cannot be read: {type(error).__name__}: {one_line(error)}.") from error


def _rows(rows: Iterator[tuple[Any, ...]], name: str) -> Iterator[Record]:
    header: list[str] | None = None
    for number, values in enumerate(rows, start=1):
        cells = [_text(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        if header is None:
            header = [(cell or "").strip() or f"column_{column}" for column, cell in enumerate(cells, start=1)]
            twice = sorted(cell[:40] for cell, count in Counter(header).items() if count > 1)
            if twice:
                raise InputError(f"{name}: the header names a column twice: {', '.join(twice[:10])}. Rename one.")
            continue
        reject = None
        if len(cells) > len(header):
            reject = f"{len(cells)} cells where the header has {len(header)}: name the columns, or empty the cells."
        yield Record(dict(zip_longest(header, cells[: len(header)])), reject, row=number, line=number)


def _text(value: object) -> str | None:
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer() and abs(value) < 2**53:
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case _:
            return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), str(value)).replace("\r\n", "\n")


def _refuse_bombs(data: io.BytesIO, name: str) -> None:
    try:
        with zipfile.ZipFile(data) as parts:
            size = sum(part.file_size for part in parts.infolist())
    except zipfile.BadZipFile as error:
        raise InputError(f"{name}: not an .xlsx workbook. Save it from Excel as .xlsx, or as CSV UTF-8.") from error
    if size > MAX_UNPACKED:
        raise InputError(f"{name}: unpacks to more than {MAX_UNPACKED:,} bytes. Save it as CSV and split it.")
