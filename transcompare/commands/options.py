"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

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
