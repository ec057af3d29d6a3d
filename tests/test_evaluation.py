"""Agreement with labels, by hand-computed figures."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcompare import schema
from transcompare.errors import SchemaError
from transcompare.evaluation import auroc, evaluate, recall_at

UNIT = st.lists(st.floats(0, 1), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("positive", "negative", "expected"),
    [
        ([0.9, 0.8], [0.1, 0.2], 1.0),
        ([0.1], [0.9], 0.0),
        ([0.5], [0.5], 0.5),
        ([0.9, 0.1], [0.5], 0.5),
        ([0.7, 0.4, 0.4], [0.4, 0.2], (2 + 1.5 + 1.5) / 6),
        ([], [0.5], None),
        ([0.5], [], None),
    ],
)
def test_auroc(positive: list[float], negative: list[float], expected: float | None) -> None:
    assert auroc(positive, negative) == (expected if expected is None else pytest.approx(expected))


@given(UNIT, UNIT)
def test_auroc_counts_pairs(positive: list[float], negative: list[float]) -> None:
    wins = sum((p > n) + (p == n) / 2 for p in positive for n in negative)
    assert auroc(positive, negative) == pytest.approx(wins / (len(positive) * len(negative)))


@pytest.mark.parametrize(
    ("positive", "negative", "rate", "expected"),
    [
        ([0.9, 0.6, 0.3], [0.1, 0.5], 0.0, 2 / 3),
        ([0.9, 0.6, 0.3], [0.1, 0.5], 0.5, 1.0),
        ([0.9], [0.9], 0.0, 0.0),
        ([0.9], [0.1], 1.0, 1.0),
        ([], [0.1], 0.05, None),
    ],
)
def test_recall_at(positive: list[float], negative: list[float], rate: float, expected: float | None) -> None:
    assert recall_at(positive, negative, rate) == expected


def report(*rows: tuple[str, float | None, list[str]]) -> pl.DataFrame:
    frame = pl.DataFrame(
        [
            {
                "quote_id": "q",
                "version_id": version,
                "lang_original": "ru",
                "lang_rendering": "en",
                "divergence": divergence,
                "verdict": "review",
                "findings": [{"category": category, "severity": "major"} for category in categories],
            }
            for version, divergence, categories in rows
        ],
        schema_overrides={"findings": pl.List(pl.Struct({"category": pl.String, "severity": pl.String}))},
    )
    return schema.conform(frame.drop("findings"), schema.REPORT).with_columns(frame["findings"])


def test_figures_by_language_and_category() -> None:
    labels = pl.DataFrame(
        {
            "version_id": ["a", "b", "c", "d"],
            "label": ["critical", "faithful", "minor", "faithful"],
            "categories": ["negation;number", "", '["tone"]', None],
        }
    )
    frame = report(("a", 0.9, ["negation"]), ("b", 0.2, ["number"]), ("c", 0.5, []), ("d", None, []))
    figures = evaluate(frame, labels)
    assert figures["comparisons"] == 4
    assert figures["pairs"]["ru>en"]["scored"] == 3
    assert figures["pairs"]["all"]["auroc"] == 1.0
    assert figures["categories"]["negation"] == {"labelled": 1, "recall": 1.0, "false_alarms": 0, "faithful": 2}
    assert figures["categories"]["number"] == {"labelled": 1, "recall": 0.0, "false_alarms": 1, "faithful": 2}
    assert figures["categories"]["tone"]["labelled"] == 1


def test_a_statement_without_an_original_is_counted_apart() -> None:
    frame = pl.concat(
        [report(("a", 0.9, [])), report(("b", None, [])).with_columns(lang_original=pl.lit(None, pl.String))]
    )
    figures = evaluate(frame, pl.DataFrame({"version_id": ["a", "b"], "label": ["major", "major"]}))
    assert list(figures["pairs"]) == ["all", "none>en", "ru>en"]


@pytest.mark.parametrize(
    ("labels", "message"),
    [({"version_id": ["a"]}, "no column 'label'"), ({"version_id": ["z"], "label": ["minor"]}, "No version_id")],
)
def test_labels_that_do_not_fit(labels: dict[str, list[str]], message: str) -> None:
    with pytest.raises(SchemaError, match=message):
        evaluate(report(("a", 0.9, [])), pl.DataFrame(labels))
