"""score: how close each rendering is to our translation, and how well the model explains it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Any, ClassVar, Literal

import polars as pl

from transcompare import schema
from transcompare.engine import EngineSettings, Scored
from transcompare.errors import PackageMissing
from transcompare.forced import Job, both_ways, decode
from transcompare.stages.base import Stage, nested
from transcompare.stems import overlap
from transcompare.text import Span, to_raw
from transcompare.words import decoded

DECIMALS = 4
"""Scores are rounded to this many decimals: what lies below differs between processors."""


FORCED = ("logprob", "logprob_reference", "logprob_prior", "logprob_reverse", "logprob_reverse_prior")
"""Mean log-probabilities of a segment, in nats a token; that of our own translation is what the beam search gave it."""
DIFFERENCES = (
    ("logprob_gap", "logprob", "logprob_reference"),
    ("information", "logprob", "logprob_prior"),
    ("information_reverse", "logprob_reverse", "logprob_reverse_prior"),
)
"""Name of a score, and the two log-probabilities that it is the difference of."""
_GIVEN_AND_PRIOR = {
    "original": ("logprob_reverse", "logprob_reverse_prior"),
    "rendering": ("logprob", "logprob_prior"),
}
"""What says how probable the words of a side are, with the other side and without."""


class Score(Stage):
    """BLEU, chrF and TER (sacreBLEU) against our translation, and the forced-decoding score of the rendering.

    `logprob` is the mean log-probability, in nats a token, that the package gives to the rendering as a translation of
    the original (Thompson and Post 2020); `logprob_gap` takes away what it gives to its own translation, so that hard
    sentences and weak packages do not count against the outlet. `information` takes away what it gives to the rendering
    without having read the original, so that free style does not count either. With a package for the way back,
    `logprob_reverse` and `information_reverse` say the same of the original given the rendering: there omissions show.
    Only linked segments are compared: what a rendering
    leaves out shows in `aligned_original`, what it adds in `aligned_rendering`.
    """

    name: ClassVar[str] = "score"
    requires: ClassVar[dict[str, Any]] = {
        "normalized_original": pl.String,
        "normalized_rendering": pl.String,
        "offsets_original": pl.List(pl.UInt32),
        "offsets_rendering": pl.List(pl.UInt32),
        "lang_original": pl.String,
        "lang_rendering": pl.String,
        "links": pl.List(schema.LINK),
        "status": pl.String,
    }
    provides: ClassVar[dict[str, Any]] = {
        "segments": pl.List(schema.SEGMENT),
        "scores": schema.SCORES,
        "package_reverse": pl.String,
        "decoded_original": pl.List(schema.DECODED),
        "decoded_rendering": pl.List(schema.DECODED),
    }

    engine: EngineSettings = EngineSettings()
    forced_decoding: bool = True
    """Whether to let the model score the renderings; takes about as long as the translation."""
    metrics: tuple[Literal["bleu", "chrf", "ter"], ...] = ("bleu", "chrf")
    """Of sacreBLEU; `ter` takes nine tenths of the time of the three, a fifth of that of a translation, and only `chrf`
    counts for the divergence. What is not named is null."""

    def process(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Adds `segments`, with offsets into the texts as given, and `scores`; null where there is no reference."""
        rows = frame.select(*self.requires).to_dicts()
        jobs = [[_jobs(row, link) if self.forced_decoding else {} for link in row["links"]] for row in rows]
        values = decode(self.engine, (job for links in jobs for forced in links for job in forced.values()))
        scored = [[{name: values.get(job) for name, job in forced.items()} for forced in links] for links in jobs]
        segments: list[list[dict[str, Any]]] = []
        scores: list[dict[str, Any]] = []
        for row, links in zip(rows, scored, strict=True):
            segments.append(
                [_segment(row, link, forced, self.metrics) for link, forced in zip(row["links"], links, strict=True)]
            )
            scores.append(_scores(row, segments[-1], self.metrics))
        return frame.with_columns(
            nested("segments", segments, pl.List(schema.SEGMENT)),
            nested("scores", scores, schema.SCORES),
            pl.Series("package_reverse", self._reverse(rows), dtype=pl.String),
            *(
                nested(
                    f"decoded_{side}",
                    [_decoded(row, links, side) for row, links in zip(rows, scored, strict=True)],
                    pl.List(schema.DECODED),
                )
                for side in _GIVEN_AND_PRIOR
            ),
        )

    def _reverse(self, rows: list[dict[str, Any]]) -> list[str | None]:
        """The label of each row's package for the way back; None where there is none, or it is not used."""
        if not self.forced_decoding:
            return [None] * len(rows)
        pairs = [(row["lang_rendering"], row["lang_original"]) if row["status"] == "ok" else None for row in rows]
        routes = self.engine.routes(sorted(set(filter(None, pairs))))
        labels = {pair: None if isinstance(route, PackageMissing) else route.label for pair, route in routes.items()}
        return [labels[pair] if pair else None for pair in pairs]

    def signature(self) -> dict[str, str]:
        """The metrics' own signatures, in short form."""
        import sacrebleu

        forced = "yes" if self.forced_decoding else "no"
        return {"sacrebleu": sacrebleu.__version__, "bleu": "eff:yes", "forced": forced}


