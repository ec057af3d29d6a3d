"""decide: the divergence, the verdict, and when to have none."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import polars as pl
from pydantic import Field, model_validator

from transcompare import combiner, schema
from transcompare.stages.base import Stage, nested

DECIMALS = 4


class Decide(Stage):
    """Combines the signals into `divergence` and compares it with two thresholds.

    Rows whose status is not `ok` are `not_scored`; what the checks found in them stays.
    """

    name: ClassVar[str] = "decide"
    requires: ClassVar[dict[str, Any]] = {
        "status": pl.String,
        "text_rendering": pl.String,
        "reference_translation": pl.String,
        "scores": schema.SCORES,
        "findings": pl.List(schema.FINDING),
    }
    provides: ClassVar[dict[str, Any]] = {
        "divergence": pl.Float64,
        "contributions": pl.List(schema.CONTRIBUTION),
        "verdict": pl.String,
    }

    review: float = Field(default=0.5, ge=0, le=1)
    """Divergence from which a rendering is worth a look."""
    divergent: float = Field(default=0.65, ge=0, le=1)
    """Divergence from which it is called divergent."""
    sure: float = Field(default=0.5, ge=0, le=1)
    """A major or critical finding of at least this confidence is worth a look, whatever the divergence."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.review > self.divergent:
            raise ValueError(f"review ({self.review}) must not be above divergent ({self.divergent})")
        return self

    def process(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Adds `divergence` (null when not scored), `contributions` (empty then) and `verdict`."""
        model, _ = combiner.load()
        columns = [*self.requires, *(name for name in ("translation_rendering",) if name in frame.columns)]
        values = [
            combiner.features(_in_one_language(row)) if row["status"] == "ok" else None
            for row in frame.select(columns).iter_rows(named=True)
        ]
        divergence = [None if value is None else model.probability(value) for value in values]
        contributions = [[] if value is None else _contributions(model, value) for value in values]
        serious = pl.element().struct.field("severity") != "minor"
        sure = (serious & (pl.element().struct.field("confidence") >= self.sure)).any()
        return frame.with_columns(
            pl.Series("divergence", divergence, dtype=pl.Float64),
            nested("contributions", contributions, pl.List(schema.CONTRIBUTION)),
        ).with_columns(
            pl.when(pl.col("divergence").is_null()).then(pl.lit("not_scored"))
            .when(pl.col("divergence") >= self.divergent).then(pl.lit("divergent"))
            .when(pl.col("divergence") >= self.review).then(pl.lit("review"))
            .when(pl.col("findings").list.eval(sure).list.first()).then(pl.lit("review"))
            .otherwise(pl.lit("faithful"))
            .alias("verdict")
        )  # fmt: skip

    def signature(self) -> dict[str, str]:
        """The hash of the combiner's coefficients."""
        return {"combiner": combiner.load()[1]}


def _in_one_language(row: dict[str, Any]) -> dict[str, Any]:
    """The row with the rendering in the language of the reference translation."""
    translated = row.get("translation_rendering")
    return row if translated is None else row | {"text_rendering": " ".join(translated)}


def _contributions(model: combiner.Combiner, values: dict[str, float | None]) -> list[dict[str, Any]]:
    """What moves the divergence of a comparison at all, most first."""
    moved = {name: round(value, DECIMALS) for name, value in model.contributions(values).items()}
    return [
        {"signal": name, "value": values.get(name), "log_odds": moved[name]}
        for name in sorted(moved, key=lambda name: (-abs(moved[name]), name))
        if moved[name]
    ]
