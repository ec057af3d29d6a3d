"""What a run says in a few lines: counts and the worst renderings, from one report or added up part by part."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

import polars as pl

from transcompare.flow import Result
from transcompare.output.order import notable, worst_first

COLUMNS = (
    "quote_id", "version_id", "outlet", "lang_original", "lang_rendering", "text_original", "text_rendering",
    "divergence", "verdict", "status", "severity", "findings", "notes", "outlier", "signature",
)  # fmt: skip
"""The columns of a report that it takes."""

_INSTALL = re.compile(r"transcompare models install [a-z]+ [a-z]+")


@dataclass
class Reason:
    """Why rows of one file could not be used."""

    file: str
    reason: str
    first: int
    last: int
    rows: int = 1

    def __str__(self) -> str:
        if self.rows == 1:
            where = f"row {self.first}"
        elif self.rows == self.last - self.first + 1:
            where = f"rows {self.first} to {self.last}"
        else:
            where = f"{self.rows} rows between {self.first} and {self.last}"
        return f"{self.file} {where}: {self.reason}"


def reasons(rejects: pl.DataFrame, before: Sequence[Reason] = (), limit: int = 5) -> list[Reason]:
    """The first `limit` reasons of a rejects table, each once a file, after those of an earlier one."""
    found = {(each.file, each.reason): each for each in before}
    for file, row, reason in rejects.select("file", "row", "reason").iter_rows():
        if known := found.get((file, reason)):
            known.first, known.last = min(known.first, row), max(known.last, row)
            known.rows += 1
        elif len(found) < limit:
            found[file, reason] = Reason(file, reason, row, row)
    return list(found.values())


@dataclass
class Summary:
    """Adds up reports whose statements are different ones; as large as `top` rows, whatever the reports."""

    top: int = 20
    """How many of the worst renderings to keep."""
    renderings: int = 0
    statements: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    severities: Counter[str] = field(default_factory=Counter)
    """Of the worst finding of each rendering that has any."""
    installs: Counter[str] = field(default_factory=Counter)
    """Commands that would make more renderings comparable, and how many."""
    packages: set[str] = field(default_factory=set)
    worst: pl.DataFrame | None = None
    """With a finding, or a verdict that says so; worst first."""
    rejected: int = 0
    reasons: list[Reason] = field(default_factory=list)
    """The first five."""

    @classmethod
    def of(cls, result: Result, top: int = 20) -> Self:
        """Of a whole run."""
        summary = cls(top)
        summary.add(result.report)
        summary.add_rejects(result.rejects)
        return summary

    def add(self, report: pl.DataFrame) -> None:
        """Count a report in."""
        self.renderings += report.height
        self.statements += report["quote_id"].n_unique()
        self.verdicts.update(report["verdict"].drop_nulls())
        self.statuses.update(report["status"].drop_nulls())
        self.severities.update(report["severity"].drop_nulls())
        notes = report.filter(pl.col("status") == "no_package").explode("notes")["notes"].drop_nulls()
        self.installs.update(command for note in notes for command in _INSTALL.findall(note))
        labels = report["signature"].str.extract(r"\|package:([^|]*)").unique().drop_nulls()
        self.packages.update(label for label in labels if label != "none")
        found = notable(report.select(COLUMNS))
        self.worst = worst_first(found if self.worst is None else pl.concat([self.worst, found])).head(self.top)

    def add_rejects(self, rejects: pl.DataFrame) -> None:
        """Count a rejects table in."""
        self.rejected += rejects.height
        self.reasons = reasons(rejects, self.reasons)
