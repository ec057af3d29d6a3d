"""Reports on disk: one file, a directory of parts, or the directory of a run, all read the same way."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from transcompare.errors import InputError

_PARTS = "report"
"""The directory of the parts in that of a run."""


def scan_report(path: str | Path) -> pl.LazyFrame:
    """The report at `path`, which is read when it is collected.

    Raises:
        InputError: there is none.
    """
    path = Path(path)
    files = _files(path) if path.is_dir() else [path]
    if not files or not files[0].is_file():
        raise InputError(f"{path}: there is no report. `transcompare run -o` writes one.")
    return pl.scan_parquet(files, glob=False, hive_partitioning=False)


def read_report(path: str | Path) -> pl.DataFrame:
    """The report at `path`.

    Raises:
        InputError: there is none, or it cannot be read.
    """
    try:
        return scan_report(path).collect()
    except (OSError, pl.exceptions.PolarsError) as error:
        raise InputError(f"{path} is not a report that can be read: {error}") from error


def _files(path: Path) -> list[Path]:
    place = path / _PARTS if (path / _PARTS).is_dir() else path
    return sorted(place.glob("*.parquet"))
