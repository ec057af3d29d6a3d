"""What people see: the table of a run, one comparison with its findings marked, the contracts.

Rich knows the terminal's width and the double width of Hangul and Han, leaves colours out where there is no terminal or
`NO_COLOR` is set, and prints text from the input as text: markup in it does nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from transcompare.comparison import Comparison, LocatedFinding
from transcompare.matching import SURE, Matching
from transcompare.pipeline import Result
from transcompare.printable import printable
from transcompare.schema import STATUSES, Column
from transcompare.summary import Summary

_SEVERITY_STYLE = {"critical": "bold red", "major": "yellow", "minor": "cyan"}
_VERDICT_STYLE = {"divergent": "bold red", "review": "yellow", "faithful": "green", "not_scored": "dim"}
_LONGEST = 400
"""Code points that are shown of a long original without a passage."""


def console(width: int = 120) -> Console:
    """Standard output, as wide as the terminal, `width` columns where there is none."""
    return Console(file=sys.stdout, width=None if sys.stdout.isatty() else width, highlight=False)


def print_report(result: Result, *, top: int, output: Path | None, rejects_path: Path | None) -> None:
    """The worst `top` renderings with their findings, and a summary."""
    print_summary(Summary.of(result, top), output=output, rejects_path=rejects_path)


def print_summary(summary: Summary, *, output: Path | None, rejects_path: Path | None) -> None:
    """The worst renderings of a summary with their findings, and the counts."""
    out = console()
    shown = 0
    if summary.worst is not None and summary.worst.height:
        shown = summary.worst.height
        out.print(_table(summary.worst))
    hidden = summary.renderings - shown
    out.print(
        f"{_count(summary.renderings, 'rendering')} of {_count(summary.statements, 'statement')}: "
        + ", ".join(f"{summary.verdicts[v]} {v.replace('_', ' ')}" for v in _VERDICT_STYLE if summary.verdicts[v])
        + (f" ({hidden} not shown)" if hidden and shown else "")
    )
    for status, count in sorted(summary.statuses.items()):
        if status != "ok":
            out.print(f"  {count} {status}: {STATUSES.get(status, status)}")
    for command, _ in sorted(summary.installs.items(), key=lambda item: (-item[1], item[0])):
        out.print(f"    {escape(command)}")
    _print_rejects(out, summary.rejected, summary.first_rejects, rejects_path)
    for line in _packages(summary.packages):
        out.print(escape(line))
    if output:
        out.print(f"Report: {escape(str(output))}")


def print_matching(result: Matching, *, output: Path | None, rejects_path: Path | None) -> None:
    """How many renderings were linked, and what stood in the way."""
    out = console()
    counts = result.counts
    originals = result.statements.filter(pl.col("role") == "original").height
    out.print(
        f"{_count(sum(counts.values()), 'rendering')}, {_count(originals, 'original')}: {counts['linked']} linked, "
        f"{counts['doubtful']} linked with doubt (match_confidence below {SURE}), "
        f"{counts['unlinked']} without an original"
    )
    if result.unserved:
        out.print("No translation package: linked by names, numbers and like-sounding words only")
        for source, target in result.unserved:
            install = "" if "und" in (source, target) else f": transcompare models install {source} {target}"
            out.print(f"  {source}>{target}{install}")
    _print_rejects(out, result.rejects.height, result.rejects.head(5).to_dicts(), rejects_path)
    if output:
        out.print(f"Statements: {escape(str(output))}")


def print_comparison(result: Comparison) -> None:
    """Original, our translation and rendering, with the words of each finding marked and numbered below."""
    out = console()
    head = Text.assemble(
        (result.verdict.replace("_", " "), _VERDICT_STYLE[result.verdict]),
        "" if result.divergence is None else f"  divergence {result.divergence:.2f}",
        "" if result.status == "ok" else f"  {result.status}: {STATUSES[result.status]}",
    )
    out.print(head)
    sides = (
        *_originals(result),
        ("our translation", result.reference_translation or "none", None, 0),
        (f"rendering {result.lang_rendering}", result.text_rendering or "", "rendering", 0),
    )
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column()
    for label, text, side, offset in sides:
        grid.add_row(label, _marked(text, result.findings, side, offset))
    out.print(Padding(grid, (1, 0)))
    for number, finding in enumerate(result.findings, start=1):
        out.print(Text.assemble(f"[{number}] ", _finding(finding), "\n    ", (printable(finding.message), "dim")))
    if not result.findings:
        out.print("No findings.")
    if result.contributions:
        moved = (f"{each['signal']} {each['log_odds']:+.2f}" for each in result.contributions)
        out.print(Text(f"why (log-odds): {'  '.join(moved)}", style="dim"))
    numbers = {key: value for key, value in result.scores.items() if value is not None}
    if numbers:
        out.print(Text("  ".join(f"{key} {value:.2f}" for key, value in numbers.items()), style="dim"))
    for note in result.notes:
        out.print(Text(printable(note), style="dim"))
    out.print(Text(result.signature, style="dim"))


def print_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table of cells as they are, wide enough not to break paths where there is no terminal."""
    table = Table(box=SIMPLE_HEAD)
    for name in header:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    console(240).print(table)


