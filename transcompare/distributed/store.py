"""The output folder, on any file system that fsspec knows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fsspec

from transcompare.errors import OutputError
from transcompare.stages.write import replaced


@dataclass(frozen=True)
class Store:
    """A folder by its URL; names are relative to it. Picklable: every worker opens it anew."""

    url: str

    @classmethod
    def at(cls, output: str) -> Store:
        """The folder at a URL, or at a path of this machine that the others have too."""
        return cls(output.rstrip("/") if "://" in output else str(Path(output).absolute()))

    def read(self, name: str) -> bytes | None:
        """The content of a file; None where there is none."""
        with self._failing(name):
            system, path = self._open(name)
            try:
                content: bytes = system.cat_file(path)
            except FileNotFoundError:
                return None
            return content

    def write(self, name: str, content: bytes) -> None:
        """Write a file whole or not at all: object stores do so by themselves, on disk it is renamed when it is whole.

        Raises:
            OutputError: there is no room, or the folder cannot be written.
        """
        with self._failing(name):
            system, path = self._open(name)
            if "file" in (system.protocol, *system.protocol):
                Path(path).parent.mkdir(parents=True, exist_ok=True)
                with replaced(Path(path)) as temporary:
                    temporary.write_bytes(content)
            else:
                system.pipe_file(path, content)

    def names(self, folder: str = "") -> list[str]:
        """The names of what is directly in a folder, in order; none where it is not there."""
        with self._failing(folder):
            system, path = self._open(folder)
            system.invalidate_cache()
            try:
                found = system.ls(path, detail=False)
            except FileNotFoundError:
                return []
            return sorted(name for each in found if (name := str(each).rstrip("/").rpartition("/")[2]))

    def remove(self, name: str) -> None:
        """Remove a file."""
        with self._failing(name):
            system, path = self._open(name)
            system.rm_file(path)

    def _open(self, name: str) -> tuple[Any, str]:
        system, root = fsspec.core.url_to_fs(self.url)
        return system, f"{root.rstrip('/')}/{name}".rstrip("/")

    @contextmanager
    def _failing(self, name: str) -> Iterator[None]:
        try:
            yield
        except (OSError, ImportError, ValueError) as error:  # ImportError: fsspec names the package that it takes
            raise OutputError(
                f"Cannot use {self.url}/{name}: {error}. Give another place with -o, or see to it; "
                "the same command goes on where this one stopped."
            ) from error
