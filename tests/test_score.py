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
from transcompare.errors import ConfigError, PackageMissing
from transcompare.forced import NOTHING
from transcompare.pipeline import Pipeline
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
    "logprob": -0.5,
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
        return [
            None if value is None else Scored(_pieces(target), (value,) * (len(_pieces(target)) + 1))
            for value, target in zip(values, targets, strict=True)
        ]


def _pieces(text: str) -> tuple[str, ...]:
    """Every word two pieces."""
    return tuple(piece for word in text.split() for piece in (f"▁{word[:2]}", word[2:]))


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


def scored(
    *, served: tuple[str, ...] = ("ru", "en"), forced: bool = True, metrics: tuple[str, ...] | None = None, **row: Any
) -> dict[str, Any]:
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
    asked = {} if metrics is None else {"metrics": metrics}
    result = Score.model_validate({"engine": TableSettings(served=served), "forced_decoding": forced} | asked)(frame)
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


def test_where_no_model_made_the_translation_there_is_no_gap() -> None:
    row = scored(links=[LINK | {"logprob": None}])
    assert row["scores"]["logprob_reference"] is None
    assert row["scores"]["logprob_gap"] is None
    assert row["scores"]["information"] == 2.5


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


# Which metrics


@pytest.mark.parametrize(
    "metrics", [(), ("chrf",), ("bleu",), ("ter",), ("chrf", "ter"), ("ter", "bleu"), ("bleu", "chrf", "ter")]
)
@pytest.mark.parametrize("count", [1, 2])
def test_metrics_that_are_not_asked_for_are_null_and_the_others_as_ever(metrics: tuple[str, ...], count: int) -> None:
    def place(text: str, i: int) -> dict[str, int]:
        return {"start": i * (len(text) + 1), "end": i * (len(text) + 1) + len(text)}

    row: dict[str, Any] = {
        "normalized_original": f"{ORIGINAL} {ORIGINAL}",
        "normalized_rendering": f"{RENDERING} {RENDERING}",
        "links": [LINK | {"original": place(ORIGINAL, i), "rendering": place(RENDERING, i)} for i in range(count)],
    }
    every, some = scored(**row, metrics=("bleu", "chrf", "ter")), scored(**row, metrics=metrics)
    for one, other in ((every["scores"], some["scores"]), *zip(every["segments"], some["segments"], strict=True)):
        assert other == one | {name: None for name in ("bleu", "chrf", "ter") if name not in metrics}
    assert every["scores"]["bleu"] is not None


def test_an_unknown_metric_is_refused() -> None:
    with pytest.raises(ConfigError, match="metrics"):
        Score.from_settings({"metrics": ["comet"]})


def test_the_metrics_are_part_of_the_config_hash() -> None:
    hashes = {Pipeline.from_settings({"score": {"metrics": m}}).config_hash() for m in (["chrf"], ["bleu"], [])}
    assert len(hashes) == 3


@pytest.mark.parametrize(
    ("rendering", "reference", "expected"),
    [
        (RENDERING, RENDERING, 100.0),
        ("The goose leaves.", "the Goose leaving", 100.0),
        (RENDERING, "Wolves sleep.", 0.0),
        ("Geese.", "The geese sleep.", 50.0),
    ],
)
def test_stems_are_compared_with_our_translation(rendering: str, reference: str, expected: float) -> None:
    link = LINK | {"rendering": {"start": 0, "end": len(rendering)}, "reference": reference}
    assert scored(normalized_rendering=rendering, links=[link])["scores"]["stems"] == expected


# Decoded words


def said(row: dict[str, Any], side: str) -> list[tuple[str, float, float]]:
    """The words of a side with their two log-probabilities."""
    text = row[f"normalized_{side}"]
    return [(text[word["start"] : word["end"]], word["logprob"], word["prior"]) for word in row[f"decoded_{side}"]]


def test_each_word_has_what_its_pieces_say_with_and_without_the_other_text() -> None:
    row = scored()
    assert said(row, "rendering") == [("The", -3, -8), ("geese", -3, -8), ("left", -3, -8)]
    assert said(row, "original") == [("Гуси", -4, -10.5), ("ушли", -4, -10.5)]


def test_words_are_located_in_the_whole_text() -> None:
    original, rendering = f"Да. {ORIGINAL}", f"Yes. {RENDERING}"
    second = LINK | {
        "original": {"start": 4, "end": len(original)},
        "rendering": {"start": 5, "end": len(rendering)},
    }
    first = LINK | {"original": {"start": 0, "end": 3}, "rendering": {"start": 0, "end": 4}, "reference": "Yes."}
    row = scored(normalized_original=original, normalized_rendering=rendering, links=[first, second])
    assert said(row, "rendering") == [("Yes", -1, -2), ("The", -3, -8), ("geese", -3, -8), ("left", -3, -8)]
    assert said(row, "original") == [("Гуси", -4, -10.5), ("ушли", -4, -10.5)]  # «Да» has no score on the way back


@pytest.mark.parametrize(
    "change",
    [
        {"forced": False},
        {"status": "reference_unreliable"},
        {"links": [LINK | {"reference": None}]},
        {"links": [LINK | {"original": None, "reference": None}]},
        {"links": [LINK | {"rendering": None}]},
        {"links": []},
        {"normalized_rendering": "The goose left."},
    ],
)
def test_where_nothing_was_decoded_there_are_no_words(change: dict[str, Any]) -> None:
    row = scored(**change)
    assert (row["decoded_original"], row["decoded_rendering"]) == ([], [])


def test_without_the_way_back_only_the_rendering_has_words() -> None:
    row = scored(served=("ru",))
    assert row["decoded_original"] == []
    assert len(row["decoded_rendering"]) == 3


@given(st.lists(st.floats(-50, 0), min_size=1, max_size=20))
def test_the_mean_is_over_all_tokens(logprobs: list[float]) -> None:
    mean = Scored(("▁a",) * (len(logprobs) - 1), tuple(logprobs)).mean
    assert mean == pytest.approx(sum(logprobs) / len(logprobs))
    assert min(logprobs) - 1e-9 <= mean <= max(logprobs) + 1e-9


WORDS = st.lists(st.sampled_from(["the", "geese", "left", "are", "gone", "."]), max_size=7).map(" ".join)


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=4))
def test_ter_of_segments_is_sacrebleus_of_the_corpus(pairs: list[tuple[str, str]]) -> None:
    renderings, references = map(list, zip(*pairs, strict=True))
    expected = TER().corpus_score(renderings, [references]).score
    assert _similarity(renderings, references, ["ter"]) == {"ter": round(expected, DECIMALS)}
