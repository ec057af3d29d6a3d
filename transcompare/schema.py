"""The two contracts that users script against: the input columns and the report columns.

Both are only ever extended. `SCHEMA_VERSION` goes into the Parquet metadata of every report.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

SCHEMA_VERSION = "1"

CATEGORIES = (
    "number", "named-entity", "negation", "modality", "tense-aspect", "omission", "addition", "word-sense",
    "agent-role", "attribution", "tone", "quantifier", "direction", "conditional", "question", "untranslated",
    "hallucination", "mistranslation",
)  # fmt: skip
"""Categories of a finding: the MQM accuracy branch with the sub-types that matter for quotes."""

SEVERITY_WEIGHTS = {"minor": 1.0, "major": 5.0, "critical": 25.0}
"""Severities, mildest first, with their MQM weights."""

VERDICTS = ("faithful", "review", "divergent", "not_scored")

STATUSES = {
    "ok": "scored",
    "no_package": "no translation package for this pair of languages",
    "unknown_language": "a language could not be told with enough confidence: declare it (`lang`, or --from and --to)",
    "no_original": "the statement has no original: its renderings are compared with each other",
    "single_version": "the statement has one version only, nothing to compare it with",
    "empty_text": "nothing but punctuation or white space on one side",
    "too_long": "longer than the model can score",
    "not_found": "the original is long and has no passage that the rendering quotes",
    "reference_unreliable": "our own translation of the original looks broken, so it cannot judge anybody",
}
"""Why a comparison was scored or was not. Only `ok` comes with a divergence."""


@dataclass(frozen=True)
class Column:
    """One column of a contract: its name, Polars type and meaning."""

    name: str
    dtype: pl.DataType
    meaning: str
    required: bool = False


STRING = pl.String()

SEGMENT = pl.Struct(
    {
        "original_start": pl.UInt32(),
        "original_end": pl.UInt32(),
        "rendering_start": pl.UInt32(),
        "rendering_end": pl.UInt32(),
        "reference": pl.String(),
        "similarity": pl.Float64(),
        "bleu": pl.Float64(),
        "chrf": pl.Float64(),
        "ter": pl.Float64(),
        "logprob": pl.Float64(),
        "logprob_reference": pl.Float64(),
        "logprob_prior": pl.Float64(),
        "logprob_reverse": pl.Float64(),
        "logprob_reverse_prior": pl.Float64(),
    }
)
"""One aligned pair of segments; a side is null where the segment has no counterpart."""

FINDING = pl.Struct(
    {
        "category": pl.String(),
        "severity": pl.String(),
        "confidence": pl.Float64(),
        "check": pl.String(),
        "message": pl.String(),
        "original_start": pl.UInt32(),
        "original_end": pl.UInt32(),
        "original_text": pl.String(),
        "rendering_start": pl.UInt32(),
        "rendering_end": pl.UInt32(),
        "rendering_text": pl.String(),
    }
)
"""One located difference; the offsets and the text of a side are null where there is nothing to point at."""

SCORES = pl.Struct(
    {
        "bleu": pl.Float64(),
        "chrf": pl.Float64(),
        "ter": pl.Float64(),
        "logprob": pl.Float64(),
        "logprob_reference": pl.Float64(),
        "logprob_gap": pl.Float64(),
        "aligned_original": pl.Float64(),
        "aligned_rendering": pl.Float64(),
        "logprob_prior": pl.Float64(),
        "logprob_reverse": pl.Float64(),
        "logprob_reverse_prior": pl.Float64(),
        "information": pl.Float64(),
        "information_reverse": pl.Float64(),
        "stems": pl.Float64(),
        "explained_original": pl.Float64(),
        "explained_rendering": pl.Float64(),
        "different": pl.Float64(),
    }
)
"""BLEU, chrF and TER are 0..100, so is stems: F1 of the word stems shared with our translation. logprob* and
information* are mean nats a token; aligned_* are shares of the characters, explained_* of the content words, 0..1;
different is the paraphrase model's probability, of texts in one language.
`_prior` is without the other text, `_reverse` of the original given the rendering; information is what the other text
adds to the prior."""

WORD = pl.Struct(
    {
        "original_start": pl.UInt32(),
        "original_end": pl.UInt32(),
        "rendering_start": pl.UInt32(),
        "rendering_end": pl.UInt32(),
        "probability": pl.Float64(),
    }
)
"""Two words and the probability that they translate each other; where a side is null, a word and the probability that
the other text has nothing for it."""

PASSAGE = pl.Struct({"start": pl.UInt32(), "end": pl.UInt32(), "similarity": pl.Float64()})
"""A part of a long original that the rendering quotes; similarity of its translation to the rendering's words, 0..1."""

