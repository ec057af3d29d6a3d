"""pair: from one row a version to one row a comparison."""

from __future__ import annotations

from typing import Any, ClassVar

import polars as pl

from transcompare import originals, schema
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
    {"alone", "among", "by_language", "chosen", "declared", "first_of_role", "guessed", "is_original", "main"}
    | {"single", "singles", "unstated", "version_notes", "why"}
)
"""Columns that this stage adds for a while, besides those that end in `_of_original`; `read` renames such input."""
_GUESSED = "role worked out from languages and order"
_SAME_LANGUAGE = "rendering: in the language of the original, compared directly: a re-quotation or a back-translation"
_ANOTHER = "another original of the statement, compared like a rendering"


class Pair(Stage):
    """Pairs every rendering with the original of its statement. Needs all versions of a statement in one frame.

    The original is the first version whose role says so. Where no role is given it is the first version, unless other
    versions share its language and exactly one language occurs once: then that one (English, English, Russian). Of
    several originals a rendering is compared with the one in its own language, where there is one, as that takes no
    translation; else with the best by `transcompare.originals`, which the others are compared with like renderings. A
    statement without an original, or with one version only, keeps its rows with a status. What is marked as a rendering
    never becomes an original, whatever its language.
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
        "another_original": pl.Boolean,
        "status": pl.String,
        "notes": pl.List(pl.String),
    }

    def process(self, frame: pl.DataFrame) -> pl.DataFrame:
        """One row a comparison, in the order of the renderings."""
        alone = (pl.len().over("quote_id") == 1).alias("alone")
        marked = _with_originals(frame.sort("position")).with_columns(_notes(), alone)
        found = originals.ranked(marked.filter("is_original")).with_columns(among=pl.len().over("quote_id"))
        marked = _with_chosen(marked, found)
        renderings = marked.filter((pl.col("version_id") != pl.col("main")).fill_null(value=True) | pl.col("alone"))
        joined = renderings.join(
            found,
            left_on=("quote_id", "chosen"),
            right_on=("quote_id", "version_id"),
            how="left",
            suffix="_of_original",
            maintain_order="left",
        )
        return _sides(joined.with_columns(version_id_of_original="chosen"), frame.columns)


def _with_originals(frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` with `is_original`, true for all that are declared, else for at most one a statement, and `guessed`."""
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
            .then(declared.fill_null(value=False))
            .when("by_language")
            .then(pl.col("single"))
            .otherwise(pl.col("unstated") & pl.col("first_of_role"))
        )
        .with_columns(guessed=pl.col("is_original") & ~pl.col("declared"))
        .drop("declared", "unstated", "single", "first_of_role", "singles", "by_language")
    )


def _with_chosen(versions: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """`versions` with the `version_id` of the best original, `main`, and of the one to compare with, `chosen`."""
    main = found.select("quote_id", main="version_id").unique("quote_id", keep="first", maintain_order=True)
    by_language = (
        found.filter(pl.col("language") != "und")
        .select("quote_id", "language", chosen="version_id")
        .unique(("quote_id", "language"), keep="first", maintain_order=True)
    )
    return (
        versions.join(main, on="quote_id", how="left", maintain_order="left")
        .join(by_language, on=("quote_id", "language"), how="left", maintain_order="left")
        .with_columns(chosen=pl.when("is_original").then("main").otherwise(pl.coalesce("chosen", "main")))
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
    another = paired & pl.col("is_original")
    own_language = paired & ~another & (pl.col("lang_original") == pl.col("lang_rendering")) & ~unknown
    several = pl.format(
        "{} originals: compared with {}, {}",
        "among",
        "version_id_of_original",
        pl.when(pl.col("chosen") != pl.col("main")).then(pl.lit("in its own language")).otherwise("why"),
    )
    notes = pl.concat_list(
        pl.when(paired).then(_prefixed("original", "version_notes_of_original")).otherwise(no_notes),
        _prefixed("rendering", "version_notes"),
        pl.when(paired & pl.col("guessed_of_original")).then(pl.lit([_GUESSED])).otherwise(no_notes),
        pl.when(another).then(pl.lit([_ANOTHER])).otherwise(no_notes),
        pl.when(paired & (pl.col("among") > 1)).then(pl.concat_list(several)).otherwise(no_notes),
        pl.when(own_language).then(pl.lit([_SAME_LANGUAGE])).otherwise(no_notes),
    ).alias("notes")
    internal = {*schema.VERSION, "text", "lang", "role", "quote_id", "version_id"}
    keep = [c for c in version_columns if c not in internal]
    merged = [pl.col(c) if c in _OWN else pl.coalesce(c, f"{c}_of_original").alias(c) for c in keep]
    return (
        joined.with_columns(sides)
        .with_columns(status, notes, another_original=another)
        .select(
            "quote_id",
            "version_id",
            pl.when(paired).then("version_id_of_original").alias("original_version_id"),
            *merged,
            *(pattern.format(side) for pattern in _SIDES.values() for side in ("original", "rendering")),
            "another_original",
            "status",
            "notes",
        )
    )


def _prefixed(side: str, column: str) -> pl.Expr:
    return pl.col(column).list.eval(pl.format(f"{side}: {{}}", pl.element()))


def _has_letters(column: str) -> pl.Expr:
    return pl.col(column).str.contains(r"[\p{L}\p{N}]").fill_null(value=False)
