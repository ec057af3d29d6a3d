"""translate: our own translation of every original into the language of its rendering."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import polars as pl

from transcompare import schema
from transcompare.engine import TOO_LONG, EngineSettings, Translation
from transcompare.errors import PackageMissing
from transcompare.stages.base import Stage
from transcompare.text import Span


class Translate(Stage):
    """Translates the sentences of the originals, all rows at once, each different sentence once.

    A row whose languages have no package gets status `no_package` and a note with the install command; where original
    and rendering share a language the original is its own reference translation. A translation that looks broken sets
    `reference_unreliable`, and why is in `translation_doubts`, null for the sentences that are not in doubt.
    """

    name: ClassVar[str] = "translate"
    requires: ClassVar[dict[str, Any]] = {
        "normalized_original": pl.String,
        "sentences_original": pl.List(schema.SPAN),
        "lang_original": pl.String,
        "lang_rendering": pl.String,
        "status": pl.String,
        "notes": pl.List(pl.String),
    }
    provides: ClassVar[dict[str, Any]] = {
        "translation": pl.List(pl.String),
        "translation_doubts": pl.List(pl.String),
        "reference_translation": pl.String,
        "package": pl.String,
        "status": pl.String,
        "notes": pl.List(pl.String),
    }

    engine: EngineSettings = EngineSettings()

    def process(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Adds the translation of every sentence (`translation`) and of the whole text (`reference_translation`)."""
        rows = frame.select(
            "normalized_original", "sentences_original", "lang_original", "lang_rendering", "status"
        ).to_dicts()
        results: list[dict[str, Any]] = [{} for _ in rows]
        work: dict[tuple[str, str], list[int]] = {}
        for i, row in enumerate(rows):
            if row["status"] == "ok":
                work.setdefault((row["lang_original"], row["lang_rendering"]), []).append(i)
        routes = self.engine.routes(work)
        for pair, indices in sorted(work.items()):
            route = routes[pair]
            if isinstance(route, PackageMissing):
                for i in indices:
                    results[i] = {"status": "no_package", "note": route.note}
                continue
            sentences = [_sentences(rows[i]) for i in indices]
            flat = [sentence for group in sentences for sentence in group]
            translated = iter(route.engine.translate(flat) if route.engine else map(Translation, flat))
            for i, group in zip(indices, sentences, strict=True):
                parts = [next(translated) for _ in group]
                doubts = [part.doubt for part in parts]
                status, note = judged(doubts)
                results[i] = {"translation": [part.text for part in parts], "package": route.label}
                results[i] |= {"translation_doubts": doubts, "status": status, "note": note}
        texts = pl.List(pl.String())
        kinds: dict[str, pl.DataType] = {"translation": texts, "translation_doubts": texts}
        kinds |= dict.fromkeys(("package", "status", "note"), pl.String())
        made = pl.DataFrame({key: [result.get(key) for result in results] for key in kinds}, schema=kinds)
        return frame.with_columns(
            made["translation"],
            made["translation_doubts"],
            made["package"],
            made["translation"].list.join(" ").alias("reference_translation"),
            made["status"].fill_null(frame["status"]).alias("status"),
            frame.select(pl.concat_list("notes", pl.concat_list(made["note"]).list.drop_nulls()).alias("notes"))[
                "notes"
            ],
        )

    def signature(self) -> dict[str, str]:
        """The engine's part."""
        return self.engine.signature()


def judged(doubts: Iterable[str | None]) -> tuple[str | None, str | None]:
    """The status and the note of a comparison whose sentences have these doubts; None and None where there are none."""
    found = [doubt for doubt in doubts if doubt]
    if not found:
        return None, None
    return ("too_long" if TOO_LONG in found else "reference_unreliable"), f"our translation is in doubt: {found[0]}"


def _sentences(row: dict[str, Any]) -> list[str]:
    text = row["normalized_original"]
    return [Span.from_row(span).of(text) for span in row["sentences_original"]]
