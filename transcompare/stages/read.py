"""read: from the rows of quote files to one row a version, each usable or rejected with a reason."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, ClassVar

import polars as pl
from pydantic import Field, PositiveInt, field_validator

from transcompare import languages, schema
from transcompare.columns import VersionColumn, version_columns
from transcompare.errors import ConfigError, LanguageError
from transcompare.files import PROVENANCE, as_raw, renamed
from transcompare.registry import nearest
from transcompare.stages.base import Stage
from transcompare.stages.pair import WORKING

_INPUT = tuple(schema.dtypes(schema.INPUT))
_OF_ONE_VERSION = ("lang", "role", "version_id")
_REPORTED = {column.name for column in schema.REPORT}
_RESERVED = (_REPORTED | {*schema.VERSION, *schema.COMPARISON} | WORKING) - {*_INPUT}
_ROLES = {"original": "original", "source": "original", "rendering": "rendering", "translation": "rendering"}


TAKEN = "The version_id '{}' is taken by an earlier row."


@dataclass(frozen=True)
class Rest:
    """What a part of an input has to know of the rest of it."""

    given: Collection[str] = ()
    """The `version_id`s that other rows have and that would be made for statements of this part."""
    carried: Collection[str] = ()
    """Columns of the wide form that hold something beside a `text`."""


class Read(Stage):
    """Takes the raw frame of `transcompare.files.read_files`, or any frame with the input columns.

    A row with a `text` is one version (long form). A row without one is as many as it has filled version columns
    (wide form): `original` and `rendering`, with `original_lang` and `rendering_lang`, or one column a language,
    see `transcompare.columns`. There `original` and `rendering` give the role; of languages, the order decides
    later. All other columns are carried through; one whose name the report or a later stage uses gets the
    suffix `_input`.

    A column named by a mere language code is an ordinary column in a row with `text`; with two of them filled
    the row could be meant either way and is rejected. Every input row comes out at least once.
    """

    name: ClassVar[str] = "read"
    provides: ClassVar[dict[str, Any]] = schema.dtypes(schema.INPUT) | {
        "position": pl.UInt64(),
        "file": pl.String(),
        "row": pl.UInt64(),
        "reject": pl.String(),
        "reject_column": pl.String(),
    }

    max_chars: PositiveInt = 500_000
    """Characters (code points) of a text; a longer one is rejected."""
    columns: dict[str, str] = Field(default_factory=dict)
    """What columns of the contract are called in the files, such as `{ quote_id = "No.", text = "Quote" }`."""

    @field_validator("columns")
    @classmethod
    def _apart(cls, columns: dict[str, str]) -> dict[str, str]:
        for name, own in columns.items():
            if not (name in _INPUT or name.endswith("_lang") or version_columns([name])):
                raise ConfigError(
                    f"[read] columns: '{name}' is no column of a quote file. "
                    f"{nearest(name, [*_INPUT, 'original', 'rendering'])} A language's code is one, too."
                )
            if [*columns, *columns.values()].count(own) > 1:
                raise ConfigError(f"[read] columns: '{own}' is there twice; each column has one meaning.")
        return columns

    def process(self, frame: pl.DataFrame) -> pl.DataFrame:
        """One row a version, in the order of the input.

        `reject` is null where the version can be used; `reject_column` is the column to look at. `version_id` is
        null only where a rejected row has no `quote_id` to make it from.
        """
        return self.part(frame, Rest())

    def part(self, frame: pl.DataFrame, rest: Rest) -> pl.DataFrame:
        """`process` for a part of a larger input: statements that are whole, with all columns of the input.

        A `version_id` that an earlier part has is not known here: reject its row before.
        """
        raw = renamed(as_raw(frame, given=self.columns), self.columns)
        layout = version_columns(raw.columns)
        versions = _versions(raw, layout)
        versions = _with_version_ids(versions.with_columns(stripped("quote_id"), stripped("version_id")), rest)
        versions = _rejected(versions, "text", blank("text"), "The row has no text.")
        versions = _rejected(versions, "quote_id", pl.col("quote_id").is_null(), "The row has no quote_id.")
        versions = _with_languages(versions)
        versions = _with_roles(versions)
        limit = f"longer than {self.max_chars} characters: split it or raise max_chars."
        versions = _rejected(versions, "text", pl.col("text").str.len_chars() > self.max_chars, limit)
        versions = _without_duplicates(versions)
        return versions.with_row_index("position").select(
            *(pl.col(name) if name in versions.columns else _gathered(raw, name, versions) for name in _INPUT),
            pl.col("position").cast(pl.UInt64),
            _gathered(raw, "_file", versions).alias("file"),
            _gathered(raw, "_row", versions).alias("row"),
            "reject",
            "reject_column",
            *_extras(raw, layout, versions, rest),
        )


def _versions(raw: pl.DataFrame, layout: list[VersionColumn]) -> pl.DataFrame:
    """One row a version or rejected row: its row `index` in `raw`, its own cells, and what speaks against it."""
    cells = _cells(raw, layout)
    of_row = cells.group_by("index").agg(
        filled=pl.len(),
        bare=pl.col("bare").sum(),
        columns=pl.col("column").str.join(", "),
        first=pl.col("text").first(),
    )
    rows = (
        pl.DataFrame([_series(raw, name) for name in ("quote_id", "text", *_OF_ONE_VERSION)])
        .with_columns(raw["_reject"].alias("reject"), raw["_reject_column"].alias("reject_column"))
        .with_row_index("index")
        .join(of_row, on="index", how="left", maintain_order="left")
    )
    has_text, has_cells = ~blank("text"), pl.col("filled").is_not_null()
    either = has_text & ((pl.col("filled") > pl.col("bare")) | (pl.col("bare") > 1))
    both = pl.format("The row has a 'text' and versions in {}: empty or rename one or the other.", "columns")
    rows = _rejected(rows, "text", either, both)
    for name in _OF_ONE_VERSION:
        reason = f"'{name}' is about one version, the row is for several: give each a row with 'text'."
        rows = _rejected(rows, name, ~has_text & has_cells & ~blank(name), reason)
    rows = rows.with_columns(wide=~has_text & has_cells & pl.col("reject").is_null())

    # A rejected row in the wide form shows its first text.
    one = rows.filter(~pl.col("wide")).with_columns(text=pl.when(has_text).then("text").otherwise("first"), order=0)
    several = rows.filter("wide").drop("text", "lang", "role").join(cells, on="index")
    kept = ("index", "order", "wide", "quote_id", "text", *_OF_ONE_VERSION, "reject", "reject_column")
    return pl.concat([one.select(kept), several.select(kept)]).sort("index", "order")


def _cells(raw: pl.DataFrame, layout: list[VersionColumn]) -> pl.DataFrame:
    """The cells that hold versions in the wide form, with what their columns' names say."""
    parts = [
        pl.DataFrame([raw[column.name].alias("text"), _series(raw, column.declared).alias("lang")])
        .with_row_index("index")
        .filter(~blank("text"))
        .select(
            "index",
            "text",
            pl.lit(column.lang, pl.String).alias("lang") if column.lang else "lang",
            role=pl.lit(column.role, pl.String),
            order=order,
            bare=column.bare,
            column=pl.lit(column.name[:40]),
        )
        for order, column in enumerate(layout)
    ]
    strings = dict.fromkeys(("text", "lang", "role", "column"), pl.String)
    nothing = pl.DataFrame(schema={"index": pl.UInt32, **strings, "order": pl.Int32, "bare": pl.Boolean})
    return pl.concat(parts) if parts else nothing


