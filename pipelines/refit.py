"""Fit everything again that depends on the translation packages, after a change of package, lexicon or check.

    uv run --group fit python pipelines/refit.py FAIR.ru-en.tsv... --labelled FILE [--pairs FILE] [--adequacy FILE]

FAIR        fair human translations, one pair a line, that the packages were not trained on
--labelled  statements with labels, for the divergence; see `fit_combiner.py` for the other two

One after the other, each with what the one before has written into transcompare/data: words, checks and contrast, the
matching of lists, the divergence. Stops at the first that fails. What each prints says how good it is; `git diff` says
what changed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    """Run the steps."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fair", nargs="+", type=Path, metavar="FAIR")
    parser.add_argument("--labelled", required=True, nargs="+", type=Path)
    parser.add_argument("--pairs", type=Path)
    parser.add_argument("--adequacy", type=Path)
    arguments = parser.parse_args()
    given = {"--pairs": arguments.pairs, "--adequacy": arguments.adequacy}
    for script, *options in steps(arguments.fair, arguments.labelled, given):
        print(f"\n{script}", flush=True)
        done = subprocess.run([sys.executable, str(HERE / script), *options, "--write"], check=False)
        if done.returncode:
            sys.exit(f"{script} failed; what the scripts before it wrote stays.")


def steps(fair: Sequence[Path], labelled: Sequence[Path], given: dict[str, Path | None]) -> Iterator[list[str]]:
    """The scripts in their order, with their arguments."""
    texts = [str(file) for file in fair]
    yield ["fit_words.py", *texts]
    yield ["calibrate_checks.py", *texts]
    yield ["fit_matching.py", *texts]
    options = [part for name, file in given.items() if file for part in (name, str(file))]
    yield ["fit_combiner.py", *map(str, labelled), *options]


if __name__ == "__main__":
    main()
