"""locate: the passage of a long original that a rendering quotes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import polars as pl
from pydantic import Field

from transcompare import schema
from transcompare.engine import EngineSettings, Translation
from transcompare.errors import PackageMissing
from transcompare.forced import both_ways, logprobs
from transcompare.passages import ENOUGH, Found, Index, Search, Segment, clauses, cut, is_long, narrow, nothing
from transcompare.stages.base import Stage
from transcompare.stages.translate import judged
from transcompare.text import Span, to_raw

DECIMALS = 4
_ROUNDS = 2
_SHOWN = 60
"""Code points of the best candidate in a note."""
_NARROWED = {
    "normalized_original": pl.String,
    "offsets_original": pl.List(pl.UInt32),
    "sentences_original": pl.List(schema.SPAN),
    "translation": pl.List(pl.String),
    "translation_doubts": pl.List(pl.String),
    "translation_alternatives": pl.List(pl.List(pl.String)),
    "translation_logprobs": pl.List(pl.Float64),
    "reference_translation": pl.String,
    "status": pl.String,
    "notes": pl.List(pl.String),
}

Row = dict[str, Any]
Place = tuple[int, int]
"""A row, and a segment of its original."""
Pair = tuple[int, int]
"""A piece of a rendering and a segment of its original."""
Key = tuple[int, int, int]
"""A row, and what of it is compared."""


class Locate(Stage):
    """Narrows each long original to what its rendering quotes; the stages after this one see nothing else of it.

    Touches only originals with many more sentences than their rendering, and only where there is a translation: without
    one the original is compared whole. A rendering whose words are nowhere in the original gets the status `not_found`.
    Doubts about translations outside the passage no longer count.
    """

    name: ClassVar[str] = "locate"
    requires: ClassVar[dict[str, Any]] = _NARROWED | {
        "normalized_rendering": pl.String,
        "lang_original": pl.String,
        "lang_rendering": pl.String,
        "sentences_rendering": pl.List(schema.SPAN),
    }
    provides: ClassVar[dict[str, Any]] = _NARROWED | {"passages": pl.List(schema.PASSAGE)}

    engine: EngineSettings = EngineSettings()
    times: float = Field(default=3, ge=1)
    """An original is long that has so many times as many sentences as its rendering, ..."""
    more: int = Field(default=6, ge=1)
    """... and at least so many more."""
    candidates: int = Field(default=4, ge=1)
    """Segments that are looked at more closely for each sentence of a rendering, besides two neighbours."""
    forced_decoding: bool = True
    """Whether the model judges the candidates; by their n-grams alone fewer are found."""

    def process(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Adds `passages`; null where the original is compared whole, empty where the passage was not found."""
        whole = frame.with_columns(pl.lit(None, pl.List(schema.PASSAGE)).alias("passages"))
        long = [i for i, row in enumerate(frame.select(_LENGTHS).iter_rows()) if self._is_long(*row)]
        if not long:
            return whole
        part = whole[long]
        rows = part.select(*self.requires).to_dicts()
        searches = self._searches(rows)
        found = self._found(rows, searches)
        trimmed = self._trimmed(rows, found)
        for n, row in enumerate(rows):
            row |= _narrowed(row, found[n], {i: segment for (m, i), segment in trimmed.items() if m == n})
        changed = part.with_columns(
            pl.Series(name, [row[name] for row in rows], dtype) for name, dtype in self.provides.items()
        )
        rest = sorted(set(range(frame.height)).difference(long))
        order = {i: place for place, i in enumerate([*rest, *long])}
        return pl.concat([whole[rest], changed])[[order[i] for i in range(frame.height)]]

    def _is_long(self, original: int | None, rendering: int | None, translated: bool, status: str) -> bool:
        """Whether to look for a passage at all."""
        if not (original and rendering and translated and status in _TRANSLATED):
            return False
        return is_long(original, rendering, self.times, self.more)

    def _searches(self, rows: Sequence[Row]) -> list[Search]:
        indices: dict[tuple[str, str, str], Index] = {}
        searches = []
        for row in rows:
            key = row["normalized_original"], row["lang_original"], row["lang_rendering"]
            if key not in indices:
                segments = [Span.from_row(span).of(key[0]) for span in row["sentences_original"]]
                indices[key] = Index(segments, row["translation"], row["lang_original"])
            sentences = [Span.from_row(span) for span in row["sentences_rendering"]]
            text, lang = row["normalized_rendering"], row["lang_rendering"]
            searches.append(Search(indices[key], text, lang, sentences, self.candidates))
        return searches

    def _found(self, rows: Sequence[Row], searches: Sequence[Search]) -> list[Found | None]:
        """The best passage of each search: among the candidates, then among these and what is next to the first one."""
        pairs: list[set[Pair]] = [set() for _ in searches]
        judged: list[dict[Pair, float]] = [{} for _ in searches]
        found: list[Found | None] = [None for _ in searches]
        for _ in range(_ROUNDS):
            asked: dict[Key, tuple[str, str]] = {}
            for n, (search, best) in enumerate(zip(searches, found, strict=True)):
                new = (search.pairs_near(best) if best else search.pairs()) - pairs[n]
                pairs[n] |= new
                asked |= {(n, j, i): (search.index.segments[i], search.texts[j]) for j, i in new}
            for (n, j, i), value in self._information(rows, asked).items():
                judged[n][j, i] = value
            found = [s.conclude(p, known) for s, p, known in zip(searches, pairs, judged, strict=True)]
        return found

    def _trimmed(self, rows: Sequence[Row], found: Sequence[Found | None]) -> dict[Place, Segment]:
        """The long segments at the ends of passages, cut to the clauses that are quoted, and translated anew."""
        parts: dict[Place, list[Span]] = {}
        pieces: dict[Place, Span] = {}
        for n, (row, best) in enumerate(zip(rows, found, strict=True)):
            for i, piece in best.owners.items() if best and best.score >= ENOUGH else ():
                segment = Span.from_row(row["sentences_original"][i])
                if best and best.sides(i) and (cuts := clauses(row["normalized_original"], segment, piece.length)):
                    parts[n, i], pieces[n, i] = cuts, piece
        asked = {
            (n, i, k): (part.of(rows[n]["normalized_original"]), pieces[n, i].of(rows[n]["normalized_rendering"]))
            for (n, i), cuts in parts.items()
            for k, part in enumerate(cuts)
        }
        evidence: dict[Place, dict[int, float]] = {place: {} for place in parts}
        for (n, i, k), value in self._information(rows, asked).items():
            evidence[n, i][k] = value
        spans = {}
        for (n, i), cuts in parts.items():
            best = found[n]
            sides = best.sides(i) if best else None
            if sides:
                spans[n, i] = cut(cuts, evidence[n, i], pieces[n, i].length, sides)
        return self._translated(rows, {place: span for place, span in spans.items() if span.length})

    def _information(self, rows: Sequence[Row], asked: Mapping[Key, tuple[str, str]]) -> dict[Key, float]:
        """What two texts, of the row that is the first number of their key, say about each other, in nats a token.

        The mean of both directions; of one where only that has a package. Nothing where the model cannot say.
        """
        if not self.forced_decoding:
            return {}
        jobs = {
            key: both_ways(rows[key[0]]["lang_original"], rows[key[0]]["lang_rendering"], *texts)
            for key, texts in asked.items()
        }
        values = logprobs(self.engine, (job for each in jobs.values() for job in each.values()))
        known = {}
        for key, each in jobs.items():
            differences = [
                values[each[name]] - values[each[f"{name}_prior"]]
                for name in ("logprob", "logprob_reverse")
                if each[name] in values and each[f"{name}_prior"] in values
            ]
            if differences:
                known[key] = sum(differences) / len(differences)
        return known

    def _translated(self, rows: Sequence[Row], spans: Mapping[Place, Span]) -> dict[Place, Segment]:
        """Parts of segments, with translations of their own."""
        work: dict[tuple[str, str], list[Place]] = {}
        for place in spans:
            work.setdefault((rows[place[0]]["lang_original"], rows[place[0]]["lang_rendering"]), []).append(place)
        routes = self.engine.routes(work)
        made: dict[Place, Segment] = {}
        for pair, places in sorted(work.items()):
            route = routes[pair]
            texts = [spans[place].of(rows[place[0]]["normalized_original"]) for place in places]
            if isinstance(route, PackageMissing):
                continue
            translations = route.engine.translate(texts) if route.engine else [Translation(text) for text in texts]
            made |= {
                place: Segment(spans[place], new.text, new.doubt, new.alternatives, new.logprob)
                for place, new in zip(places, translations, strict=True)
            }
        return made


