from __future__ import annotations

import http.client
import io
import json
import os
import stat
import subprocess
import sys
import types
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pytest
import sentencepiece
from hypothesis import given
from hypothesis import strategies as st

from transcompare import packages
from transcompare.errors import ConfigError, EngineError, PackageInvalid, PackageMissing
from transcompare.packages import archive, installed, official, probe, search

LINES = (
    "The harbour was closed because of the storm.",
    "Порт закрыли из-за шторма.",
    "Nobody asked the mayor about the new bridge.",
    "Никто не спросил мэра о новом мосте.",
    "Prices of bread rose by five percent in March.",
    "Цены на хлеб выросли в марте на пять процентов.",
)

Maker = Callable[..., Path]


@pytest.fixture(scope="session")
def tokenizer_model(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    prefix = tmp_path_factory.mktemp("tokenizer") / "tiny"
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(LINES * 3), model_prefix=str(prefix), vocab_size=60, minloglevel=2
    )
    return prefix.with_suffix(".model").read_bytes()


@pytest.fixture(autouse=True)
def argos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty Argos folder in place of the user's, and nothing bundled."""
    home = tmp_path / "home"
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home))  # before the first import, which makes folders
    monkeypatch.delenv(search.PACKAGES_VARIABLE, raising=False)
    assert installed.import_argos() is None
    from argostranslate import settings

    folder = home / "packages"
    folder.mkdir(parents=True)
    monkeypatch.setattr(settings, "package_data_dir", folder)
    monkeypatch.setattr(settings, "downloads_dir", home)
    monkeypatch.setattr(search, "bundled_folders", tuple)
    yield folder
    assert not list(folder.glob(".*")), "nothing half-done is left behind"


@pytest.fixture
def make(tokenizer_model: bytes) -> Maker:
    def make(folder: Path, pair: str = "ru_en", version: str = "1.0", **metadata: object) -> Path:
        source, _, target = pair.partition("_")
        (folder / "model").mkdir(parents=True)
        (folder / "model" / "model.bin").write_bytes(b"weights of " + version.encode())
        (folder / "sentencepiece.model").write_bytes(tokenizer_model)
        content = {"package_version": version, "from_code": source, "to_code": target} | metadata
        (folder / "metadata.json").write_text(json.dumps(content), "utf-8")
        return folder

    return make


@pytest.fixture
def packed(tmp_path: Path, make: Maker) -> Path:
    folder = make(tmp_path / "src" / "translate-ru_en")
    return pack(tmp_path / "ru_en.argosmodel", {str(p.relative_to(folder.parent)): p for p in files_of(folder)})


def files_of(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file())


