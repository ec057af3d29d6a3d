"""`transcompare cache`: what is kept of earlier runs, and how to get rid of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from transcompare.printable import printable

app = typer.Typer(
    help="The cache of translations, scores and reports on statements: info, clear.", no_args_is_help=True
)

Folder = Annotated[
    Path | None, typer.Argument(metavar="[DIR]", help="The cache's folder; your own cache folder without.")
]


@app.command()
def info(folder: Folder = None, as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """Show where the cache lies, how many entries it has and how large it is."""
    from transcompare.cache import FILE, Info, default_folder, open_store

    path = (folder or default_folder()) / FILE
    found = open_store(path.parent.absolute()).info() if path.is_file() else Info(path, 0, 0)
    if as_json:
        typer.echo(json.dumps({"path": str(found.path), "entries": found.entries, "bytes": found.size}))
    else:
        typer.echo(printable(f"{found.path}: {found.entries} entries, {found.size / 1e6:.1f} MB"))


@app.command()
def clear(folder: Folder = None) -> None:
    """Empty the cache: what is in it is overwritten."""
    from transcompare.cache import FILE, default_folder, open_store

    path = (folder or default_folder()) / FILE
    if path.is_file():
        open_store(path.parent.absolute()).clear()
    typer.echo(printable(f"{path}: empty"))
