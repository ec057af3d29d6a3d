"""The combiner: signals of one comparison to the probability that it is a mistranslation.

Logistic regression over standardised features, fitted by `pipelines/fit_combiner.py`; at run time it is a JSON file of
coefficients. A feature that is missing (no package for a forced-decoding score, say) counts as its mean.
"""

from __future__ import annotations

import hashlib
import math
from functools import cache
from importlib.resources import files
from typing import Any

import polars as pl
from pydantic import BaseModel, ConfigDict

FINDING_SEVERITIES = ("major", "critical")
"""Findings below these count as `minor_findings` only."""

REQUIRES: dict[str, Any] = {"scores": pl.Struct, "findings": pl.List, "reference_translation": pl.String}


class Feature(BaseModel):
    """One feature: how it was standardised, and its weight in log-odds a standard deviation."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    mean: float
    scale: float
    weight: float


class Combiner(BaseModel):
    """Coefficients and where they come from."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    features: dict[str, Feature]
    intercept: float
    fitted: str
    """Data, size, and cross-validated figures, in words."""

    def probability(self, values: dict[str, float | None]) -> float:
        """0..1, rounded to four decimals."""
        logit = self.intercept
        for name, feature in self.features.items():
            value = values.get(name)
            if value is not None:
                logit += feature.weight * (value - feature.mean) / feature.scale
        return round(1 / (1 + math.exp(-max(-30.0, min(30.0, logit)))), 4)


@cache
def load() -> tuple[Combiner, str]:
    """The combiner that ships with the package, and the first eight hex digits of its hash."""
    text = (files("transcompare") / "data" / "combiner.json").read_text("utf-8")
    return Combiner.model_validate_json(text), hashlib.sha256(text.encode()).hexdigest()[:8]


def features(row: dict[str, Any]) -> dict[str, float | None]:
    """The features of one comparison, from its report columns. One feature a check: its surest serious finding."""
    scores = row["scores"] or {}
    values: dict[str, float | None] = {
        name: scores.get(name) for name in ("bleu", "chrf", "ter", "logprob_gap", "aligned_original", "aligned_rendering")
    }
    reference, rendering = row["reference_translation"], row["text_rendering"]
    if reference and rendering:
        values["length"] = math.log((len(rendering) + 10) / (len(reference) + 10))
    minor = 0.0
    for finding in row["findings"] or []:
        if finding["severity"] in FINDING_SEVERITIES:
            name = f"check:{finding['check']}"
            values[name] = max(values.get(name) or 0.0, finding["confidence"])
        else:
            minor += finding["confidence"]
    values["minor_findings"] = minor
    return values
