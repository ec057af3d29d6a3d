"""Reports that `run` wrote, read back."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from transcompare import schema
from transcompare.errors import InputError
from transcompare.formats import one_line

_ESSENTIAL = frozenset(("quote_id", "version_id", "verdict", "findings"))


def read_report(path: Path) -> pl.DataFrame:
    """The Parquet file `path` with the columns of contract 2; those that an older version did not have are null.

    Raises:
        InputError: it cannot be read, or is no report.
    """
    advice = "Make one with `transcompare run INPUT -o report.parquet`."
    try:
        frame = pl.read_parquet(path)
    except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise InputError(f"{path}: no report that can be read: {one_line(error)}. {advice}") from error
    missing = sorted(_ESSENTIAL - set(frame.columns))
    if missing:
        raise InputError(f"{path}: no report of transcompare, it has no column '{missing[0]}'. {advice}")
    return schema.conform(frame, schema.REPORT)
