"""Which words of a text translate which of the other, and which have nothing there.

Two witnesses that know nothing of each other: the bilingual lexicon (`transcompare.lexicon`), and what reading the
other text changes in the model's expectation of the word (forced decoding with and without it: pointwise mutual
information). A logistic model, fitted by `pipelines/fit_words.py` on fair translations in which one word was exchanged
for another, turns both into the probability that the other text has nothing for a word.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence, Set
from functools import cache
from importlib.resources import files
from itertools import groupby, islice, takewhile
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict
from rapidfuzz.distance import Levenshtein

from transcompare import quantities
from transcompare.engine import Attention
from transcompare.lexicon import Lexicon
from transcompare.names import likeness
from transcompare.patterns import tokens
from transcompare.stems import stem
from transcompare.text import Span

COMMON = 4.0
"""Words of less rarity (in more than one sentence of 55) are in every text: nothing is said of them."""
_WEAKEST = 0.003
"""Stands for the strength of words that the lexicon does not link."""
_NAME = 0.75
"""Likeness from which two words in different scripts are one name."""
_NAMED = 0.3
"""Strength of such a link."""
_SAME = 0.9
"""Strength of the link of a word to itself, such as a number in digits."""
_HALF = 0.05
"""Strength at which a link is as likely as one that the words do not show."""
_LEAST = -14.0
"""Nats: what is less probable is not told apart."""
_SHORTEST = 3
"""Letters."""
_BYTE = re.compile("<0x[0-9A-F]{2}>")


class Decoded(NamedTuple):
    """A word and what forced decoding says of it."""

    span: Span
    logprob: float
    """Nats, of all its pieces."""
    prior: float
    """The same without the other text."""


class Word(NamedTuple):
    """A word of one of two texts."""

    span: Span
    text: str
    """In lower case."""
    stem: str
    capital: bool
    """Whether it begins with a capital letter."""
    decoded: Decoded | None
    """What forced decoding says of it; None where it was not asked."""


class Fit(NamedTuple):
    """A word, what of the other text fits it best, and how probably nothing does."""

    best: int | None
    """Index among the words of the other text; None where nothing speaks for any."""
    probability: float
    """That `best` and the word translate each other."""
    unexplained: float | None
    """Probability that the other text has nothing for the word; None for words of which nothing is said."""


def words(text: str, lang: str, within: Span, decoded: Mapping[Span, Decoded]) -> list[Word]:
    """The words of a part of a text, in order."""
    every = tokens(text)
    first = bisect_right(every, within.start, key=lambda token: token.span.end)
    return [
        Word(token.span, token.word, stem(token.word, lang), text[token.span.start].isupper(), decoded.get(token.span))
        for token in takewhile(lambda token: token.span.start < within.end, islice(every, first, None))
        if token.is_word
    ]


def decoded(text: str, pieces: Sequence[str], logprobs: Sequence[float], priors: Sequence[float]) -> list[Decoded]:
    """The words of `text`, the log-probabilities of their pieces added up; a piece over two words counts for both.

    A word that no piece covers, as of an engine that gives none, is left out.
    """
    spans = _places(text, pieces)
    found = []
    start = 0
    for token in tokens(text):
        if not token.is_word:
            continue
        while start < len(spans) and spans[start].end <= token.span.start:
            start += 1
        logprob = prior = 0.0
        covered = False
        for span, given, without in zip(spans[start:], logprobs[start:], priors[start:], strict=False):
            if span.start >= token.span.end:
                break
            covered |= span.length > 0
            logprob += given
            prior += without
        if covered:
            found.append(Decoded(token.span, logprob, prior))
    return found


def _places(text: str, pieces: Sequence[str]) -> list[Span]:
    """Where each SentencePiece token stands, in order; the space before a word is not part of it.

    Tokenizers spell rare characters in bytes (`<0xC3>`; bytes in a row have one place) and change others («½», «№»), so
    what the pieces say is aligned with the text.
    """
    surface = ""
    ranges: list[tuple[int, int]] = []
    for in_bytes, run in groupby(pieces, lambda piece: bool(_BYTE.fullmatch(piece))):
        start, parts = len(surface), list(run)
        if in_bytes:
            surface += bytes(int(part[1:-1], 16) for part in parts).decode("utf-8", "replace")
            ranges += [(start, len(surface))] * len(parts)
            continue
        for part in parts:
            start = len(surface) + part.startswith("▁")
            surface += part.replace("▁", " ")
            ranges.append((start, len(surface)))
    places = _alignment(surface, text)
    spans, last = [], 0
    for start, end in ranges:
        spans.append(Span(places[start].start, places[end - 1].end) if start < end else Span(last, last))
        last = spans[-1].end
    return spans


def _alignment(one: str, other: str) -> list[Span]:
    """For every character of a text its place in another form of the text, in order; empty where it has none."""
    places: list[Span] = []
    for step in Levenshtein.opcodes(one, other):
        start, length = step.dest_start, step.dest_end - step.dest_start
        places += (
            Span(start + min(i, length), start + min(i + 1, length)) for i in range(step.src_end - step.src_start)
        )
    return places


def attended(
    attention: Attention, texts: tuple[str, str], sources: Sequence[Span], targets: Sequence[Span]
) -> list[list[float]]:
    """For every word of the target its attention over the words of the source, each row with a sum of 1 or 0.

    `sources` and `targets` are the words' spans in `texts`, which are source and target.
    """
    columns, rows = _places(texts[0], attention.source), _places(texts[1], attention.target)
    found = []
    for word in targets:
        looks = [weights for place, weights in zip(rows, attention.weights, strict=False) if place.overlaps(word)]
        masses = [
            sum(
                weight
                for weights in looks
                for place, weight in zip(columns, weights, strict=False)
                if place.overlaps(s)
            )
            for s in sources
        ]
        total = sum(masses)
        found.append([mass / total if total else 0.0 for mass in masses])
    return found


def fits(
    here: Sequence[Word],
    there: Sequence[Word],
    lexicon: Lexicon | None,
    lang: str,
    attention: Sequence[Sequence[float]] | None = None,
    said: Set[str] | None = None,
) -> list[Fit]:
    """For every word of `here`, which is in `lang`, its counterpart `there`; the lexicon leads from there to here.

    `attention` (see `attended`) decides where lexicon and names do not, and counts little where they do. `said` are the
    stems of all hypotheses for a translation of the other text, where there are several: a word that is in none of them
    is less probably explained.
    """
    found = []
    for i, word in enumerate(here):
        links = strengths(word, there, lexicon)
        strongest = max(links, default=0.0)
        if attention is not None:
            links = [link + _HALF * share for link, share in zip(links, attention[i], strict=True)]
        total = sum(links)
        best = max(range(len(there)), key=links.__getitem__) if total else None
        top = 0.0 if best is None else links[best]
        unexplained = None
        if word.decoded and is_content(word, lexicon, lang):
            unexplained = _model().probability(features(word, word.decoded, strongest, lexicon, said))
        found.append(Fit(best, (1 - (unexplained or 0.0)) * top / (total + _HALF), unexplained))
    return found


def strengths(word: Word, there: Sequence[Word], lexicon: Lexicon | None) -> list[float]:
    """How much speaks for each word of the other text, 0..1, the words alone being looked at."""
    known = lexicon.sources(word.stem) if lexicon else {}
    direct = [
        _SAME
        if other.text == word.text
        else max(
            known.get(other.stem, 0.0),
            _NAMED if other.capital and word.capital and likeness(other.text, word.text) >= _NAME else 0.0,
        )
        for other in there
    ]
    if lexicon and not any(direct):
        bridges = lexicon.bridges(word.stem)
        return [bridges.get(other.stem, 0.0) for other in there]
    return direct


def features(
    word: Word, decoded: Decoded, best: float, lexicon: Lexicon | None, said: Set[str] | None = None
) -> list[float]:
    """What the model sees of a decoded word: nats with and without the other text; with a lexicon the logarithm of its
    strongest link, whether the lexicon knows the word, and its rarity; with hypotheses, too, whether it is in one."""
    nats = [max(_LEAST, decoded.logprob), max(_LEAST, decoded.prior)]
    if lexicon is None:
        return nats
    known = [*nats, math.log(max(best, _WEAKEST)), float(lexicon.knows(word.stem)), lexicon.rarity(word.stem)]
    return known if said is None else [*known, float(word.stem in said)]


def is_content(word: Word, lexicon: Lexicon | None, lang: str) -> bool:
    """Whether something can be said of a word: it is no number (there is a check for these), and not in every text."""
    if len(word.text) < _SHORTEST or not word.text.isalpha() or quantities.lexicon(lang).reads(word.text):
        return False
    return lexicon.rarity(word.stem) >= COMMON if lexicon else len(word.text) > _SHORTEST


class Model(BaseModel):
    """Three logistic models over `features`: without a lexicon, with one, and with hypotheses for a translation too."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    plain: tuple[float, ...]
    lexicon: tuple[float, ...]
    hypotheses: tuple[float, ...]
    fitted: str
    """Data and figures, in words."""

    def probability(self, values: Sequence[float]) -> float:
        """That the other text has nothing for a word, from its `features`: as many as one of the models has weights."""
        models = (self.plain, self.lexicon, self.hypotheses)
        *weights, intercept = next(model for model in models if len(model) == len(values) + 1)
        logit = intercept + sum(weight * value for weight, value in zip(weights, values, strict=True))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


@cache
def _model() -> Model:
    return Model.model_validate_json((files("transcompare") / "data" / "words.json").read_text("utf-8"))
