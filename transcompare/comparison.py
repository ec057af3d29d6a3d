"""One comparison and its findings as plain objects, for those who have one pair and no frame."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Self

import polars as pl

from transcompare import schema
from transcompare.reports import read_report


@dataclass(frozen=True, slots=True)
class LocatedFinding:
    """One finding of a report: offsets in code points of the texts as given, None where a side has no words."""

    category: str
    severity: str
    confidence: float
    check: str
    message: str
    original_start: int | None
    original_end: int | None
    original_text: str | None
    rendering_start: int | None
    rendering_end: int | None
    rendering_text: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One row of a report; the fields are the columns of the same names."""

    quote_id: str
    version_id: str
    lang_original: str | None
    lang_rendering: str | None
    text_original: str | None
    text_rendering: str | None
    reference_translation: str | None
    divergence: float | None
    verdict: str
    status: str
    severity: str | None
    categories: tuple[str, ...]
    scores: dict[str, float | None]
    segments: tuple[dict[str, Any], ...]
    words: tuple[dict[str, Any], ...]
    contributions: tuple[dict[str, Any], ...]
    findings: tuple[LocatedFinding, ...]
    notes: tuple[str, ...]
    signature: str
    passages: tuple[dict[str, Any], ...] | None = None

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> Self:
        """From one row of a report, as `DataFrame.row(i, named=True)` gives it."""
        values = {field.name: row[field.name] for field in fields(cls)}
        values["findings"] = tuple(LocatedFinding(**finding) for finding in row["findings"])
        for name in ("categories", "segments", "words", "contributions", "notes"):
            values[name] = tuple(row[name])
        if row["passages"] is not None:
            values["passages"] = tuple(row["passages"])
        return cls(**values)

    def to_frame(self) -> pl.DataFrame:
        """A report of this one row; columns that are not fields are null."""
        row = asdict(self)
        types = {name: dtype for name, dtype in schema.dtypes(schema.REPORT).items() if name in row}
        return schema.conform(pl.DataFrame([row], schema=types), schema.REPORT)


def findings(report: pl.DataFrame | str | Path) -> pl.DataFrame:
    """A report exploded to one row a finding: quote_id, version_id, outlet, verdict, divergence, then its fields.

    `report` may be the file of a report, or the directory of a run.
    """
    if not isinstance(report, pl.DataFrame):
        report = read_report(report)
    keys = ("quote_id", "version_id", "outlet", "verdict", "divergence")
    return report.select(*keys, "findings").explode("findings").drop_nulls("findings").unnest("findings")
