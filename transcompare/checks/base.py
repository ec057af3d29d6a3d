"""What a check is given and what it returns.

A check is a class without state, constructed without arguments, with a `name`, a `version` (part of the report's
signature: raise it whenever results may change), and one call from `Pair` to findings. It abstains, by returning
nothing, from languages that it does not know. Register it under the entry point group `transcompare.checks`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import ClassVar, Protocol, runtime_checkable

from transcompare.text import Span


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


@dataclass(frozen=True, slots=True)
class Pair:
    """One original and one rendering of it, as a check sees them: normalised, aligned, all offsets into `text`."""

    original: Text
    rendering: Text
    reference: str | None = None
    """Our translation of the original into the rendering's language; None where no package allows one."""
    links: tuple[Link, ...] = field(default=())
    """Aligned segments in order; empty when nothing is known about the alignment."""

    def swapped(self) -> Pair:
        """Original and rendering exchanged, for checks that look both ways."""
        links = tuple(Link(link.rendering, link.original) for link in self.links)
        return Pair(self.rendering, self.original, None, links)


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
