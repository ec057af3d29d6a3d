"""Quote files to one raw frame: every source column as text, and no record lost.

What can be decoded but not used is the `read` stage's concern. Here a record is rejected only where its
bytes, its quoting or its JSON leave no usable row; it stays in the frame with the reason in `_reject`.
"""

from __future__ import annotations

import csv
import glob
import gzip
import io
import itertools
import logging
import os
import re
import sys
import threading
import zlib
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from transcompare import columns, formats
from transcompare.errors import InputError
from transcompare.formats import BINARY_READERS, TEXT_READERS, Record

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

PROVENANCE = {
    "_file": pl.String(),
    "_row": pl.UInt64(),
    "_reject": pl.String(),
    "_reject_column": pl.String(),
}
"""First columns of a raw frame: the file as the user named it, the 1-based data row (of a workbook the row as Excel
numbers it), what is wrong, where."""

MAX_CELL = 1_000_000
"""Characters. A longer cell is no quote but an accident, such as a quotation mark that is never closed."""
MAX_COLUMNS = 1_000
MAX_DECOMPRESSED = 4 * 2**30
"""Bytes that a gzip file may unpack to."""

BATCH = 5_000
"""Rows that are made at a time."""

_EXCERPT = 1_000
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")
_GZIP = b"\x1f\x8b"
_logger = logging.getLogger(__name__)
_csv_lock = threading.Lock()


def read_files(
    paths: Sequence[str | Path],
    *,
    max_decompressed: int = MAX_DECOMPRESSED,
    need_ids: bool = True,
    given: Mapping[str, str] | None = None,
) -> pl.DataFrame:
    """All rows of `paths` (files, globs, directories, `-` for standard input), `PROVENANCE` columns first.

    Every source column is a String, in the order first seen; numbers stay as they are written, nested values
    become JSON, the empty string stays empty. A directory stands for the files in it whose suffix is known. A
    file that is named twice is read once. Without `need_ids` a file may do without the column `quote_id`. `given`
    says what columns of the contract are called in the files.

    Raises:
        InputError: a file is missing, of unknown format, not UTF-8 or broken; or no file has any row.
    """
    names = expand(paths)
    frames = [pl.DataFrame(schema=PROVENANCE)]
    for name in names:
        batches = read_batches(name, max_decompressed=max_decompressed)
        frame = renamed(pl.concat([frames[0], *batches], how="diagonal"), given)
        frames.append(without_use(frame, columns.fault(_cells(frame), need_ids=need_ids, given=given)))
    result = pl.concat(frames, how="diagonal")
    if result.is_empty():
        raise nothing(names)
    return result


def read_batches(
    name: str, file: Path | None = None, *, max_decompressed: int = MAX_DECOMPRESSED
) -> Generator[pl.DataFrame]:
    """The rows of one file in frames of at most `BATCH`, each with the columns seen so far.

    `file` is a copy to read instead, which nobody writes to. Whether all rows are unusable for want of a column
    is known at the end only (`without_use`).

    Raises:
        InputError: the file is of unknown format, not UTF-8 or broken.
    """
    empty = True
    with _records(name, file, max_decompressed) as records:
        for frame in _batches(name, records):
            empty = False
            yield frame
    if empty:
        _logger.warning("%s is empty: it has no data rows.", name)


def nothing(names: Sequence[str]) -> InputError:
    """The error where no file has any row."""
    listed = ", ".join(names[:5]) + (", ..." if len(names) > 5 else "")
    return InputError(f"{listed} {'is' if len(names) == 1 else 'are'} empty: there are no data rows.")


def is_known(name: str) -> bool:
    """Whether a file of this name is in a format that can be read."""
    return _reader(name) is not None


def is_binary(name: str) -> bool:
    """Whether a file of this name is in a format that is mapped into memory rather than read line by line."""
    return name != "-" and _reader(name) in BINARY_READERS.values()


def as_raw(frame: pl.DataFrame, *, need_ids: bool = True, given: Mapping[str, str] | None = None) -> pl.DataFrame:
    """`frame` in the form that `read_files` gives; as it is where it has this form already."""
    form = dict.fromkeys(frame.columns, pl.String()) | PROVENANCE
    if dict(frame.schema) == form:
        return frame
    batches = _batches("-", formats.typed_records(frame), frame.columns)
    raw = renamed(pl.concat([pl.DataFrame(schema=PROVENANCE), *batches], how="diagonal"), given)
    return without_use(raw, columns.fault(_cells(raw), need_ids=need_ids, given=given))


