"""Markdown: a table of what to look at, worst first, for a pull request, an issue or a wiki."""

from __future__ import annotations

import re
from typing import Any

from transcompare.output import Document
from transcompare.output.order import notable, summary
from transcompare.printable import printable

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&!@$])")


def as_markdown(document: Document) -> str:
    """GitHub Flavored Markdown; text from the input is escaped, so that it shows as it is and mentions nobody."""
    rows = notable(document.report)
    lines = []
    if rows.height:
        lines += ["| divergence | verdict | statement | outlet | languages | findings |", "|--:|---|---|---|---|---|"]
        lines += [f"| {' | '.join(_cells(row))} |" for row in rows.iter_rows(named=True)]
        lines.append("")
    lines.append(escaped(summary(document.report)))
    if document.rejects is not None and document.rejects.height:
        lines += ["", f"Rejected rows: {document.rejects.height}", ""]
        lines += [
            f"- {escaped(row['file'])} row {row['row']}: {escaped(row['reason'])}"
            for row in document.rejects.iter_rows(named=True)
        ]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """`text` on one line that Markdown shows as it is; `@name` notifies nobody."""
    return _SPECIAL.sub(r"\\\1", printable(text)).replace("\\@", "&#64;")


def _cells(row: dict[str, Any]) -> list[str]:
    return [
        "" if row["divergence"] is None else f"{row['divergence']:.2f}",
        row["verdict"].replace("_", " "),
        escaped(row["quote_id"]),
        escaped(row["outlet"] or row["version_id"]),
        escaped(f"{row['lang_original'] or '?'}>{row['lang_rendering'] or '?'}"),
        "<br>".join(
            f"**{finding['severity']} {finding['category']}** {finding['confidence']:.2f} {escaped(finding['message'])}"
            for finding in row["findings"]
        ),
    ]
