"""Forced decoding over a stub engine: what is asked, and what is left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import StubEngine, StubSettings
from transcompare.engine import EngineSettings, Route, Scored
from transcompare.errors import PackageMissing
from transcompare.forced import NOTHING, Job, both_ways, decode, logprobs

STUB = StubSettings()
JOBS = [
    Job(here, there, source, target)
    for here, there in (("ru", "en"), ("en", "ru"), ("ko", "en"), ("en", "en"))
    for source in ("гусь", "мельница")
    for target in ("goose", "mill", "")
]


class Counting(StubEngine):
    """Remembers what it is asked; cannot score empty targets."""

    def __init__(self) -> None:
        super().__init__({})
        self.asked: list[list[tuple[str, str]]] = []

    def score(self, sources: Sequence[str], targets: Sequence[str]) -> list[Scored | None]:
        self.asked.append(list(zip(sources, targets, strict=True)))
        return [Scored((), (-float(len(target)),)) if target else None for target in targets]


class CountingSettings(EngineSettings):
    """One counting engine for each pair, none from Korean."""

    def routes(self, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Route | PackageMissing]:
        known = STUB.routes(pairs)
        return {
            pair: Route(route.label, ENGINES.setdefault(pair, Counting()))
            if isinstance(route, Route) and route.engine
            else route
            for pair, route in known.items()
        }


ENGINES: dict[tuple[str, str], Counting] = {}


def asked(jobs: Iterable[Job]) -> tuple[dict[Job, float], dict[tuple[str, str], list[list[tuple[str, str]]]]]:
    """The scores, and the batches that each pair of languages was asked."""
    ENGINES.clear()
    return logprobs(CountingSettings(), jobs), {pair: engine.asked for pair, engine in ENGINES.items()}


def test_the_score_is_the_engines() -> None:
    job = Job("ru", "en", "гусь", "goose")
    assert decode(STUB, [job]) == {job: StubEngine({}).score(["гусь"], ["goose"])[0]}


def test_no_jobs_ask_nothing() -> None:
    assert asked([]) == ({}, {})


def test_equal_jobs_are_scored_once_and_each_pair_in_one_batch() -> None:
    goose, mill = Job("ru", "en", "гусь", "goose"), Job("ru", "en", "гусь", "mill")
    back = Job("en", "ru", "goose", "гусь")
    values, batches = asked([goose, back, mill, goose, goose])
    assert values == {goose: -5, mill: -4, back: -4}
    assert batches == {("ru", "en"): [[("гусь", "goose"), ("гусь", "mill")]], ("en", "ru"): [[("goose", "гусь")]]}


def test_what_no_package_serves_is_left_out() -> None:
    served = Job("ru", "en", "гусь", "goose")
    values, batches = asked([Job("ko", "en", "거위", "goose"), served, Job("en", "en", "goose", "geese")])
    assert values.keys() == {served}
    assert batches.keys() == {("ru", "en")}


def test_what_the_engine_cannot_score_is_left_out() -> None:
    served = Job("ru", "en", "гусь", "goose")
    assert asked([Job("ru", "en", "гусь", ""), served])[0].keys() == {served}


@given(st.lists(st.sampled_from(JOBS), max_size=12))
def test_scores_do_not_depend_on_order_or_company(jobs: list[Job]) -> None:
    together = logprobs(STUB, jobs)
    assert together == logprobs(STUB, reversed(jobs))
    alone: dict[Job, float] = {}
    for job in jobs:
        alone |= logprobs(STUB, [job])
    assert together == alone
    assert together.keys() == {job for job in jobs if job.source_lang not in ("ko", job.target_lang)}


def test_both_ways_names_each_score_and_its_direction() -> None:
    assert both_ways("ru", "en", "гусь", "goose") == {
        "logprob": Job("ru", "en", "гусь", "goose"),
        "logprob_prior": Job("ru", "en", NOTHING, "goose"),
        "logprob_reverse": Job("en", "ru", "goose", "гусь"),
        "logprob_reverse_prior": Job("en", "ru", NOTHING, "гусь"),
    }


@given(st.text(max_size=10), st.text(max_size=10))
def test_the_way_back_is_the_way_there_of_the_texts_exchanged(source: str, target: str) -> None:
    here, there = both_ways("ru", "en", source, target), both_ways("en", "ru", target, source)
    assert here["logprob"] == there["logprob_reverse"]
    assert here["logprob_prior"] == there["logprob_reverse_prior"]
