"""`transcompare models`: list, install, remove and verify translation packages.

Results go to stdout; progress and remarks to stderr. Errors are left to the main command line.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from transcompare import packages
from transcompare.commands import completion, options
from transcompare.packages import InstalledPackage
from transcompare.printable import printable

app = typer.Typer(help="Translation packages: list, install, remove, verify.", no_args_is_help=True)


@app.command("list")
def list_(
    folders: options.Packages = None, as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False
) -> None:
    """List the packages in use, one for each language pair, and what could not be used."""
    found = packages.scan(folders or ())
    if as_json:
        report = {
            "packages": [_record(package) for package in found.packages],
            "problems": [{"path": str(problem.path), "reason": problem.reason} for problem in found.problems],
        }
        typer.echo(json.dumps(report, indent=2))
        return
    rows = [
        (p.pair, p.name, p.version, f"{p.size / 1e6:.0f} MB", p.source, p.sha256[:12], str(p.path))
        for p in found.packages
    ]
    from transcompare.terminal import print_table

    print_table(("pair", "name", "version", "size", "source", "sha256", "path"), rows)
    used = {package.name for package in found.packages}
    for package in found.others:
        name = package.label.removesuffix("(bundled)") if package.name in used else package.name
        _remark(f"Not in use: {package.pair} in {package.path}. To use it: --package {name}")
    for problem in found.problems:
        _remark(f"Not usable: {problem}")
    if not rows:
        _remark("No package found. Get one with `transcompare models install ru en`.")


@app.command()
def install(
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE | FROM TO",
            autocompletion=completion.languages,
            help="An .argosmodel file, or two language codes.",
        ),
    ],
) -> None:
    """Install a package from a file, or download the official one of a language pair."""
    match what:
        case [file]:
            package = packages.install_file(Path(file))
        case [source, target]:
            package = _download(source, target)
        case _:
            raise typer.BadParameter("Give one file, or two language codes as in `install ru en`.")
    typer.echo(printable(f"Installed {package.pair} {package.version} ({package.sha256[:12]}) in {package.path}"))
    for used in packages.find():
        if used.pair == package.pair and used.path != package.path:
            _remark(f"For {used.pair} the package in {used.path} ({used.source}) comes first.")


@app.command()
def remove(
    source: Annotated[str, typer.Argument(autocompletion=completion.installed_languages)],
    target: Annotated[str, typer.Argument(autocompletion=completion.installed_languages)],
) -> None:
    """Remove a language pair's package from Argos Translate's folder."""
    for package in packages.remove(source, target):
        typer.echo(printable(f"Removed {package.pair} {package.version} from {package.path}"))


@app.command()
def verify(
    pair: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FROM TO]",
            autocompletion=completion.installed_languages,
            help="Two language codes; all packages without.",
        ),
    ] = None,
    folders: options.Packages = None,
    names: options.Package = None,
) -> None:
    """Judge packages on built-in probe sentences: ok, weak or broken. Exit code 2 if one is broken."""
    found = packages.find(folders or (), names or ())
    match pair or []:
        case []:
            chosen = found
        case [source, target]:
            chosen = packages.path_for(source, target, found, folders or ())
        case _:
            raise typer.BadParameter("Give two language codes as in `verify ru en`, or none.")
    by_pair = {(package.from_code, package.to_code): package for package in found}
    results = [packages.verify(p, by_pair.get((p.to_code, p.from_code))) for p in chosen]
    rows = [
        (
            r.package.pair,
            r.package.name,
            r.verdict,
            "-" if r.chrf is None else f"{r.chrf:.1f}",
            f"{r.unreliable} of {r.probes}",
            r.reason or r.method,
        )
        for r in results
    ]
    from transcompare.terminal import print_table

    print_table(("pair", "name", "verdict", "chrF", "doubtful", "how"), rows)
    if any(r.verdict == "broken" for r in results):
        raise typer.Exit(2)


def _download(source: str, target: str) -> InstalledPackage:
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task(f"{source}→{target}", total=None)
        return packages.install(source, target, lambda done, total: bar.update(task, completed=done, total=total))


def _record(package: InstalledPackage) -> dict[str, str | int]:
    return {
        "from": package.from_code,
        "to": package.to_code,
        "name": package.name,
        "version": package.version,
        "size": package.size,
        "source": package.source,
        "sha256": package.sha256,
        "path": str(package.path),
    }


def _remark(text: str) -> None:
    typer.echo(printable(text), err=True)
