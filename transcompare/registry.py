"""Stages and checks by name, ours and those of other installed packages (entry points)."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Literal

from transcompare.errors import ConfigError

Group = Literal["transcompare.stages", "transcompare.checks"]

_OURS = "transcompare."


@cache
def available(group: Group) -> dict[str, EntryPoint]:
    """Name to entry point, sorted by name. Where two packages claim one name, ours wins."""
    best_last = sorted(entry_points(group=group), key=lambda e: (e.value.startswith(_OURS), e.value))
    return dict(sorted({entry.name: entry for entry in best_last}.items()))


@cache
def load(group: Group, name: str) -> Any:
    """The class or function registered as `name`.

    Raises:
        ConfigError: there is none, or importing it fails.
    """
    entry = available(group).get(name)
    if entry is None:
        kind = group.rpartition(".")[2].removesuffix("s")
        raise ConfigError(f"There is no {kind} '{name}'. {nearest(name, available(group))}")
    try:
        return entry.load()
    except ImportError as error:
        raise ConfigError(f"'{name}' is registered as {entry.value} and cannot be imported: {error}.") from error


def is_ours(registered: Any) -> bool:
    """Whether a class or function is of this package, not of another that is installed."""
    return str(registered.__module__).startswith(_OURS)


def nearest(word: str, known: Iterable[str]) -> str:
    """A sentence that names the nearest known word, and all of them."""
    names = sorted(known)
    close = difflib.get_close_matches(word, names, n=1, cutoff=0.5)
    hint = f"Did you mean '{close[0]}'? " if close else ""
    return f"{hint}Known: {', '.join(names) or 'none'}."
