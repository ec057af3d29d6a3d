"""The HTML report of N statements: seconds to make it (best of three), size, how fast a browser opens and filters it.

    uv run python benchmarks/html_report.py [--statements 1000] [--chromium PATH] [--json]

The statements are copies of the samples with the letters of every word shuffled, so that no two are alike and the data
is harder to compress than real text.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

import polars as pl

from transcompare import html
from transcompare.pipeline import Pipeline

SAMPLES = Path(__file__).parents[1] / "samples" / "statements.csv"

ACTIONS = {
    "filter_s": "const e = document.querySelector('#filter-verdict'); e.value = '=divergent';"
    " e.dispatchEvent(new Event('change'));",
    "clear_s": "document.querySelector('#clear').click();",
    "search_s": "const e = document.querySelector('#search'); e.value = 'a b'; e.dispatchEvent(new Event('input'));",
    "sort_s": "document.querySelector('th.outlet button').click();",
    "detail_s": "location.hash = document.querySelector('#rows a').hash;",
}


def main() -> None:
    """Make the report, then time the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--statements", type=int, default=1000)
    parser.add_argument("--chromium", default=shutil.which("chromium") or shutil.which("google-chrome"))
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    report = copies(Pipeline.default().run(SAMPLES).report, arguments.statements)
    html.render(report.head(5))
    figures: dict[str, Any] = {"statements": report["quote_id"].n_unique(), "renderings": report.height}
    with tempfile.TemporaryDirectory() as folder:
        seconds = []
        for _ in range(3):
            started = time.perf_counter(), time.process_time()
            files = html.write(report, Path(folder) / "report.html")
            seconds.append((time.perf_counter() - started[0], time.process_time() - started[1]))
        wall, processor = map(min, zip(*seconds, strict=True))
        figures |= {"made_s": wall, "made_cpu_s": processor, "files": len(files)}
        figures["mb"] = [round(file.stat().st_size / 1e6, 3) for file in files]
        if arguments.chromium:
            figures |= browse(files[0], arguments.chromium)
    if arguments.json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name:12} {value:.3f}" if isinstance(value, float) else f"{name:12} {value}")


def copies(report: pl.DataFrame, statements: int) -> pl.DataFrame:
    """`statements` statements, each a copy of one of `report` in letters of its own."""
    generator = random.Random(1)
    names = report["quote_id"].unique(maintain_order=True)
    rows = report.to_dicts()
    made = []
    for number in range(statements):
        name = names[number % len(names)]
        scrambled: dict[str, str] = {}
        for row in rows:
            if row["quote_id"] == name:
                made.append(_scramble(row, number, scrambled, generator))
    return pl.DataFrame(made, schema=report.schema)


def _scramble(row: dict[str, Any], number: int, scrambled: dict[str, str], generator: random.Random) -> dict[str, Any]:
    def shuffle(word: re.Match[str]) -> str:
        letters = list(word[0])
        generator.shuffle(letters)
        return "".join(letters)

    new = row | {name: f"{row[name]}-{number}" for name in ("quote_id", "version_id", "url")}
    for name in ("text_original", "text_rendering", "reference_translation"):
        if text := row[name]:
            new[name] = scrambled.setdefault(text, re.sub(r"[^\W\d]+", shuffle, text))
    if row["divergence"] is not None:
        new["divergence"] = min(1.0, max(0.0, row["divergence"] + generator.uniform(-0.05, 0.05)))
    new["words"] = [each | {"probability": generator.random()} for each in row["words"]]
    return new


def browse(path: Path, chromium: str) -> dict[str, float]:
    """Seconds until the page is ready, and of a filter, a search, a sort and a rendering, until drawn; best of five."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        times = [_times(browser.new_page(), path.as_uri()) for _ in range(5)]
        browser.close()
    return {name: min(each[name] for each in times) for name in times[0]}


def _times(page: Any, url: str) -> dict[str, float]:
    started = time.perf_counter()
    page.goto(url)
    page.wait_for_selector("html[data-ready]")
    times = {"opened_s": time.perf_counter() - started}
    for name, action in ACTIONS.items():
        # Until the next frame is drawn.
        times[name] = page.evaluate(
            f"() => new Promise((done) => {{ const start = performance.now(); {action} requestAnimationFrame("
            "() => requestAnimationFrame(() => done((performance.now() - start) / 1000))); })"
        )
    page.close()
    return times


if __name__ == "__main__":
    main()
