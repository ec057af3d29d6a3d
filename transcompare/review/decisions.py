"""Decisions: the JSON that the page exports, the table beside the report, and how the one goes into the other."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from transcompare.errors import InputError
from transcompare.review.ids import finding_ids

FORMAT = "transcompare.decisions"
DECISIONS = ("accepted", "rejected")
MAX_NOTE = 10_000
"""Characters of a note that are kept."""

COLUMNS = {
    "finding_id": pl.String(),
    "quote_id": pl.String(),
    "version_id": pl.String(),
    "category": pl.String(),
    "severity": pl.String(),
    "check": pl.String(),
    "decision": pl.String(),
    "note": pl.String(),
    "current": pl.Boolean(),
}
"""The table: one row a decided finding, sorted by `finding_id`. `decision` is accepted, rejected, or null where
there is only a note; `current` says whether the report has that finding now (of several with one id the
first is named)."""


class Decision(NamedTuple):
    """What somebody decided about one finding."""

    finding_id: str
    decision: str | None
    note: str


def read_export(path: str | Path) -> list[Decision]:
    """The decisions in a JSON file that the page exported.

    Raises:
        InputError: it cannot be read, or is something else.
    """
    try:
        document = json.loads(Path(path).read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"Cannot read the decisions {path}: {error}. The page's Export writes them.") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT or document.get("version") != 1:
        raise InputError(f'{path} holds no decisions: it is not {{"format": "{FORMAT}", "version": 1, ...}}.')
    entries = document.get("decisions")
    if not isinstance(entries, list):
        raise InputError(f'{path}: "decisions" must be a list.')
    return [_decision(path, number, entry) for number, entry in enumerate(entries, start=1)]


def load(path: Path) -> pl.DataFrame:
    """The table at `path`; an empty one where there is none.

    Raises:
        InputError: there is a file, but not such a table.
    """
    if not path.exists():
        return pl.DataFrame(schema=COLUMNS)
    try:
        return pl.read_parquet(path).select(pl.col(name).cast(kind) for name, kind in COLUMNS.items())
    except (OSError, pl.exceptions.PolarsError) as error:
        reason = str(error).strip().splitlines()[0]
        raise InputError(f"Cannot read the decisions {path}: {reason}. Move the file away to start anew.") from error


def apply(report: pl.DataFrame, decisions: Iterable[Decision], before: pl.DataFrame | None = None) -> pl.DataFrame:
    """The table of `decisions` about the findings of `report` on top of those taken `before`.

    A later decision replaces an earlier one; without decision and note it takes the earlier one back. A decision about
    a finding that the report does not have stays, `current` false, and counts again when a run makes that finding.
    """
    rows = {} if before is None else {row["finding_id"]: row for row in before.iter_rows(named=True)}
    found = _findings(report)
    for finding_id, decision, note in decisions:
        if decision is None and not note:
            rows.pop(finding_id, None)
        else:
            named = rows.get(finding_id, dict.fromkeys(COLUMNS))
            rows[finding_id] = named | {"finding_id": finding_id, "decision": decision, "note": note or None}
    known = [row | found.get(key, {}) | {"current": key in found} for key, row in sorted(rows.items())]
    return pl.DataFrame(known, schema=COLUMNS)


def _findings(report: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """Id to what names a finding."""
    columns = ("quote_id", "version_id", "text_original", "text_rendering", "findings")
    found: dict[str, dict[str, Any]] = {}
    for row in report.select(columns).iter_rows(named=True):
        for key, finding in zip(finding_ids(row), row["findings"] or (), strict=True):
            names = {name: finding[name] for name in ("category", "severity", "check")}
            found.setdefault(key, {"quote_id": row["quote_id"], "version_id": row["version_id"], **names})
    return found


def _decision(path: str | Path, number: int, entry: Any) -> Decision:
    fields = entry if isinstance(entry, dict) else {}
    finding_id, decision, note = fields.get("finding_id"), fields.get("decision"), fields.get("note") or ""
    if not isinstance(finding_id, str) or not finding_id:
        raise InputError(f'{path}: decision {number} has no "finding_id".')
    if decision not in (None, *DECISIONS):
        raise InputError(f"{path}: decision {number} is {str(decision)[:40]!r}. Known: {', '.join(DECISIONS)}, null.")
    if not isinstance(note, str):
        raise InputError(f'{path}: the "note" of decision {number} must be a text.')
    # JSON can hold half characters, which no Parquet file can.
    return Decision(finding_id[:64], decision, note[:MAX_NOTE].encode("utf-8", "replace").decode())
