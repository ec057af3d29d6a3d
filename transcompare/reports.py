"""Reports on disk: one Parquet file, a folder of parts with the same columns, or a run's folder with those inside."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from transcompare import schema
from transcompare.errors import InputError, SchemaError

_PARTS = "report"
"""The folder of the parts in that of a run."""
_NEEDED = ("quote_id", "version_id", "text_original", "text_rendering", "verdict", "findings")
REJECTS, DECISIONS = ".rejects.parquet", ".decisions.parquet"
"""Tables that lie beside a report and are none."""


def scan_report(path: str | Path) -> pl.LazyFrame:
    """The report at `path`, which is read when it is collected.

    Raises:
        InputError: there is none.
    """
    return pl.scan_parquet(_files(Path(path)), glob=False, hive_partitioning=False)


def read_report(path: str | Path) -> pl.DataFrame:
    """The report at `path`, with all columns of contract 2; those that an older one lacks are null.

    Raises:
        InputError: there is no such file or folder, or it cannot be read.
        SchemaError: it is Parquet, but no report.
    """
    files = _files(Path(path))
    try:
        frame = pl.concat([pl.read_parquet(file) for file in files], how="diagonal_relaxed")
    except (OSError, pl.exceptions.PolarsError) as error:
        reason = str(error).strip().splitlines()[0]
        raise InputError(f"Cannot read the report {path}: {reason}. `transcompare run -o` writes one.") from error
    missing = [name for name in _NEEDED if name not in frame.columns]
    if missing:
        raise SchemaError(f"{path} is no report: it has no column '{missing[0]}'. `transcompare run -o` writes one.")
    return schema.conform(frame, schema.REPORT)


def beside(path: str | Path, suffix: str) -> Path:
    """The file beside a report that goes with it: `report.parquet` and the folder `report` to `report` + suffix."""
    path = _home(Path(path))
    return path.with_name((path.name if path.is_dir() else path.stem) + suffix)


def _home(path: Path) -> Path:
    """The folder of parts inside the folder of a run; any other path as it is."""
    return path / _PARTS if (path / _PARTS).is_dir() else path


def _files(path: Path) -> list[Path]:
    path = _home(path)
    if path.is_dir():
        files = sorted(file for file in path.glob("*.parquet") if not file.name.endswith((REJECTS, DECISIONS)))
        if not files:
            raise InputError(f"The folder {path} has no Parquet file. `transcompare run -o` writes a report.")
        return files
    if not path.is_file():
        raise InputError(f"There is no report {path}. `transcompare run -o` writes one.")
    return [path]