def _rejected(frame: pl.DataFrame, column: str, condition: pl.Expr, reason: str | pl.Expr) -> pl.DataFrame:
    """Gives the rows in `condition` a reason, unless they have one."""
    new = condition & pl.col("reject").is_null()
    because = pl.lit(reason) if isinstance(reason, str) else reason
    return frame.with_columns(
        reject=pl.when(new).then(because).otherwise("reject"),
        reject_column=pl.when(new).then(pl.lit(column)).otherwise("reject_column"),
    )


def _with_version_ids(versions: pl.DataFrame, rest: Rest) -> pl.DataFrame:
    """Makes the missing ones: `quote_id/n`, the n-th version of its statement, or the next n that is free."""
    given = {*versions["version_id"].drop_nulls(), *rest.given}
    seen: dict[str, int] = {}
    last: dict[str, int] = {}
    ids: list[str | None] = []
    for quote_id, version_id in versions.select("quote_id", "version_id").iter_rows():
        if quote_id is None:
            ids.append(version_id)
            continue
        seen[quote_id] = seen.get(quote_id, 0) + 1
        if version_id is None:
            n = max(seen[quote_id], last.get(quote_id, 0) + 1)
            while f"{quote_id}/{n}" in given:
                n += 1
            last[quote_id] = n
            version_id = f"{quote_id}/{n}"
        ids.append(version_id)
    return versions.with_columns(pl.Series("version_id", ids, pl.String))


