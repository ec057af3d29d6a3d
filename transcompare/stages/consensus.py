"""consensus: renderings without an original, each compared with the one that stands for the others."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from itertools import combinations
from statistics import fmean
from typing import Any, ClassVar

import polars as pl
from pydantic import Field

from transcompare import schema
from transcompare.checks.base import Pair
from transcompare.consensus import LONE, RELATED, Relation, contradiction, medoid, relation, standing
from transcompare.consensus import Pair as Numbers
from transcompare.engine import EngineSettings
from transcompare.errors import LanguageError
from transcompare.languages import canonical
from transcompare.lone import Lone, lone_wordings
from transcompare.paraphrase import DIFFERENT, Judged, against, installed, judged
from transcompare.pivot import Version, in_one_language
from transcompare.registry import load
from transcompare.stages.base import Stage
from transcompare.stages.check import run_checks, text_of
from transcompare.text import Span
from transcompare.trigrams import Trigrams

Row = dict[str, Any]

ORIGINAL_LANG = "original_lang"
"""An extra column of the input: the language of an original that nobody has."""

_SIDE = {
    "text_{}": pl.String,
    "lang_{}": pl.String,
    "normalized_{}": pl.String,
    "offsets_{}": pl.List(pl.UInt32),
    "language_note_{}": pl.String,
    "sentences_{}": pl.List(schema.SPAN),
}
_DECIMALS = 4
_NAMED = 4
"""Versions that a note names, and lone wordings that notes name, at most."""
_MOST_OTHERS = 50
"""Renderings that the similarity with the others is reckoned from, so that time grows with their number only."""
_UNREAD = 0.4
"""The probability of a difference that is assumed, beside versions that the paraphrase model reads, of those that it
cannot: that of an average faithful pair."""
_TWO = "only two versions: which one is the outlier cannot be told"
_BACK = "in the language of the missing original: a re-quotation or a back-translation"


class Consensus(Stage):
    """Compares every rendering of a statement without an original with the medoid of the others, and finds the outlier.

    The medoid takes the original's place: its text, language, sentences and version_id; the stages that follow compare
    it as they would an original, but the status stays `no_original`, and there is no divergence. It is in the language
    of the rendering where another version is. `agreement` is the mean similarity with the other versions (of character
    trigrams; across languages in the language of most of them, where packages allow), `outlier` how much more the
    version disagrees with the others than they do with each other: by what the paraphrase model of their language
    reads, where there is one (`transcompare.paraphrase`), by the findings of the checks between them and, a little, by
    words of its own in places where others agree (`transcompare.lone`). A back-translation (`original_lang` says what
    the language of the missing original was) is medoid for want of others.

    Where there is an original, `agreement` is the mean similarity with the other renderings in the same language.
    """

    name: ClassVar[str] = "consensus"
    requires: ClassVar[dict[str, Any]] = {
        "quote_id": pl.String,
        "version_id": pl.String,
        "original_version_id": pl.String,
        "status": pl.String,
        "notes": pl.List(pl.String),
    } | {name.format(side): kind for side in ("original", "rendering") for name, kind in _SIDE.items()}
    provides: ClassVar[dict[str, Any]] = {"agreement": pl.Float64, "outlier": pl.Float64}

    engine: EngineSettings = EngineSettings()
    checks: tuple[str, ...] = (
        "number", "number-order", "named-entity", "person", "negation", "contrary", "modality", "conditional",
        "quantifier", "direction", "attribution", "tense-aspect", "agent-role", "word-sense", "wording",
    )  # fmt: skip
    """Names of the checks that compare renderings with each other."""
    judges: int = Field(default=8, ge=2)
    """Of a statement with more versions, as many are compared with all others by checks and model: those most alike."""
    paraphrase: bool = True
    """Whether the paraphrase model is asked, where the language has one."""

    def process(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Fills the original's side of these rows, and adds to their notes; other rows stay as they are."""
        columns = [name for name in (*self.requires, ORIGINAL_LANG) if name in frame.columns]
        rows = frame.select(columns).to_dicts()
        statements: defaultdict[str, list[Row]] = defaultdict(list)
        renderings: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in rows:
            row |= {"agreement": None, "outlier": None}
            if row["status"] == "ok":
                renderings[row["quote_id"], row["lang_rendering"]].append(row)
            elif row["status"] == "no_original":
                usable = any(map(str.isalnum, row["normalized_rendering"] or ""))
                if usable:
                    statements[row["quote_id"]].append(row)
                else:
                    row["notes"] = [*row["notes"], "no original, and no text to compare with the other versions"]
        self._compare_all([sorted(each, key=lambda row: row["version_id"]) for each in statements.values()])
        for alike in renderings.values():
            _agree(alike)
        changed: dict[str, Any] = {"original_version_id": pl.String, "notes": pl.List(pl.String)}
        changed |= {name.format("original"): kind for name, kind in _SIDE.items()} | self.provides
        return frame.with_columns(
            pl.Series(name, [row[name] for row in rows], dtype=kind) for name, kind in changed.items()
        )

    def _compare_all(self, groups: Sequence[Sequence[Row]]) -> None:
        """Writes medoid, numbers and notes into the rows of every statement."""
        for (row,) in (versions for versions in groups if len(versions) == 1):
            row["notes"] = [*row["notes"], "no original, and no other version with text to compare with"]
        groups = [versions for versions in groups if len(versions) > 1]
        texts = in_one_language(self.engine, [[_version(row) for row in versions] for versions in groups])
        alike = [_similarities(versions, common) for versions, common in zip(groups, texts, strict=True)]
        compared = [self._compared(len(versions), each) for versions, each in zip(groups, alike, strict=True)]
        read = _read(groups, compared) if self.paraphrase else [{} for _ in groups]
        for versions, similarities, pairs, judgements in zip(groups, alike, compared, read, strict=True):
            self._compare(versions, self._relations(versions, similarities, pairs, judgements), judgements)

    def _compare(
        self, versions: Sequence[Row], relations: Mapping[Numbers, Relation], read: Mapping[Numbers, Judged]
    ) -> None:
        """Of one statement."""
        count = len(versions)
        lone = _lone_wordings(versions, relations)
        relations = _with_lone(relations, lone)
        medoids: dict[int, Row] = {}
        for i, row in enumerate(versions):
            others = [j for j in range(count) if j != i]
            fit = [j for j in others if not _is_back_translation(versions[j])] or others
            near = [j for j in fit if versions[j]["lang_rendering"] == row["lang_rendering"]] or fit
            medoids[i] = versions[medoid(near, others, relations)]
        for i, row in enumerate(versions):
            found = standing(i, count, relations)
            row["agreement"], row["outlier"] = _rounded(found.agreement), _rounded(found.outlier)
            row["original_version_id"] = medoids[i]["version_id"]
            row |= {name.format("original"): medoids[i][name.format("rendering")] for name in _SIDE}
            notes = [f"no original: compared with {medoids[i]['version_id']}, the closest to the other versions"]
            for verb, named in (("agrees with", found.agrees), ("contradicts", found.contradicts)):
                if named:
                    notes.append(f"{verb} {_list([versions[j]['version_id'] for j in named])}")
            doubt = against(i, read)
            if doubt and doubt.different > DIFFERENT and found.outlier != 0:
                unlike = _list([versions[j]["version_id"] for j in doubt.others])
                notes.append(doubt.note(unlike, row["normalized_rendering"]))
            telling = sorted((each for each in lone[i] if not each.related), key=lambda each: -len(each.versions))
            for one in telling[:_NAMED]:
                words = one.span.of(row["normalized_rendering"])
                notes.append(f"alone in saying «{words}»: {len(one.versions)} others have «{one.instead}»")
            notes += [_TWO] if count == 2 else []
            notes += [_BACK] if _is_back_translation(row) else []
            row["notes"] = [*row["notes"], *notes]

    def _compared(self, count: int, similarities: Mapping[Numbers, float | None]) -> set[Numbers]:
        """The pairs that checks and model compare: all, or of very many versions those with a judge."""
        own: list[list[float]] = [[] for _ in range(count)]
        for pair, similarity in similarities.items():
            for i in pair:
                own[i].append(similarity or 0.0)
        judges = set(sorted(range(count), key=lambda i: -fmean(own[i]))[: self.judges + 1])
        return {pair for pair in similarities if judges & {*pair}}

    def _relations(
        self,
        versions: Sequence[Row],
        similarities: Mapping[Numbers, float | None],
        compared: Set[Numbers],
        read: Mapping[Numbers, Judged],
    ) -> dict[Numbers, Relation]:
        """Of all pairs: how alike they are, what the checks find, what the paraphrase model read."""
        checks = [load("transcompare.checks", name)() for name in self.checks]
        relations = {}
        for (i, j), similarity in similarities.items():
            if (i, j) not in compared:
                relations[i, j] = Relation(similarity, None)
                continue
            both = [
                finding
                for one, other in ((versions[i], versions[j]), (versions[j], versions[i]))
                for _, finding in run_checks(checks, _pair(one, other), other["version_id"])
            ]
            different = read[i, j].different if (i, j) in read else _UNREAD if read else None
            relations[i, j] = Relation(similarity, contradiction(both), different=different)
        return relations

    def signature(self) -> dict[str, str]:
        """How many judges, a hash over the names and versions of the checks, and the paraphrase models."""
        versions = [f"{name}.{load('transcompare.checks', name).version}" for name in self.checks]
        checks = f"{self.judges}+{hashlib.sha256('+'.join(versions).encode()).hexdigest()[:8]}"
        return {"consensus": "+".join([checks, *(model.label for model in installed() if self.paraphrase)])}


