"""A pipeline: a list of stages, from quote files to a report. The default order is the list below."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import polars as pl

from transcompare import registry, schema
from transcompare._version import __version__
from transcompare.engine import EngineSettings
from transcompare.errors import ConfigError, InputError
from transcompare.flow import Flow, Progress, Result
from transcompare.stages.base import Stage
from transcompare.stages.read import Read, Rest

if TYPE_CHECKING:
    from transcompare.cache import Results
    from transcompare.runner import State
    from transcompare.summary import Summary

DEFAULT_STAGES = (
    "read",       # any table to one row a version, the unusable ones marked
    "normalize",  # Unicode forms, white space, look-alike letters; offsets into the text as given are kept
    "detect",     # the language of every version
    "pair",       # one row a comparison: an original and a rendering
    "segment",    # sentences
    "consensus",  # without an original: the rendering that stands for the others takes its place
    "translate",  # our own translation of the original
    "locate",     # the passage of a long original that is quoted
    "align",      # which sentences belong together
    "score",      # similarity and forced decoding
    "words",      # which words translate each other
    "contrast",   # small changes that the original supports better
    "check",      # findings
    "paraphrase", # in one language: whether a model reads a difference
    "originals",  # whether several originals differ
    "decide",     # divergence and verdict
    "write",      # the report's columns
)  # fmt: skip


@dataclass(frozen=True)
class Pipeline:
    """A list of stages. Call it on a frame, or `run` it on files."""

    stages: tuple[Stage, ...]

    @classmethod
    def default(cls) -> Self:
        """All stages with their default settings."""
        return cls.from_settings({})

    @classmethod
    def from_toml(cls, path: str | Path) -> Self:
        """The pipeline that a TOML file describes (see `pipelines/default.toml`).

        Raises:
            ConfigError: the file cannot be read, or names a stage or setting that does not exist.
        """
        try:
            settings = tomllib.loads(Path(path).read_text("utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise ConfigError(f"Cannot read the pipeline {path}: {error}") from error
        try:
            return cls.from_settings(settings)
        except ConfigError as error:
            raise ConfigError(f"{path}: {error}") from error

    @classmethod
    def from_settings(cls, settings: dict[str, Any]) -> Self:
        """The pipeline of a settings table: `stages`, `engine`, and one table a stage.

        Raises:
            ConfigError: an unknown stage, table or key; the message names the nearest known one.
        """
        names = settings.get("stages", DEFAULT_STAGES)
        if not isinstance(names, Sequence) or isinstance(names, str) or not all(isinstance(n, str) for n in names):
            raise ConfigError('stages must be a list of names, such as ["read", "normalize"].')
        for key in settings:
            if key not in ("stages", "engine", *names):
                raise ConfigError(f"There is no setting '{key}'. {registry.nearest(key, ['stages', 'engine', *names])}")
        engine = EngineSettings.from_settings(settings.get("engine", {}))
        return cls(tuple(_stage(name, settings.get(name, {}), engine) for name in names))

    @property
    def engine(self) -> EngineSettings:
        """The engine settings that the stages share."""
        engines = (getattr(stage, "engine", None) for stage in self.stages)
        return next((engine for engine in engines if isinstance(engine, EngineSettings)), EngineSettings())

    def with_packages(self, folders: Iterable[str | Path] = (), prefer: Iterable[str] = ()) -> Self:
        """The same pipeline, looking for translation packages in `folders` first; those named in `prefer` win.

        What is not given stays as it was.
        """
        given = {"packages": tuple(map(str, folders)), "prefer": tuple(prefer)}
        return self._with_engine({key: value for key, value in given.items() if value})

    def with_cache(self, cache: str | Path | bool) -> Self:
        """The same pipeline with a cache of what was made before: a folder, True for the user's own, False for none."""
        return self._with_engine({"cache": cache if isinstance(cache, bool) else str(cache)})

    def with_threads(self, threads: int) -> Self:
        """The same pipeline with so many threads for one translation, unless its `[engine]` names a number."""
        return self if self.engine.threads else self._with_engine({"threads": threads})

    def with_columns(self, given: dict[str, str]) -> Self:
        """The same pipeline for files that call columns of the contract otherwise: `{"text": "Quote"}`.

        Raises:
            ConfigError: there is no such column, or one is given twice.
        """
        return type(self)(
            tuple(
                type(stage).from_settings({**dict(stage), "columns": stage.columns | given})
                if isinstance(stage, Read)
                else stage
                for stage in self.stages
            )
        )

    def _with_engine(self, update: dict[str, Any]) -> Self:
        engine = self.engine.model_copy(update=update)
        return type(self)(
            tuple(
                stage.model_copy(update={"engine": engine}) if hasattr(stage, "engine") else stage
                for stage in self.stages
            )
        )

    def __call__(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The report on a table of versions (contract 1). Rows that cannot be used are left to `run` to report."""
        return self.run(frame).report

    def run(self, source: pl.DataFrame | str | Path | Iterable[str | Path], progress: Progress | None = None) -> Result:
        """Run all stages on a frame, a file, or several files, globs and directories.

        Raises:
            InputError: a file cannot be read at all.
            TranscompareError: any other error of the tree in `transcompare.errors`.
        """
        given = next((stage.columns for stage in self.stages if isinstance(stage, Read)), {})
        return self._flow(progress).whole(_load(source, given))

    def run_part(self, raw: pl.DataFrame, rest: Rest, progress: Progress | None = None) -> Result:
        """Run all stages on rows as `transcompare.files` gives them, a part of an input that leaves `rest` out."""
        return self._flow(progress).part(raw, rest)

    def run_parts(
        self, parts: Iterable[tuple[pl.DataFrame, Rest]], progress: Progress | None = None
    ) -> Generator[Result, None, None]:
        """`run_part` of each, in order; while one is compared the next ones are read and translated."""
        return self._flow(progress).parts(parts)

    def stream(
        self,
        source: str | Path | Iterable[str | Path],
        output: str | Path,
        *,
        part_rows: int | None = None,
        fresh: bool = False,
        progress: Callable[[State], None] | None = None,
    ) -> Summary:
        """Run on files of any size into a directory, in parts, or go on with the run that is there.

        See `transcompare.runner` for what is in the directory and `transcompare.runner.stream` for the errors.
        """
        from transcompare import runner

        return runner.stream(
            self, source, output, part_rows=part_rows or runner.PART_ROWS, fresh=fresh, progress=progress
        )

    def config(self) -> dict[str, Any]:
        """All settings of all stages."""
        return {stage.name: stage.model_dump(mode="json") for stage in self.stages}

    def config_hash(self) -> str:
        """Eight hex digits over the stages and every setting that can change a result."""
        settings = [
            (stage.name, stage.model_dump(mode="json", exclude={"engine": set(EngineSettings.neutral)}))
            for stage in self.stages
        ]
        return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:8]

    def signature(self) -> str:
        """What it takes to reproduce a run, but for the package, which each row adds: `key:value` joined by `|`."""
        parts = {"transcompare": __version__, "config": self.config_hash()}
        for stage in self.stages:
            parts |= stage.signature()
        return "|".join(f"{key}:{value}" for key, value in parts.items())

    def metadata(self) -> dict[str, str]:
        """Key-value metadata for the Parquet file: schema version, whole config, signature."""
        return {
            "transcompare.schema_version": schema.SCHEMA_VERSION,
            "transcompare.config": json.dumps(self.config(), sort_keys=True),
            "transcompare.signature": self.signature(),
        }

    def _results(self) -> Results | None:
        """What the cache has of whole statements; None without one, and where it cannot tell what they depend on."""
        store = self.engine.store()
        if store is None:
            return None
        from transcompare.cache import Results, context

        def now() -> str | None:
            return context(self.stages, self.signature())

        named = now()
        return Results(store, named, now) if named else None

    def _flow(self, progress: Progress | None) -> Flow:
        return Flow(self.stages, self.signature(), self._results(), progress)


def _stage(name: str, settings: Any, engine: EngineSettings) -> Stage:
    kind: type[Stage] = registry.load("transcompare.stages", name)
    if not isinstance(settings, dict):
        raise ConfigError(f"[{name}] must be a table of settings.")
    shared = {"engine": engine} if "engine" in kind.model_fields else {}
    if "engine" in settings:
        raise ConfigError(f"[{name}] takes its engine from the [engine] table.")
    return kind.from_settings(settings | shared)


def _load(source: pl.DataFrame | str | Path | Iterable[str | Path], given: dict[str, str]) -> pl.DataFrame:
    from transcompare import files

    if isinstance(source, pl.DataFrame):
        return files.as_raw(source, given=given)
    if isinstance(source, str | Path):
        source = [source]
    paths = list(source)
    if not paths:
        raise InputError("No input given: name at least one quote file, folder or glob, or - for standard input.")
    return files.read_files(paths, given=given)
