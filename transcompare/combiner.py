"""The combiner: signals of one comparison to the probability that it is a mistranslation.

Logistic regression over a few standardised features, fitted by `pipelines/fit_combiner.py`; at run time it is a JSON
file of coefficients. A feature that is missing (no package for a forced-decoding score, say) counts as its mean. All
checks share one weight, since their confidences mean the same; so a check of another package counts like ours.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import BaseModel, ConfigDict

from transcompare.calibration import log_odds
from transcompare.checks.base import MOST_CERTAIN

SIGNALS = ("chrf", "explained_original", "information", "information_reverse", "length")
"""Features that are missing where there is no reference, or no package for the way back."""
EVIDENCE = ("contrast", "findings", "minor_findings")
"""Features made of findings, 0 where there is none; more findings never lower the probability."""
PARAPHRASE = "different"
"""The log-odds that the paraphrase model gives, of texts in one language; fitted by `pipelines/fit_paraphrase.py`."""
_SUREST = 0.995
"""No more is made of the paraphrase model's probability."""

_HINTS = ("omission", "addition")
"""Checks whose minor findings only the model vouches for, like those of `contrast`."""

CLIP = 2.0
"""Standard deviations that a signal hardly says more beyond: the labelled samples do not reach further."""


def clip(standard: float) -> float:
    """A standardised signal, within +-`CLIP`, and still in the same order."""
    return CLIP * math.tanh(standard / CLIP)


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

    def contributions(self, values: Mapping[str, float | None]) -> dict[str, float]:
        """What each feature adds to the log-odds of a mistranslation; 0 where it is missing."""
        found = {}
        for name, feature in self.features.items():
            value = values.get(name)
            standard = 0.0 if value is None else (value - feature.mean) / feature.scale
            found[name] = feature.weight * (clip(standard) if name in SIGNALS else standard)
        return found

    def probability(self, values: Mapping[str, float | None]) -> float:
        """0..1, rounded to six decimals."""
        logit = self.intercept + sum(self.contributions(values).values())
        return round(1 / (1 + math.exp(-max(-30.0, min(30.0, logit)))), 6)


@cache
def load() -> tuple[Combiner, str]:
    """The combiner that ships with the package, and the first eight hex digits of its hash."""
    text = (files("transcompare") / "data" / "combiner.json").read_text("utf-8")
    return Combiner.model_validate_json(text), hashlib.sha256(text.encode()).hexdigest()[:8]


def features(row: Mapping[str, Any]) -> dict[str, float | None]:
    """The features of one comparison, from its report columns.

    Similarity, information and forced decoding as they are in `scores`; `length`, the log-ratio of the rendering's
    length to the reference translation's; `findings`, the evidence of the major and critical findings,
    `minor_findings`, that of the minor ones, and `contrast`, that of the findings that only the model vouches for;
    `different`, in log-odds, where the texts are in one language.
    """
    scores = row["scores"] or {}
    values: dict[str, float | None] = {name: scores.get(name) for name in SIGNALS}
    if (different := scores.get(PARAPHRASE)) is not None:
        values[PARAPHRASE] = log_odds(different, _SUREST)
    reference, rendering = row["reference_translation"], row["text_rendering"]
    if reference and rendering:
        values["length"] = math.log((len(rendering) + 10) / (len(reference) + 10))
    by_kind: dict[str, list[Mapping[str, Any]]] = {name: [] for name in EVIDENCE}
    for finding in row["findings"] or []:
        kind = "minor_findings" if finding["severity"] == "minor" else "findings"
        hint = finding["check"] in _HINTS and kind == "minor_findings"
        by_kind["contrast" if hint or finding["check"] == "contrast" else kind].append(finding)
    return values | {name: evidence(found) for name, found in by_kind.items()}


def evidence(findings: Iterable[Mapping[str, Any]]) -> float:
    """How surely one of the findings is right, as -ln of the probability that none is; 0 and above.

    Of a category only the surest finding counts: two checks may well report the same thing.
    """
    surest: dict[str, float] = {}
    for finding in findings:
        surest[finding["category"]] = max(surest.get(finding["category"], 0.0), finding["confidence"])
    return sum(-math.log1p(-min(confidence, MOST_CERTAIN)) for confidence in surest.values())
