"""Options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from transcompare.pipeline import Pipeline


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
Config = Annotated[
    Path | None,
    typer.Option("--config", "-c", metavar="TOML", help="A pipeline file, such as pipelines/strict.toml."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON Lines instead of text.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
FailOn = Annotated[Severity | None, typer.Option(help="Leave with exit code 1 if a finding is at least this severe.")]


def load_pipeline(config: Path | None, packages: list[Path] | None) -> Pipeline:
    """The pipeline of `--config` and `--packages`."""
    from transcompare.pipeline import Pipeline

    pipeline = Pipeline.from_toml(config) if config else Pipeline.default()
    return pipeline.with_packages(packages) if packages else pipeline
