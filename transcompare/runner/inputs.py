"""The input of a run: which files, and that they are the same all the time."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from transcompare.errors import InputError, OutputError
from transcompare.files import is_binary

_CHUNK = 2**20


@dataclass(frozen=True)
class Input:
    """One file: its name as the user gave it, and what is in it. No times, which clocks and copies change."""

    name: str
    bytes: int
    sha256: str

    def as_dict(self) -> dict[str, Any]:
        """For the manifest."""
        return asdict(self)


def fingerprints(names: Sequence[str], copies: Path | None) -> tuple[list[Input], dict[str, Path]]:
    """What is in the files, and, with a folder for `copies`, the copy to read for each that needs one.

    Standard input comes once only, and files that are mapped into memory must not change there.

    Raises:
        InputError: a file cannot be read.
        OutputError: there is no room for a copy.
    """
    found: list[Input] = []
    copied: dict[str, Path] = {}
    for number, name in enumerate(names):
        copy = copies / f"input-{number:05}" if copies and (name == "-" or is_binary(name)) else None
        if copy:
            copied[name] = copy
        found.append(_fingerprint(name, copy))
    return found, copied


def verify(inputs: Sequence[Input], copied: dict[str, Path]) -> None:
    """Reads the files that were not copied once more.

    Raises:
        InputError: one has changed.
    """
    for before in inputs:
        if before.name not in copied and _fingerprint(before.name, None) != before:
            raise InputError(
                f"{before.name} changed while it was read. Nothing is written yet: run again when it is complete."
            )


def _fingerprint(name: str, copy: Path | None) -> Input:
    digest = hashlib.sha256()
    size = 0
    with ExitStack() as files:
        try:
            source = sys.stdin.buffer if name == "-" else files.enter_context(Path(name).open("rb"))
            target = files.enter_context(copy.open("wb")) if copy else None
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
                if target:
                    _write(target.fileno(), chunk, name)
        except OSError as error:
            raise InputError(f"{name}: cannot be read: {error.strerror or error}.") from error
    return Input(name, size, digest.hexdigest())


def _write(descriptor: int, chunk: bytes, name: str) -> None:
    try:
        view = memoryview(chunk)
        while view:
            view = view[os.write(descriptor, view) :]
    except OSError as error:
        raise OutputError(
            f"Cannot copy {name} into the run's directory: {error.strerror}. Make room and run the same command again."
        ) from error
