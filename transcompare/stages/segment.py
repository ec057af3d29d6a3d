"""Stage: the sentences of both sides of a comparison."""

from __future__ import annotations

from typing import Any, ClassVar

import polars as pl
from pydantic import Field

from transcompare.schema import SPAN
from transcompare.sentences import MAX_CHARS, sentences
from transcompare.stages.base import Stage, nested

SPANS = pl.List(SPAN)


class Segment(Stage):
    """Adds `sentences_original` and `sentences_rendering`: code-point spans into the normalised texts.

    The spans of a text are in order, do not overlap, have no white space at their ends and cover everything else. A
    null or blank text has none.
    """

    name: ClassVar[str] = "segment"
    requires: ClassVar[dict[str, Any]] = {
        "normalized_original": pl.String,
        "normalized_rendering": pl.String,
        "lang_original": pl.String,
        "lang_rendering": pl.String,
    }
    provides: ClassVar[dict[str, Any]] = {"sentences_original": SPANS, "sentences_rendering": SPANS}

    max_chars: int = Field(default=MAX_CHARS, ge=20)
    """Longest segment in code points; longer sentences are cut further."""

    def process(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Segment each distinct text of a language once: an original is compared with many renderings."""
        return frame.with_columns(self._spans(frame, side) for side in ("original", "rendering"))

    def _spans(self, frame: pl.DataFrame, side: str) -> pl.Series:
        texts, languages = frame[f"normalized_{side}"].to_list(), frame[f"lang_{side}"].to_list()
        pairs = list(zip(texts, languages, strict=True))
        known = {
            (text, language): [span._asdict() for span in sentences(text or "", language or "", self.max_chars)]
            for text, language in dict.fromkeys(pairs)
        }
        return nested(f"sentences_{side}", [known[pair] for pair in pairs], SPANS)
