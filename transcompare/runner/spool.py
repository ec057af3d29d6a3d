"""The spool: the rows of all files in an SQLite file, from which whole statements come in parts of bounded size.

Rows of one statement need not be adjacent, a version_id may be repeated a million rows later, and a column may appear
in the last line of the last file. So all rows are read once, and put where they can be had by statement. Memory is
SQLite's cache, whatever the size of the input; the disk needs room for about twice the input, unpacked.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from transcompare import columns, files
from transcompare.errors import OutputError
from transcompare.runner import lines
from transcompare.stages.read import Read, Rest

PART_CHARS = 2_000_000
"""Characters from which a part takes no further statement, so that long originals do not make it too large."""

_TABLES = """
PRAGMA journal_mode = OFF;  -- an unfinished spool is made anew
PRAGMA synchronous = OFF;
PRAGMA cache_size = -32768;
CREATE TABLE line (id INTEGER PRIMARY KEY, statement TEXT, version TEXT, file TEXT, row INTEGER,
                   reject TEXT, reject_column TEXT, cells TEXT);
CREATE TABLE given (prefix TEXT, version TEXT);  -- version_ids of the form that Read makes for another statement
CREATE TABLE known (columns TEXT, carried TEXT);
CREATE TABLE repeated (version TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE late (id INTEGER PRIMARY KEY, reason TEXT);
CREATE TABLE statement (first INTEGER PRIMARY KEY, statement TEXT, lines INTEGER, chars INTEGER);
CREATE TABLE part (number INTEGER PRIMARY KEY, low INTEGER, high INTEGER, lines INTEGER);
"""
_ORDER = """
CREATE INDEX by_statement ON line (statement);
CREATE INDEX by_prefix ON given (prefix);
INSERT INTO statement SELECT min(id), statement, count(*), sum(length(cells)) FROM line GROUP BY statement;
INSERT INTO repeated SELECT version FROM line WHERE version IS NOT NULL GROUP BY version HAVING count(*) > 1;
"""
_LINE = "line.id, line.file, line.row, line.reject, line.reject_column, line.cells"
_WITHIN = "statement.statement WHERE statement.first >= ? AND statement.first < ?"
# CROSS JOIN: few statements first, then their lines.
_LINES = f"SELECT {_LINE} FROM statement CROSS JOIN line ON line.statement = {_WITHIN} ORDER BY line.id"  # noqa: S608 - constants
_GIVEN = f"SELECT given.version FROM statement CROSS JOIN given ON given.prefix = {_WITHIN}"  # noqa: S608
_REPEATED = f"SELECT {_LINE}, line.version FROM line JOIN repeated USING (version) ORDER BY version, line.id"  # noqa: S608


@dataclass(frozen=True)
class Slice:
    """A part of the input: the statements whose first line is in a half-open range, and how many lines they have."""

    number: int
    low: int
    high: int
    lines: int


class Spool:
    """A finished spool, open for reading."""

    def __init__(self, path: Path) -> None:
        with _failing(path):
            self._path = path
            self._file = sqlite3.connect(path)
            known, carried = self._file.execute("SELECT columns, carried FROM known").fetchone()
            self.columns: list[str] = json.loads(known)
            self._carried: tuple[str, ...] = tuple(json.loads(carried))
            self.slices = [Slice(*row) for row in self._file.execute("SELECT * FROM part ORDER BY number")]

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def part(self, part: Slice) -> tuple[pl.DataFrame, Rest]:
        """The raw frame of a part, in the order of the input, and what it has to know of the rest."""
        limits = part.low, part.high
        with _failing(self._path):
            rows = self._file.execute(_LINES, limits).fetchall()
            given = self._file.execute(_GIVEN, limits)
            return lines.frame(rows, self.columns), Rest(tuple(version for (version,) in given), self._carried)


def build(
    path: Path,
    names: Sequence[str],
    copies: Mapping[str, Path],
    read: Read | None,
    part_rows: int,
    tick: Callable[[int], None],
) -> None:
    """Read all files into a spool at `path`.

    `tick` is called with the number of rows read so far. `read` says which rows can be used: of those with one
    version_id the first stays.

    Raises:
        InputError: a file cannot be read, or none has any row.
        OutputError: there is no room.
    """
    path.unlink(missing_ok=True)
    with _failing(path), closing(sqlite3.connect(path)) as file:
        file.executescript(_TABLES)
        known = _fill(file, names, copies, read.columns if read else {}, tick)
        file.executescript(_ORDER)
        if read:
            _reject_repeated(file, known, read)
        file.executemany("INSERT INTO part VALUES (?, ?, ?, ?)", _slices(file, part_rows))
        file.commit()


def _fill(
    file: sqlite3.Connection,
    names: Sequence[str],
    copies: Mapping[str, Path],
    given: Mapping[str, str],
    tick: Callable[[int], None],
) -> list[str]:
    """Put all rows into the tables; the columns of all files, in the order first seen."""
    known: dict[str, None] = {}
    carried: set[str] = set()
    done = 0
    for name in names:
        own: list[str] = []
        start = done
        with closing(files.read_batches(name, copies.get(name))) as batches:
            for batch in batches:
                frame = files.renamed(batch, given)
                own = [column for column in frame.columns if column not in files.PROVENANCE]
                known |= dict.fromkeys(own)
                carried.update(lines.beside_text(frame, own))
                file.executemany(
                    "INSERT INTO line VALUES (?, ?, ?, ?, ?, ?, ?, ?)", lines.rows(frame, list(known), done)
                )
                file.executemany("INSERT INTO given VALUES (?, ?)", lines.given(frame))
                done += frame.height
                tick(done)
        if fault := columns.fault(own, given=given):
            file.execute(
                "UPDATE line SET reject_column = iif(reject IS NULL, ?, reject_column), reject = coalesce(reject, ?) "
                "WHERE id >= ?",
                (*fault, start),
            )
    if not done:
        raise files.nothing(names)
    wide = {name for column in columns.version_columns(known) for name in (column.name, column.declared)}
    file.execute("INSERT INTO known VALUES (?, ?)", (json.dumps(list(known)), json.dumps(sorted(carried & wide))))
    return list(known)


def _reject_repeated(file: sqlite3.Connection, known: list[str], read: Read) -> None:
    """Gives the second and later of the usable rows with one version_id the reason that `Read` would give."""
    found = file.execute(_REPEATED)
    file.executemany(
        "INSERT INTO late VALUES (?, ?)", lines.repeated(iter(lambda: found.fetchmany(files.BATCH), []), known, read)
    )
    file.execute("UPDATE line SET reject = reason, reject_column = 'version_id' FROM late WHERE late.id = line.id")


def _slices(file: sqlite3.Connection, part_rows: int) -> Iterator[tuple[int, int, int, int]]:
    """Number, low, high and lines of the parts.

    A part has at most `part_rows` lines and `PART_CHARS` characters, unless one statement alone has more.
    """
    number = low = taken = chars = high = 0
    for first, _, more, length in file.execute("SELECT * FROM statement ORDER BY first"):
        if taken and (taken + more > part_rows or chars + length > PART_CHARS):
            yield number, low, first, taken
            number, low, taken, chars = number + 1, first, 0, 0
        taken, chars, high = taken + more, chars + length, first + 1
    yield number, low, high, taken


@contextmanager
def _failing(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise _no_room(path, error) from error


def _no_room(path: Path, error: Exception) -> OutputError:
    return OutputError(
        f"Cannot write {path}: {error}. It holds the input while the run lasts: make room (about twice the input), or "
        "delete it if it is damaged; then run the same command again."
    )
