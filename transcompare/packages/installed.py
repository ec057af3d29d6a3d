"""One unpacked package, read through Argos Translate; and Argos Translate's own folder.

Of Argos Translate only `argostranslate.package`, `.tokenizer` and `.settings` are used: its other modules, and
its `install_from_path`, import stanza and torch.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
import tempfile
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Literal, Protocol

from transcompare.errors import ConfigError, EngineError, PackageInvalid

_METADATA_LIMIT = 1024**2
_CODE = re.compile(r"[a-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}")
_METADATA = {
    "from_code": _CODE,
    "to_code": _CODE,
    "package_version": re.compile(r"[A-Za-z0-9.+_-]{0,40}"),
    "target_prefix": re.compile(r"\S{0,40}"),
}

Source = Literal["option", "environment", "argos", "bundled"]


class Tokenizer(Protocol):
    """A package's own tokenizer."""

    def encode(self, sentence: str) -> list[str]:
        """Sub-words of a sentence."""
        ...

    def decode(self, tokens: list[str]) -> str:
        """The sentence of the sub-words."""
        ...


@dataclass(frozen=True)
class InstalledPackage:
    """A usable package folder, as `read` found it."""

    path: Path
    from_code: str
    to_code: str
    name: str
    version: str
    source: Source
    target_prefix: str = ""

    @property
    def pair(self) -> str:
        """The languages as `ru→en`."""
        return f"{self.from_code}→{self.to_code}"

    @property
    def label(self) -> str:
        """Name, version and fingerprint, for signatures: `translate-ru_en@1.9:0123456789ab`, `(bundled)` if ours."""
        return f"{self.name}@{self.version}:{self.sha256[:12]}" + ("(bundled)" if self.source == "bundled" else "")

    @cached_property
    def sha256(self) -> str:
        """Fingerprint of what decides the translations: SHA-256 (hex) of `sha256sum`-like lines, one a file.

        Covers the files of `model/`, the tokenizer and `metadata.json`; twelve digits are enough to show.
        """
        files = [*_files(self.path / "model"), _tokenizer_file(self.path), self.path / "metadata.json"]
        total = hashlib.sha256()
        for file in files:
            stat = file.stat()
            digest = _digest(file, stat.st_mtime_ns, stat.st_size)
            total.update(f"{digest}  {file.relative_to(self.path).as_posix()}\n".encode())
        return total.hexdigest()

    @cached_property
    def size(self) -> int:
        """Bytes of all files in the folder."""
        return sum(file.stat().st_size for file in _files(self.path))

    @cached_property
    def readme(self) -> str | None:
        """Text of the package's README.md (its origin and licence), if it has one."""
        file = self.path / "README.md"
        return file.read_text("utf-8", errors="replace") if file.is_file() else None

    def tokenizer(self) -> Tokenizer:
        """A new tokenizer of this package; it loads its model on first use."""
        import_argos()
        from argostranslate.package import Package

        tokenizer: Tokenizer = Package(self.path).tokenizer
        return tokenizer


@lru_cache(maxsize=256)
def _digest(file: Path, _modified: int, _size: int) -> str:
    """SHA-256 (hex) of a file, read again only when it has changed: every call of a pipeline names its packages."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def read(folder: Path, source: Source) -> InstalledPackage:
    """The package in `folder`.

    Raises:
        PackageInvalid: it is not usable; the message is the reason alone, without the path.
    """
    import_argos()
    from argostranslate.package import Package

    metadata = folder / "metadata.json"
    try:
        if not metadata.is_file():
            raise PackageInvalid("it has no metadata.json")
        if metadata.stat().st_size > _METADATA_LIMIT:
            raise PackageInvalid("its metadata.json is larger than 1 MiB")
        package = Package(folder)
    except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise PackageInvalid(f"its metadata.json cannot be read: {error}") from error
    if package.type != "translate":
        raise PackageInvalid(f"it is a package of type {package.type!r}, not one that translates")
    for key, pattern in _METADATA.items():
        value = getattr(package, key)
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise PackageInvalid(f"its metadata.json has no usable {key}: {value!r:.80}")
    weights = folder / "model" / "model.bin"
    if not weights.is_file() or not weights.stat().st_size:
        raise PackageInvalid("it has no model/model.bin")
    _tokenizer_file(folder)
    return InstalledPackage(
        path=folder,
        from_code=package.from_code,
        to_code=package.to_code,
        name=folder.resolve().name,
        version=package.package_version,
        source=source,
        target_prefix=package.target_prefix,
    )


def _tokenizer_file(folder: Path) -> Path:
    for name in ("sentencepiece.model", "bpe.model"):
        if (folder / name).is_file():
            return folder / name
    raise PackageInvalid("it has no sentencepiece.model and no bpe.model")


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def argos_folder() -> Path:
    """Where Argos Translate keeps its packages (ARGOS_PACKAGES_DIR, else in the user's data folder).

    Raises:
        EngineError: it cannot be made or used, as in a read-only home.
    """
    if reason := import_argos():
        raise EngineError(
            f"Argos Translate's own folder cannot be used ({reason}). Name another one with --packages DIR."
        )
    from argostranslate import settings

    return Path(settings.package_data_dir)


@cache
def import_argos() -> str | None:
    """Import Argos Translate's package module; the reason why its own folders cannot be used, or None.

    The import makes folders in the user's home. Where it cannot, it is repeated with a temporary home, as
    reading a package does not need one.

    Raises:
        ConfigError: Argos Translate's settings do not make sense.
    """
    reason = None
    try:
        try:
            _import_argos_with({})
        except OSError as error:
            reason = str(error)
            names = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "ARGOS_PACKAGES_DIR")
            with tempfile.TemporaryDirectory() as scratch:
                _import_argos_with(dict.fromkeys(names, scratch))
    except (OSError, ValueError, KeyError, AssertionError, RuntimeError) as error:
        raise ConfigError(
            f"Argos Translate's settings cannot be read: {error!r}. "
            "Look at the ARGOS_* environment variables and its settings.json."
        ) from error
    return reason


def _import_argos_with(environment: dict[str, str]) -> None:
    before = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    try:
        with redirect_stdout(sys.stderr):  # it prints complaints about its settings; ours is for results
            import argostranslate.package  # noqa: F401
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
