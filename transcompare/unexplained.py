"""Stretches of a text that the other text has nothing for: several words in a row, none of them explained.

One unexplained word is usual even in a good translation; the evidence of neighbours adds up. Source: maximal scoring
segments (Karlin and Altschul 1990) over the log-odds of the words against those of any word of a fair translation.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from transcompare.calibration import Fair
from transcompare.text import Span

USUAL = 0.03
"""Mean probability that a content word of a fair human translation is unexplained (3,012 pairs)."""
FEWEST = 2
"""Content words of a stretch."""
ERROR_RATE = 0.01
"""Of segments, the share with something added, and as many with something left out: assumed, for the confidence."""
_MARKED = re.compile(r"\[[^\]]*\]|…|\.\.\.|\([^)]*\)")
_LEAST, _MOST = -2.0, 2.5
"""One word says no more than this, in nats."""


class Stretch(NamedTuple):
    """Words in a row that are not explained."""

    span: Span
    score: float
    """Log-odds, in nats, against the same words in a fair translation."""


def stretch(words: Sequence[tuple[Span, float]]) -> Stretch | None:
    """The stretch with the most evidence, from the content words of a segment in order, each with the probability that
    it is unexplained. None where no two words in a row speak for one."""
    best: Stretch | None = None
    score = 0.0
    first = 0
    for i, (span, probability) in enumerate(words):
        if score <= 0:
            score, first = 0.0, i
        score += _weight(probability)
        if i - first + 1 >= FEWEST and score > (best.score if best else 0.0):
            best = Stretch(Span(words[first][0].start, span.end), score)
    return best


def is_shortened(text: str) -> bool:
    """Whether brackets or dots say openly that something was left out or put in."""
    return _MARKED.search(text) is not None


def confidence(score: float, side: str) -> float:
    """P(something was added or left out): from how often fair human translations have such a stretch on that side."""
    return _fair()[side].confidence(score, ERROR_RATE)


def _weight(probability: float) -> float:
    odds = math.log(max(probability, 1e-4) / (1 - min(probability, 0.9999)))
    return max(_LEAST, min(_MOST, odds - math.log(USUAL / (1 - USUAL))))


@cache
def _fair() -> dict[str, Fair]:
    """For each side the scores of the best stretches in fair human translations."""
    table = json.loads(files("transcompare").joinpath("data/unexplained.json").read_text(encoding="utf-8"))
    return {side: Fair(table[side], table["segments"]) for side in ("original", "rendering")}
