"""One page: the overview from a template, the data as JSON that no text can break out of, our script and style inline.

The page may load nothing: its Content-Security-Policy forbids all but the one script and the one style whose hashes it
names. Texts get into the page through the template's autoescape or, in the script, as `textContent`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

import polars as pl

from transcompare.errors import OutputError
from transcompare.html.charts import overview
from transcompare.html.data import Rows, page_data, statements
from transcompare.html.texts import WHOLE, visible
from transcompare.schema import STATUSES

SCRIPTS = ("dom", "data", "review", "text", "list", "detail", "main")
"""The parts of the script, in order."""
PLAIN = 500_000
"""Bytes of JSON up to which it is embedded as it is; more is deflated, in Base64."""
LIMIT = 1_800_000
"""Bytes of data that one file holds, about; a larger report becomes several files that link to each other."""

_ESCAPES = {char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def render(report: pl.DataFrame, *, name: str = "report", decisions: pl.DataFrame | None = None) -> str:
    """The whole report as one page.

    `name` is shown as the title. `decisions` (see `transcompare.review.apply`) are shown where a finding has one.
    """
    groups = statements(report)
    site = _Pages(report, name, decisions)
    return site.page(site.data(groups), len(groups), 1, 1)


def pages(
    report: pl.DataFrame,
    *,
    name: str = "report",
    suffix: str = ".html",
    decisions: pl.DataFrame | None = None,
    limit: int = LIMIT,
) -> list[str]:
    """The report as pages of `limit` bytes of data or a little more, a statement never torn apart, the worst first.

    The links between them are to `name.html`, `name-2.html`, ..., with `suffix` for `.html`.
    """
    groups = statements(report)
    site = _Pages(report, name, decisions, suffix)
    whole = site.data(groups)
    if len(whole) <= limit or len(groups) < 2:
        return [site.page(whole, len(groups), 1, 1)]
    parts = _split(groups, min(-(-len(whole) // limit), len(groups)))
    return [site.page(site.data(part), len(part), number, len(parts)) for number, part in enumerate(parts, start=1)]


def write(
    report: pl.DataFrame, path: str | Path, *, decisions: pl.DataFrame | None = None, limit: int = LIMIT
) -> list[Path]:
    """Write the report to `path`, and what does not fit to `path-2`, ...; the paths that were written.

    Raises:
        OutputError: the folder is missing or not writable, or the disk is full.
    """
    path = Path(path)
    written = []
    made = pages(report, name=path.stem, suffix=path.suffix, decisions=decisions, limit=limit)
    for number, page in enumerate(made, start=1):
        file = path.with_name(_file_name(path.stem, number, path.suffix))
        try:
            file.write_text(page, "utf-8", newline="\n")
        except OSError as error:
            raise OutputError(f"Cannot write {file}: {error.strerror or error}. Give another place with -o.") from error
        written.append(file)
    return written


class _Pages:
    """What the pages of one report have in common."""

    def __init__(self, report: pl.DataFrame, name: str, decisions: pl.DataFrame | None, suffix: str = ".html") -> None:
        self.name, self.suffix = name, suffix
        self.overview = overview(report)
        decided = [] if decisions is None else decisions.select("finding_id", "decision", "note").rows()
        self.decisions = {key: [decision, visible(note or "")] for key, decision, note in decided}
        self.key = hashlib.sha256("\n".join(sorted(report["version_id"])).encode()).hexdigest()[:12]

    def data(self, groups: Sequence[Rows]) -> str:
        """The content of the data element: JSON, or Base64 of deflated JSON."""
        data = page_data(groups)
        found = {finding[0] for _, rows in data["statements"] for row in rows for finding in row[-1]}
        data |= {"name": visible(self.name), "report": self.key}
        data["decisions"] = {key: value for key, value in self.decisions.items() if key in found}
        text = _json(data)
        if len(text) <= PLAIN:
            return text
        return base64.b64encode(zlib.compress(text.encode(), 6)).decode()

    def page(self, data: str, statements: int, number: int, count: int) -> str:
        """Page `number` of `count`, with the data of so many statements."""
        script, style = _script(), _asset("style.css")
        return str(
            _template().render(
                name=visible(self.name),
                overview=self.overview,
                number=number,
                files=[quote(_file_name(self.name, n, self.suffix)) for n in range(1, count + 1)],
                here=statements,
                encoding="json" if data.startswith("{") else "deflate",
                data=_markup(data),
                statuses=_markup(_json(STATUSES)),
                script=_markup(script),
                style=_markup(style),
                script_hash=_hash(script),
                style_hash=_hash(style),
            )
        )


def _json(value: Any) -> str:
    """JSON that can stand in a script element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for char, escape in _ESCAPES.items():
        text = text.replace(char, escape)
    return text


def _split(groups: Sequence[Rows], count: int) -> list[Sequence[Rows]]:
    """`groups` in `count` runs of about as much text each."""
    weights = [sum(_weight(row) for row in rows) + _shown(rows[0]["text_original"]) for rows in groups]
    total, done = sum(weights), 0
    parts: list[list[Rows]] = [[] for _ in range(count)]
    for rows, weight in zip(groups, weights, strict=True):
        parts[min(count - 1, done * count // max(1, total))].append(rows)
        done += weight
    return [part for part in parts if part]


def _weight(row: Mapping[str, Any]) -> int:
    return 400 + _shown(row["text_rendering"]) + 12 * len(row["words"] or ())


def _shown(text: str | None) -> int:
    return min(len(text or ""), WHOLE)


def _file_name(name: str, number: int, suffix: str) -> str:
    return f"{name}{suffix}" if number == 1 else f"{name}-{number}{suffix}"


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _asset(name: str) -> str:
    return (files("transcompare.html") / "templates" / name).read_text("utf-8")


@cache
def _script() -> str:
    parts = "\n".join(_asset(f"{name}.js") for name in SCRIPTS)
    return f'"use strict";\n(() => {{\n{parts}}})();\n'


def _markup(text: str) -> Any:
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 - ours, or JSON without any `<`


@cache
def _template() -> Any:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    environment = Environment(
        loader=FunctionLoader(_asset), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("page.html.j2")