_TRANSLATED = ("ok", "reference_unreliable", "too_long")
_LENGTHS = (
    pl.col("sentences_original").list.len(),
    pl.col("sentences_rendering").list.len(),
    pl.col("translation").is_not_null() & pl.col("translation_rendering").is_null(),  # both in one language
    pl.col("status"),
)


def _narrowed(row: Row, found: Found | None, trimmed: Mapping[int, Segment]) -> Row:
    """What changes in a row whose original is long."""
    offsets = row["offsets_original"]
    passages = [[trimmed.get(i) or _segment(row, i) for i in range(*run)] for run in found.runs] if found else []
    spans = [to_raw(Span(segments[0].span.start, segments[-1].span.end), offsets) for segments in passages]
    _, doubt = judged(row["translation_doubts"])
    notes = [note for note in row["notes"] if note != doubt]
    if not found or found.score < ENOUGH:
        return nothing(offsets) | {
            "passages": [],
            "status": "not_found",
            "notes": [*notes, _evidence(row, found, spans)],
        }
    columns = narrow(row["normalized_original"], offsets, passages)
    status, note = judged(columns["translation_doubts"])
    located = [
        {"start": span.start, "end": span.end, "similarity": round(similarity, DECIMALS)}
        for span, similarity in zip(spans, found.similarities, strict=True)
    ]
    return columns | {"passages": located, "status": status or "ok", "notes": [*notes, *([note] if note else [])]}


def _segment(row: Row, i: int) -> Segment:
    span = Span.from_row(row["sentences_original"][i])
    names = ("translation", "translation_doubts", "translation_alternatives", "translation_logprobs")
    return Segment(span, *(row[name][i] for name in names))


def _evidence(row: Row, found: Found | None, spans: Sequence[Span]) -> str:
    """Why nothing was found: the best candidate, where it stands and how little speaks for it."""
    if not found:
        return "no sentence of the original has anything in common with the rendering"
    start, end = found.runs[0]
    sentences = row["sentences_original"]
    text = Span(sentences[start]["start"], sentences[end - 1]["end"]).of(row["normalized_original"])
    shown = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
    return (
        f"the best candidate, {spans[0].start} to {spans[0].end} of the original «{shown}», has similarity "
        f"{found.similarities[0]:.2f} and a score of {found.score:.2f}; {ENOUGH} would be enough"
    )
