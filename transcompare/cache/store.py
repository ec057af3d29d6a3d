"""Keys and values in one SQLite file: several processes may use it, it has a largest size, and it is never trusted.

Every value has a checksum. What does not fit is forgotten, a file that SQLite cannot read is made anew, and where the
disk is full or the file locked for too long the store keeps nothing: it may cost time, never a run.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TypeVar

from transcompare.errors import ConfigError

FILE = "transcompare-cache.sqlite"
"""Name of the file in the cache's folder."""
LIMIT = 4_000_000_000
"""Largest size in bytes, where none is given."""
FORMAT = 1
"""Raised when the tables or the values change: a file of another format is emptied."""

_TABLES = (
    "CREATE TABLE IF NOT EXISTS entries (key BLOB PRIMARY KEY, used INTEGER NOT NULL, value BLOB NOT NULL)",
    "CREATE INDEX IF NOT EXISTS by_use ON entries (used)",
)
_UNUSABLE = (sqlite3.DatabaseError, UnicodeDecodeError)
"""What SQLite raises; the second for its own message about a table whose name is damaged."""
_SETTINGS = (
    "synchronous = OFF",  # after a power cut the file may be broken: then it is made anew
    "trusted_schema = OFF",
    "cell_size_check = ON",
)
_WAIT = 30.0
"""Seconds to wait for another process that writes."""
_AT_ONCE = 500
"""Keys in one query."""
_KEEP = 0.9
"""Share of the largest size that is left after something had to go."""
_CHECK = 8
"""Bytes of the checksum before a value."""
_DAY = 24 * 60 * 60

T = TypeVar("T")


class Info(NamedTuple):
    """What a store holds."""

    path: Path
    entries: int
    size: int
    """Bytes of the file."""


