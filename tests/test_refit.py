"""One command fits everything again, in the order in which one fit needs the other."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pipelines import refit

FAIR, LABELLED = "news.ru-en.tsv", "labelled.jsonl"


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str, fails: str = "") -> list[list[str]]:
    """The commands that are run, each without Python and with the script's name only."""
    commands: list[list[str]] = []

    def ran(command: list[str], check: bool) -> subprocess.CompletedProcess[str]:
        assert not check
        python, script, *options = command
        assert python == sys.executable
        assert Path(script).is_file()
        commands.append([Path(script).name, *options])
        return subprocess.CompletedProcess(command, returncode=int(commands[-1][0] == fails))

    monkeypatch.setattr(subprocess, "run", ran)
    monkeypatch.setattr(sys, "argv", ["refit.py", *arguments])
    refit.main()
    return commands


def test_each_fit_follows_those_that_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, FAIR, "other.ru-en.tsv", "--labelled", LABELLED, "--adequacy", "judged.jsonl") == [
        ["fit_words.py", FAIR, "other.ru-en.tsv", "--write"],
        ["calibrate_checks.py", FAIR, "other.ru-en.tsv", "--write"],
        ["fit_matching.py", FAIR, "other.ru-en.tsv", "--write"],
        ["fit_combiner.py", LABELLED, "--adequacy", "judged.jsonl", "--write"],
    ]


def test_the_first_failure_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit, match=r"calibrate_checks\.py failed"):
        run(monkeypatch, FAIR, "--labelled", LABELLED, fails="calibrate_checks.py")


@pytest.mark.parametrize("script", [step[0] for step in refit.steps([Path(FAIR)], [Path(LABELLED)], {})])
def test_every_step_takes_what_it_is_given(script: str) -> None:
    command = [sys.executable, str(refit.HERE / script), "--help"]
    shown = subprocess.run(command, capture_output=True, text=True, check=False)
    if "No module named" in shown.stderr:
        pytest.skip("the group fit is not installed")
    assert shown.returncode == 0
    assert "--write" in shown.stdout
