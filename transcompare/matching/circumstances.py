"""Who said it and when: as terms to look originals up by, and as evidence in nats.

Source: Fellegi and Sunter (1969), A theory for record linkage, with weights by frequency (Winkler 1989): that a
rendering and an original have one speaker says the more, the fewer originals have this speaker.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self

import polars as pl

from transcompare.matching import speakers, terms

BEFORE, AFTER = 1, 7
"""Days that a rendering may be dated before (time zones) and after its original."""
AGREE = 0.9
"""Share of true links whose speakers, and whose dates, agree: the rest is misattributed, misdated, quoted again."""
_FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d")


def days(column: str) -> pl.Expr:
    """The day of a date as it is written, null where it cannot be told; 03/04/2024 cannot."""
    text = pl.col(column).str.strip_chars().str.slice(0, 10)
    return pl.coalesce(text.str.to_date(form, strict=False) for form in _FORMATS)


@dataclass(frozen=True)
class Circumstances:
    """Who and when of the originals of one list, and how their speakers relate to those of the renderings."""

    same: pl.DataFrame
    """`speaker`, `speaker_original`, and the share of the originals with a speaker that is the same (`share`)."""
    people: frozenset[str]
    """The speaker fields of both lists that name a person for certain."""
    dates: pl.Series
    """Of the originals that have one, sorted."""

    @classmethod
    def of(cls, originals: pl.DataFrame, renderings: pl.DataFrame) -> Self:
        """From frames with `speaker` and `day`."""
        fields = originals["speaker"].drop_nulls()
        same = speakers.same(renderings["speaker"].drop_nulls(), fields)
        counts = fields.value_counts(name="count").rename({"speaker": "speaker_original"})
        shares = (
            same.join(counts, on="speaker_original")
            .group_by("speaker")
            .agg((pl.col("count").sum() / max(1, len(fields))).alias("share"))
        )
        everybody = {*fields, *renderings["speaker"].drop_nulls()}
        people = frozenset(f for f in everybody if (known := speakers.person(f)) is not None and known.certain)
        return cls(same.join(shares, on="speaker"), people, originals["day"].drop_nulls().sort())

    def of_originals(self, originals: pl.DataFrame) -> pl.DataFrame:
        """Terms that `of_renderings` look up."""
        return terms.frame(_of_originals(originals))

    def of_renderings(self, renderings: pl.DataFrame) -> pl.DataFrame:
        """Terms of the speaker's statements in the days around the rendering's, of all of them where it has no date."""
        others: defaultdict[str, list[str]] = defaultdict(list)
        for speaker, other in self.same.select("speaker", "speaker_original").iter_rows():
            others[speaker].append(other)
        return terms.frame(_of_renderings(renderings, others))

    def evidence(self, pairs: pl.DataFrame) -> pl.DataFrame:
        """`pairs` with `evidence`: what `speaker`, `day`, `speaker_original` and `day_original` say, in nats."""
        shares = self.same.rename({"share": "agreeing"})
        of_speaker = self.same.select("speaker", "share").unique()
        late = (pl.col("day") - pl.col("day_original")).dt.total_days()
        people = sorted(self.people)
        both = pl.col("speaker").is_in(people) & pl.col("speaker_original").is_in(people)
        by_speaker = (
            pl.when(pl.col("agreeing").is_not_null())
            .then(_agree("agreeing"))
            .when(both)
            .then(_differ(pl.col("share").fill_null(0.0)))
        )
        by_date = pl.when(late.is_between(-BEFORE, AFTER)).then(_agree("near")).otherwise(_differ(pl.col("near")))
        return (
            pairs.with_columns(self._near(pairs["day"]).alias("near"))
            .join(shares, on=["speaker", "speaker_original"], how="left", maintain_order="left")
            .join(of_speaker, on="speaker", how="left", maintain_order="left")
            .with_columns(evidence=by_speaker.fill_null(0.0) + pl.when(late.is_not_null()).then(by_date).otherwise(0.0))
            .drop("near", "agreeing", "share")
        )

    def _near(self, day: pl.Series) -> pl.Series:
        """The share of the dated originals that a rendering of each day may come from; never none."""
        total = max(1, len(self.dates))
        last = self.dates.search_sorted(day.dt.offset_by(f"{BEFORE}d"), "right").cast(pl.Float64)
        first = self.dates.search_sorted(day.dt.offset_by(f"-{AFTER}d"), "left").cast(pl.Float64)
        return ((last - first) / total).clip(1 / total, 1.0)


def _agree(share: str) -> pl.Expr:
    return (AGREE / pl.col(share)).log()


def _differ(share: pl.Expr) -> pl.Expr:
    return ((1 - AGREE) / (1 - share.clip(0.0, 1 - AGREE))).log()


Slot = tuple[int, tuple[terms.Kind, frozenset[str]]]


def _of_originals(originals: pl.DataFrame) -> Iterator[Slot]:
    for row, speaker, day in originals.select("row", "speaker", pl.col("day").cast(pl.Int32)).iter_rows():
        if speaker is not None:
            yield row, ("blocks", frozenset({f"{day}|{speaker}", f"*|{speaker}"}))
        if day is not None:
            yield row, ("blocks", frozenset({f"{day}"}))


def _of_renderings(renderings: pl.DataFrame, others: Mapping[str, list[str]]) -> Iterator[Slot]:
    for row, speaker, day in renderings.select("row", "speaker", pl.col("day").cast(pl.Int32)).iter_rows():
        around = ["*"] if day is None else [str(day + late) for late in range(-AFTER, BEFORE + 1)]
        if others.get(speaker):
            times = around if day is None else [*around, "None"]
            yield row, ("blocks", frozenset(f"{time}|{other}" for other in others[speaker] for time in times))
        if day is not None:
            yield row, ("blocks", frozenset(around))
