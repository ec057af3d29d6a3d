"""BLEU, chrF and speed of every package that is in use, on test sets.

    uv run python benchmarks/packages.py [NAME.ru-en.tsv ...] [--packages DIR] [--lines N] [--json]

A test set is a TSV file without header, its columns' languages in its name. Each package is measured on the sets of its
pair, in its own direction. Default: ../shared/mt/eval, where it is there.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from itertools import islice
from pathlib import Path

from rich.console import Console
from rich.table import Column, Table

from transcompare.engine import EngineSettings
from transcompare.packages import InstalledPackage, find

sys.path.insert(0, str(Path(__file__).parents[1]))  # the measurement is the recipe's, which is not installed
from pipelines.train_package.clean import Pair, read
from pipelines.train_package.evaluate import Figures, measure

TESTS = Path(__file__).parents[2] / "shared" / "mt" / "eval"


def figures(
    packages: tuple[InstalledPackage, ...], test: Path, lines: int | None, settings: EngineSettings
) -> list[Figures]:
    """Of each package that translates between the languages of a test set."""
    match = re.search(r"\.([a-z]{2,3})-([a-z]{2,3})\.tsv(\.xz)?$", test.name)
    if not match:
        raise SystemExit(f"{test}: name it like newstest.ru-en.tsv, so that the languages of its columns are known")
    first, second = match[1], match[2]
    pairs = [pair for pair in islice(read(test), lines) if all(pair)]
    columns = {(first, second): pairs, (second, first): [Pair(pair.second, pair.first) for pair in pairs]}
    found = [(package, columns.get((package.from_code, package.to_code), [])) for package in packages]
    return [measure(package, test.name[: match.start()], rows, settings) for package, rows in found if rows]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tests", nargs="*", type=Path)
    parser.add_argument("--packages", action="append", default=[], type=Path, help="look here first")
    parser.add_argument("--lines", type=int, help="only the first lines of each set")
    parser.add_argument("--beam-size", type=int, default=EngineSettings().beam_size)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    tests = arguments.tests or sorted(TESTS.glob("*.tsv"))
    if not tests:
        raise SystemExit("Name a test set: there is none in ../shared/mt/eval.")
    settings = EngineSettings.from_settings({"beam_size": arguments.beam_size})
    packages = find(arguments.packages)
    rows = [row for test in tests for row in figures(packages, test, arguments.lines, settings)]
    if arguments.json:
        print(json.dumps([row.model_dump(mode="json") for row in rows], ensure_ascii=False, indent=1))
        return
    table = Table(
        Column("package", overflow="fold"), "pair", "test set", "sentences", "BLEU", "chrF", "doubtful", "tokens/s"
    )
    for row in rows:
        numbers = (f"{row.bleu:.1f}", f"{row.chrf:.1f}", str(row.unreliable), f"{row.tokens_per_second:.0f}")
        table.add_row(row.package, row.pair, row.test, str(row.sentences), *numbers)
    console = Console()
    console.print(table)
    for signature in dict.fromkeys(s for row in rows for s in (row.bleu_signature, row.chrf_signature)):
        console.print(signature)


if __name__ == "__main__":
    main()
