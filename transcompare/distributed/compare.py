"""What an actor does: compare a part and write it."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import polars as pl

from transcompare.distributed.reading import Plan
from transcompare.distributed.store import Store
from transcompare.errors import EngineError
from transcompare.pipeline import Pipeline
from transcompare.runner import lines, manifest, parts
from transcompare.stages.read import Rest

if TYPE_CHECKING:
    import pyarrow

DONE = "done"
_RAW = ("number", "file", "row", "reject", "reject_column", "cells")


def name_of(kind: str, number: int) -> str:
    """Where a part of the report, of the rejects or of what is done is in the store."""
    return f"{kind}/part-{number:05}.{'json' if kind == DONE else 'parquet'}"


class Compare:
    """For `map_groups`: lines of a part in, its line of the journal out. The models are loaded at the first part."""

    def __init__(
        self, pipeline: Pipeline, store: Store, plan: Plan, packages: tuple[str, ...], metadata: Mapping[str, str]
    ) -> None:
        self._pipeline = pipeline
        self._store = store
        self._plan = plan
        self._packages = packages
        self._metadata = dict(metadata)

    def __call__(self, group: pyarrow.Table) -> pyarrow.Table:
        """Compare one part, unless a worker that died since has."""
        frame = pl.DataFrame(pl.from_arrow(group))
        number = int(frame["part"][0])
        journal = self._store.read(name_of(DONE, number)) or self._compare(number, frame)
        return pl.DataFrame({"done": [journal.decode()]}).to_arrow()

    def _compare(self, number: int, frame: pl.DataFrame) -> bytes:
        own = frame.filter(pl.col("cells").is_not_null()).sort("number")
        given = frame.filter(pl.col("cells").is_null())["version"].to_list()
        self._same_packages()
        raw = lines.frame(own.select(_RAW).rows(), self._plan.known)
        result = self._pipeline.run_part(raw, Rest(tuple(sorted(given)), self._plan.carried))
        self._same_packages()
        rejects = self._write(parts.REJECTS, number, result.rejects) if result.rejects.height else None
        part = parts.Part(
            number,
            own.height,
            result.report.height,
            result.rejects.height,
            dict(sorted(Counter(result.report["verdict"].drop_nulls()).items())),
            self._write(parts.REPORT, number, result.report),
            rejects,
        )
        journal = json.dumps(asdict(part), ensure_ascii=False).encode()
        self._store.write(name_of(DONE, number), journal)
        return journal

    def _write(self, kind: str, number: int, frame: pl.DataFrame) -> str:
        buffer = io.BytesIO()
        frame.write_parquet(buffer, compression="zstd", metadata=self._metadata)
        self._store.write(name_of(kind, number), buffer.getvalue())
        return sha256(buffer.getvalue()).hexdigest()

    def _same_packages(self) -> None:
        now = manifest.packages(self._pipeline)
        if now != self._packages:
            different = sorted({*self._packages} ^ {*now})
            raise EngineError(
                f"A worker has other translation packages ({', '.join(different)}). The parts that are done stay: "
                "install the same packages on every machine and run the same command again."
            )


def part_of(journal: bytes | str) -> parts.Part:
    """A line of the journal."""
    values: dict[str, Any] = json.loads(journal)
    return parts.Part(**values)
