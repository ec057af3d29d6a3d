"""Fit the combiner's coefficients on labelled statements.

    uv run --group fit python pipelines/fit_combiner.py LABELLED.jsonl... [--write]

The files are quote files with a `label` column (faithful, minor, major, critical). Prints figures cross-validated by
statement, so that no statement is judged by a model that saw it; `--write` replaces transcompare/data/combiner.json.
"""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from transcompare.combiner import features
from transcompare.evaluation import DIVERGENT_LABELS, auroc, recall_at
from transcompare.pipeline import Pipeline

OUTPUT = Path(__file__).parents[1] / "transcompare" / "data" / "combiner.json"
NON_NEGATIVE = ("check:", "minor_findings")
"""A finding may never speak for a rendering, whatever a small sample says."""
SIGNALS = {"bleu", "chrf", "ter", "logprob_gap", "aligned_original", "aligned_rendering", "length", "minor_findings"}
INVERSE_STRENGTH = 0.3
"""Of the L2 penalty: the samples are small and the similarity features are weak."""


def main() -> None:
    """Run the pipeline over the files, fit, report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    report = Pipeline.default().run(arguments.files).report
    rows = [row for row in report.iter_rows(named=True) if row["status"] == "ok" and _label(row) is not None]
    checks = sorted({f"check:{finding['check']}" for row in rows for finding in row["findings"]})
    names = [*sorted(SIGNALS), *checks]
    x, mean, scale = _standardised([features(row) for row in rows], names)
    y = np.array([_label(row) for row in rows])
    groups = [row["quote_id"] for row in rows]
    held_out = np.zeros(len(rows))
    for train, test in GroupKFold(10).split(x, y, groups):
        weights, intercept = _fit(x[train], y[train], names)
        held_out[test] = x[test] @ weights + intercept
    weights, intercept = _fit(x, y, names)
    figures = _figures(held_out, y, [f"{row['lang_original']}>{row['lang_rendering']}" for row in rows])
    for name, weight in zip(names, weights, strict=True):
        print(f"{name:24} {weight:+.3f}")
    print(json.dumps(figures, indent=2))
    print(_thresholds(held_out, y))
    if arguments.write:
        model = {
            "features": {
                name: {"mean": round(float(m), 5), "scale": round(float(s), 5), "weight": round(float(w), 5)}
                for name, m, s, w in zip(names, mean, scale, weights, strict=True)
            },
            "intercept": round(float(intercept), 5),
            "fitted": f"{len(rows)} labelled renderings of {len(set(groups))} invented statements; "
            f"AUROC cross-validated by statement: {json.dumps(figures)}",
        }
        OUTPUT.write_text(json.dumps(model, indent=2) + "\n", "utf-8")


def _label(row: dict[str, Any]) -> int | None:
    if row["label"] in DIVERGENT_LABELS:
        return 1
    return 0 if row["label"] == "faithful" else None


def _standardised(rows: list[dict[str, float | None]], names: list[str]) -> tuple[Any, Any, Any]:
    """Features as a matrix with mean 0 and scale 1; missing ones are 0, the mean, as at run time.

    A check without a finding has the value 0, not a missing one: features of checks keep a mean of 0.
    """
    missing = [None if not name.startswith("check:") else 0.0 for name in names]
    values = [[_number(row.get(name), default) for name, default in zip(names, missing, strict=True)] for row in rows]
    x = np.array(values)
    mean = np.array([0.0 if name.startswith("check:") else m for name, m in zip(names, np.nanmean(x, 0), strict=True)])
    scale = np.array(
        [1.0 if name.startswith("check:") else max(s, 1e-3) for name, s in zip(names, np.nanstd(x, 0), strict=True)]
    )
    return np.nan_to_num((x - mean) / scale), mean, scale


def _number(value: float | None, default: float | None) -> float:
    if value is None:
        return math.nan if default is None else default
    return value


def _fit(x: Any, y: Any, names: list[str]) -> tuple[Any, float]:
    """Weights and intercept; what would let a finding excuse a rendering is taken out and the rest fitted again."""
    keep = np.ones(len(names), dtype=bool)
    while True:
        model = LogisticRegression(C=INVERSE_STRENGTH, max_iter=1000).fit(x[:, keep], y)
        weights = np.zeros(len(names))
        weights[keep] = model.coef_[0]
        wrong = np.array([w < 0 and name.startswith(NON_NEGATIVE) for name, w in zip(names, weights, strict=True)])
        if not wrong.any():
            return weights, float(model.intercept_[0])
        keep &= ~wrong


def _figures(scores: Any, y: Any, pairs: list[str]) -> dict[str, Any]:
    figures = {}
    for pair in ["all", *sorted(set(pairs))]:
        mask = np.array([pair in ("all", p) for p in pairs])
        positive, negative = scores[mask & (y == 1)].tolist(), scores[mask & (y == 0)].tolist()
        if positive and negative:
            figures[pair] = {
                "auroc": round(auroc(positive, negative) or 0, 3),
                "recall_at_5_percent": round(recall_at(positive, negative) or 0, 3),
                "divergent": len(positive),
                "faithful": len(negative),
            }
    return figures


def _thresholds(scores: Any, y: Any) -> str:
    lines = ["threshold  recall  false positives"]
    for threshold in np.arange(0.2, 0.85, 0.05):
        above = 1 / (1 + np.exp(-scores)) >= threshold
        lines.append(f"{threshold:9.2f}  {above[y == 1].mean():6.2f}  {above[y == 0].mean():15.2f}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
