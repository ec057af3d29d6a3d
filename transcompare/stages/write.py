"""write: from the pipeline's frame to the report, and the report to disk."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import polars as pl

from transcompare import schema
from transcompare.errors import OutputError
from transcompare.formats import one_line
from transcompare.stages.base import Stage

TEMPORARY = ".tmp"
"""Suffix of a file that is not whole yet."""


class Write(Stage):
    """Brings the frame into the form of the report: its columns in order, then the columns carried through."""

    name: ClassVar[str] = "write"
    requires: ClassVar[dict[str, Any]] = {"quote_id": pl.String, "version_id": pl.String}
    provides: ClassVar[dict[str, Any]] = schema.dtypes(schema.REPORT)

    def process(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The report; columns that only the stages need are left out."""
        return schema.conform(frame.drop(schema.VERSION, schema.COMPARISON, strict=False), schema.REPORT)


def flush(path: Path) -> None:
    """Has the system put the file on the disk: a name must not come to stand for bytes that a power cut takes away."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def write_parquet(frame: pl.DataFrame, path: Path, metadata: Mapping[str, str]) -> None:
    """Write a frame as zstd Parquet, atomically: `path` is either untouched or whole.

    Raises:
        OutputError: the folder is missing or not writable, or the disk is full.
    """
    temporary = None
    try:
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=TEMPORARY)
        os.close(descriptor)
        frame.write_parquet(temporary, compression="zstd", metadata=dict(metadata))
        flush(Path(temporary))
        # mkstemp makes private files; a report gets what any new file gets.
        mask = os.umask(0)
        os.umask(mask)
        Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(path)
    except (OSError, pl.exceptions.PolarsError) as error:  # a full disk is either, as Polars likes
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        reason = getattr(error, "strerror", None) or one_line(error)
        raise OutputError(f"Cannot write {path}: {reason}. Give another place with -o, or make room.") from error
