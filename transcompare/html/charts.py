"""The overview: counts of renderings, as the template draws them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from transcompare import schema
from transcompare.html.texts import visible
from transcompare.matching.circumstances import days

BINS = 20
TOP, LISTED, PAIRS = 12, 10, 5
"""Outlets and categories that the heat map and a chart show by name, and pairs of languages."""
VERDICTS = (*schema.VERDICTS[2::-1], *schema.VERDICTS[3:])
"""Worst first."""
SEVERITIES = tuple(reversed(schema.SEVERITY_WEIGHTS))
FLAGGED = ("divergent", "review")


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a chart: the value that a click filters by, how many, and the coloured parts."""

    value: str
    count: int
    parts: tuple[tuple[str, int], ...] = ()


def overview(report: pl.DataFrame) -> dict[str, Any]:
    """Everything the overview shows of a report, over all of its files."""
    rows = report.select(
        pl.col("quote_id", "outlet", "lang_original", "lang_rendering", "divergence", "verdict", "severity"),
        "findings",
        days("date").alias("day"),
    ).to_dicts()
    for row in rows:
        row["outlet"] = visible(row["outlet"] or "")
        row["language"] = language(row)
    categories = [
        {"outlet": row["outlet"], "category": visible(category), "severity": severity}
        for row in rows
        for category, severity in _worst(row["findings"] or ()).items()
    ]
    outlets = _bars(rows, "outlet", "verdict", VERDICTS)
    by_category = _bars(categories, "category", "severity", SEVERITIES)
    return {
        "renderings": len(rows),
        "statements": len({row["quote_id"] for row in rows}),
        "verdicts": _ordered(rows, "verdict", VERDICTS),
        "severities": _ordered(rows, "severity", SEVERITIES),
        "categories": by_category[:LISTED],
        "outlets": outlets[:LISTED],
        "more_outlets": max(0, len(outlets) - LISTED),
        "languages": _bars(rows, "language", "verdict", VERDICTS)[:PAIRS],
        "histogram": _histogram(rows),
        "heat": _heat(categories, [bar.value for bar in by_category[:TOP]]),
        "timeline": _timeline(rows),
    }


def language(row: Mapping[str, Any]) -> str:
    """`ru→en`."""
    return "→".join(visible(row[f"lang_{side}"] or "?") for side in ("original", "rendering"))


def _worst(findings: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The severity of the worst finding of each category."""
    worst: dict[str, str] = {}
    for finding in findings:
        before = worst.setdefault(finding["category"], finding["severity"])
        worst[finding["category"]] = min(before, finding["severity"], key=SEVERITIES.index)
    return worst


def _ordered(rows: Iterable[Mapping[str, Any]], key: str, order: Sequence[str]) -> list[Bar]:
    counts = Counter(row[key] for row in rows)
    return [Bar(value, counts[value], ((value, counts[value]),)) for value in order if counts[value]]


def _bars(rows: Iterable[Mapping[str, Any]], key: str, part: str, order: Sequence[str]) -> list[Bar]:
    """One bar a value, those with most flagged (or most of all) first."""
    groups: dict[str, Counter[Hashable]] = {}
    for row in rows:
        groups.setdefault(row[key], Counter())[row[part]] += 1
    bars = [
        Bar(value, counts.total(), tuple((name, counts[name]) for name in order if counts[name]))
        for value, counts in groups.items()
    ]
    return sorted(bars, key=lambda bar: (-sum(n for name, n in bar.parts if name in FLAGGED), -bar.count, bar.value))


def _histogram(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Scored renderings by divergence, `BINS` columns from 0 to 1, parts by verdict."""
    columns: list[Counter[str]] = [Counter() for _ in range(BINS)]
    for row in rows:
        if row["divergence"] is not None:
            columns[min(BINS - 1, int(row["divergence"] * BINS))][row["verdict"]] += 1
    bars = [
        Bar(f"{i / BINS:.2f}", counts.total(), tuple((v, counts[v]) for v in VERDICTS if counts[v]))
        for i, counts in enumerate(columns)
    ]
    return {"bars": bars, "most": max(bar.count for bar in bars), "scored": sum(bar.count for bar in bars)}


def _heat(rows: Iterable[Mapping[str, Any]], categories: Sequence[str]) -> dict[str, Any]:
    """Outlets by categories; those with most findings first. `level` is 0 to 5."""
    counts = Counter((row["outlet"], row["category"]) for row in rows)
    totals = Counter[str]()
    for (outlet, _), count in counts.items():
        totals[outlet] += count
    outlets = sorted(totals, key=lambda outlet: (-totals[outlet], outlet))[:TOP]
    most = max(counts.values(), default=0)
    cells = [
        (outlet, [(name, (n := counts[outlet, name]), -(-5 * n // most) if most else 0) for name in categories])
        for outlet in outlets
    ]
    return {"categories": list(categories), "rows": cells, "more": max(0, len(totals) - TOP)}


def _timeline(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Renderings a day, month or year, whichever gives few enough columns; None with fewer than two."""
    dated = [row for row in rows if row["day"]]
    if not dated:
        return None
    first, last = min(row["day"] for row in dated), max(row["day"] for row in dated)
    if (last - first).days < 60:
        unit, size, periods = (
            "day",
            10,
            [str(date.fromordinal(n)) for n in range(first.toordinal(), last.toordinal() + 1)],
        )
    elif last.year - first.year < 5:
        months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        unit, size, periods = "month", 7, [f"{n // 12:04}-{n % 12 + 1:02}" for n in months]
    else:
        unit, size, periods = "year", 4, [f"{n:04}" for n in range(first.year, last.year + 1)]
    if not 1 < len(periods) <= 400:
        return None
    counts: dict[str, Counter[str]] = {period: Counter() for period in periods}
    for row in dated:
        counts[str(row["day"])[:size]][row["verdict"]] += 1
    bars = [Bar(p, c.total(), tuple((v, c[v]) for v in VERDICTS if c[v])) for p, c in counts.items()]
    return {"unit": unit, "bars": bars, "most": max(bar.count for bar in bars), "dated": len(dated)}
