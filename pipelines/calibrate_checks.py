"""Count how often fair human translations differ, for the confidence of the concept checks and of the contrast.

    uv run python pipelines/calibrate_checks.py SOURCE.ru-en.tsv[.xz] ... [--lines N] [--write]

The files are sentence pairs, one a line, their languages in the name. Every pair is translated by the installed package
too, since what our own translation says is part of a difference. Prints the most frequent differences with examples;
`--write` replaces transcompare/data/concepts/rates.json and transcompare/data/contrast.json.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

sys.path.insert(0, str(Path(__file__).parents[1]))  # the reader is the recipe's, which is not installed
from pipelines.train_package.clean import read
from transcompare import registry
from transcompare.checks.base import Link, Pair, Text
from transcompare.checks.concept import ConceptCheck, key
from transcompare.concepts import mentions
from transcompare.contrast import group_of
from transcompare.engine import EngineSettings
from transcompare.errors import PackageMissing
from transcompare.files import as_raw
from transcompare.pipeline import Pipeline
from transcompare.text import Span

DATA = Path(__file__).parents[1] / "transcompare" / "data"
RATES, GAINS = DATA / "concepts" / "rates.json", DATA / "contrast.json"


def main() -> None:
    """Count, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--lines", type=int, help="of each file, the first ones")
    parser.add_argument("--check", action="append", help="only these checks")
    parser.add_argument("--examples", type=int, default=0, help="print so many of each kind of difference")
    parser.add_argument("--no-contrast", dest="contrast", action="store_false", help="only the concepts")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    names = arguments.check or sorted(registry.available("transcompare.checks"))
    checks = [check() for check in (registry.load("transcompare.checks", name) for name in names)]
    counters = {check.name: Rates(check) for check in checks if isinstance(check, ConceptCheck)}
    found = [pair for file in arguments.files for pair in pairs(file, arguments.lines)]
    for pair in found:
        for counter in counters.values():
            counter.add(pair)
    for counter in counters.values():
        counter.print(arguments.examples)
    table = gains(found) if arguments.contrast else None
    if arguments.write:
        old = json.loads(RATES.read_text("utf-8"))
        rates = old | {name: counter.table() for name, counter in counters.items()}
        RATES.write_text(dump(dict(sorted(rates.items()))), "utf-8")
        if table:
            GAINS.write_text(dump(table), "utf-8")


def gains(found: Sequence[Pair]) -> dict[str, Any]:
    """Of each group of edits the best gain in every segment that has one, ascending."""
    texts = [(f"{i}", side, text.lang, text.text) for i, pair in enumerate(found) for side, text in _sides(pair)]
    frame = pl.DataFrame(texts, schema=["quote_id", "role", "lang", "text"], orient="row")
    for stage in Pipeline.default().stages:
        frame = stage(as_raw(frame) if stage.name == "read" else frame)
        if stage.name == "contrast":
            break
    best: defaultdict[str, list[float]] = defaultdict(list)
    for contrasts in frame["contrasts"].to_list():
        largest: dict[str, float] = {}
        for contrast in contrasts:
            group = group_of(contrast["category"])
            largest[group] = max(largest.get(group, 0.0), round(contrast["gain"], 3))
        for group, gain in largest.items():
            best[group].append(gain)
    scored = frame.filter(pl.col("status") == "ok").height
    for group, found_gains in sorted(best.items()):
        print(f"contrast     {group:34} {len(found_gains):6} of {scored:6}")
    return {"segments": scored, "gains": {group: sorted(best[group]) for group in sorted(best)}}


def _sides(pair: Pair) -> Iterator[tuple[str, Text]]:
    yield "original", pair.original
    yield "rendering", pair.rendering


def dump(table: Mapping[str, Any]) -> str:
    """JSON, the innermost lists on one line."""
    text = json.dumps(table, indent=1)
    return re.sub(r"\[\s+([^][]*?)\s+\]", lambda match: "[" + re.sub(r"\s+", " ", match[1]) + "]", text) + "\n"


class Rates:
    """How often each difference was seen, and how often it might have been."""

    def __init__(self, check: ConceptCheck) -> None:
        self.check = check
        self.seen: Counter[str] = Counter()
        self.occasions: Counter[tuple[str, str]] = Counter()
        self.examples: defaultdict[str, list[Pair]] = defaultdict(list)

    def add(self, pair: Pair) -> None:
        """Count a fair pair."""
        for side, text in (("original", pair.original), ("rendering", pair.rendering)):
            found = {mention.concept for mention in mentions(self.check.name, text.text, text.lang)}
            self.occasions.update((side, concept) for concept in found)
        for difference in self.check.differences(pair):
            self.seen[key(difference)] += 1
            self.examples[key(difference)].append(pair)

    def table(self) -> dict[str, list[int]]:
        """Kind of difference to times seen and occasions, for all kinds that might have been seen."""
        table = {}
        for side, kinds in (("original", ("opposed", "changed", "lost")), ("rendering", ("added",))):
            for kind in kinds:
                for (where, concept), occasions in sorted(self.occasions.items()):
                    for support in ("supported", "silent", "excused") if where == side else ():
                        table[f"{kind} {concept} {support}"] = [self.seen[f"{kind} {concept} {support}"], occasions]
        return table

    def print(self, examples: int) -> None:
        """The differences, most frequent first."""
        table = self.table()
        for name, seen in self.seen.most_common():
            print(f"{self.check.name:12} {name:34} {seen:6} of {table[name][1]:6}")
            for pair in self.examples[name][:examples]:
                print(f"    {pair.original.text}\n    {pair.rendering.text}\n    [{pair.reference}]\n")


def pairs(file: Path, lines: int | None) -> list[Pair]:
    """The lines of a file as checks see them, with our translation where a package allows one."""
    match = re.search(r"\.([a-z]{2,3})-([a-z]{2,3})\.tsv(\.xz)?$", file.name)
    if not match:
        raise SystemExit(f"{file}: name it like news.ru-en.tsv, so that the languages of its columns are known")
    source, target = match[1], match[2]
    rows = [row for row in islice(read(file), lines) if all(row)]
    route = EngineSettings(beam_size=1).routes([(source, target)])[source, target]
    references: list[str | None] = [None] * len(rows)
    if not isinstance(route, PackageMissing) and route.engine:
        references = [translation.text or None for translation in route.engine.translate([row.first for row in rows])]
    return [
        Pair(
            Text(row.first, source),
            Text(row.second, target),
            reference,
            (Link(Span(0, len(row.first)), Span(0, len(row.second)), reference),),
        )
        for row, reference in zip(rows, references, strict=True)
    ]


if __name__ == "__main__":
    main()
