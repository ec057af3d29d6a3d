"""Completion in the shell: the commands, options and values that bash, zsh and fish are given."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from transcompare.commands import completion
from transcompare.commands.options import Severity, Style

MAIN = "import sys; sys.argv[0] = 'transcompare'; from transcompare.cli import main; main()"


def ask(shell: str, line: str, code: str = MAIN, **environment: str) -> subprocess.CompletedProcess[str]:
    """What a shell does when the tabulator is pressed at the end of `line`."""
    variables = {"_TRANSCOMPARE_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_ARGS": line}
    variables |= {"COMP_WORDS": line, "COMP_CWORD": str(len(line.split(" ")) - 1)}
    variables |= {"_TYPER_COMPLETE_FISH_ACTION": "get-args", **environment}
    return subprocess.run(
        [sys.executable, "-c", code], env=os.environ | variables, capture_output=True, text=True, check=False
    )


def candidates(line: str, shell: str = "fish") -> dict[str, str]:
    """Each candidate, and the description that fish and zsh show."""
    done = ask(shell, line)
    assert (done.returncode, done.stderr) == (0, "")
    pairs = (each.partition("\t") for each in done.stdout.splitlines() if each)
    return {value: text for value, _, text in pairs}


COMMANDS = {
    "run", "match", "check", "translate", "export", "evaluate", "report", "schema", "init", "doctor", "cache", "models",
    "review",
}  # fmt: skip


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("transcompare ", COMMANDS),
        ("transcompare ex", {"export"}),
        ("transcompare models ", {"list", "install", "remove", "verify"}),
        ("transcompare run --pa", {"--packages", "--package", "--part-rows"}),
        ("transcompare run --format ", set(Style)),
        ("transcompare check a b --format ma", {"markdown"}),
        ("transcompare run --fail-on ", set(Severity)),
        ("transcompare schema ", {"input", "report", "rejects"}),
        ("transcompare translate --from ", {"en", "ru"}),
        ("transcompare translate --from ru --to e", {"en"}),
        ("transcompare run --package ", {"translate-ru_en", "translate-en_ru"}),
        ("transcompare models remove ru ", {"en", "ru"}),
        ("transcompare run nothing-like-this", set()),
    ],
)
def test_bash_and_fish_complete(line: str, expected: set[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))  # no packages of the user's own
    assert set(candidates(line, "bash")) == expected
    assert set(candidates(line)) == expected


def test_descriptions_are_one_line_and_languages_have_names() -> None:
    assert candidates("transcompare models install f")["fr"] == "French"
    assert candidates("transcompare models install ru e")["es"] == "Spanish"
    shown = candidates("transcompare run --package", "fish")
    assert shown["--package"].endswith("(repeatable; see `models list`).")
    assert "".join(ask("zsh", "transcompare translate --to r").stdout.split()) == (
        """_arguments'*::(("ru":"Russian"))'"""
    )


def test_completion_imports_nothing_heavy() -> None:
    heavy = {"polars", "ctranslate2", "sacrebleu", "numpy", "torch"}  # pydantic: Typer imports it itself
    code = f"{MAIN.removesuffix('main()')}\ntry: main()\nfinally: print({heavy!r} & set(sys.modules), file=sys.stderr)"
    for line in ("transcompare ", "transcompare run --package ", "transcompare models install r"):
        done = ask("fish", line, code)
        assert (done.returncode, done.stderr) == (0, "set()\n")


def test_a_broken_place_of_packages_is_no_candidate(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "translate-xx_yy"
    broken.mkdir()
    (broken / "metadata.json").write_text("not JSON", "utf-8")
    monkeypatch.setenv("TRANSCOMPARE_PACKAGES", str(tmp_path))
    assert {name for name, _ in completion.package_names("")} >= {"translate-ru_en"}
    assert not [name for name, _ in completion.package_names("translate-xx")]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_a_shell(shell: str, tmp_path: Path) -> None:
    done = ask(shell, "", _TRANSCOMPARE_COMPLETE=f"source_{shell}")
    assert done.returncode == 0
    assert "complete" in done.stdout
    if (program := shutil.which(shell)) is None:
        pytest.skip(f"{shell} is not installed")
    script = tmp_path / "script"
    script.write_text(done.stdout, "utf-8")
    parsed = subprocess.run([program, "-n", str(script)], capture_output=True, text=True, check=False)
    assert (parsed.returncode, parsed.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash on this machine")
def test_bash_itself_completes(tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_text(ask("bash", "", _TRANSCOMPARE_COMPLETE="source_bash").stdout, "utf-8")
    command = tmp_path / "transcompare"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{MAIN}"\n', "utf-8")
    command.chmod(0o755)
    press = "; ".join(
        (
            f"source {script}",
            "complete -p transcompare >/dev/null",
            "COMP_WORDS=(transcompare run --format g) COMP_CWORD=3",
            f"_transcompare_completion {command}",
            'printf "%s\\n" "${COMPREPLY[@]}"',
        )
    )
    done = subprocess.run(["bash", "--norc", "-c", press], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("github\n", "")
