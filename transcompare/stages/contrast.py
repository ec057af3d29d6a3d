"""contrast: edits of each rendering that the original supports better than what was printed."""

from __future__ import annotations

from bisect import bisect_left
from typing import Any, ClassVar, NamedTuple

import polars as pl
from pydantic import Field

from transcompare import schema
from transcompare.contrast import Segment, contrasts
from transcompare.edits import Edit
from transcompare.engine import EngineSettings
from transcompare.stages.base import Stage, nested
from transcompare.text import Span
from transcompare.unexplained import is_shortened, stretch

MISSING = 4.0
"""Evidence, in nats, that the rendering has nothing for a part of the original, from which clauses are put back: one
fair rendering in ten has so much."""


class Contrast(Stage):
    """Scores small changes of meaning in every aligned segment of a rendering against the original."""

    name: ClassVar[str] = "contrast"
    requires: ClassVar[dict[str, Any]] = {
        "normalized_original": pl.String,
        "normalized_rendering": pl.String,
        "lang_original": pl.String,
        "lang_rendering": pl.String,
        "links": pl.List(schema.LINK),
        "segments": pl.List(schema.SEGMENT),
        "decoded_rendering": pl.List(schema.DECODED),
        "unexplained": pl.List(schema.UNEXPLAINED),
        "status": pl.String,
    }
    provides: ClassVar[dict[str, Any]] = {"contrasts": pl.List(schema.CONTRAST)}

    engine: EngineSettings = EngineSettings()
    edits: int = Field(default=2, ge=0, le=100)
    """Changes that are tried in a segment, the most telling first, and half as many clauses added and left out; each
    costs one forced decoding, those that pass two more. 0 tries none.
    Without the forced decoding of the score stage there is nothing to compare them with."""

    def process(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Adds `contrasts`, spans into the normalised rendering, best first within a segment."""
        rows = frame.select(*self.requires).to_dicts()
        places = [
            (i, Span.from_row(link["rendering"]).start, _segment(row, words, link, values))
            for i, row in enumerate(rows)
            for words in (_Words.of(row),)
            for link, values in zip(row["links"], row["segments"], strict=True)
            if row["status"] == "ok" and link["original"] and link["rendering"] and link["reference"]
        ]
        found: list[list[dict[str, Any]]] = [[] for _ in rows]
        results = contrasts(self.engine, [segment for _, _, segment in places], self.edits)
        for (i, offset, _), best in zip(places, results, strict=True):
            found[i] += [
                {
                    "category": edit.category,
                    "span": dict(zip(("start", "end"), _place(rows[i], offset, edit), strict=True)),
                    "printed": edit.printed,
                    "replacement": edit.replacement,
                    "gain": round(contrast.gain, 4),
                    "confidence": round(contrast.confidence, 4),
                    "supported": contrast.supported,
                }
                for contrast in best
                for edit in (contrast.edit,)
            ]
        return frame.with_columns(nested("contrasts", found, pl.List(schema.CONTRAST)))

    def signature(self) -> dict[str, str]:
        """How many edits are tried."""
        return {"edits": str(self.edits)}


class _Words(NamedTuple):
    """What is known of the words of a comparison, each kind in the order of the text."""

    decoded: list[dict[str, Any]]
    """Of the rendering."""
    unexplained: list[dict[str, Any]]
    """Of the original."""

    @classmethod
    def of(cls, row: dict[str, Any]) -> _Words:
        missing = (
            word["span"] | {"probability": word["probability"]}
            for word in row["unexplained"]
            if word["side"] == "original"
        )
        return cls(sorted(row["decoded_rendering"], key=_start), sorted(missing, key=_start))


def _start(word: dict[str, Any]) -> int:
    start: int = word["start"]
    return start


def _inside(words: list[dict[str, Any]], part: Span) -> list[dict[str, Any]]:
    """Those that begin in a part of the text."""
    return words[bisect_left(words, part.start, key=_start) : bisect_left(words, part.end, key=_start)]


def _segment(row: dict[str, Any], words: _Words, link: dict[str, Any], values: dict[str, Any]) -> Segment:
    original, rendering = (
        Span.from_row(link[side]).of(row[f"normalized_{side}"]) for side in ("original", "rendering")
    )
    place, source = Span.from_row(link["rendering"]), Span.from_row(link["original"])
    support = (
        (Span(word["start"] - place.start, word["end"] - place.start), word["logprob"] - word["prior"])
        for word in _inside(words.decoded, place)
    )
    missing = stretch([(Span.from_row(word), word["probability"]) for word in _inside(words.unexplained, source)])
    return Segment(
        row["lang_original"],
        row["lang_rendering"],
        original,
        rendering,
        link["reference"],
        values,
        tuple(support),
        complete=missing is None or missing.score < MISSING or is_shortened(rendering),
    )


def _place(row: dict[str, Any], offset: int, edit: Edit) -> Span:
    """Where to point in the rendering; for words that are only inserted, at the word before."""
    start, end = offset + edit.span.start, offset + edit.span.end
    if start < end:
        return Span(start, end)
    before = row["normalized_rendering"][:start].rstrip()
    if before:
        return Span(before.rfind(" ") + 1, len(before))
    return Span(0, len(row["normalized_rendering"].split(maxsplit=1)[0]))
