"""A stub engine, and a pipeline that uses it: fast tests that do not depend on a model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl
import pytest
from hypothesis import settings
from pydantic import Field

from transcompare.engine import EngineSettings, Route, Scored, Translation
from transcompare.errors import PackageMissing
from transcompare.pipeline import Pipeline
from transcompare.reliability import doubt

settings.register_profile("transcompare", deadline=None)  # speed is measured in benchmarks, not asserted here
settings.load_profile("transcompare")


class StubEngine:
    """Translates by looking up; what it does not know it copies. Scores by shared characters, in nats below zero."""

    def __init__(self, known: dict[str, str]) -> None:
        self.known = known

    def translate(self, texts: Sequence[str]) -> list[Translation]:
        translated = [self.known.get(text, text) for text in texts]
        return [Translation(new, doubt(old, new, same_script=True)) for old, new in zip(texts, translated, strict=True)]

    def score(self, sources: Sequence[str], targets: Sequence[str]) -> list[Scored | None]:
        pairs = zip(self.translate(sources), targets, strict=True)
        return [Scored((), (-len(set(source.text) ^ set(target)) / 10,)) for source, target in pairs]


class StubSettings(EngineSettings):
    """Engine settings that resolve every route to the stub, but those from Korean."""

    known: dict[str, str] = Field(default_factory=dict)

    def routes(self, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Route | PackageMissing]:
        return {
            pair: PackageMissing(f"no package {pair}; transcompare models install {pair[0]} {pair[1]}")
            if pair[0] == "ko"
            else Route("none", None)
            if pair[0] == pair[1]
            else Route("stub@1:0", StubEngine(self.known))
            for pair in pairs
        }


def stub_pipeline(known: dict[str, str] | None = None) -> Pipeline:
    """The default pipeline over the stub engine."""
    engine = StubSettings(known=known or {})
    return Pipeline(
        tuple(
            stage.model_copy(update={"engine": engine}) if hasattr(stage, "engine") else stage
            for stage in Pipeline.default().stages
        )
    )


@pytest.fixture
def pipeline() -> Pipeline:
    """The default pipeline over a stub engine that copies."""
    return stub_pipeline()


def assert_offsets_hold(report: pl.DataFrame) -> None:
    """`text[start:end] == *_text` for every finding, and every segment lies inside its text."""
    for row in report.iter_rows(named=True):
        for side in ("original", "rendering"):
            text = row[f"text_{side}"] or ""
            for finding in row["findings"]:
                start, end = finding[f"{side}_start"], finding[f"{side}_end"]
                assert (start is None) == (end is None) == (finding[f"{side}_text"] is None)
                if start is not None:
                    assert text[start:end] == finding[f"{side}_text"]
                    assert 0 <= start < end <= len(text)
            for segment in row["segments"]:
                start, end = segment[f"{side}_start"], segment[f"{side}_end"]
                assert (start is None) == (end is None)
                assert start is None or 0 <= start < end <= len(text)
