"""Counterfactual contrast: does the original support what was printed, or the same text with one thing changed?

The model compares two versions of the same rendering, so that style cancels out; what it expects without having read
the original is taken away, so that fluency cancels out too. Source: contrastive evaluation (Sennrich 2017, LingEval97)
turned round: the contrast is not between a reference and an error, but between an error and its correction.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from transcompare.clauses import additions, omissions
from transcompare.edits import Edit, edits
from transcompare.engine import EngineSettings
from transcompare.forced import Job, both_ways, logprobs

ERROR_RATE = 0.01
"""Of segments, the share with an error of a given category that an edit finds: an assumption, for the confidence."""
MOST_CERTAIN = 0.9


class Segment(NamedTuple):
    """An original and its rendering, to be contrasted."""

    source_lang: str
    target_lang: str
    source: str
    target: str
    reference: str
    """Our translation of the source."""

    def job(self, target: str | None = None) -> Job:
        """Its forced decoding, with another target if there is one."""
        return Job(self.source_lang, self.target_lang, self.source, self.target if target is None else target)


class Contrast(NamedTuple):
    """An edit that explains the original better than what was printed."""

    edit: Edit
    gain: float
    """Nats a token, forward and reverse together, beyond what fluency explains."""

    @property
    def confidence(self) -> float:
        """P(error): from how often fair human translations leave room for an edit of the category with such a gain."""
        table = _fair().get(self.edit.category)
        if table is None:
            return 0.0
        gains, segments = table
        as_good = len(gains) - bisect_left(gains, self.gain)
        tail = (as_good + 1) / (segments + 2)
        return min(MOST_CERTAIN, ERROR_RATE / (ERROR_RATE + tail))


def contrasts(engine: EngineSettings, segments: Sequence[Segment], limit: int) -> list[list[Contrast]]:
    """For every segment the edits with a gain, best first; none where no package translates or no edits are known.

    Two rounds: only edits that make the rendering more probable as a translation are scored the other way too. Their
    share is small in fair and in faulty text alike.
    """
    tried = [_edits(segment, limit) for segment in segments]
    versions = [[edit.apply(segment.target) for edit in found] for segment, found in zip(segments, tried, strict=True)]
    first = logprobs(
        engine,
        (
            segment.job(text)
            for segment, texts in zip(segments, versions, strict=True)
            if texts
            for text in (segment.target, *texts)
        ),
    )
    kept: list[list[tuple[Edit, str]]] = []
    for segment, found, texts in zip(segments, tried, versions, strict=True):
        printed = first.get(segment.job(), math.inf)
        values = (first.get(segment.job(text), -math.inf) for text in texts)
        kept.append([(e, t) for e, t, value in zip(found, texts, values, strict=True) if value > printed])
    jobs = (
        job
        for segment, better in zip(segments, kept, strict=True)
        if better
        for text in (segment.target, *(text for _, text in better))
        for job in both_ways(*segment.job(text)).values()
    )
    second = first | logprobs(engine, (job for job in jobs if job not in first))
    results = []
    for segment, better in zip(segments, kept, strict=True):
        gains = (Contrast(edit, _gain(segment, edit, text, second)) for edit, text in better)
        results.append(sorted((c for c in gains if c.gain > 0), key=lambda c: (-c.gain, c.edit)))
    return results


def _edits(segment: Segment, limit: int) -> list[Edit]:
    """What is tried: small changes of meaning, and clauses that only one of rendering and reference has words for."""
    if not limit:
        return []
    few = max(1, limit // 3)
    return [
        *edits(segment.target, segment.target_lang, limit),
        *additions(segment.target, segment.reference, few),
        *omissions(segment.target, segment.reference, few),
    ]


def _gain(segment: Segment, edit: Edit, text: str, values: Mapping[Job, float]) -> float:
    """What the edited text gains over the printed one; the way back counts where there is a package for it.

    For an omission it alone counts: words of our own translation are always probable.
    """
    printed, edited = (both_ways(*segment.job(target)) for target in (segment.target, text))

    def change(name: str) -> float:
        before, after = values.get(printed[name]), values.get(edited[name])
        return 0.0 if before is None or after is None else after - before

    if edit.category == "omission":
        return change("logprob_reverse")
    return change("logprob") - change("logprob_prior") + change("logprob_reverse")


@cache
def _fair() -> dict[str, tuple[list[float], int]]:
    """For each category the gains in fair human translations, ascending, and in how many segments they were sought."""
    table = json.loads(files("transcompare").joinpath("data/contrast.json").read_text(encoding="utf-8"))
    return {category: (gains, table["segments"]) for category, gains in table["gains"].items()}
