"""Two lists in, one table of statements out: contract 1, with the renderings under their originals' ids."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from transcompare import schema
from transcompare.engine import EngineSettings
from transcompare.flow import rejected
from transcompare.matching.linking import Linker, Progress
from transcompare.matching.reading import Source, read, understood

LINKED = 0.5
"""Confidence from which a rendering is linked: its original is likelier than all others and none together."""
SURE = 0.9
"""Confidence below which a link is doubtful."""

EXTRA = {"match_confidence": pl.Float64(), "match_runner_up": pl.Float64()}
"""Columns that linking adds: the probability that the rendering comes from its original (null for originals and for
renderings without one), and that it comes from the second likeliest."""


@dataclass(frozen=True)
class Matching:
    """What linking gives: both tables together account for every row of both lists."""

    statements: pl.DataFrame
    """Contract 1 and `EXTRA`: every original followed by its renderings, then the renderings without one."""
    rejects: pl.DataFrame
    unserved: tuple[tuple[str, str], ...]
    """Pairs of languages (original, rendering) that no package translates: linked by names, numbers and sounds only."""

    @property
    def counts(self) -> dict[str, int]:
        """How many renderings were linked for sure, linked with doubt, and not linked."""
        of_renderings = self.statements.filter(pl.col("role") == "rendering")["match_confidence"]
        sure = int((of_renderings >= SURE).sum())
        return {
            "linked": sure,
            "doubtful": len(of_renderings) - of_renderings.null_count() - sure,
            "unlinked": of_renderings.null_count(),
        }


def match_lists(
    originals: Source, renderings: Source, engine: EngineSettings, progress: Progress | None = None
) -> Matching:
    """Link every rendering with the original it comes from, or with none.

    An original may have many renderings, a rendering one original. An original's `quote_id` is kept, and made where it
    has none.

    Raises:
        InputError: a file cannot be read at all.
    """
    lists = read(originals, "original"), read(renderings, "rendering")
    here, there = (versions.filter(pl.col("reject").is_null()) for versions in lists)
    linker = Linker(understood(here), understood(there), engine)
    links = linker.links(progress)
    statements = pl.concat([here.with_row_index("_statement"), _placed(here, there, links)], how="diagonal_relaxed")
    statements = statements.sort("_statement", "role", "position", nulls_last=True, maintain_order=True)
    statements = schema.conform(statements.drop("_statement", *schema.VERSION, strict=False), schema.INPUT)
    return Matching(
        statements.select(*(name for name in statements.columns if name not in EXTRA), *EXTRA),
        pl.concat([rejected(versions) for versions in lists]),
        tuple(sorted(linker.unserved)),
    )


def _placed(originals: pl.DataFrame, renderings: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """`renderings` with the ids of their originals, `_statement` (the original's row) and `EXTRA`."""
    sure = links.filter(pl.col("confidence") >= LINKED).select(
        "rendering",
        pl.col("original").alias("_statement"),
        pl.col("confidence").alias("match_confidence"),
        pl.col("runner_up").alias("match_runner_up"),
    )
    placed = renderings.with_row_index("rendering").join(sure, on="rendering", how="left", maintain_order="left")
    alone = pl.col("_statement").is_null()
    taken_ids, taken_versions = set(originals["quote_id"]), set(originals["version_id"])
    return placed.drop("rendering").with_columns(
        pl.when(alone)
        .then(pl.Series(_free(renderings["quote_id"], taken_ids)))
        .otherwise(originals["quote_id"].gather(placed["_statement"]))
        .alias("quote_id"),
        pl.Series("version_id", _free(renderings["version_id"], taken_versions)),
    )


def _free(ids: Iterable[str], taken: set[str]) -> list[str]:
    """`ids`, those that are taken with a prefix that makes them free; equal ones stay equal."""
    free = {}
    for each in dict.fromkeys(ids):
        new = each
        while new in taken:
            new = f"rendering:{new}"
        free[each] = new
    return [free[each] for each in ids]
