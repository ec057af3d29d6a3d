"""Counterfactual contrast over a stub engine that prefers one text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcompare import contrast as module
from transcompare.calibration import MOST_CERTAIN, Fair
from transcompare.contrast import ERROR_RATE, Contrast, Segment, contrasts, group_of
from transcompare.edits import Edit
from transcompare.engine import Engine, EngineSettings, Route, Scored, Translation
from transcompare.errors import PackageMissing
from transcompare.forced import NOTHING, Job, both_ways
from transcompare.schema import CATEGORIES
from transcompare.text import Span

PRINTED = "We may sell the mill."
SOLD = "We must sell the mill."
LEASED = "We may lease the mill."
ORIGINAL = "Мы должны продать мельницу."


class Preferring:
    """Gives what the tests say, -1 otherwise, and remembers what it was asked."""

    def __init__(self, pair: tuple[str, str], scores: dict[Job, float], asked: list[Job]) -> None:
        self.pair, self.scores, self.asked = pair, scores, asked

    def translate(self, texts: Sequence[str]) -> list[Translation]:
        raise NotImplementedError

    def score(self, sources: Sequence[str], targets: Sequence[str]) -> list[Scored | None]:
        jobs = [Job(*self.pair, source, target) for source, target in zip(sources, targets, strict=True)]
        self.asked += jobs
        return [Scored((), (self.scores.get(job, -1.0),)) if job.source and job.target else None for job in jobs]


class PreferringSettings(EngineSettings):
    """Resolves the pairs in `served` to a stub."""

    served: tuple[tuple[str, str], ...] = (("ru", "en"), ("en", "ru"))

    def routes(self, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Route | PackageMissing]:
        return {pair: Route("stub", _stub(pair)) if pair in self.served else PackageMissing("none") for pair in pairs}


SCORES: dict[Job, float] = {}
ASKED: list[Job] = []


def _stub(pair: tuple[str, str]) -> Engine:
    return Preferring(pair, SCORES, ASKED)


@pytest.fixture(autouse=True)
def fresh() -> None:
    """No preferences, nothing asked."""
    SCORES.clear()
    ASKED.clear()


def segment(
    target: str = PRINTED, source: str = ORIGINAL, reference: str = SOLD, langs: str = "ru-en", **values: float | None
) -> Segment:
    """A segment of which the score stage knows `values`, -1 otherwise."""
    known = dict.fromkeys(both_ways("", "", "", ""), -1.0)
    source_lang, target_lang = langs.split("-")
    return Segment(source_lang, target_lang, source, target, reference, known | values)


def prefer(target: str, gain: float = 0.5, source: str = ORIGINAL) -> None:
    SCORES[Job("ru", "en", source, target)] = -1 + gain


def found(*segments: Segment, limit: int = 12, **engine: object) -> list[list[tuple[str, float]]]:
    """For each segment the texts preferred, with their gains."""
    results = contrasts(PreferringSettings.model_validate(engine), segments, limit)
    return [
        [(each.edit.apply(segment.target), round(each.gain, 6)) for each in result]
        for segment, result in zip(segments, results, strict=True)
    ]


# Which edits have a gain


def test_the_edit_that_the_engine_prefers_is_found() -> None:
    prefer(SOLD)
    ((result,),) = contrasts(PreferringSettings(), [segment()], 12)
    assert result.edit == Edit("modality", Span(3, 6), "may", "must")
    assert result.gain == 0.5


def test_gains_are_best_first() -> None:
    prefer(SOLD, 0.2)
    prefer(LEASED, 0.7)
    assert found(segment()) == [[(LEASED, 0.7), (SOLD, 0.2)]]


def test_nothing_is_found_where_what_was_printed_is_as_good() -> None:
    prefer(SOLD, 0.5)
    assert found(segment(logprob=-0.5)) == [[]]
    assert found(segment(logprob=-0.6)) == [[(SOLD, 0.1)]]


def test_nothing_is_tried_where_the_score_stage_knows_nothing() -> None:
    prefer(SOLD)
    assert found(segment(logprob=None)) == [[]]
    assert ASKED == []


def test_what_the_words_of_the_original_speak_against_is_not_tried() -> None:
    unsold = "We may not sell the mill."
    prefer(unsold, 5)
    assert found(segment()) == [[]]
    assert unsold not in {job.target for job in ASKED}


def test_what_they_speak_for_is_tried_first_and_told_to_be_supported() -> None:
    prefer(SOLD)
    prefer(LEASED)
    ((first, second),) = contrasts(PreferringSettings(), [segment()], 12)
    assert {each.edit.replacement: each.supported for each in (first, second)} == {"must": True, "lease": False}
    assert found(segment(), limit=1) == [[(SOLD, 0.5)]]


def test_what_is_only_more_fluent_gains_nothing() -> None:
    prefer(SOLD, 0.5)
    prefer(SOLD, 0.6, source=NOTHING)
    prefer(LEASED, 0.5)
    prefer(LEASED, 0.2, source=NOTHING)
    assert found(segment()) == [[(LEASED, 0.3)]]


def test_the_way_back_counts_for_and_against() -> None:
    prefer(SOLD, 0.5)
    prefer(LEASED, 0.5)
    SCORES[Job("en", "ru", SOLD, ORIGINAL)] = -0.9
    SCORES[Job("en", "ru", LEASED, ORIGINAL)] = -1.6
    assert found(segment()) == [[(SOLD, 0.6)]]


def test_without_a_package_for_the_way_back_the_way_there_counts_alone() -> None:
    prefer(SOLD, 0.5)
    SCORES[Job("en", "ru", SOLD, ORIGINAL)] = -9.0
    there = segment(logprob_reverse=None, logprob_reverse_prior=None)
    assert found(there, served=(("ru", "en"),)) == [[(SOLD, 0.5)]]


@pytest.mark.parametrize("back", [-0.7, -1.0, -1.5])
def test_for_an_omission_only_the_way_back_counts(back: float) -> None:
    reference = "We may sell the mill. Nobody protested against these plans."
    whole = f"{PRINTED} Nobody protested against these plans."
    prefer(whole, 5)
    SCORES[Job("en", "ru", whole, ORIGINAL)] = back
    expected = [(whole, round(back + 1, 6))] if back > -1 else []
    assert found(segment(reference=reference)) == [expected]


def test_an_added_sentence_is_found() -> None:
    printed = f"{PRINTED} Nobody protested against these plans."
    prefer(PRINTED, 0.4)
    ((result,),) = contrasts(PreferringSettings(), [segment(printed, reference=PRINTED)], 12)
    assert (result.edit.category, result.edit.apply(printed)) == ("hallucination", PRINTED)


# What is asked


def test_only_what_is_more_probable_there_is_asked_for_the_way_back() -> None:
    prefer(SOLD)
    found(segment())
    assert {(job.source, job.target) for job in ASKED if job.source_lang == "en"} == {
        (SOLD, ORIGINAL),
        (NOTHING, ORIGINAL),
    }
    assert PRINTED not in {job.target for job in ASKED}, "the score stage knows that"
    assert len(set(ASKED)) == len(ASKED), "no job twice"


@pytest.mark.parametrize(
    ("target", "langs", "limit"),
    [(PRINTED, "ru-en", 0), (PRINTED, "ko-en", 9), (PRINTED, "en-en", 9), ("", "ru-en", 9), ("Tak.", "ru-xx", 9)],
)
def test_where_nothing_can_be_tried_nothing_is_found(target: str, langs: str, limit: int) -> None:
    prefer(SOLD)
    assert found(segment(target, langs=langs), limit=limit) == [[]]
    assert limit > 0 or ASKED == []


def test_no_segments_have_no_results() -> None:
    assert contrasts(PreferringSettings(), [], 6) == []


def test_the_limit_keeps_the_most_telling() -> None:
    tried = []
    for limit in (1, 3, 12):
        ASKED.clear()
        found(segment(), limit=limit)
        tried.append({job.target for job in ASKED})
    assert tried[0] < tried[1] < tried[2]


SEGMENTS = [
    segment(),
    segment(LEASED, reference=LEASED),
    segment("All geese rose.", "Все гуси упали.", "All geese fell."),
    segment("All geese rose.", "Некоторые гуси поднялись.", "Some geese rose."),
    segment(logprob_reverse=None),
    segment(langs="ko-en"),
    segment(""),
]


@given(st.lists(st.sampled_from(SEGMENTS), max_size=5), st.lists(st.floats(-0.5, 0.5), min_size=8, max_size=8))
def test_results_do_not_depend_on_order_or_batch(segments: list[Segment], gains: list[float]) -> None:
    SCORES.clear()
    texts = [PRINTED, SOLD, LEASED, "All geese fell.", "Some geese rose."]
    for text, gain in zip(texts, gains, strict=False):
        for source in dict.fromkeys(each.source for each in SEGMENTS):
            prefer(text, gain, source)
            SCORES[Job("en", "ru", text, source)] = -1 + gains[-1] * gain
    together = contrasts(PreferringSettings(), segments, 6)
    assert together == [contrasts(PreferringSettings(), [each], 6)[0] for each in segments]
    assert together == contrasts(PreferringSettings(), segments[::-1], 6)[::-1]
    for result in together:
        assert all(each.gain > 0 for each in result)
        assert all(one.gain >= other.gain for one, other in pairwise(result))


# Confidence: rate of errors / (rate of errors + share of fair segments with such a gain)


@pytest.fixture
def fair(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four gains in 98 fair segments, and none of another group in 998."""
    monkeypatch.setattr(module, "_fair", lambda: {"small": Fair([0.1, 0.2, 0.2, 0.4], 98), "added": Fair([], 998)})


