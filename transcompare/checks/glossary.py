"""glossary: a term that is not rendered as the user's glossary wants it (`transcompare.glossary`).

Not registered, as it has nothing to say without terms: the check stage runs it where its setting `glossary` has any.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar, NamedTuple

from transcompare.checks.base import Finding, Pair, Unit
from transcompare.glossary import Term, patterns
from transcompare.patterns import Patterns, Token, tokens
from transcompare.text import Span

_CONFIDENCE = 0.9
_DOUBTFUL = 0.4
"""Where the term stands in another part, or so much is left out that it may have been left out fairly."""
_SHORTENED = 0.5
"""Of the original part's length."""


@dataclass(frozen=True, eq=False)
class _Rule:
    """The terms of one kind and one source: any of their targets does."""

    terms: tuple[Term, ...]

    @property
    def first(self) -> Term:
        return self.terms[0]

    @cached_property
    def targets(self) -> Patterns[Term]:
        return Patterns((pattern, term) for term in self.terms for pattern in patterns(term.target))


@dataclass(frozen=True)
class _Rules:
    """What holds for one pair of languages."""

    sources: Patterns[tuple[_Rule, ...]]
    banned: Patterns[_Rule]
    """Wherever they stand."""

    @classmethod
    def of(cls, terms: Sequence[Term], source_lang: str, target_lang: str) -> _Rules:
        grouped: dict[tuple[str, tuple[str, ...]], list[Term]] = {}
        for term in terms:
            if term.target_lang == target_lang and term.source_lang in ("", source_lang):
                source = patterns(term.source) if term.source else ()
                # Every word to avoid is a rule of its own: that one of two is not used excuses nothing.
                key = (term.kind, (*source, term.target) if term.kind == "must_not" else source)
                grouped.setdefault(key, []).append(term)
        rules = [_Rule(tuple(group)) for group in grouped.values()]
        by_source: dict[str, list[_Rule]] = {}
        for rule in rules:
            for pattern in dict.fromkeys(p for term in rule.terms if term.source for p in patterns(term.source)):
                by_source.setdefault(pattern, []).append(rule)
        everywhere = [rule for rule in rules if not rule.first.source]
        return cls(
            Patterns((pattern, tuple(found)) for pattern, found in by_source.items()),
            Patterns((pattern, rule) for rule in everywhere for pattern in patterns(rule.first.target)),
        )


class Accepted(NamedTuple):
    """A name of the original, and what the glossary accepts for it in the same part of the rendering."""

    original: Span
    renderings: tuple[Span, ...]

    def covers(self, finding: Finding) -> bool:
        """Whether `finding` is about nothing but this name."""
        return (
            finding.category == "named-entity"
            and (finding.original is None or finding.original.overlaps(self.original))
            and (finding.rendering is None or any(finding.rendering.overlaps(span) for span in self.renderings))
            and not finding.original is finding.rendering is None
        )


@dataclass(frozen=True)
class _Mention:
    """A source of the glossary in the original, with the targets in the rendering."""

    rule: _Rule
    span: Span
    unit: Unit
    targets: tuple[Span, ...]

    @cached_property
    def inside(self) -> tuple[Span, ...]:
        """The targets in the same part; they are in order."""
        start, end = (bisect_left(self.targets, (place,)) for place in self.unit.rendering)
        return self.targets[start:end]


@dataclass
class GlossaryCheck:
    """Compares with the terms of a glossary. Words have to be apart: Chinese, Japanese and Thai match by whole runs."""

    name: ClassVar[str] = "glossary"
    version: ClassVar[str] = "1"

    terms: tuple[Term, ...]
    _rules: dict[tuple[str, str], _Rules] = field(default_factory=dict, repr=False)

    def __call__(self, pair: Pair) -> Iterator[Finding]:
        """A required target that is missing, once a term; each target that must not be used."""
        rendering = tokens(pair.rendering.text)
        for match in self._of(pair).banned.matches(rendering):
            yield _used(match.meaning.first, None, _span(rendering, match.start, match.end), pair)
        reported: set[object] = set()
        for mention in self._mentions(pair, rendering):
            if mention.rule.first.kind == "must_not":
                for span in mention.inside:
                    if (mention.rule, span) not in reported:
                        yield _used(mention.rule.first, mention.span, span, pair)
                    reported.add((mention.rule, span))
            elif not mention.inside and mention.rule not in reported:
                reported.add(mention.rule)
                yield _missing(mention, pair)

    def accepted(self, pair: Pair) -> tuple[Accepted, ...]:
        """The names that are rendered as the glossary wants them."""
        mentions = self._mentions(pair, tokens(pair.rendering.text))
        return tuple(Accepted(m.span, m.inside) for m in mentions if m.rule.first.kind == "name" and m.inside)

    def _of(self, pair: Pair) -> _Rules:
        languages = pair.original.lang, pair.rendering.lang
        if languages not in self._rules:
            self._rules[languages] = _Rules.of(self.terms, *languages)
        return self._rules[languages]

    def _mentions(self, pair: Pair, rendering: Sequence[Token]) -> Iterator[_Mention]:
        original = tokens(pair.original.text)
        units = sorted(pair.units(), key=lambda unit: unit.original)
        starts = [unit.original.start for unit in units]
        targets: dict[_Rule, tuple[Span, ...]] = {}
        for match in self._of(pair).sources.matches(original):
            span = _span(original, match.start, match.end)
            before = bisect_right(starts, span.start)
            if not before or span.start >= units[before - 1].original.end:
                continue  # a part without a counterpart: it was left out as a whole
            for rule in match.meaning:
                if rule not in targets:
                    found = rule.targets.matches(rendering)
                    targets[rule] = tuple(_span(rendering, target.start, target.end) for target in found)
                yield _Mention(rule, span, units[before - 1], targets[rule])


def _span(found: Sequence[Token], start: int, end: int) -> Span:
    return Span(found[start].span.start, found[end - 1].span.end)


def _missing(mention: _Mention, pair: Pair) -> Finding:
    term, unit = mention.rule.first, mention.unit
    wanted = " or ".join(f"'{target.strip()}'" for t in mention.rule.terms for target in t.target.split("|"))
    short = unit.rendering.length < _SHORTENED * unit.original.length
    return Finding(
        category=_category(term),
        severity=term.severity,
        confidence=_DOUBTFUL if mention.targets or short else _CONFIDENCE,
        message=f"the glossary has {wanted} for «{mention.span.of(pair.original.text)}», "
        f"this part of the rendering has not{_note(term)}",
        original=mention.span,
        rendering=unit.rendering,
    )


def _used(term: Term, original: Span | None, rendering: Span, pair: Pair) -> Finding:
    source = f" for «{original.of(pair.original.text)}»" if original else ""
    return Finding(
        category=_category(term),
        severity=term.severity,
        confidence=_CONFIDENCE,
        message=f"the glossary forbids '{rendering.of(pair.rendering.text)}'{source}{_note(term)}",
        original=original,
        rendering=rendering,
    )


def _category(term: Term) -> str:
    return "named-entity" if term.kind == "name" else "word-sense"


def _note(term: Term) -> str:
    return f" ({term.note})" if term.note else ""
