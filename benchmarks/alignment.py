"""How well segments are aligned, on documents made from parallel text.

    uv run python benchmarks/alignment.py FILE.tsv... [--from ru --to en] [--reverse] [--documents 200] [--seed 0]
        [--operations 3] [--transliterate] [--sentences] [--json]

Each FILE has a sentence and its human translation a line, separated by a tab. A document is 5 to 12 consecutive lines
with one to `--operations` changes, each to other lines: two neighbours merged on one side, one split at the end of a
clause on one side, one dropped from a side, two neighbours exchanged in the rendering, or one moved further off there.
A bead counts only if both of its sides are exactly right (strict), or if both overlap those of a true one (lax).
Segments without a counterpart are beads with an empty side: the first line leaves them out, as is usual, the second
counts them too. By operation, a found bead counts where its first segment lies.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
from rich.console import Console
from rich.table import Table

from transcompare import schema
from transcompare.stages.align import Align
from transcompare.stages.segment import Segment
from transcompare.stages.translate import Translate
from transcompare.text import Span

OPERATIONS = ("merge original", "merge rendering", "split original", "split rendering",
              "drop original", "drop rendering", "exchange", "move")  # fmt: skip
UNCHANGED = "unchanged"
_CLAUSE_END = re.compile(r"[,;:]\s+|\s+[—–-]\s+")
_FEWEST_WORDS = 3
"""In each part of a sentence that is split."""
_STOPS = ".!?…;: "

Line = tuple[str, str]


@dataclass(frozen=True)
class Piece:
    """Segments that belong together: original and rendering, either perhaps none, and the place in the rendering."""

    sides: tuple[tuple[str, ...], tuple[str, ...]]
    place: float
    operation: str = UNCHANGED

    def with_side(self, side: int, segments: tuple[str, ...], operation: str) -> Piece:
        """Changed on one side."""
        sides = (segments, self.sides[1]) if side == 0 else (self.sides[0], segments)
        return replace(self, sides=sides, operation=operation)


class Bead(NamedTuple):
    """The characters that correspond; one side is None where a segment has no counterpart."""

    original: Span | None
    rendering: Span | None

    def overlaps(self, other: Bead) -> bool:
        """Whether both sides share a character with those of the other bead."""
        return all(a is not None and b is not None and a.overlaps(b) for a, b in zip(self, other, strict=True))


class Document(NamedTuple):
    """Two texts, their segments, and the operation by which each true bead came about."""

    texts: tuple[str, str]
    segments: tuple[list[Span], list[Span]]
    beads: dict[Bead, str]

    def operation(self, bead: Bead) -> str:
        """What was done where the original's side of a bead, else that of the rendering, begins."""
        side = 0 if bead.original else 1
        start = bead[side] or Span(0, 0)
        places = ((span, operation) for true, operation in self.beads.items() if (span := true[side]))
        return next((operation for span, operation in places if span.start <= start.start < span.end), UNCHANGED)


def documents(lines: Sequence[Line], number: int, operations: int, seed: int) -> Iterator[Document]:
    """Documents of 5 to 12 consecutive lines, the same for the same seed."""
    draw = random.Random(seed)
    for _ in range(number):
        size = draw.randint(5, 12)
        start = draw.randrange(len(lines) - size + 1)
        pieces = [Piece(((a,), (b,)), place) for place, (a, b) in enumerate(lines[start : start + size])]
        chosen = draw.choices(OPERATIONS, k=draw.randint(1, operations))
        for operation in sorted(chosen, key=OPERATIONS.index):  # re-ordering last, merging first
            pieces = changed(pieces, operation, draw)
        yield document(pieces)


