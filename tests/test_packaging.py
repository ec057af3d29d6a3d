"""What is built and given away: wheel, sdist and Dockerfile. `.ci/install` installs both in clean environments."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from fnmatch import fnmatch
from pathlib import Path

import polars as pl
import pytest

ROOT = Path(__file__).parents[1]
MAIN = "import sys; sys.path.insert(0, sys.argv.pop(1)); from transcompare.cli import main; main()"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PRIVATE = {"uv.lock", "shared", ".venv", ".git", "__pycache__", ".mypy_cache", ".hypothesis", "dist"}


def build(source: Path, target: str, into: Path) -> Path:
    """The wheel or sdist that `source` makes, without a network."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(into)],
        cwd=source, check=True, capture_output=True,
    )  # fmt: skip
    (made,) = into.iterdir()
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel's contents, as an installer puts them."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The only folder of the sdist."""
    sdist = build(ROOT, "sdist", tmp_path_factory.mktemp("sdist"))
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    (inner,) = folder.iterdir()
    return inner


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def tracked() -> set[str]:
    """The files that git knows or will be told of, and that are there."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    command = [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return {name for name in listed.split("\0") if name and (ROOT / name).is_file()}


def test_the_wheel_holds_the_package_and_nothing_else(installed: Path) -> None:
    inside = files(installed)
    for name in (
        "transcompare/py.typed", "transcompare/html/templates/page.html.j2", "transcompare/html/templates/style.css",
        "transcompare/data/default.toml", "transcompare/data/starter.csv", "transcompare/data/lexicons/ru-en.parquet",
        "transcompare/data/packages/translate-ru_en/model/model.bin",
        "transcompare/data/packages/translate-en_ru/sentencepiece.model",
        "transcompare/data/paraphrase/en/model/model.bin", "transcompare/data/paraphrase/en/head.npz",
    ):  # fmt: skip
        assert name in inside
    assert {name.split("/")[0] for name in inside} == {"transcompare", installed_info(installed).name}
    assert (
        sum((installed / name).stat().st_size for name in inside) < 45e6
    )  # two translation packages of 9 MB, the paraphrase model of 21


def test_the_wheel_holds_what_git_holds(installed: Path) -> None:
    ours = {name for name in tracked() if name.startswith("transcompare/")}
    assert {name for name in files(installed) if name.startswith("transcompare/")} == {
        *ours, "transcompare/data/default.toml"
    }  # fmt: skip


def installed_info(installed: Path) -> Path:
    (info,) = installed.glob("transcompare-*.dist-info")
    return info


def test_the_wheel_says_what_it_is_and_needs(installed: Path) -> None:
    info = installed_info(installed)
    metadata = (info / "METADATA").read_text("utf-8").partition("\n\n")[0].splitlines()
    assert "License-Expression: Apache-2.0" in metadata
    assert "License-File: LICENSE" in metadata
    assert (info / "licenses" / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
    needed = {re.split(r"[<>=;\[ ]", line.partition(": ")[2])[0] for line in metadata if line.startswith("Requires-")}
    assert "argostranslate" in needed
    assert not needed & {"torch", "stanza", "spacy", "hatchling", "pytest"}
    assert "transcompare = transcompare.cli:main" in (info / "entry_points.txt").read_text("utf-8")


def test_the_wheel_alone_compares_and_shows(installed: Path, tmp_path: Path) -> None:
    def transcompare(*words: str) -> str:
        command = [sys.executable, "-I", "-c", MAIN, str(installed), *words]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    assert "Next:" in transcompare("init", ".")
    transcompare("run", "statements.csv", "--config", "transcompare.toml", "-o", "report.parquet")
    assert "divergent" in pl.read_parquet(tmp_path / "report.parquet")["verdict"].to_list()
    transcompare("report", "report.parquet", "-o", "report.html")
    assert "</html>" in (tmp_path / "report.html").read_text("utf-8")
    used = {each["path"] for each in json.loads(transcompare("models", "list", "--json"))["packages"]}
    assert str(installed / "transcompare" / "data" / "packages" / "translate-ru_en") in used


def test_the_sdist_holds_the_project_and_nothing_private(unpacked: Path) -> None:
    inside = files(unpacked)
    assert not PRIVATE & {part for name in inside for part in name.split("/")}
    assert inside == tracked() | {"PKG-INFO"}


def test_the_sdist_makes_the_same_wheel(unpacked: Path, wheel: Path, tmp_path: Path) -> None:
    again = build(unpacked, "wheel", tmp_path)
    assert again.name == wheel.name
    assert again.read_bytes() == wheel.read_bytes()


def test_what_uvx_leaves_out_is_what_uv_leaves_out() -> None:
    lines = (ROOT / "lean.txt").read_text("utf-8").splitlines()
    left_out = [line.partition(" ; ")[0] for line in lines if not line.startswith("#")]
    assert left_out == PROJECT["tool"]["uv"]["exclude-dependencies"]


DOCKERFILE = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text("utf-8"))


def test_the_image_is_made_of_files_that_are_sent_to_the_builder() -> None:
    rules = [line for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if not line.startswith("#")]
    assert rules[0] == "*"
    copied = [
        name for line in re.findall(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE, re.MULTILINE) for name in line.split()
    ]
    assert "transcompare" in copied
    for name in copied:
        assert (ROOT / name).exists(), name
        assert any(rule.startswith("!") and fnmatch(name, rule[1:]) for rule in rules), name
    targets = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {
        *targets["packages"],
        *targets["force-include"],
        PROJECT["project"]["readme"],
        "LICENSE",
        "pyproject.toml",
    }
    assert needed <= set(copied)


def test_the_image_runs_as_nobody_in_particular() -> None:
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER (?!root|0)\w+$", last, re.MULTILINE)
    assert last.index("\nUSER ") > last.rindex("\nRUN ")
    assert 'ENTRYPOINT ["transcompare"]' in last
    assert not re.search(r"https?://|\bcurl\b|\bwget\b|^ADD ", DOCKERFILE, re.MULTILINE)