def print_schema(name: str, columns: Sequence[Column]) -> None:
    """One contract as a table."""
    table = Table(title=name, title_justify="left", box=SIMPLE_HEAD)
    for heading in ("column", "type", "meaning"):
        table.add_column(heading, overflow="fold")
    for column in columns:
        kind = str(column.dtype).partition("(")[0]
        table.add_row(column.name, kind, escape(("required; " if column.required else "") + column.meaning))
    console().print(table)


def _print_rejects(out: Console, rejected: int, first: Sequence[dict[str, Any]], path: Path | None) -> None:
    if rejected:
        where = f", listed in {path}" if path else ""
        out.print(f"{_count(rejected, 'row')} rejected{escape(where)}:")
        for row in first:
            out.print(Text(f"  {row['file']} row {row['row']}: {printable(row['reason'])}"))


def _table(rows: pl.DataFrame) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("div", justify="right", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    table.add_column("statement", overflow="fold")
    table.add_column("outlet", overflow="fold")
    table.add_column("lang", no_wrap=True)
    table.add_column("finding", overflow="fold", ratio=1)
    for row in rows.iter_rows(named=True):
        divergence = "" if row["divergence"] is None else f"{row['divergence']:.2f}"
        findings = [LocatedFinding(**finding) for finding in row["findings"]]
        table.add_row(
            divergence,
            Text(_verdict(row), style=_VERDICT_STYLE[row["verdict"]]),
            Text(printable(row["quote_id"])),
            Text(printable(row["outlet"] or row["version_id"])),
            Text(f"{row['lang_original'] or '?'}>{row['lang_rendering'] or '?'}"),
            Text("\n").join(map(_finding, findings)),
        )
    return table


def _verdict(row: dict[str, Any]) -> str:
    """The verdict; of a rendering without an original how far it stands apart from the others, too."""
    verdict: str = row["verdict"].replace("_", " ")
    return f"{verdict}\noutlier {row['outlier']:.2f}" if row["outlier"] else verdict


def _finding(finding: LocatedFinding) -> Text:
    """`critical negation 0.85  «не исключаем» / 'rule out'`."""
    sides = ((finding.original_text, "«{}»"), (finding.rendering_text, "'{}'"))
    words = " / ".join(quotes.format(_short(printable(text))) for text, quotes in sides if text)
    return Text.assemble(
        (f"{finding.severity} {finding.category}", _SEVERITY_STYLE[finding.severity]),
        f" {finding.confidence:.2f}  {words}",
    )


def _originals(result: Comparison) -> Iterator[tuple[str, str, str, int]]:
    """Label, text, side and offset of what is to be shown of the original: its passages, where it is long."""
    label, text = f"original {result.lang_original}", result.text_original or ""
    if result.passages is None:
        yield label, text, "original", 0
    elif not result.passages:
        yield label, _short(text, _LONGEST), "original", 0
    for passage in result.passages or ():
        start, end = passage["start"], passage["end"]
        yield f"{label}, {start} to {end}", text[start:end], "original", start


def _marked(text: str, findings: Iterable[LocatedFinding], side: str | None, offset: int = 0) -> Text:
    """`text`, which starts at `offset` of its side, with the words of the findings marked."""
    marked = Text(printable(text))
    for finding in findings:
        start, end = (getattr(finding, f"{side}_{edge}", None) for edge in ("start", "end"))
        if start is not None and end is not None and end > offset:
            marked.stylize(f"{_SEVERITY_STYLE[finding.severity]} underline", max(0, start - offset), end - offset)
    return marked


def _packages(used: Collection[str]) -> list[str]:
    """Which packages translated; once, what to do when it was the small one."""
    lines = [f"Translated with {label}" for label in sorted(used)]
    if any("bundled" in label for label in used):
        lines.append(
            "The bundled package is small and makes mistakes of its own. The full one is one command away:\n"
            "    transcompare models install ru en"
        )
    return lines


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _short(text: str, limit: int = 60) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
