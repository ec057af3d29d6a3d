"""align: which segments of the original and of the rendering belong together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import polars as pl

from transcompare import schema
from transcompare.alignment import Profile, align
from transcompare.stages.base import Stage, nested
from transcompare.text import Span


class Align(Stage):
    """Links segments, one or several on each side; a segment without a counterpart is linked to nothing."""

    name: ClassVar[str] = "align"
    requires: ClassVar[dict[str, Any]] = {
        "normalized_original": pl.String,
        "normalized_rendering": pl.String,
        "sentences_original": pl.List(schema.SPAN),
        "sentences_rendering": pl.List(schema.SPAN),
        "translation": pl.List(pl.String),
        "translation_alternatives": pl.List(pl.List(pl.String)),
        "translation_logprobs": pl.List(pl.Float64),
        "translation_rendering": pl.List(pl.String),
    }
    provides: ClassVar[dict[str, Any]] = {"links": pl.List(schema.LINK)}

    def process(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Adds `links`; empty where a side has no text."""
        rows = frame.select(*self.requires).iter_rows(named=True)
        links = nested("links", map(_links, rows), pl.List(schema.LINK))
        return frame.with_columns(links)


def _links(row: dict[str, Any]) -> list[dict[str, Any]]:
    original, rendering = row["sentences_original"], row["sentences_rendering"]
    if not original or not rendering:
        return []
    translation, translated = row["translation"], row["translation_rendering"]
    alternatives, logprobs = (row[f"translation_{name}"] or [] for name in ("alternatives", "logprobs"))
    sources = [Span.from_row(span).of(row["normalized_original"]) for span in original]
    targets = translated or [Span.from_row(span).of(row["normalized_rendering"]) for span in rendering]
    beads = align(
        list(map(Profile.of, translation, sources) if translation else map(Profile.of, sources)),
        list(map(Profile.of, targets)),
    )
    return [
        {
            "original": _cover(original[slice(*bead.original)]),
            "rendering": _cover(rendering[slice(*bead.rendering)]),
            "reference": " ".join(translation[slice(*bead.original)]) if translation else None,
            "alternatives": [text for texts in alternatives[slice(*bead.original)] for text in texts],
            "logprob": _mean(logprobs[slice(*bead.original)], sources[slice(*bead.original)]),
            "translation": " ".join(translated[slice(*bead.rendering)]) if translated else None,
            "similarity": bead.similarity,
        }
        for bead in beads
    ]


def _mean(logprobs: Sequence[float | None], texts: Sequence[str]) -> float | None:
    """Of those that there are, weighted by the length of the texts."""
    known = [(logprob, len(text)) for logprob, text in zip(logprobs, texts, strict=False) if logprob is not None]
    total = sum(length for _, length in known)
    return sum(logprob * length for logprob, length in known) / total if total else None


def _cover(spans: list[dict[str, int]]) -> dict[str, int] | None:
    return {"start": spans[0]["start"], "end": spans[-1]["end"]} if spans else None