def _with_languages(versions: pl.DataFrame) -> pl.DataFrame:
    """ISO 639-1 codes; null where the language is to be detected."""
    codes: dict[str, str | None] = {}
    unknown: dict[str, str] = {}
    for code in versions["lang"].unique(maintain_order=True).drop_nulls():
        try:
            stripped = code.strip()
            codes[code] = None if stripped.lower() in ("", "und") else languages.canonical(stripped)
        except LanguageError as error:
            codes[code], unknown[code] = code, str(error)
    reason = pl.col("lang").replace_strict(unknown, default=None, return_dtype=pl.String)
    versions = _rejected(versions, "lang", reason.is_not_null(), reason)
    return versions.with_columns(pl.col("lang").replace_strict(codes, return_dtype=pl.String))


def _with_roles(versions: pl.DataFrame) -> pl.DataFrame:
    role = pl.col("role").str.strip_chars().str.to_lowercase()
    known = role.replace_strict(_ROLES, default=None, return_dtype=pl.String)
    shown = pl.col("role").str.slice(0, 40)
    reason = pl.format("'{}' is no role: use 'original' or 'rendering', or leave it empty.", shown)
    versions = _rejected(versions, "role", ~blank("role") & known.is_null(), reason)
    return versions.with_columns(role=pl.when(blank("role")).then(None).otherwise(pl.coalesce(known, "role")))


def _without_duplicates(versions: pl.DataFrame) -> pl.DataFrame:
    """Rejects the second and later of the usable rows with one `version_id`."""
    usable = pl.col("reject").is_null()
    later = usable & ~pl.struct("version_id", usable).is_first_distinct()
    reason = pl.format(TAKEN, pl.col("version_id").str.slice(0, 80))
    return _rejected(versions, "version_id", later, reason)


def _extras(raw: pl.DataFrame, layout: list[VersionColumn], versions: pl.DataFrame, rest: Rest) -> list[pl.Series]:
    """The other columns. Version columns are among them where a row with `text` has something there."""
    used = {column.name for column in layout} | {column.declared for column in layout}
    others = [name for name in raw.columns if name not in {*_INPUT, *PROVENANCE}]
    beside_text = ~versions["wide"] & versions["reject"].is_null()
    extras: dict[str, pl.Series] = {}
    for source in others:
        series = _gathered(raw, source, versions)
        if source in used:
            series = series.set(~beside_text, None)
            if series.null_count() == len(series) and source not in rest.carried:
                continue
        name = source
        while _is_reserved(name) or name in extras or (name != source and name in others):
            name += "_input"
        extras[name] = series.alias(name)
    return list(extras.values())


def _is_reserved(name: str) -> bool:
    return name in _RESERVED or name.endswith("_of_original")


def _series(raw: pl.DataFrame, name: str | None) -> pl.Series:
    """The column `name`, all null where there is none."""
    return raw[name] if name in raw.columns else pl.Series(name, [None] * raw.height, pl.String)


def _gathered(raw: pl.DataFrame, name: str, versions: pl.DataFrame) -> pl.Series:
    """The cells of the column `name` in the rows that the versions come from."""
    return _series(raw, name).gather(versions["index"])


def blank(name: str) -> pl.Expr:
    """Null, empty or white space."""
    return pl.col(name).fill_null("").str.strip_chars().str.len_bytes() == 0


def stripped(name: str) -> pl.Expr:
    """Without white space around it; null where nothing is left."""
    return pl.when(~blank(name)).then(pl.col(name).str.strip_chars())
