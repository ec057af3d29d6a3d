"""Counterfactual contrast: does the original support what was printed, or the same text with one thing changed?

The model compares two versions of the same rendering, so that style cancels out; what it expects without having read
the original is taken away, so that fluency cancels out too. Source: contrastive evaluation (Sennrich 2017, LingEval97)
turned round: the contrast is not between a reference and an error, but between an error and its correction.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from transcompare.calibration import Fair
from transcompare.clauses import additions, omissions
from transcompare.edits import Edit, edits
from transcompare.engine import EngineSettings
from transcompare.evidence import Verdict, verdict
from transcompare.forced import Job, both_ways, logprobs
from transcompare.text import Span

GROUPS = {"addition": "added", "hallucination": "added", "omission": "omitted"}
"""Category to the group that its gains are compared within; all others are `small` changes."""
ERROR_RATE = {"small": 0.03, "added": 0.01, "omitted": 0.01}
"""Of segments, the share with an error that an edit of the group finds: an assumption, for the confidence."""
SUPPORTED = 1.0
"""Nats a word from which the source vouches for what was printed, where its words say nothing: of such edits one in a
hundred passes the later rounds."""
CLAUSE_SUPPORTED = 3.0
"""The same for a clause that might be left out."""


class Segment(NamedTuple):
    """An original and its rendering, to be contrasted."""

    source_lang: str
    target_lang: str
    source: str
    target: str
    reference: str
    """Our translation of the source."""
    values: Mapping[str, float | None]
    """What is known of source and target, by the names that `forced.both_ways` gives."""
    support: tuple[tuple[Span, float], ...] = ()
    """Words of the target, and what the source adds to the log-probability of each, in nats."""
    complete: bool = False
    """Whether the target has something for all of the source."""

    @property
    def printed(self) -> float:
        """Log-probability of the target, in nats a token."""
        return self.values.get("logprob") or 0.0

    def supports(self, span: Span, enough: float) -> bool:
        """Whether the source speaks for the words of a part of the target, with so many nats a word."""
        gains = [gain for word, gain in self.support if word.overlaps(span)]
        return bool(gains) and sum(gains) >= enough * len(gains)

    def job(self, target: str) -> Job:
        """The forced decoding of another target."""
        return Job(self.source_lang, self.target_lang, self.source, target)


class Contrast(NamedTuple):
    """An edit that explains the original better than what was printed."""

    edit: Edit
    gain: float
    """Nats a token, forward and reverse together, beyond what fluency explains."""
    supported: bool
    """Whether the words of the original, too, speak for the edit."""

    @property
    def confidence(self) -> float:
        """P(error): from how often fair human translations leave room for an edit of the group with such a gain."""
        group = group_of(self.edit.category)
        fair = _fair().get(group)
        return fair.confidence(self.gain, ERROR_RATE[group]) if fair else 0.0


def group_of(category: str) -> str:
    """The group of edits that the gains of a category are compared within."""
    return GROUPS.get(category, "small")


def contrasts(engine: EngineSettings, segments: Sequence[Segment], limit: int) -> list[list[Contrast]]:
    """For every segment the edits with a gain, best first; none where no package translates or no edits are known.

    Three rounds, each for what the one before has left: the words of the original and what it adds to the words that
    were printed, the forward direction, and then fluency and the way back. Most edits of fair and of faulty text alike
    are gone before the last.
    """
    tried = [_edits(segment, limit) if segment.values.get("logprob") is not None else {} for segment in segments]
    forward = logprobs(
        engine, (segment.job(text) for segment, texts in zip(segments, tried, strict=True) for text in texts)
    )
    kept = [
        {text: tried for text, tried in texts.items() if forward.get(segment.job(text), -math.inf) > segment.printed}
        for segment, texts in zip(segments, tried, strict=True)
    ]
    jobs = (
        job
        for segment, texts in zip(segments, kept, strict=True)
        for text in texts
        for job in both_ways(*segment.job(text)).values()
    )
    values = forward | logprobs(engine, (job for job in jobs if job not in forward))
    results = []
    for segment, texts in zip(segments, kept, strict=True):
        found = (
            Contrast(edit, _gain(segment, edit, text, values), word == "change") for text, (edit, word) in texts.items()
        )
        results.append(sorted((c for c in found if c.gain > 0), key=lambda c: (-c.gain, c.edit)))
    return results


def _edits(segment: Segment, limit: int) -> dict[str, tuple[Edit, Verdict]]:
    """What is tried, by the edited text: small changes of meaning that the words of the original do not speak against,
    and clauses that only one of rendering and reference has words for."""
    if not limit:
        return {}
    few = max(1, limit // 2)
    small = (
        (edit, verdict(edit, segment.source, segment.source_lang, segment.target, segment.target_lang))
        for edit in edits(segment.target, segment.target_lang, 3 * limit)
    )
    possible = [
        (edit, word)
        for edit, word in small
        if word == "change" or (word == "nothing" and not segment.supports(edit.span, SUPPORTED))
    ]
    possible.sort(key=lambda each: each[1] != "change")  # those with support first, else as they come
    added = additions(segment.target, segment.reference, few)
    clauses: list[tuple[Edit, Verdict]] = [
        (edit, "nothing") for edit in added if not segment.supports(edit.span, CLAUSE_SUPPORTED)
    ]
    if not segment.complete:
        clauses += [(edit, "nothing") for edit in omissions(segment.target, segment.reference, few)]
    tried: dict[str, tuple[Edit, Verdict]] = {}
    for edit, word in (*possible[:limit], *clauses):
        tried.setdefault(edit.apply(segment.target), (edit, word))
    return tried


def _gain(segment: Segment, edit: Edit, text: str, values: Mapping[Job, float]) -> float:
    """What the edited text gains over the printed one; the way back counts where there is a package for it.

    For an omission it alone counts: words of our own translation are always probable.
    """
    edited = both_ways(*segment.job(text))

    def change(name: str) -> float:
        before, after = segment.values.get(name), values.get(edited[name])
        return 0.0 if before is None or after is None else after - before

    if edit.category == "omission":
        return change("logprob_reverse")
    return change("logprob") - change("logprob_prior") + change("logprob_reverse")


@cache
def _fair() -> dict[str, Fair]:
    """For each group the gains in fair human translations."""
    table = json.loads(files("transcompare").joinpath("data/contrast.json").read_text(encoding="utf-8"))
    return {group: Fair(gains, table["segments"]) for group, gains in table["gains"].items()}
