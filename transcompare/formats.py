"""The formats of quote files: from bytes to records, one for each data row, whatever is wrong with it."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time
from functools import partial
from typing import NamedTuple

import polars as pl

from transcompare.errors import InputError


class Record(NamedTuple):
    """One data row of a file; with `reject`, `cells` has what could be made out."""

    cells: dict[str, str | None]
    reject: str | None = None
    column: str | None = None
    row: int | None = None
    """The row as its program numbers it, where that is not the 1-based data row."""
    line: int | None = None
    """The 1-based line of the file that it begins in, where there are lines."""


Reader = Callable[[io.BufferedReader, str], Iterator[Record]]
"""From a binary stream and its name (for messages) to records.

Raises InputError where the file as a whole cannot be read, and what the underlying libraries raise.
"""

_CYRILLIC = re.compile("[\udcc0-\udcff]{2}")
"""High bytes in a row, as surrogateescape has them: Russian as Windows writes it, for accents come one by one."""
_CONVERT = "convert the file, e.g. `iconv -f {} -t utf-8`"
_BOMS = {  # UTF-32 first: its little-endian mark begins like that of UTF-16
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}


# --- lines ---------------------------------------------------------------------------------------------


class _Lines(Iterator[str]):
    """Lines that remember where the current record began and its first byte that is not UTF-8."""

    def __init__(self, source: Iterable[str], offset: int = 0) -> None:
        self._source = iter(source)
        self.offset = offset
        self._lines = 0
        self.begin()

    @classmethod
    def decoded(cls, stream: io.BufferedReader, name: str) -> _Lines:
        """The lines of `stream`, ending in CR, LF or CRLF; a byte that is not UTF-8 is a lone surrogate.

        Raises:
            InputError: a byte order mark says that it is UTF-16 or UTF-32.
        """
        head = stream.peek(4)[:4]
        for mark, encoding in _BOMS.items():
            if head.startswith(mark):
                raise InputError(f"{name}: byte offset 0: {encoding}, not UTF-8; {_CONVERT.format(encoding.lower())}.")
        skip = len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0
        stream.read(skip)
        return cls(_text_lines(stream), skip)

    def begin(self) -> None:
        """Declare the next line the first of a record."""
        self.start = self.offset
        self.line = self._lines + 1
        self.first = ""
        self.count = 0
        self.undecodable: str | None = None

    def __next__(self) -> str:
        line = next(self._source)
        if not self.count:
            self.first = line
        self.count += 1
        self._lines += 1
        if self.undecodable is None:
            self.undecodable = _undecodable(line, self.offset)
        self.offset += _size(line)
        return line


def _text_lines(stream: io.BufferedReader) -> Iterator[str]:
    with io.TextIOWrapper(stream, "utf-8", "surrogateescape", newline="") as text:
        yield from text


def _size(text: str) -> int:
    """Bytes that `text` has in the file."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogateescape"))


def _undecodable(text: str, offset: int) -> str | None:
    """Where `text`, which begins at byte `offset`, has a byte that is not UTF-8; None if nowhere."""
    if text.isascii():
        return None
    try:
        text.encode()
    except UnicodeEncodeError as error:
        byte = ord(text[error.start]) - 0xDC00
        where = offset + _size(text[: error.start])
        encoding = "cp1251" if _CYRILLIC.search(text) else "latin1"
        return f"byte offset {where}: not UTF-8 (byte 0x{byte:02X}); {_CONVERT.format(encoding)}"
    return None


# --- CSV and TSV ---------------------------------------------------------------------------------------


def csv_records(stream: io.BufferedReader, name: str, delimiter: str = "") -> Iterator[Record]:
    """CSV as in RFC 4180, with comma, semicolon or tab: told from the header where not given."""
    lines = _Lines.decoded(stream, name)
    first = next((line for line in lines if line.strip()), None)
    if first is None:
        return
    delimiter = delimiter or _delimiter(first)
    # Strict, since else `"yes" she said` silently becomes `yes she said`.
    reader = csv.reader(itertools.chain([first], lines), delimiter=delimiter, strict=True)
    header = _header(reader, lines, name)
    row = 0
    while True:
        lines.begin()
        try:
            cells = next(reader, None)
        except csv.Error as error:
            row += 1
            legible = next(csv.reader([lines.first], delimiter=delimiter))
            yield Record(dict(zip(header, legible, strict=False)), _csv_fault(row, lines, error), line=lines.line)
            continue
        if cells is None:
            return
        if not cells:  # a blank line is no record
            continue
        row += 1
        reject = None
        if lines.undecodable:
            reject = f"row {row}, {lines.undecodable}"
        elif len(cells) > len(header):
            reject = (
                f"{len(cells)} fields where the header has {len(header)}: "
                f"put cells that contain {delimiter!r} in quotation marks."
            )
        yield Record(dict(itertools.zip_longest(header, cells[: len(header)])), reject, line=lines.line)


