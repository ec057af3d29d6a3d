"""What people decide about findings: exported by the HTML report, kept beside the report, usable as labels."""

from __future__ import annotations

from transcompare.review.decisions import COLUMNS, Decision, apply, load, read_export
from transcompare.review.ids import finding_ids
from transcompare.review.labels import labels

__all__ = ["COLUMNS", "Decision", "apply", "finding_ids", "labels", "load", "read_export"]
