"""How fast, and how much memory: the benchmarks that need nothing but the project, in one command.

    uv run python benchmarks/speed.py [-o FILE.json] [--quick]

Runs `stages`, `throughput`, `caching` and `memory --warm` one after the other, each in a process of its own. Writes all
that they measured, with the machine, as JSON, and prints the main figures as a Markdown table. `--quick` takes a tenth
of the input.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def main() -> None:
    """Run, write, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-o", "--output", type=Path)
    parser.add_argument("--quick", action="store_true")
    arguments = parser.parse_args()
    share = 10 if arguments.quick else 1
    results: dict[str, Any] = {
        "machine": {
            "processors": os.cpu_count(),
            "architecture": platform.machine(),
            "python": platform.python_version(),
            "ctranslate2": version("ctranslate2"),
        }
    }
    rows = [str(rows // share) for rows in (10_000, 100_000, 1_000_000)]
    unscored = ["--run", "--config", str(HERE.parent / "pipelines" / "aligned.toml")]
    asked = {
        "stages": ["stages.py", "--statements", str(1000 // share)],
        "throughput": ["throughput.py", "--segments", str(400 // share), "--repetitions", "3"],
        "run": ["throughput.py", "--segments", str(20_000 // share), "--repetitions", "1", *unscored],
        "caching": ["caching.py", "--statements", str(200 // share)],
        "memory": ["memory.py", "--warm", "--distinct", str(2000 // share), "--rows", *rows],
    }
    for name, (script, *options) in asked.items():
        print(f"{name} ...", file=sys.stderr, flush=True)
        command = [sys.executable, str(HERE / script), *options, "--json"]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
        results[name] = json.loads(done.stdout)
    if arguments.output:
        arguments.output.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    print("| figure | value |\n|---|---|")
    for figure, value in figures(results):
        print(f"| {figure} | {value} |")


def figures(results: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The main ones, in words."""
    stages, caching = results["stages"], results["caching"]["runs"]
    yield "comparisons a second, the whole default pipeline", f"{stages['rows'] / stages['seconds']:.0f}"
    yield "share of the models", f"{stages['models'][0] / stages['seconds']:.0%}"
    times_bare = results["throughput"]["times_bare"] | results["run"]["times_bare"]
    for name, (median, low, high) in times_bare.items():
        if name != "bare":
            yield f"{name}, times as fast as bare CTranslate2", f"{median:.2f} ({low:.2f} to {high:.2f})"
    yield "second run with a full cache, times as fast", f"{caching['none']['run'] / caching['full']['run']:.0f}"
    _, *warm = results["memory"]
    for got in warm:
        yield f"{got['rows']:,} rows, all in the cache", f"{got['peak']:.0f} MB, {got['cpu_ms']:.3f} ms CPU a row"


if __name__ == "__main__":
    main()