def _similarities(versions: Sequence[Row], texts: Mapping[Version, str]) -> dict[Numbers, float | None]:
    """Of all pairs, in their own language or in the common one; None where a text is in neither."""
    own = [Trigrams.of(row["normalized_rendering"]) for row in versions]
    common = [Trigrams.of(texts[version]) if version in texts else None for version in map(_version, versions)]
    similarities: dict[Numbers, float | None] = {}
    for i, j in combinations(range(len(versions)), 2):
        same_language = versions[i]["lang_rendering"] == versions[j]["lang_rendering"]
        one, other = (own[i], own[j]) if same_language else (common[i], common[j])
        similarities[i, j] = None if one is None or other is None else one.similarity(other)
    return similarities


def _read(groups: Sequence[Sequence[Row]], compared: Sequence[Set[Numbers]]) -> list[dict[Numbers, Judged]]:
    """What the paraphrase model makes of the pairs of every statement, which it reads together; all in one call."""
    texts = {
        (group, number): (row["lang_rendering"], row["normalized_rendering"])
        for group, versions in enumerate(groups)
        for number, row in enumerate(versions)
    }
    pairs = [[((group, i), (group, j)) for i, j in sorted(some)] for group, some in enumerate(compared)]
    read: list[dict[Numbers, Judged]] = [{} for _ in groups]
    for ((group, i), (_, j)), each in judged(texts, pairs).items():
        read[group][i, j] = each
    return read