CONTRIBUTION = pl.Struct({"signal": pl.String(), "value": pl.Float64(), "log_odds": pl.Float64()})
"""What one signal says about a comparison, and how far that moves the log-odds of a mistranslation."""

INPUT = (
    Column("quote_id", STRING, "identifies the statement; all its versions share it", required=True),
    Column("text", STRING, "the quoted statement only", required=True),
    Column("lang", STRING, "ISO 639-1 (BCP 47 accepted); detected where absent, checked where present"),
    Column("role", STRING, "`original` or `rendering`; worked out from languages and order where absent"),
    Column("version_id", STRING, "unique; made from quote_id and position where absent"),
    Column("speaker", STRING, "carried through untouched"),
    Column("date", STRING, "carried through untouched"),
    Column("outlet", STRING, "carried through untouched"),
    Column("url", STRING, "carried through untouched"),
)
"""Contract 1. Any other column is carried through to the report as well."""

REPORT = (
    Column("quote_id", STRING, "the statement"),
    Column("version_id", STRING, "the rendering"),
    Column(
        "original_version_id", STRING, "what it is compared with: the original, else another rendering; null for none"
    ),
    Column("speaker", STRING, "of the rendering's row, else of the original's"),
    Column("outlet", STRING, "who printed the rendering"),
    Column("url", STRING, "where"),
    Column("date", STRING, "of the rendering's row, else of the original's"),
    Column("lang_original", STRING, "language of the original, ISO 639-1, or `und`"),
    Column("lang_rendering", STRING, "language of the rendering, ISO 639-1, or `und`"),
    Column("text_original", STRING, "exactly as in the input"),
    Column("text_rendering", STRING, "exactly as in the input"),
    Column("reference_translation", STRING, "our offline translation of the original"),
    Column("divergence", pl.Float64(), "probability of a major or critical mistranslation, 0..1; null when not scored"),
    Column("verdict", STRING, "faithful, review, divergent or not_scored"),
    Column("status", STRING, "`ok`, or why there is no verdict"),
    Column("severity", STRING, "of the worst finding; null when there is none"),
    Column("categories", pl.List(pl.String()), "of the findings, worst first, each once"),
    Column("scores", SCORES, "of the whole comparison"),
    Column(
        "segments",
        pl.List(SEGMENT),
        "aligned segments, by original, offsets in code points of the texts as given",
    ),
    Column("words", pl.List(WORD), "which words translate which, and words that the other text has nothing for"),
    Column(
        "passages",
        pl.List(PASSAGE),
        "parts of a long original compared, in code points of the text as given; null where it was compared whole",
    ),
    Column("contributions", pl.List(CONTRIBUTION), "why this divergence: signals, those that move it most first"),
    Column("findings", pl.List(FINDING), "worst first, offsets in code points of the texts as given"),
    Column("notes", pl.List(pl.String()), "noticed on the way: declared language contradicted, role worked out, ..."),
    Column(
        "agreement",
        pl.Float64(),
        "mean similarity with the other versions, 0..1; where there is an original, with those in the same language",
    ),
    Column("outlier", pl.Float64(), "without an original: contradicts the others more than they each other, 0..1"),
    Column("signature", STRING, "reproduces the run, in the manner of sacreBLEU"),
)
"""Contract 2: one row a comparison, in this order, then the extra input columns."""

REJECT = (
    Column("file", STRING, "the input file, or `-` for standard input"),
    Column("row", pl.UInt64(), "1-based data row in the file"),
    Column("column", STRING, "the column to look at; null when it is the whole row"),
    Column("reason", STRING, "what is wrong and what to do"),
    Column("quote_id", STRING, "as far as it could be read"),
    Column("version_id", STRING, "as far as it could be read"),
    Column("text", STRING, "the first 200 characters"),
)
"""The rejects table: one row for each version that could not be used."""


SPAN = pl.Struct({"start": pl.UInt32(), "end": pl.UInt32()})
"""Half-open range of code points."""

