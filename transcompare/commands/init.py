"""`transcompare init`: a commented configuration and a small sample to begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where to write; made if need be.")] = Path(),
) -> None:
    """Write a commented configuration and a small quote file, and say what to type next. Overwrites nothing."""
    from transcompare.printable import printable
    from transcompare.starter import next_command, write_starter

    for path in write_starter(folder):
        typer.echo(printable(f"Wrote {path}"))
    typer.echo(f"Next:\n    {next_command(folder)}")
