"""What the cache saves: a run without one, with an empty one, a full one, and one that was damaged on purpose.

    uv run python benchmarks/caching.py [--statements 200] [--config TOML] [--json]

Statements are made from the samples as `benchmarks/stages.py` makes them. `models` is the time in `translate` and
`score` of the engines, with the cache's own; `CPU` is of all threads.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path
from typing import Any

import polars as pl
from stages import SAMPLES, copies, models

from transcompare.cache import FILE, CachedEngine, open_store
from transcompare.engine import ArgosEngine
from transcompare.pipeline import Pipeline


def main() -> None:
    """Warm up on the samples, then run and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--statements", type=int, default=200)
    parser.add_argument("--config", type=Path, help="a pipeline file")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    samples = pl.read_csv(SAMPLES, infer_schema=False)
    pipeline = Pipeline.from_toml(arguments.config) if arguments.config else Pipeline.default()
    pipeline.run(samples)
    frame = copies(samples, arguments.statements)
    with tempfile.TemporaryDirectory() as folder:
        cached = pipeline.with_cache(folder)
        plain, expected = timed(pipeline.with_cache(False), frame)
        rows = {"none": plain}
        for name in ("empty", "full", "damaged", "mended"):
            if name == "damaged":
                damage(Path(folder) / FILE)
            rows[name], report = timed(cached, frame)
            rows[name]["same"] = report.equals(expected)
        info = open_store(Path(folder).absolute(), pipeline.engine.cache_limit * 10**6).info()
    result = {"rows": frame.height, "entries": info.entries, "bytes": info.size, "runs": rows}
    print(json.dumps(result, indent=1) if arguments.json else shown(result))


def timed(pipeline: Pipeline, frame: pl.DataFrame) -> tuple[dict[str, Any], pl.DataFrame]:
    """Seconds of a run, and its report."""
    with models(CachedEngine if pipeline.engine.cache else ArgosEngine) as spent:
        wall, cpu = time.perf_counter(), time.process_time()
        report = pipeline.run(frame).report
        figures = {"run": time.perf_counter() - wall, "run_cpu": time.process_time() - cpu}
    return figures | {"models": spent[0], "models_cpu": spent[1]}, report


def damage(path: Path) -> None:
    """Zeros over the middle third of the file."""
    open_store.cache_clear()  # as a new process would find it
    content = path.read_bytes()
    third = len(content) // 3
    path.write_bytes(content[:third] + bytes(third) + content[2 * third :])


def shown(result: dict[str, Any]) -> str:
    """The figures as a table."""
    lines = [f"{result['rows']} rows; {result['entries']} entries, {result['bytes'] / 1e6:.1f} MB"]
    lines.append(f"{'cache':10}{'run':>10}{'CPU':>10}{'models':>10}{'CPU':>10}  same report")
    for name, row in result["runs"].items():
        times = "".join(f"{row[key]:8.2f} s" for key in ("run", "run_cpu", "models", "models_cpu"))
        lines.append(f"{name:10}{times}  {row.get('same', '')}")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