def renamed(frame: pl.DataFrame, given: Mapping[str, str] | None) -> pl.DataFrame:
    """`frame` with the columns of the contract under the contract's names; `given` says what they are called in it.

    A row that has nothing under the name given keeps what it has under the contract's; where a row has both, the
    latter is carried along under a name with `_input`.
    """
    for name, own in (given or {}).items():
        if own not in frame.columns:
            continue
        if name not in frame.columns:
            frame = frame.rename({own: name})
            continue
        aside = f"{name}_input"
        while aside in frame.columns:
            aside += "_input"
        filled = pl.col(own).str.strip_chars().str.len_bytes() > 0
        frame = frame.with_columns(
            pl.when(filled).then(own).otherwise(name).alias(name), pl.when(filled).then(name).alias(aside)
        ).drop(own)
    return frame


# --- which files ---------------------------------------------------------------------------------------


def expand(paths: Sequence[str | Path]) -> list[str]:
    """The files that `paths` stand for, in order, each once."""
    if not paths:
        raise InputError("No input is given. Name a file, a directory, a glob, or `-` for standard input.")
    unique: dict[str, str] = {}
    for name in itertools.chain.from_iterable(_expand_one(str(path)) for path in paths):
        unique.setdefault(name if name == "-" else str(Path(name).resolve()), name)
    return list(unique.values())


def _expand_one(name: str) -> list[str]:
    path = Path(name)
    try:
        if name == "-" or path.is_file():
            return [name]
        if path.is_dir():
            found = sorted(str(p) for p in path.iterdir() if p.is_file() and _reader(p.name))
            if not found:
                raise InputError(f"{name}: there is no quote file in this directory. {_known_suffixes()}")
            return found
        found = sorted(n for n in glob.glob(name, recursive=True) if Path(n).is_file())  # noqa: PTH207
    except (OSError, ValueError) as error:
        raise InputError(f"{name[:200]!a}: {formats.one_line(error)}.") from error
    if not found:
        raise InputError(f"{name}: there is no such file.")
    return found


def _reader(name: str) -> formats.Reader | None:
    """What reads a file of this name; None where its suffix is unknown."""
    lower = name.lower()
    suffix = Path(lower.removesuffix(".gz")).suffix
    return TEXT_READERS.get(suffix) or BINARY_READERS.get(Path(lower).suffix)


def _known_suffixes() -> str:
    return f"Known: {', '.join(TEXT_READERS)} (also with .gz), {', '.join(BINARY_READERS)}."


# --- one file ------------------------------------------------------------------------------------------


def line_numbers(name: str) -> dict[int, int]:
    """Row number, as in `_row`, to the line that the row begins in: for those who point at a place in a file.

    Empty for standard input and for formats without lines. Reads the file again.

    Raises:
        InputError: it cannot be read.
    """
    if name == "-":
        return {}
    with _records(name, None, MAX_DECOMPRESSED) as records:
        return {record.row or row: record.line for row, record in enumerate(records, start=1) if record.line}


@contextmanager
def _records(name: str, file: Path | None, max_decompressed: int) -> Iterator[Iterator[Record]]:
    """The records of a file, which stays open for as long; what goes wrong names it."""
    reader = formats.any_records if name == "-" else _reader(name)
    if reader is None:
        raise InputError(f"{name}: unknown file format. {_known_suffixes()}")
    try:
        with _opened(name, file) as opened, _unlimited_csv_fields():
            stream = opened
            if reader not in BINARY_READERS.values() and opened.peek(2).startswith(_GZIP):
                stream = io.BufferedReader(_Capped(gzip.GzipFile(fileobj=opened), max_decompressed, name))
            yield reader(stream, name)
    except (OSError, EOFError, zlib.error, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise InputError(f"{name}: cannot be read: {formats.one_line(error)}.") from error


def _opened(name: str, file: Path | None) -> io.BufferedReader:
    if file is not None:
        return formats.OwnFile(io.FileIO(file))
    if name == "-":
        return io.BufferedReader(io.BytesIO(sys.stdin.buffer.read()))
    return Path(name).open("rb")


class _Capped(io.RawIOBase):
    """`source` with a limit: gigabytes of zeros fit into a megabyte."""

    def __init__(self, source: gzip.GzipFile, limit: int, name: str) -> None:
        self._source, self._limit, self._name = source, limit, name
        self._seen = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer)
        data = self._source.read(len(view))
        view[: len(data)] = data
        self._seen += len(data)
        if self._seen > self._limit:
            raise InputError(f"{self._name}: unpacks to more than {self._limit:,} bytes. Unpack it and split it first.")
        return len(data)


