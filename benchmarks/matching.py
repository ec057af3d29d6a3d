"""How many renderings are linked with their own original, and what it costs.

    uv run python benchmarks/matching.py --statements FILE.jsonl [--packages DIR] [--json]
    uv run python benchmarks/matching.py --parallel FILE.ru-en.tsv[.xz]... [--originals 20000] [--renderings 100000]

--statements: a quote file, its ids taken away and both lists shuffled; with and without speakers and dates; then once
more without every tenth original. Shares of renderings: linked to their own original, to a wrong one, to none.

--parallel: `ru<TAB>en` lines. The different targets of a source are its renderings; as many as are missing are
made of them by leaving out words at either end. One rendering in ten has no original. Then the same with a quarter.
Every size runs in a process of its own, as peak memory is that of a process.
"""

from __future__ import annotations

import argparse
import json
import lzma
import random
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import polars as pl

from transcompare.engine import EngineSettings
from transcompare.matching import match_lists

WITHHELD = 10
"""One original in so many is taken away."""


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--statements", type=Path)
    parser.add_argument("--parallel", nargs="+", type=Path, default=[])
    parser.add_argument("--originals", type=int, default=20_000)
    parser.add_argument("--renderings", type=int, default=100_000)
    parser.add_argument("--from", dest="source", default="ru")
    parser.add_argument("--to", dest="target", default="en")
    parser.add_argument("--packages", action="append", default=[])
    parser.add_argument("--once", action="store_true", help="this size only, in this process")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    engine = EngineSettings(packages=tuple(arguments.packages))
    results: list[dict[str, Any]] = []
    if arguments.statements:
        results += of_statements(pl.read_ndjson(arguments.statements, infer_schema_length=None), engine)
    if arguments.parallel and arguments.once:
        results.append(of_parallel(arguments, engine))
    elif arguments.parallel:
        for part in (4, 1):
            sizes = [f"--originals={arguments.originals // part}", f"--renderings={arguments.renderings // part}"]
            command = [sys.executable, __file__, *sys.argv[1:], *sizes, "--once", "--json"]
            results += json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    if arguments.json:
        print(json.dumps(results))
        return
    for result in results:
        print(
            *(f"{key} {value:.3f}" if isinstance(value, float) else f"{key} {value}" for key, value in result.items())
        )


def of_statements(versions: pl.DataFrame, engine: EngineSettings) -> list[dict[str, Any]]:
    """Shares for the statements that have an original."""
    versions = versions.with_columns(statement="quote_id").select(
        "statement", "text", "lang", "role", "speaker", "date"
    )
    originals, renderings = (
        versions.filter(pl.col("role") == role).sample(fraction=1, shuffle=True, seed=1).drop("role")
        for role in ("original", "rendering")
    )
    renderings = renderings.filter(pl.col("statement").is_in(originals["statement"].implode()))
    russian = originals.filter(pl.col("lang") == "ru")["statement"].implode()
    results = []
    for known in (("speaker", "date"), ("speaker",), ("date",), ()):
        hidden = {"speaker", "date"} - set(known)
        for fold in (None, *range(WITHHELD)):
            number = pl.int_range(pl.len()) % WITHHELD
            kept = originals.filter(number != fold) if fold is not None else originals
            table = match_lists(kept.drop(hidden), renderings.drop(hidden), engine).statements
            found = _found(table).with_columns(
                fold=fold is not None,
                gone=~pl.col("statement").is_in(kept["statement"].implode()),
                ru_en=(pl.col("lang") == "en") & pl.col("statement").is_in(russian),
            )
            results.append(found.with_columns(known=pl.lit("+".join(known) or "text only")))
    everything = pl.concat(results)
    rows: list[dict[str, Any]] = []
    for label, chosen in (("ru>en", everything.filter("ru_en")), ("all", everything)):
        for of_known in chosen.partition_by("known", maintain_order=True):
            full = of_known.filter(~pl.col("fold"))
            gone = of_known.filter("fold", "gone")
            rest = of_known.filter("fold", ~pl.col("gone"))
            rows.append(
                {"pairs": label, "given": of_known["known"][0], "renderings": full.height}
                | {f"{name}": share for name, share in _shares(full).items()}
                | {f"{name}_of_rest": share for name, share in _shares(rest).items()}
                | {"original_withheld": gone.height, "left_unlinked": _mean(gone["original"].is_null())}
            )
    return rows


