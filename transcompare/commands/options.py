"""Options that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from transcompare.pipeline import Pipeline, Progress


class Severity(StrEnum):
    """The severities of findings, mildest first."""

    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    def reached_by(self, severity: str | None) -> bool:
        """Whether `severity` is at least this one."""
        order = list(Severity)
        return severity is not None and order.index(Severity(severity)) >= order.index(self)


Packages = Annotated[
    list[Path] | None,
    typer.Option("--packages", metavar="DIR", help="Look for translation packages here first (repeatable)."),
]
Package = Annotated[
    list[str] | None,
    typer.Option(
        "--package",
        metavar="NAME",
        help="Translate with this installed package, whichever comes first otherwise (repeatable; see `models list`).",
    ),
]
Config = Annotated[
    Path | None,
    typer.Option("--config", "-c", metavar="TOML", help="A pipeline file, such as pipelines/strict.toml."),
]
Glossary = Annotated[
    Path | None,
    typer.Option(metavar="CSV", help="Terms that must or must not be used, and accepted names (see docs/glossary.md)."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON Lines instead of text.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
FailOn = Annotated[Severity | None, typer.Option(help="Leave with exit code 1 if a finding is at least this severe.")]


def load_pipeline(
    config: Path | None, packages: list[Path] | None, package: list[str] | None, glossary: Path | None = None
) -> Pipeline:
    """The pipeline of `--config`, `--packages`, `--package` and `--glossary`.

    Raises:
        InputError: the glossary cannot be used.
        ConfigError: there is no package of a name given; that is known before anything is read.
    """
    from transcompare.pipeline import Pipeline

    pipeline = Pipeline.from_toml(config) if config else Pipeline.default()
    pipeline = pipeline.with_packages(packages or (), package or ())
    if package:
        pipeline.engine.routes([])
    if glossary:
        from transcompare.glossary import add, read

        pipeline = add(pipeline, read(glossary))
    return pipeline


@contextmanager
def progress(*, quiet: bool) -> Iterator[Progress | None]:
    """A bar on standard error while the block runs; none where nobody looks."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("read", total=None)
        yield lambda name, done, total: bar.update(task, description=name, completed=done, total=total)
