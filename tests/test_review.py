"""Decisions: from the page's JSON to the table beside the report, through a re-run, to labels."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.html_report import bridge, finding, frame, row, with_findings
from tests.test_cli import invoke
from transcompare import review
from transcompare.errors import InputError
from transcompare.evaluation import evaluate_files
from transcompare.reports import DECISIONS, beside
from transcompare.review import Decision


def ids(report: pl.DataFrame, version: str) -> list[str]:
    return review.finding_ids(report.row(by_predicate=pl.col("version_id") == version, named=True))


def exported(path: Path, decisions: list[dict[str, Any]]) -> Path:
    path.write_text(json.dumps({"format": "transcompare.decisions", "version": 1, "decisions": decisions}), "utf-8")
    return path


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.parquet"
    bridge().write_parquet(path)
    return path


def test_an_id_depends_on_texts_category_check_and_spans_only() -> None:
    made = bridge().row(1, named=True)
    first = review.finding_ids(made)
    assert len(set(first)) == 3
    same = made | {"version_id": "x", "divergence": 0.1, "outlet": None}
    same["findings"] = [
        each | {"confidence": 0.1, "message": "other", "severity": "minor"} for each in made["findings"]
    ]
    assert review.finding_ids(same) == first
    for change in ({"category": "tone"}, {"check": "contrast"}, {"original_start": 4}, {"rendering_end": 12}):
        assert review.finding_ids(made | {"findings": [made["findings"][0] | change]}) != first[:1]
    for side in ("text_original", "text_rendering"):
        assert set(review.finding_ids(made | {side: made[side] + "."})).isdisjoint(first)


def test_apply_writes_a_table_beside_the_report_and_adds_to_it(report: Path, tmp_path: Path) -> None:
    negation, number, omission = ids(bridge(), "bridge/en-1")
    first = exported(
        tmp_path / "a.json",
        [
            {"finding_id": negation, "decision": "accepted", "note": "reversed"},
            {"finding_id": number, "decision": "accepted"},
            {"finding_id": "0" * 16, "decision": "rejected"},
        ],
    )
    result = invoke("review", "apply", str(first), "--report", str(report))
    assert result.exit_code == 0, result.output
    assert "2 accepted, 0 rejected" in result.stdout
    assert "1 about findings that the report does not have" in result.stdout
    second = exported(
        tmp_path / "b.json",
        [{"finding_id": number, "decision": None, "note": ""}, {"finding_id": omission, "decision": "rejected"}],
    )
    assert invoke("review", "apply", str(second), "--report", str(report), "-q").stdout == ""
    table = pl.read_parquet(tmp_path / "report.decisions.parquet")
    assert dict(table.schema) == review.COLUMNS
    seen = {each["category"]: each for each in table.iter_rows(named=True)}
    assert set(seen) == {"negation", "omission", None}
    assert seen["negation"]["note"] == "reversed"
    assert seen["negation"]["version_id"] == "bridge/en-1"
    assert seen["negation"]["severity"] == "critical"
    assert [seen[name]["current"] for name in ("negation", "omission", None)] == [True, True, False]


def test_a_decision_outlives_runs_and_comes_back_with_its_finding() -> None:
    key = ids(bridge(), "ferry/en-1")[0]
    table = review.apply(bridge(), [Decision(key, "rejected", "")])
    changed = bridge().with_columns(text_rendering=pl.col("text_rendering") + "!")
    gone = review.apply(changed, [], table)
    assert gone.select("decision", "current").rows() == [("rejected", False)]
    assert gone["version_id"].to_list() == ["ferry/en-1"]
    again = review.apply(bridge().reverse(), [], gone)
    assert again.equals(table)


def test_decisions_of_a_folder_lie_beside_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "parts.v1"
    folder.mkdir()
    bridge().write_parquet(folder / "part-0.parquet")
    key = ids(bridge(), "ferry/en-1")[0]
    given = exported(tmp_path / "d.json", [{"finding_id": key, "decision": "accepted"}])
    assert invoke("review", "apply", str(given), "--report", str(folder)).exit_code == 0
    assert (tmp_path / "parts.v1.decisions.parquet").exists()
    assert invoke("report", str(folder), "-o", str(tmp_path / "page.html")).exit_code == 0
    assert f'"{key}":["accepted",""]' in (tmp_path / "page.html").read_text("utf-8")


def test_decisions_of_a_run_s_folder_lie_in_it(tmp_path: Path) -> None:
    (tmp_path / "run" / "report").mkdir(parents=True)
    for name in ("run", "run/report"):
        assert beside(tmp_path / name, DECISIONS) == tmp_path / "run" / "report.decisions.parquet"


def test_accepted_findings_and_rejected_ones_are_labels() -> None:
    mild = row("mild", "en-1", "The bridge may open.")
    mild = with_findings(mild, finding("tone", "minor", None, "may", mild), finding("number", "major", None, "T", mild))
    report = pl.concat([bridge(), frame([mild])])
    bridge_ids, ferry, mild_ids = ids(report, "bridge/en-1"), ids(report, "ferry/en-1"), ids(report, "mild/en-1")
    accepted = [Decision(bridge_ids[1], "accepted", ""), Decision(ferry[0], "rejected", "")]
    table = review.apply(report, [*accepted, Decision(mild_ids[0], "accepted", "")])
    assert review.labels(report, table).rows() == [
        ("bridge/en-1", "major", "number"),
        ("ferry/en-1", "faithful", ""),
        ("mild/en-1", "minor", "tone"),
    ]
    half = review.apply(report, [Decision(mild_ids[0], "rejected", ""), Decision(bridge_ids[0], None, "only a note")])
    assert review.labels(report, half).is_empty()


def test_evaluate_takes_decisions_as_labels(report: Path, tmp_path: Path) -> None:
    negation, *_ = ids(bridge(), "bridge/en-1")
    ferry = ids(bridge(), "ferry/en-1")[0]
    given = exported(
        tmp_path / "d.json",
        [{"finding_id": negation, "decision": "accepted"}, {"finding_id": ferry, "decision": "rejected"}],
    )
    invoke("review", "apply", str(given), "--report", str(report))
    figures = evaluate_files(report, [tmp_path / "report.decisions.parquet"], resamples=10)
    assert figures["comparisons"] == 2
    assert figures["pairs"]["all"]["auroc"] == 1.0
    assert figures["pairs"]["all"]["counts"]["divergent"] == 1
    assert figures["categories"]["negation"]["recall"] == 1.0
    result = invoke("evaluate", str(report), str(tmp_path / "report.decisions.parquet"), "--json")
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    "content",
    [
        "", "[]", "no", "{}", '{"format": "other"}', "[" * 100_000, "\ud800",
        '{"format": "transcompare.decisions", "version": 2, "decisions": []}',
        '{"format": "transcompare.decisions", "version": 1}',
        '{"format": "transcompare.decisions", "version": 1, "decisions": [7]}',
        '{"format": "transcompare.decisions", "version": 1, "decisions": [{"finding_id": 1}]}',
        '{"format": "transcompare.decisions", "version": 1, "decisions": [{"finding_id": "a", "decision": "maybe"}]}',
        '{"format": "transcompare.decisions", "version": 1, "decisions": [{"finding_id": "a", "note": ["b"]}]}',
    ],
    ids=range(13),
)  # fmt: skip
def test_what_is_no_export_is_refused_by_name(tmp_path: Path, content: str) -> None:
    path = tmp_path / "decisions.json"
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    with pytest.raises(InputError, match=r"decisions\.json"):
        review.read_export(path)


def test_half_characters_in_a_note_do_not_stop_the_table(tmp_path: Path) -> None:
    path = exported(tmp_path / "d.json", [{"finding_id": "a", "decision": "accepted", "note": "x\ud800y"}])
    assert review.apply(bridge(), review.read_export(path))["note"].to_list() == ["x?y"]


def test_a_broken_table_is_named(report: Path, tmp_path: Path) -> None:
    (tmp_path / "report.decisions.parquet").write_text("no", "utf-8")
    with pytest.raises(InputError, match="Move the file away"):
        review.load(tmp_path / "report.decisions.parquet")
