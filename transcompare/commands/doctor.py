"""`transcompare doctor`: does everything work here, and what to do where it does not."""

from __future__ import annotations

from typing import Annotated

import typer

from transcompare.commands import options


def doctor(
    packages: options.Packages = None,
    package: options.Package = None,
    json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Examine the installation: versions, packages, languages, the machine, and a test run.

    Exit code 1 where something essential is missing.
    """
    from transcompare.doctor import examine

    examination = examine(packages or (), package or ())
    if json:
        from json import dumps

        typer.echo(dumps(examination.facts, ensure_ascii=False, indent=1))
    else:
        from transcompare.output.examination import show

        show(examination)
    raise typer.Exit(0 if examination.healthy else 1)
