"""From what a rendering and an original share to the probability that one comes from the other.

The log-odds of a pair are a linear model of its signals, plus what speaker and date say, minus the log of the number of
originals: the more there are, the more of them look alike by chance. A rendering comes from at most one original, or
from none, so that its candidates and `none` (log-odds 0) share one probability (a conditional logit). The weights are
fitted by `pipelines/fit_matching.py` on pairs and on renderings whose originals were taken away, so the probabilities
are calibrated for text of that kind.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

import polars as pl
from pydantic import BaseModel, ConfigDict
from rapidfuzz import fuzz, process

_WORDS = ("cover", "cover_original", "similarity", "sounds", "names_missing", "numbers_missing", "longer")
_MEANINGS = ("meant", "meant_original", "meanings")
SIGNALS = {
    "untranslated": ("sounds", "names", "names_missing", "numbers", "numbers_missing", "longer"),
    "translated": (*_WORDS, "names", "numbers"),
    "translated_lexicon": (*_WORDS, "names", "numbers", *_MEANINGS),
    "forced": (*_WORDS, "information"),
    "forced_lexicon": (*_WORDS, *_MEANINGS, "information"),
}
"""The signals of each model: with our translation or without, with a lexicon for the languages or without, and after
forced decoding.

- cover, cover_original: share of the weight of the rendering's, of the translation's words that the other has, 0..1
- meant, meant_original: the same for words that the lexicon knows: of the rendering's, of the original's
- meanings, sounds: log(1 + weight of the words shared), by the lexicon, in Latin letters
- names, numbers: log(1 + weight) of those shared; _missing: of those that only the rendering has
- similarity: of our translation and the rendering, words in any order, 0..1
- longer: log of the times the rendering is longer than its original (the translation, where there is one), 0 if shorter
- information: what the rendering says about the original, `information_reverse` of the report. The other direction adds
  next to nothing, and twice the work: each rendering would need the model's expectation of it.
"""


_UNTOLD = 6.0
"""Nats, half of them shared, that are added to the meanings of a text: a word or two do not tell much."""


class Model(BaseModel):
    """A linear model: log-odds at zero, and for each signal."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    intercept: float
    weights: Mapping[str, float]

    @property
    def log_odds(self) -> pl.Expr:
        """Of a row of signals."""
        return self.intercept + pl.sum_horizontal(weight * pl.col(name) for name, weight in self.weights.items())


@cache
def model(name: str) -> Model:
    """One of `SIGNALS`, as fitted."""
    text = (files("transcompare") / "data" / "matching.json").read_text("utf-8")
    return Model(**json.loads(text)[name])


def log_odds(names: pl.Expr, models: Iterable[str]) -> pl.Expr:
    """Of a row of signals, by the model that `names` names."""
    return pl.coalesce(pl.when(names == name).then(model(name).log_odds) for name in models)


def with_signals(pairs: pl.DataFrame) -> pl.DataFrame:
    """`pairs` (of `Index.candidates`, with `text`, `text_original` and `reference`) with the signals of both models."""
    missing = ((f"{kind}_missing", pl.col(f"mass_{kind}") - pl.col(kind)) for kind in ("names", "numbers"))
    reference = pl.coalesce("reference", "text_original")
    longer = (pl.col("text").str.len_chars() / reference.str.len_chars().clip(1)).log().clip(0)
    return pairs.with_columns(_similarity(pairs)).with_columns(
        cover=_share("words", "mass_words"),
        cover_original=_share("original_words", "mass_original_words"),
        meant=_share("meanings", "mass_meanings", _UNTOLD),
        meant_original=_share("original_meanings", "mass_original_meanings", _UNTOLD),
        longer=longer,
        **{name: expression.clip(0).log1p() for name, expression in missing},
        **{kind: pl.col(kind).log1p() for kind in ("meanings", "sounds", "names", "numbers")},
    )


def probabilities(score: str) -> pl.Expr:
    """Of each row of `score` (log-odds) among those of its `rendering`, none being the other possibility."""
    highest = pl.col(score).max().over("rendering").clip(0)
    odds = (pl.col(score) - highest).exp()
    return odds / ((-highest).exp() + odds.sum().over("rendering"))


def _share(part: str, whole: str, untold: float = 0.0) -> pl.Expr:
    mass = pl.col(whole) + untold
    return pl.when(mass > 0).then((pl.col(part) + untold / 2) / mass).otherwise(0.0).clip(0.0, 1.0)


def _similarity(pairs: pl.DataFrame) -> pl.Series:
    references, texts = pairs["reference"].fill_null("").str.to_lowercase(), pairs["text"].str.to_lowercase()
    found = process.cpdist(references.to_list(), texts.to_list(), scorer=fuzz.token_sort_ratio)
    return pl.Series("similarity", found, pl.Float64) / 100
