"""The combiner's arithmetic, and the features of a row."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcompare.combiner import SIGNALS, Combiner, Feature, features, load

TEN = Feature(mean=10, scale=2, weight=0.5)
CHECK = Feature(mean=0, scale=0.5, weight=1)
MODEL = Combiner(features={"chrf": TEN, "check:number": CHECK}, other_check=CHECK, intercept=-1, fitted="by hand")


@pytest.mark.parametrize(
    ("values", "logit"),
    [
        ({}, -1.0),
        ({"chrf": None}, -1.0),
        ({"chrf": 14.0}, -1 + 0.5 * 2),
        ({"check:number": 0.5}, 0.0),
        ({"check:of-a-plug-in": 0.5}, 0.0),
        ({"chrf": 14.0, "check:number": 0.5}, 1.0),
    ],
)
def test_probability(values: dict[str, float | None], logit: float) -> None:
    assert MODEL.probability(values) == round(1 / (1 + math.exp(-logit)), 4)


def row(**changes: Any) -> dict[str, Any]:
    scores = {"chrf": 40.0, "ter": 80.0, "logprob_gap": -1.5, "bleu": 9.0}
    return {"scores": scores, "findings": [], "reference_translation": "a" * 30, "text_rendering": "b" * 30} | changes


def finding(check: str, severity: str, confidence: float) -> dict[str, Any]:
    return {"check": check, "severity": severity, "confidence": confidence}


def test_features() -> None:
    found = [finding("number", "major", 0.4), finding("number", "critical", 0.7), finding("negation", "minor", 0.2)]
    assert features(row(findings=found)) == {
        "chrf": 40.0,
        "ter": 80.0,
        "logprob_gap": -1.5,
        "length": 0.0,
        "check:number": 0.7,
        "check:minor": 0.2,
    }


def test_without_a_reference_only_the_findings_count() -> None:
    values = features(row(scores=None, reference_translation=None, findings=[finding("number", "major", 0.4)]))
    assert {name for name, value in values.items() if value is not None} == {"check:number"}


@given(st.floats(0, 1), st.sampled_from(["number", "named-entity", "negation", "untranslated", "of-a-plug-in"]))
def test_a_finding_never_speaks_for_a_rendering(confidence: float, check: str) -> None:
    model, _ = load()
    plain = features(row())
    assert model.probability(features(row(findings=[finding(check, "major", confidence)]))) >= model.probability(plain)


def test_the_shipped_coefficients_are_complete() -> None:
    model, digest = load()
    assert set(SIGNALS) <= set(model.features)
    assert len(digest) == 8
    assert "auroc" in model.fitted
