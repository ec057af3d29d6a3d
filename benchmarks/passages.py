"""How well the passages that renderings quote are found in long originals, and how long it takes.

    uv run python benchmarks/passages.py LONG.jsonl [--misses] [--times] [--config TOML] [--json]

LONG.jsonl has one document a line: `document`, `lang`, and `quotes` with `text`, `lang`, and the `start` and `end` of
the passage in code points, -1 where the document has no such words.

located         share of the quotes in the document whose passages and the true one have IoU >= 0.5 (characters)
recognised      share of the absent quotes with status not_found
nothing wrong   share of all quotes for which no passage was given that shares no character with the true one

--times joins the documents until they have 50,000, 100,000 and 200,000 characters, looks for all quotes in them, and
prints the seconds per 10,000 characters. All figures are of the stages up to `locate`.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from transcompare.pipeline import Pipeline
from transcompare.stages.read import Read

SIZES = (50_000, 100_000, 200_000)
LONGEST = 1_000_000

Document = Mapping[str, Any]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", type=Path)
    parser.add_argument("--misses", action="store_true", help="list what was not right")
    parser.add_argument("--times", action="store_true")
    parser.add_argument("--config", type=Path, help="a pipeline file")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    documents = [json.loads(line) for line in arguments.documents.read_text("utf-8").splitlines() if line.strip()]
    pipeline = Pipeline.from_toml(arguments.config) if arguments.config else Pipeline.default()
    stages = Pipeline(tuple(_until_locate(pipeline)))
    rows = list(_judged(documents, _run(stages, _versions(documents))))
    figures = {
        "located": _share(row["iou"] >= 0.5 for row in rows if row["present"]),
        "located, first to last": _share(row["iou_hull"] >= 0.5 for row in rows if row["present"]),
        "recognised": _share(row["status"] == "not_found" for row in rows if not row["present"]),
        "nothing wrong": _share(not row["wrong"] for row in rows),
        "quotes": float(len(rows)),
    }
    if arguments.times:
        for size in SIZES:
            figures[f"seconds per 10,000 characters at {size}"] = _seconds(stages, documents, size)
    if arguments.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:45} {value:8.3f}")
    for row in rows if arguments.misses else ():
        if row["iou"] < 0.5 if row["present"] else row["status"] != "not_found":
            print(json.dumps(row, ensure_ascii=False))


def _until_locate(pipeline: Pipeline) -> Iterator[Any]:
    for stage in pipeline.stages:
        yield stage.model_copy(update={"max_chars": LONGEST}) if isinstance(stage, Read) else stage
        if stage.name == "locate":
            return


def _versions(documents: Sequence[Document]) -> pl.DataFrame:
    versions = []
    for n, document in enumerate(documents):
        versions.append((str(n), f"{n}", "original", document["lang"], document["document"]))
        for k, quote in enumerate(document["quotes"]):
            versions.append((str(n), f"{n}/{k}", "rendering", quote["lang"], quote["text"]))
    return pl.DataFrame(versions, ["quote_id", "version_id", "role", "lang", "text"], orient="row")


def _run(pipeline: Pipeline, frame: pl.DataFrame) -> dict[str, dict[str, Any]]:
    table = pipeline.run(frame).report.select("version_id", "status", "passages", "notes")
    return {row["version_id"]: row for row in table.iter_rows(named=True)}


def _judged(documents: Sequence[Document], results: Mapping[str, Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for n, document in enumerate(documents):
        for k, quote in enumerate(document["quotes"]):
            result = results[f"{n}/{k}"]
            present = quote["start"] >= 0
            passages = result["passages"]
            if passages is None:
                passages = [{"start": 0, "end": len(document["document"])}]
            found = {i for each in passages for i in range(each["start"], each["end"])}
            true = set(range(quote["start"], quote["end"])) if present else set()
            yield {
                "quote": f"{document.get('doc_id', n)} {k}",
                "text": quote["text"],
                "present": present,
                "status": result["status"],
                "iou": _iou(found, true),
                "iou_hull": _iou(set(range(min(found), max(found) + 1)) if found else set(), true),
                "wrong": bool(found) and not found & true,
                "true": document["document"][quote["start"] : quote["end"]] if present else None,
                "found": [document["document"][each["start"] : each["end"]][:400] for each in passages],
                "notes": result["notes"],
            }


def _iou(one: set[int], other: set[int]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0


def _share(values: Iterable[bool]) -> float:
    counted = list(values)
    return sum(counted) / len(counted) if counted else float("nan")


def _seconds(pipeline: Pipeline, documents: Sequence[Document], size: int) -> float:
    """Seconds per 10,000 characters of one document made of the others, with a number in it wherever one is repeated,
    so that no sentence is translated for free, and all their quotes."""
    texts: list[str] = []
    length = copy = 0
    while length < size:
        for document in documents:
            texts.append(document["document"].replace(". ", f" ({copy}). "))
            length += len(texts[-1]) + 1
        copy += 1
    quotes = [quote for document in documents for quote in document["quotes"]]
    joined = {"document": "\n".join(texts)[:size], "lang": documents[0]["lang"], "quotes": quotes}
    frame = _versions([joined])
    started = time.perf_counter()
    _run(pipeline, frame)
    return (time.perf_counter() - started) / (size / 10_000)


if __name__ == "__main__":
    main()