LINK = pl.Struct(
    {
        "original": SPAN,
        "rendering": SPAN,
        "reference": pl.String(),
        "alternatives": pl.List(pl.String()),
        "logprob": pl.Float64(),
        "similarity": pl.Float64(),
        "translation": pl.String(),
    }
)
"""Aligned segments, spans into the normalised texts; `reference` is our translation of the original's side, `logprob`
what the model gives to it (nats a token), and `alternatives` are other ones. Where that is not in the rendering's
language, `translation` is the rendering's side in the same language; else it is null."""

DECODED = pl.Struct({"start": pl.UInt32(), "end": pl.UInt32(), "logprob": pl.Float64(), "prior": pl.Float64()})
"""A word of a normalised text, and its log-probability in nats with and without the other text."""

UNEXPLAINED = pl.Struct({"side": pl.String(), "span": SPAN, "probability": pl.Float64()})
"""A content word of one side ("original" or "rendering"), and the probability that the other has nothing for it."""

CONTRAST = pl.Struct(
    {
        "category": pl.String(),
        "span": SPAN,
        "printed": pl.String(),
        "replacement": pl.String(),
        "gain": pl.Float64(),
        "confidence": pl.Float64(),
        "supported": pl.Boolean(),
    }
)
"""An edit of the rendering, its span in the normalised rendering, gain in nats a token, confidence 0..1."""

VERSION = {
    "file": pl.String(),
    "row": pl.UInt64(),
    "position": pl.UInt64(),
    "reject": pl.String(),
    "reject_column": pl.String(),
    "normalized": pl.String(),
    "offsets": pl.List(pl.UInt32()),
    "normalization": pl.List(pl.String()),
    "language": pl.String(),
    "language_detected": pl.String(),
    "language_confidence": pl.Float64(),
    "language_note": pl.String(),
}
"""Columns of the stages up to `detect` (one row a version) that the report leaves out."""

COMPARISON = {
    "normalized_original": pl.String(),
    "normalized_rendering": pl.String(),
    "offsets_original": pl.List(pl.UInt32()),
    "offsets_rendering": pl.List(pl.UInt32()),
    "language_note_original": pl.String(),
    "language_note_rendering": pl.String(),
    "another_original": pl.Boolean(),
    "sentences_original": pl.List(SPAN),
    "sentences_rendering": pl.List(SPAN),
    "translation": pl.List(pl.String()),
    "translation_doubts": pl.List(pl.String()),
    "translation_alternatives": pl.List(pl.List(pl.String())),
    "translation_logprobs": pl.List(pl.Float64()),
    "translation_rendering": pl.List(pl.String()),
    "package": pl.String(),
    "package_reverse": pl.String(),
    "links": pl.List(LINK),
    "decoded_original": pl.List(DECODED),
    "decoded_rendering": pl.List(DECODED),
    "unexplained": pl.List(UNEXPLAINED),
    "contrasts": pl.List(CONTRAST),
}
"""Columns of the stages from `pair` on (one row a comparison) that the report leaves out."""


def dtypes(columns: tuple[Column, ...]) -> dict[str, pl.DataType]:
    """Column name to Polars type."""
    return {column.name: column.dtype for column in columns}


def conform(frame: pl.DataFrame, columns: tuple[Column, ...]) -> pl.DataFrame:
    """`frame` with exactly `columns` first, cast, in order, nulls where absent; other columns follow."""
    known = [
        (pl.col(c.name).cast(c.dtype) if c.name in frame.columns else pl.lit(None, c.dtype).alias(c.name))
        for c in columns
    ]
    names = {c.name for c in columns}
    return frame.select(*known, *(name for name in frame.columns if name not in names))


def json_schema(columns: tuple[Column, ...], title: str) -> dict[str, Any]:
    """The contract as JSON Schema (draft 2020-12)."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        "type": "object",
        "properties": {c.name: {**_json_type(c.dtype, c.required), "description": c.meaning} for c in columns},
        "required": [c.name for c in columns if c.required],
        "additionalProperties": True,
    }


def _json_type(dtype: Any, required: bool = False) -> Mapping[str, Any]:
    if isinstance(dtype, pl.List):
        return {"type": "array", "items": _json_type(dtype.inner, required=True)}
    if isinstance(dtype, pl.Struct):
        return {"type": "object", "properties": {f.name: _json_type(f.dtype) for f in dtype.fields}}
    name = "string" if dtype == pl.String else "number" if dtype.is_float() else "integer"
    return {"type": name} if required else {"type": [name, "null"]}
