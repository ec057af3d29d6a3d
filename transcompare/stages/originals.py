"""originals: where a statement has several originals that differ, every row of the statement says so."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, ClassVar

import polars as pl

from transcompare import schema
from transcompare.stages.base import Stage

SURE = 0.5
"""From this confidence on, a major or critical finding between two originals is noted."""


class Originals(Stage):
    """Adds a note to the other rows of a statement where the comparison of two originals has a serious finding.

    What a rendering then has other than its original may stand in the other one. Needs all versions of a statement in
    one frame.
    """

    name: ClassVar[str] = "originals"
    requires: ClassVar[dict[str, Any]] = {
        "quote_id": pl.String,
        "version_id": pl.String,
        "original_version_id": pl.String,
        "another_original": pl.Boolean,
        "findings": pl.List(schema.FINDING),
        "notes": pl.List(pl.String),
    }
    provides: ClassVar[dict[str, Any]] = {"notes": pl.List(pl.String)}

    def process(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Extends `notes`; findings come worst first, and the first one that is sure is named."""
        differ: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in frame.filter("another_original").select(*self.requires).iter_rows(named=True):
            serious = [each for each in row["findings"] if each["severity"] != "minor" and each["confidence"] >= SURE]
            if serious:
                what = f"{serious[0]['severity']} {serious[0]['category']}, {serious[0]['message']}"
                note = f"the originals {row['original_version_id']} and {row['version_id']} differ: {what}"
                differ[row["quote_id"]].append((row["version_id"], note))
        notes = [
            notes + [note for of, note in differ.get(quote_id, ()) if of != version_id]
            for quote_id, version_id, notes in frame.select("quote_id", "version_id", "notes").iter_rows()
        ]
        return frame.with_columns(pl.Series("notes", notes, dtype=pl.List(pl.String)))