def _header(reader: Iterator[list[str]], lines: _Lines, name: str) -> list[str]:
    try:
        header = [cell.strip() or f"column_{number}" for number, cell in enumerate(next(reader), start=1)]
    except csv.Error as error:
        raise InputError(f"{name}: the header cannot be read: {error}.") from error
    if lines.undecodable:
        raise InputError(f"{name}: header, {lines.undecodable}.")
    if any("\0" in cell for cell in header):
        raise InputError(f"{name}: NUL bytes in the header, as in UTF-16; {_CONVERT.format('utf-16')}.")
    twice = sorted(cell[:40] for cell, count in Counter(header).items() if count > 1)
    if twice:
        raise InputError(f"{name}: the header names a column twice: {', '.join(twice[:10])}. Rename one.")
    return header


def _delimiter(header: str) -> str:
    """What separates the names in `header`: Excel writes semicolons where the comma is the decimal sign."""
    names = re.sub(r'"[^"]*"', "", header)
    return max(",\t;", key=names.count)


def _csv_fault(row: int, lines: _Lines, error: csv.Error) -> str:
    where = f"row {row}, byte offset {lines.start}"
    if str(error) == "unexpected end of data":
        return (
            f"{where}: a cell begins with a quotation mark that is never closed, so the rest of the file "
            f'({lines.count} lines) is this one row. Double the quotation marks inside cells ("").'
        )
    return f'{where}: {error}. Put the cell in quotation marks and double those inside it ("").'


# --- JSON ----------------------------------------------------------------------------------------------


