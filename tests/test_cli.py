"""The command line, end to end, with the package that ships with us."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner, Result

from transcompare import schema
from transcompare.cli import app, main
from transcompare.commands import translate
from transcompare.errors import InputError
from transcompare.packages import find
from transcompare.pipeline import Pipeline

ROOT = Path(__file__).parents[1]
SAMPLES = str(ROOT / "samples" / "statements.csv")
NEGATED, ASSERTED = "Мы не подпишем этот договор.", "We will sign this treaty."
PAIR = """quote_id,lang,role,outlet,text
q,ru,original,Agency,Мы не подпишем этот договор.
q,en,rendering,Globe,We will sign this treaty.
"""


def invoke(*arguments: str, stdin: str | bytes | None = None) -> Result:
    """Run a command in this process; errors of ours become exit codes as in `main`."""
    return CliRunner().invoke(app, list(arguments), input=stdin)


@pytest.fixture
def pair(tmp_path: Path) -> str:
    path = tmp_path / "pair.csv"
    path.write_text(PAIR, "utf-8")
    return str(path)


def test_run_writes_the_report_and_prints_the_worst(tmp_path: Path) -> None:
    output = tmp_path / "report.parquet"
    result = invoke("run", SAMPLES, "-o", str(output))
    assert result.exit_code == 0, result.output
    report = pl.read_parquet(output)
    assert {name: report.schema[name] for name in schema.dtypes(schema.REPORT)} == schema.dtypes(schema.REPORT)
    assert "critical negation" in result.stdout
    assert "90 renderings of 19 statements" in result.stdout
    assert "transcompare models install ru en" in result.stdout
    shown = shlex.split(result.stdout.splitlines()[-1])
    assert shown[-5:] == ["transcompare", "report", str(output), "-o", str(tmp_path / "report.html")]
    metadata = pl.read_parquet_metadata(output)
    assert metadata["transcompare.schema_version"] == schema.SCHEMA_VERSION
    assert json.loads(metadata["transcompare.config"])["decide"]
    assert not (tmp_path / "report.rejects.parquet").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["report.parquet"]


def test_two_runs_write_the_same_bytes(tmp_path: Path, pair: str) -> None:
    for name in ("a", "b"):
        assert invoke("run", pair, "-q", "-o", str(tmp_path / f"{name}.parquet")).exit_code == 0
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def test_rejects_are_listed_and_written(tmp_path: Path) -> None:
    result = invoke("run", str(ROOT / "samples" / "broken.csv"), "-o", str(tmp_path / "r.parquet"))
    assert result.exit_code == 0
    rejects = pl.read_parquet(tmp_path / "r.rejects.parquet")
    assert rejects.height == 6
    assert "6 rows rejected" in result.stdout
    assert "broken.csv rows 3 to 4: The row has no text." in result.stdout
    assert result.stdout.count("broken.csv row") == 5


def test_json_prints_one_object_a_comparison(pair: str) -> None:
    rows = [json.loads(line) for line in invoke("run", pair, "--json").stdout.splitlines()]
    assert [row["version_id"] for row in rows] == ["q/2"]
    assert rows[0]["findings"][0]["category"] == "negation"


@pytest.mark.parametrize(
    ("style", "part"),
    [
        ("table", "critical negation"),
        ("json", '[{"quote_id":"q"'),
        ("jsonl", '{"quote_id":"q"'),
        ("csv", "quote_id,version_id,"),
        ("markdown", "| divergence | verdict |"),
        ("github", ",line=3,title=critical negation%3A q%2C Globe::"),
    ],
)
def test_formats_of_run_and_check(pair: str, style: str, part: str) -> None:
    result = invoke("run", pair, "--format", style)
    assert result.exit_code == 0
    assert part in result.stdout
    checked = invoke("check", NEGATED, ASSERTED, "--format", style)
    assert checked.exit_code == 0
    assert part.replace('"q"', '"1"').partition("q%2C")[0].removeprefix(",line=3,") in checked.stdout


def test_a_format_for_programs_says_on_standard_error_what_was_rejected() -> None:
    result = invoke("run", str(ROOT / "samples" / "broken.csv"), "--format", "csv")
    assert "Rejected rows: 6." in result.stderr
    assert "Rejected" not in result.stdout


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "jsonl", "mqm.tsv"])
def test_export(tmp_path: Path, pair: str, suffix: str) -> None:
    report, target = tmp_path / "r.parquet", tmp_path / f"r.{suffix}"
    assert invoke("run", pair, "-q", "-o", str(report)).exit_code == 0
    result = invoke("export", str(report), "-o", str(target))
    assert result.exit_code == 0
    assert result.stdout == f"Wrote {target}\n"
    assert target.stat().st_size > 100


def test_an_exported_file_is_no_input_by_accident(tmp_path: Path, pair: str) -> None:
    result = invoke("export", pair, "-o", str(tmp_path / "r.csv"))
    assert isinstance(result.exception, InputError)
    assert not (tmp_path / "r.csv").exists()


def test_quiet_prints_nothing(pair: str) -> None:
    assert invoke("run", pair, "--quiet").output == ""


@pytest.mark.parametrize(("arguments", "code"), [((), 0), (("--fail-on", "critical"), 1), (("--fail-on", "minor"), 1)])
def test_fail_on(pair: str, arguments: tuple[str, ...], code: int) -> None:
    assert invoke("run", pair, "-q", *arguments).exit_code == code


def test_fail_on_lets_a_milder_finding_pass(tmp_path: Path) -> None:
    path = tmp_path / "fair.csv"
    path.write_text(PAIR.replace("We will sign", "We will not sign"), "utf-8")
    assert invoke("run", str(path), "-q", "--fail-on", "minor").exit_code == 0


def test_nothing_scored_is_exit_code_3(tmp_path: Path) -> None:
    path = tmp_path / "korean.csv"
    path.write_text("quote_id,lang,text\nq,ko,항구는 월요일에 열립니다\nq,en,The port opens on Monday\n", "utf-8")
    result = invoke("run", str(path))
    assert result.exit_code == 3
    assert "no_package" in result.stdout
    assert "transcompare models install ko en" in result.stdout


def test_standard_input(pair: str) -> None:
    result = invoke("run", "-", "--json", stdin=PAIR)
    assert json.loads(result.stdout)["quote_id"] == "q"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run", "no-such-file.csv"], "no-such-file.csv"),
        (["run", SAMPLES, "--config", "no-such.toml"], "no-such.toml"),
        (["run", SAMPLES, "-q", "-o", "/no/such/folder/r.parquet"], "Cannot write /no/such/folder/r.parquet"),
        (["check", "", "words"], "The original cannot be used"),
        (["check", "слова", "words", "--from", "klingon"], "klingon"),
        (["translate", "--from", "ko", "--to", "en"], "transcompare models install ko en"),
        *(
            ([*command, "--package", "translate-ru_eng"], "Did you mean 'translate-ru_en'? Known: ")
            for command in (["run", "-"], ["check", "слова", "words"], ["translate", "--from", "ru", "--to", "en"])
        ),
        (["evaluate", "no-such.parquet", SAMPLES], "no-such.parquet"),
    ],
)
def test_errors_are_one_message_and_exit_code_2(
    arguments: list[str], message: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["transcompare", *arguments])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 2
    error = capsys.readouterr().err
    assert error.startswith("transcompare: ")
    assert message in error
    assert "Traceback" not in error


def test_check_shows_both_texts_and_the_finding() -> None:
    result = invoke("check", NEGATED, ASSERTED)
    assert result.exit_code == 0
    for part in (NEGATED, ASSERTED, "our translation", "[1] critical negation"):
        assert part in result.stdout


def test_check_json_has_the_fields_of_a_report_row() -> None:
    result = json.loads(invoke("check", NEGATED, ASSERTED, "--json").stdout)
    assert result["findings"][0]["original_text"].startswith("не")
    assert result["verdict"] in schema.VERDICTS


def test_check_fails_on_request() -> None:
    assert invoke("check", NEGATED, ASSERTED, "-q", "--fail-on", "critical").exit_code == 1


def test_a_package_named_is_used(pair: str, tmp_path: Path) -> None:
    bundled = next(package for package in find() if (package.pair, package.source) == ("ru→en", "bundled"))
    copy = tmp_path / "translate-ru_en-copy"
    shutil.copytree(bundled.path, copy)
    plain = ["--packages", str(tmp_path)]
    named = [*plain, "--package", "translate-ru_en"]
    for arguments, label in ((plain, "translate-ru_en-copy@"), (named, bundled.label)):
        rows = [json.loads(line) for line in invoke("run", pair, "--json", *arguments).stdout.splitlines()]
        assert f"|package:{label}" in rows[0]["signature"]
    assert invoke("translate", "--from", "ru", "--to", "en", *named, stdin="Да.\n").exit_code == 0


def test_check_without_a_package_is_exit_code_3() -> None:
    assert invoke("check", "항구는 월요일에 열립니다", "The port opens on Monday").exit_code == 3


def test_translate_gives_one_line_for_each_line() -> None:
    lines = ["Порт откроется в понедельник.", "", "Да. Мы ждём.", "  ", "Конец"]
    result = invoke("translate", "--from", "ru", "--to", "en", stdin="\r\n".join(lines) + "\n")
    assert result.exit_code == 0, result.output
    translated = result.stdout.split("\n")[:-1]
    assert len(translated) == len(lines)
    assert translated[1] == translated[3] == ""
    assert all(translated[i] for i in (0, 2, 4))


def test_translate_gives_the_same_whatever_the_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = "Порт откроется в понедельник.\nДа. Мы ждём.\n\nЦены на хлеб снова выросли\nКонец\n"
    outputs = set()
    for size in (2000, 1, 2):
        monkeypatch.setattr(translate, "BATCH_LINES", size)
        outputs.add(invoke("translate", "--from", "ru", "--to", "en", stdin=lines).stdout)
    (output,) = outputs
    assert output.count("\n") == 5


def test_translate_refuses_what_is_not_utf8() -> None:
    result = invoke("translate", "--from", "ru", "--to", "en", stdin="да\nпорт".encode("cp1251"))
    assert "Standard input, line 1, byte 0: not UTF-8" in str(result.exception)


def test_schema_as_table_and_as_json_schema() -> None:
    table = invoke("schema").stdout
    assert all(column.name in table for column in (*schema.INPUT, *schema.REPORT))
    document = json.loads(invoke("schema", "report", "--json").stdout)
    assert list(document["properties"]) == [column.name for column in schema.REPORT]
    assert json.loads(invoke("schema", "input", "--json").stdout)["required"] == ["quote_id", "text"]


def test_evaluate_measures_a_report(tmp_path: Path) -> None:
    output = tmp_path / "report.parquet"
    assert invoke("run", SAMPLES, "-q", "-o", str(output)).exit_code == 0
    expected = str(ROOT / "samples" / "expected.csv")
    assert "AUROC" in invoke("evaluate", str(output), expected).stdout
    figures = json.loads(invoke("evaluate", str(output), expected, "--json").stdout)
    assert figures["comparisons"] == 90
    assert figures["pairs"]["ru>en"]["auroc"] > 0.5


def test_every_command_has_help() -> None:
    for command in ("run", "check", "translate", "evaluate", "schema", "models", "export", "doctor", "init"):
        assert invoke(command, "--help").exit_code == 0


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from transcompare.cli import app; "
        "print({'polars', 'ctranslate2', 'sacrebleu', 'pydantic', 'rich', 'babel', 'openpyxl'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_strict_pipeline_runs(pair: str) -> None:
    assert invoke("run", pair, "-q", "--config", str(ROOT / "pipelines" / "strict.toml")).exit_code == 0
    assert Pipeline.from_toml(ROOT / "pipelines" / "strict.toml").engine.beam_size == 8


def test_a_split_input_gives_the_same_rows_with_the_real_engine() -> None:
    samples = pl.read_csv(SAMPLES, infer_schema=False)
    pipeline = Pipeline.default()
    ids = samples["quote_id"].unique(maintain_order=True)
    halves = [samples.filter(pl.col("quote_id").is_in(part.implode())) for part in (ids[:7], ids[7:])]
    assert pipeline(samples).equals(pl.concat([pipeline(half) for half in halves]))


def test_run_into_a_folder_prints_what_run_into_a_file_prints(tmp_path: Path, pair: str) -> None:
    broken = str(ROOT / "samples" / "broken.csv")
    in_memory = invoke("run", pair, broken, "-o", str(tmp_path / "report.parquet"))
    folder = tmp_path / "reports"
    in_parts = invoke("run", pair, broken, "-o", str(folder), "--part-rows", "2")
    assert in_parts.exit_code == 0
    assert len(list((folder / "report").iterdir())) > 1
    shown = in_parts.stdout.replace(str(folder / "rejects"), "R").replace(str(folder), "O").replace("\n", "")
    expected = in_memory.stdout.replace(str(tmp_path / "report.rejects.parquet"), "R")
    expected = expected.replace(str(tmp_path / "report.parquet"), "O").replace(str(tmp_path / "report.html"), "O.html")
    assert shown == expected.replace("\n", "")
    json_lines = invoke("run", pair, broken, "-o", str(folder), "--part-rows", "2", "--json").stdout
    assert json_lines == invoke("run", pair, broken, "--json").stdout
    other = invoke("run", pair, "-o", str(folder), "--part-rows", "2")
    assert "broken.csv is missing" in str(other.exception)
    assert invoke("run", pair, "-o", str(folder), "--part-rows", "2", "--fresh").exit_code == 0
    assert pl.read_parquet(folder / "report").height == 1


def test_fresh_is_for_folders(pair: str) -> None:
    result = invoke("run", pair, "--fresh")
    assert result.exit_code == 2
    assert "folder" in result.output


def test_the_bar_shows_rows_rate_and_verdicts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from collections import Counter

    from transcompare.commands import options
    from transcompare.runner import State

    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "150")
    with options.run_progress(quiet=False) as progress:
        assert progress
        progress(State("read", 5000, None, Counter()))
        for done in range(1, 4):
            progress(State("check", done * 1000, 9000, Counter(divergent=3, not_scored=40)))
    shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", capsys.readouterr().err)
    assert "3000/9000" in shown
    assert "3 divergent  40 not scored" in shown
    assert "rows/s" in shown
    with options.run_progress(quiet=True) as nothing:
        assert nothing is None
