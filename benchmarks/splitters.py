"""Which sentence splitter: sentencex, pysbd, razdel, or sentencex with our rules (transcompare.sentences)?

    uv run --with pysbd --with razdel python -W ignore benchmarks/splitters.py [FILE.jsonl ...]

The cases are those of the tests. Our rules were written for the first set, so judge by the held-out one. Each FILE has
`text` and `lang` (or `document` and `lang`); on these there is no truth, so the table says how far a splitter agrees
with what two of the three libraries say (F1 of boundaries).
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pysbd
import razdel
import sentencex
from rich.console import Console
from rich.table import Table
from rich.text import Text

from transcompare.sentences import sentences

sys.path.insert(0, str(Path(__file__).parents[1]))  # the cases are the tests', which are not installed
from tests.sentence_cases import CASES, HELD_OUT, joined

Splitter = Callable[[str, str], list[str]]
Case = tuple[str, list[str]]
LIBRARIES = ("sentencex", "pysbd", "razdel")


def by_pysbd(text: str, language: str) -> list[str]:
    """English rules where pysbd does not know the language."""
    try:
        segmenter = pysbd.Segmenter(language=language, clean=False)
    except ValueError:
        segmenter = pysbd.Segmenter(language="en", clean=False)
    return [str(sentence) for sentence in segmenter.segment(text)]


SPLITTERS: dict[str, Splitter] = {
    "sentencex": lambda text, language: sentencex.segment(language, text),
    "pysbd": by_pysbd,
    "razdel": lambda text, _: [found.text for found in razdel.sentenize(text)],
    "ours": lambda text, language: [span.of(text) for span in sentences(text, language)],
}


def failed(split: Splitter, cases: list[Case]) -> list[Case]:
    """Language and pieces of the cases that come out otherwise than expected."""
    found = [(language, split(joined(language, expected), language), expected) for language, expected in cases]
    stripped = [(language, [p.strip() for p in pieces], expected) for language, pieces, expected in found]
    return [(language, pieces) for language, pieces, expected in stripped if pieces != expected]


def ends(pieces: list[str]) -> set[int]:
    """Where the sentences end, counted in characters that are not white space."""
    result, position = set(), 0
    for piece in pieces:
        position += len("".join(piece.split()))
        result.add(position)
    return result


def read(paths: list[str]) -> list[tuple[str, str]]:
    """Text and language of each row."""
    rows = [json.loads(line) for path in paths for line in Path(path).read_text("utf-8").splitlines()]
    return [(row.get("text") or row["document"], row["lang"]) for row in rows]


def agreement(texts: list[tuple[str, str]], name: str, found: dict[str, list[set[int]]]) -> float:
    """F1 of a splitter's boundaries against those that two of the three libraries have."""
    hits = wrong = missed = 0
    for index in range(len(texts)):
        votes = Counter(end for library in LIBRARIES for end in found[library][index])
        truth = {end for end, count in votes.items() if count >= 2}
        mine = found[name][index]
        hits, wrong, missed = hits + len(mine & truth), wrong + len(mine - truth), missed + len(truth - mine)
    return 2 * hits / max(1, 2 * hits + wrong + missed)


def main() -> None:
    """Print the table, and the hard cases that each splitter gets wrong."""
    texts = read(sys.argv[1:])
    found: dict[str, list[set[int]]] = {}
    table = Table(
        "splitter", f"cases ({len(CASES)})", f"held out ({len(HELD_OUT)})", "sentences", "agreement", "ms per text"
    )
    failures: dict[str, list[list[Case]]] = {}
    times: dict[str, float] = {}
    for name, split in SPLITTERS.items():
        failures[name] = [failed(split, cases) for cases in (CASES, HELD_OUT)]
        start = time.perf_counter()
        found[name] = [ends(split(text, language)) for text, language in texts]
        times[name] = (time.perf_counter() - start) * 1000 / max(1, len(texts))
    for name in SPLITTERS:
        table.add_row(
            name,
            *(str(len(cases) - len(bad)) for cases, bad in zip((CASES, HELD_OUT), failures[name], strict=True)),
            str(sum(map(len, found[name]))),
            f"{agreement(texts, name, found):.3f}" if texts else "",
            f"{times[name]:.2f}" if texts else "",
        )
    console = Console()
    console.print(table)
    for name, wrong in failures.items():
        for language, pieces in wrong[0] + wrong[1]:
            console.print(Text(f"{name} {language}: {' | '.join(pieces)}"))


if __name__ == "__main__":
    main()
