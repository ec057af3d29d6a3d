"""One comparison on the terminal: who and how bad, both texts with the words marked under them, the findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from transcompare.comparison import LocatedFinding
from transcompare.output.marks import Line, Mark, lines
from transcompare.printable import printable

SEVERITY_STYLE = {"critical": "bold red", "major": "yellow", "minor": "cyan"}
VERDICT_STYLE = {"divergent": "bold red", "review": "yellow", "faithful": "green", "not_scored": "dim"}
_NARROW = 20
"""Cells that a text gets at least, however narrow the terminal is."""
_GUTTER = 5


def block(row: dict[str, Any], width: int) -> Iterator[Text]:
    """A row of a report: of both texts only the lines with marks, or the first where there are none."""
    findings = [LocatedFinding(**finding) for finding in row["findings"]]
    divergence = "  - " if row["divergence"] is None else f"{row['divergence']:4.2f}"
    outlier = f"outlier {row['outlier']:.2f}  " if row["outlier"] else ""
    yield from indented(
        Text.assemble(
            f"{divergence} ",
            (row["verdict"].replace("_", " "), VERDICT_STYLE[row["verdict"]]),
            f"  {outlier}",
            (printable(row["quote_id"]), "bold"),
            f"  {printable(row['outlet'] or row['version_id'])}",
        ),
        width,
        first=0,
    )
    for name in ("original", "rendering"):
        text = printable(row[f"text_{name}"] or "")
        marks = marks_of(findings, name)
        yield from side(f"  {row[f'lang_{name}'] or '?'}", text, marks, width, whole=False)
    for number, finding in enumerate(findings, start=1):
        yield from indented(Text.assemble(f"{number} ", heading(finding), f"  {printable(finding.message)}"), width)


def heading(finding: LocatedFinding) -> Text:
    """`critical negation 0.85`."""
    style = SEVERITY_STYLE[finding.severity]
    return Text.assemble((f"{finding.severity} {finding.category}", style), f" {finding.confidence:.2f}")


def marks_of(findings: Sequence[LocatedFinding], name: str, offset: int = 0) -> list[Mark]:
    """The marks of the findings in the original or the rendering, of which the text at `offset` and on is shown."""
    marks = []
    for number, finding in enumerate(findings, start=1):
        start, end = (getattr(finding, f"{name}_{edge}") for edge in ("start", "end"))
        if start is not None and end is not None and end > offset:
            start = max(0, start - offset)
            marks.append(Mark(start, end - offset, str(number), SEVERITY_STYLE[finding.severity]))
    return marks


def side(
    label: str, text: str, marks: Sequence[Mark], width: int, *, whole: bool, gutter: int = _GUTTER
) -> Iterator[Text]:
    """A text under its label, in lines with the marks below them; `…` where not the `whole` of it is shown."""
    found = list(lines(text, marks, max(_NARROW, width - gutter - (0 if whole else 4))))
    chosen = [whole or bool(line.marks) for line in found]
    if found and not any(chosen):
        chosen[0] = True
    shown = 0
    for at, line in enumerate(found):
        if not chosen[at]:
            continue
        before = "… " if at and not chosen[at - 1] else ""
        after = " …" if at + 1 < len(found) and not chosen[at + 1] else ""
        yield from _line("" if shown else label, line, marks, gutter, before, after)
        shown += 1


def _line(label: str, line: Line, marks: Sequence[Mark], gutter: int, before: str, after: str) -> Iterator[Text]:
    words = Text(line.text.rstrip())
    for mark in marks:
        if mark.end > line.start:
            words.stylize(mark.style, max(0, mark.start - line.start), mark.end - line.start)
    yield Text.assemble((label.ljust(gutter), "dim"), before, words, after)
    for row in line.marks:
        under = Text(" " * (gutter + len(before)))
        at = 0
        for cell, shown, style in row:
            under.append(" " * (cell - at)).append(shown, style)
            at = cell + len(shown)
        yield under


def indented(text: Text, width: int, *, first: int = _GUTTER, rest: int = _GUTTER) -> Iterator[Text]:
    """`text` in lines of `width` cells at most, the first one indented by `first`, the others by `rest`."""
    margin = max(first, rest)
    for number, part in enumerate(text.wrap(Console(width=width), max(_NARROW, width - margin))):
        part.rstrip()
        yield Text.assemble(" " * (rest if number else first), part)
