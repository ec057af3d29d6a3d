"""`kill -9` at random moments of a run in a directory, resumed each time: is the end result the same bytes?

    uv run python benchmarks/kill.py [--kills 30] [--statements 60] [--part-rows 20] [--config pipelines/fast.toml]

Undisturbed once, for the bytes and the time it takes; then again and again into new folders, killed after a random
share of that time, until there were so many kills. Counts the rows, too: those in the input are
those reported and those rejected.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Run, kill, compare; leaves with 1 where anything differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--statements", type=int, default=60)
    parser.add_argument("--part-rows", type=int, default=20)
    parser.add_argument("--config", type=Path, default=ROOT / "pipelines" / "fast.toml")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "quotes.csv"
        rows = _write(source, arguments.statements)
        main = "from transcompare.cli import main; main()"
        command = [sys.executable, "-c", main, "run", str(source), "-q", "-c", str(arguments.config)]
        command = [*command, "--part-rows", str(arguments.part_rows), "-o"]
        started = time.perf_counter()
        subprocess.run([*command, str(folder / "whole")], check=True)
        whole, seconds = _contents(folder / "whole"), time.perf_counter() - started
        print(f"{rows} rows, {seconds:.1f} s undisturbed, {sum('report' in name for name in whole)} parts", flush=True)
        kills = runs = 0
        while kills < arguments.kills:
            runs += 1
            output = folder / f"killed-{runs}"
            patience, before = seconds, 0
            while True:
                process = subprocess.Popen([*command, str(output)])
                try:
                    code = process.wait(chance.uniform(0.1, 1) * patience if kills < arguments.kills else None)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
                    kills += 1
                    done = len(list((output / "report").glob("part-*"))) if output.exists() else 0
                    # On a machine that others use, too, a run needs longer than alone.
                    patience *= 1 if done > before else 1.2
                    before = done
                    print(f"  kill {kills}: {done} parts", flush=True)
                    continue
                if code:
                    sys.exit(f"A resumed run ended with {code}.")
                break
            if _contents(output) != whole:
                sys.exit(f"Run {runs} differs from the undisturbed one.")
        report, rejects = pl.read_parquet(folder / "whole" / "report"), pl.read_parquet(folder / "whole" / "rejects")
        reported = len({*report["version_id"], *report["original_version_id"].drop_nulls()})
        print(f"{kills} kills in {runs} runs, all with the same bytes as the undisturbed one")
        print(f"{rows} rows in = {reported} reported + {rejects.height} rejected")
        if rows != reported + rejects.height:
            sys.exit(1)


def _write(path: Path, statements: int) -> int:
    """Copies of the samples under other ids, every 17th row unusable; how many rows."""
    samples = pl.read_csv(ROOT / "samples" / "statements.csv", infer_schema=False).select("quote_id", "lang", "text")
    distinct = samples["quote_id"].n_unique()
    copies = [
        samples.with_columns(pl.format(f"{{}}-{i}", "quote_id").alias("quote_id"))
        for i in range(-(-statements // distinct))
    ]
    frame = pl.concat(copies).with_row_index("n")
    frame = frame.with_columns(lang=pl.when(pl.col("n") % 17 == 9).then(pl.lit("zz")).otherwise("lang")).drop("n")
    frame.write_csv(path)
    return frame.height


def _contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "lock")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


if __name__ == "__main__":
    main()
