"""paraphrase: where original and rendering are in one language, how probably they differ materially."""

from __future__ import annotations

from typing import Any, ClassVar

import polars as pl

from transcompare import schema
from transcompare.paraphrase import DIFFERENT, against, installed, judged
from transcompare.patterns import plain
from transcompare.stages.base import Stage
from transcompare.stages.check import text_of
from transcompare.text import Span

DECIMALS = 4


class Paraphrase(Stage):
    """Asks the paraphrase model (`transcompare.paraphrase`) about re-quotations, where their language has one.

    There is no translation between texts in one language, so that similarity and the checks say little: a fair summary
    has other words, and most of what can be changed in a quote is in no word list. What was found of a long original is
    compared only. Pairs too long for the model have no `different`, like those in two languages.
    """

    name: ClassVar[str] = "paraphrase"
    requires: ClassVar[dict[str, Any]] = {
        "normalized_original": pl.String,
        "normalized_rendering": pl.String,
        "lang_original": pl.String,
        "lang_rendering": pl.String,
        "language_note_original": pl.String,
        "language_note_rendering": pl.String,
        "original_version_id": pl.String,
        "links": pl.List(schema.LINK),
        "status": pl.String,
        "scores": schema.SCORES,
        "notes": pl.List(pl.String),
    }
    provides: ClassVar[dict[str, Any]] = {"scores": schema.SCORES, "notes": pl.List(pl.String)}

    def process(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Adds `different` to the scores, and a note with the words where that is more probable than not."""
        rows = frame.select(*self.requires).to_dicts()
        compared = [
            i for i, row in enumerate(rows) if row["status"] == "ok" and row["lang_original"] == row["lang_rendering"]
        ]
        texts = {(i, side): text for i in compared for side, text in _texts(rows[i]).items()}
        found = judged(texts, [[((i, "original"), (i, "rendering"))] for i in compared])
        different: list[float | None] = [None] * len(rows)
        notes = [row["notes"] for row in rows]
        for ((i, _), _), each in found.items():
            different[i] = round(each.different, DECIMALS)
            doubt = against(1, {(0, 1): each})
            if doubt and doubt.different > DIFFERENT:
                notes[i] = [*notes[i], doubt.note(rows[i]["original_version_id"], texts[i, "rendering"][1])]
        return frame.with_columns(
            pl.Series("notes", notes, dtype=pl.List(pl.String)),
            pl.col("scores").struct.with_fields(pl.Series("different", different, dtype=pl.Float64)),
        )

    def signature(self) -> dict[str, str]:
        """The models."""
        return {"paraphrase": "+".join(model.label for model in installed())}


def _texts(row: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Language and words by side; equal texts, which the model need not read, where only marks and capitals differ."""
    (lang, original), (other_lang, rendering) = (_compared(row, side) for side in ("original", "rendering"))
    same = plain(original) == plain(rendering)
    return {"original": (lang, original), "rendering": (other_lang, original if same else rendering)}


def _compared(row: dict[str, Any], side: str) -> tuple[str, str]:
    """Of a long original those words that the stages before compare."""
    text = text_of(row, side)
    spans = sorted({Span.from_row(link[side]) for link in row["links"] or () if link[side]})
    return text.lang, " ".join(span.of(text.text) for span in spans) or text.text
