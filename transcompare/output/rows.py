"""JSON: every column of the report, one object a comparison, in the order of the report."""

from __future__ import annotations

from transcompare.output import Document


def as_json(document: Document) -> str:
    """One array."""
    return document.report.write_json() + "\n"


def as_jsonl(document: Document) -> str:
    """One object a line."""
    return document.report.write_ndjson()
