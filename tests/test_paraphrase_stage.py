"""The paraphrase stage: what the model says of original and rendering in one language, and what it counts for."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transcompare.combiner import PARAPHRASE, features, load
from transcompare.pipeline import Pipeline
from transcompare.schema import STATUSES
from transcompare.stages.paraphrase import Paraphrase

SAID = "The council may close the bridge in March, but only if the ferry is running by then."
RETOLD = "Only with the ferry in service by March might the bridge be shut that month."
CHANGED = "The council will close the bridge in March, even if the ferry is not running by then."


def row(original: str, rendering: str, **other: Any) -> dict[str, Any]:
    """A row as the stages before leave it, both texts one segment."""
    link = {side: {"start": 0, "end": len(text)} for side, text in (("original", original), ("rendering", rendering))}
    return {
        "normalized_original": original,
        "normalized_rendering": rendering,
        "lang_original": "en",
        "lang_rendering": "en",
        "language_note_original": None,
        "language_note_rendering": None,
        "original_version_id": "q/original",
        "links": [link],
        "status": "ok",
        "scores": {"chrf": 50.0},
        "notes": ["seen before"],
    } | other


def after(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows after the stage."""
    return Paraphrase()(pl.DataFrame(rows, schema=Paraphrase.requires)).to_dicts()


def test_another_statement_is_told_from_the_same_in_other_words() -> None:
    retold, changed = after(row(SAID, RETOLD), row(SAID, CHANGED))
    assert 0 < retold["scores"]["different"] < changed["scores"]["different"] <= 1
    assert changed["scores"]["different"] > 0.8
    before, note = changed["notes"]
    assert before == "seen before"
    assert note.startswith(f"reads unlike q/original ({changed['scores']['different']:.2f}), most of all «")
    assert "«will»" in note
    assert changed["scores"]["chrf"] == 50.0


@pytest.mark.parametrize("rendering", [SAID, SAID.upper(), f"“{SAID[:-1]}”", SAID.replace(", ", " – ")])
def test_the_same_words_do_not_differ(rendering: str) -> None:
    (found,) = after(row(SAID, rendering))
    assert (found["scores"]["different"], found["notes"]) == (0.0, ["seen before"])


@pytest.mark.parametrize(
    "other",
    [
        {"lang_original": "ru"},
        {"lang_original": "de", "lang_rendering": "de"},
        {"language_note_rendering": "looks like Dutch"},
        {"normalized_rendering": CHANGED * 40, "links": []},
        {"normalized_rendering": " ", "links": []},
        *({"status": status} for status in STATUSES if status != "ok"),
        {"status": "no_original", "normalized_original": None, "links": None},
    ],
)
def test_what_the_model_is_not_asked_about(other: dict[str, Any]) -> None:
    (found,) = after(row(SAID, CHANGED, **other))
    assert (found["scores"]["different"], found["notes"]) == (None, ["seen before"])


def test_of_a_long_original_the_passage_is_read() -> None:
    long = f"The mayor opened the meeting at nine. {SAID} There were no questions."
    place = {"start": long.index(SAID), "end": long.index(SAID) + len(SAID)}
    whole, both = {"start": 0, "end": len(CHANGED)}, {"original": place, "rendering": None}
    links = [both | {"rendering": whole}]
    passage, alone = after(row(long, CHANGED, links=links), row(SAID, CHANGED))
    assert passage["scores"] == alone["scores"]
    assert passage["notes"] == alone["notes"]


@given(st.permutations([(SAID, CHANGED), (SAID, RETOLD), (RETOLD, CHANGED), (SAID, SAID), ("Да.", SAID)]))
@settings(max_examples=10)
def test_no_row_depends_on_the_others(pairs: list[tuple[str, str]]) -> None:
    for pair, found in zip(pairs, after(*(row(*pair) for pair in pairs)), strict=True):
        assert after(row(*pair)) == [found]


def test_the_more_different_the_more_divergent() -> None:
    model, _ = load()
    rows = [
        {"scores": {"chrf": 40.0, PARAPHRASE: p}, "findings": [], "reference_translation": SAID, "text_rendering": SAID}
        for p in (None, 0.0, 0.2, 0.6, 0.9, 1.0)
    ]
    values = [features(each) for each in rows]
    assert PARAPHRASE not in values[0]
    without, *with_it = (model.probability(each) for each in values)
    assert with_it == sorted(with_it)
    assert with_it[0] < without < with_it[-1]
    lowest, highest = (values[i][PARAPHRASE] or 0 for i in (1, -1))
    assert lowest == pytest.approx(-highest)


def test_a_requotation_in_the_report() -> None:
    versions = [("original", SAID), ("rendering", RETOLD), ("rendering", CHANGED), ("rendering", SAID)]
    frame = pl.DataFrame(
        {"quote_id": "q", "version_id": f"q/{i}", "lang": "en", "role": role, "text": text}
        for i, (role, text) in enumerate(versions)
    )
    report = Pipeline.default()(frame)
    retold, changed, same = report.iter_rows(named=True)
    assert (same["divergence"], same["verdict"]) == (min(report["divergence"]), "faithful")
    assert retold["divergence"] < changed["divergence"]
    assert changed["verdict"] == "divergent"
    assert any(each["signal"] == PARAPHRASE and each["log_odds"] > 0 for each in changed["contributions"])
    assert "paraphrase:paraphrase-en@" in changed["signature"]
    assert any(note.startswith("reads unlike q/0") for note in changed["notes"])
