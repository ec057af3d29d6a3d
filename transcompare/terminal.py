"""What people see: the worst of a run, one comparison with its findings marked, the contracts.

Rich knows the terminal's width and the double width of Hangul and Han, leaves colours out where there is no terminal or
`NO_COLOR` is set, and prints text from the input as text: markup in it does nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

import polars as pl
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from transcompare.comparison import Comparison, LocatedFinding
from transcompare.flow import Result
from transcompare.matching import SURE, Matching
from transcompare.output.blocks import VERDICT_STYLE, block, heading, indented, marks_of, side
from transcompare.output.order import count, counted
from transcompare.printable import printable
from transcompare.schema import STATUSES, Column
from transcompare.starter import command
from transcompare.summary import Reason, Summary, reasons

_LABEL = 17
"""Cells for the labels of `check`."""
_LONGEST = 400
"""Code points that are shown of a long original without a passage."""


def console(width: int = 120) -> Console:
    """Standard output, as wide as the terminal, `width` columns where there is none."""
    return Console(file=sys.stdout, width=None if sys.stdout.isatty() else width, highlight=False)


def print_report(result: Result, *, top: int, output: Path | None, rejects_path: Path | None) -> None:
    """The worst `top` renderings with their findings, and a summary."""
    print_summary(Summary.of(result, top), output=output, rejects_path=rejects_path)


def print_summary(summary: Summary, *, output: Path | str | None, rejects_path: Path | str | None) -> None:
    """The worst renderings of a summary with their findings, and the counts."""
    out = console()
    shown = summary.worst.to_dicts() if summary.worst is not None else []
    for row in shown:
        for line in block(row, out.width):
            out.print(line, soft_wrap=True)
        out.print()
    hidden = summary.renderings - len(shown)
    counts = counted(summary.renderings, summary.statements, summary.verdicts)
    out.print(counts + (f" ({hidden} not shown)" if hidden and shown else ""))
    for status, number in sorted(summary.statuses.items()):
        if status != "ok":
            out.print(f"  {number} {status}: {STATUSES.get(status, status)}")
    for install, _ in sorted(summary.installs.items(), key=lambda item: (-item[1], item[0])):
        out.print(f"    {escape(install)}")
    _print_rejects(out, summary.rejected, summary.reasons, rejects_path)
    for label in _packages(summary.packages):
        out.print(escape(label))
    if output:
        out.print(f"Report: {escape(str(output))}")
        if summary.renderings and "://" not in str(output):
            out.print("Look at it in a browser:")
            page = Path(output).with_suffix(".html")
            out.print(Text(f"    {command('report', str(output), '-o', str(page))}"), soft_wrap=True)


def print_matching(result: Matching, *, output: Path | None, rejects_path: Path | None) -> None:
    """How many renderings were linked, and what stood in the way."""
    out = console()
    counts = result.counts
    originals = result.statements.filter(pl.col("role") == "original").height
    out.print(
        f"{count(sum(counts.values()), 'rendering')}, {count(originals, 'original')}: {counts['linked']} linked, "
        f"{counts['doubtful']} linked with doubt (match_confidence below {SURE}), "
        f"{counts['unlinked']} without an original"
    )
    if result.unserved:
        out.print("No translation package: linked by names, numbers and like-sounding words only")
        for source, target in result.unserved:
            install = "" if "und" in (source, target) else f": transcompare models install {source} {target}"
            out.print(f"  {source}>{target}{install}")
    _print_rejects(out, result.rejects.height, reasons(result.rejects), rejects_path)
    if output:
        out.print(f"Statements: {escape(str(output))}")


def print_comparison(result: Comparison) -> None:
    """Original, our translation and rendering, with the words of each finding marked and numbered below."""
    out = console()
    head = Text.assemble(
        (result.verdict.replace("_", " "), VERDICT_STYLE[result.verdict]),
        "" if result.divergence is None else f"  divergence {result.divergence:.2f}",
        "" if result.status == "ok" else f"  {result.status}: {STATUSES[result.status]}",
    )
    out.print(head)
    for label, text, name, offset in (
        *_originals(result),
        ("our translation", result.reference_translation or "none", None, 0),
        (f"rendering {result.lang_rendering}", result.text_rendering or "", "rendering", 0),
    ):
        marks = marks_of(result.findings, name, offset) if name else []
        out.print()
        for line in side(label, printable(text), marks, out.width, whole=True, gutter=_LABEL):
            out.print(line, soft_wrap=True)
    out.print()
    for number, finding in enumerate(result.findings, start=1):
        out.print(Text.assemble(f"[{number}] ", heading(finding), f"  {_words(finding)}"))
        for line in indented(Text(printable(finding.message), "dim"), out.width, first=4, rest=4):
            out.print(line, soft_wrap=True)
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
    for title in ("column", "type", "meaning"):
        table.add_column(title, overflow="fold")
    for column in columns:
        kind = str(column.dtype).partition("(")[0]
        table.add_row(column.name, kind, escape(("required; " if column.required else "") + column.meaning))
    console().print(table)


def _print_rejects(out: Console, rejected: int, first: Sequence[Reason], path: Path | str | None) -> None:
    if rejected:
        where = f", listed in {path}" if path else ""
        out.print(f"{count(rejected, 'row')} rejected{escape(where)}:")
        for each in first:
            said, proposed, options = printable(str(each)).partition(": --column ")
            for line in indented(Text(f"{said}:" if proposed else said), out.width, first=2, rest=4):
                out.print(line, soft_wrap=True)
            if proposed:  # whole, to be copied
                out.print(Text(f"    --column {options}"), soft_wrap=True)
        more = rejected - sum(each.rows for each in first)
        if more:
            out.print(f"  and {count(more, 'more row')}")


def _words(finding: LocatedFinding) -> str:
    """`«не исключаем» / 'rule out'`."""
    sides = ((finding.original_text, "«{}»"), (finding.rendering_text, "'{}'"))
    return " / ".join(quotes.format(_short(printable(text))) for text, quotes in sides if text)


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


def _packages(used: Collection[str]) -> list[str]:
    """Which packages translated; once, what to do when it was the small one."""
    lines = [f"Translated with {label}" for label in sorted(used)]
    if any("bundled" in label for label in used):
        lines.append(
            "The bundled package is small and makes mistakes of its own. The full one is one command away:\n"
            "    transcompare models install ru en"
        )
    return lines


def _short(text: str, limit: int = 60) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