def _agree(renderings: list[Row]) -> None:
    """Writes how much each rendering is like the others; of very many, like some, whatever their ids and order."""
    renderings.sort(key=lambda row: row["normalized_rendering"])
    own = [Trigrams.of(row["normalized_rendering"]) for row in renderings]
    for i, row in enumerate(renderings):
        others = [*own[:i], *own[i + 1 : _MOST_OTHERS + 1]][:_MOST_OTHERS]
        if others:
            row["agreement"] = _rounded(fmean(own[i].similarity(other) for other in others))


def _pair(one: Row, other: Row) -> Pair:
    """Two versions as a check sees them, the first on the original's side."""
    original, rendering = text_of(one, "rendering"), text_of(other, "rendering")
    return Pair(original, rendering, original.text if original.lang == rendering.lang else None)


def _lone_wordings(versions: Sequence[Row], relations: Mapping[Numbers, Relation]) -> list[list[Lone]]:
    """Those of every version, among the others that the checks compared it with."""
    texts = [text_of(row, "rendering") for row in versions]
    found = []
    for i, text in enumerate(texts):
        others = [j for j in range(len(texts)) if j != i and relation(i, j, relations).contradiction is not None]
        found.append(lone_wordings(text, {j: texts[j] for j in others}))
    return found


def _with_lone(relations: Mapping[Numbers, Relation], found: Sequence[Sequence[Lone]]) -> dict[Numbers, Relation]:
    """The relations with what the lone wordings of each version say against it."""
    fair = dict.fromkeys(relations, 1.0)
    told = ((i, j, one.related) for i, own in enumerate(found) for one in own for j in one.versions)
    for i, j, same in told:
        fair[min(i, j), max(i, j)] *= 1 - (RELATED if same else LONE)
    return {pair: replace(each, lone=1 - fair[pair]) for pair, each in relations.items()}


def _version(row: Row) -> Version:
    spans = map(Span.from_row, row["sentences_rendering"])
    return Version(row["lang_rendering"], tuple(span.of(row["normalized_rendering"]) for span in spans))


def _is_back_translation(row: Row) -> bool:
    lang = row.get(ORIGINAL_LANG)
    try:
        return bool(lang) and canonical(str(lang).strip()) == row["lang_rendering"]
    except LanguageError:
        return False


def _list(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DECIMALS)
