"""Reports written by hand, with everything that the page shows, and the browser that shows it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from playwright.sync_api import Browser, Dialog, Page, expect, sync_playwright

from transcompare import html, schema

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
NEEDS_CHROMIUM = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: apt-get install chromium")

expect.set_options(timeout=30_000)  # as long as Playwright's own actions wait: machines are busy

ORIGINAL = "Мы не исключаем, что мост откроют 14 мая 🙂, если хватит стали."
REFERENCE = "We do not rule out that the bridge opens on May 14 if there is enough steel."


def finding(
    category: str, severity: str, original: str | None, rendering: str | None, row: dict[str, Any], **more: Any
) -> dict[str, Any]:
    """A finding at the words given."""
    made: dict[str, Any] = {"category": category, "severity": severity, "confidence": 0.8, "check": category}
    made["message"] = f"{category} differs"
    for side, words in (("original", original), ("rendering", rendering)):
        start = None if words is None else row[f"text_{side}"].index(words)
        made |= {f"{side}_start": start, f"{side}_end": None if start is None else start + len(words or "")}
        made[f"{side}_text"] = words
    return made | more


def link(row: dict[str, Any], original: str | None, rendering: str | None, probability: float) -> dict[str, Any]:
    """A link between the words given."""
    ends = finding("", "", original, rendering, row)
    sides = ("original_start", "original_end", "rendering_start", "rendering_end")
    return {side: ends[side] for side in sides} | {"probability": probability}


def row(quote_id: str, version: str, text: str, *, divergence: float | None = 0.1, **more: Any) -> dict[str, Any]:
    """A row of a report; what is not given is as in a faithful rendering of the statement above."""
    verdict = (
        "not_scored"
        if divergence is None
        else "divergent"
        if divergence >= 0.65
        else "review"
        if divergence >= 0.5
        else "faithful"
    )
    return {
        "quote_id": quote_id, "version_id": f"{quote_id}/{version}", "original_version_id": f"{quote_id}/ru",
        "speaker": "Vsevolod Ukhtin", "outlet": "Fernhollow Gazette", "url": "https://example.org/a",
        "date": "2024-05-02", "lang_original": "ru", "lang_rendering": "en", "text_original": ORIGINAL,
        "text_rendering": text, "reference_translation": REFERENCE, "divergence": divergence, "verdict": verdict,
        "status": "ok", "severity": None,
        "categories": [], "scores": {"chrf": 41.25}, "segments": [], "words": [], "passages": None,
        "contributions": [], "findings": [], "notes": [], "signature": "transcompare:0.1.0|config:00000000",
    } | more  # fmt: skip


def with_findings(made: dict[str, Any], *findings: dict[str, Any]) -> dict[str, Any]:
    """`made` with findings, severity and categories to match."""
    return made | {
        "findings": list(findings),
        "severity": findings[0]["severity"],
        "categories": list(dict.fromkeys(each["category"] for each in findings)),
    }


def frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """The rows as a report."""
    return pl.DataFrame(rows, schema=schema.dtypes(schema.REPORT))


def bridge() -> pl.DataFrame:
    """Three statements, five renderings, three outlets: divergent, review, faithful, not scored."""
    wrong = row("bridge", "en-1", "We rule out that the bridge opens 🙂 on May 15.", divergence=0.97)
    wrong |= {
        "outlet": "Quillbrook Wire",
        "contributions": [
            {"signal": "findings", "value": 2.3, "log_odds": 6.0},
            {"signal": "chrf", "value": 41.25, "log_odds": -0.4},
        ],
        "words": [
            link(wrong, "мост", "bridge", 0.9),
            link(wrong, "хватит", None, 0.7),
        ],
        "notes": ["role worked out from the order"],
    }
    wrong = with_findings(
        wrong,
        finding("negation", "critical", "не исключаем", "rule out", wrong),
        finding("number", "major", "14 мая", "15", wrong),
        finding("omission", "minor", "если хватит стали", None, wrong),
    )
    doubtful = row(
        "ferry", "en-1", "The ferry may run.", divergence=0.55, date="2024-07-01", outlet="Orrin Bay Bulletin"
    )
    doubtful = with_findings(doubtful, finding("modality", "major", "исключаем", "may", doubtful))
    return frame(
        [
            row("bridge", "en-2", "We do not rule out the bridge opening on May 14, steel permitting."),
            wrong,
            doubtful,
            row("bridge", "ko-1", "다리", divergence=None, lang_rendering="ko", status="no_package", outlet=None),
            row("lamp", "en-1", "The lamps stay on.", divergence=0.3, date="2024-06-11", speaker="Rufina Malysheva"),
        ]
    )


@contextmanager
def browser() -> Iterator[Browser]:
    """A headless Chromium, over pipes; its sandbox cannot run as root."""
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        try:
            yield started
        finally:
            started.close()


class Opened:
    """A report in a page, with all that the page asked for and complained about."""

    def __init__(self, started: Browser, path: Path, fragment: str = "", **options: Any) -> None:
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.context = started.new_context(**{"offline": True, **options})
        self.page: Page = self.context.new_page()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.errors.append(message.text))
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", self._dialog)
        self.page.goto(path.as_uri() + fragment)
        self.page.wait_for_selector("html[data-ready]")

    def _dialog(self, dialog: Dialog) -> None:
        self.errors.append(dialog.message)
        dialog.dismiss()

    def quiet(self) -> bool:
        """Whether the page asked for nothing but itself and complained about nothing."""
        return not self.errors and all(url.startswith(("file:", "blob:")) for url in self.requests)


def saved(report: pl.DataFrame, folder: Path, **options: Any) -> Path:
    """The report as a page in `folder`."""
    path = folder / "report.html"
    path.write_text(html.render(report, **options), "utf-8")
    return path
