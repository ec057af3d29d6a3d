"""Agreement with labels, by hand-computed figures."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from tests.conftest import stub_pipeline
from transcompare import schema
from transcompare.cli import app
from transcompare.errors import InputError, OutputError, SchemaError
from transcompare.evaluation import auroc, changes, ece, evaluate, evaluate_files, picture, recall_at, reliability
from transcompare.evaluation.cases import occurrences
from transcompare.evaluation.metrics import bootstrap, roc

UNIT = st.lists(st.floats(0, 1), min_size=1, max_size=20)
SOURCE = "Порт не откроется до весны."
PRINTED = "The port will open in spring, they say."
NO_FINDING: dict[str, Any] = {field.name: None for field in schema.FINDING.fields}


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


@given(UNIT, UNIT)
def test_the_roc_curve_never_falls_and_ends_at_one(positive: list[float], negative: list[float]) -> None:
    recalls = roc(positive, negative)
    assert recalls == sorted(recalls)
    assert recalls[-1] == 1.0
    assert recalls[5] == recall_at(positive, negative)


@pytest.mark.parametrize(
    ("positive", "negative", "expected"),
    [
        ([1.0], [0.0], 0.0),
        ([0.0], [1.0], 1.0),
        ([0.75], [0.75], 0.25),
        ([0.85, 0.85], [0.25], (2 * 0.15 + 0.25) / 3),
        ([], [], None),
    ],
)
def test_ece(positive: list[float], negative: list[float], expected: float | None) -> None:
    assert ece(positive, negative) == (expected if expected is None else pytest.approx(expected))


@given(UNIT, UNIT)
def test_every_value_is_in_one_bin(positive: list[float], negative: list[float]) -> None:
    table = reliability(positive, negative)
    assert sum(row.size for row in table) == len(positive) + len(negative)
    assert all(row.low - 1e-9 <= row.predicted <= row.high + 1e-9 for row in table if row.predicted is not None)


def mean(values: Any) -> dict[str, float | None]:
    return {"mean": sum(values) / len(values) if values else None, "none": None}


def test_the_bootstrap_draws_whole_clusters() -> None:
    draw = random.Random(1)  # values that only differ between clusters
    clusters = [[value] * 10 for value in (draw.random() for _ in range(20))]
    apart = bootstrap([[value] for cluster in clusters for value in cluster], mean)
    together = bootstrap(clusters, mean)
    assert together["none"] is None
    assert together["mean"] is not None
    assert apart["mean"] is not None
    assert together["mean"][1] - together["mean"][0] > 2 * (apart["mean"][1] - apart["mean"][0])
    assert together == bootstrap(clusters, mean)
    assert together != bootstrap(clusters, mean, seed=1)


def test_one_cluster_has_no_interval() -> None:
    assert bootstrap([[0.1, 0.9]], mean) == {"mean": None, "none": None}


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        ("port", "The port, our port", [(4, 8), (14, 18)]),
        ("(a+", "x (a+ y", [(2, 5)]),
        ("Port", "the port", []),
    ],
)
def test_occurrences(words: str, text: str, expected: list[tuple[int, int]]) -> None:
    assert occurrences(words, text) == expected


Found = tuple[str, str, str]
"""Category and the words of each side."""


def finding(category: str, original: str = "", rendering: str = "", severity: str = "major") -> dict[str, Any]:
    found = NO_FINDING | {"category": category, "severity": severity, "confidence": 0.9, "check": "x", "message": "m"}
    for side, words, text in (("original", original, SOURCE), ("rendering", rendering, PRINTED)):
        if words:
            start = text.index(words)
            found |= {f"{side}_start": start, f"{side}_end": start + len(words), f"{side}_text": words}
    return found


def report(*rows: tuple[str, float | None, list[str | dict[str, Any]]]) -> pl.DataFrame:
    """Each row with a statement of its own."""
    frame = pl.DataFrame(
        [
            {
                "quote_id": f"q{version}",
                "version_id": version,
                "lang_original": "ru",
                "lang_rendering": "en",
                "text_original": SOURCE,
                "text_rendering": PRINTED,
                "divergence": divergence,
                "verdict": verdict(divergence),
                "status": "ok" if divergence is not None else "no_package",
                "findings": [finding(f) if isinstance(f, str) else f for f in findings],
            }
            for version, divergence, findings in rows
        ],
        schema_overrides={"findings": pl.List(schema.FINDING), "divergence": pl.Float64},
    )
    return schema.conform(frame, schema.REPORT)


def verdict(divergence: float | None) -> str:
    if divergence is None:
        return "not_scored"
    return "divergent" if divergence >= 0.65 else "review" if divergence >= 0.5 else "faithful"


LABELS = pl.DataFrame(
    {
        "version_id": ["a", "b", "c", "d"],
        "label": ["critical", "faithful", "minor", "faithful"],
        "categories": ["negation;number", "", '["tone"]', None],
    }
)


def test_figures_by_language_and_category() -> None:
    frame = report(("a", 0.9, ["negation"]), ("b", 0.2, ["number"]), ("c", 0.5, []), ("d", None, []))
    figures = evaluate(frame, LABELS)
    assert figures["comparisons"] == 4
    assert figures["statuses"] == {"no_package": 1, "ok": 3}
    assert figures["pairs"]["ru>en"]["scored"] == 3
    assert figures["pairs"]["all"]["auroc"] == 1.0
    expected: dict[str, float | None]
    expected = {"labelled": 1, "recall": 1.0, "flagged": 1, "precision": 1.0, "false_alarms": 0, "faithful": 2}
    assert figures["categories"]["negation"] == expected
    expected = {"labelled": 1, "recall": 0.0, "flagged": 0, "precision": None, "false_alarms": 1, "faithful": 2}
    assert figures["categories"]["number"] == expected
    assert figures["categories"]["tone"]["labelled"] == 1
    assert figures["pairs"]["ru>en"]["categories"] == figures["categories"]


def test_verdicts_are_counted_at_both_thresholds() -> None:
    frame = report(
        ("p1", 0.9, []), ("p2", 0.6, []), ("p3", 0.1, []), ("m", 0.9, []),
        ("n1", 0.7, []), ("n2", 0.55, []), ("n3", 0.2, []), ("n4", 0.1, []), ("u", None, []),
    )  # fmt: skip
    labels = pl.DataFrame(
        {
            "version_id": ["p1", "p2", "p3", "m", "n1", "n2", "n3", "n4", "u"],
            "label": ["major", "critical", "major", "minor", *["faithful"] * 4, "major"],
            "hard_negative": ["", "", "", "", "TRUE", "false", "true", "", ""],
        }
    )
    figures = evaluate(frame, labels)["pairs"]["all"]
    shares = {
        "precision_review": 2 / 4,
        "recall_review": 2 / 3,
        "faithful_review": 2 / 4,
        "hard_negatives_review": 1 / 2,
        "precision_divergent": 1 / 2,
        "recall_divergent": 1 / 3,
        "faithful_divergent": 1 / 4,
        "hard_negatives_divergent": 1 / 2,
    }
    assert {name: figures[name] for name in shares} == shares
    assert figures["counts"] == {
        "statements": 9, "divergent": 3, "minor": 1, "faithful": 4, "hard_negatives": 2,
        "span_original": 0, "span_rendering": 0,
    }  # fmt: skip
    assert figures["verdicts"]["major"] == {"divergent": 1, "faithful": 1, "not_scored": 1}
    low, high = figures["intervals"]["recall_review"]
    assert 0 <= low < 2 / 3 < high <= 1


def test_labelled_spans_are_overlapped_by_findings() -> None:
    frame = report(
        ("a", 0.9, [finding("negation", "не", "will open")]),
        ("b", 0.9, [finding("number", "весны", "spring"), finding("tone", "", "they say")]),
        ("c", 0.2, [finding("negation", "не")]),
        ("d", 0.9, []),
    )
    labels = pl.DataFrame(
        {
            "version_id": ["a", "b", "c", "d"],
            "label": ["critical", "major", "major", "faithful"],
            "categories": ["negation", "tone", "omission", ""],
            "span_original": ["не откроется", "до весны", "", "Порт"],
            "span_rendering": ["open", "spring", "elsewhere", ""],
        }
    )
    result = evaluate(frame, labels)
    figures = result["pairs"]["all"]
    assert figures["span_original"] == 1.0
    assert figures["span_original_right_category"] == 1 / 2
    assert figures["span_rendering"] == 2 / 3
    assert figures["span_rendering_right_category"] == 1 / 3
    assert figures["span_flagged"] == 1.0
    assert figures["right_category"] == 1.0
    assert result["misplaced_spans"] == 1


def test_labels_come_with_the_report_too() -> None:
    frame = report(("a", 0.9, ["negation"]), ("b", 0.2, ["number"]), ("c", 0.5, []), ("d", None, []))
    carried = frame.join(LABELS.rename({"categories": "categories_input"}), on="version_id", how="left")
    assert evaluate(carried) == evaluate(frame, LABELS)
    assert evaluate(carried.drop("categories_input"))["pairs"]["all"]["right_category"] is None


def test_the_same_labels_have_the_same_hash_in_any_order_and_type() -> None:
    frame = report(("a", 0.9, []), ("b", 0.2, []))
    labels = LABELS.head(2)
    lists = labels.with_columns(categories=pl.Series([["negation", "number"], [""]]))
    hashes = {evaluate(frame, x)["labels"] for x in (labels, labels.reverse(), lists)}
    assert len(hashes) == 1
    assert evaluate(frame, labels.head(1))["labels"] not in hashes


def test_versions_without_a_label_are_left_out_and_labels_without_a_version_counted() -> None:
    labels = pl.DataFrame({"version_id": ["a", "b", "z", None], "label": [" Major ", "", "minor", "minor"]})
    figures = evaluate(report(("a", 0.9, []), ("b", 0.2, [])), labels)
    assert (figures["comparisons"], figures["unmatched"]) == (1, 1)


def test_categories_that_no_check_has_are_listed() -> None:
    labels = pl.DataFrame({"version_id": ["a"], "label": ["major"], "categories": ["Negation; negaton"]})
    assert evaluate(report(("a", 0.9, ["negation"])), labels)["unknown_categories"] == ["negaton"]


def test_a_statement_without_an_original_is_counted_apart() -> None:
    frame = pl.concat(
        [report(("a", 0.9, [])), report(("b", None, [])).with_columns(lang_original=pl.lit(None, pl.String))]
    )
    figures = evaluate(frame, pl.DataFrame({"version_id": ["a", "b"], "label": ["major", "major"]}))
    assert list(figures["pairs"]) == ["all", "none>en", "ru>en"]


@pytest.mark.parametrize(
    ("labels", "error", "message"),
    [
        ({"version_id": ["a"]}, SchemaError, "no column 'label'"),
        ({"version_id": ["z"], "label": ["minor"]}, SchemaError, "No version_id"),
        ({"version_id": ["a"], "label": ["wrong"]}, InputError, "Version 'a' has the label 'wrong'. Known: faithful,"),
        ({"version_id": ["a", "a"], "label": ["minor", "major"]}, InputError, "Version 'a' has two labels"),
    ],
)
def test_labels_that_do_not_fit(labels: dict[str, list[str]], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        evaluate(report(("a", 0.9, [])), pl.DataFrame(labels))


def test_a_frame_that_is_no_report() -> None:
    with pytest.raises(SchemaError, match="no column 'findings'"):
        evaluate(report(("a", 0.9, [])).drop("findings"), LABELS)


QUOTES = """quote_id,lang,role,text,label,categories,span_original,span_rendering,hard_negative,relative_to
q,ru,original,Порт откроется через 15 дней.,,,,,,
q,en,rendering,The port opens in 15 days.,faithful,,,,true,original
q,en,rendering,The port opens in 50 days.,major,number,15 дней,50 days,,original
r,ru,original,Мы не спорим.,,,,,,
r,en,rendering,We do argue.,critical,negation,не,do,,original
r,en,rendering,,minor,,,,,
"""


@pytest.fixture
def quotes(tmp_path: Path) -> Path:
    path = tmp_path / "quotes.csv"
    path.write_text(QUOTES, "utf-8")
    return path


def test_a_labelled_quote_file_is_compared_and_measured(quotes: Path) -> None:
    pipeline = stub_pipeline()
    figures = evaluate_files(quotes, pipeline=pipeline, resamples=10)
    assert (figures["comparisons"], figures["rejected"]) == (3, 1)
    assert figures["pairs"]["ru>en"]["counts"]["hard_negatives"] == 1
    assert figures["categories"]["number"]["recall"] == 1.0
    assert figures["pairs"]["all"]["span_rendering"] is not None
    assert figures["signatures"][0].startswith("transcompare:")

    # A report of the same file, with its own labels and with those of the file, gives the same figures.
    path = quotes.with_name("report.parquet")
    pipeline.run(quotes).report.write_parquet(path)
    del figures["rejected"]
    assert evaluate_files(path, resamples=10) == figures
    labels = quotes.with_name("labels.csv")
    lines = [line for line in QUOTES.splitlines() if ",rendering," in line or line.startswith("quote_id")]
    ids = ["version_id", "q/2", "q/3", "r/2", "r/3"]
    labels.write_text("\n".join(f"{i},{line}" for i, line in zip(ids, lines, strict=True)), "utf-8")
    again = evaluate_files(path, [labels], resamples=10)
    assert again["unmatched"] == 1
    assert again["pairs"] == figures["pairs"]


def test_changes_are_set_against_the_intervals() -> None:
    def result(values: dict[str, float | None], half: float | None, labels: str = "x") -> dict[str, Any]:
        intervals = dict.fromkeys(values, None if half is None else (0.5 - half, 0.5 + half))
        return {"labels": labels, "pairs": {"all": values | {"intervals": intervals}}}

    new = result({"auroc": 0.9, "ece": 0.1, "recall_review": 0.5, "span_original": None}, 0.05)
    old = result({"auroc": 0.8, "ece": 0.07, "recall_review": 0.5, "span_original": 0.1}, 0.01)
    figures = changes.compare(new, old)
    assert figures["same_labels"] is True
    auroc_, ece_, recall = (figures["pairs"]["all"][name] for name in ("auroc", "ece", "recall_review"))
    assert auroc_["difference"] == pytest.approx(0.1)
    assert auroc_["half_width"] == pytest.approx(0.05)
    assert (auroc_["beyond"], auroc_["better"]) == (True, True)
    assert (ece_["beyond"], ece_["better"]) == (False, False)
    assert recall["better"] is None
    assert "span_original" not in figures["pairs"]["all"]
    without = changes.compare(result({"auroc": 0.9}, None, "y"), {"pairs": {"all": {"auroc": 0.8}, "uk>en": {}}})
    assert without["pairs"]["all"]["auroc"]["beyond"] is None
    assert without["same_labels"] is None
    assert changes.compare(new, old | {"labels": "y"})["same_labels"] is False


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"pairs": []}', '{"pairs": {"all": 1}}', "\udcff"])
def test_what_is_no_evaluation_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "old.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(InputError, match=r"old\.json"):
        changes.read(path)


def test_the_picture_is_well_formed_whatever_the_title() -> None:
    figures = evaluate(report(("a", 0.9, []), ("b", 0.2, []), ("c", 0.5, [])), LABELS)
    drawn = picture.svg(figures, '<script>&"\x00\udcff' + "x" * 500)
    texts = [element.text or "" for element in ElementTree.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")]
    assert any(text.startswith('<script>&"') for text in texts)
    assert "ROC, area 1.000" in drawn
    assert drawn.count("<circle") == 2
    assert drawn == picture.svg(figures, '<script>&"\x00\udcff' + "x" * 500)


def test_the_picture_of_nothing_scored() -> None:
    figures = evaluate(report(("a", None, [])), LABELS)
    assert ElementTree.fromstring(picture.svg(figures, "none")) is not None


def test_the_command_writes_figures_and_picture_and_shows_changes(tmp_path: Path) -> None:
    frame = report(("a", 0.9, ["negation"]), ("b", 0.2, ["number"]), ("c", 0.5, []), ("d", None, []))
    first, second = tmp_path / "first.parquet", tmp_path / "second.parquet"
    frame.write_parquet(first)
    frame.with_columns(divergence=pl.lit(0.5)).write_parquet(second)
    labels = tmp_path / "labels.csv"
    LABELS.write_csv(labels)
    figures, drawn = tmp_path / "first.json", tmp_path / "first.svg"
    done = CliRunner().invoke(
        app, ["evaluate", str(first), str(labels), "-o", str(figures), "--picture", str(drawn)], catch_exceptions=False
    )
    assert done.exit_code == 0
    for part in ("AUROC", "Verdict review or worse", "negation", "Calibration", "Not scored: 1 no_package"):
        assert part in done.stdout
    assert json.loads(figures.read_text("utf-8"))["pairs"]["all"]["auroc"] == 1.0
    assert drawn.read_text("utf-8").startswith("<svg")
    done = CliRunner().invoke(app, ["evaluate", str(second), str(labels), "--compare", str(figures)])
    assert "-0.500 worse" in done.stdout
    done = CliRunner().invoke(app, ["evaluate", str(first), str(labels), "--compare", str(figures)])
    assert "Nothing changed." in done.stdout
    done = CliRunner().invoke(app, ["evaluate", str(second), str(labels), "--compare", str(figures), "--json"])
    assert json.loads(done.stdout)["changes"]["pairs"]["all"]["auroc"]["new"] == 0.5


def test_the_command_says_where_it_cannot_write_and_that_nothing_was_scored(tmp_path: Path) -> None:
    path, labels = tmp_path / "report.parquet", tmp_path / "labels.csv"
    report(("a", None, [])).write_parquet(path)
    LABELS.write_csv(labels)
    assert CliRunner().invoke(app, ["evaluate", str(path), str(labels)]).exit_code == 3
    done = CliRunner().invoke(app, ["evaluate", str(path), str(labels), "-o", str(tmp_path / "no" / "f.json")])
    assert isinstance(done.exception, OutputError)
