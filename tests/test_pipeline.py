"""The whole pipeline over a stub engine: the report contract, statuses, offsets, determinism."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import assert_offsets_hold, stub_pipeline
from transcompare import schema
from transcompare.errors import ConfigError, SchemaError
from transcompare.pipeline import DEFAULT_STAGES, Pipeline

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "samples" / "statements.csv"


def quotes(*rows: tuple[str, str, str], **columns: list[str]) -> pl.DataFrame:
    """A frame of versions from (quote_id, lang, text)."""
    statement, lang, text = zip(*rows, strict=True)
    return pl.DataFrame({"quote_id": statement, "lang": lang, "text": text} | columns)


def test_the_report_follows_the_contract(pipeline: Pipeline) -> None:
    report = pipeline(quotes(("q", "ru", "Порт закрыт."), ("q", "en", "The port is closed."), desk=["a", "b"]))
    assert dict(report.schema) == schema.dtypes(schema.REPORT) | {"desk": pl.String}
    assert report["desk"].to_list() == ["b"]
    row = report.row(0, named=True)
    assert row["status"] == "ok"
    assert 0 <= row["divergence"] <= 1
    assert row["signature"].startswith("transcompare:")
    assert row["signature"].endswith("|package:stub@1:0|reverse:stub@1:0")


def test_the_samples_are_all_reported(pipeline: Pipeline) -> None:
    samples = pl.read_csv(SAMPLES, infer_schema=False)
    result = pipeline.run(SAMPLES)
    assert result.rejects.is_empty()
    assert {*result.report["version_id"], *result.report["original_version_id"]} == set(samples["version_id"])
    assert_offsets_hold(result.report)


def test_long_and_wide_samples_give_the_same_comparisons(pipeline: Pipeline) -> None:
    columns = ["quote_id", "text_original", "text_rendering", "lang_rendering", "divergence", "verdict", "findings"]
    long = pipeline(pl.read_csv(SAMPLES, infer_schema=False).drop("version_id", "outlet", "url"))
    wide = pipeline.run(ROOT / "samples" / "statements_wide.jsonl").report
    declared = long.filter(pl.col("text_rendering").is_in(wide["text_rendering"].implode()))
    assert wide.height == long.height
    order = ["quote_id", "text_rendering"]
    assert wide.select(columns).sort(order).equals(declared.select(columns).sort(order))


def test_the_broken_sample_says_what_is_wrong_with_each_row(pipeline: Pipeline) -> None:
    result = pipeline.run(ROOT / "samples" / "broken.csv")
    rows = pl.read_csv(ROOT / "samples" / "broken.csv", infer_schema=False).height
    reported = {*result.report["version_id"], *result.report["original_version_id"].drop_nulls()}
    assert len(reported) + result.rejects.height == rows
    assert all(len(reason) > 10 for reason in result.rejects["reason"])


def test_two_runs_and_a_split_input_give_the_same_rows(pipeline: Pipeline, tmp_path: Path) -> None:
    samples = pl.read_csv(SAMPLES, infer_schema=False)
    quote_ids = samples["quote_id"].to_list()
    cut = quote_ids.index(quote_ids[len(quote_ids) // 2])
    samples.head(cut).write_csv(tmp_path / "a.csv")
    samples.slice(cut).write_csv(tmp_path / "b.csv")
    whole = pipeline.run(SAMPLES).report
    assert whole.equals(pipeline.run(SAMPLES).report)
    assert whole.equals(pipeline.run([tmp_path / "a.csv", tmp_path / "b.csv"]).report)
    parts = [pipeline.run(tmp_path / name).report for name in ("a.csv", "b.csv")]
    assert whole.equals(pl.concat(parts))


def test_a_long_input_goes_through_in_pieces_with_the_same_report(
    pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = pl.read_csv(SAMPLES, infer_schema=False).sample(fraction=1, shuffle=True, seed=3)
    whole = pipeline.run(rows)
    seen: list[tuple[str, int, int]] = []
    monkeypatch.setattr("transcompare.flow._PIECE", 7)
    pieces = pipeline.run(rows, lambda *state: seen.append(state))
    assert pieces.report.equals(whole.report)
    assert pieces.rejects.equals(whole.rejects)
    done = [state[1] for state in seen[1:]]
    assert done == sorted(done)
    assert done[-1] == seen[-1][2] - 1 > len(pipeline.stages)


def test_the_order_of_rows_changes_no_comparison(pipeline: Pipeline) -> None:
    samples = pl.read_csv(SAMPLES, infer_schema=False)
    forward = pipeline(samples).sort("version_id")
    assert forward.equals(pipeline(samples.reverse()).sort("version_id"))


@pytest.mark.parametrize(
    ("rows", "statuses"),
    [
        ([("q", "ko", "항구는 월요일에 열립니다"), ("q", "en", "The port opens on Monday")], ["no_package"]),
        ([("q", "ru", "Порт"), ("q", "en", "12 34")], ["ok"]),
        ([("q", "ru", "Порт"), ("q", "en", "…")], ["empty_text"]),
        ([("q", "ru", "Порт закрыт"), ("q", "en", "so so so so so so")], ["ok"]),
    ],
)
def test_statuses(pipeline: Pipeline, rows: list[tuple[str, str, str]], statuses: list[str]) -> None:
    assert pipeline(quotes(*rows))["status"].to_list() == statuses


def test_without_a_package_the_checks_still_run_and_the_note_has_the_command(pipeline: Pipeline) -> None:
    korean, english = "항구는 2031년에 4700명을 받습니다", "The port takes 9300 people in 2031"
    row = pipeline(quotes(("q", "ko", korean), ("q", "en", english))).row(0, named=True)
    assert (row["status"], row["verdict"], row["divergence"]) == ("no_package", "not_scored", None)
    assert any("transcompare models install ko en" in note for note in row["notes"])
    assert "number" in row["categories"]


def test_a_broken_translation_of_ours_blames_nobody() -> None:
    pipeline = stub_pipeline({"Порт закрыт до утра.": "port port port port port port port"})
    row = pipeline(quotes(("q", "ru", "Порт закрыт до утра."), ("q", "en", "Not at all"))).row(0, named=True)
    assert (row["status"], row["verdict"]) == ("reference_unreliable", "not_scored")
    assert "our translation is in doubt: it repeats itself" in row["notes"]


def test_a_requotation_is_compared_directly(pipeline: Pipeline) -> None:
    row = pipeline(quotes(("q", "ru", "Порт закрыт до утра."), ("q", "ru", "Порт закрыт до утра."))).row(0, named=True)
    assert row["reference_translation"] == row["text_original"]
    assert row["scores"]["chrf"] == pytest.approx(100)


def test_offsets_are_into_the_text_as_given(pipeline: Pipeline) -> None:
    original = "  Мы  приняли\u00ad 4700  человек…\u200b "
    row = pipeline(quotes(("q", "ru", original), ("q", "en", "\ufeffWe  took in 9300 people"))).row(0, named=True)
    finding = next(f for f in row["findings"] if f["category"] == "number")
    assert finding["original_text"] == original[finding["original_start"] : finding["original_end"]] == "4700"
    assert row["text_original"] == original
    assert_offsets_hold(pl.DataFrame([row], schema=schema.dtypes(schema.REPORT)))


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=60) | st.sampled_from(
    ["Мы не приняли 4 700 человек из КНДР. Нет!", "We took in 4,700 people from Iran…", "не не не", "«»", "1" * 50]
)


CODES = st.sampled_from(["ru", "en", "ko", "zz", ""])


@given(st.lists(st.tuples(st.sampled_from("pq"), CODES, TEXTS), min_size=1, max_size=6))
@settings(max_examples=60)
def test_rows_in_are_rows_reported_plus_rows_rejected(rows: list[tuple[str, str, str]]) -> None:
    result = stub_pipeline().run(quotes(*rows))
    reported = {*result.report["version_id"], *result.report["original_version_id"].drop_nulls()}
    assert len(reported) + result.rejects.height == len(rows)
    assert_offsets_hold(result.report)


def test_stages_are_picklable_and_work_on_lazy_frames(pipeline: Pipeline) -> None:
    for stage in pipeline.stages:
        if stage.name != "translate" and stage.name != "score":  # the stub's route holds no picklable settings
            assert pickle.loads(pickle.dumps(stage)) == stage
    default = Pipeline.default()
    assert pickle.loads(pickle.dumps(default)) == default


def test_a_stage_works_inside_a_lazy_frame() -> None:
    normalize = next(stage for stage in Pipeline.default().stages if stage.name == "normalize")
    lazy = pl.LazyFrame({"text": ["  a  "]})
    after = lazy.map_batches(normalize, schema=lazy.collect_schema() | normalize.provides).collect()
    assert after["normalized"].to_list() == ["a"]


def test_a_missing_column_is_named() -> None:
    normalize = next(stage for stage in Pipeline.default().stages if stage.name == "normalize")
    with pytest.raises(SchemaError, match="Stage 'normalize' needs a column 'text'"):
        normalize(pl.DataFrame({"txt": ["a"]}))


def test_the_default_file_is_the_default_pipeline() -> None:
    from_file = Pipeline.from_toml(ROOT / "pipelines" / "default.toml")
    assert from_file == Pipeline.default()
    assert from_file.config_hash() == Pipeline.default().config_hash()
    assert Pipeline.from_toml(ROOT / "pipelines" / "strict.toml").config_hash() != from_file.config_hash()


def test_places_and_threads_are_not_part_of_the_config_hash() -> None:
    plain = Pipeline.default()
    assert plain.with_packages(["/somewhere"], ["a-package"]).config_hash() == plain.config_hash()
    assert Pipeline.from_settings({"engine": {"beam_size": 2}}).config_hash() != plain.config_hash()


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("[decide]\nreveiw = 0.3", r"\[decide\] has no setting 'reveiw'. Did you mean 'review'\?"),
        ("[engine]\nbeam = 3", r"\[engine\] has no setting 'beam'. Did you mean 'beam_size'\?"),
        ("[decid]\nreview = 0.3", r"There is no setting 'decid'. Did you mean 'decide'\?"),
        ('stages = ["read", "transalte"]', r"There is no stage 'transalte'. Did you mean 'translate'\?"),
        ('[engine]\nbeam_size = "four"', r"\[engine\] beam_size: .*not 'four'"),
        ("[decide]\nreview = 0.9", r"review \(0.9\) must not be above divergent"),
        ("stages = 3", "stages must be a list of names"),
        ("decide = 3", r"\[decide\] must be a table"),
        ("= nonsense", "Cannot read the pipeline"),
    ],
)
def test_a_wrong_setting_names_the_nearest_right_one(tmp_path: Path, toml: str, message: str) -> None:
    path = tmp_path / "my.toml"
    path.write_text(toml, "utf-8")
    with pytest.raises(ConfigError, match=message):
        Pipeline.from_toml(path)


def test_an_unknown_check_names_the_known_ones() -> None:
    pipeline = Pipeline.from_settings({"check": {"checks": ["numbers"]}})
    with pytest.raises(ConfigError, match=r"There is no check 'numbers'. Did you mean 'number'\?"):
        pipeline.signature()


def test_the_metadata_has_the_whole_config() -> None:
    metadata = Pipeline.default().metadata()
    assert tuple(json.loads(metadata["transcompare.config"])) == tuple(sorted(DEFAULT_STAGES))
    assert metadata["transcompare.schema_version"] == schema.SCHEMA_VERSION
