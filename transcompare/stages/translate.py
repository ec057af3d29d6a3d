"""translate: our own translation of every original into the language of its rendering."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import polars as pl

from transcompare import schema
from transcompare.engine import TOO_LONG, EngineSettings, Route, Translation
from transcompare.errors import PackageMissing
from transcompare.pivot import meetings
from transcompare.stages.base import Stage
from transcompare.text import Span


class Translate(Stage):
    """Translates the sentences of the originals, all rows at once, each different sentence once.

    Where original and rendering share a language the original is its own reference translation. Where no package leads
    from one language to the other, but packages lead from both to a third, both are translated and compared there. A
    row without either gets status `no_package` and a note with the install command. A translation that looks broken
    sets `reference_unreliable`, and why is in `translation_doubts`, null for the sentences that are not in doubt; what
    the model thought of beside it is in `translation_alternatives` (n-best), and how probable it finds its translation
    in `translation_logprobs`. Rows without an original, which are compared with another rendering, keep their status.
    """

    name: ClassVar[str] = "translate"
    requires: ClassVar[dict[str, Any]] = {
        "normalized_original": pl.String,
        "normalized_rendering": pl.String,
        "sentences_original": pl.List(schema.SPAN),
        "sentences_rendering": pl.List(schema.SPAN),
        "lang_original": pl.String,
        "lang_rendering": pl.String,
        "status": pl.String,
        "notes": pl.List(pl.String),
    }
    provides: ClassVar[dict[str, Any]] = {
        "translation": pl.List(pl.String),
        "translation_doubts": pl.List(pl.String),
        "translation_alternatives": pl.List(pl.List(pl.String)),
        "translation_logprobs": pl.List(pl.Float64),
        "translation_rendering": pl.List(pl.String),
        "reference_translation": pl.String,
        "package": pl.String,
        "status": pl.String,
        "notes": pl.List(pl.String),
    }

    engine: EngineSettings = EngineSettings()

    def process(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Adds the translation of every sentence (`translation`) and of the whole text (`reference_translation`).

        `translation_rendering` has the rendering's sentences in the same language; null where they are in it already.
        """
        rows = frame.select(name for name in self.requires if name != "notes").to_dicts()
        results: list[dict[str, Any]] = [{} for _ in rows]
        work: dict[tuple[str, str], list[int]] = {}
        for i, row in enumerate(rows):
            if _comparable(row):
                work.setdefault((row["lang_original"], row["lang_rendering"]), []).append(i)
        places = meetings(self.engine, sorted(work))
        for pair, indices in sorted(work.items()):
            meeting = places[pair]
            if isinstance(meeting, PackageMissing):
                for i in indices:
                    results[i] = {"status": "no_package", "notes": [meeting.note]}
                continue
            originals = _translated(meeting.original, [_sentences(rows[i], "original") for i in indices])
            renderings = _translated(meeting.rendering, [_sentences(rows[i], "rendering") for i in indices])
            for i, parts, others in zip(indices, originals, renderings, strict=True):
                results[i] = {"translation": [part.text for part in parts], "package": meeting.label, "notes": []}
                if meeting.rendering.engine:
                    results[i]["translation_rendering"] = [part.text for part in others]
                    results[i]["notes"].append(f"no package {pair[0]}→{pair[1]}: both sides compared in {meeting.lang}")
                results[i]["translation_doubts"] = [part.doubt for part in parts]
                results[i]["translation_alternatives"] = [part.alternatives for part in parts]
                results[i]["translation_logprobs"] = [part.logprob for part in parts]
                status, note = judged(part.doubt for part in (*parts, *others))
                results[i]["status"] = status
                results[i]["notes"] += [note] if note else []
        rows_made = [tuple(result.get(name) for name in self.provides) for result in results]
        made = pl.DataFrame(rows_made, schema=self.provides, orient="row")
        kept = frame["status"] != "ok"  # whatever became of the translation, a row without an original stays one
        return frame.with_columns(
            made["translation"],
            made["translation_doubts"],
            made["translation_alternatives"],
            made["translation_logprobs"],
            made["translation_rendering"],
            made["package"],
            made["translation"].list.join(" ").alias("reference_translation"),
            made["status"].set(kept, None).fill_null(frame["status"]).alias("status"),
            pl.concat_list("notes", made["notes"].fill_null([])).alias("notes"),
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


def _comparable(row: dict[str, Any]) -> bool:
    """Whether to translate: originals with a rendering, and renderings that stand in for a missing original."""
    stand_in = row["status"] == "no_original" and row["normalized_original"] is not None
    return row["status"] == "ok" or (stand_in and "und" not in (row["lang_original"], row["lang_rendering"]))


def _sentences(row: dict[str, Any], side: str) -> list[str]:
    text = row[f"normalized_{side}"]
    return [Span.from_row(span).of(text) for span in row[f"sentences_{side}"]]


def _translated(route: Route, texts: list[list[str]]) -> list[list[Translation]]:
    """The sentences of every text translated, all at once; as they are where the route leads nowhere else."""
    flat = [sentence for sentences in texts for sentence in sentences]
    translated = iter(route.engine.translate(flat) if route.engine else map(Translation, flat))
    return [[next(translated) for _ in sentences] for sentences in texts]
