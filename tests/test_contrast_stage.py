"""The contrast stage in a pipeline over a stub engine, and its findings beside those of other checks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any, ClassVar

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.conftest import StubSettings, assert_offsets_hold, stub_pipeline
from transcompare import registry, schema
from transcompare.checks.base import Finding, Pair
from transcompare.checks.contrast import ContrastCheck
from transcompare.edits import Edit
from transcompare.errors import SchemaError
from transcompare.pipeline import Pipeline
from transcompare.stages.check import _AGREED, Check, _merged
from transcompare.stages.contrast import Contrast, _place
from transcompare.text import Span

MUST, MAY = "We must sell the mill.", "We may sell the mill."
ORIGINAL = "Мы должны продать мельницу."
KNOWN = {ORIGINAL: MUST, MUST: ORIGINAL}
PLACE = Span(3, 6)
LINK = {"original": {"start": 0, "end": len(ORIGINAL)}, "rendering": {"start": 0, "end": len(MAY)}}
SCORED = {"logprob": -1.0, "logprob_prior": -1.0, "logprob_reverse": -1.0, "logprob_reverse_prior": -1.0}
CONTRAST = {"category": "modality", "printed": "may", "replacement": "must"}


def frame(*rows: dict[str, Any]) -> pl.DataFrame:
    """Rows as the stages before leave them."""
    usual = {
        "normalized_original": ORIGINAL,
        "normalized_rendering": MAY,
        "lang_original": "ru",
        "lang_rendering": "en",
        "links": [LINK | {"reference": MUST, "similarity": 1.0}],
        "segments": [SCORED],
        "decoded_rendering": [],
        "unexplained": [],
        "status": "ok",
    }
    return pl.DataFrame([usual | row for row in rows], schema=Contrast.requires)


def found(*rows: dict[str, Any], edits: int = 6) -> list[list[dict[str, Any]]]:
    stage = Contrast(engine=StubSettings(known=KNOWN), edits=edits)
    return stage(frame(*rows))["contrasts"].to_list()


def quotes(*texts: tuple[str, str, str]) -> pl.DataFrame:
    return pl.DataFrame(texts, schema=["quote_id", "lang", "text"], orient="row")


# The column


def test_an_edit_that_fits_better_is_a_row_of_the_column() -> None:
    ((best, *_),) = found({})
    assert best["gain"] > 0
    assert 0 < best["confidence"] <= 1
    assert best | CONTRAST == best
    assert best["supported"] is True
    assert best["span"] == {"start": 3, "end": 6}


def test_the_column_has_its_type_also_without_rows() -> None:
    stage = Contrast(engine=StubSettings())
    for rows in (frame({}), frame({}).clear()):
        assert stage(rows).schema["contrasts"] == pl.List(schema.CONTRAST)


def test_spans_count_from_the_start_of_the_rendering() -> None:
    before = "The barn is old. "
    link = LINK | {"rendering": {"start": len(before), "end": len(before + MAY)}}
    ((best, *_),) = found(
        {"normalized_rendering": before + MAY, "links": [link | {"reference": MUST, "similarity": 1.0}]}
    )
    assert best["span"] == {"start": 20, "end": 23}


@pytest.mark.parametrize(
    "row",
    [
        {"status": "no_package"},
        {"status": "reference_unreliable"},
        {"links": [], "segments": []},
        {"segments": [SCORED | {"logprob": None}]},
        {"segments": [dict.fromkeys(SCORED)]},
        {"links": [{**LINK, "reference": None, "similarity": 0.0}]},
        {"links": [{**LINK, "original": None, "reference": None, "similarity": 0.0}]},
        {"links": [{**LINK, "rendering": None, "reference": MUST, "similarity": 0.0}]},
        {"normalized_rendering": MUST, "links": [{**LINK, "reference": MUST, "similarity": 1.0}]},
    ],
)
def test_rows_that_cannot_be_contrasted_have_none_and_stay(row: dict[str, Any]) -> None:
    first, none, last = found({}, row, {})
    assert none == []
    assert first == last != []


def test_no_edits_no_contrasts() -> None:
    assert found({}, edits=0) == [[]]


@pytest.mark.parametrize("edits", [-1, 101])
def test_a_senseless_number_of_edits_is_refused(edits: int) -> None:
    with pytest.raises(ValidationError, match="edits"):
        Contrast(edits=edits)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(SchemaError, match="'links'"):
        Contrast()(frame({}).drop("links"))


# Where an edit points


@pytest.mark.parametrize(
    ("text", "offset", "start", "end", "expected"),
    [
        ("We may go.", 0, 3, 6, "may"),
        ("Yes. We may go.", 5, 3, 6, "may"),
        ("We may go.", 0, 10, 10, "go."),  # put in at the end
        ("We may go. ", 0, 11, 11, "go."),
        ("We may go. They stay.", 0, 10, 10, "go."),  # at the end of a part
        ("We may go.", 0, 3, 3, "We"),  # in the middle
        ("We may go.", 0, 0, 0, "We"),  # at the start: there is no word before
        ("Go", 0, 0, 0, "Go"),
        ("Go", 0, 2, 2, "Go"),
    ],
)
def test_a_place_is_never_empty(text: str, offset: int, start: int, end: int, expected: str) -> None:
    span = Span(start, end)
    place = _place({"normalized_rendering": text}, offset, Edit("negation", span, span.of(text), ""))
    assert place.of(text) == expected


@given(st.lists(st.sampled_from(["We", "may", "sell", "12", "mills,", "«ok»", "."]), min_size=1), st.data())
def test_a_place_lies_inside_the_rendering(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    start, end = sorted((data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text)))))
    place = _place({"normalized_rendering": text}, 0, Edit("negation", Span(start, end), text[start:end], ""))
    assert 0 <= place.start < place.end <= len(text)


# In the pipeline


def test_the_contrast_becomes_a_finding_located_in_the_text_as_given() -> None:
    given_text = f" \u00a0{MAY}"
    report = stub_pipeline(KNOWN)(quotes(("q", "ru", ORIGINAL), ("q", "en", given_text)))
    assert_offsets_hold(report)
    (finding,) = [f for f in report["findings"][0] if f["rendering_text"] == "may"]
    assert (finding["category"], finding["rendering_start"]) == ("modality", given_text.index("may"))
    assert "the original supports «must» over «may»" in finding["message"]
    assert "contrasts" not in report.columns
    assert "edits:2" in report["signature"][0]


def test_a_pipeline_without_the_stage_works_and_has_no_such_findings() -> None:
    rows = quotes(("q", "ru", ORIGINAL), ("q", "en", MAY))
    stages = stub_pipeline(KNOWN).stages
    report = Pipeline(tuple(stage for stage in stages if stage.name != "contrast"))(rows)
    assert dict(report.schema) == schema.dtypes(schema.REPORT)
    assert "nats a token" not in str(report["findings"].to_list())
    assert "nats a token" in str(Pipeline(stages)(rows)["findings"].to_list())


def test_rows_that_are_not_scored_pass_through() -> None:
    report = stub_pipeline(KNOWN)(
        quotes(("a", "ko", "우리는 방앗간을 팔아야 합니다."), ("a", "en", MAY), ("b", "ru", ORIGINAL), ("b", "en", MAY))
    )
    assert report["status"].to_list() == ["no_package", "ok"]
    assert "nats a token" not in str(report["findings"][0].to_list())


@given(
    st.lists(
        st.sampled_from(["We may sell.", "Geese rose by 5 percent!", "No", "«all»", "if", "\u00a0", "…"]), max_size=8
    )
)
@settings(max_examples=15)
def test_offsets_hold_whatever_is_contrasted(parts: list[str]) -> None:
    pipeline = stub_pipeline({ORIGINAL: "We must not sell. Geese fell by 9 percent. Nobody had ever protested before."})
    assert_offsets_hold(pipeline(quotes(("q", "ru", ORIGINAL), ("q", "en", " ".join(["Mills", *parts])))))


# Beside another check


class Scripted:
    """A check that says what the test wants."""

    name: ClassVar[str] = "scripted"
    version: ClassVar[str] = "1"
    findings: ClassVar[list[Finding]] = []

    def __call__(self, _: Pair) -> list[Finding]:
        return self.findings


class ScriptedContrast(Scripted):
    """Another, in the place of the contrast check."""

    name: ClassVar[str] = ContrastCheck.name
    findings: ClassVar[list[Finding]] = []


@pytest.fixture
def merged(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    """A pipeline with both scripted checks; the contrast comes first, which must not matter."""
    checks = {each.name: each for each in (Scripted, ScriptedContrast)}
    stages = stub_pipeline(KNOWN).stages
    monkeypatch.setattr(registry, "load", lambda _, name: checks[name])
    yield Pipeline(
        tuple(Check(checks=("contrast", "scripted")) if stage.name == "check" else stage for stage in stages)
    )
    Scripted.findings = ScriptedContrast.findings = []


def told(pipeline: Pipeline) -> list[tuple[str, str, float, str]]:
    (findings,) = pipeline(quotes(("q", "ru", ORIGINAL), ("q", "en", MAY)))["findings"].to_list()
    return [(each["check"], each["category"], each["confidence"], each["message"]) for each in findings]


def finding(
    message: str,
    confidence: float,
    span: Span | None = PLACE,
    category: str = "modality",
    severity: str = "major",
) -> Finding:
    return Finding(category, severity, confidence, message, Span(3, 9), span)


def test_two_findings_of_one_category_in_one_place_are_one_and_surer(merged: Pipeline) -> None:
    Scripted.findings = [finding("must became may", 0.6)]
    ScriptedContrast.findings = [finding("must fits better", 0.5)]
    assert told(merged) == [("scripted", "modality", 0.8, "must became may; must fits better")]


@pytest.mark.parametrize(
    "other",
    [
        finding("must fits better", 0.5, Span(7, 11)),
        finding("must fits better", 0.5, category="tone"),
        finding("must fits better", 0.5, None),
    ],
)
def test_findings_of_other_places_or_categories_stay_apart(merged: Pipeline, other: Finding) -> None:
    Scripted.findings = [finding("must became may", 0.6)]
    ScriptedContrast.findings = [other]
    assert told(merged) == [
        ("scripted", "modality", 0.6, "must became may"),
        ("contrast", other.category, 0.5, "must fits better"),
    ]


def test_a_contrast_is_told_once_beside_two_findings(merged: Pipeline) -> None:
    Scripted.findings = [finding("first", 0.6), finding("second", 0.5)]
    ScriptedContrast.findings = [finding("contrast", 0.5)]
    assert told(merged) == [("scripted", "modality", 0.8, "first; contrast"), ("scripted", "modality", 0.5, "second")]


def test_other_checks_are_not_merged_with_each_other(merged: Pipeline) -> None:
    Scripted.findings = [finding("first", 0.6), finding("second", 0.6)]
    assert [message for *_, message in told(merged)] == ["first", "second"]


HINT = partial(finding, category="omission", severity="minor")


@pytest.mark.parametrize(
    ("check", "contrast", "expected"),
    [
        (HINT("", 0.5), HINT("", 0.45), ("major", 0.6)),  # two hints are more than a hint, but of one model
        (HINT("", 0.3), HINT("", 0.2), ("major", 0.44)),
        (HINT("", 0.5), HINT("", 0.85, severity="critical"), ("critical", 0.6)),  # as bad as the worse
        (HINT("", 0.4), HINT("", 0.5, severity="major"), ("major", 0.6)),
        (HINT("", 0.8, severity="critical"), HINT("", 0.45), ("critical", 0.6)),
    ],
)
def test_what_both_say_is_surer_and_as_bad_as_the_worse(
    check: Finding, contrast: Finding, expected: tuple[str, float]
) -> None:
    ((_, found),) = _merged([("contrast", contrast), ("omission", check)])
    assert (found.severity, round(found.confidence, 4)) == expected


def test_what_the_wording_says_too_is_as_sure_and_as_bad_as_the_surer_and_the_worse() -> None:
    check, wording = finding("", 0.5, severity="major"), finding("", 0.85, severity="critical")
    assert _merged([("wording", wording), ("modality", check)]) == [
        ("modality", finding("", 0.85, severity="critical"))
    ]
    assert _merged([("wording", check), ("modality", wording)]) == [("modality", wording)]


@pytest.mark.parametrize(
    "other", [HINT("", 0.45, Span(7, 11)), HINT("", 0.45, category="addition"), HINT("", 0.45, None)]
)
def test_hints_of_other_places_or_categories_stay_hints(other: Finding) -> None:
    assert _merged([("omission", HINT("", 0.5)), ("contrast", other)]) == [
        ("omission", HINT("", 0.5)),
        ("contrast", other),
    ]


findings = st.builds(
    finding,
    st.just("found"),
    st.floats(0, 0.95),
    st.none() | st.builds(lambda at, length: Span(at, at + length), st.integers(0, 12), st.integers(1, 6)),
    st.sampled_from(["omission", "addition", "hallucination"]),
    st.sampled_from(["minor", "major", "critical"]),
)


@given(st.lists(st.tuples(st.sampled_from(["omission", "addition", "contrast", "wording"]), findings), max_size=6))
def test_merging_makes_no_finding_less(found: list[tuple[str, Finding]]) -> None:
    merged = _merged(found)
    assert len(merged) <= len(found)
    for name, one in found:
        if name != "wording":
            assert any(
                one.category == other.category
                and (one.rendering == other.rendering or name == "contrast")
                and min(one.confidence, _AGREED) <= other.confidence + 1e-9  # one model's word twice is not surer
                and schema.SEVERITY_WEIGHTS[one.severity] <= schema.SEVERITY_WEIGHTS[other.severity]
                for _, other in merged
            )


@pytest.mark.parametrize(("unexplained", "tried"), [(0.99, True), (0.6, True), (0.03, False), (None, False)])
def test_clauses_are_put_back_only_where_words_of_the_original_are_missed(
    unexplained: float | None, tried: bool
) -> None:
    original = "Мы должны продать мельницу, а потом закрыть старую пекарню."
    reference = "We must sell the mill, and then close the old bakery."
    words = [{"side": "original", "span": {"start": s, "end": s + 5}, "probability": unexplained} for s in (30, 40, 50)]
    link = {"original": {"start": 0, "end": len(original)}, "rendering": {"start": 0, "end": len(MUST)}}
    row = {
        "normalized_original": original,
        "normalized_rendering": MUST,
        "links": [link | {"reference": reference, "similarity": 1.0}],
        "unexplained": words if unexplained is not None else [],
        "segments": [SCORED | {"logprob": -9.0, "logprob_reverse": -9.0}],
    }
    (contrasts,) = found(row)
    assert any(each["category"] == "omission" for each in contrasts) == tried


def test_the_stage_is_named_in_the_default_pipeline_between_score_and_check() -> None:
    names = [stage.name for stage in Pipeline.default().stages]
    assert names.index("score") < names.index(Contrast.name) < names.index("check")
