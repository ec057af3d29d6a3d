"""Agreement of a report with labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from transcompare.errors import InputError, SchemaError

DIVERGENT_LABELS = ("major", "critical")
FALSE_POSITIVE_RATE = 0.05


def evaluate_files(report: Path, labels: Iterable[str | Path]) -> dict[str, Any]:
    """`evaluate` on files: a Parquet report, and label files in any input format.

    Raises:
        InputError: a file cannot be read.
        SchemaError: a column is missing, or no version of the labels is in the report.
    """
    from transcompare.files import read_files

    try:
        frame = pl.read_parquet(report)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise InputError(f"Cannot read the report {report}: {error}. `transcompare run -o` writes one.") from error
    return evaluate(frame, read_files(list(labels)))


def evaluate(report: pl.DataFrame, labels: pl.DataFrame) -> dict[str, Any]:
    """Figures of a report against `labels` (version_id, label, optionally categories and hard_negative).

    `pairs` has, for all comparisons and for every pair of languages: n, AUROC of the divergence for {major, critical}
    against {faithful}, recall at 5 % false positives, and the share of each label by verdict. `categories` has recall
    (labelled comparisons with such a finding) and false alarms (faithful comparisons with a serious such finding).

    Raises:
        SchemaError: a column is missing, or no version of the labels is in the report.
    """
    missing = {"version_id", "label"} - set(labels.columns)
    if missing:
        raise SchemaError(f"The labels have no column '{min(missing)}'. They need version_id and label.")
    optional = [name for name in ("categories", "hard_negative") if name in labels.columns]
    wanted = labels.select("version_id", "label", *(pl.col(name).alias(f"labelled_{name}") for name in optional))
    joined = report.drop("label", strict=False).join(wanted.drop_nulls("label"), on="version_id", how="inner")
    if joined.is_empty():
        raise SchemaError("No version_id of the labels is in the report: do they belong together?")
    pairs = {"all": joined}
    # Without an original there is no language to name.
    languages = pl.format("{}>{}", *(pl.col(f"lang_{side}").fill_null("none") for side in ("original", "rendering")))
    pairs |= {str(name): group for (name,), group in sorted(joined.group_by(languages, maintain_order=True))}
    return {
        "comparisons": joined.height,
        "pairs": {name: _figures(group) for name, group in pairs.items()},
        "categories": _categories(joined) if "labelled_categories" in joined.columns else {},
    }


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Probability that a random positive scores above a random negative, ties half; None without both.

    The Mann-Whitney U statistic over the product of the sizes.
    """
    if not positive or not negative:
        return None
    ranks = pl.Series([*positive, *negative], dtype=pl.Float64).rank("average")
    n = len(positive)
    above = float(ranks.head(n).sum()) - n * (n + 1) / 2
    return above / (n * len(negative))


def recall_at(positive: Sequence[float], negative: Sequence[float], rate: float = FALSE_POSITIVE_RATE) -> float | None:
    """Share of the positives above the lowest threshold that at most `rate` of the negatives are above."""
    if not positive or not negative:
        return None
    allowed = int(rate * len(negative))
    threshold = sorted(negative, reverse=True)[allowed] if allowed < len(negative) else float("-inf")
    return sum(value > threshold for value in positive) / len(positive)


def _figures(frame: pl.DataFrame) -> dict[str, Any]:
    scored = frame.drop_nulls("divergence")
    positive = scored.filter(pl.col("label").is_in(DIVERGENT_LABELS))["divergence"].to_list()
    negative = scored.filter(pl.col("label") == "faithful")
    values = negative["divergence"].to_list()
    figures: dict[str, Any] = {
        "comparisons": frame.height,
        "scored": scored.height,
        "auroc": auroc(positive, values),
        "recall_at_5_percent": recall_at(positive, values),
        "verdicts": {
            label: dict(sorted(group["verdict"].value_counts().rows()))
            for (label,), group in sorted(frame.group_by("label"))
        },
    }
    if "labelled_hard_negative" in frame.columns:
        hard = negative.filter(pl.col("labelled_hard_negative").str.to_lowercase() == "true")["divergence"].to_list()
        figures["auroc_hard_negatives"] = auroc(positive, hard)
    return figures


def _categories(frame: pl.DataFrame) -> dict[str, dict[str, float]]:
    rows = frame.select("label", "labelled_categories", "findings").to_dicts()
    faithful = [row for row in rows if row["label"] == "faithful"]
    figures = {}
    for category in sorted({f["category"] for row in rows for f in row["findings"]} | _labelled(rows)):
        labelled = [row for row in rows if category in _split(row["labelled_categories"])]
        found = sum(any(f["category"] == category for f in row["findings"]) for row in labelled)
        alarms = sum(
            any(f["category"] == category and f["severity"] != "minor" for f in row["findings"]) for row in faithful
        )
        figures[category] = {
            "labelled": len(labelled),
            "recall": found / len(labelled) if labelled else float("nan"),
            "false_alarms": alarms,
            "faithful": len(faithful),
        }
    return figures


def _labelled(rows: list[dict[str, Any]]) -> set[str]:
    return {category for row in rows for category in _split(row["labelled_categories"])}


def _split(categories: str | None) -> list[str]:
    """Category names from `a;b` or a JSON list."""
    return re.findall(r"[a-z-]+", categories or "")
