"""words: which words of original and rendering translate each other, and which have no counterpart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import polars as pl

from transcompare import lexicon, schema
from transcompare.engine import Attention, EngineSettings
from transcompare.forced import Job, attend
from transcompare.stages.base import Stage, nested
from transcompare.stems import stems
from transcompare.text import Span, to_raw
from transcompare.words import Decoded, Fit, Word, attended, fits, words

DECIMALS = 3
LEAST = 0.1
"""Probability from which a link or a missing counterpart is listed."""
SIDES = ("original", "rendering")


class Words(Stage):
    """Links words within aligned segments, by a bilingual lexicon, names, and what forced decoding says of each word.

    A word of the rendering that is in one of the translations in the beam (n-best) is more probably explained. Without
    a package there is no forced decoding, and then nothing is said of words without a counterpart.
    """

    engine: EngineSettings = EngineSettings()
    attention: bool = False
    """Whether the model's cross-attention helps to link words that neither lexicon nor names know (of words that are
    hidden from the lexicon it finds 64 % alone); takes about as long as one forced decoding each way."""

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
        rows = frame.select(*self.requires).to_dicts()
        known = attend(self.engine, (job for row in rows for job in _jobs(row))) if self.attention else {}
        for row in rows:
            linked.append([])
            unexplained.append([])
            for segment in _segments(row, known):
                linked[-1] += (_located(link, row) for link in _links(*segment))
                unexplained[-1] += _unexplained(*segment)
        return frame.with_columns(
            nested("words", linked, pl.List(schema.WORD)),
            nested("unexplained", unexplained, pl.List(schema.UNEXPLAINED)),
            pl.col("scores").struct.with_fields(
                pl.Series(f"explained_{side}", [_explained(words, side) for words in unexplained], dtype=pl.Float64)
                for side in SIDES
            ),
        )


Segment = tuple[tuple[list[Word], list[Word]], tuple[list[Fit], list[Fit]]]
"""The words of original and rendering, and how they fit."""
Link = tuple[Span | None, Span | None, float]


def _pairs(row: dict[str, Any]) -> Iterator[tuple[tuple[Span, Span], tuple[str, ...]]]:
    """The linked segments, and the translations of the original's side, if there are several, in the rendering's
    language."""
    for link in row["links"]:
        if link["original"] and link["rendering"]:
            others = () if link["translation"] else link["alternatives"] or ()
            hypotheses = (link["reference"], *others) if others else ()
            yield (Span.from_row(link["original"]), Span.from_row(link["rendering"])), hypotheses


def _jobs(row: dict[str, Any]) -> list[Job]:
    """Each linked segment of the original said in the rendering's words, and the other way round."""
    here, there = row["lang_original"], row["lang_rendering"]
    texts = [(a.of(row["normalized_original"]), b.of(row["normalized_rendering"])) for (a, b), _ in _pairs(row)]
    return [job for a, b in texts for job in (Job(here, there, a, b), Job(there, here, b, a))]


def _segments(row: dict[str, Any], known: Mapping[Job, Attention]) -> Iterator[Segment]:
    langs = (row["lang_original"], row["lang_rendering"])
    forward, back = lexicon.load(*langs), lexicon.load(*reversed(langs))
    evidence = [
        {Span(word["start"], word["end"]): _word(word) for word in row[f"decoded_{side}"] or ()} for side in SIDES
    ]
    jobs = iter(_jobs(row)) if known else iter(())
    for spans, hypotheses in _pairs(row):
        original, rendering = (
            words(row[f"normalized_{side}"], lang, span, found)
            for side, lang, span, found in zip(SIDES, langs, spans, evidence, strict=True)
        )
        starts = spans[0].start, spans[1].start
        there = _attention(known, next(jobs, None), (original, rendering), starts)
        here = _attention(known, next(jobs, None), (rendering, original), starts[::-1])
        said = stems(hypotheses, langs[1]) if hypotheses else None
        yield (
            (original, rendering),
            (
                fits(original, rendering, back, langs[0], here),
                fits(rendering, original, forward, langs[1], there, said),
            ),
        )


def _attention(
    known: Mapping[Job, Attention], job: Job | None, texts: tuple[list[Word], list[Word]], starts: tuple[int, int]
) -> list[list[float]] | None:
    """Of the second text's words over those of the first; None where it is not known."""
    found = known.get(job) if job else None
    if not (job and found):
        return None
    sources, targets = (
        [Span(word.span.start - start, word.span.end - start) for word in text]
        for text, start in zip(texts, starts, strict=True)
    )
    return attended(found, (job.source, job.target), sources, targets)


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
