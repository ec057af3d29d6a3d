"""What `doctor` says of an installation that works, and of those that do not."""

from __future__ import annotations

import json
import shutil
from importlib import metadata
from pathlib import Path

import pytest
from typer.testing import CliRunner

from transcompare import doctor
from transcompare.cli import app
from transcompare.packages import find
from transcompare.packages.search import Scan


def test_it_works_here() -> None:
    result = CliRunner().invoke(app, ["doctor", "--json"])
    facts = json.loads(result.stdout)
    assert result.exit_code == 0
    assert facts["healthy"] is True
    assert facts["self_test"]["verdict"] in ("divergent", "review")
    assert "negation" in facts["self_test"]["categories"]
    assert set(facts["self_test"]["stages"]) >= {"translate", "score", "check"}
    assert {"en→ru", "ru→en"} <= set(facts["paths"])
    assert all(len(package["sha256"]) == 64 for package in facts["packages"])
    assert facts["versions"]["ctranslate2"]


def test_the_terminal_names_the_packages_and_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    bundled = next(package for package in find() if package.pair == "ru→en")
    shutil.copytree(bundled.path, tmp_path / "mine")
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "metadata.json").write_text("{}", "utf-8")
    result = CliRunner().invoke(app, ["doctor", "--packages", str(tmp_path)])
    assert result.exit_code == 0, result.output
    shown = " ".join(result.stdout.split())
    assert "mine 1.0" in shown
    assert f"not used ru→en {bundled.name}" in shown
    assert f"to use it all the same: --package {bundled.path.name}" in shown
    assert "broken" in shown
    assert "Everything essential works." in shown
    assert max(map(len, result.stdout.splitlines())) <= 120 or str(tmp_path) in result.stdout


def test_no_package_at_all_is_essential(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "scan", lambda *_: Scan((), (), ()))
    result = CliRunner().invoke(app, ["doctor"])
    assert result.exit_code == 1
    assert "There is no translation package." in result.stdout
    assert "transcompare models install ru en" in result.stdout
    assert "Something essential is missing." in result.stdout


def test_a_requirement_that_is_missing_is_essential_an_extra_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    real = metadata.version

    def version(name: str) -> str:
        if name in ("sacrebleu", "xlsxwriter"):
            raise metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(metadata, "version", version)
    monkeypatch.setattr(doctor, "scan", lambda *_: Scan((), (), ()))
    problems = {problem.what: problem for problem in doctor.examine().problems}
    assert problems["sacrebleu is not installed."].essential
    extra = problems["xlsxwriter is not installed (extra 'excel')."]
    assert not extra.essential
    assert "transcompare[excel]" in extra.advice


def test_a_package_that_does_not_load_fails_the_self_test(tmp_path: Path) -> None:
    bundled = next(package for package in find() if package.pair == "ru→en")
    shutil.copytree(bundled.path, tmp_path / "damaged")
    (tmp_path / "damaged" / "model" / "model.bin").write_bytes(b"rubbish")
    examination = doctor.examine([tmp_path])
    assert not examination.healthy
    assert any("The self-test failed" in problem.what for problem in examination.problems)


def test_a_package_named_that_is_not_there_is_a_problem() -> None:
    examination = doctor.examine(prefer=["translate-xx_yy"])
    assert not examination.healthy
    assert any("translate-xx_yy" in problem.what for problem in examination.problems)


def test_paths_lead_through_english() -> None:
    packages = find()
    russian = next(package for package in packages if package.pair == "ru→en")
    german = type(russian)(Path("x"), "en", "de", "translate-en_de", "1", "option")
    assert doctor._paths([russian, german]) == ["en→de", "ru→en", "ru→en→de"]
