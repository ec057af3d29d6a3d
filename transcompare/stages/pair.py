"""pair: from one row a version to one row a comparison."""

from __future__ import annotations

from typing import Any, ClassVar

import polars as pl

from transcompare import schema
from transcompare.stages.base import Stage

_SIDES = {
    "text": "text_{}",
    "language": "lang_{}",
    "normalized": "normalized_{}",
    "offsets": "offsets_{}",
    "language_note": "language_note_{}",
}
_OWN = ("outlet", "url")
WORKING = frozenset(
    {"alone", "by_language", "declared", "first_of_role", "guessed", "is_original"}
    | {"single", "singles", "unstated", "version_notes"}
)
"""Columns that this stage adds for a while, besides those that end in `_of_original`; `read` renames such input."""
_GUESSED = "role worked out from languages and order"


class Pair(Stage):
    """Pairs every rendering with the original of its statement. Needs all versions of a statement in one frame.

    The original is the first version whose role says so. Where no role is given it is the first version, unless other
    versions share its language and exactly one language occurs once: then that one (English, English, Russian). A
    second original is compared with the first like a rendering. A statement without an original, or with one version
    only, keeps its rows with a status.
    """

    name: ClassVar[str] = "pair"
    requires: ClassVar[dict[str, Any]] = {
        "quote_id": pl.String,
        "version_id": pl.String,
        "role": pl.String,
        "text": pl.String,
        "position": pl.UInt64,
        "normalized": pl.String,
        "offsets": pl.List(pl.UInt32),
        "normalization": pl.List(pl.String),
        "language": pl.String,
        "language_note": pl.String,
    }
    provides: ClassVar[dict[str, Any]] = {
        "original_version_id": pl.String,
        "text_original": pl.String,
        "text_rendering": pl.String,
        "lang_original": pl.String,
        "lang_rendering": pl.String,
        "normalized_original": pl.String,
        "normalized_rendering": pl.String,
        "offsets_original": pl.List(pl.UInt32),
        "offsets_rendering": pl.List(pl.UInt32),
        "language_note_original": pl.String,
        "language_note_rendering": pl.String,
        "status": pl.String,
        "notes": pl.List(pl.String),
    }

    def process(self, frame: pl.DataFrame) -> pl.DataFrame:
        """One row a comparison, in the order of the renderings."""
        alone = (pl.len().over("quote_id") == 1).alias("alone")
        marked = _with_original(frame.sort("position")).with_columns(_notes(), alone)
        originals = marked.filter(pl.col("is_original"))
        renderings = marked.filter(~pl.col("is_original") | pl.col("alone"))
        joined = renderings.join(originals, on="quote_id", how="left", suffix="_of_original", maintain_order="left")
        return _sides(joined, frame.columns)


def _with_original(frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` with `is_original`, true for at most one version a statement, and `guessed`."""
    statement = "quote_id"
    first = pl.col("position") == pl.col("position").min()
    declared = pl.col("role") == "original"
    unstated = pl.col("role").is_null()
    single = unstated & (pl.len().over(statement, "language") == 1)
    return (
        frame.with_columns(
            declared.fill_null(value=False).any().over(statement).alias("declared"), unstated=unstated, single=single
        )
        .with_columns(
            first_of_role=first.over(statement, "role"),
            singles=pl.col("single").sum().over(statement),
        )
        .with_columns(
            by_language=(
                (pl.col("singles") == 1)
                & (pl.col("unstated") & pl.col("first_of_role") & ~pl.col("single")).any().over(statement)
            )
        )
        .with_columns(
            is_original=pl.when("declared")
            .then((declared & pl.col("first_of_role")).fill_null(value=False))
            .when("by_language")
            .then(pl.col("single"))
            .otherwise(pl.col("unstated") & pl.col("first_of_role"))
        )
        .with_columns(guessed=pl.col("is_original") & ~pl.col("declared"))
        .drop("declared", "unstated", "single", "first_of_role", "singles", "by_language")
    )


def _notes() -> pl.Expr:
    """What happened to a version on its way here, as a list of sentences."""
    language = pl.concat_list("language_note").list.drop_nulls()
    changes = pl.col("normalization").fill_null(pl.lit([], pl.List(pl.String)))
    return pl.concat_list(changes, language).alias("version_notes")


def _sides(joined: pl.DataFrame, version_columns: list[str]) -> pl.DataFrame:
    """The joined frame with one column for each side, a status, and the version columns merged."""
    # A statement's only version stays on the side that its role says.
    lone_original = pl.col("alone") & (pl.col("role") == "original").fill_null(value=False)
    has_original = pl.col("version_id_of_original").is_not_null()
    paired = has_original & ~pl.col("alone")
    sides = []
    for column, pattern in _SIDES.items():
        original, rendering = pl.col(f"{column}_of_original"), pl.col(column)
        sides.append(pl.when(paired | lone_original).then(original).alias(pattern.format("original")))
        sides.append(pl.when(~lone_original).then(rendering).alias(pattern.format("rendering")))
    unknown = (pl.col("lang_original") == "und") | (pl.col("lang_rendering") == "und")
    empty = ~(_has_letters("normalized_original") & _has_letters("normalized_rendering"))
    status = (
        pl.when("alone").then(pl.lit("single_version"))
        .when(~has_original).then(pl.lit("no_original"))
        .when(empty).then(pl.lit("empty_text"))
        .when(unknown).then(pl.lit("unknown_language"))
        .otherwise(pl.lit("ok"))
        .alias("status")
    )  # fmt: skip
    no_notes = pl.lit([], pl.List(pl.String))
    notes = pl.concat_list(
        pl.when(paired).then(_prefixed("original", "version_notes_of_original")).otherwise(no_notes),
        _prefixed("rendering", "version_notes"),
        pl.when(paired & pl.col("guessed_of_original")).then(pl.lit([_GUESSED])).otherwise(no_notes),
    ).alias("notes")
    internal = {*schema.VERSION, "text", "lang", "role", "quote_id", "version_id"}
    keep = [c for c in version_columns if c not in internal]
    merged = [pl.col(c) if c in _OWN else pl.coalesce(c, f"{c}_of_original").alias(c) for c in keep]
    return (
        joined.with_columns(sides)
        .with_columns(status, notes)
        .select(
            "quote_id",
            "version_id",
            pl.when(paired).then("version_id_of_original").alias("original_version_id"),
            *merged,
            *(pattern.format(side) for pattern in _SIDES.values() for side in ("original", "rendering")),
            "status",
            "notes",
        )
    )


def _prefixed(side: str, column: str) -> pl.Expr:
    return pl.col(column).list.eval(pl.format(f"{side}: {{}}", pl.element()))


def _has_letters(column: str) -> pl.Expr:
    return pl.col(column).str.contains(r"[\p{L}\p{N}]").fill_null(value=False)
