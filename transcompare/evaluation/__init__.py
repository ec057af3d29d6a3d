"""Agreement of a report with labels: how every change of the comparison is judged.

`evaluate` measures a report, `evaluate_files` reads it or makes it first, `changes.compare` sets two measurements side
by side, `picture.svg` draws one, `tables.show` prints one.
"""

from __future__ import annotations

from transcompare.evaluation.cases import DIVERGENT_LABELS, LABELS
from transcompare.evaluation.figures import evaluate, evaluate_files
from transcompare.evaluation.metrics import FALSE_POSITIVE_RATE, auroc, ece, recall_at, reliability

__all__ = [
    "DIVERGENT_LABELS",
    "FALSE_POSITIVE_RATE",
    "LABELS",
    "auroc",
    "ece",
    "evaluate",
    "evaluate_files",
    "recall_at",
    "reliability",
]
