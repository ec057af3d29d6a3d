"""Forced decoding: how probable a translation model finds a given text, in either direction.

Source: Thompson and Post (2020), Prism: the model as a judge of a translation that it did not make. Without its source
a model still knows what is fluent; taking that away leaves what the source says about the target, the pointwise mutual
information (as contrastive conditioning does with other sources, Vamvas and Sennrich 2022).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from transcompare.engine import Attending, Attention, Engine, EngineSettings, Scored
from transcompare.errors import PackageMissing

T = TypeVar("T")

NOTHING = "."
"""Stands for a source that says nothing: what the model expects of a text before it has read the source."""


class Job(NamedTuple):
    """A text to be scored as the translation of another."""

    source_lang: str
    target_lang: str
    source: str
    target: str


def decode(engine: EngineSettings, jobs: Iterable[Job]) -> dict[Job, Scored]:
    """The log-probabilities (nats) of each target's tokens given its source.

    Jobs that no package serves, within one language, and with a text that is empty or too long, are left out.
    """
    return _asked(engine, jobs, lambda route, sources, targets: route.score(sources, targets))


def attend(engine: EngineSettings, jobs: Iterable[Job]) -> dict[Job, Attention]:
    """The cross-attention of each target over its source; what is left out is as in `decode`."""

    def ask(route: Engine, sources: list[str], targets: list[str]) -> Sequence[Attention | None]:
        return route.attend(sources, targets) if isinstance(route, Attending) else [None] * len(sources)

    return _asked(engine, jobs, ask)


def _asked(
    engine: EngineSettings, jobs: Iterable[Job], ask: Callable[[Engine, list[str], list[str]], Sequence[T | None]]
) -> dict[Job, T]:
    work: dict[tuple[str, str], list[Job]] = defaultdict(list)
    for job in dict.fromkeys(jobs):
        work[job.source_lang, job.target_lang].append(job)
    routes = engine.routes(work)
    found: dict[Job, T] = {}
    for pair, asked in sorted(work.items()):
        route = routes[pair]
        if isinstance(route, PackageMissing) or route.engine is None:
            continue
        values = ask(route.engine, [job.source for job in asked], [job.target for job in asked])
        found |= {job: value for job, value in zip(asked, values, strict=True) if value is not None}
    return found


def logprobs(engine: EngineSettings, jobs: Iterable[Job]) -> dict[Job, float]:
    """The mean of `decode` for each job: nats a token."""
    return {job: scored.mean for job, scored in decode(engine, jobs).items()}


def both_ways(source_lang: str, target_lang: str, source: str, target: str) -> dict[str, Job]:
    """What says how well `source` and `target` fit together, by the names that the scores have in the report."""
    forward, back = (source_lang, target_lang), (target_lang, source_lang)
    return {
        "logprob": Job(*forward, source, target),
        "logprob_prior": Job(*forward, NOTHING, target),
        "logprob_reverse": Job(*back, target, source),
        "logprob_reverse_prior": Job(*back, NOTHING, source),
    }
