"""Runs in a directory: the same result as in memory, whole parts only, gone on with after any end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

import transcompare
from tests.conftest import stub_pipeline
from tests.runs import ROWS_OF_A_PART, contents, light_pipeline, write_quotes
from transcompare.errors import InputError, RunError
from transcompare.evaluation import evaluate_files
from transcompare.pipeline import Pipeline
from transcompare.runner import State
from transcompare.summary import COLUMNS, Summary

ROOT = Path(__file__).parents[1]
SAMPLES = [ROOT / "samples" / name for name in ("statements.csv", "broken.csv", "statements_wide.jsonl")]


def read_parts(folder: Path, kind: str = "report") -> pl.DataFrame:
    return pl.read_parquet(folder / kind)


@pytest.mark.parametrize("part_rows", [1, 25, 1_000])
def test_the_parts_are_the_report(tmp_path: Path, part_rows: int) -> None:
    pipeline = stub_pipeline()
    summary = pipeline.stream(SAMPLES[:2], tmp_path / "out", part_rows=part_rows)
    result = pipeline.run(SAMPLES[:2])
    report = read_parts(tmp_path / "out")
    assert report.equals(result.report.join(report, on="version_id", how="semi"))
    assert report.height == result.report.height
    assert read_parts(tmp_path / "out", "rejects").equals(result.rejects)
    whole = Summary.of(result)
    assert summary.worst is not None
    assert whole.worst is not None
    assert summary.worst.equals(whole.worst)
    assert (summary.verdicts, summary.statements, summary.rejected) == (whole.verdicts, whole.statements, 6)


def test_all_parts_have_one_schema_also_those_without_a_comparison(tmp_path: Path) -> None:
    path = write_quotes(tmp_path / "q.csv")
    path.write_text(path.read_text("utf-8") + "\nlast,,ru,\n", "utf-8")
    light_pipeline().stream([path, SAMPLES[2]], tmp_path / "out", part_rows=1)
    parts = sorted((tmp_path / "out" / "report").iterdir())
    assert len({str(pl.read_parquet_schema(part)) for part in parts}) == 1
    assert min(pl.read_parquet(part).height for part in parts) == 0


def test_rows_in_are_rows_reported_plus_rows_rejected(tmp_path: Path) -> None:
    light_pipeline().stream(write_quotes(tmp_path / "q.csv"), tmp_path / "out", part_rows=3)
    report, rejects = read_parts(tmp_path / "out"), read_parts(tmp_path / "out", "rejects")
    reported = {*report["version_id"], *report["original_version_id"].drop_nulls()}
    assert (len(reported), rejects.height) == (16, 2)
    assert reported.isdisjoint(rejects["version_id"])


def test_the_folder_is_small_and_without_the_spool_when_finished(tmp_path: Path) -> None:
    light_pipeline().stream(write_quotes(tmp_path / "q.csv", 4), tmp_path / "out", part_rows=4)
    names = ["manifest.json", "parts.jsonl", "rejects/part-00001.parquet"]
    assert sorted(contents(tmp_path / "out")) == [*names, "report/part-00000.parquet", "report/part-00001.parquet"]


def test_a_killed_run_goes_on_and_ends_with_the_same_bytes(tmp_path: Path) -> None:
    source = write_quotes(tmp_path / "q.csv")
    undisturbed = tmp_path / "undisturbed"
    light_pipeline().stream(source, undisturbed, part_rows=ROWS_OF_A_PART)
    output = tmp_path / "killed"
    kills = 0
    # Every process gets a little further before it kills itself: in the spool, in each part, at the end.
    for event in (3, 14, 25, 29, 31, 34, 1_000_000):
        command = [sys.executable, "-m", "tests.runs", str(source), str(output), str(event)]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert ended.returncode in (0, -9), ended.stderr
        kills += ended.returncode == -9
        for part in (output / "report").glob("part-*"):
            assert part.read_bytes() == (undisturbed / "report" / part.name).read_bytes()
    assert kills == 6
    assert contents(output) == contents(undisturbed)


def test_a_finished_run_is_not_run_again(tmp_path: Path) -> None:
    source = write_quotes(tmp_path / "q.csv")
    first = light_pipeline().stream(source, tmp_path / "out", part_rows=4)
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("part-*")}
    states: list[State] = []
    again = light_pipeline().stream(source, tmp_path / "out", part_rows=4, progress=states.append)
    assert (again.verdicts, again.rejected) == (first.verdicts, first.rejected)
    assert [state.step for state in states] == ["read"]
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("part-*")} == before


def test_progress_counts_rows_and_verdicts(tmp_path: Path) -> None:
    states: list[tuple[str, int, int | None, int]] = []

    def note(state: State) -> None:
        states.append((state.step, state.done, state.total, state.verdicts.total()))

    light_pipeline().stream(write_quotes(tmp_path / "q.csv", 4), tmp_path / "out", part_rows=4, progress=note)
    assert states[:2] == [("read", 0, None, 0), ("read", 8, None, 0)]
    assert ("align", 4, 8, 2) in states
    assert states[-1] == ("compare", 8, 8, 4)


def test_other_input_config_or_parts_are_refused_by_name_until_fresh(tmp_path: Path) -> None:
    source = write_quotes(tmp_path / "q.csv")
    output = tmp_path / "out"
    light_pipeline().stream(source, output, part_rows=4)
    before = contents(output)
    fewer = Pipeline(light_pipeline().stages[:-3] + light_pipeline().stages[-2:])
    with pytest.raises(RunError, match=r"stage originals is missing(?s:.)*--fresh"):
        fewer.stream(source, output, part_rows=4)
    settings = {"decide": {"review": 0.1}}
    review = [stage for stage in Pipeline.from_settings(settings).stages if stage.name == "decide"]
    stages = tuple(review[0] if stage.name == "decide" else stage for stage in light_pipeline().stages)
    with pytest.raises(RunError, match=r"decide\.review was 0\.5, now 0\.1"):
        Pipeline(stages).stream(source, output, part_rows=4)
    with pytest.raises(RunError, match="rows a part: 4, now 5"):
        light_pipeline().stream(source, output, part_rows=5)
    with pytest.raises(RunError, match=r"input .*other\.csv is new"):
        light_pipeline().stream([source, write_quotes(tmp_path / "other.csv")], output, part_rows=4)
    write_quotes(source, 10)
    with pytest.raises(RunError, match=r"input .*q\.csv has changed: 713 bytes, now 789"):
        light_pipeline().stream(source, output, part_rows=4)
    assert contents(output) == before
    light_pipeline().stream(source, output, part_rows=4, fresh=True)
    assert read_parts(output).height == 10 - 2 + 2  # two rows of an unknown language leave their originals alone


def test_places_and_threads_may_change(tmp_path: Path) -> None:
    source = write_quotes(tmp_path / "q.csv")
    light_pipeline().stream(source, tmp_path / "out", part_rows=4)
    before = contents(tmp_path / "out")
    (tmp_path / "out" / "report" / "part-00001.parquet").unlink()
    light_pipeline().with_packages([tmp_path / "nothing"]).stream(source, tmp_path / "out", part_rows=4)
    assert contents(tmp_path / "out") == before


def test_run_with_an_output_gives_a_lazy_frame(tmp_path: Path) -> None:
    source = write_quotes(tmp_path / "q.csv")
    report = transcompare.run(source, pipeline=light_pipeline(), output=tmp_path / "out")
    assert report.select(COLUMNS).collect().equals(light_pipeline().run(source).report.select(COLUMNS))
    with pytest.raises(InputError, match="takes files"):
        transcompare.run(pl.DataFrame(), output=tmp_path / "out")  # type: ignore[arg-type]


def test_what_reads_reports_reads_a_folder(tmp_path: Path) -> None:
    source = write_quotes(tmp_path / "q.csv", 20)
    (tmp_path / "labels.csv").write_text(
        "version_id,label\n" + "".join(f"q{i}/2,{'major' if i % 2 else 'faithful'}\n" for i in range(20)), "utf-8"
    )
    light_pipeline().stream(source, tmp_path / "out", part_rows=8)
    whole = light_pipeline().run(source).report
    whole.write_parquet(tmp_path / "report.parquet")
    files = [tmp_path / "out", tmp_path / "out" / "report", tmp_path / "report.parquet"]
    figures = [evaluate_files(path, [tmp_path / "labels.csv"], resamples=10) for path in files]
    assert figures[0] == figures[1] == figures[2]
    assert figures[0]["comparisons"] == 15
    assert transcompare.findings(tmp_path / "out").equals(transcompare.findings(whole))
    with pytest.raises(InputError, match="There is no report"):
        transcompare.read_report(tmp_path / "labels")
