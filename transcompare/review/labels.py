"""Decisions as labels for `evaluate`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from transcompare import schema
from transcompare.review.ids import finding_ids

_LABELS = {"version_id": pl.String, "label": pl.String, "categories": pl.String}


def labels(report: pl.DataFrame, decisions: pl.DataFrame) -> pl.DataFrame:
    """version_id, label and categories of the renderings that decisions about their findings settle.

    The label is the severity of the worst accepted finding; `faithful` where all findings were rejected. Others have
    none, above all those without a finding: what the checks missed is not in these labels.
    """
    decided = dict(decisions.drop_nulls("decision").select("finding_id", "decision").iter_rows())
    rows = [_label(row, decided) for row in report.iter_rows(named=True)]
    return pl.DataFrame([row for row in rows if row], schema=_LABELS, orient="row")


def _label(row: Mapping[str, Any], decided: Mapping[str, str]) -> Sequence[str] | None:
    findings = list(zip(row["findings"] or (), finding_ids(row), strict=True))
    accepted = [finding for finding, key in findings if decided.get(key) == "accepted"]
    if accepted:
        worst = max((finding["severity"] for finding in accepted), key=list(schema.SEVERITY_WEIGHTS).index)
        return row["version_id"], worst, ";".join(sorted({finding["category"] for finding in accepted}))
    if findings and all(decided.get(key) == "rejected" for _, key in findings):
        return row["version_id"], "faithful", ""
    return None
