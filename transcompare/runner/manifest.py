"""The manifest: what a run is of, so that nothing else is ever added to its parts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any, Self

from transcompare.engine import EngineSettings
from transcompare.errors import EngineError, RunError
from transcompare.packages import find
from transcompare.pipeline import Pipeline
from transcompare.runner.inputs import Input

NAME = "manifest.json"
_FORMAT = 1
_SHOWN = 8


@dataclass(frozen=True)
class Manifest:
    """What decides every byte of a run's parts. It has no times, and no folders of this machine but in `metadata`."""

    inputs: tuple[Input, ...]
    signature: str
    config: dict[str, Any]
    packages: tuple[str, ...]
    """Labels of all packages that can be found: a row without a package today may have one tomorrow."""
    part_rows: int
    metadata: dict[str, str]
    """Of the Parquet files; the places of packages and other neutral settings are those of the beginning."""
    parts: int | None = None
    """How many there are; None until the input has been read."""
    rows: int | None = None
    format: int = _FORMAT
    engine: str = "local"
    """What cuts the parts: `local` in the order of the input, `ray` by a hash of the statement."""

    @classmethod
    def of(cls, pipeline: Pipeline, inputs: Sequence[Input], part_rows: int) -> Self:
        """The manifest of a run that begins."""
        config = {
            stage.name: stage.model_dump(mode="json", exclude={"engine": set(EngineSettings.neutral)})
            for stage in pipeline.stages
        }
        metadata = pipeline.metadata()
        return cls(tuple(inputs), pipeline.signature(), config, packages(pipeline), part_rows, metadata)

    @classmethod
    def load(cls, path: Path) -> Self:
        """The manifest in a file.

        Raises:
            RunError: it cannot be read.
        """
        try:
            content = path.read_bytes()
        except OSError as error:
            raise _unreadable(path, error) from error
        return cls.loads(content, path)

    @classmethod
    def loads(cls, content: bytes, path: Path | str) -> Self:
        """The manifest that was read from `path`.

        Raises:
            RunError: it is none.
        """
        try:
            values = json.loads(content)
            values["inputs"] = tuple(Input(**each) for each in values["inputs"])
            values["packages"] = tuple(values["packages"])
            return cls(**values)
        except (ValueError, TypeError, KeyError) as error:
            raise _unreadable(path, error) from error

    def dumps(self) -> str:
        """As JSON, the same for the same run."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"

    def planned(self, parts: int, rows: int) -> Self:
        """With the number of parts and of rows of the input."""
        return replace(self, parts=parts, rows=rows)

    def differences(self, now: Manifest) -> list[str]:
        """What is not as it was, a line each."""
        lines = [*_inputs(self.inputs, now.inputs), *_config(self.config, now.config)]
        # What the config's difference says is in the signature, too.
        if not lines and self.signature != now.signature:
            lines += _changed("signature", self.signature.split("|"), now.signature.split("|"))
        lines += _changed("packages", self.packages, now.packages)
        lines += [] if self.part_rows == now.part_rows else [f"rows a part: {self.part_rows}, now {now.part_rows}"]
        lines += [] if self.engine == now.engine else [f"engine: {self.engine}, now {now.engine}"]
        lines += [] if self.format == now.format else ["the directory was made by another version of transcompare"]
        return lines if len(lines) <= _SHOWN else [*lines[:_SHOWN], f"and {len(lines) - _SHOWN} more"]


def packages(pipeline: Pipeline) -> tuple[str, ...]:
    """Labels of the packages that the pipeline finds now.

    Raises:
        EngineError: one vanishes while it is looked at.
    """
    engine = pipeline.engine
    try:
        return tuple(sorted(package.label for package in find([Path(each) for each in engine.packages], engine.prefer)))
    except OSError as error:
        raise EngineError(f"A translation package cannot be read: {error}. Put it back and run again.") from error


def _unreadable(path: Path | str, error: Exception) -> RunError:
    return RunError(f"{path} cannot be read ({error}). Start over with --fresh, or name another folder.")


def _inputs(before: Sequence[Input], now: Sequence[Input]) -> Iterator[str]:
    for old, new in zip_longest(before, now):
        if old is None:
            yield f"input {new.name} is new"
        elif new is None:
            yield f"input {old.name} is missing"
        elif old.name != new.name:
            yield f"input {old.name}, now {new.name}"
        elif old != new:
            yield f"input {old.name} has changed: {old.bytes:,} bytes, now {new.bytes:,}" + (
                " with other contents" if old.bytes == new.bytes else ""
            )


def _config(before: dict[str, Any], now: dict[str, Any]) -> Iterator[str]:
    if list(before) != list(now) and sorted(before) == sorted(now):
        yield "the order of the stages"
    for stage in sorted({*before, *now}):
        if (stage in before) != (stage in now):
            yield f"stage {stage} {'is new' if stage in now else 'is missing'}"
            continue
        for key in sorted({*before[stage], *now[stage]}):
            old, new = before[stage].get(key), now[stage].get(key)
            if old != new:
                yield f"{stage}.{key} was {_short(old)}, now {_short(new)}"


def _changed(what: str, before: Sequence[str], now: Sequence[str]) -> list[str]:
    gone = [each for each in before if each not in now]
    new = [each for each in now if each not in before]
    return [f"{what}: {', '.join(gone) or 'nothing'}, now {', '.join(new) or 'nothing'}"] if gone or new else []


def _short(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:59]}…"
