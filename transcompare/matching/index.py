"""An inverted index of originals: the few that a rendering can come from, without comparing it with all.

Rare terms say most (inverse document frequency, Sparck Jones 1972). Candidates are looked up by the rarest terms of a
rendering, so many that no more than some thousand originals are touched, however many there are; all terms then say how
much a rendering and a candidate share.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import polars as pl

from transcompare.matching.terms import KINDS, Kind

COMMON = 2000
"""Originals that a term may stand in, at most, to be looked up."""
LOOKED_UP = 4000
"""Originals of all terms of a rendering that are looked up; its rarest terms come first."""
BACK: tuple[Kind, ...] = ("words", "meanings")
"""Kinds of which it also counts how much of the original the rendering has."""
_DIGITS = 9
_NEAR = 0.35
"""Share of the best original's weight that a candidate needs."""


@dataclass(frozen=True)
class Index:
    """Originals by their terms. Weights are nats: how unlikely it is that two texts share the term by chance."""

    terms: pl.DataFrame
    """`term`, its `weight`, and in how many originals it stands (`originals`)."""
    postings: pl.DataFrame
    """`term` and `original`, the `slot` that it stands for there, and what that weighs (`original_weight`)."""
    masses: pl.DataFrame
    """`original`, and the weight of its slots of the kinds `BACK` (`mass_original_words`, ...)."""
    unseen: float
    """Weight of a term that no original has."""

    @classmethod
    def of(cls, terms: pl.DataFrame, firsts: pl.Series) -> Self:
        """The index of originals by their `terms` (form: `terms.SCHEMA`).

        `firsts` are the rows with a text of their own: a text that is listed twice makes its words no more common.
        """
        unique = terms.group_by("row", "kind", "term").agg(pl.col("slot").min())
        unseen = math.log(len(firsts) + 1)
        counted = unique.filter((pl.col("kind") == "blocks") | pl.col("row").is_in(firsts.implode()))
        weights = (
            counted.group_by("term")
            .agg(pl.len().alias("count"))
            .select("term", weight=(unseen - pl.col("count").log()).clip(0))
            .join(unique.group_by("term").agg(originals=pl.len()), on="term")
        )
        named = unique.join(weights, on="term").select(
            "term", pl.col("row").alias("original"), "kind", "slot", "weight"
        )
        # A slot weighs what its terms do on average: the word of an original, what its meanings do.
        slots = (
            named.filter(pl.col("kind").is_in(BACK)).group_by("original", "kind", "slot").agg(pl.col("weight").mean())
        )
        masses = slots.group_by("original").agg(_sum_of(kind).alias(f"mass_original_{kind}") for kind in BACK)
        postings = named.drop("weight").join(slots, on=("original", "kind", "slot"), how="left")
        postings = postings.select("term", "original", "slot", original_weight="weight").sort("original", "term")
        return cls(weights, postings, masses, unseen)

    def candidates(self, terms: pl.DataFrame, most: int) -> pl.DataFrame:
        """For each text of `terms` the originals that share most, at most `most`.

        Columns: `rendering`, `original`; of each kind of term the weight shared (`words`, ...) and that of all terms of
        the rendering (`mass_words`, ...); of the kinds `BACK` also the weight of the original's words that are shared
        (`original_words`, ...), and of all of them (`mass_original_words`, ...).
        """
        weighted = terms.rename({"row": "rendering"}).join(self.terms, on="term", how="left", maintain_order="left")
        slots = weighted.group_by("rendering", "kind", "slot").agg(pl.col("weight").fill_null(self.unseen).min())
        masses = slots.group_by("rendering").agg(*(_sum_of(kind).alias(f"mass_{kind}") for kind in KINDS))
        known = weighted.filter(pl.col("weight") > 0)
        found = self._nearest(known, most)
        shared = found.join(known.select("rendering", "kind", "term", "weight"), on="rendering").join(
            self.postings, on=("original", "term")
        )
        back = (
            shared.filter(pl.col("kind").is_in(BACK))
            .unique(("rendering", "original", "kind", "slot"))
            .group_by("rendering", "original")
            .agg(_sum_of(kind, "original_weight").alias(f"original_{kind}") for kind in BACK)
        )
        return (
            shared.group_by("rendering", "original")
            .agg(_sum_of(kind).alias(kind) for kind in KINDS)
            .join(masses, on="rendering")
            .with_columns(pl.min_horizontal(kind, f"mass_{kind}").alias(kind) for kind in KINDS)
            .join(back, on=("rendering", "original"), how="left")
            .join(self.masses, on="original", how="left")
            .with_columns(
                pl.col(f"{part}_{kind}").fill_null(0.0) for part in ("original", "mass_original") for kind in BACK
            )
            .sort("rendering", "original")
        )

    def _nearest(self, terms: pl.DataFrame, most: int) -> pl.DataFrame:
        """`rendering` and `original`: those that share the rarest terms."""
        rarest = (
            terms.filter(pl.col("originals") <= COMMON)
            .sort("rendering", "originals", "slot", "term")
            .filter(pl.col("originals").cum_sum().over("rendering") - pl.col("originals") < LOOKED_UP)
        )
        shared = (
            rarest.select("rendering", "term", "weight")
            .join(self.postings, on="term")
            .group_by("rendering", "original")
            # Sums in another order differ in their last digits: ranks must not.
            .agg(pl.col("weight").sum().round(_DIGITS))
        )
        return (
            shared.filter(pl.col("weight") >= _NEAR * pl.col("weight").max().over("rendering"))
            .sort("rendering", "weight", "original", descending=[False, True, False])
            .group_by("rendering", maintain_order=True)
            .head(most)
            .select("rendering", "original")
        )


def _sum_of(kind: str, weight: str = "weight") -> pl.Expr:
    return pl.col(weight).filter(pl.col("kind") == kind).sum()
