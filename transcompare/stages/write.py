"""write: from the pipeline's frame to the report, and the report to disk."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import polars as pl

from transcompare import schema
from transcompare.errors import OutputError
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


def write_parquet(frame: pl.DataFrame, path: Path, metadata: Mapping[str, str]) -> None:
    """Write a frame as zstd Parquet, atomically: `path` is either untouched or whole.

    Raises:
        OutputError: the folder is missing or not writable, or the disk is full.
    """
    with replaced(path) as temporary:
        # Polars has other words than the system for a full disk, so the system is asked to write.
        buffer = io.BytesIO()
        frame.write_parquet(buffer, compression="zstd", metadata=dict(metadata))
        temporary.write_bytes(buffer.getbuffer())


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """A temporary file in the folder of `path`, which takes its place when the block ends well.

    Raises:
        OutputError: the folder is missing or not writable, or the disk is full.
    """
    temporary = None
    try:
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=TEMPORARY)
        os.close(descriptor)
        yield Path(temporary)
        with Path(temporary).open("rb+") as file:
            os.fsync(file)
        # mkstemp makes private files; a report gets what any new file gets.
        mask = os.umask(0)
        os.umask(mask)
        Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(path)
    except OSError as error:
        raise OutputError(
            f"Cannot write {path}: {error.strerror or error}. Give another place with -o, or make room."
        ) from error
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
