"""Which original each rendering comes from: candidates by an index, probabilities by a model, doubts by another."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from transcompare import forced, lexicon
from transcompare.engine import EngineSettings, Route
from transcompare.errors import PackageMissing
from transcompare.matching import scoring, terms
from transcompare.matching.circumstances import Circumstances, days
from transcompare.matching.index import Index
from transcompare.sentences import sentences

BATCH = 500
"""Renderings that are worked on at a time."""
CANDIDATES = 40
"""Originals that a rendering is compared with, at most, for each language of originals."""
DOUBT = 0.95
"""Probability from which forced decoding is not asked."""
DECODED = 3
"""Candidates of a rendering that forced decoding is asked about, at most."""
FORCED = {"translated": "forced", "translated_lexicon": "forced_lexicon"}
"""The model that judges a pair after forced decoding, by the one that judged it before."""
_WORTH = 0.01
"""Probability that a candidate needs for that."""

DIGITS = 6
"""Decimals of a probability: further ones depend on the order in which weights are added up."""

WORDS: tuple[terms.Kind, ...] = ("words",)
WITHOUT_WORDS: tuple[terms.Kind, ...] = ("sounds", "names", "numbers")
"""Terms that are the same in all languages."""

LINKS = {"rendering": pl.UInt32(), "original": pl.UInt32(), "confidence": pl.Float64(), "runner_up": pl.Float64()}
"""One row a rendering that has any candidate: its likeliest original, that one's probability, the next one's."""

Progress = Callable[[str, int, int], None]
"""Called with what is done, how many of it are done, and how many there are."""


@dataclass(frozen=True)
class Side:
    """Originals of one language as renderings of another are compared with them."""

    index: Index
    references: pl.Series
    """Our translation of each original, in the order of `rows`; null where there is none."""
    rows: pl.Series
    language: str
    model: str
    """Of `scoring.SIGNALS`: by what its pairs can be judged."""

    @property
    def translated(self) -> bool:
        """Whether there are references."""
        return self.model != "untranslated"


class Linker:
    """Originals made ready for renderings in any language.

    Both frames have `normalized`, `language`, `speaker` and `date`; originals and renderings are named by their row.
    """

    def __init__(self, originals: pl.DataFrame, renderings: pl.DataFrame, engine: EngineSettings) -> None:
        # A rough translation is enough to find the original, and half the work.
        self.engine = engine.model_copy(update={"beam_size": 1})
        self.originals, self.renderings = _prepared(originals), _prepared(renderings)
        self.circumstances = Circumstances.of(self.originals, self.renderings)
        self.unserved: set[tuple[str, str]] = set()
        """Pairs of languages without a package."""
        self._priors: dict[forced.Job, float] = {}

    def links(self, progress: Progress | None = None) -> pl.DataFrame:
        """The likeliest original of each rendering that has any. Form: `LINKS`, in the order of the renderings."""
        found = [pl.DataFrame(schema=LINKS)]
        for pairs in self.scored(progress):
            found.append(_best(self._decoded(pairs)))
        return pl.concat(found).sort("rendering")

    def scored(self, progress: Progress | None = None) -> Iterator[pl.DataFrame]:
        """Candidates with their signals and `score` (log-odds), some thousand renderings at a time."""
        done = 0
        for lang in self.renderings["language"].unique().sort():
            sides = [self._side(source, lang) for source in self.originals["language"].unique().sort()]
            if not sides:
                return
            of_language = self.renderings.filter(pl.col("language") == lang)
            for batch in of_language.iter_slices(BATCH):
                yield pl.concat([self._candidates(batch, side) for side in sides])
                done += batch.height
                if progress:
                    progress("link", done, self.renderings.height)

    def _side(self, source: str, target: str) -> Side:
        """The originals in `source`, for renderings in `target`: translated, as they are, or untranslated."""
        chosen = self.originals.filter(pl.col("language") == source)
        texts = chosen["normalized"].to_list()
        route = self.engine.routes([(source, target)])[source, target]
        references: list[str | None] = [None] * len(texts)
        if isinstance(route, PackageMissing):
            self.unserved.add((source, target))
        else:
            references = list(_translated(texts, source, route))
        found = terms.texts(texts, source, WITHOUT_WORDS)
        if not isinstance(route, PackageMissing):
            translations = terms.texts((text or "" for text in references), target, WORDS)
            found = pl.concat([found, translations, terms.meanings(texts, source, target, translated=True)])
        rows = chosen["row"]
        named = found.with_columns(rows.gather(found["row"]).alias("row"))
        everything = pl.concat([named, self.circumstances.of_originals(chosen)])
        return Side(
            Index.of(everything, chosen.filter(pl.col("twin") == pl.col("row"))["row"]),
            pl.Series(references, dtype=pl.String),
            rows,
            source,
            _model(source, target, route),
        )

    def _candidates(self, batch: pl.DataFrame, side: Side) -> pl.DataFrame:
        kinds = (*WORDS, *WITHOUT_WORDS) if side.translated else WITHOUT_WORDS
        lang = batch["language"][0]
        found = terms.texts(batch["normalized"], lang, kinds)
        if side.translated:
            meant = terms.meanings(batch["normalized"], lang, side.language, translated=False)
            found = pl.concat([found, meant])
        found = found.with_columns(batch["row"].gather(found["row"]).alias("row"))
        pairs = side.index.candidates(pl.concat([found, self.circumstances.of_renderings(batch)]), CANDIDATES)
        originals = pl.DataFrame({"original": side.rows, "reference": side.references}).join(
            self.originals.select(
                pl.col("row").alias("original"),
                pl.col("normalized").alias("text_original"),
                pl.col("language").alias("language_original"),
                pl.col("speaker").alias("speaker_original"),
                pl.col("day").alias("day_original"),
                "twin",
            ),
            on="original",
        )
        texts = batch.select(
            pl.col("row").alias("rendering"), pl.col("normalized").alias("text"), "language", "speaker", "day"
        )
        joined = pairs.join(originals, on="original", maintain_order="left").join(
            texts, on="rendering", maintain_order="left"
        )
        known = self.circumstances.evidence(scoring.with_signals(joined))
        prior = pl.col("evidence") - math.log(self.originals.height)
        return known.with_columns(prior.alias("prior"), model=pl.lit(side.model)).with_columns(
            score=scoring.model(side.model).log_odds + pl.col("prior")
        )

    def _decoded(self, pairs: pl.DataFrame) -> pl.DataFrame:
        """`pairs` with the doubtful scored again by what each text says about the other."""
        pairs = pairs.with_columns(scoring.probabilities("score").alias("probability"))
        rank = pl.col("probability").rank("ordinal", descending=True).over("rendering")
        doubtful = (
            (pl.col("probability").max().over("rendering") < DOUBT)
            & (pl.col("probability") > _WORTH)
            & (rank <= DECODED)
            & pl.col("model").is_in(list(FORCED))
        )
        asked = pairs.select(doubtful.alias("asked"))["asked"]
        informed = self.informed(pairs.filter(asked))
        again = scoring.log_odds(pl.col("model").replace_strict(FORCED, default=None), FORCED.values()) + pl.col(
            "prior"
        )
        informed = informed.with_columns(
            score=pl.when(pl.col("information").is_not_null()).then(again).otherwise("score")
        )
        return pl.concat([pairs.filter(~asked), informed.select(pairs.columns)])

    def informed(self, pairs: pl.DataFrame) -> pl.DataFrame:
        """`pairs` with `information`: what the rendering says about the original, nats a token; null where unknown."""
        columns = ("language", "language_original", "text", "text_original")
        jobs = [forced.Job(*row) for row in pairs.select(columns).iter_rows()]
        priors = [job._replace(source=forced.NOTHING) for job in jobs]
        known = forced.logprobs(self.engine, sorted({*jobs, *priors} - self._priors.keys()))
        self._priors |= {job: value for job, value in known.items() if job.source == forced.NOTHING}
        known |= self._priors
        values = [_gain(known.get(job), known.get(prior)) for job, prior in zip(jobs, priors, strict=True)]
        return pairs.with_columns(pl.Series("information", values, pl.Float64))


def _model(source: str, target: str, route: Route | PackageMissing) -> str:
    if isinstance(route, PackageMissing):
        return "untranslated"
    return "translated" if source == target or lexicon.load(source, target) is None else "translated_lexicon"


def _prepared(versions: pl.DataFrame) -> pl.DataFrame:
    """The columns that linking needs; `twin` is the first row with the same text."""
    speaker = pl.col("speaker").str.strip_chars()
    return (
        versions.select(
            "normalized", "language", pl.when(speaker != "").then(speaker).alias("speaker"), days("date").alias("day")
        )
        .with_row_index("row")
        .with_columns(twin=pl.col("row").first().over("normalized", "language"))
    )


def _translated(texts: list[str], lang: str, route: Route) -> Iterator[str | None]:
    """Translations by sentences, all at once; null where one is in doubt."""
    if route.engine is None:
        yield from texts
        return
    parts = [[span.of(text) for span in sentences(text, lang)] for text in texts]
    made = iter(route.engine.translate([sentence for group in parts for sentence in group]))
    for group in parts:
        yield " ".join(next(made).text for _ in group)


def _gain(value: float | None, prior: float | None) -> float | None:
    return None if value is None or prior is None else value - prior


def _best(pairs: pl.DataFrame) -> pl.DataFrame:
    """The likeliest original of each rendering. Originals with one text count as one: the likeliest stands for them."""
    return (
        pairs.with_columns(scoring.probabilities("score").alias("probability"))
        .sort("rendering", "probability", "original", descending=[False, True, False])
        .group_by("rendering", "twin", maintain_order=True)
        .agg(pl.col("original").first(), pl.col("probability").sum().round(DIGITS))
        .sort("rendering", "probability", "original", descending=[False, True, False])
        .group_by("rendering", maintain_order=True)
        .agg(
            pl.col("original").first(),
            pl.col("probability").first().alias("confidence"),
            pl.col("probability").get(1, null_on_oob=True).fill_null(0.0).alias("runner_up"),
        )
        .select(pl.col(name).cast(dtype) for name, dtype in LINKS.items())
    )
