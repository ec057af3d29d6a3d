"""MQM as a table, in the layout of google/wmt-mqm-human-evaluation, for its viewer and for tools that read WMT's data.

One row a finding; a comparison without any is a `No-error`, as there. What was not compared is left out.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from transcompare.output import Document

HEADER = (
    *("system", "doc", "docSegId", "globalSegId", "rater", "source", "target", "category", "severity", "metadata"),
)
RATER = "transcompare"
CATEGORIES = {
    "omission": "Accuracy/Omission",
    "addition": "Accuracy/Addition",
    "hallucination": "Accuracy/Addition",
    "untranslated": "Accuracy/Untranslated text",
}
"""Those that MQM has; the others are `MISTRANSLATION`, with our name for them in the metadata."""
MISTRANSLATION = "Accuracy/Mistranslation"


def as_mqm(document: Document) -> str:
    """Tab-separated, UTF-8, no quoting: tabs and line ends in texts become spaces.

    `system` is the outlet (the version_id where that is missing or has several renderings of the statement), `doc` the
    statement, `globalSegId` its number, `rater` transcompare. `<v>` and `</v>` enclose the words concerned, on both
    sides where there are any; where a text has such a tag of its own, a space is put into it.
    """
    rows = document.report.filter((document.report["status"] == "ok") | (document.report["severity"].is_not_null()))
    systems = Counter(rows.select("quote_id", "outlet").iter_rows())
    numbers: dict[str, int] = {}
    lines = [HEADER]
    for row in rows.iter_rows(named=True):
        quote_id, outlet = row["quote_id"], row["outlet"]
        number = numbers.setdefault(quote_id, len(numbers) + 1)
        system = outlet if outlet and systems[quote_id, outlet] == 1 else row["version_id"]
        for rated in _ratings(row):
            lines.append((_line(system), _line(quote_id), "1", str(number), RATER, *rated))
    return "".join("\t".join(line) + "\n" for line in lines)


def _ratings(row: dict[str, Any]) -> Iterator[tuple[str, str, str, str, str]]:
    """Source, target, category, severity and metadata of each finding."""
    original, rendering = row["text_original"] or "", row["text_rendering"] or ""
    about = {"version_id": row["version_id"], "divergence": row["divergence"], "verdict": row["verdict"]}
    if not row["findings"]:
        yield _marked(original), _marked(rendering), "No-error", "No-error", json.dumps(about, ensure_ascii=False)
    for finding in row["findings"] or ():
        more = {name: finding[name] for name in ("category", "check", "confidence")} | {"note": finding["message"]}
        yield (
            _marked(original, finding["original_start"], finding["original_end"]),
            _marked(rendering, finding["rendering_start"], finding["rendering_end"]),
            CATEGORIES.get(finding["category"], MISTRANSLATION),
            finding["severity"].capitalize(),
            json.dumps(about | more, ensure_ascii=False),
        )


def _marked(text: str, start: int | None = None, end: int | None = None) -> str:
    """`text` on one line, with `<v>` and `</v>` around the words from `start` to `end`."""
    if start is None or end is None:
        return _line(text)
    return f"{_line(text[:start])}<v>{_line(text[start:end])}</v>{_line(text[end:])}"


def _line(text: str) -> str:
    one = "".join(" " if char in "\t\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029" else char for char in text)
    return one.replace("<v>", "< v>").replace("</v>", "< /v>")
