"""What so many comparisons cost: processor time, cores for a night, bytes of the report and of the cache.

    uv run python benchmarks/scale.py [--input FILE] [--statements 500] [--hours 10]

A run into a folder, with the default pipeline and `pipelines/fast.toml`, of your own quotes or of Russian originals and
English renderings made from the samples as `benchmarks/stages.py` makes them. Those differ by a number only, so they
cost what others cost, but Parquet packs them better: for bytes, give an input. Processor seconds are of all threads and
hold on a busy machine, too; set OMP_NUM_THREADS=1.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import Any

import polars as pl
from stages import SAMPLES, copies

from transcompare import files
from transcompare.pipeline import Pipeline
from transcompare.runner.lines import rows

FAST = Path(__file__).parents[1] / "pipelines" / "fast.toml"


def main() -> None:
    """Measure, then multiply."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--input", type=Path, help="a quote file")
    parser.add_argument("--statements", type=int, default=500)
    parser.add_argument("--comparisons", type=int, default=100_000_000)
    parser.add_argument("--hours", type=float, default=10)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    samples = _pairs(pl.read_csv(SAMPLES, infer_schema=False))
    given = arguments.input and files.read_files([arguments.input]).drop(files.PROVENANCE)
    frame = copies(samples, arguments.statements) if given is None else given
    figures = {}
    for name, pipeline in (("default", Pipeline.default()), ("fast", Pipeline.from_toml(FAST))):
        pipeline.run(samples)
        figures[name] = _measure(pipeline, frame)
    if arguments.json:
        print(json.dumps(figures))
        return
    for name, found in figures.items():
        print(f"{name}: {_told(found, arguments.comparisons, arguments.hours)}")


def _pairs(samples: pl.DataFrame) -> pl.DataFrame:
    """The statements with a Russian original and English renderings, and nothing else of them."""
    original = (pl.col("lang") == "ru") & (pl.col("role") == "original")
    pairs = samples.filter(original | ((pl.col("lang") == "en") & (pl.col("role") == "rendering")))
    return pairs.filter(pl.col("role").n_unique().over("quote_id") == 2)


def _told(found: dict[str, float], comparisons: int, hours: float) -> str:
    core_hours = comparisons * found["ms"] / 3.6e6
    gigabytes = {name: comparisons * found[name] / 1e9 for name in ("input", "report", "cache")}
    return (
        f"{found['comparisons']} comparisons, {found['scored']} scored, {found['characters']:.0f} characters a text\n"
        f"  {found['ms']:.1f} ms each, of it reading {found['read_ms']:.2f}; "
        f"{found['ms'] / 3.6:.1f} core-hours a million\n"
        f"  bytes each: input {found['input']:.0f}, report {found['report']:.0f}, cache {found['cache']:.0f}\n"
        f"  {comparisons:,}: {core_hours:,.0f} core-hours, {core_hours / hours:,.0f} cores for {hours:g} hours; "
        + ", ".join(f"{name} {size:,.0f} GB" for name, size in gigabytes.items())
    )


def _measure(pipeline: Pipeline, frame: pl.DataFrame) -> dict[str, float]:
    """Milliseconds and bytes a comparison."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "quotes.parquet"
        frame.write_parquet(source, compression="zstd")
        start = time.process_time()
        for batch in files.read_batches(str(source)):
            list(rows(batch, frame.columns, 0))
        reading = time.process_time() - start
        start = time.process_time()
        summary = pipeline.stream(source, folder / "out")
        seconds = time.process_time() - start
        pipeline.with_cache(folder / "cache").stream(source, folder / "cached")
        n = summary.renderings
        texts = pl.scan_parquet(folder / "out" / "report").select("text_original", "text_rendering").collect()
        found: dict[str, Any] = {
            "comparisons": n,
            "scored": summary.statuses["ok"],
            "characters": pl.concat([series.alias("") for series in texts]).str.len_chars().mean(),
            "ms": 1000 * seconds / n,
            "read_ms": 1000 * reading / n,
            "report": _bytes(folder / "out" / "report") / n,
            "input": _bytes(folder, "*.parquet") / n,
            "cache": _bytes(folder / "cache") / n,
        }
        return found


def _bytes(folder: Path, pattern: str = "**/*") -> int:
    return sum(path.stat().st_size for path in folder.glob(pattern) if path.is_file())


if __name__ == "__main__":
    main()
