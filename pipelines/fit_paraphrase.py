"""Fit what the paraphrase model counts for in the divergence, after a change of that model or of the combiner.

    uv run --group fit python -m pipelines.fit_paraphrase [--write]

Original and rendering in English, from the statements that the model did not learn from: faithful renderings with each
other and in slightly other words, and with wrong ones and planted edits. All that the combiner says without the model
stays as it is; the model's log-odds get a weight and a neutral point, by logistic regression, where wrong ones weigh as
much as the combiner's intercept says that there are. Prints figures cross-validated by statement; `--write` replaces
the feature in transcompare/data/combiner.json.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from pipelines.fit_combiner import OUTPUT
from pipelines.train_paraphrase.statements import (
    Example,
    Statement,
    faithful_pairs,
    planted_pairs,
    read,
    reworded_pairs,
    wrong_pairs,
)
from transcompare.combiner import PARAPHRASE, Feature, features, load
from transcompare.evaluation import auroc
from transcompare.pipeline import Pipeline
from transcompare.stages.decide import Decide

EACH = 4
"""Pairs of faithful renderings, and with wrong ones, of each statement."""
FOLDS = 5

Floats = npt.NDArray[np.float64]


class Pairs(NamedTuple):
    """All that is compared, in one order."""

    kinds: npt.NDArray[np.str_]
    wrong: Floats
    folds: npt.NDArray[np.int64]
    without: Floats
    """Log-odds of the combiner without the model."""
    model: Floats
    """Log-odds of the model."""


def main() -> None:
    """Compare, fit, report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    write = parser.parse_args().write
    pairs = compared([statement for statement in read() if statement.held_out])
    held_out = np.empty(len(pairs.wrong))
    for fold in range(FOLDS):
        rest = pairs.folds != fold
        held_out[~rest] = _odds(pairs, fit(pairs, rest))[~rest]
    for name, odds in (("without the model", pairs.without), ("the model alone", pairs.model), ("with it", held_out)):
        print(name, json.dumps(_figures(pairs, odds)))
    feature = fit(pairs, np.full(len(pairs.wrong), True))
    print(PARAPHRASE, feature)
    if write:
        combiner = json.loads(OUTPUT.read_text("utf-8"))
        combiner["features"][PARAPHRASE] = feature.model_dump()
        OUTPUT.write_text(json.dumps(combiner, indent=2) + "\n", "utf-8")


def compared(statements: Sequence[Statement]) -> Pairs:
    """The pairs of the statements, as the pipeline sees them."""
    draw = random.Random(0)
    kinds, examples, folds = [], [], []
    for number, statement in enumerate(statements):
        for kind, some in _drawn(statement, draw):
            kinds += [kind] * len(some)
            examples += some
            folds += [number % FOLDS] * len(some)
    report = Pipeline.default()(_versions(examples))
    combiner, _ = load()
    without, model = np.empty(len(examples)), np.zeros(len(examples))
    for row in report.iter_rows(named=True):
        values = features(row)
        model[int(row["quote_id"])] = values.pop(PARAPHRASE, None) or 0.0
        without[int(row["quote_id"])] = combiner.intercept + sum(combiner.contributions(values).values())
    wrong = np.array([example.different for example in examples])
    return Pairs(np.array(kinds), wrong, np.array(folds), without, model)


def fit(pairs: Pairs, some: npt.NDArray[np.bool_]) -> Feature:
    """By Newton's method; the combiner's own log-odds are an offset."""
    wrong, offset = pairs.wrong[some], pairs.without[some]
    columns = np.stack([pairs.model[some], np.ones(some.sum())], axis=1)
    prior = 1 / (1 + np.exp(-load()[0].intercept))
    weights = np.where(wrong, prior / wrong.mean(), (1 - prior) / (1 - wrong.mean()))
    found = np.zeros(2)
    for _ in range(30):
        probability = 1 / (1 + np.exp(-(columns @ found + offset)))
        gradient = columns.T @ (weights * (wrong - probability))
        curvature = (columns * (weights * probability * (1 - probability))[:, None]).T @ columns
        found += np.linalg.solve(curvature, gradient)
    weight, intercept = map(float, found)
    return Feature(mean=round(-intercept / weight, 5), scale=1.0, weight=round(weight, 5))


def _drawn(statement: Statement, draw: random.Random) -> Iterator[tuple[str, list[Example]]]:
    yield "faithful", draw.sample(list(faithful_pairs(statement)), EACH)
    yield "wrong", draw.sample(list(wrong_pairs(statement)), EACH)
    yield "reworded", list(reworded_pairs(statement, draw))[:1]
    yield "planted", [each for each in planted_pairs(statement, draw) if each.in_other][:1]


def _versions(examples: Sequence[Example]) -> pl.DataFrame:
    rows: list[dict[str, Any]] = [
        {"quote_id": str(i), "version_id": f"{i}#{role}", "lang": "en", "role": role, "text": text}
        for i, example in enumerate(examples)
        for role, text in (("original", example.one), ("rendering", example.other))
    ]
    return pl.DataFrame(rows)


def _odds(pairs: Pairs, feature: Feature) -> Floats:
    return pairs.without + feature.weight * (pairs.model - feature.mean)


def _figures(pairs: Pairs, odds: Floats) -> dict[str, float]:
    """AUROC of free renderings, and of near-literal ones; the part of each kind that is called divergent."""
    called = 1 / (1 + np.exp(-odds)) >= Decide().divergent
    by_kind = {kind: pairs.kinds == kind for kind in dict.fromkeys(pairs.kinds.tolist())}
    figures = {kind: float(called[some].mean()) for kind, some in by_kind.items()}
    for name, wrong, fair in (("free", "wrong", "faithful"), ("near", "planted", "reworded")):
        figures[f"auroc_{name}"] = auroc(odds[by_kind[wrong]].tolist(), odds[by_kind[fair]].tolist()) or 0.0
    return {name: round(value, 3) for name, value in figures.items()}


if __name__ == "__main__":
    main()
