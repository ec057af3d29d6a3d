"""What changed between two evaluations."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from transcompare.errors import InputError

LOWER_IS_BETTER = ("ece", "faithful_", "hard_negatives_")
"""Beginnings of the names of figures that are shares of errors."""


def read(path: Path) -> dict[str, Any]:
    """An evaluation that `transcompare evaluate -o` wrote.

    Raises:
        InputError: the file cannot be read or is something else.
    """
    try:
        result: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"Cannot read the evaluation {path}: {error}.") from error
    pairs = result.get("pairs") if isinstance(result, dict) else None
    if not isinstance(pairs, dict) or not all(isinstance(figures, dict) for figures in pairs.values()):
        raise InputError(f"{path} is no evaluation. `transcompare evaluate ... -o FILE.json` writes one.")
    return result


def compare(new: Mapping[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
    """Pair of languages and figure to `old`, `new`, `difference`, `half_width` of the wider of the two intervals,
    `beyond` (whether the difference is larger than that; None without an interval) and `better`.

    `same_labels` says whether both were measured on the same labels (None where the older file does not say).
    """
    labels = old.get("labels")
    return {
        "same_labels": labels == new["labels"] if isinstance(labels, str) else None,
        "pairs": {
            pair: {
                name: _change(name, figures, old["pairs"][pair])
                for name in figures["intervals"]
                if _number(figures[name]) is not None and _number(old["pairs"][pair].get(name)) is not None
            }
            for pair, figures in new["pairs"].items()
            if pair in old["pairs"]
        },
    }


def _change(name: str, new: Mapping[str, Any], old: Mapping[str, Any]) -> dict[str, Any]:
    difference = new[name] - old[name]
    widths = [width for width in (_half_width(new, name), _half_width(old, name)) if width is not None]
    half_width = max(widths, default=None)
    return {
        "old": old[name],
        "new": new[name],
        "difference": difference,
        "half_width": half_width,
        "beyond": None if half_width is None else abs(difference) > half_width,
        "better": None if not difference else (difference > 0) != name.startswith(LOWER_IS_BETTER),
    }


def _half_width(figures: Mapping[str, Any], name: str) -> float | None:
    intervals = figures.get("intervals")
    interval = intervals.get(name) if isinstance(intervals, dict) else None
    if not isinstance(interval, list | tuple) or len(interval) != 2:
        return None
    low, high = map(_number, interval)
    return None if low is None or high is None else (high - low) / 2


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
