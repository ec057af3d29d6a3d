"""What the results of a pipeline depend on besides the quotes, as one text: the key of what is kept of statements."""

from __future__ import annotations

import hashlib
import json
import platform
import re
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import metadata
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from transcompare import registry
from transcompare.engine import EngineSettings
from transcompare.stages.base import Stage

_ELSEWHERE = ("/data/packages", "/__pycache__")
"""Ends of folders that are left out: translation packages have hashes of their own."""


def context(stages: Sequence[Stage], signature: str) -> str | None:
    """All that decides a report beside the input: settings, code, word lists, libraries, packages, checks.

    None where that cannot be told, and nothing may be kept: a stage of another package may look at what it likes, an
    engine of another package translates as it likes, and with stages in another order the rows may be other ones.
    """
    names = [stage.name for stage in stages]
    engines = [each for stage in stages if isinstance(each := getattr(stage, "engine", None), EngineSettings)]
    known = all(registry.is_ours(type(stage)) for stage in stages)
    if not known or names[:1] != ["read"] or names[-1:] != ["write"] or any(each != engines[0] for each in engines):
        return None
    try:
        identity = engines[0].identity() if engines else ""
    except OSError:  # a package vanishes while it is looked at
        identity = None
    if identity is None:
        return None
    settings = [stage.model_dump(mode="json", exclude={"engine": set(EngineSettings.neutral)}) for stage in stages]
    checks = sorted({name for stage in stages for name in getattr(stage, "checks", ())})
    return json.dumps([names, settings, signature, identity, code(), libraries(), [_check(name) for name in checks]])


@cache
def code() -> str:
    """Fingerprint of transcompare's own modules and word lists."""
    total = hashlib.sha256()
    for name, file in _files(files("transcompare"), ""):
        total.update(f"{name}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


@cache
def libraries() -> str:
    """Versions of Python and of the libraries that transcompare asks for."""
    names = sorted({re.split(r"[^\w.-]", each, maxsplit=1)[0] for each in metadata.requires("transcompare") or ()})
    versions = [each.version for name in names for each in metadata.distributions(name=name)]
    return json.dumps([platform.python_version(), platform.machine(), names, versions])


@cache
def _check(name: str) -> str:
    """A check by name and version; one of another package also by its module, which is younger than its version."""
    check = registry.load("transcompare.checks", name)
    if registry.is_ours(check):
        return f"{name}.{check.version}"
    module = str(check.__module__)
    file = getattr(sys.modules.get(module), "__file__", None)
    content = hashlib.sha256(Path(file).read_bytes()).hexdigest() if file else ""
    return f"{name}.{check.version}:{module}:{content}"


def _files(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for each in sorted(folder.iterdir(), key=lambda each: each.name):
        name = f"{path}/{each.name}"
        if each.is_file():
            yield name, each
        elif not name.endswith(_ELSEWHERE):
            yield from _files(each, name)
