"""Named entities: a country, big city or international organisation that the rendering exchanges, adds or loses.

The sets of both sides are compared, not the mentions. What stands for one another is never a finding: a country, its
inhabitants, its capital and its seat of government, the EU and Europe. Silence is preferred to a guess: an entity
counts as absent only where no word of the other text, known or not, may name it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import ClassVar

from transcompare.checks.base import Finding, Pair, Text
from transcompare.gazetteer import (
    Entity,
    entities,
    home,
    label,
    languages,
    names,
    related,
    resumes,
    stands_for,
)
from transcompare.text import Span

_CONFIDENCE = {"linked": 0.9, "anywhere": 0.6, "repeated": 0.5, "added": 0.4, "missing": 0.2}
"""linked: exchanged inside aligned segments. anywhere: exchanged, but the segments do not say so.
repeated: exchanged for one that both texts name elsewhere."""
_ECHO = 4
"""A transliterated word that shares so many first letters with a name may be a form of it that we do not know."""
_COMPARABLE = 0.7
"""A rendering shorter than this share of the original has left things out, and may leave out a name."""
_WORD = re.compile(r"[^\W\d_]+")
_INSERTED = re.compile(r"\[[^\[\]]*\]")


@dataclass(frozen=True, slots=True)
class _Side:
    """One text and the entities that it names."""

    text: Text
    found: tuple[Entity, ...]

    @classmethod
    def of(cls, text: Text) -> _Side:
        return cls(text, entities(text.text, text.lang))

    def quote(self, entity: Entity) -> str:
        left, right = ("«", "»") if self.text.lang in ("ru", "uk", "fr", "es") else ("'", "'")
        return f"{label(entity.id)} ({left}{entity.span.of(self.text.text)}{right})"


class NamedEntityCheck:
    """Compares the countries, big cities and international organisations that the two texts name."""

    name: ClassVar[str] = "named-entity"
    version: ClassVar[str] = "1"

    def __call__(self, pair: Pair) -> tuple[Finding, ...]:
        """The findings in one pair, exchanges first; none where a language has no names in the gazetteer."""
        if not {pair.original.lang, pair.rendering.lang} <= languages():
            return ()
        return tuple(_findings(pair, _Side.of(pair.original), _Side.of(pair.rendering)))


def _findings(pair: Pair, original: _Side, rendering: _Side) -> Iterator[Finding]:
    lost = _unanswered(original, rendering)
    new = _unexplained(_unrelated(_unanswered(rendering, original), original.found), pair)
    stretches = [(link.original, link.rendering, "linked") for link in pair.links if link.original and link.rendering]
    everywhere = (Span(0, len(pair.original.text)), Span(0, len(pair.rendering.text)), "anywhere")
    for source, target, where in (*stretches, everywhere):
        for before, after in _exchanges(_within(source, lost), _within(target, new)):
            lost.remove(before)
            new.remove(after)
            yield _exchange(original, before, rendering, after, where)
    missing = _unrelated(lost, rendering.found)
    for before, after in _repetitions(missing, original, rendering):
        missing.remove(before)
        yield _exchange(original, before, rendering, after, "repeated")
    for entity in new:
        if entity.id != home(pair.original.lang):
            message = f"the rendering names {rendering.quote(entity)}, nothing in the original does"
            yield Finding("named-entity", "major", _CONFIDENCE["added"], message, None, entity.span)
    for entity in missing:
        if _expected(entity, pair):
            message = f"the original names {original.quote(entity)}, nothing in the rendering does"
            yield Finding("named-entity", "minor", _CONFIDENCE["missing"], message, entity.span, None)


def _exchange(original: _Side, before: Entity, rendering: _Side, after: Entity, how: str) -> Finding:
    again = " again" if how == "repeated" else ""
    return Finding(
        "named-entity",
        "critical" if "territory" in (before.kind, after.kind) else "major",
        _CONFIDENCE[how],
        f"the original names {original.quote(before)}, the rendering{again} {rendering.quote(after)}",
        before.span,
        after.span,
    )


def _unanswered(side: _Side, other: _Side) -> list[Entity]:
    """The first mention of each entity of `side` that nothing in `other` answers.

    A related entity answers only where `side` does not name that one as well: the Security Council in both texts is no
    answer to the UN in one.
    """
    own = {entity.id for entity in side.found}
    first = {entity.id: entity for entity in reversed(side.found) if not entity.weak and entity.kind != "region"}
    for answer in {entity.id for entity in other.found}:
        first = {i: e for i, e in first.items() if i != answer and (answer in own or not related(i, answer))}
    return _unread(sorted(first.values(), key=lambda entity: entity.span), side, other) if first else []


def _unrelated(found: Iterable[Entity], others: Iterable[Entity]) -> list[Entity]:
    known = {other.id for other in others}
    return [entity for entity in found if not any(related(entity.id, other) for other in known)]


def _unread(found: Iterable[Entity], side: _Side, other: _Side) -> list[Entity]:
    """Those of `found` in `side` that no word of `other` resembles, as it stands or transliterated."""
    unread = _without_entities(other)
    beginnings = _beginnings(_WORD.findall(unread))
    return [
        entity
        for entity in found
        if not _spellings(entity, side, other.text.lang) & beginnings
        and (len(entity.span.of(side.text.text)) < _ECHO or entity.span.of(side.text.text) not in unread)
    ]


def _without_entities(side: _Side) -> str:
    """The text of `side` without its entities."""
    text, start = [], 0
    for entity in side.found:
        text.append(side.text.text[start : entity.span.start])
        start = entity.span.end
    return " ".join([*text, side.text.text[start:]])


def _spellings(entity: Entity, side: _Side, lang: str) -> set[str]:
    """How a word of language `lang` that names `entity` may begin. Of names of many words no word is telling."""
    known = (entity.span.of(side.text.text), *names(entity.id, lang))
    return _beginnings(name for name in known if _WORD.fullmatch(name))


def _beginnings(words: Iterable[str]) -> set[str]:
    from anyascii import anyascii

    latin = (anyascii(word).lower() for word in words)
    return {word[:_ECHO] for word in latin if len(word) >= _ECHO}


def _unexplained(new: list[Entity], pair: Pair) -> list[Entity]:
    """`new` without what the rendering marks as inserted, and what our own translation says as well."""
    if not new:
        return []
    inserted = [Span(*match.span()) for match in _INSERTED.finditer(pair.rendering.text)]
    outside = [entity for entity in new if not any(entity.span.overlaps(span) for span in inserted)]
    return _unrelated(outside, entities(pair.reference or "", pair.rendering.lang))


def _within(span: Span, found: list[Entity]) -> list[Entity]:
    return [entity for entity in found if entity.span.overlaps(span)]


def _exchanges(lost: Iterable[Entity], new: Iterable[Entity]) -> Iterator[tuple[Entity, Entity]]:
    """Pairs of a lost and a new entity that can take each other's place, those of one kind first."""
    left = list(lost)
    for after in new:
        candidates = [before for before in left if _comparable(before, after)]
        if candidates:
            before = min(candidates, key=lambda before: before.kind != after.kind)
            left.remove(before)
            yield before, after