def confidence(gain: float, category: str = "tone") -> float:
    return Contrast(Edit(category, Span(0, 1), "a", "b"), gain, supported=False).confidence


@pytest.mark.parametrize(
    ("category", "gain", "expected"),
    [
        ("tone", 0.05, 0.03 / (0.03 + 5 / 100)),
        ("negation", 0.1, 0.03 / (0.03 + 5 / 100)),
        ("tone", 0.15, 0.03 / (0.03 + 4 / 100)),
        ("tone", 0.2, 0.03 / (0.03 + 4 / 100)),
        ("tone", 0.3, 0.03 / (0.03 + 2 / 100)),
        ("tone", 0.4, 0.03 / (0.03 + 2 / 100)),
        ("tone", 0.5, 0.03 / (0.03 + 1 / 100)),
        ("hallucination", 0.001, MOST_CERTAIN),
        ("omission", 9.0, 0.0),
    ],
)
@pytest.mark.usefixtures("fair")
def test_confidence_is_from_the_fair_gains_as_high(category: str, gain: float, expected: float) -> None:
    assert ERROR_RATE == {"small": 0.03, "added": 0.01, "omitted": 0.01}
    assert confidence(gain, category) == pytest.approx(expected)


@given(st.sampled_from(["negation", "tone", "addition", "hallucination", "omission"]), st.floats(0, 3), st.floats(0, 3))
def test_a_higher_gain_is_never_less_sure(category: str, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 < confidence(low, category) <= confidence(high, category) <= MOST_CERTAIN


def test_the_shipped_gains_are_sorted_positive_and_of_all_groups() -> None:
    table = module._fair()
    assert table.keys() == ERROR_RATE.keys() == {group_of(category) for category in CATEGORIES}
    for gains, segments in table.values():
        assert gains == sorted(gains)
        assert all(gain >= 0 for gain in gains)
        assert segments >= 1000


# What the words of a segment already say


SUPPORT = ((Span(0, 2), 2.0), (Span(3, 6), -1.0), (Span(7, 11), 4.0))
"""We, may and sell, and what the original adds to each."""


@pytest.mark.parametrize(
    ("span", "enough", "expected"),
    [
        (Span(0, 2), 2.0, True),
        (Span(0, 2), 2.1, False),
        (Span(3, 6), 0.0, False),
        (Span(3, 6), -1.0, True),
        (Span(0, 6), 0.5, True),  # so much a word
        (Span(0, 6), 0.6, False),
        (Span(1, 8), 1.6, True),  # words that it cuts count whole
        (Span(2, 3), 0.0, False),  # no word
        (Span(12, 21), -9.0, False),  # words of which nothing is known
        (Span(5, 5), -9.0, True),  # a place inside a word
        (Span(2, 2), -9.0, False),
    ],
)
def test_the_original_speaks_for_words_from_so_many_nats_each(span: Span, enough: float, expected: bool) -> None:
    segment = Segment("ru", "en", ORIGINAL, PRINTED, SOLD, {}, SUPPORT)
    assert segment.supports(span, enough) is expected


@given(st.lists(st.floats(-10, 10), max_size=5), st.floats(-10, 10), st.floats(-10, 10))
def test_who_supports_much_supports_little(gains: list[float], one: float, other: float) -> None:
    support = tuple((Span(4 * i, 4 * i + 3), gain) for i, gain in enumerate(gains))
    segment = Segment("ru", "en", ORIGINAL, PRINTED, SOLD, {}, support)
    low, high = sorted((one, other))
    everything = Span(0, 4 * len(gains))
    assert segment.supports(everything, low) >= segment.supports(everything, high)
    assert not Segment("ru", "en", ORIGINAL, PRINTED, SOLD, {}).supports(everything, low)


LONG = "We may sell the mill. The barn burns brightly every winter evening."
SHORT_REFERENCE = "We may sell the mill."


def edits_of(segment: Segment, limit: int = 4) -> set[str]:
    """The categories of the edits that are tried."""
    return {edit.category for edit, _ in module._edits(segment, limit).values()}


@pytest.mark.parametrize(
    ("gain", "tried"), [(-5.0, True), (0.0, True), (2.9, True), (3.0, False), (9.0, False), (None, True)]
)
def test_a_sentence_that_the_original_vouches_for_is_not_taken_out(gain: float | None, tried: bool) -> None:
    support = () if gain is None else tuple((span, gain) for span in (Span(26, 30), Span(31, 36), Span(37, 45)))
    segment = Segment("ru", "en", ORIGINAL, LONG, SHORT_REFERENCE, {"logprob": -1.0}, support)
    assert ("hallucination" in edits_of(segment)) is tried


@pytest.mark.parametrize("complete", [True, False])
def test_nothing_is_put_back_into_what_is_complete(complete: bool) -> None:
    segment = Segment("ru", "en", ORIGINAL, SHORT_REFERENCE, LONG, {"logprob": -1.0}, complete=complete)
    assert ("omission" in edits_of(segment)) is not complete


def test_small_changes_that_the_original_vouches_against_are_not_tried() -> None:
    strong = tuple((Span(at, at + 1), 5.0) for at in range(len(PRINTED)))
    weak = tuple((span, -5.0) for span, _ in strong)
    unknown = Segment("xx", "en", ORIGINAL, PRINTED, PRINTED, {"logprob": -1.0})  # its words say nothing
    assert edits_of(unknown._replace(support=weak))
    assert edits_of(unknown._replace(support=weak)) == edits_of(unknown)
    assert edits_of(unknown._replace(support=strong)) == set()
    known = unknown._replace(source_lang="ru", support=strong)  # «должны» speaks for `must`
    assert "modality" in edits_of(known)
