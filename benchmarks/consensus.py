"""How often the labelled outlier of a statement without an original comes first, by the consensus of its renderings.

    uv run python benchmarks/consensus.py [FILE ...] [--parallel FILE] [--config TOML] [--packages DIR]

Without files: `no_original.jsonl`, 276 statements with three to five English renderings, one of them wrong, written for
this by writers who had seen neither the checks nor what the paraphrase model learns from. `ho-a`, `ho-b` and `ho-e`
have been looked at since; `ho-c`, `ho-d` and `ho-f` have not, and are to stay so: `--held-out` measures these alone.

A file is JSON Lines as for `transcompare evaluate`: versions with a `label` (`faithful`, `minor`, `major`, `critical`).
Statements without an original are taken as they are. More are made of the others: their original is dropped, and the
renderings in one language are kept where one alone is major or critical; once with all others, once with the faithful
ones. Fewer than three renderings say nothing. Of versions with the same value each counts as first in part.

`--parallel` has lines of an original, a tab and an English translation, xz or not, the same original in several lines:
300 originals drawn from those with five translations or more, three to five of them as renderings, the third that is
least like the others left out, and in one rendering an edit (`transcompare.edits`), of all categories equally often.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl
from rich.box import SIMPLE_HEAD
from rich.table import Table

from transcompare.edits import edits
from transcompare.evaluation.metrics import bootstrap
from transcompare.pipeline import Pipeline
from transcompare.terminal import console
from transcompare.trigrams import Trigrams

Row = Mapping[str, Any]

OWN = Path(__file__).with_name("no_original.jsonl")
WRONG = ("major", "critical")
HELD_OUT = ("ho-c", "ho-d", "ho-f")
SETS = ("without an original", "original dropped", "original dropped, others faithful", "planted")
PLANTED = 300
"""Statements made of parallel text."""
LEAST = 5
"""Translations of an original that they are drawn from."""
LENGTHS = range(60, 300)
"""Characters of an original."""


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, default=[OWN])
    parser.add_argument("--held-out", action="store_true", help="of the 276 statements those never looked at")
    parser.add_argument("--parallel", type=Path, help="parallel text with several translations of an original")
    parser.add_argument("--config", type=Path, help="a pipeline file")
    parser.add_argument("--packages", action="append", default=[], help="look for translation packages here first")
    arguments = parser.parse_args()
    pipeline = Pipeline.from_toml(arguments.config) if arguments.config else Pipeline.default()
    rows = [json.loads(line) for path in arguments.files for line in path.read_text("utf-8").splitlines()]
    if arguments.held_out:
        rows = [row for row in rows if row["quote_id"].startswith(HELD_OUT)]
    made = list(statements(rows))
    made += planted(arguments.parallel) if arguments.parallel else ()
    show(measure(pipeline.with_packages(arguments.packages), made))


def measure(pipeline: Pipeline, found: Iterable[tuple[str, str, list[Row]]]) -> dict[str, dict[str, Any]]:
    """Name of a set to its figures: how often the outlier is first by `outlier`, least `agreement`, and chance."""
    made: dict[str, list[tuple[str, list[Row]]]] = defaultdict(list)
    for name, quote_id, versions in found:
        made[name].append((quote_id, versions))
    return {name: _figures(pipeline, made[name]) for name in SETS if made[name]}


def statements(rows: Iterable[Row]) -> Iterator[tuple[str, str, list[Row]]]:
    """Set, quote_id and renderings of every statement that has exactly one outlier."""
    by_statement: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_statement[row["quote_id"]].append(row)
    for quote_id, versions in by_statement.items():
        labelled = [row for row in versions if row.get("label")]
        if len(labelled) == len(versions):
            yield from _with_one_outlier("without an original", quote_id, labelled)
            continue
        for lang in dict.fromkeys(row["lang"] for row in labelled):
            same = [row for row in labelled if row["lang"] == lang]
            yield from _with_one_outlier(SETS[1], f"{quote_id}/{lang}", same)
            yield from _with_one_outlier(SETS[2], f"{quote_id}/{lang}", [r for r in same if r["label"] != "minor"])


def _with_one_outlier(name: str, quote_id: str, versions: list[Row]) -> Iterator[tuple[str, str, list[Row]]]:
    if len(versions) >= 3 and sum(row["label"] in WRONG for row in versions) == 1:
        yield name, quote_id, versions


def planted(path: Path) -> Iterator[tuple[str, str, list[Row]]]:
    """Set, quote_id and renderings of statements made of parallel text; the same for the same text."""
    translations: defaultdict[str, dict[str, None]] = defaultdict(dict)
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            original, _, translation = line.rstrip("\n").partition("\t")
            if len(original) in LENGTHS:
                translations[original][translation] = None
    originals = sorted(original for original, several in translations.items() if len(several) >= LEAST)
    draw = random.Random(0)
    draw.shuffle(originals)
    made = 0
    for original in originals:
        texts = draw.sample(_central(sorted(translations[original])), draw.choice((3, 4, 5)))
        place = draw.randrange(len(texts))
        possible = edits(texts[place], "en", 40)
        if not possible:
            continue
        category = draw.choice(sorted({edit.category for edit in possible}))
        edit = draw.choice([edit for edit in possible if edit.category == category])
        texts[place] = edit.apply(texts[place])
        labels = ("major" if i == place else "faithful" for i in range(len(texts)))
        rows: list[Row] = [{"lang": "en", "text": t, "label": x} for t, x in zip(texts, labels, strict=True)]
        yield SETS[3], f"planted/{made}", rows
        made += 1
        if made == PLANTED:
            return


def _central(texts: list[str]) -> list[str]:
    """The two thirds that are most like the others, five at least: the rest is mostly bad."""
    grams = {text: Trigrams.of(text) for text in texts}
    likest = sorted(texts, key=lambda text: -sum(grams[text].similarity(other) for other in grams.values()))
    return likest[: max(LEAST, len(texts) * 2 // 3)]


def _figures(pipeline: Pipeline, made: list[tuple[str, list[Row]]]) -> dict[str, Any]:
    stages = [stage.name for stage in pipeline.stages]
    short = Pipeline(pipeline.stages[: stages.index("consensus") + 1])
    frame = pl.DataFrame(
        [
            {"quote_id": quote_id, "version_id": f"{quote_id}#{i}", "lang": row["lang"], "text": row["text"]}
            | {"role": "rendering", "label": row["label"]}
            for quote_id, versions in made
            for i, row in enumerate(versions)
        ]
    )
    found = short(frame)
    each = [
        {
            "outlier": _first(group, pl.col("outlier")),
            "agreement": _first(group, -pl.col("agreement")),
            "chance": 1 / group.height,
        }
        for _, group in found.group_by("quote_id", maintain_order=True)
    ]

    def means(members: Iterable[Mapping[str, float]]) -> dict[str, float | None]:
        values = list(members)
        return {name: sum(value[name] for value in values) / len(values) for name in ("outlier", "agreement", "chance")}

    intervals = bootstrap([[one] for one in each], means)
    return {"statements": len(each), **means(each), "intervals": intervals}


def _first(group: pl.DataFrame, value: pl.Expr) -> float:
    """1 where the wrong version alone is highest, a part of 1 where it shares that place, else 0."""
    top = group.filter(value == value.max())
    return float(top["label"].is_in(WRONG).sum()) / top.height


def show(figures: Mapping[str, Mapping[str, Any]]) -> None:
    """As a table."""
    table = Table("statements", "", "outlier first", "95 %", "least agreement first", "by chance", box=SIMPLE_HEAD)
    for name, values in figures.items():
        low, high = values["intervals"]["outlier"]
        shares = (f"{values[key]:.3f}" for key in ("outlier", "agreement", "chance"))
        first, *others = shares
        table.add_row(name, str(values["statements"]), first, f"{low:.3f} to {high:.3f}", *others)
    console().print(table)


if __name__ == "__main__":
    main()
