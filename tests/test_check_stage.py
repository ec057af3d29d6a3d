"""The check stage: other people's checks, and what it refuses from them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import polars as pl
import pytest

from tests.conftest import stub_pipeline
from transcompare import registry
from transcompare.checks.base import Check, Finding, Pair
from transcompare.errors import TranscompareError
from transcompare.pipeline import Pipeline
from transcompare.stages.check import Check as CheckStage
from transcompare.text import Span

ROWS = pl.DataFrame({"quote_id": ["q", "q"], "lang": ["ru", "en"], "text": ["Порт \u00a0закрыт.", "The port is shut."]})


class Scripted:
    """A check that says what the test wants."""

    name: ClassVar[str] = "scripted"
    version: ClassVar[str] = "7"
    findings: ClassVar[list[Finding]] = []
    seen: ClassVar[list[Pair]] = []

    def __call__(self, pair: Pair) -> list[Finding]:
        self.seen.append(pair)
        return self.findings


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pipeline]:
    """A pipeline with the scripted check alone."""
    stages = stub_pipeline().stages
    monkeypatch.setattr(registry, "load", lambda _group, _name: Scripted)
    yield Pipeline(tuple(CheckStage(checks=("scripted",)) if stage.name == "check" else stage for stage in stages))
    Scripted.findings, Scripted.seen = [], []


def test_findings_are_located_and_sorted_worst_first(pipeline: Pipeline) -> None:
    Scripted.findings = [
        Finding("tone", "minor", 0.9, "milder", None, Span(0, 3)),
        Finding("number", "critical", 0.3, "worse", Span(5, 11), None),
        Finding("number", "critical", 0.8, "worst", None, Span(4, 8)),
    ]
    row = pipeline(ROWS).row(0, named=True)
    assert [finding["message"] for finding in row["findings"]] == ["worst", "worse", "milder"]
    assert row["findings"][1]["original_text"] == "закрыт"
    assert row["findings"][1]["original_start"] == 6  # the text as given has one space more
    assert row["findings"][1]["rendering_start"] is None
    assert (row["severity"], row["categories"]) == ("critical", ["number", "tone"])
    assert "checks:scripted.7" in row["signature"]


def test_a_check_sees_the_normalised_pair_with_its_links(pipeline: Pipeline) -> None:
    pipeline(ROWS)
    (pair,) = Scripted.seen
    assert (pair.original.text, pair.original.lang, pair.reference) == ("Порт закрыт.", "ru", "Порт закрыт.")
    assert [(link.original, link.rendering) for link in pair.links] == [(Span(0, 12), Span(0, 17))]
    assert [unit.reference for unit in pair.units()] == ["Порт закрыт."]


@pytest.mark.parametrize(
    ("langs", "original", "rendering", "confidence"),
    [
        ("ru-en", "Мы не закроем порт.", "The harbour stays open, whatever the weather.", 0.9),
        ("en-en", "We will not close the port.", "We will close the port.", 0.9),
        ("en-en", "We will not close the port.", "The harbour stays open, whatever the weather.", 0.2),
    ],
)
def test_where_one_text_retells_another_a_finding_is_less_sure(
    pipeline: Pipeline, langs: str, original: str, rendering: str, confidence: float
) -> None:
    Scripted.findings = [Finding("negation", "critical", 0.9, "", Span(0, 2), Span(0, 2))]
    rows = ROWS.with_columns(lang=pl.Series(langs.split("-")), text=pl.Series([original, rendering]))
    (finding,) = pipeline(rows.with_columns(role=pl.Series(["original", "rendering"])))["findings"][0]
    assert finding["confidence"] == pytest.approx(confidence, abs=0.1)


def test_a_contradicted_language_is_unknown_to_the_checks(pipeline: Pipeline) -> None:
    copied = "Порт закрыт до утра, паромы вернутся завтра после обеда."
    pipeline(ROWS.with_columns(text=pl.Series([copied, copied])))
    assert Scripted.seen[0].rendering.lang == "und"


@pytest.mark.parametrize("finding", [Finding("typo", "minor", 1, ""), Finding("tone", "huge", 1, "")])
def test_an_unknown_category_or_severity_is_an_error_of_the_check(pipeline: Pipeline, finding: Finding) -> None:
    Scripted.findings = [finding]
    with pytest.raises(TranscompareError, match="Check 'scripted' returned"):
        pipeline(ROWS)


def test_a_failing_check_is_named_with_the_version(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> list[Finding]:
        raise KeyError("lemma")

    monkeypatch.setattr(Scripted, "__call__", fail)
    with pytest.raises(TranscompareError, match=r"Check 'scripted' failed on version 'q/2' with KeyError\('lemma'\)"):
        pipeline(ROWS)


@pytest.mark.parametrize("name", sorted(registry.available("transcompare.checks")))
def test_every_registered_check_keeps_the_contract(name: str) -> None:
    check = registry.load("transcompare.checks", name)
    assert check.name == name
    assert check.version
    assert isinstance(check(), Check)