class Store:
    """A folder's store of at most `limit` bytes; what was not used for longest goes first, to the day.

    May be used by several threads, and after a fork.

    Raises:
        ConfigError: the folder cannot be made or used.
    """

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        self.path = folder / FILE
        self.limit = limit
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._owner = (0, 0)
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                self._open()
            except _UNUSABLE as error:
                if not _is_broken(error):
                    raise
                self._remove()
                self._open()
        except (OSError, sqlite3.Error) as error:
            raise ConfigError(
                f"The cache {folder} cannot be used: {error}. Name another folder with --cache DIR, or use --no-cache."
            ) from error

    def get(self, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """The values of those keys that are there and whole."""
        return self._guarded(lambda connection: dict(self._get(connection, keys)), {})

    def put(self, items: Mapping[bytes, bytes]) -> None:
        """Keep `items`; older ones go where the store would grow beyond its limit."""
        if items:
            self._guarded(lambda connection: self._put(connection, items), None)

    def info(self) -> Info:
        """How much there is."""
        count = self._guarded(lambda c: int(c.execute("SELECT count(*) FROM entries").fetchone()[0]), 0)
        return Info(self.path, count, self.path.stat().st_size)

    def clear(self) -> None:
        """Forget everything, and overwrite it in the file.

        Raises:
            ConfigError: another process is using the store.
        """
        with self._lock:
            try:
                connection = self._open()
                connection.execute("PRAGMA secure_delete = ON")
                connection.execute("DELETE FROM entries")
                connection.execute("VACUUM")
            except _UNUSABLE as error:
                if not _is_broken(error):
                    raise ConfigError(f"The cache {self.path} cannot be emptied now: {error}. Try again.") from error
                self._remove()

    def _guarded(self, work: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        """What `work` gives, or `otherwise` where the file cannot be used now; a broken one is removed."""
        with self._lock:
            try:
                return work(self._open())
            except _UNUSABLE as error:
                if _is_broken(error):
                    self._remove()
                else:  # locked, full, gone: the next call opens it again
                    self._close()
            return otherwise

    def _get(self, connection: sqlite3.Connection, keys: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
        today = _today()
        remaining = iter(keys)
        while some := list(islice(remaining, _AT_ONCE)):
            chosen = f"key IN ({','.join('?' * len(some))})"
            stale = []
            for key, used, value in connection.execute(f"SELECT key, used, value FROM entries WHERE {chosen}", some):  # noqa: S608
                if not isinstance(value, bytes) or value[:_CHECK] != _checksum(key, value[_CHECK:]):
                    continue
                if used != today:
                    stale.append((today, key))
                yield key, value[_CHECK:]
            if stale:
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany("UPDATE entries SET used = ? WHERE key = ?", stale)
                connection.execute("COMMIT")

    def _put(self, connection: sqlite3.Connection, items: Mapping[bytes, bytes]) -> None:
        today = _today()
        rows = ((key, today, _checksum(key, value) + value) for key, value in items.items())
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT OR REPLACE INTO entries (key, used, value) VALUES (?, ?, ?)", rows)
        pages, free, size = (
            int(connection.execute(f"PRAGMA {name}").fetchone()[0])
            for name in ("page_count", "freelist_count", "page_size")
        )
        filled = (pages - free) * size
        if filled > self.limit:
            (entries,) = connection.execute("SELECT count(*) FROM entries").fetchone()
            surplus = int(entries * (1 - _KEEP * self.limit / filled)) + 1
            connection.execute(
                "DELETE FROM entries WHERE rowid IN (SELECT rowid FROM entries ORDER BY used, rowid LIMIT ?)",
                (surplus,),
            )
        connection.execute("COMMIT")

    def _open(self) -> sqlite3.Connection:
        """This process's connection to the file that is there now."""
        owner = os.getpid(), _inode(self.path)
        if self._connection and self._owner == owner:
            return self._connection
        if self._owner[0] != owner[0]:
            self._connection = None  # of the process that we were forked from: not ours to close
        self._close()
        with suppress(FileExistsError):
            os.close(os.open(self.path, os.O_CREAT | os.O_EXCL, 0o600))
        self._connection = sqlite3.connect(self.path, _WAIT, isolation_level=None, check_same_thread=False)
        self._owner = owner[0], _inode(self.path)
        for setting in _SETTINGS:
            self._connection.execute(f"PRAGMA {setting}")
        (found,) = self._connection.execute("PRAGMA user_version").fetchone()
        if found not in (0, FORMAT):
            raise sqlite3.DatabaseError(f"the file has format {found}, this version writes {FORMAT}")
        for table in _TABLES:
            self._connection.execute(table)
        if not found:
            self._connection.execute(f"PRAGMA user_version = {FORMAT}")
        return self._connection

    def _close(self) -> None:
        if self._connection:
            with suppress(sqlite3.Error):
                self._connection.close()
        self._connection = None

    def _remove(self) -> None:
        """Remove the broken file, unless another process has done so already."""
        self._close()
        if self._owner[1] == _inode(self.path):
            for path in (self.path.with_name(f"{FILE}-journal"), self.path):
                with suppress(OSError):
                    path.unlink(missing_ok=True)


@cache
def open_store(folder: Path, limit: int = LIMIT) -> Store:
    """The store of a folder, one for all engines of a process."""
    return Store(folder, limit)


def default_folder() -> Path:
    """`transcompare` in the user's cache folder (XDG_CACHE_HOME, else `.cache`), as Argos Translate chooses its own."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "transcompare"


def _checksum(key: bytes, value: bytes) -> bytes:
    return hashlib.blake2b(value, digest_size=_CHECK, key=key).digest()


def _inode(path: Path) -> int:
    """Which file is at `path`; 0 where there is none."""
    try:
        return path.stat().st_ino
    except OSError:
        return 0


def _is_broken(error: Exception) -> bool:
    """Whether the file is no database of ours, or a damaged one, rather than locked, full or gone."""
    return not isinstance(error, sqlite3.OperationalError) or "unsupported file format" in str(error)


def _today() -> int:
    return int(time.time()) // _DAY
