"""From divergence and findings to a verdict."""

from __future__ import annotations

import math
from typing import Any

import polars as pl
import pytest

from transcompare import combiner, schema
from transcompare.errors import ConfigError
from transcompare.stages.decide import Decide


def decide(status: str = "ok", *findings: tuple[str, float], stage: Decide | None = None) -> tuple[float | None, str]:
    """Divergence and verdict of one row with such findings."""
    row = decided(status, *findings, stage=stage)
    return row["divergence"], row["verdict"]


def decided(status: str = "ok", *findings: tuple[str, float], stage: Decide | None = None) -> dict[str, Any]:
    """One row with such findings, decided."""
    found = [{"severity": s, "confidence": c, "check": "number", "category": "number"} for s, c in findings]
    frame = pl.DataFrame(
        {
            "status": [status],
            "text_rendering": ["The port is shut"],
            "reference_translation": ["The port is closed"],
            "scores": pl.Series([{"chrf": 60.0, "ter": 40.0, "logprob_gap": -1.0}], dtype=schema.SCORES),
            "findings": pl.Series([found], dtype=pl.List(schema.FINDING)),
        }
    )
    return (stage or Decide())(frame).row(0, named=True)


@pytest.mark.parametrize(
    ("stage", "verdict"),
    [
        (Decide(review=1.0, divergent=1.0), "faithful"),
        (Decide(review=0.0, divergent=1.0), "review"),
        (Decide(review=0.0, divergent=0.0), "divergent"),
    ],
)
def test_thresholds(stage: Decide, verdict: str) -> None:
    assert decide(stage=stage)[1] == verdict


@pytest.mark.parametrize("status", [status for status in schema.STATUSES if status != "ok"])
def test_what_is_not_ok_has_no_verdict(status: str) -> None:
    assert decide(status, ("critical", 0.9)) == (None, "not_scored")


def test_a_sure_serious_finding_is_never_called_faithful() -> None:
    lenient = Decide(review=1.0, divergent=1.0)
    assert decide("ok", ("critical", 0.5), stage=lenient)[1] == "review"
    assert decide("ok", ("major", 0.9), stage=lenient)[1] == "review"
    assert decide("ok", ("minor", 0.9), stage=lenient)[1] == "faithful"
    assert decide("ok", ("critical", 0.4), stage=lenient)[1] == "faithful"


def test_more_confidence_means_more_divergence() -> None:
    values = [decide("ok", ("major", confidence))[0] for confidence in (0.2, 0.5, 0.9)]
    assert values == sorted(v for v in values if v is not None)
    assert values[0] != values[-1]


def test_a_signal_says_little_more_beyond_two_standard_deviations_and_keeps_its_order() -> None:
    assert combiner.clip(2.0) < combiner.clip(9.0) < combiner.CLIP
    assert combiner.clip(0.1) == pytest.approx(0.1, rel=0.01)


def test_thresholds_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(ConfigError, match="must not be above"):
        Decide.from_settings({"review": 0.9, "divergent": 0.1})


def test_the_contributions_explain_the_divergence() -> None:
    row = decided("ok", ("major", 0.9))
    model, _ = combiner.load()
    logit = model.intercept + sum(each["log_odds"] for each in row["contributions"])
    assert row["divergence"] == pytest.approx(1 / (1 + math.exp(-logit)), abs=1e-3)
    sizes = [abs(each["log_odds"]) for each in row["contributions"]]
    assert sizes == sorted(sizes, reverse=True)
    assert decided("too_long")["contributions"] == []
