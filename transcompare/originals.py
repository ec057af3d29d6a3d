"""Several originals of one statement: which one a rendering is compared with, and why.

As expressions over a frame of versions, one statement's rows told by `quote_id`.
"""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

COMPLETE = 0.8
"""Share of the longest original in its language, in characters, from which a text is taken for the whole statement."""

_PLACES = ("outlet", "url", "version_id")
"""Columns that may say what kind of text it is."""
_RECORD = (
    r"(?i)transcript|stenogra|verbatim|hansard|full[ _-]?text|official|"
    r"стеногра|расшифровк|дословн|полный[ _-]?текст|официальн|стенограм|повний[ _-]?текст|офіційн|wortprotokoll|amtlich"
)
_SHORTENED = (
    r"(?i)press[ _-]?(version|release)|summary|excerpt|abridged|readout|digest|"
    r"пресс-?релиз|кратк|выдержк|изложени|сокращ[её]н|прес-?реліз|стисл|auszug|zusammenfassung"
)

RECORD, UNTOLD, SHORTENED = 0, 1, 2


def source(columns: Collection[str]) -> pl.Expr:
    """What outlet, url and version_id call the text: a full or official record, nothing, or a shortened version."""
    named = pl.concat_str([c for c in _PLACES if c in columns], separator=" ", ignore_nulls=True)
    return (
        pl.when(named.str.contains(_SHORTENED)).then(SHORTENED)
        .when(named.str.contains(_RECORD)).then(RECORD)
        .otherwise(UNTOLD)
    )  # fmt: skip


def ranked(originals: pl.DataFrame) -> pl.DataFrame:
    """The originals, best first within each statement, with `why` the best one of its statement was chosen.

    A record comes before a text of unknown kind, and that before a shortened one; a complete text before one that is
    much shorter than another in its language; then the earlier.
    """
    length = pl.col("normalized").fill_null("").str.len_chars()
    marked = originals.with_columns(
        source(originals.columns).alias("_source"),
        (length < COMPLETE * length.max().over("quote_id", "language")).alias("_partial"),
    ).sort("quote_id", "_source", "_partial", "position")
    better = {name: pl.col(name) < pl.col(name).shift(-1).over("quote_id") for name in ("_source", "_partial")}
    return marked.with_columns(
        pl.when(better["_source"] & (pl.col("_source") == RECORD)).then(pl.lit("by its source the full record"))
        .when(better["_source"]).then(pl.lit("as the others are shortened by their source"))
        .when(better["_partial"]).then(pl.lit("the most complete"))
        .otherwise(pl.lit("the first of them"))
        .alias("why")
    ).drop("_source", "_partial")  # fmt: skip
