"""How to decode: quality, speed and loops of one package by beam size, penalties and precision.

    uv run python benchmarks/decoding.py [NAME.ru-en.tsv ...] [--from ru --to en] [--package NAME] [--lines 300]
        [--beam-size 1 2 4 8] [--length-penalty 0.6 1] [--no-repeat-ngram-size 0 3 4] [--compute-type int8 float32]
        [--repetition-penalty 1 1.1] [--coverage-penalty 0 0.1] [--all] [--threads 1] [--json]

One thing at a time is changed from the settings that are the default, or everything with everything (`--all`). The test
sets count together. Per 1,000 are counted: translations that the engine itself doubts, and loops, that is four words
in a row that come three times. Default sets: ../shared/mt/eval, where it is there.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from transcompare.engine import ArgosEngine, EngineSettings
from transcompare.errors import TranscompareError
from transcompare.packages import InstalledPackage, find, path_for

sys.path.insert(0, str(Path(__file__).parents[1]))  # the measurement is the recipe's, which is not installed
from pipelines.train_package.clean import Pair, read
from pipelines.train_package.evaluate import Figures, measure

TESTS = Path(__file__).parents[2] / "shared" / "mt" / "eval"
GRID: dict[str, tuple[Any, ...]] = {
    "beam_size": (1, 2, 4, 6, 8),
    "length_penalty": (0.7, 1.0, 1.3, 2.0),
    "no_repeat_ngram_size": (0, 3, 4, 6),
    "compute_type": ("int8", "int8_float32", "float32"),
    "repetition_penalty": (1.0, 1.05, 1.2),
    "coverage_penalty": (0.0, 0.1, 0.3),
}

HEADERS = ("beam", "length", "n-gram", "precision", "repetition", "coverage")
"""Of the columns of the grid's settings, in its order."""


class Decoding(EngineSettings):
    """The engine's settings, and those that CTranslate2 has besides."""

    repetition_penalty: float = 1.0
    coverage_penalty: float = 0.0

    def engine(self, path: tuple[InstalledPackage, ...]) -> ArgosEngine:
        """An engine that hands all of them on."""
        engine = EngineSettings(**self.model_dump(include=set(EngineSettings.model_fields))).engine(path)
        more = self.model_dump(exclude=set(EngineSettings.model_fields))
        return _Engine(**vars(engine), more=more)


@dataclass(frozen=True)
class _Engine(ArgosEngine):
    more: Mapping[str, float] = field(default_factory=dict)

    def _load(self, package: InstalledPackage) -> Any:
        model = super()._load(package)
        return replace(model, translator=_Translator(model.translator, self.more))


@dataclass(frozen=True)
class _Translator:
    translator: Any  # ctranslate2 ships no types
    more: Mapping[str, float]

    def translate_batch(self, *arguments: Any, **options: Any) -> Any:
        """With the further settings."""
        return self.translator.translate_batch(*arguments, **options, **self.more)


def settings(grid: Mapping[str, Sequence[Any]], everything: bool, threads: int) -> Iterator[dict[str, Any]]:
    """The settings to measure, the default ones first."""
    base = {key: getattr(Decoding(), key) for key in GRID} | {"threads": threads}
    yield base
    if everything:
        crossed = (dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values()))
    else:
        crossed = ({key: value} for key, values in grid.items() for value in values)
    yield from (base | changed for changed in crossed if base | changed != base)


def main() -> None:
    """Print the table, row by row as JSON Lines with `--json`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tests", nargs="*", type=Path)
    parser.add_argument("--from", dest="source", default="ru")
    parser.add_argument("--to", dest="target", default="en")
    parser.add_argument("--packages", action="append", default=[], type=Path, help="look here first")
    parser.add_argument("--package", action="append", default=[], help="this package, whichever comes first otherwise")
    parser.add_argument("--lines", type=int, default=300, help="of each set")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--all", action="store_true", help="everything with everything, not one thing at a time")
    parser.add_argument("--json", action="store_true")
    for key, values in GRID.items():
        option = "--" + key.replace("_", "-")
        parser.add_argument(option, nargs="+", type=type(values[0]), default=values)
    arguments = parser.parse_args()
    tests = arguments.tests or sorted(TESTS.glob("*.tsv"))
    if not tests:
        raise SystemExit("Name a test set: there is none in ../shared/mt/eval.")
    try:
        found = find(arguments.packages, arguments.package)
        package, *others = path_for(arguments.source, arguments.target, found, arguments.packages)
    except TranscompareError as error:
        raise SystemExit(str(error)) from error
    if others:
        raise SystemExit(f"No package translates {arguments.source}→{arguments.target} on its own.")
    pairs = [pair for test in tests for pair in islice(_columns(test, package), arguments.lines)]
    names = [test.name.partition(".")[0] for test in tests]
    grid = {key: getattr(arguments, key) for key in GRID}
    table = Table(*HEADERS, "BLEU", "chrF", "tok/s", "doubt ‰", "loop ‰", title=package.label)
    for row in settings(grid, arguments.all, arguments.threads):
        figures = measure(package, "+".join(names), pairs, Decoding.from_settings(row))
        if arguments.json:
            print(json.dumps(row | figures.model_dump(mode="json"), ensure_ascii=False), flush=True)
        table.add_row(*(str(row[key]) for key in GRID), *_cells(figures))
    if not arguments.json:
        Console().print(table)


def _columns(test: Path, package: InstalledPackage) -> Iterator[Pair]:
    """The pairs of a set `NAME.ru-en.tsv` in the package's direction."""
    languages = test.name.removesuffix(".xz").removesuffix(".tsv").rpartition(".")[2]
    if languages not in (f"{package.from_code}-{package.to_code}", f"{package.to_code}-{package.from_code}"):
        raise SystemExit(f"{test}: it is no set for {package.pair}, or not named like newstest.ru-en.tsv")
    swapped = not languages.startswith(f"{package.from_code}-")
    return (Pair(*reversed(pair)) if swapped else pair for pair in read(test) if all(pair))


def _cells(figures: Figures) -> list[str]:
    per_thousand = [f"{1000 * (count or 0) / figures.sentences:.1f}" for count in (figures.unreliable, figures.loops)]
    return [f"{figures.bleu:.1f}", f"{figures.chrf:.1f}", f"{figures.tokens_per_second:.0f}", *per_thousand]


if __name__ == "__main__":
    main()
