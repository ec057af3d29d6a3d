"""Stage: one plain form for every text, with the way back to the text as given."""

from __future__ import annotations

from typing import Any, ClassVar

import polars as pl

from transcompare.normalization import normalize
from transcompare.stages.base import Stage


class Normalize(Stage):
    """Adds `normalized`, its `offsets` into `text` (null where nothing changed) and notes on what was suspicious.

    Offsets are code points, for `transcompare.text.to_raw`. A null text (a rejected row) stays null throughout.
    """

    name: ClassVar[str] = "normalize"
    requires: ClassVar[dict[str, Any]] = {"text": pl.String}
    provides: ClassVar[dict[str, Any]] = {
        "normalized": pl.String,
        "offsets": pl.List(pl.UInt32),
        "normalization": pl.List(pl.String),
    }

    def process(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Normalise `text`."""
        rows = [None if text is None else normalize(text) for text in frame["text"].to_list()]
        return frame.with_columns(
            pl.Series("normalized", [row and row.text for row in rows], pl.String),
            pl.Series("offsets", [row and row.offsets for row in rows], pl.List(pl.UInt32)),
            pl.Series("normalization", [row and row.notes for row in rows], pl.List(pl.String)),
        )