@contextmanager
def _unlimited_csv_fields() -> Iterator[None]:
    """Lift the csv module's limit, which is global, and put it back.

    The limit would leave the reader in the middle of a multi-line cell; `MAX_CELL` is applied to whole cells.
    """
    with _csv_lock:
        limit = csv.field_size_limit(2**31 - 1)
        try:
            yield
        finally:
            csv.field_size_limit(limit)


# --- records to a frame --------------------------------------------------------------------------------


def _batches(name: str, records: Iterable[Record], header: Sequence[str] = ()) -> Iterator[pl.DataFrame]:
    """The records of one file; in batches, since a dict a row is heavy for a million of them."""
    known: dict[str, str] = {}
    for key in header:
        _add_column(key, known)
    file = os.fsencode(name).decode("utf-8", "replace")
    rows = itertools.count(1)
    source = iter(records)
    while batch := [_checked(record, known) for record in itertools.islice(source, BATCH)]:
        provenance = {
            "_file": [file] * len(batch),
            "_row": [record.row or row for record, row in zip(batch, rows, strict=False)],
            "_reject": [record.reject for record in batch],
            "_reject_column": [record.column for record in batch],
        }
        cells = {column: [record.cells.get(key) for record in batch] for key, column in known.items()}
        schema = PROVENANCE | dict.fromkeys(cells, pl.String())
        yield pl.DataFrame(provenance | cells, schema=schema)


def _cells(frame: pl.DataFrame) -> list[str]:
    """The source's own columns."""
    return [name for name in frame.columns if name not in PROVENANCE]


def without_use(frame: pl.DataFrame, fault: tuple[str, str] | None) -> pl.DataFrame:
    """Rejects all rows of a file that has no column to take a text or its statement from (`columns.fault`)."""
    if fault is None:
        return frame
    column, reason = fault
    fine = pl.col("_reject").is_null()
    return frame.with_columns(
        _reject_column=pl.when(fine).then(pl.lit(column)).otherwise("_reject_column"),
        _reject=pl.col("_reject").fill_null(reason),
    )


def _add_column(key: str, known: dict[str, str]) -> bool:
    """Gives the source column `key` its name in the frame; False where it cannot have one."""
    if len(known) >= MAX_COLUMNS or len(key) > _EXCERPT or _cell_fault(key):
        return False
    column = key
    # Polars takes `*` and `^...$` for patterns.
    while column in PROVENANCE or column in known.values() or re.fullmatch(r"(?s)\*|\^.*\$", column):
        column += "_input"
    known[key] = column
    return True


def _checked(record: Record, known: dict[str, str]) -> Record:
    """`record`, rejected if it cannot be kept; a rejected one with excerpts that can."""
    reject, column = record.reject, record.column
    for key, cell in record.cells.items():
        if key not in known and not _add_column(key, known) and reject is None:
            reject = f"No column can be named {key[:40]!a}, or there are over {MAX_COLUMNS:,} columns."
        if reject is None and cell is not None and (fault := _cell_fault(cell)):
            reject, column = fault, key
    if reject is None:
        return record
    cells = {key: cell and _excerpt(cell) for key, cell in record.cells.items() if key in known}
    return record._replace(cells=cells, reject=_excerpt(reject), column=known.get(column) if column else None)


def _excerpt(text: str) -> str:
    return _UNWRITABLE.sub("\ufffd", text[:_EXCERPT])


def _cell_fault(cell: str) -> str | None:
    if len(cell) > MAX_CELL:
        return f"{len(cell):,} characters in one cell: over {MAX_CELL:,}. Is a quotation mark not closed?"
    if "\0" in cell:
        return "NUL character: the file is damaged or not UTF-8. Remove it."
    if not cell.isascii():
        try:
            cell.encode()
        except UnicodeEncodeError as error:
            half = ord(cell[error.start])
            return f"Lone surrogate \\u{half:04x}, half a character: cannot be UTF-8. Write the whole one."
    return None
