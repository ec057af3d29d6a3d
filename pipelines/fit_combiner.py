"""Fit the combiner's coefficients on labelled statements.

    uv run --group fit python pipelines/fit_combiner.py LABELLED.jsonl... [--write]

The files are quote files with a `label` column (faithful, minor, major, critical). Prints figures cross-validated by
statement, so that no statement is judged by a model that saw it; `--write` replaces transcompare/data/combiner.json.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from transcompare.combiner import CLIP, SIGNALS, features
from transcompare.evaluation import DIVERGENT_LABELS, auroc, recall_at
from transcompare.pipeline import DEFAULT_STAGES, Pipeline

OUTPUT = Path(__file__).parents[1] / "transcompare" / "data" / "combiner.json"
CHECK_SCALE = 0.25
"""Of the checks' features: findings are rare, and the penalty would shrink their weights most where they say most."""
INVERSE_STRENGTH = 0.3
"""Of the L2 penalty: the samples are small and the similarity features are weak."""
MISMATCH_WEIGHT = 0.3
"""Of a faithful rendering set against another statement's original, as an example of a divergent one. Labelled errors
sit in near-literal text, so that from them alone similarity would learn to speak for nonsense."""


def main() -> None:
    """Run the pipeline over the files, fit, report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    pipeline = Pipeline.from_settings({"stages": [name for name in DEFAULT_STAGES if name != "decide"]})
    report = pipeline.run(arguments.files).report
    rows = [row for row in report.iter_rows(named=True) if row["status"] == "ok" and _label(row) is not None]
    mismatched = [row for row in pipeline(_mismatched(rows)).iter_rows(named=True) if row["status"] == "ok"]
    checks = sorted({f"check:{finding['check']}" for row in rows for finding in row["findings"]} | {"check:minor"})
    names = [*SIGNALS, *checks]
    x, mean, scale = _standardised([features(row) for row in rows + mismatched], names)
    y = np.array([_label(row) for row in rows] + [1] * len(mismatched))
    sample = np.array([1.0] * len(rows) + [MISMATCH_WEIGHT] * len(mismatched))
    groups = [row["quote_id"] for row in rows + mismatched]
    held_out = np.zeros(len(y))
    for train, test in GroupKFold(10).split(x, y, groups):
        weights, intercept = _fit(x[train], y[train], sample[train], names)
        held_out[test] = x[test] @ weights + intercept
    weights, intercept = _fit(x, y, sample, names)
    scores, labels = held_out[: len(rows)], y[: len(rows)]
    figures = _figures(scores, labels, [f"{row['lang_original']}>{row['lang_rendering']}" for row in rows])
    faithful = scores[labels == 0].tolist()
    figures["mismatched"] = {"auroc": round(auroc(held_out[len(rows) :].tolist(), faithful) or 0, 3)}
    for name, weight in zip(names, weights, strict=True):
        print(f"{name:24} {weight:+.3f}")
    print(json.dumps(figures, indent=2))
    print(_thresholds(scores, labels))
    if arguments.write:
        model = {
            "features": {
                name: {"mean": round(float(m), 5), "scale": round(float(s), 5), "weight": round(float(w), 5)}
                for name, m, s, w in zip(names, mean, scale, weights, strict=True)
            },
            "other_check": {"mean": 0.0, "scale": CHECK_SCALE, "weight": round(_mean_of_checks(names, weights), 5)},
            "intercept": round(float(intercept), 5),
            "fitted": f"{len(rows)} labelled renderings of invented statements; cross-validated: {json.dumps(figures)}",
        }
        OUTPUT.write_text(json.dumps(model, indent=2) + "\n", "utf-8")


def _label(row: dict[str, Any]) -> int | None:
    if row["label"] in DIVERGENT_LABELS:
        return 1
    return 0 if row["label"] == "faithful" else None


def _mismatched(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Every faithful rendering with the original of the next statement in the same language."""
    originals = sorted({(row["lang_original"], row["quote_id"], row["text_original"]) for row in rows})
    following = {now[1]: then for now, then in itertools.pairwise(originals) if now[0] == then[0]}
    versions = []
    for row in rows:
        if row["label"] == "faithful" and row["quote_id"] in following:
            language, _, text = following[row["quote_id"]]
            shared = {"quote_id": f"mismatched {row['version_id']}"}
            original = {"role": "original", "lang": language, "text": text}
            rendering = {"role": "rendering", "lang": row["lang_rendering"], "text": row["text_rendering"]}
            versions += [shared | original, shared | rendering]
    return pl.DataFrame(versions)


def _standardised(rows: list[dict[str, float | None]], names: list[str]) -> tuple[Any, Any, Any]:
    """Features as a matrix, standardised; missing ones are 0, the mean, as at run time.

    A check without a finding has the value 0, not a missing one: these features have mean 0 and `CHECK_SCALE`.
    """
    is_check = np.array([name.startswith("check:") for name in names])
    absent = {name: 0.0 if name.startswith("check:") else math.nan for name in names}
    x = np.array([[absent[name] if (value := row.get(name)) is None else value for name in names] for row in rows])
    mean = np.where(is_check, 0.0, np.nanmean(x, axis=0))
    scale = np.where(is_check, CHECK_SCALE, np.maximum(np.nanstd(x, axis=0), 1e-3))
    standard = np.nan_to_num((x - mean) / scale)
    return np.where(is_check, standard, standard.clip(-CLIP, CLIP)), mean, scale


def _fit(x: Any, y: Any, sample: Any, names: list[str]) -> tuple[Any, float]:
    """Weights and intercept. A finding may not excuse a rendering: such a feature goes, the rest is fitted again."""
    keep = np.ones(len(names), dtype=bool)
    while True:
        model = LogisticRegression(C=INVERSE_STRENGTH, max_iter=1000).fit(x[:, keep], y, sample_weight=sample)
        weights = np.zeros(len(names))
        weights[keep] = model.coef_[0]
        wrong = (weights < 0) & [name.startswith("check:") for name in names]
        if not wrong.any():
            return weights, float(model.intercept_[0])
        keep &= ~wrong


def _mean_of_checks(names: list[str], weights: Any) -> float:
    serious = [w for name, w in zip(names, weights, strict=True) if name.startswith("check:") and name != "check:minor"]
    return float(np.mean(serious))


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
