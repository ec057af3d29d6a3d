"""Measures of a score against labels, and their intervals. No frames, no names of columns: lists of numbers."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, TypeVar

import polars as pl

FALSE_POSITIVE_RATE = 0.05
BINS = 10
"""Of equal width, in the reliability table."""
ROC_STEPS = 100
"""Equal steps of the false positive rate, in the ROC curve."""
CONFIDENCE = 0.95
RESAMPLES = 1000

T = TypeVar("T")


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


def roc(positive: Sequence[float], negative: Sequence[float]) -> list[float]:
    """The recall at false positive rates from 0 to 1 in `ROC_STEPS` equal steps; empty without both classes."""
    recalls = (recall_at(positive, negative, step / ROC_STEPS) for step in range(ROC_STEPS + 1))
    return [recall for recall in recalls if recall is not None]


class Bin(NamedTuple):
    """One row of a reliability table: the probabilities in `low` <= p < `high` (the last bin holds 1, too)."""

    low: float
    high: float
    size: int
    predicted: float | None
    """The mean probability; None in an empty bin."""
    observed: float | None
    """The share of positives."""


def reliability(positive: Sequence[float], negative: Sequence[float]) -> list[Bin]:
    """Predicted probability against observed share, in `BINS` bins of equal width."""
    members: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for values, label in ((positive, True), (negative, False)):
        for value in values:
            members[min(int(value * BINS), BINS - 1)].append((value, label))
    table = []
    for index, found in enumerate(members):
        n = len(found)
        predicted = sum(value for value, _ in found) / n if n else None
        observed = sum(label for _, label in found) / n if n else None
        table.append(Bin(index / BINS, (index + 1) / BINS, n, predicted, observed))
    return table


def ece(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Expected calibration error: the mean gap between predicted and observed, bins weighted by size (Naeini 2015)."""
    total = len(positive) + len(negative)
    if not total:
        return None
    gaps = (
        row.size * abs(row.predicted - row.observed)
        for row in reliability(positive, negative)
        if row.predicted is not None and row.observed is not None
    )
    return sum(gaps) / total


def share(values: Iterable[bool]) -> float | None:
    """The share that is true; None of nothing."""
    known = list(values)
    return sum(known) / len(known) if known else None


def bootstrap(
    clusters: Sequence[Sequence[T]],
    statistic: Callable[[Sequence[T]], Mapping[str, float | None]],
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> dict[str, tuple[float, float] | None]:
    """A `CONFIDENCE` interval for every value of `statistic`: percentiles over resampled clusters (Efron 1979).

    Whole clusters are drawn, since their members are not independent: the renderings of a statement share its
    difficulty. None where there is one cluster, or where half of the resamples leave the value undefined.
    """
    draw = random.Random(seed)  # noqa: S311 - resampling keeps no secret
    names = list(statistic([member for cluster in clusters for member in cluster]))
    drawn: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(resamples if len(clusters) > 1 else 0):
        members = [member for cluster in draw.choices(clusters, k=len(clusters)) for member in cluster]
        for name, value in statistic(members).items():
            if value is not None:
                drawn[name].append(value)
    return {name: _percentiles(values) if 2 * len(values) > resamples else None for name, values in drawn.items()}


def _percentiles(values: list[float]) -> tuple[float, float]:
    ordered = sorted(values)
    outside = int((1 - CONFIDENCE) / 2 * len(ordered))
    return ordered[outside], ordered[-1 - outside]