def pack(path: Path, entries: dict[str, Path | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in entries.items():
            out.writestr(name, content if isinstance(content, bytes) else content.read_bytes())
    return path


def entries_of(path: Path) -> dict[str, Path | bytes]:
    with zipfile.ZipFile(path) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


# Finding


def test_package_is_described_by_its_metadata_and_files(tmp_path: Path, make: Maker) -> None:
    folder = make(tmp_path / "translate-ru_en-1_9", version="1.9", target_prefix="__en__")
    (folder / "README.md").write_text("Где взято: тест", "utf-8")
    (package,) = packages.find([folder])
    assert (package.from_code, package.to_code, package.pair) == ("ru", "en", "ru→en")
    assert (package.name, package.version, package.source) == ("translate-ru_en-1_9", "1.9", "option")
    assert package.target_prefix == "__en__"
    assert package.readme == "Где взято: тест"
    assert package.size == sum(p.stat().st_size for p in files_of(folder))
    assert package.label == f"translate-ru_en-1_9@1.9:{package.sha256[:12]}"


def test_readme_is_none_without_one(tmp_path: Path, make: Maker) -> None:
    assert packages.find([make(tmp_path / "p")])[0].readme is None


def test_tokenizer_restores_what_it_split(tmp_path: Path, make: Maker) -> None:
    tokenizer = packages.find([make(tmp_path / "p")])[0].tokenizer()
    tokens = tokenizer.encode(LINES[1])
    assert len(tokens) > 3
    assert tokenizer.decode(tokens) == LINES[1]


@pytest.mark.parametrize("name", ["model/model.bin", "model/config.json", "sentencepiece.model", "metadata.json"])
def test_fingerprint_changes_with_every_file_that_matters(tmp_path: Path, make: Maker, name: str) -> None:
    before = packages.find([make(tmp_path / "p")])[0].sha256
    with (tmp_path / "p" / name).open("ab") as file:
        file.write(b" ")
    assert packages.find([tmp_path / "p"])[0].sha256 != before


def test_fingerprint_is_the_same_in_another_folder_and_with_another_readme(tmp_path: Path, make: Maker) -> None:
    first, second = make(tmp_path / "a" / "p"), make(tmp_path / "b" / "q")
    (second / "README.md").write_text("moved", "utf-8")
    assert packages.find([first])[0].sha256 == packages.find([second])[0].sha256


def test_option_comes_before_environment_before_argos_before_bundled(
    tmp_path: Path, argos: Path, make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = {name: tmp_path / name for name in ("option", "environment", "bundled")} | {"argos": argos}
    for number, (name, folder) in enumerate(sorted(places.items())):
        make(folder / f"translate-{name}", version=str(number))
    monkeypatch.setattr(search, "bundled_folders", lambda: (places["bundled"],))
    assert [p.source for p in packages.find()] == ["argos"]
    monkeypatch.setenv(search.PACKAGES_VARIABLE, os.pathsep.join(["", str(places["environment"])]))
    assert [p.source for p in packages.find()] == ["environment"]
    assert [p.source for p in packages.find([places["option"]])] == ["option"]
    assert [source for source, _ in packages.scan([places["option"]]).places] == [
        "option",
        "environment",
        "argos",
        "bundled",
    ]


def test_bundled_package_is_named_so_in_signatures(
    tmp_path: Path, make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path / "p" / "translate-ru_en")
    monkeypatch.setattr(search, "bundled_folders", lambda: (tmp_path / "p",))
    assert packages.find()[0].label.endswith("(bundled)")


def test_each_pair_is_served_by_the_first_folder_that_has_it(tmp_path: Path, make: Maker) -> None:
    make(tmp_path / "a" / "p")
    make(tmp_path / "b" / "p")
    make(tmp_path / "b" / "q", "en_uk")
    found = packages.find([tmp_path / "a", tmp_path / "b"])
    assert [(p.pair, p.path.parent.name) for p in found] == [("ru→en", "a"), ("en→uk", "b")]


@pytest.mark.parametrize(("low", "high"), [("1.9", "1.10"), ("1", "1.0.1"), ("", "0.1"), ("0.9", "2.0rc1")])
def test_higher_version_wins_within_a_folder(tmp_path: Path, make: Maker, low: str, high: str) -> None:
    make(tmp_path / "p" / "b", version=low)
    make(tmp_path / "p" / "a", version=high)
    assert [p.version for p in packages.find([tmp_path / "p"])] == [high]


@pytest.mark.parametrize("name", ["translate-ru_en", "folder-b", "label"])
def test_a_package_named_wins_over_all_places_for_its_pair(tmp_path: Path, argos: Path, make: Maker, name: str) -> None:
    make(tmp_path / "p" / "first", version="2.0")
    make(tmp_path / "p" / "second", "en_uk")
    chosen = make(argos / "translate-ru_en", version="1.0")
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "folder-b").symlink_to(chosen)
    (argos_one,) = packages.find([chosen])
    places = [tmp_path / "p", tmp_path / "links"]
    found = packages.scan(places, [argos_one.label if name == "label" else name])
    assert [(p.pair, p.version) for p in found.packages] == [("ru→en", "1.0"), ("en→uk", "1.0")]
    assert (tmp_path / "p" / "first") in {p.path for p in found.others}
    assert packages.find(places)[0].version == "2.0"


def test_of_two_packages_of_one_name_a_label_tells_which(
    tmp_path: Path, argos: Path, make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(argos / "translate-ru_en", version="1.9")
    make(tmp_path / "ours" / "translate-ru_en", version="0.1")
    monkeypatch.setattr(search, "bundled_folders", lambda: (tmp_path / "ours",))
    assert packages.find(prefer=["translate-ru_en"])[0].version == "1.9"
    (ours,) = packages.scan().others
    for name in (ours.label, ours.label.removesuffix("(bundled)")):
        assert packages.find(prefer=[name])[0].source == "bundled"


def test_an_unknown_name_lists_the_known_ones_nearest_first(tmp_path: Path, make: Maker) -> None:
    make(tmp_path / "translate-ru_en-1_0")
    make(tmp_path / "other", "en_de")
    (make(tmp_path / "broken", "de_en") / "metadata.json").unlink()
    with pytest.raises(ConfigError) as caught:
        packages.find([tmp_path], ["translate-ru_en-1_9"])
    assert str(caught.value) == (
        "There is no translation package 'translate-ru_en-1_9'. Did you mean 'translate-ru_en-1_0'? "
        "Known: other, translate-ru_en-1_0."
    )
    with pytest.raises(ConfigError, match=r"'broken'\. Not usable: .*it has no metadata\.json\. Known: other"):
        packages.find([tmp_path], ["broken"])


def break_metadata(folder: Path, **changes: object) -> None:
    file = folder / "metadata.json"
    file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | changes), "utf-8")


BREAKAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "no metadata": (lambda p: (p / "metadata.json").unlink(), "no metadata.json"),
    "bad JSON": (lambda p: (p / "metadata.json").write_text("{"), "cannot be read"),
    "a list": (lambda p: (p / "metadata.json").write_text("[]"), "cannot be read"),
    "not UTF-8": (lambda p: (p / "metadata.json").write_bytes(b'{"a": "\xff\xfe"}'), "cannot be read"),
    "deep JSON": (lambda p: (p / "metadata.json").write_text("[" * 200_000), "cannot be read"),
    "huge metadata": (lambda p: (p / "metadata.json").write_bytes(b" " * (1 << 21)), "larger than 1 MiB"),
    "no code": (lambda p: break_metadata(p, to_code=None), "no usable to_code"),
    "number for a code": (lambda p: break_metadata(p, from_code=7), "no usable from_code"),
    "path for a code": (lambda p: break_metadata(p, from_code="../ru"), "no usable from_code"),
    "number for a version": (lambda p: break_metadata(p, package_version=1.9), "no usable package_version"),
    "odd version": (lambda p: break_metadata(p, package_version="1\x1b[31m"), "no usable package_version"),
    "list for a prefix": (lambda p: break_metadata(p, target_prefix=[]), "no usable target_prefix"),
    "number for languages": (lambda p: break_metadata(p, languages=3), "cannot be read"),
    "sentence splitter": (lambda p: break_metadata(p, type="sbd"), "type 'sbd'"),
    "no weights": (lambda p: (p / "model" / "model.bin").unlink(), "no model/model.bin"),
    "empty weights": (lambda p: (p / "model" / "model.bin").write_bytes(b""), "no model/model.bin"),
    "no tokenizer": (lambda p: (p / "sentencepiece.model").unlink(), "no sentencepiece.model"),
}


