"""`transcompare schema`: the two contracts, as a table or as JSON Schema."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class Contract(StrEnum):
    """The two contracts, and the table beside the report."""

    INPUT = "input"
    REPORT = "report"
    REJECTS = "rejects"


def schema(
    contract: Annotated[Contract | None, typer.Argument(help="Which contract; all when not given.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON Schema instead of tables.")] = False,
) -> None:
    """Print what the input must look like and what the report looks like."""
    from json import dumps

    from transcompare import schema as contracts

    columns = {"input": contracts.INPUT, "report": contracts.REPORT, "rejects": contracts.REJECT}
    chosen = {contract.value: columns[contract.value]} if contract else columns
    if json:
        schemas = {name: contracts.json_schema(cols, f"transcompare {name}") for name, cols in chosen.items()}
        typer.echo(dumps(schemas[contract.value] if contract else schemas, indent=2))
        return
    from transcompare.terminal import print_schema

    for name, cols in chosen.items():
        print_schema(name, cols)
