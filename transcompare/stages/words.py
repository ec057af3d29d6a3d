"""words: which words of original and rendering translate each other, and which have no counterpart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import polars as pl

from transcompare import lexicon, schema
from transcompare.stages.base import Stage
from transcompare.text import Span, to_raw
from transcompare.words import Decoded, Fit, Word, fits, words

DECIMALS = 3
LEAST = 0.1
"""Probability from which a link or a missing counterpart is listed."""
SIDES = ("original", "rendering")


class Words(Stage):
    """Links words within aligned segments, by a bilingual lexicon, names, and what forced decoding says of each word.

    Without a package there is no forced decoding, and then nothing is said of words without a counterpart.
    """

    name: ClassVar[str] = "words"
    requires: ClassVar[dict[str, Any]] = {
        "normalized_original": pl.String,
        "normalized_rendering": pl.String,
        "offsets_original": pl.List(pl.UInt32),
        "offsets_rendering": pl.List(pl.UInt32),
        "lang_original": pl.String,
        "lang_rendering": pl.String,
        "links": pl.List(schema.LINK),
        "decoded_original": pl.List(schema.DECODED),
        "decoded_rendering": pl.List(schema.DECODED),
        "scores": schema.SCORES,
    }
    provides: ClassVar[dict[str, Any]] = {
        "scores": schema.SCORES,
        "words": pl.List(schema.WORD),
        "unexplained": pl.List(schema.UNEXPLAINED),
    }

    def process(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Adds `words`, offsets into the texts as given, `unexplained`, spans into the normalised texts, and to
        `scores` the share of each side's content words that is explained."""
        linked: list[list[dict[str, Any]]] = []
        unexplained: list[list[dict[str, Any]]] = []
        for row in frame.select(*self.requires).iter_rows(named=True):
            linked.append([])
            unexplained.append([])
            for segment in _segments(row):
                linked[-1] += (_located(link, row) for link in _links(*segment))
                unexplained[-1] += _unexplained(*segment)
        return frame.with_columns(
            pl.Series("words", linked, dtype=pl.List(schema.WORD)),
            pl.Series("unexplained", unexplained, dtype=pl.List(schema.UNEXPLAINED)),
            pl.col("scores").struct.with_fields(
                pl.Series(f"explained_{side}", [_explained(words, side) for words in unexplained], dtype=pl.Float64)
                for side in SIDES
            ),
        )


Segment = tuple[tuple[list[Word], list[Word]], tuple[list[Fit], list[Fit]]]
"""The words of original and rendering, and how they fit."""
Link = tuple[Span | None, Span | None, float]


def _segments(row: dict[str, Any]) -> Iterator[Segment]:
    langs = (row["lang_original"], row["lang_rendering"])
    known, back = lexicon.load(*langs), lexicon.load(*reversed(langs))
    evidence = [
        {Span(word["start"], word["end"]): _word(word) for word in row[f"decoded_{side}"] or ()} for side in SIDES
    ]
    for link in row["links"]:
        if not (link["original"] and link["rendering"]):
            continue
        original, rendering = (
            words(row[f"normalized_{side}"], lang, Span.from_row(link[side]), found)
            for side, lang, found in zip(SIDES, langs, evidence, strict=True)
        )
        yield (
            (original, rendering),
            (fits(original, rendering, back, langs[0]), fits(rendering, original, known, langs[1])),
        )


def _word(row: dict[str, Any]) -> Decoded:
    return Decoded(Span.from_row(row), row["logprob"], row["prior"])


def _links(texts: tuple[list[Word], list[Word]], both: tuple[list[Fit], list[Fit]]) -> list[Link]:
    """The best link of every word, in the order of the original, then words that probably have none. Words that are in
    every text are linked only where each is the other's best."""
    found: dict[tuple[int, int], float] = {}
    for side in (0, 1):
        for i, fit in enumerate(both[side]):
            if fit.best is None or fit.probability < LEAST:
                continue
            if fit.unexplained is not None or both[1 - side][fit.best].best == i:
                pair = (i, fit.best) if side == 0 else (fit.best, i)
                found[pair] = max(found.get(pair, 0.0), fit.probability)
    links: list[Link] = [(texts[0][i].span, texts[1][j].span, found[i, j]) for i, j in sorted(found)]
    for side in (0, 1):
        for word, fit in zip(texts[side], both[side], strict=True):
            if fit.unexplained is not None and fit.unexplained >= LEAST:
                links.append((word.span, None, fit.unexplained) if side == 0 else (None, word.span, fit.unexplained))
    return links


def _unexplained(texts: tuple[list[Word], list[Word]], both: tuple[list[Fit], list[Fit]]) -> list[dict[str, Any]]:
    return [
        {"side": SIDES[side], "span": word.span._asdict(), "probability": round(fit.unexplained, DECIMALS)}
        for side in (0, 1)
        for word, fit in zip(texts[side], both[side], strict=True)
        if fit.unexplained is not None
    ]


def _explained(words: list[dict[str, Any]], side: str) -> float | None:
    probabilities = [word["probability"] for word in words if word["side"] == side]
    return round(1 - sum(probabilities) / len(probabilities), DECIMALS) if probabilities else None


def _located(link: Link, row: dict[str, Any]) -> dict[str, Any]:
    """A link with offsets into the texts as given."""
    located: dict[str, Any] = {"probability": round(link[2], DECIMALS)}
    for side, span in zip(SIDES, link[:2], strict=True):
        if span is not None:
            located[f"{side}_start"], located[f"{side}_end"] = to_raw(span, row[f"offsets_{side}"])
    return located
