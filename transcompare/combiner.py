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

from pydantic import BaseModel, ConfigDict

SIGNALS = ("chrf", "length", "logprob_gap", "ter")
"""Features that are missing where there is no reference. The others are findings, and 0 where there is none."""


CLIP = 2.0
"""Standard deviations beyond which a signal says no more: the labelled samples do not reach further."""


def clip(standard: float) -> float:
    """A standardised signal, within +-`CLIP`."""
    return max(-CLIP, min(CLIP, standard))


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
    other_check: Feature
    """For the findings of checks that were not there, or found nothing, when the coefficients were fitted."""
    intercept: float
    fitted: str
    """Data, size, and cross-validated figures, in words."""

    def probability(self, values: dict[str, float | None]) -> float:
        """0..1, rounded to four decimals."""
        logit = self.intercept
        for name, value in values.items():
            if value is not None:
                feature = self.features.get(name, self.other_check)
                standard = (value - feature.mean) / feature.scale
                logit += feature.weight * (clip(standard) if name in SIGNALS else standard)
        return round(1 / (1 + math.exp(-max(-30.0, min(30.0, logit)))), 4)


@cache
def load() -> tuple[Combiner, str]:
    """The combiner that ships with the package, and the first eight hex digits of its hash."""
    text = (files("transcompare") / "data" / "combiner.json").read_text("utf-8")
    return Combiner.model_validate_json(text), hashlib.sha256(text.encode()).hexdigest()[:8]


def features(row: dict[str, Any]) -> dict[str, float | None]:
    """The features of one comparison, from its report columns.

    Similarity and forced decoding as they are in `scores`; `length`, the log-ratio of the rendering's length to the
    reference translation's; `check:NAME`, the confidence of a check's surest major or critical finding, and
    `check:minor`, that of the surest minor one.
    """
    scores = row["scores"] or {}
    values: dict[str, float | None] = {name: scores.get(name) for name in SIGNALS}
    reference, rendering = row["reference_translation"], row["text_rendering"]
    if reference and rendering:
        values["length"] = math.log((len(rendering) + 10) / (len(reference) + 10))
    for finding in row["findings"] or []:
        name = "check:minor" if finding["severity"] == "minor" else f"check:{finding['check']}"
        values[name] = max(values.get(name) or 0.0, finding["confidence"])
    return values
