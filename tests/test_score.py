"""The score stage over a stub engine: which texts are scored against which, and what is made of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sacrebleu.metrics.ter import TER

from transcompare import schema
from transcompare.engine import EngineSettings, Route, Scored, Translation
from transcompare.errors import PackageMissing
from transcompare.forced import NOTHING
from transcompare.stages.score import DECIMALS, FORCED, Score, _similarity

ORIGINAL, RENDERING, REFERENCE = "Гуси ушли.", "The geese left.", "The geese are gone."
VALUES = {
    ("ru", ORIGINAL, RENDERING): -1.5,
    ("ru", ORIGINAL, REFERENCE): -0.5,
    ("ru", NOTHING, RENDERING): -4.0,
    ("en", RENDERING, ORIGINAL): -2.0,
    ("en", NOTHING, ORIGINAL): -5.25,
}
LINK = {
    "original": {"start": 0, "end": len(ORIGINAL)},
    "rendering": {"start": 0, "end": len(RENDERING)},
    "reference": REFERENCE,
    "similarity": 1.0,
}


class Table:
    """Scores by looking up; None for what it does not know."""

    def __init__(self, source_lang: str, values: dict[tuple[str, str, str], float]) -> None:
        self.source_lang, self.values = source_lang, values

    def translate(self, texts: Sequence[str]) -> list[Translation]:
        raise NotImplementedError

    def score(self, sources: Sequence[str], targets: Sequence[str]) -> list[Scored | None]:
        values = (self.values.get((self.source_lang, *pair)) for pair in zip(sources, targets, strict=True))
        return [None if value is None else Scored((), (value,)) for value in values]


class TableSettings(EngineSettings):
    """Serves translations from the languages in `served`."""

    served: tuple[str, ...] = ("ru", "en")

    def routes(self, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Route | PackageMissing]:
        return {
            pair: Route(f"table@{pair[0]}", Table(pair[0], VALUES | MORE)) if pair[0] in self.served
            else PackageMissing("none")
            for pair in pairs
        }  # fmt: skip


MORE = {("ru", "Да.", "Yes."): -0.5, ("ru", NOTHING, "Yes."): -1.0}


def scored(*, served: tuple[str, ...] = ("ru", "en"), forced: bool = True, **row: Any) -> dict[str, Any]:
    """One row after the stage."""
    usual = {
        "normalized_original": ORIGINAL,
        "normalized_rendering": RENDERING,
        "offsets_original": None,
        "offsets_rendering": None,
        "lang_original": "ru",
        "lang_rendering": "en",
        "links": [LINK],
        "status": "ok",
    }
    frame = pl.DataFrame([usual | row], schema=Score.requires)
    result = Score(engine=TableSettings(served=served), forced_decoding=forced)(frame)
    assert result.schema["scores"] == schema.SCORES
    assert result.schema["segments"] == pl.List(schema.SEGMENT)
    return result.row(0, named=True)


def test_every_direction_is_scored_and_what_the_other_text_adds_is_told() -> None:
    row = scored()
    expected = {
        "logprob": -1.5,
        "logprob_reference": -0.5,
        "logprob_prior": -4.0,
        "logprob_reverse": -2.0,
        "logprob_reverse_prior": -5.25,
    }
    assert {name: row["segments"][0][name] for name in FORCED} == expected
    assert {name: row["scores"][name] for name in FORCED} == expected
    assert row["scores"]["logprob_gap"] == -1.0
    assert row["scores"]["information"] == 2.5
    assert row["scores"]["information_reverse"] == 3.25
    assert row["package_reverse"] == "table@en"


def test_without_a_package_for_the_way_back_its_scores_are_null() -> None:
    row = scored(served=("ru",))
    assert row["scores"]["information"] == 2.5
    for name in ("logprob_reverse", "logprob_reverse_prior", "information_reverse"):
        assert row["scores"][name] is None
    assert row["package_reverse"] is None


def test_what_the_engine_cannot_score_is_null_and_so_is_what_follows_from_it() -> None:
    row = scored(normalized_rendering="The goose left.")
    names = ("logprob", "logprob_prior", "logprob_reverse", "logprob_gap", "information", "information_reverse")
    assert all(row["scores"][name] is None for name in names)
    assert row["scores"]["logprob_reference"] == -0.5
    assert row["scores"]["chrf"] > 0


@pytest.mark.parametrize(
    "change",
    [
        {"forced": False},
        {"status": "reference_unreliable"},
        {"links": [LINK | {"reference": None}]},
        {"links": [LINK | {"original": None, "reference": None}]},
        {"links": [LINK | {"rendering": None}]},
        {"links": []},
    ],
)
def test_where_there_is_nothing_to_compare_forced_scores_are_null(change: dict[str, Any]) -> None:
    row = scored(**change)
    names = (*FORCED, "logprob_gap", "information", "information_reverse")
    assert all(row["scores"][name] is None for name in names)
    assert all(segment[name] is None for segment in row["segments"] for name in FORCED)


def test_segments_count_by_the_length_of_their_rendering() -> None:
    original, rendering = f"{ORIGINAL} Да.", f"{RENDERING} Yes."
    second = {
        "original": {"start": len(ORIGINAL) + 1, "end": len(original)},
        "rendering": {"start": len(RENDERING) + 1, "end": len(rendering)},
        "reference": "Yes.",
        "similarity": 1.0,
    }
    row = scored(normalized_original=original, normalized_rendering=rendering, links=[LINK, second])
    scores, long, short = row["scores"], len(RENDERING), len("Yes.")
    assert scores["logprob"] == round((-1.5 * long - 0.5 * short) / (long + short), 4)
    assert scores["logprob_prior"] == round((-4 * long - 1 * short) / (long + short), 4)
    assert scores["information"] == pytest.approx(scores["logprob"] - scores["logprob_prior"])


def test_the_signature_says_whether_the_model_scored() -> None:
    assert Score(forced_decoding=True).signature()["forced"] == "yes"
    assert Score(forced_decoding=False).signature()["forced"] == "no"


WORDS = st.lists(st.sampled_from(["the", "geese", "left", "are", "gone", "."]), max_size=7).map(" ".join)


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=4))
def test_ter_of_segments_is_sacrebleus_of_the_corpus(pairs: list[tuple[str, str]]) -> None:
    renderings, references = map(list, zip(*pairs, strict=True))
    expected = TER().corpus_score(renderings, [references]).score
    assert _similarity(renderings, references, ["ter"]) == {"ter": round(expected, DECIMALS)}
