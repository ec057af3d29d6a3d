"""The combiner's arithmetic, and the features of a row."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcompare.combiner import CLIP, EVIDENCE, PARAPHRASE, SIGNALS, Combiner, Feature, evidence, features, load

TEN = Feature(mean=10, scale=2, weight=0.5)
FOUND = Feature(mean=0, scale=0.5, weight=1)
MODEL = Combiner(features={"chrf": TEN, "findings": FOUND}, intercept=-1, fitted="by hand")


@pytest.mark.parametrize(
    ("values", "logit"),
    [
        ({}, -1.0),
        ({"chrf": None}, -1.0),
        ({"chrf": 14.0}, -1 + 0.5 * CLIP * math.tanh(2 / CLIP)),
        ({"findings": 0.5}, 0.0),
        ({"findings": 5.0}, 9.0),
        ({"unknown": 5.0}, -1.0),
    ],
)
def test_probability(values: dict[str, float | None], logit: float) -> None:
    assert MODEL.probability(values) == round(1 / (1 + math.exp(-logit)), 6)
    assert -1 + sum(MODEL.contributions(values).values()) == pytest.approx(logit)


def row(**changes: Any) -> dict[str, Any]:
    scores = {"chrf": 40.0, "explained_original": 0.8, "logprob_gap": -1.5, "bleu": 9.0}
    return {"scores": scores, "findings": [], "reference_translation": "a" * 30, "text_rendering": "b" * 30} | changes


def finding(category: str, severity: str, confidence: float, check: str = "of-a-plug-in") -> dict[str, Any]:
    return {"category": category, "severity": severity, "confidence": confidence, "check": check}


def test_features() -> None:
    found = [finding("number", "major", 0.4), finding("number", "critical", 0.5), finding("negation", "minor", 0.2)]
    found.append(finding("direction", "major", 0.3, check="contrast"))
    found.append(finding("omission", "minor", 0.4, check="omission"))
    assert features(row(findings=found)) == {
        "chrf": 40.0,
        "explained_original": 0.8,
        "information": None,
        "information_reverse": None,
        "length": 0.0,
        "contrast": pytest.approx(-math.log(0.7) - math.log(0.6)),
        "findings": pytest.approx(math.log(2)),
        "minor_findings": pytest.approx(-math.log(0.8)),
    }


def test_without_a_reference_only_the_findings_count() -> None:
    values = features(row(scores=None, reference_translation=None, findings=[finding("number", "major", 0.4)]))
    assert {name for name, value in values.items() if value} == {"findings"}


def test_evidence_of_different_categories_adds_up_and_of_one_does_not() -> None:
    half = finding("number", "major", 0.5)
    assert evidence([half, half]) == evidence([half])
    assert evidence([half, finding("negation", "major", 0.5)]) == pytest.approx(2 * evidence([half]))
    assert math.isfinite(evidence([finding("number", "major", 1.0)]))


FINDINGS = st.builds(
    finding, st.sampled_from(["number", "negation"]), st.sampled_from(["minor", "major"]), st.floats(0, 1)
)


@given(st.lists(FINDINGS, max_size=4), FINDINGS)
def test_one_more_finding_never_speaks_for_a_rendering(found: list[dict[str, Any]], more: dict[str, Any]) -> None:
    model, _ = load()
    before, after = (model.probability(features(row(findings=each))) for each in (found, [*found, more]))
    assert after >= before


@given(st.floats(-50, 50), st.floats(-50, 50))
def test_a_signal_keeps_its_order_beyond_the_clip(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert MODEL.contributions({"chrf": low})["chrf"] <= MODEL.contributions({"chrf": high})["chrf"] <= CLIP


def test_the_shipped_coefficients_are_complete() -> None:
    model, digest = load()
    assert {*SIGNALS, *EVIDENCE, PARAPHRASE} == set(model.features)
    assert len(digest) == 8
    assert "auroc" in model.fitted
