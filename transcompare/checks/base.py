"""What a check is given and what it returns.

A check is a class without state, constructed without arguments, with a `name`, a `version` (part of the report's
signature: raise it whenever results may change), and one call from `Pair` to findings. It abstains, by returning
nothing, from languages that it does not know. Register it under the entry point group `transcompare.checks`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice, takewhile
from typing import ClassVar, NamedTuple, Protocol, runtime_checkable

from transcompare.patterns import sentences
from transcompare.text import Span

MOST_CERTAIN = 0.95
"""No finding is surer than this."""


@dataclass(frozen=True, slots=True)
class Text:
    """A normalised text and its ISO 639-1 language (`und` where unknown)."""

    text: str
    lang: str


@dataclass(frozen=True, slots=True)
class Link:
    """An aligned pair of segments; a side is None where the segment has no counterpart."""

    original: Span | None
    rendering: Span | None
    reference: str | None = None
    """Our translation of the original's side."""


class Contrast(NamedTuple):
    """An edit of the rendering that fits the original better (see `transcompare.contrast`)."""

    category: str
    span: Span
    """The printed words in the rendering; not empty."""
    printed: str
    replacement: str
    gain: float
    """Nats a token."""
    confidence: float
    supported: bool
    """Whether the words of the original, too, speak for it."""


class Unexplained(NamedTuple):
    """A content word that the other text may have nothing for (see `transcompare.words`)."""

    side: str
    """original or rendering."""
    span: Span
    probability: float


class Unit(NamedTuple):
    """Parts of the two texts that should say the same, and our translation of the first."""

    original: Span
    rendering: Span
    reference: str | None


@dataclass(frozen=True, slots=True)
class Pair:
    """One original and one rendering of it, as a check sees them: normalised, aligned, all offsets into `text`."""

    original: Text
    rendering: Text
    reference: str | None = None
    """Our translation of the original into the rendering's language; None where no package allows one."""
    links: tuple[Link, ...] = field(default=())
    """Aligned segments in the order of the original, perhaps crossing; empty when the alignment is not known."""
    contrasts: tuple[Contrast, ...] = field(default=())
    """Edits of the rendering that fit the original better; empty where the contrast stage did not run."""
    unexplained: tuple[Unexplained, ...] = field(default=())
    """The content words of aligned segments; empty where the words stage did not run, or had no model to ask."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "unexplained", tuple(sorted(self.unexplained)))

    def unexplained_in(self, side: str, part: Span) -> list[tuple[Span, float]]:
        """The content words of a part of one side, in order, with the probability that the other has nothing for it."""
        first = bisect_right(self.unexplained, (side, part.start), key=lambda word: (word.side, word.span.end))
        inside = takewhile(
            lambda word: word.side == side and word.span.start < part.end, islice(self.unexplained, first, None)
        )
        return [(word.span, word.probability) for word in inside]

    def units(self) -> Iterator[Unit]:
        """The parts to compare: aligned segments, else sentences where both texts have as many, else the texts."""
        if self.links:
            for link in self.links:
                if link.original is not None and link.rendering is not None:
                    yield Unit(link.original, link.rendering, link.reference)
            return
        spans = sentences(self.original.text), sentences(self.rendering.text)
        if len(spans[0]) == len(spans[1]) > 1:
            for original, rendering in zip(*spans, strict=True):
                yield Unit(original, rendering, None)
            return
        yield Unit(Span(0, len(self.original.text)), Span(0, len(self.rendering.text)), self.reference)


@dataclass(frozen=True, slots=True)
class Finding:
    """One located difference. Spans are into the normalised texts; the check stage maps them to the texts as given."""

    category: str
    """One of `transcompare.schema.CATEGORIES`."""
    severity: str
    """minor, major or critical."""
    confidence: float
    """0..1: how sure the check is that a careful bilingual reader would agree."""
    message: str
    """One sentence that says what differs, with the words or values of both sides."""
    original: Span | None = None
    rendering: Span | None = None


@runtime_checkable
class Check(Protocol):
    """The contract of a check."""

    name: ClassVar[str]
    version: ClassVar[str]

    def __call__(self, pair: Pair) -> Iterable[Finding]:
        """The findings in one pair; none where the check does not know a language."""
        ...
