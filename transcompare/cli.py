"""The command line: one file a command in `transcompare.commands`, each thin over the API."""

from __future__ import annotations

import gc
import os
import sys
from typing import Annotated

import typer

from transcompare._version import __version__
from transcompare.commands import (
    cache,
    check,
    doctor,
    evaluate,
    export,
    init,
    match,
    models,
    report,
    review,
    run,
    schema,
    translate,
)
from transcompare.errors import TranscompareError
from transcompare.printable import printable

app = typer.Typer(
    name="transcompare",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(
    invoke_without_command=True,
    epilog="Exit codes: 0 fine; 1 --fail-on asked and such a finding made, or doctor misses something; "
    "2 wrong usage, input or package; 3 nothing could be scored; 130 interrupted; 143 terminated.",
)
def _main(
    version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False,
) -> None:
    """Find where a rendering of a statement may say something else than the original. Works offline."""
    if version:
        typer.echo(__version__)
        raise typer.Exit


app.command("run")(run.run)
app.command("match")(match.match)
app.command("check")(check.check)
app.command("translate")(translate.translate)
app.command("export")(export.export)
app.command("evaluate")(evaluate.evaluate)
app.command("report")(report.report)
app.command("schema")(schema.schema)
app.command("init")(init.init)
app.command("doctor")(doctor.doctor)
app.add_typer(cache.app, name="cache")
app.add_typer(models.app, name="models")
app.add_typer(review.app, name="review")


def main() -> None:
    """Entry point: errors raised on purpose become one message and their exit code."""
    if "_TRANSCOMPARE_COMPLETE" in os.environ:
        # A shell waits. Typer would load Rich (0.2 s), which breaks descriptions: to fish each line is a candidate.
        sys.modules["rich"] = None  # type: ignore[assignment]  # what Python has for a module that is not to be found
    gc.set_threshold(50_000, 20, 20)  # many objects, few cycles: a twelfth of the time of our own stages
    try:
        app()
    except TranscompareError as error:
        message = "\n".join(map(printable, str(error).splitlines()))
        typer.echo(f"transcompare: {message}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:  # the reader of our output left, as `| head` does
        sys.stderr.close()
        sys.exit(0)
