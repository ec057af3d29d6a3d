"""Whole statements: the rows of the report that all stages made of one, for the next run or another statement like it.

What the stages make of a statement depends on its own rows, the pipeline and the packages, and on nothing else; a key
names all of that. What a statement and its versions are called is left out unless the notes name a version, so that a
text that comes twice under other ids is compared once: where ids count (among several originals, for the order of
renderings without one), the notes say which version was chosen.
"""

from __future__ import annotations

import hashlib
import io
import json
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, repeat
from operator import itemgetter
from typing import NamedTuple

import polars as pl

from transcompare import schema
from transcompare.cache.store import Store

_IDS = ("quote_id", "version_id")
_NAMING = ("version_id", "original_version_id")
"""Columns of the report that name a version; kept as its place among those of its statement."""
_KEY = 20
"""Bytes of a key."""
_LEVEL = 1
"""Of zlib: a fifth of the size in less than half the time of level 6, which takes a tenth off that."""

Compare = Callable[[pl.DataFrame], pl.DataFrame]
"""The stages after `read`: from usable versions to the report."""


class Statement(NamedTuple):
    """One statement of a frame that is sorted by statement."""

    start: int
    """Where its versions begin."""
    ids: tuple[str, ...]
    """The `version_id`s, in the order of the input."""
    unnamed: bytes
    """The key of what does not depend on the ids."""
    named: bytes
    """The key of what does: notes name versions."""


@dataclass(frozen=True)
class Results:
    """Reports on statements, from `store` where they are there and whole."""

    store: Store
    context: str
    """Names all that the results depend on but the statements."""
    now: Callable[[], str | None]
    """The context as it is now: what was made while it changed is not kept."""

    def run(self, versions: pl.DataFrame, compare: Compare) -> pl.DataFrame:
        """As `compare`, which is asked only for statements that are not known, each different one once."""
        if versions.is_empty():
            return compare(versions)
        versions = versions.sort("quote_id", "position")
        statements = self._statements(versions)
        known = self._known(statements)
        # Of statements that are alike the first is enough, unless their notes name versions.
        unlike = {each.unnamed: each for each in reversed(statements)}.values()
        for some in (unlike, statements):
            missing = [each for each in some if each.unnamed not in known and each.named not in known]
            if missing:
                known |= self._made(versions, missing, compare)
        frames = [known[each.unnamed if each.unnamed in known else each.named] for each in statements]
        return _named(versions, statements, frames)

    def _statements(self, versions: pl.DataFrame) -> list[Statement]:
        names = [name for name in versions.columns if name not in (*_IDS, *schema.VERSION)]
        rows = versions.select(*_IDS, *names).iter_rows()
        context = json.dumps([self.context, names]).encode()
        statements: list[Statement] = []
        start = 0
        for _, same in groupby(rows, itemgetter(0)):
            group = list(same)
            ids = [row[:2] for row in group]
            unnamed = _digest(context, [row[2:] for row in group])
            version_ids = tuple(version_id for _, version_id in ids)
            statements.append(Statement(start, version_ids, unnamed, _digest(unnamed, ids)))
            start += len(group)
        return statements

    def _known(self, statements: Iterable[Statement]) -> dict[bytes, pl.DataFrame]:
        keys = chain.from_iterable((each.unnamed, each.named) for each in statements)
        stored = self.store.get(dict.fromkeys(keys))
        found = {key: _unpack(value) for key, value in stored.items()}
        return {key: frame for key, frame in found.items() if frame is not None}

    def _made(
        self, versions: pl.DataFrame, statements: Sequence[Statement], compare: Compare
    ) -> dict[bytes, pl.DataFrame]:
        rows = [each.start + place for each in statements for place in range(len(each.ids))]
        report = compare(versions[rows].sort("position"))
        places = pl.DataFrame(
            [
                (version_id, number, place)
                for number, each in enumerate(statements)
                for place, version_id in enumerate(each.ids)
            ],
            schema={"version_id": pl.String, "_statement": pl.UInt32, "_place": pl.UInt32},
            orient="row",
        )
        numbered = report.join(places, on="version_id", how="left", maintain_order="left").with_columns(
            pl.col(name).replace_strict(places["version_id"], places["_place"], default=None) for name in _NAMING
        )
        columns = [name for name in report.columns if name != "quote_id"]
        parts = numbered.select("_statement", *columns).partition_by("_statement", include_key=False, as_dict=True)
        made = {}
        for number, each in enumerate(statements):
            frame = parts.get((number,), numbered.select(columns).clear())
            made[each.named if _names(frame, each.ids) else each.unnamed] = frame
        if self.now() == self.context:
            self.store.put({key: _pack(frame) for key, frame in made.items()})
        return made


def _named(versions: pl.DataFrame, statements: Sequence[Statement], frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The reports on the statements, with the ids that these have, in the order of the input."""
    report = pl.concat(frames)
    starts = (repeat(each.start, frame.height) for each, frame in zip(statements, frames, strict=True))
    start = pl.Series(list(chain.from_iterable(starts)), dtype=pl.UInt32)
    rows = start + report["version_id"]
    others = start + report["original_version_id"]
    columns = [
        versions["quote_id"].gather(rows),
        versions["version_id"].gather(rows),
        versions["version_id"].gather(others).alias("original_version_id"),
    ]
    order = versions["position"].gather(rows).arg_sort()
    names = ["quote_id", *report.columns]
    return report.with_columns(columns).select(names)[order]


def _names(report: pl.DataFrame, ids: Iterable[str]) -> bool:
    """Whether anything in the report but the columns for it names one of the versions."""
    messages = report["findings"].list.eval(pl.element().struct.field("message"))
    texts = "\n".join([*report["notes"].explode().drop_nulls(), *messages.explode().drop_nulls()])
    return any(each in texts for each in ids)


def _pack(report: pl.DataFrame) -> bytes:
    content = io.BytesIO()
    # String views would take the texts of the whole frame along that these rows were cut from.
    report.write_ipc_stream(content, compat_level=pl.CompatLevel.oldest())
    return zlib.compress(content.getbuffer(), _LEVEL)


def _unpack(value: bytes) -> pl.DataFrame | None:
    """None where it is nothing that `_pack` made."""
    try:
        return pl.read_ipc_stream(io.BytesIO(zlib.decompress(value)))
    except (zlib.error, pl.exceptions.PolarsError):
        return None


def _digest(start: bytes, rows: object) -> bytes:
    content = json.dumps(rows, ensure_ascii=False).encode()
    return hashlib.blake2b(start + content, digest_size=_KEY).digest()
