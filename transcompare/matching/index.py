"""An inverted index of originals: the few that a rendering can come from, without comparing it with all.

Rare terms say most (inverse document frequency, Sparck Jones 1972). Terms that more than `COMMON` originals have are
left out, so the work for a rendering is bounded by its terms, however many originals there are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import polars as pl

from transcompare.matching.terms import KINDS

COMMON = 500
"""Originals that a term may stand in, at most, to be looked up."""
TERMS = 80
"""Terms of a rendering that are looked up, at most: its rarest."""
_NEAR = 0.35
"""Share of the best original's weight that a candidate needs."""


@dataclass(frozen=True)
class Index:
    """Originals by their terms. Weights are nats: how unlikely it is that two texts share the term by chance."""

    terms: pl.DataFrame
    """`term` and its `weight`, 0 where it is too common."""
    postings: pl.DataFrame
    """`term` and `original`, for the terms with a weight."""
    masses: pl.DataFrame
    """`original` and the weight of its words together (`mass_original`)."""
    unseen: float
    """Weight of a term that no original has."""

    @classmethod
    def of(cls, terms: pl.DataFrame, firsts: pl.Series) -> Self:
        """The index of originals by their `terms` (form: `terms.SCHEMA`).

        `firsts` are the rows with a text of their own: a text that is listed twice makes its words no more common.
        """
        unique = terms.unique(("row", "term"))
        unseen = math.log(len(firsts) + 1)
        counted = unique.filter((pl.col("kind") == "blocks") | pl.col("row").is_in(firsts.implode()))
        weights = (
            counted.group_by("term")
            .len("count")
            .select(
                "term",
                pl.when(pl.col("count") <= COMMON)
                .then((unseen - pl.col("count").log()).clip(0))
                .otherwise(0.0)
                .alias("weight"),
            )
        )
        weighted = unique.join(weights, on="term").filter(pl.col("weight") > 0)
        masses = (
            weighted.filter(pl.col("kind") == "words")
            .group_by("row")
            .agg(pl.col("weight").sum().alias("mass_original"))
            .rename({"row": "original"})
        )
        return cls(weights, weighted.select("term", pl.col("row").alias("original")), masses, unseen)

    def candidates(self, terms: pl.DataFrame, most: int) -> pl.DataFrame:
        """For each text of `terms` the originals that share most, at most `most`.

        Columns: `rendering`, `original`, and of each kind of term the weight shared (`words`, ...) and that of all
        terms of the rendering (`mass_words`, ...), and `mass_original`.
        """
        weighted = terms.rename({"row": "rendering"}).join(self.terms, on="term", how="left", maintain_order="left")
        slots = weighted.group_by("rendering", "kind", "slot").agg(pl.col("weight").fill_null(self.unseen).min())
        masses = slots.group_by("rendering").agg(*(_sum_of(kind).alias(f"mass_{kind}") for kind in KINDS))
        rarest = weighted.filter(
            (pl.col("weight") > 0)
            & (pl.col("weight").rank("ordinal", descending=True).over("rendering", order_by="slot") <= TERMS)
        )
        shared = (
            rarest.join(self.postings, on="term")
            .group_by("rendering", "original")
            .agg(*(_sum_of(kind).alias(kind) for kind in KINDS))
            .join(masses, on="rendering")
            .with_columns(pl.min_horizontal(kind, f"mass_{kind}").alias(kind) for kind in KINDS)
            .with_columns(pl.sum_horizontal(KINDS).alias("total"))
        )
        return (
            shared.filter(pl.col("total") >= _NEAR * pl.col("total").max().over("rendering"))
            .sort("rendering", "total", "original", descending=[False, True, False])
            .group_by("rendering", maintain_order=True)
            .head(most)
            .drop("total")
            .join(self.masses, on="original", how="left", maintain_order="left")
            .with_columns(pl.col("mass_original").fill_null(0.0))
        )


def _sum_of(kind: str) -> pl.Expr:
    return pl.col("weight").filter(pl.col("kind") == kind).sum()
