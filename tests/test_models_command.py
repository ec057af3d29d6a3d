from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from transcompare import packages
from transcompare.commands import models
from transcompare.errors import PackageInvalid, PackageMissing
from transcompare.packages import InstalledPackage, Problem, Progress, Scan, Verification, search


@pytest.fixture(autouse=True)
def argos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty Argos folder in place of the user's, and nothing bundled."""
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))  # before the first import, which makes folders
    monkeypatch.delenv(search.PACKAGES_VARIABLE, raising=False)
    packages.argos_folder()
    from argostranslate import settings

    folder = tmp_path / "home" / "packages"
    folder.mkdir(parents=True, exist_ok=True)
    monkeypatch.setattr(settings, "package_data_dir", folder)
    monkeypatch.setattr(search, "bundled_folders", tuple)
    return folder


def make(folder: Path, source: str = "ru", target: str = "en", version: str = "1.0") -> Path:
    (folder / "model").mkdir(parents=True)
    (folder / "model" / "model.bin").write_bytes(b"weights")
    (folder / "sentencepiece.model").write_bytes(b"pieces")
    metadata = {"package_version": version, "from_code": source, "to_code": target}
    (folder / "metadata.json").write_text(json.dumps(metadata), "utf-8")
    return folder


def pack(folder: Path) -> Path:
    path = folder.with_suffix(".argosmodel")
    with zipfile.ZipFile(path, "w") as out:
        for file in folder.rglob("*"):
            out.write(file, file.relative_to(folder.parent))
    return path


def run(*arguments: object, error: type[Exception] | None = None) -> Result:
    result = CliRunner().invoke(models.app, [str(a) for a in arguments])
    if error:
        assert isinstance(result.exception, error), result.exception
    else:
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_list_shows_each_package_and_reports_the_unusable_on_stderr(tmp_path: Path) -> None:
    folder = make(tmp_path / "p" / "translate-ru_en")
    (make(tmp_path / "p" / "broken") / "metadata.json").unlink()
    result = run("list", "--packages", tmp_path / "p")
    (package,) = packages.find([folder])
    (row,) = [line for line in result.stdout.splitlines() if "ru→en" in line]
    assert row.split() == [
        "ru→en", "translate-ru_en", "1.0", "0", "MB", "option", package.sha256[:12], str(folder)
    ]  # fmt: skip
    assert result.stderr == f"Not usable: {tmp_path / 'p' / 'broken'}: it has no metadata.json\n"


def test_list_tells_how_to_use_a_package_that_is_not(tmp_path: Path, argos: Path) -> None:
    make(argos / "translate-ru_en-1_9", version="1.9")
    folder = make(argos / "translate-ru_en-1_0")
    result = run("list")
    assert result.stderr == f"Not in use: ru→en in {folder}. To use it: --package translate-ru_en-1_0\n"
    make(tmp_path / "translate-ru_en-1_9", version="2")
    first, _ = run("list", "--packages", tmp_path / "translate-ru_en-1_9").stderr.splitlines()
    assert first.partition("--package ")[2].startswith("translate-ru_en-1_9@1.9:")


def test_list_takes_several_folders(tmp_path: Path) -> None:
    result = run("list", "--packages", make(tmp_path / "a"), "--packages", make(tmp_path / "b", "en", "ru"))
    assert "ru→en" in result.stdout
    assert "en→ru" in result.stdout


def test_list_json_has_everything_a_script_needs(tmp_path: Path) -> None:
    folder = make(tmp_path / "пакет")
    (package,) = packages.find([folder])
    result = run("list", "--json", "--packages", folder, "--packages", tmp_path / "nowhere")
    assert json.loads(result.stdout) == {
        "packages": [
            {
                "from": "ru",
                "to": "en",
                "name": "пакет",
                "version": "1.0",
                "size": package.size,
                "source": "option",
                "sha256": package.sha256,
                "path": str(folder),
            }
        ],
        "problems": [{"path": str(tmp_path / "nowhere"), "reason": "cannot be read: No such file or directory"}],
    }
    assert result.stderr == ""


def test_list_of_nothing_says_how_to_get_a_package() -> None:
    result = run("list")
    assert result.exit_code == 0
    assert "transcompare models install ru en" in result.stderr