def _jobs(row: dict[str, Any], link: dict[str, Any]) -> dict[str, Job]:
    """What is to be scored by forced decoding, by name; nothing where there is no reference."""
    if row["status"] != "ok" or not (link["original"] and link["rendering"] and link["reference"]):
        return {}
    texts = (Span.from_row(link[side]).of(row[f"normalized_{side}"]) for side in ("original", "rendering"))
    return both_ways(row["lang_original"], row["lang_rendering"], *texts)


def _decoded(row: dict[str, Any], links: list[dict[str, Scored | None]], side: str) -> list[dict[str, float]]:
    """The words of the linked segments of one side, in the order of the links."""
    found: list[dict[str, float]] = []
    for link, forced in zip(row["links"], links, strict=True):
        given, prior = (forced.get(name) for name in _GIVEN_AND_PRIOR[side])
        if given is None or prior is None:
            continue
        span = Span.from_row(link[side])
        for word in decoded(span.of(row[f"normalized_{side}"]), given.pieces, given.logprobs, prior.logprobs):
            start, end = word.span.start + span.start, word.span.end + span.start
            nats = {"logprob": round(word.logprob, DECIMALS), "prior": round(word.prior, DECIMALS)}
            found.append({"start": start, "end": end} | nats)
    return found


def _segment(
    row: dict[str, Any], link: dict[str, Any], forced: dict[str, Scored | None], metrics: Sequence[str]
) -> dict[str, Any]:
    """One link as a row of `segments`."""
    segment: dict[str, Any] = {"reference": link["reference"], "similarity": round(link["similarity"], DECIMALS)}
    texts = {}
    for side in ("original", "rendering"):
        if link[side]:
            span = Span.from_row(link[side])
            texts[side] = span.of(row[f"normalized_{side}"])
            segment[f"{side}_start"], segment[f"{side}_end"] = to_raw(span, row[f"offsets_{side}"])
    if len(texts) == 2 and link["reference"]:
        segment |= _similarity([link["translation"] or texts["rendering"]], [link["reference"]], metrics)
    means = {name: value.mean for name, value in forced.items() if value}
    if forced and link["logprob"] is not None:
        means["logprob_reference"] = link["logprob"]
    return segment | {name: round(mean, DECIMALS) for name, mean in means.items()}


def _scores(row: dict[str, Any], segments: list[dict[str, Any]], metrics: Sequence[str]) -> dict[str, Any]:
    """The scores of the whole comparison: sacreBLEU's corpus scores and length-weighted means over the links."""
    scores: dict[str, Any] = {}
    linked = [
        (segment, link)
        for segment, link in zip(segments, row["links"], strict=True)
        if link["original"] and link["rendering"]
    ]
    references = [link["reference"] for _, link in linked]
    if linked and all(references):
        renderings = [
            link["translation"] or Span.from_row(link["rendering"]).of(row["normalized_rendering"])
            for _, link in linked
        ]
        alone = len(linked) == 1
        scores |= {m: linked[0][0].get(m) for m in metrics} if alone else _similarity(renderings, references, metrics)
        scores["stems"] = _rounded(overlap(" ".join(renderings), " ".join(references), row["lang_rendering"]))
    for key in FORCED:
        scores[key] = _mean((segment.get(key), link) for segment, link in linked)
    for name, high, low in DIFFERENCES:
        scores[name] = _mean((_difference(segment.get(high), segment.get(low)), link) for segment, link in linked)
    for side in ("original", "rendering"):
        lengths = [(link[side]["end"] - link[side]["start"], link) for link in row["links"] if link[side]]
        total = sum(length for length, _ in lengths)
        joined = sum(length for length, link in lengths if link["original"] and link["rendering"])
        scores[f"aligned_{side}"] = _rounded(joined / total) if total else None
    return scores


def _mean(values: Iterable[tuple[float | None, dict[str, Any]]]) -> float | None:
    """Of the values that there are, weighted by the length of the rendering's side of their links."""
    weighted = [
        (value, link["rendering"]["end"] - link["rendering"]["start"]) for value, link in values if value is not None
    ]
    total = sum(weight for _, weight in weighted)
    return _rounded(sum(value * weight for value, weight in weighted) / total) if total else None


def _difference(high: float | None, low: float | None) -> float | None:
    return None if high is None or low is None else high - low


def _similarity(renderings: Sequence[str], references: Sequence[str], metrics: Sequence[str]) -> dict[str, float]:
    """BLEU (effective order), chrF and TER, each 0..100 and above for TER, over one or more segments."""
    return {
        name: round(
            _ter(renderings, references)
            if name == "ter"
            else _metrics()[name].corpus_score(renderings, [references]).score,
            DECIMALS,
        )
        for name in metrics
    }


def _ter(renderings: Sequence[str], references: Sequence[str]) -> float:
    """As sacreBLEU's `corpus_score`: the edits of all segments to the words of all references."""
    counts = [_edits(*pair) for pair in zip(renderings, references, strict=True)]
    edits, words = (sum(column) for column in zip(*counts, strict=True))
    return 100 * (edits / words if words else float(edits > 0))


@lru_cache(maxsize=1024)
def _edits(rendering: str, reference: str) -> tuple[int, float]:
    """Kept for a while: each segment is asked for twice, alone and soon after with those it stands with, and TER is
    slow."""
    score = _metrics()["ter"].sentence_score(rendering, [reference])
    return score.num_edits, score.ref_length


@cache
def _metrics() -> dict[str, Any]:
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF
    from sacrebleu.metrics.ter import TER

    return {"bleu": BLEU(effective_order=True), "chrf": CHRF(), "ter": TER()}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DECIMALS)
