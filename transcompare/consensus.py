"""Renderings without an original: which of them agree, and which one says something else than the others.

Numbers for each pair of versions: how alike they are in words, how surely one says what the other denies, and how
probably they differ materially (`transcompare.paraphrase`, where the language has a model). The words alone do not tell
who is wrong (a fair paraphrase is free, a reversal is one word), so an outlier is told by what it contradicts; but two
texts that are alike contradict each other more clearly than two that are not.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean
from typing import NamedTuple

from transcompare.calibration import log_odds
from transcompare.checks.base import Finding

WEIGHTS = {"minor": 0.3, "major": 1.0, "critical": 1.0}
"""What the confidence of a finding counts for, by severity."""
CONTRADICTED = 0.5
"""From this contradiction on, two versions are said to contradict each other."""
LONE, RELATED = 0.1, 0.03
"""What a lone wording (`transcompare.lone`) counts for: less than a finding, enough where there is none; and one whose
words are related to those of the others, which is a free choice of words more often than not."""
_UNCOMPARED = 0.3
"""The similarity that is assumed of versions in languages without a package; unrelated texts have about 0.2."""
_CHECKED = 3.0
"""What a sure contradiction of two all but equal texts adds to the log-odds that they differ. Of 1 to 5 the one between
what is best for statements that the checks were developed with (5), and for those that they were not (1 to 2)."""
_SUREST = 0.99
"""No more is made of the paraphrase model's probability."""

Pair = tuple[int, int]


@dataclass(frozen=True)
class Relation:
    """Two versions of one statement. What follows from the numbers is worked out once: every version asks for it."""

    similarity: float | None
    """0..1, how alike they are in words; None where they could not be brought into one language."""
    contradiction: float | None
    """0..1, how surely one says what the other does not; None where no check compared them."""
    lone: float = 0.0
    """0..1: that one of them, alone in having words of its own where the other has those of others, is wrong there."""
    different: float | None = None
    """Probability that they differ materially, by the paraphrase model; None where none compared them."""

    @cached_property
    def closeness(self) -> float:
        """0..1: alike, nothing contradicts, and the model reads no difference."""
        return (self.similarity or 0.0) * (1 - (self.contradiction or 0.0)) * (1 - (self.different or 0.0))

    @cached_property
    def disagreement(self) -> float | None:
        """0..1: the contradiction and lone wordings, which count the more the more alike the texts are."""
        if self.contradiction is None:
            return None
        apart = 1 - (1 - self.contradiction) * (1 - self.lone)
        return apart * (_UNCOMPARED if self.similarity is None else self.similarity)

    @cached_property
    def log_odds(self) -> float | None:
        """Nats: that they differ materially, by model and checks together; None where no model compared them."""
        if self.different is None:
            return None
        return log_odds(self.different, _SUREST) + _CHECKED * (self.disagreement or 0.0)


class Standing(NamedTuple):
    """One version among the others."""

    agreement: float | None
    """Mean similarity with the other versions, 0..1."""
    outlier: float | None
    """How much more it disagrees with the others than they do with each other, 0..1; None of fewer than three."""
    agrees: tuple[int, ...]
    """The others that nothing contradicts, closest first."""
    contradicts: tuple[int, ...]
    """The others that it contradicts, most surely first."""


def contradiction(findings: Iterable[Finding]) -> float:
    """0..1: how surely at least one of the findings is right, mild ones counting less."""
    return 1 - math.prod(1 - WEIGHTS[finding.severity] * finding.confidence for finding in findings)


def standing(version: int, count: int, relations: Mapping[Pair, Relation]) -> Standing:
    """Where one of `count` versions stands; `relations` has each pair once, the lower number first."""
    own = {other: relation(version, other, relations) for other in range(count) if other != version}
    similar = [each.similarity for each in own.values() if each.similarity is not None]
    known = {other: each for other, each in own.items() if each.contradiction is not None}
    return Standing(
        fmean(similar) if similar else None,
        _outlier(version, relations) if count > 2 else None,
        tuple(
            sorted(
                (other for other, each in known.items() if not _contradicts(each)),
                key=lambda other: -own[other].closeness,
            )
        ),
        tuple(
            sorted(
                (other for other, each in known.items() if _contradicts(each)),
                key=lambda other: -(own[other].contradiction or 0.0),
            )
        ),
    )


def medoid(candidates: Sequence[int], others: Sequence[int], relations: Mapping[Pair, Relation]) -> int:
    """The candidate that is closest to all `others`, itself left out; of equals the first."""
    compared = {*others}
    near: dict[int, list[float]] = {one: [] for one in candidates}
    for (i, j), each in relations.items():
        for one, other in ((i, j), (j, i)):
            if one in near and other in compared:
                near[one].append(each.closeness)
    return max(candidates, key=lambda one: (fmean(near[one] or [0.0]), -one))


def relation(one: int, other: int, relations: Mapping[Pair, Relation]) -> Relation:
    """The relation of two versions, in either order."""
    return relations[min(one, other), max(one, other)]


def _contradicts(each: Relation) -> bool:
    return (each.contradiction or 0.0) >= CONTRADICTED


def _outlier(version: int, relations: Mapping[Pair, Relation]) -> float | None:
    """By the mean log-odds where there are any, as Yule's Y (1912) of its odds against those of the others."""
    odds = _apart(version, {pair: each.log_odds for pair, each in relations.items()})
    if odds is not None:
        return max(0.0, math.tanh(odds / 4))
    difference = _apart(version, {pair: each.disagreement for pair, each in relations.items()})
    return None if difference is None else max(0.0, difference)


def _apart(version: int, values: Mapping[Pair, float | None]) -> float | None:
    """The mean of the pairs with a version less that of the others; None where there is none of either."""
    known = {pair: value for pair, value in values.items() if value is not None}
    own, rest = ([value for pair, value in known.items() if (version in pair) is yes] for yes in (True, False))
    return fmean(own) - fmean(rest) if own and rest else None