def _repetitions(missing: Iterable[Entity], original: _Side, rendering: _Side) -> Iterator[tuple[Entity, Entity]]:
    """Each missing entity with the nearest mention of one that the rendering names more often than the original does.

    So `France and France` for «Германия и Франция» is found, where the sets alone show nothing new.
    """
    surplus = _surplus(original, rendering)
    scale = len(original.text.text) / max(len(rendering.text.text), 1)
    for before in list(missing):
        mentions = chain.from_iterable(found for found in surplus.values() if _comparable(before, found[0]))
        after = min(mentions, key=lambda mention: abs(mention.span.start * scale - before.span.start), default=None)
        if after is not None:
            del surplus[after.id]
            yield before, after


def _surplus(original: _Side, rendering: _Side) -> dict[str, list[Entity]]:
    """Entity id to its mentions in the rendering, where the original names it too and less often."""
    before = Counter(entity.id for entity in original.found)
    after: defaultdict[str, list[Entity]] = defaultdict(list)
    for entity in rendering.found:
        if not entity.weak and entity.kind != "region":
            after[entity.id].append(entity)
    named = {i: sum(count for other, count in before.items() if related(i, other)) for i in after}
    return {i: mentions for i, mentions in after.items() if 0 < named[i] < len(mentions)}


def _comparable(one: Entity, other: Entity) -> bool:
    """Whether one can stand in the other's place: of one kind, or a country and a capital."""
    return one.kind == other.kind or (_is_country(one) and _is_country(other))


def _is_country(entity: Entity) -> bool:
    return entity.kind == "territory" or stands_for(entity.id) != entity.id


def _expected(entity: Entity, pair: Pair) -> bool:
    """Whether the segment with `entity` was rendered in comparable length and without a word that may resume it."""
    for link in pair.links:
        if link.original and link.rendering and link.original.overlaps(entity.span):
            rendered = link.rendering.of(pair.rendering.text)
            comparable = len(rendered) >= _COMPARABLE * link.original.length
            return comparable and not resumes(rendered, pair.rendering.lang)
    return False
