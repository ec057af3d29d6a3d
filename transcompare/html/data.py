"""From a report to what the page's script gets: statements with their comparisons, worst first, each string once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isfinite
from typing import Any

import polars as pl

from transcompare import schema
from transcompare.html.texts import pieces, utf16, visible
from transcompare.review.ids import finding_ids

ROW = (
    "version_id", "speaker", "outlet", "url", "date", "lang_original", "lang_rendering", "original", "rendering",
    "reference", "divergence", "verdict", "status", "severity", "notes", "agreement", "outlier", "signature",
    "passages", "scores", "words", "contributions", "findings",
)  # fmt: skip
"""Fields of a comparison, in order."""

FINDING = (
    "id", "category", "severity", "confidence", "check", "message", "original_start", "original_end",
    "rendering_start", "rendering_end",
)  # fmt: skip
"""Fields of a finding, in order. All offsets are in UTF-16 units."""

NEEDED = (
    "quote_id", "version_id", "speaker", "outlet", "url", "date", "lang_original", "lang_rendering", "text_original",
    "text_rendering", "reference_translation", "divergence", "verdict", "status", "severity", "notes", "agreement",
    "outlier", "signature", "passages", "scores", "words", "contributions", "findings",
)  # fmt: skip
"""Columns of the report that the page is made of."""

_NAMES = ("version_id", "speaker", "outlet", "url", "date", "lang_original", "lang_rendering")
_SEVERITIES = {None: 0} | {name: i for i, name in enumerate(schema.SEVERITY_WEIGHTS, start=1)}

Span = tuple[int, int]
Rows = Sequence[dict[str, Any]]


def statements(report: pl.DataFrame) -> list[Rows]:
    """The rows of each statement, worst first, and the statements likewise; independent of the order of the rows."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in report.select(NEEDED).iter_rows(named=True):
        groups.setdefault(row["quote_id"], []).append(row)
    sorted_groups: list[Rows] = [sorted(rows, key=_badness) for rows in groups.values()]
    return sorted(sorted_groups, key=lambda rows: (_badness(rows[0]), rows[0]["quote_id"]))


class Strings:
    """Every string once; the page gets numbers for them."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._visible: dict[str, int] = {}

    def __call__(self, text: str | None) -> int | None:
        """The number of `text`, made visible."""
        if text is None:
            return None
        number = self._numbers.get(text)
        if number is None:
            number = self._visible.setdefault(visible(text), len(self._visible))
            self._numbers[text] = number
        return number

    def list(self) -> list[str]:
        """All strings, by number."""
        return list(self._visible)


def page_data(groups: Iterable[Rows]) -> dict[str, Any]:
    """`fields` and `finding` name the values of each row and finding; `statements` are pairs of id and rows."""
    strings = Strings()
    packed = [[strings(rows[0]["quote_id"]), _statement(rows, strings)] for rows in groups]
    return {"fields": ROW, "finding": FINDING, "strings": strings.list(), "statements": packed}


def _statement(rows: Rows, strings: Strings) -> list[list[Any]]:
    spans: dict[str, list[Span]] = {}
    for row in rows:
        spans.setdefault(row["text_original"] or "", []).extend(_spans(row, "original"))
    originals = {text: _text(text, wanted, strings) for text, wanted in spans.items()}
    return [_row(row, originals[row["text_original"] or ""], strings) for row in rows]


def _row(row: Mapping[str, Any], original: list[Any], strings: Strings) -> list[Any]:
    units = {side: utf16(row[f"text_{side}"] or "") for side in ("original", "rendering")}
    values: dict[str, Any] = {
        name: strings(row[name]) for name in (*_NAMES, "verdict", "status", "severity", "signature")
    }
    values |= {name: _short(row[name]) for name in ("divergence", "agreement", "outlier")}
    values |= {
        "original": original if row["text_original"] else None,
        "rendering": _text(row["text_rendering"] or "", _spans(row, "rendering"), strings),
        "reference": _text(row["reference_translation"], (), strings) if row["reference_translation"] else None,
        "notes": [strings(note) for note in row["notes"] or ()],
        "passages": [_ends(each, "", units["original"]) for each in row["passages"]] if row["passages"] else None,
        "scores": [[strings(k), _short(v)] for k, v in (row["scores"] or {}).items() if v is not None],
        "words": [
            [*_ends(word, "original_", units["original"]), *_ends(word, "rendering_", units["rendering"]), share]
            for word in row["words"] or ()
            if (share := _short(word["probability"], 2)) is not None
        ],
        "contributions": [
            [strings(each["signal"]), _short(each["value"]), _short(each["log_odds"])]
            for each in row["contributions"] or ()
        ],
        "findings": [
            [
                key, *(strings(each[name]) for name in ("category", "severity")), _short(each["confidence"]),
                *(strings(each[name]) for name in ("check", "message")),
                *_ends(each, "original_", units["original"]), *_ends(each, "rendering_", units["rendering"]),
            ]
            for key, each in zip(finding_ids(row), row["findings"] or (), strict=True)
        ],
    }  # fmt: skip
    return [values[name] for name in ROW]


def _text(text: str, spans: Iterable[Span], strings: Strings) -> list[Any]:
    """Length, then start and string of each piece."""
    unit = utf16(text)
    flat = [value for start, piece in pieces(text, spans) for value in (unit(start), strings(piece))]
    return [unit(len(text)), *flat]


def _spans(row: Mapping[str, Any], side: str) -> Iterator[Span]:
    """What is talked about on one side: passages first, then findings."""
    if side == "original":
        yield from ((each["start"], each["end"]) for each in row["passages"] or ())
    for finding in row["findings"] or ():
        if finding[f"{side}_start"] is not None:
            yield finding[f"{side}_start"], finding[f"{side}_end"]


def _ends(struct: Mapping[str, Any], prefix: str, unit: Any) -> tuple[int | None, int | None]:
    start, end = struct[f"{prefix}start"], struct[f"{prefix}end"]
    return (None, None) if start is None else (unit(start), unit(end))


def _short(value: float | None, digits: int = 4) -> float | None:
    return None if value is None or not isfinite(value) else round(value, digits)


def _badness(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Sorts the worst first: by divergence, among those without one by outlier, then by severity."""
    unscored = (row["outlier"] or 0) - 1
    divergence = unscored if row["divergence"] is None else row["divergence"]
    return -divergence, -_SEVERITIES.get(row["severity"], 0), row["version_id"]
