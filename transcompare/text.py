"""Spans, and the map from a normalised text back to the text exactly as it was in the input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Self


class Span(NamedTuple):
    """Half-open range of Unicode code points: `text[start:end]`."""

    start: int
    end: int

    @classmethod
    def from_row(cls, row: Mapping[str, int]) -> Self:
        """From a value of a frame's span column."""
        return cls(row["start"], row["end"])

    @property
    def length(self) -> int:
        """Code points in it."""
        return self.end - self.start

    def place(self, position: int) -> float:
        """Where `position` lies in it, 0..1."""
        return (position - self.start) / max(1, self.length)

    def of(self, text: str) -> str:
        """The characters of `text` in this span."""
        return text[self.start : self.end]

    def shifted(self, by: int) -> Self:
        """The same stretch of a text that has `by` code points more before it."""
        return type(self)(self.start + by, self.end + by)

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share a character."""
        return self.start < other.end and other.start < self.end


def to_raw(span: Span, offsets: Sequence[int] | None) -> Span:
    """`span` of a normalised text as a span of the text as given.

    `offsets[i]` is the raw position where normalised character `i` starts; it has one entry more than the normalised
    text has characters, the last being the raw length. None stands for the identity. The raw span ends where the last
    character of `span` ends, so white space that normalisation removed after it stays outside.
    """
    if offsets is None:
        return span
    if span.start >= span.end:
        return Span(offsets[span.start], offsets[span.start])
    return Span(offsets[span.start], offsets[span.end])
