"""A list of originals or of renderings, from any quote file, with an id for every row."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import polars as pl

from transcompare import files
from transcompare.stages.detect import Detect
from transcompare.stages.normalize import Normalize
from transcompare.stages.read import Read

Source = pl.DataFrame | str | Path | Iterable[str | Path]
Role = Literal["original", "rendering"]

GIVEN_ID = "quote_id_input"
"""Column with the `quote_id` that a rendering came with."""
_DIGITS = 16
"""Hexadecimal digits of a made id."""


def read(source: Source, role: Role) -> pl.DataFrame:
    """One row a version as the `read` stage gives it; `reject` says why a row cannot be used.

    A row without a `quote_id` gets one made of what it says, so that it does not depend on its place. A row whose role
    is the other one is rejected: it is in the wrong list.

    Raises:
        InputError: a file cannot be read at all.
    """
    versions = Read()(_with_ids(_raw(source), role))
    wrong = pl.col("reject").is_null() & (pl.col("role") != role).fill_null(value=False)
    reason = pl.format(f"The row's role is '{{}}', but this is the list of {role}s: move it or empty its role.", "role")
    return versions.with_columns(
        reject=pl.when(wrong).then(reason).otherwise("reject"),
        reject_column=pl.when(wrong).then(pl.lit("role")).otherwise("reject_column"),
        role=pl.lit(role),
    )


def understood(versions: pl.DataFrame) -> pl.DataFrame:
    """Usable versions with `normalized` and `language`: the declared one, else the one detected.

    Whether a text contradicts its declaration is left to `run`, as detection is slow.
    """
    normal = Normalize()(versions)
    undeclared = Detect()(normal.filter(pl.col("lang").is_null())).select("position", "language")
    joined = normal.join(undeclared, on="position", how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce("language", "lang").alias("language"))


def _raw(source: Source) -> pl.DataFrame:
    if isinstance(source, pl.DataFrame):
        return files.as_raw(source, need_ids=False)
    return files.read_files([source] if isinstance(source, str | Path) else list(source), need_ids=False)


def _with_ids(raw: pl.DataFrame, role: Role) -> pl.DataFrame:
    """`raw` with a `quote_id` in every row; a rendering keeps its own in `GIVEN_ID`, for its original's replaces it."""
    nothing = pl.lit(None, pl.String)
    given = pl.col("quote_id").str.strip_chars() if "quote_id" in raw.columns else nothing
    given = pl.when(given != "").then(given)
    known = raw.with_columns(given.alias("quote_id"))["quote_id"]
    made = pl.Series("made", _made_ids(raw, role), pl.String)
    keep = [known.alias(GIVEN_ID)] if role == "rendering" and known.null_count() < len(known) else []
    return raw.with_columns(known.fill_null(made).alias("quote_id"), *keep)


def _made_ids(raw: pl.DataFrame, role: Role) -> list[str]:
    """`original-` or `rendering-` and a hash of the row's cells; rows that say the same are numbered."""
    names = sorted(name for name in raw.columns if name not in files.PROVENANCE)
    seen: Counter[str] = Counter()
    ids = []
    for row in raw.select(names).iter_rows():
        cells = [(name, cell) for name, cell in zip(names, row, strict=True) if cell]
        digest = hashlib.sha256(json.dumps(cells).encode()).hexdigest()[:_DIGITS]
        seen[digest] += 1
        ids.append(f"{role}-{digest}" + (f"-{seen[digest]}" if seen[digest] > 1 else ""))
    return ids