def test_names_of_others_reach_the_terminal_as_plain_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = "[bold]x\x1b]0;title\x07\udcff\u202e"
    package = InstalledPackage(make(tmp_path / "p"), "ru", "en", hostile, "1.0", "option")
    found = Scan((), (package,), (Problem(Path(hostile), "broken"),))
    monkeypatch.setattr(packages, "scan", lambda _: found)
    for output in (run("list").output, run("list", "--json").stdout):
        assert "[bold]x" in output
        assert not set(output) & {"\x1b", "\x07", "\udcff", "\u202e"}


def test_install_file_then_list_then_remove(tmp_path: Path, argos: Path) -> None:
    archive = pack(make(tmp_path / "translate-ru_en", version="1.9"))
    result = run("install", archive)
    assert result.stdout.startswith("Installed ru→en 1.9 (")
    assert str(argos / "translate-ru_en") in result.stdout
    assert result.stderr == ""
    assert "argos" in run("list").stdout
    assert run("remove", "ru", "en").stdout == f"Removed ru→en 1.9 from {argos / 'translate-ru_en'}\n"
    assert list(argos.iterdir()) == []


def test_install_says_when_another_package_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = make(tmp_path / "first")
    monkeypatch.setenv(search.PACKAGES_VARIABLE, str(first))
    result = run("install", pack(make(tmp_path / "translate-ru_en")))
    assert result.stderr == f"For ru→en the package in {first} (environment) comes first.\n"


def test_install_of_a_pair_downloads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = packages.find([make(tmp_path / "p")])[0]

    def download(source: str, target: str, progress: Progress) -> InstalledPackage:
        assert (source, target) == ("ru", "en")
        progress(1, 2)
        progress(2, None)
        return package

    monkeypatch.setattr(packages, "install", download)
    result = run("install", "ru", "en")
    assert result.stdout.startswith("Installed ru→en 1.0 (")
    assert result.stderr == "", "progress is for terminals"


@pytest.mark.parametrize(
    "arguments",
    [["install"], ["install", "a", "b", "c"], ["verify", "ru"], ["verify", "a", "b", "c"], ["remove", "ru"]],
)
def test_wrong_number_of_arguments_is_a_usage_error(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Usage" in result.stderr
    assert result.stdout == ""


def test_errors_are_left_to_the_main_command_line(tmp_path: Path) -> None:
    run("install", tmp_path / "none.argosmodel", error=PackageInvalid)
    run("remove", "ru", "en", error=PackageMissing)
    run("verify", "ru", "en", error=PackageMissing)


@pytest.mark.parametrize(("verdict", "exit_code"), [("ok", 0), ("weak", 0), ("broken", 2)])
def test_verify_shows_the_verdict_and_fails_on_a_broken_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verdict: str, exit_code: int
) -> None:
    def judge(package: InstalledPackage, reverse: InstalledPackage | None) -> Verification:
        assert reverse is None
        return Verification(package, "reference", verdict, 12, 3, 47.66)  # type: ignore[arg-type]

    monkeypatch.setattr(packages, "verify", judge)
    make(tmp_path / "p" / "a-newer-one", version="2.0")
    make(tmp_path / "p" / "translate-ru_en")
    result = run("verify", "--packages", tmp_path / "p", "--package", "translate-ru_en")
    (row,) = [line for line in result.stdout.splitlines() if "ru→en" in line]
    assert row.split() == ["ru→en", "translate-ru_en", verdict, "47.7", "3", "of", "12", "reference"]
    assert result.exit_code == exit_code


def test_verify_of_a_pair_takes_both_packages_of_a_pivot_and_their_reverses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for source, target in (("ru", "en"), ("en", "fr"), ("fr", "en"), ("de", "en")):
        make(tmp_path / "p" / f"{source}_{target}", source, target)
    calls: list[tuple[str, str | None]] = []

    def judge(package: InstalledPackage, reverse: InstalledPackage | None) -> Verification:
        calls.append((package.pair, reverse.pair if reverse else None))
        return Verification(package, "loads", "broken", 12, reason="cannot be loaded")

    monkeypatch.setattr(packages, "verify", judge)
    result = run("verify", "ru", "fr", "--packages", tmp_path / "p")
    assert calls == [("ru→en", None), ("en→fr", "fr→en")]
    assert result.stdout.count("cannot be loaded") == 2