@pytest.mark.parametrize("case", BREAKAGES)
def test_broken_package_is_reported_and_the_others_still_found(tmp_path: Path, make: Maker, case: str) -> None:
    spoil, reason = BREAKAGES[case]
    spoil(make(tmp_path / "p" / "broken"))
    make(tmp_path / "p" / "whole", "en_de")
    found = packages.scan([tmp_path / "p"])
    assert [p.pair for p in found.packages] == ["en→de"]
    assert [problem.path.name for problem in found.problems] == ["broken"]
    assert reason in found.problems[0].reason


def test_broken_package_named_directly_is_reported(tmp_path: Path, make: Maker) -> None:
    (make(tmp_path / "p") / "metadata.json").unlink()
    assert [str(p) for p in packages.scan([tmp_path / "p"]).problems] == [f"{tmp_path / 'p'}: it has no metadata.json"]


def test_archive_gets_a_hint_how_to_install_it(packed: Path) -> None:
    for place in (packed, packed.parent):
        (problem,) = packages.scan([place]).problems
        assert problem.path == packed
        assert f"`transcompare models install {packed}`" in problem.reason


@pytest.mark.parametrize("name", ["nowhere", "file", "empty"])
def test_folder_without_any_package_is_reported(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("text")
    (tmp_path / "empty" / "notes").mkdir(parents=True)
    found = packages.scan([tmp_path / name])
    assert found.packages == ()
    assert [problem.path.name for problem in found.problems] == [name]


def test_empty_argos_folder_is_no_problem() -> None:
    assert packages.scan() == packages.Scan((("argos", packages.argos_folder()),), (), ())


def test_unreadable_folders_are_reported(tmp_path: Path, make: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    make(tmp_path / "p" / "locked")
    make(tmp_path / "p" / "open", "en_de")
    exists = Path.exists

    def refuse(self: Path) -> bool:
        if self.parent.name == "locked":
            raise PermissionError(13, "Permission denied")
        return exists(self)

    monkeypatch.setattr(Path, "exists", refuse)
    found = packages.scan([tmp_path / "p"])
    assert [p.pair for p in found.packages] == ["en→de"]
    assert [problem.reason for problem in found.problems] == ["cannot be read: Permission denied"]


def run_python(code: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(Path(packages.__file__).parents[2]), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_stanza_is_never_imported(tmp_path: Path, make: Maker) -> None:
    folder = make(tmp_path / "p")
    code = f"""
import sys
from pathlib import Path
from transcompare import packages
assert "argostranslate" not in sys.modules, "imported too early"
packages.find([Path({str(folder)!r})])[0].tokenizer().encode("storm")
names = "stanza torch spacy argostranslate.sbd argostranslate.translate".split()
print([name for name in names if name in sys.modules])
"""
    assert run_python(code) == "[]"


def test_unwritable_home_is_noted_and_other_folders_still_work(tmp_path: Path, make: Maker) -> None:
    folder, blocked = make(tmp_path / "p"), tmp_path / "file"
    blocked.write_text("a file, so that no folder can be made under it")
    code = f"""
import os
from pathlib import Path
from transcompare import packages
before = dict(os.environ)
found = packages.scan([Path({str(folder)!r})])
print(found.packages[0].pair, "|", found.problems[0].reason)
print([name for name in before if os.environ.get(name) != before[name]])
"""
    first, changed = run_python(code, XDG_DATA_HOME=str(blocked), PYTHONIOENCODING="utf-8").splitlines()
    assert first.startswith("ru→en | Argos Translate's own folder cannot be used")
    assert "--packages DIR" in first
    assert changed == "[]"


def test_senseless_argos_settings_are_a_config_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: dict[str, str]) -> None:
        raise KeyError("NO SUCH PROVIDER")

    monkeypatch.setattr(installed, "_import_argos_with", fail)
    with pytest.raises(ConfigError, match="NO SUCH PROVIDER"):
        installed.import_argos.__wrapped__()


# Paths through languages


@pytest.mark.parametrize(
    ("have", "pair", "expected"),
    [
        ("ru_en", "ru en", ["ru→en"]),
        ("ru_en en_uk", "ru uk", ["ru→en", "en→uk"]),
        ("ru_en en_uk ru_uk", "ru uk", ["ru→uk"]),
        ("ru_en", "ru ru", []),
    ],
)
def test_path_is_direct_or_through_english(
    tmp_path: Path, make: Maker, have: str, pair: str, expected: list[str]
) -> None:
    for name in have.split():
        make(tmp_path / "p" / name, name)
    source, target = pair.split()
    assert [p.pair for p in packages.path_for(source, target, packages.find([tmp_path / "p"]))] == expected


@pytest.mark.parametrize(
    ("pair", "commands"),
    [
        ("en ru", ["en ru"]),
        ("de fr", ["de en", "en fr"]),
        ("ru fr", ["en fr"]),
        ("de ru", ["de en", "en ru"]),
    ],
)
def test_missing_package_error_says_where_was_looked_and_what_to_do(
    tmp_path: Path, argos: Path, make: Maker, pair: str, commands: list[str]
) -> None:
    make(tmp_path / "p" / "ru_en")
    (make(tmp_path / "p" / "broken", "en_ru") / "model" / "model.bin").unlink()
    extra = [tmp_path / "p"]
    source, target = pair.split()
    with pytest.raises(PackageMissing) as caught:
        packages.path_for(source, target, packages.find(extra), extra)
    message = str(caught.value)
    assert pair.replace(" ", "→") in message
    assert str(argos) in message
    assert f"{tmp_path / 'p'} (option)" in message
    assert "broken: it has no model/model.bin" in message
    offered = [part.split("`")[0] for part in message.split("`transcompare models install ")[1:]]
    assert offered == commands


# Installing a file


def test_installed_file_is_found_in_the_argos_folder(packed: Path, argos: Path) -> None:
    package = packages.install_file(packed)
    assert package.path == argos / "translate-ru_en"
    assert packages.find() == (package,)
    assert package.source == "argos"


def test_file_can_be_installed_into_a_new_folder(packed: Path, tmp_path: Path, argos: Path) -> None:
    package = packages.install_file(packed, tmp_path / "new" / "folder")
    assert package.path == tmp_path / "new" / "folder" / "translate-ru_en"
    assert list(argos.iterdir()) == []
    assert list((tmp_path / "new" / "folder").iterdir()) == [package.path]


@pytest.mark.parametrize("kind", ["package", "file", "link"])
def test_what_has_the_same_name_is_replaced(packed: Path, argos: Path, make: Maker, kind: str) -> None:
    old = argos / "translate-ru_en"
    other = make(argos.parent / "other", version="0.5")
    if kind == "package":
        make(old, version="0.5")
        (old / "left-over").write_text("")
    elif kind == "file":
        old.write_text("")
    else:
        old.symlink_to(other)
    assert packages.install_file(packed).version == "1.0"
    assert not (old / "left-over").exists()
    assert (other / "model" / "model.bin").exists(), "what a link points to is kept"


def test_old_package_stays_when_the_new_one_is_refused(packed: Path, argos: Path, make: Maker) -> None:
    make(argos / "translate-ru_en", version="0.5")
    entries = entries_of(packed)
    del entries["translate-ru_en/sentencepiece.model"]
    with pytest.raises(PackageInvalid, match=r"no sentencepiece\.model"):
        packages.install_file(pack(packed, entries))
    assert [p.version for p in packages.find()] == ["0.5"]


def test_old_package_comes_back_when_the_move_fails(
    packed: Path, argos: Path, make: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(argos / "translate-ru_en", version="0.5")
    rename = Path.rename

    def fail_once(self: Path, target: Path) -> Path:
        if self.parent.name.startswith(".installing-") and self.name == "translate-ru_en":
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail_once)
    with pytest.raises(EngineError, match="No space left"):
        packages.install_file(packed)
    assert [p.version for p in packages.find()] == ["0.5"]


BAD_ENTRIES = {
    "../evil": "leads out",
    "translate-ru_en/../../evil": "leads out",
    "/etc/evil": "leads out",
    "//server/share/evil": "leads out",
    "..\\evil": "leads out",
    "C:/evil": "leads out",
    "C:evil": "leads out",
    "translate-ru_en/a\\b": "not a plain name",
    "translate-ru_en/file:stream": "not a plain name",
    "translate-ru_en/bell\x07": "not a plain name",
    "translate-ru_en/" + "a/" * 20_000: "not a plain name",
    "other/metadata.json": "has 2: other, translate-ru_en",
    "loose": "has 2: loose, translate-ru_en",
    "translate-ru_en/METADATA.json": "two entries of the same name",
    "translate-ru_en/metadata.json/evil": "file and a folder of the same name",
}


@pytest.mark.parametrize("name", BAD_ENTRIES, ids=lambda name: repr(name[:40]))
def test_archive_with_a_bad_entry_is_refused_whole(packed: Path, argos: Path, name: str) -> None:
    pack(packed, entries_of(packed) | {name: b"evil"})
    with pytest.raises(PackageInvalid, match=BAD_ENTRIES[name]):
        packages.install_file(packed)
    assert list(argos.iterdir()) == []
    assert not list(argos.parent.parent.rglob("evil"))


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_links_and_special_files_are_refused(packed: Path, argos: Path, kind: int) -> None:
    entry = zipfile.ZipInfo("translate-ru_en/link")
    entry.external_attr = (kind | 0o777) << 16
    with zipfile.ZipFile(packed, "a") as out:
        out.writestr(entry, "/etc/passwd")
    with pytest.raises(PackageInvalid, match="a link or a special file"):
        packages.install_file(packed)
    assert list(argos.iterdir()) == []


def test_bomb_is_refused_before_it_is_unpacked(packed: Path, argos: Path) -> None:
    pack(packed, entries_of(packed) | {"translate-ru_en/zeros": bytes(20_000_000)})
    assert packed.stat().st_size < 200_000
    with pytest.raises(PackageInvalid, match="which no model does"):
        packages.install_file(packed)
    assert list(argos.iterdir()) == []


@pytest.mark.parametrize(("limit", "reason"), [("SIZE_LIMIT", "which no model does"), ("ENTRY_LIMIT", "entries")])
def test_archives_over_a_limit_are_refused(
    packed: Path, monkeypatch: pytest.MonkeyPatch, limit: str, reason: str
) -> None:
    monkeypatch.setattr(archive, limit, 2)
    with pytest.raises(PackageInvalid, match=reason):
        packages.install_file(packed)


def test_size_that_lies_is_found_out(packed: Path, argos: Path) -> None:
    pack(packed, entries_of(packed) | {"translate-ru_en/zeros": bytes(5_000_000)})
    # The declared size, little-endian, in the local header and in the central directory.
    packed.write_bytes(packed.read_bytes().replace((5_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little")))
    with pytest.raises(PackageInvalid, match="damaged"):
        packages.install_file(packed)
    assert list(argos.iterdir()) == []


@pytest.mark.parametrize("change", ["encrypted", "method"])
def test_entries_that_cannot_be_read_plainly_are_refused(packed: Path, change: str) -> None:
    entry = zipfile.ZipInfo("translate-ru_en/x")
    entry.compress_type = zipfile.ZIP_LZMA if change == "method" else zipfile.ZIP_STORED
    entry.flag_bits = 1 if change == "encrypted" else 0
    assert archive.unsafe(entry) is not None


def test_archive_without_metadata_is_refused(packed: Path) -> None:
    entries = entries_of(packed)
    del entries["translate-ru_en/metadata.json"]
    with pytest.raises(PackageInvalid, match=r"no translate-ru_en/metadata\.json"):
        packages.install_file(pack(packed, entries))


@pytest.mark.parametrize("top", [".hidden", "-rf", "a b"])
def test_odd_top_folder_is_refused(packed: Path, top: str) -> None:
    entries = {name.replace("translate-ru_en", top): content for name, content in entries_of(packed).items()}
    with pytest.raises(PackageInvalid, match="odd name"):
        packages.install_file(pack(packed, entries))


@pytest.mark.parametrize("fraction", [0.0, 0.01, 0.5, 0.99])
def test_truncated_archive_is_refused(packed: Path, argos: Path, fraction: float) -> None:
    content = packed.read_bytes()
    packed.write_bytes(content[: int(len(content) * fraction)])
    with pytest.raises(PackageInvalid, match="Download it again"):
        packages.install_file(packed)
    assert list(argos.iterdir()) == []


def test_flipped_byte_is_refused(packed: Path, argos: Path) -> None:
    content = bytearray(packed.read_bytes())
    with zipfile.ZipFile(packed) as opened:
        entry = opened.getinfo("translate-ru_en/sentencepiece.model")
        middle = entry.header_offset + entry.compress_size // 2
    content[middle] ^= 0xFF
    packed.write_bytes(content)
    with pytest.raises(PackageInvalid, match="damaged"):
        packages.install_file(packed)
    assert list(argos.iterdir()) == []


def test_empty_archive_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackageInvalid):
        packages.install_file(pack(tmp_path / "empty.argosmodel", {}))


def test_missing_file_is_refused_with_the_command_to_download(tmp_path: Path) -> None:
    with pytest.raises(PackageInvalid, match="models install ru en"):
        packages.install_file(tmp_path / "none.argosmodel")


def test_destination_that_is_no_folder_is_an_engine_error(packed: Path) -> None:
    with pytest.raises(EngineError, match="could not be installed"):
        packages.install_file(packed, packed / "under-a-file")


@given(st.text(st.sampled_from("a.:/\\C \x00\u202e"), min_size=1, max_size=12))
def test_accepted_entry_names_stay_inside_on_every_system(name: str) -> None:
    entry = zipfile.ZipInfo("x")
    entry.filename = name
    if archive.unsafe(entry) is None:
        assert not name.startswith("/")
        assert not set(name) & {"\\", ":", "\x00", "\u202e"}
        assert ".." not in PurePosixPath(name).parts


# Installing from the index


class Response(io.BytesIO):
    def __init__(self, content: bytes, length: int | None) -> None:
        super().__init__(content)
        self.length = length


class FakeWeb:
    """Stands for urllib's opener: address to content, or to the error that it raises."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes | Exception] = {}
        self.missing_bytes = 0
        self.asked: list[str] = []

    def __call__(self, *_: object) -> FakeWeb:
        return self

    def open(self, request: urllib.request.Request, timeout: float) -> Response:
        assert timeout > 0
        self.asked.append(request.full_url)
        page = self.pages.get(request.full_url, urllib.error.URLError("Name or service not known"))
        if isinstance(page, Exception):
            raise page
        return Response(page, len(page) + self.missing_bytes)


INDEX = "https://index.example/index.json"
LINK = "https://files.example/translate-ru_en-1_10.argosmodel"


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch, packed: Path) -> FakeWeb:
    from argostranslate import settings

    fake = FakeWeb()
    monkeypatch.setattr(urllib.request, "build_opener", fake)
    monkeypatch.setattr(settings, "remote_package_index", INDEX)
    fake.pages = {INDEX: index_of(("ru", "en", "1.9", ["https://old.example/x"]), ("ru", "en", "1.10", [LINK]))}
    fake.pages[LINK] = packed.read_bytes()
    return fake


def index_of(*rows: tuple[str, str, str, Sequence[str]]) -> bytes:
    keys = ("from_code", "to_code", "package_version", "links")
    return json.dumps([dict(zip(keys, row, strict=True)) for row in rows]).encode()


def test_newest_official_package_is_downloaded_with_progress(web: FakeWeb, argos: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    package = packages.install("ru", "en", lambda done, total: seen.append((done, total)))
    assert package.path == argos / "translate-ru_en"
    assert web.asked == [INDEX, LINK]
    size = len(web.pages[LINK])  # type: ignore[arg-type]
    assert seen[-1] == (size, size)


def test_next_link_is_tried_and_only_https_ones(web: FakeWeb) -> None:
    links = ["http://plain.example/x", "ipfs://x", "https://[broken", "https://down.example/x", LINK]
    web.pages[INDEX] = index_of(("ru", "en", "1", links))
    packages.install("ru", "en")
    assert web.asked == [INDEX, "https://down.example/x", LINK]


@pytest.mark.parametrize(
    "failure",
    [
        urllib.error.URLError("Name or service not known"),
        TimeoutError("timed out"),
        http.client.RemoteDisconnected("closed"),
    ],
)
@pytest.mark.parametrize("address", [INDEX, LINK])
def test_without_network_the_error_says_how_to_bring_the_file(
    web: FakeWeb, argos: Path, address: str, failure: Exception
) -> None:
    web.pages[address] = failure
    with pytest.raises(EngineError, match="No network") as caught:
        packages.install("ru", "en")
    message = str(caught.value)
    assert address in message
    assert "translate-ru_en" in message
    assert "`transcompare models install FILE`" in message
    assert list(argos.iterdir()) == []


def test_download_cut_short_is_an_error(web: FakeWeb) -> None:
    web.missing_bytes = 1
    with pytest.raises(EngineError, match="cut short"):
        packages.install("ru", "en")


def test_download_over_the_limit_is_stopped(web: FakeWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(official, "SIZE_LIMIT", 10)
    with pytest.raises(EngineError, match="larger than 10 bytes"):
        packages.install("ru", "en")


def test_pair_without_official_package_lists_what_there_is(web: FakeWeb) -> None:
    with pytest.raises(PackageMissing, match=r"no package ru→ko\. From 'ru' it has: en"):
        packages.install("ru", "ko")


@pytest.mark.parametrize(
    "content", [b"<html>", b"[1]", b"{}", b"\xff", b'[{"from_code": "ru", "to_code": "en", "links": 3}]']
)
def test_index_that_is_none_is_an_engine_error(web: FakeWeb, content: bytes) -> None:
    web.pages[INDEX] = content
    with pytest.raises(EngineError):
        packages.install("ru", "en")


def test_plain_http_index_is_refused(web: FakeWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    from argostranslate import settings

    monkeypatch.setattr(settings, "remote_package_index", "http://index.example/index.json")
    with pytest.raises(EngineError, match="only https"):
        packages.install("ru", "en")
    assert web.asked == []


def test_redirect_from_https_to_http_is_refused() -> None:
    request, headers = urllib.request.Request(LINK), http.client.HTTPMessage()
    handler = official._HttpsOnly()
    with pytest.raises(urllib.error.URLError, match="not https"):
        handler.redirect_request(request, io.BytesIO(), 302, "Found", headers, "http://files.example/x")
    followed = handler.redirect_request(request, io.BytesIO(), 302, "Found", headers, "https://files.example/x")
    assert followed is not None
    assert followed.full_url == "https://files.example/x"


# Removing


def test_every_version_of_the_pair_is_removed_and_nothing_else(argos: Path, make: Maker) -> None:
    make(argos / "a", version="1.0")
    make(argos / "b", version="2.0")
    make(argos / "c", "en_ru")
    assert [p.path.name for p in packages.remove("ru", "en")] == ["b", "a"]
    assert [p.name for p in argos.iterdir()] == ["c"]


def test_removing_a_link_keeps_what_it_points_to(tmp_path: Path, argos: Path, make: Maker) -> None:
    folder = make(tmp_path / "kept")
    (argos / "link").symlink_to(folder)
    packages.remove("ru", "en")
    assert not list(argos.iterdir())
    assert (folder / "model" / "model.bin").exists()


def test_packages_elsewhere_are_never_removed(tmp_path: Path, make: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make(tmp_path / "bundle" / "p")
    monkeypatch.setattr(search, "bundled_folders", lambda: (tmp_path / "bundle",))
    with pytest.raises(PackageMissing, match=r"only that folder's packages.*bundle.*\(bundled\)"):
        packages.remove("ru", "en")
    assert (folder / "metadata.json").exists()


# Verifying


@dataclass(frozen=True)
class Answer:
    text: str
    reliable: bool = True


Answers = Callable[[str, list[str]], list[Answer]]


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Callable[[Answers], None]:
    """Put `answers(pair, texts)` in the engine's place."""

    def use(answers: Answers) -> None:
        class ArgosEngine:
            def __init__(self, path: tuple[packages.InstalledPackage, ...], beam_size: int) -> None:
                (self.package,) = path

            def translate(self, texts: list[str]) -> list[Answer]:
                return answers(self.package.pair, texts)

        module = types.ModuleType("transcompare.engine")
        module.ArgosEngine = ArgosEngine  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "transcompare.engine", module)

    return use


def person(pair: str, texts: list[str]) -> list[Answer]:
    """The reference translations themselves; in other pairs the text as it is."""
    source, target = pair.split("→")
    known = {p[source]: p[target] for p in probe._probes()} if {source, target} <= {"ru", "en"} else {}
    return [Answer(known.get(text, text)) for text in texts]


def package_of(folder: Path, make: Maker, pair: str) -> packages.InstalledPackage:
    return packages.find([make(folder / pair, pair)])[0]


def test_probes_are_pairs_in_both_languages() -> None:
    probes = probe._probes()
    assert len(probes) >= 12
    assert all(p.keys() == {"ru", "en"} and all(p.values()) for p in probes)
    assert {"Заранее", "Да."} <= {p["ru"] for p in probes}


@pytest.mark.parametrize("pair", ["ru_en", "en_ru"])
def test_perfect_translations_are_ok(tmp_path: Path, make: Maker, engine: Callable[[Answers], None], pair: str) -> None:
    engine(person)
    result = packages.verify(package_of(tmp_path, make, pair))
    assert (result.verdict, result.method, result.unreliable) == ("ok", "reference", 0)
    assert result.chrf == pytest.approx(100)


def test_good_sentences_in_the_wrong_order_are_broken(
    tmp_path: Path, make: Maker, engine: Callable[[Answers], None]
) -> None:
    engine(lambda pair, texts: person(pair, texts[1:] + texts[:1]))
    result = packages.verify(package_of(tmp_path, make, "ru_en"))
    assert result.verdict == "broken"
    assert result.chrf is not None
    assert result.chrf < probe.BROKEN_CHRF


@pytest.mark.parametrize(
    ("loops", "verdict"), [(0, "ok"), (2, "ok"), (3, "weak"), (6, "weak"), (7, "broken"), (12, "broken")]
)
def test_loops_lower_the_verdict(
    tmp_path: Path, make: Maker, engine: Callable[[Answers], None], loops: int, verdict: str
) -> None:
    engine(lambda pair, texts: [Answer(a.text, i >= loops) for i, a in enumerate(person(pair, texts))])
    result = packages.verify(package_of(tmp_path, make, "ru_en"))
    assert (result.verdict, result.unreliable) == (verdict, loops)


@pytest.mark.parametrize(
    ("chrf", "unreliable", "verdict"),
    [
        (55.0, 0, "ok"),
        (54.9, 0, "weak"),
        (48.0, 0, "weak"),
        (20.0, 0, "weak"),
        (19.9, 0, "broken"),
        (90.0, 12, "broken"),
        (None, 0, "ok"),
        (None, 3, "weak"),
    ],
)
def test_verdicts_follow_the_documented_limits(chrf: float | None, unreliable: int, verdict: str) -> None:
    assert probe._verdict(chrf, unreliable, 12) == verdict


@pytest.mark.parametrize("pair", ["en_fr", "fr_en"])
def test_other_pairs_go_there_and_back(
    tmp_path: Path, make: Maker, engine: Callable[[Answers], None], pair: str
) -> None:
    steps: list[str] = []

    def record(pair: str, texts: list[str]) -> list[Answer]:
        steps.append(pair)
        return [Answer(text, pair == "en→fr") for text in texts]

    engine(record)
    reverse = package_of(tmp_path, make, "_".join(reversed(pair.split("_"))))
    result = packages.verify(package_of(tmp_path, make, pair), reverse)
    assert steps == ["en→fr", "fr→en"]
    assert result.method == "round trip"
    assert result.chrf == pytest.approx(100)
    assert result.unreliable == (0 if pair == "en_fr" else result.probes), "only this package's own answers count"


@pytest.mark.parametrize("pair", ["en_fr", "fr_de"])
def test_other_pairs_without_reverse_are_only_run(
    tmp_path: Path, make: Maker, engine: Callable[[Answers], None], pair: str
) -> None:
    engine(lambda pair, texts: [Answer(text, reliable=pair == "en→fr") for text in texts])
    result = packages.verify(package_of(tmp_path, make, pair))
    assert (result.method, result.chrf, result.verdict) == ("loads", None, "ok")


@pytest.mark.parametrize("error", [PackageInvalid("cut"), RuntimeError("cut"), OSError("cut"), ValueError("cut")])
def test_package_that_does_not_run_is_broken_and_says_why(
    tmp_path: Path, make: Maker, engine: Callable[[Answers], None], error: Exception
) -> None:
    def fail(pair: str, texts: list[str]) -> list[Answer]:
        raise error

    engine(fail)
    result = packages.verify(package_of(tmp_path, make, "ru_en"))
    assert (result.verdict, result.reason) == ("broken", "cut")


def test_real_engine_finds_a_model_that_is_none_broken(tmp_path: Path, make: Maker) -> None:
    result = packages.verify(package_of(tmp_path, make, "ru_en"))
    assert result.verdict == "broken"
    assert result.reason