def changed(pieces: list[Piece], operation: str, draw: random.Random) -> list[Piece]:
    """The pieces after an operation on unchanged ones, drawn at random; as they were where it cannot be done."""
    verb, _, where = operation.partition(" ")
    side = int(where == "rendering")
    free = [i for i, piece in enumerate(pieces) if piece.operation == UNCHANGED]
    draw.shuffle(free)
    for i in free:
        one, after = pieces[i], pieces[i + 1] if i + 1 in free else None
        if verb == "drop":
            return [*pieces[:i], one.with_side(side, (), operation), *pieces[i + 1 :]]
        if verb == "split" and (halves := _halves(one.sides[side][0])):
            return [*pieces[:i], one.with_side(side, halves, operation), *pieces[i + 1 :]]
        if verb == "merge" and after:
            both = Piece((one.sides[0] + after.sides[0], one.sides[1] + after.sides[1]), one.place)
            both = both.with_side(side, (_merged(*both.sides[side]),), operation)
            return [*pieces[:i], both, *pieces[i + 2 :]]
        if verb == "exchange" and after:
            turned = (replace(one, place=after.place), replace(after, place=one.place))
            return [*pieces[:i], *(replace(piece, operation=operation) for piece in turned), *pieces[i + 2 :]]
        if verb == "move" and (far := [piece.place for piece in pieces if abs(piece.place - one.place) > 2]):
            place = draw.choice(far)
            moved = replace(one, place=place + (0.5 if place > one.place else -0.5), operation=operation)
            return [*pieces[:i], moved, *pieces[i + 1 :]]
    return pieces


def _merged(one: str, other: str) -> str:
    return f"{one.rstrip(_STOPS)}; {other}"


def _halves(text: str) -> tuple[str, str] | None:
    """Two sentences of the clauses of one, as even as can be."""
    found = [(text[: m.start()], text[m.end() :]) for m in _CLAUSE_END.finditer(text)]
    long = [pair for pair in found if min(len(half.split()) for half in pair) >= _FEWEST_WORDS]
    if not long:
        return None
    first, second = min(long, key=lambda pair: abs(len(pair[0]) - len(pair[1])))
    return f"{first.rstrip(_STOPS)}.", second[:1].upper() + second[1:]


def document(pieces: Sequence[Piece]) -> Document:
    """The texts, their sentences separated by spaces, and the true beads."""
    orders = (list(pieces), sorted(pieces, key=lambda piece: piece.place))
    spans: tuple[dict[int, list[Span]], dict[int, list[Span]]] = ({}, {})
    texts = []
    for side, order in enumerate(orders):
        text = ""
        for piece in order:
            for segment in piece.sides[side]:
                text += " " * bool(text)
                spans[side].setdefault(id(piece), []).append(Span(len(text), len(text) + len(segment)))
                text += segment
        texts.append(text)
    beads = {
        Bead(*(Span(found[0].start, found[-1].end) if (found := side.get(id(p))) else None for side in spans)): p
        for p in pieces
    }
    segments = tuple([span for group in side.values() for span in group] for side in spans)
    return Document((texts[0], texts[1]), (segments[0], segments[1]), {b: p.operation for b, p in beads.items()})


def frame(found: Sequence[Document], languages: tuple[str, str], sentences: bool, transliterate: bool) -> pl.DataFrame:
    """What the align stage is given: the true segments, or those of our own sentence splitter, and our translation."""
    rows = [
        {f"normalized_{side}": text for side, text in zip(("original", "rendering"), document.texts, strict=True)}
        | {
            f"sentences_{side}": [span._asdict() for span in spans]
            for side, spans in zip(("original", "rendering"), document.segments, strict=True)
        }
        | {"lang_original": languages[0], "lang_rendering": languages[1], "status": "ok", "notes": []}
        for document in found
    ]
    spans = pl.List(schema.SPAN)
    made = pl.DataFrame(rows, {
        "normalized_original": pl.String, "normalized_rendering": pl.String,
        "sentences_original": spans, "sentences_rendering": spans,
        "lang_original": pl.String, "lang_rendering": pl.String, "status": pl.String, "notes": pl.List(pl.String),
    })  # fmt: skip
    if sentences:
        made = Segment()(made)
    return (
        made.with_columns(pl.lit(None, pl.List(pl.String)).alias("translation")) if transliterate else Translate()(made)
    )


