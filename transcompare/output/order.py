"""Worst first, what deserves a look, and the line that sums a report up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import polars as pl

from transcompare.schema import VERDICTS

WORST_FIRST = tuple(verdict for verdict in ("divergent", "review", "faithful", "not_scored") if verdict in VERDICTS)


def worst_first(report: pl.DataFrame) -> pl.DataFrame:
    """By divergence, then by severity; what was not scored after that, outliers first; else as it was."""
    severities = pl.col("severity").replace_strict({"critical": 3, "major": 2, "minor": 1}, default=0)
    unscored = pl.col("outlier").fill_null(0.0) - 1  # below every divergence
    return report.sort(pl.col("divergence").fill_null(unscored), severities, descending=True, maintain_order=True)


def notable(report: pl.DataFrame) -> pl.DataFrame:
    """The renderings with a finding or a verdict that asks for a look, worst first."""
    wanted = pl.col("severity").is_not_null() | pl.col("verdict").is_in(["divergent", "review"])
    return worst_first(report).filter(wanted)


def summary(report: pl.DataFrame) -> str:
    """`90 renderings of 19 statements: 8 divergent, 4 review, 36 faithful, 42 not scored`."""
    return counted(report.height, report["quote_id"].n_unique(), Counter(report["verdict"]))


def counted(renderings: int, statements: int, verdicts: Mapping[str, int]) -> str:
    """As `summary`, from the counts."""
    listed = ", ".join(f"{verdicts[v]} {v.replace('_', ' ')}" for v in WORST_FIRST if verdicts.get(v))
    return f"{count(renderings, 'rendering')} of {count(statements, 'statement')}{': ' if listed else ''}{listed}"


def count(number: int, noun: str) -> str:
    """`1 row`, `2 rows`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