def _found(table: pl.DataFrame) -> pl.DataFrame:
    """One row a rendering: its `statement`, and that of the original it was linked to (`original`)."""
    originals = table.filter(pl.col("role") == "original").select("quote_id", original="statement")
    return (
        table.filter(pl.col("role") == "rendering")
        .join(originals, on="quote_id", how="left")
        .select("statement", "original", "lang")
    )


def _shares(found: pl.DataFrame) -> dict[str, float]:
    own = (pl.col("statement") == pl.col("original")).fill_null(value=False)
    rows = found.select(own=own, unlinked=pl.col("original").is_null())
    right, nothing = _mean(rows["own"]), _mean(rows["unlinked"])
    return {"own": right, "wrong": _mean(~(rows["own"] | rows["unlinked"])), "unlinked": nothing}


def _mean(values: pl.Series) -> float:
    return float(values.sum()) / max(1, len(values))


def of_parallel(arguments: argparse.Namespace, engine: EngineSettings) -> dict[str, Any]:
    """Shares, seconds and peak memory for lists made of parallel text."""
    draw = random.Random(0)
    originals, renderings = _lists(arguments, draw)
    started, processor = time.perf_counter(), time.process_time()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    table = match_lists(originals, renderings, engine, _tell).statements
    seconds, processor = time.perf_counter() - started, time.process_time() - processor
    found = _found(table)
    known = found["statement"].is_in(originals["statement"].implode())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "originals": originals.height,
        "renderings": renderings.height,
        "seconds": seconds,
        "processor_seconds": processor,
        "peak_mb": peak / 1024,
        "before_mb": before / 1024,
        **_shares(found.filter(known)),
        "without_original": int((~known).sum()),
        "left_unlinked": _mean(found.filter(~known)["original"].is_null()),
    }


def _tell(what: str, done: int, total: int) -> None:
    print(f"{what} {done}/{total}, {time.process_time():.0f} s of processor time", file=sys.stderr)


def _lists(arguments: argparse.Namespace, draw: random.Random) -> tuple[pl.DataFrame, pl.DataFrame]:
    targets: dict[str, dict[str, None]] = {}
    for path in arguments.parallel:
        content = path.read_bytes()
        text = (lzma.decompress(content) if path.suffix == ".xz" else content).decode()
        for line in text.splitlines():
            source, _, target = line.partition("\t")
            if arguments.source != "ru":
                source, target = target, source
            if min(len(source.split()), len(target.split())) >= 5:  # shorter ones are no statements
                targets.setdefault(source, {})[target] = None
    shuffled = sorted(targets)
    draw.shuffle(shuffled)
    # Two sources with one target are two wordings of one statement: the second is left out.
    taken: set[str] = set()
    sources = []
    for source in shuffled:
        if taken.isdisjoint(targets[source]):
            sources.append(source)
            taken |= targets[source].keys()
    wanted = arguments.originals * (WITHHELD + 1) // WITHHELD
    if len(sources) < wanted:
        raise SystemExit(
            f"{len(sources)} different sources of five words or more, {wanted} are needed: give more files."
        )
    each = -(-arguments.renderings // wanted)
    rows = []
    for statement, source in enumerate(sources[:wanted]):
        texts = list(targets[source])[:each]
        texts += [_shortened(draw.choice(texts), draw) for _ in range(each - len(texts))]
        rows += [(str(statement), text) for text in texts]
    draw.shuffle(rows)
    originals = [(str(i), sources[i]) for i in range(arguments.originals)]
    frames = (
        pl.DataFrame(pairs, schema=["statement", "text"], orient="row").with_columns(lang=pl.lit(lang))
        for pairs, lang in ((originals, arguments.source), (rows[: arguments.renderings], arguments.target))
    )
    first, second = frames
    return first, second


def _shortened(text: str, draw: random.Random) -> str:
    words = text.split()
    kept = draw.randint(max(4, len(words) // 2), len(words))
    start = draw.randint(0, len(words) - kept)
    return " ".join(words[start : start + kept])


if __name__ == "__main__":
    main()