class _Number(str):
    """A number as it is written: `1.10` stays `1.10`."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class _Fault:
    """In place of a value: what is not JSON, or what JSON allows but a row cannot have."""

    reason: str
    legible: dict[str, object] | None = None


class _UnusableError(ValueError):
    """A value that cannot be written as text."""


def _object(pairs: list[tuple[str, object]]) -> dict[str, object] | _Fault:
    value = dict(pairs)
    if len(value) == len(pairs):
        return value
    twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
    return _Fault(f"The key {twice[:40]!a} is there more than once: which one counts?", value)


_JSON = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_int=_Number,
    parse_float=_Number,
    parse_constant=lambda constant: _Fault(f"{constant} is not JSON: write null, or a string."),
)
_SPACE = re.compile(r"[ \t\r\n]*")


def jsonl_records(stream: io.BufferedReader, name: str) -> Iterator[Record]:
    """JSON Lines: one object a line; blank lines are skipped."""
    yield from _json_lines(_Lines.decoded(stream, name))


def json_records(stream: io.BufferedReader, name: str) -> Iterator[Record]:
    """An array of objects, one object, or JSON Lines under another name."""
    lines = _Lines.decoded(stream, name)
    offset = lines.offset
    text = "".join(lines)
    start = _after_space(text, 0)
    if text.startswith("[", start):
        yield from _json_array(text, start + 1, offset)
    elif not isinstance(_parsed(text[start:].partition("\n")[0]), _Fault):
        yield from _json_lines(_Lines(io.StringIO(text, newline=""), offset))
    elif start < len(text):
        bad = _undecodable(text, offset)
        yield _json_record(_parsed(text), bad and f"row 1, {bad}")


def _json_lines(lines: _Lines) -> Iterator[Record]:
    row = 0
    for line in lines:
        if line.strip():
            row += 1
            record = _json_record(_parsed(line), lines.undecodable and f"row {row}, {lines.undecodable}")
            yield record._replace(line=lines.line)
        lines.begin()


def _json_array(text: str, at: int, offset: int) -> Iterator[Record]:
    """The array elements from `text[at:]` on; whatever follows a syntax error is one rejected row."""
    measured, line = 0, 1
    for row in itertools.count(1):
        at = _after_space(text, at)
        line += text.count("\n", measured, at)
        offset, measured = offset + _size(text[measured:at]), at
        where = f"row {row}, byte offset {offset}"
        if text.startswith("]", at):
            if _after_space(text, at + 1) < len(text):
                yield Record({}, f"{where}: there is text after the end of the array.")
            return
        try:
            value, end = _JSON.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError) as error:
            why = _undecodable(text[at:], offset) or one_line(error)
            yield Record({}, f"{where}: the rest of the array cannot be parsed: {why}.", line=line)
            return
        bad = _undecodable(text[at:end], offset)
        yield _json_record(value, bad and f"row {row}, {bad}")._replace(line=line)
        at = _after_space(text, end)
        at += text.startswith(",", at)


def _json_record(value: object, reject: str | None) -> Record:
    """One JSON value as a record; anything but an object of writable values is rejected."""
    if isinstance(value, _Fault):
        reject, value = reject or value.reason, value.legible
    if not isinstance(value, dict):
        return Record({}, reject or 'Not a JSON object: a row looks like {"quote_id": ..., "text": ...}.')
    cells: dict[str, str | None] = {}
    column = None
    for key, item in value.items():
        try:
            cells[key] = _text(item)
        except (_UnusableError, RecursionError) as error:
            if reject is None:
                reject, column = one_line(error), key
    return Record(cells, reject, column)


def _parsed(text: str) -> object:
    """The JSON value in `text`; a `_Fault` where there is none."""
    try:
        return _JSON.decode(text.strip(" \t\r\n"))
    except (json.JSONDecodeError, RecursionError) as error:
        return _Fault(f"Not JSON: {one_line(error)}.")


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


# --- Parquet and Arrow ---------------------------------------------------------------------------------


class OwnFile(io.BufferedReader):
    """A file that nobody else writes to.

    Polars maps files into memory; where one shrinks under it the process ends without a word. Any other file is
    read as bytes.
    """

    def mapped(self) -> str:
        """Its path, to be mapped."""
        return str(self.name)


def parquet_records(stream: io.BufferedReader, name: str) -> Iterator[Record]:
    """Parquet."""
    source = stream.mapped() if isinstance(stream, OwnFile) else io.BytesIO(stream.read())
    yield from _scanned(pl.scan_parquet(source, glob=False, hive_partitioning=False))


def arrow_records(stream: io.BufferedReader, name: str) -> Iterator[Record]:
    """Arrow IPC, file (Feather V2) or stream; a stream is read whole."""
    if not stream.peek(6).startswith(b"ARROW1"):
        yield from typed_records(pl.read_ipc_stream(io.BytesIO(stream.read())))
        return
    source = stream.mapped() if isinstance(stream, OwnFile) else io.BytesIO(stream.read())
    yield from _scanned(pl.scan_ipc(source, glob=False, hive_partitioning=False))


def _scanned(table: pl.LazyFrame) -> Iterator[Record]:
    for batch in table.collect_batches(chunk_size=5_000, maintain_order=True):
        yield from typed_records(batch)


def typed_records(frame: pl.DataFrame) -> Iterator[Record]:
    """The rows of a frame of any types."""
    for values in frame.iter_rows():
        yield _json_record(dict(zip(frame.columns, values, strict=True)), None)


# --- TMX, XLIFF and Excel --------------------------------------------------------------------------------


def bitext_records(stream: io.BufferedReader, name: str) -> Iterator[Record]:
    """TMX and XLIFF."""
    from transcompare import bitext

    yield from bitext.records(stream, name)


def workbook_records(stream: io.BufferedReader, name: str) -> Iterator[Record]:
    """Excel."""
    from transcompare import workbook

    yield from workbook.records(stream, name)


# --- values --------------------------------------------------------------------------------------------


def _text(value: object) -> str | None:
    """A cell as text: nested values as JSON, dates as ISO 8601, None as it is.

    Raises:
        _UnusableError: it cannot be written.
    """
    match value:
        case None:
            return None
        case bool() | dict() | list():
            return _json_text(value)
        case date() | time():
            return value.isoformat()
        case bytes():
            try:
                return value.decode()
            except UnicodeDecodeError as error:
                raise _UnusableError(f"Binary cell, not UTF-8 at its byte {error.start}.") from error
        case _Fault():
            raise _UnusableError(value.reason)
        case _:
            return str(value)


def _json_text(value: object) -> str:
    """JSON with the numbers as they were written, which `json.dumps` cannot do."""
    match value:
        case dict():
            items = (f"{json.dumps(key, ensure_ascii=False)}: {_json_text(item)}" for key, item in value.items())
            return f"{{{', '.join(items)}}}"
        case list():
            return f"[{', '.join(map(_json_text, value))}]"
        case _Number():
            return value
        case None | bool() | int() | float():
            return json.dumps(value)
        case _:
            return json.dumps(_text(value), ensure_ascii=False)


def one_line(error: BaseException) -> str:
    """An error's message as a part of a sentence."""
    return " ".join(str(error).split())[:200].rstrip(". ") or type(error).__name__


# --- which -----------------------------------------------------------------------------------------------


def any_records(stream: io.BufferedReader, name: str) -> Iterator[Record]:
    """JSON, XML or a workbook where the first characters say so, else CSV or TSV: for standard input."""
    data = stream.peek()
    start = data.removeprefix(codecs.BOM_UTF8).lstrip()[:1]
    reader: Reader = csv_records
    if start in (b"{", b"["):
        reader = json_records
    elif start == b"<":
        reader = bitext_records
    elif data.startswith(b"PK\3\4"):
        reader = workbook_records
    yield from reader(stream, name)


TEXT_READERS: dict[str, Reader] = {
    ".csv": csv_records,
    ".tsv": partial(csv_records, delimiter="\t"),
    ".jsonl": jsonl_records,
    ".ndjson": jsonl_records,
    ".json": json_records,
    ".tmx": bitext_records,
    ".xlf": bitext_records,
    ".xliff": bitext_records,
}
"""By suffix; these files may be compressed."""

BINARY_READERS: dict[str, Reader] = {
    ".parquet": parquet_records,
    ".arrow": arrow_records,
    ".ipc": arrow_records,
    ".feather": arrow_records,
    ".xlsx": workbook_records,
    ".xlsm": workbook_records,
}
"""By suffix; these formats compress within."""