def beads(links: Sequence[dict[str, Any]]) -> list[Bead]:
    """Of one row of the align stage."""
    return [
        Bead(*(Span.from_row(link[side]) if link[side] else None for side in ("original", "rendering")))
        for link in links
    ]


def figures(true: Sequence[tuple[int, Bead]], found: Sequence[tuple[int, Bead]]) -> dict[str, float]:
    """Strict and lax precision, recall and F1 of beads, each with the number of its document."""
    exact = len(set(true) & set(found))
    values = {"true": len(true), "found": len(found)} | _prf("strict", exact, exact, len(true), len(found))
    by_document: dict[int, tuple[list[Bead], list[Bead]]] = {}
    for side, group in enumerate((true, found)):
        for number, bead in group:
            by_document.setdefault(number, ([], []))[side].append(bead)
    near = [
        sum(
            any(bead.overlaps(other) or bead == other for other in pair[1 - side])
            for pair in by_document.values()
            for bead in pair[side]
        )
        for side in (0, 1)
    ]
    return values | _prf("lax", near[0], near[1], len(true), len(found))


def _prf(name: str, recalled: int, right: int, true: int, found: int) -> dict[str, float]:
    precision, recall = right / max(1, found), recalled / max(1, true)
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return {f"{name}_precision": precision, f"{name}_recall": recall, f"{name}_f1": f1}


def measure(made: Sequence[Document], prepared: pl.DataFrame) -> dict[str, Any]:
    """The figures of the align stage: overall, with the unaligned, by operation; and milliseconds a document."""
    started = time.perf_counter()
    links = Align()(prepared)["links"].to_list()
    seconds = time.perf_counter() - started
    true = [(i, bead) for i, document in enumerate(made) for bead in document.beads]
    found = [(i, bead) for i, row in enumerate(links) for bead in beads(row)]
    result: dict[str, Any] = {
        "linked": figures(*([each for each in group if None not in each[1]] for group in (true, found))),
        "and unaligned": figures(true, found),
    }
    for operation in (UNCHANGED, *OPERATIONS):
        of = [[(i, bead) for i, bead in group if made[i].operation(bead) == operation] for group in (true, found)]
        result[operation] = figures(*of)
    return {"figures": result, "milliseconds": 1000 * seconds / max(1, len(made))}


def main() -> None:
    """Print a table a file, or a line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--from", dest="source", default="ru", help="language of the originals")
    parser.add_argument("--to", dest="target", default="en", help="language of the renderings")
    parser.add_argument("--reverse", action="store_true", help="the originals are in the second column")
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--operations", type=int, default=3, help="at most so many changes a document")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--transliterate", action="store_true", help="without a translation package")
    parser.add_argument("--sentences", action="store_true", help="segments by our own sentence splitter")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    for path in arguments.files:
        columns = [line.split("\t")[:2] for line in path.read_text("utf-8").splitlines()]
        lines = [(b.strip(), a.strip()) if arguments.reverse else (a.strip(), b.strip()) for a, b in columns]
        made = list(documents(lines, arguments.documents, arguments.operations, arguments.seed))
        languages = (arguments.source, arguments.target)
        result = measure(made, frame(made, languages, arguments.sentences, arguments.transliterate))
        if arguments.json:
            print(json.dumps({"file": path.name} | result))
        else:
            _print(path.name, result)


def _print(name: str, result: dict[str, Any]) -> None:
    keys = [f"{kind}_{value}" for kind in ("strict", "lax") for value in ("precision", "recall", "f1")]
    headings = ("true", "found", "P", "R", "F1", "lax P", "lax R", "lax F1")
    table = Table("", *headings, title=f"{name}, {result['milliseconds']:.1f} ms a document")
    for row, values in result["figures"].items():
        table.add_row(row, str(values["true"]), str(values["found"]), *(f"{values[key]:.3f}" for key in keys))
    Console().print(table)


if __name__ == "__main__":
    main()
