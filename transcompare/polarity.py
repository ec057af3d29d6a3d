"""Negative expressions of a text: what must be negated elsewhere too, what may be, and what only looks negative.

Pure and linear in the text. The words are in `data/negation.toml`; a language without a table has no cues.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal, NamedTuple

from transcompare.patterns import Patterns, Token, tokens
from transcompare.text import Span

Kind = Literal["negation", "double", "lexical", "weak", "neutral"]

_KINDS: dict[str, Kind] = {
    "negators": "negation",
    "concord": "negation",
    "chain": "negation",
    "denials": "negation",
    "lexical": "lexical",
    "answers": "weak",
    "neutral": "neutral",
}
"""Table of the data file to kind of cue."""
_QUOTES = frozenset("«»\"“”„'’‘")
_REACH = 2
"""Words that may stand between a negator and the lexical negator it cancels: «не можем этого исключать»."""


@dataclass(frozen=True, slots=True)
class Cue:
    """One negative expression."""

    span: Span
    """The expression, in code points of the text."""
    kind: Kind
    """
    - negation: denies by grammar, so a translation has to deny as well
    - double: a lexical negator under negation (`do not rule out`)
    - lexical: negative by meaning (`without`, `refuse`); a paraphrase may do without
    - weak: may stand for a negation in a paraphrase (`too`, «трудно»)
    - neutral: looks negative and denies nothing (`no later than`, «не только»)
    """
    scope: Span
    """The expression and the word that it negates: `not confirmed`."""
    concept: str = ""
    """What the cue is about (`exclude`, `change`), the same in every language; empty if unnamed."""


class _Meaning(NamedTuple):
    role: str
    concept: str


@dataclass(frozen=True, slots=True)
class _Lexicon:
    patterns: Patterns[_Meaning]
    transparent: frozenset[str]


def languages() -> frozenset[str]:
    """ISO 639-1 codes of the languages whose negation is known."""
    return frozenset(_tables())


@lru_cache(maxsize=256)
def cues(text: str, lang: str) -> tuple[Cue, ...]:
    """Negative expressions of `text` in order, each negation once; empty for an unknown language. Kept for a while."""
    lexicon = _lexicon(lang)
    if lexicon is None:
        return ()
    found = tokens(text)
    return tuple(_cancel(_once(_matches(found, lexicon)), found, lexicon))


@dataclass(frozen=True, slots=True)
class _Match:
    """`role` and `concept` at the tokens `start:end`."""

    role: str
    concept: str
    start: int
    end: int
    clause: int
    sentence: int

    @property
    def kind(self) -> Kind:
        return _KINDS[self.role]


def _matches(found: Sequence[Token], lexicon: _Lexicon) -> Iterator[_Match]:
    for (role, concept), start, end in lexicon.patterns.matches(found):
        if role == "exempt":
            continue
        if _KINDS[role] == "negation" and _mentioned(found, start, end):
            role, concept = "lexical", ""
        yield _Match(role, concept, start, end, found[start].clause, found[start].sentence)


def _mentioned(found: Sequence[Token], start: int, end: int) -> bool:
    """Whether the words are named or part of a compound rather than used: `"nobody"`, `do-nothing`, `no-fly`."""
    before = found[start - 1] if start else None
    after = found[end] if end < len(found) else None
    if before and after and before.word in _QUOTES and after.word in _QUOTES:
        return True
    glued_before = before is not None and before.word == "-" and before.span.end == found[start].span.start
    glued_after = after is not None and after.word == "-" and after.span.start == found[end - 1].span.end
    return glued_before or glued_after


def _once(matches: Iterator[_Match]) -> Iterator[_Match]:
    """Without the words that repeat a negation: «никто никогда не», «ни судей, ни поле», `neither ... nor`."""
    kept = list(matches)
    negated_clauses = {m.clause for m in kept if m.role in ("negators", "denials")}
    denied_sentences: set[int] = set()
    for match in kept:
        role = match.role
        if role == "concord" and match.clause in negated_clauses:
            continue
        if role == "chain" and match.sentence in denied_sentences:
            continue
        if match.kind == "negation":
            denied_sentences.add(match.sentence)
        if role == "concord":
            negated_clauses.add(match.clause)
        yield match


def _cancel(matches: Iterator[_Match], found: Sequence[Token], lexicon: _Lexicon) -> Iterator[Cue]:
    """Cues of the matches, a negator and the lexical negator that it cancels made into one double."""
    pending: _Match | None = None
    for match in matches:
        if pending and _cancels(pending, match):
            yield _cue("double", pending.start, match.end, found, lexicon, pending.concept or match.concept)
            pending = None
        else:
            if pending:
                yield _cue(pending.kind, pending.start, pending.end, found, lexicon, pending.concept)
            pending = match
    if pending:
        yield _cue(pending.kind, pending.start, pending.end, found, lexicon, pending.concept)


def _cancels(first: _Match, second: _Match) -> bool:
    """Whether a negator and a lexical negator, in either order, make an affirmation of sorts."""
    if first.clause != second.clause:
        return False
    gap = second.start - first.end
    match first.kind, second.kind:
        case "negation", "lexical":
            return gap <= (_REACH if second.concept else 0)
        case "lexical", "negation":
            return bool(first.concept) and gap == 0
    return False


def _cue(kind: Kind, start: int, end: int, found: Sequence[Token], lexicon: _Lexicon, concept: str = "") -> Cue:
    span = Span(found[start].span.start, found[end - 1].span.end)
    scope = span
    if kind == "negation":
        clause = found[start].clause
        after = end
        while after < len(found) and found[after].clause == clause and found[after].word in lexicon.transparent:
            after += 1
        if after < len(found) and found[after].clause == clause and found[after].is_word:
            scope = Span(span.start, found[after].span.end)
        elif start > 0 and found[start - 1].clause == clause:
            scope = Span(found[start - 1].span.start, span.end)
    return Cue(span, kind, scope, concept)


@cache
def _tables() -> dict[str, dict[str, list[str] | dict[str, list[str]]]]:
    data = files("transcompare").joinpath("data/negation.toml").read_text(encoding="utf-8")
    return tomllib.loads(data)


@cache
def _lexicon(lang: str) -> _Lexicon | None:
    table = _tables().get(lang)
    if table is None:
        return None
    patterns = (
        (phrase, _Meaning(role, "" if concept == "other" else concept))
        for role, entries in table.items()
        if role != "transparent"
        for concept, phrases in (entries.items() if isinstance(entries, dict) else [("other", entries)])
        for phrase in phrases
    )
    return _Lexicon(Patterns(patterns), frozenset(table["transparent"]))
