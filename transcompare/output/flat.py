"""CSV, and what it shares with Excel: one row a comparison, every cell a number or text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import polars as pl

from transcompare import schema
from transcompare.output import Document

DETAILS = ("scores", "segments", "words", "passages", "contributions", "findings")
"""Columns of the report that hold tables of their own; JSON Lines and Parquet have them whole."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings that make a spreadsheet take a cell for a formula. Source: OWASP, CSV Injection."""


def as_csv(document: Document) -> str:
    """CSV as in RFC 4180. Text that a spreadsheet might take for a formula gets an apostrophe in front."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    table = flat(document.report)
    writer.writerow(map(harmless, table.columns))
    writer.writerows([harmless(cell) for cell in row] for row in table.iter_rows())
    return file.getvalue()


def harmless(cell: Any) -> Any:
    """`cell` with an apostrophe in front where it is text that begins like a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def flat(report: pl.DataFrame) -> pl.DataFrame:
    """One row a comparison, as in the report: lists of text on lines, findings as text, scores as columns.

    Segments, words, passages and contributions are left out, and so are scores that no comparison has.
    """
    scores = report["scores"].struct.unnest()
    scores = scores.select(name for name in scores.columns if scores[name].null_count() < report.height)
    names = [name for name in report.columns if name not in DETAILS]
    columns = [
        report[name].list.join("\n") if report.schema[name] == pl.List(pl.String) else report[name] for name in names
    ]
    found = [list(_lines(findings)) for findings in report["findings"].to_list()]
    text = pl.Series("findings", ["\n".join(lines) for lines in found], pl.String)
    count = pl.Series("finding_count", [len(lines) for lines in found], pl.Int64)
    extra = pl.DataFrame([count, text]).hstack(scores.rename({name: f"score_{name}" for name in scores.columns}))
    own = {column.name for column in schema.REPORT}
    table = pl.DataFrame(columns)
    extra = extra.rename({name: f"{name}_of_report" for name in extra.columns if name in table.columns})
    return (
        table.select(name for name in names if name in own)
        .hstack(extra)
        .hstack(table.select(name for name in names if name not in own))
    )


def _lines(findings: list[dict[str, Any]] | None) -> Iterator[str]:
    for finding in findings or ():
        yield f"{finding['severity']} {finding['category']} {finding['confidence']:.2f}: {finding['message']}"
