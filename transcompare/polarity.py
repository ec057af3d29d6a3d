"""Negative expressions of a text: what must be negated elsewhere too, what may be, and what only looks negative.

Pure and linear in the text. The words are in `data/negation.toml`; a language without a table has no cues.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Literal, NamedTuple

from transcompare.text import Span

Kind = Literal["negation", "double", "lexical", "weak", "neutral"]

_TOKEN = re.compile(r"\w+?(?=n ?['’ʼ] ?t\b)|n ?['’ʼ] ?t\b|\w+|[^\w\s]", re.IGNORECASE)
"""Words and marks; `n't` is a word of its own, also in tokenised text (`don 't`)."""
_PLAIN = str.maketrans("’ʼ", "''", " ")
_CLAUSE_END = frozenset(',;:()[]—–«»"“”')
_SENTENCE_END = frozenset(".!?…")
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


class _Token(NamedTuple):
    word: str
    span: Span
    clause: int
    sentence: int
    is_word: bool


@dataclass(frozen=True, slots=True)
class _Pattern:
    words: tuple[str, ...]
    role: str
    concept: str


@dataclass(slots=True)
class _Node:
    """Of a trie over words: the pattern that ends here, and the ways on."""

    pattern: _Pattern | None = None
    children: dict[str, _Node] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Lexicon:
    root: _Node
    stems: frozenset[str]
    longest_stem: int
    suffixes: tuple[str, ...]
    transparent: frozenset[str]

    def keys(self, token: _Token) -> tuple[str, ...]:
        """What a pattern may call `token`, most specific first."""
        word = token.word
        lengths = range(min(len(word), self.longest_stem), 0, -1)
        stems = (f"{word[:length]}*" for length in lengths if word[:length] in self.stems)
        endings = (f"*{suffix}" for suffix in self.suffixes if word.endswith(suffix))
        return (word, *stems, *endings, *(("_",) if token.is_word else ()), *(("#",) if word[0].isdigit() else ()))

    def match(self, keys: Sequence[tuple[str, ...]], at: int) -> _Pattern | None:
        """The longest pattern that starts at token `at`; of two as long, the one with the more specific words."""
        best = None
        nodes = [self.root]
        while nodes and at < len(keys):
            nodes = [node.children[key] for node in nodes for key in keys[at] if key in node.children]
            best = next((node.pattern for node in nodes if node.pattern), best)
            at += 1
        return best


def languages() -> frozenset[str]:
    """ISO 639-1 codes of the languages whose negation is known."""
    return frozenset(_tables())


def cues(text: str, lang: str) -> tuple[Cue, ...]:
    """Negative expressions of `text` in order, each negation once; empty for an unknown language."""
    lexicon = _lexicon(lang)
    if lexicon is None:
        return ()
    tokens = tuple(_tokens(text))
    return tuple(_cancel(_once(_matches(tokens, lexicon)), tokens, lexicon))


def clauses(text: str, within: Span) -> tuple[Span, ...]:
    """The stretches between punctuation marks of `text[within.start:within.end]`, in code points of `text`."""
    return _stretches(_tokens(within.of(text)), within.start, lambda token: token.clause)


def sentences(text: str) -> tuple[Span, ...]:
    """The sentences of `text`, in code points: a rough cut at full stops, question and exclamation marks."""
    return _stretches(_tokens(text), 0, lambda token: token.sentence)


def _stretches(tokens: Iterator[_Token], offset: int, key: Callable[[_Token], int]) -> tuple[Span, ...]:
    found = []
    for _, group in groupby((token for token in tokens if token.is_word), key):
        words = tuple(group)
        found.append(Span(words[0].span.start + offset, words[-1].span.end + offset))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Match:
    """`pattern` at the tokens `start:end`."""

    pattern: _Pattern
    start: int
    end: int
    clause: int
    sentence: int

    @property
    def kind(self) -> Kind:
        return _KINDS[self.pattern.role]

    @property
    def concept(self) -> str:
        return self.pattern.concept


def _tokens(text: str) -> Iterator[_Token]:
    clause = sentence = 0
    for match in _TOKEN.finditer(text):
        word = match.group().lower()
        start, end = match.span()
        if len(word) > 1:
            word = word.translate(_PLAIN)
        is_word = len(word) > 1 or word.isalnum() or word == "_"
        yield _Token(word, Span(start, end), clause, sentence, is_word)
        if not is_word:
            ends_sentence = word in _SENTENCE_END and not text[end : end + 1].strip()
            clause += ends_sentence or word in _CLAUSE_END
            sentence += ends_sentence


def _matches(tokens: Sequence[_Token], lexicon: _Lexicon) -> Iterator[_Match]:
    keys = [lexicon.keys(token) for token in tokens]
    at = 0
    while at < len(tokens):
        pattern = lexicon.match(keys, at)
        end = at + (len(pattern.words) if pattern else 1)
        if pattern and pattern.role != "exempt":
            if _KINDS[pattern.role] == "negation" and _mentioned(tokens, at, end):
                pattern = replace(pattern, role="lexical", concept="")
            yield _Match(pattern, at, end, tokens[at].clause, tokens[at].sentence)
        at = end


def _mentioned(tokens: Sequence[_Token], start: int, end: int) -> bool:
    """Whether the words are named or part of a compound rather than used: `"nobody"`, `do-nothing`, `no-fly`."""
    before = tokens[start - 1] if start else None
    after = tokens[end] if end < len(tokens) else None
    if before and after and before.word in _QUOTES and after.word in _QUOTES:
        return True
    glued_before = before is not None and before.word == "-" and before.span.end == tokens[start].span.start
    glued_after = after is not None and after.word == "-" and after.span.start == tokens[end - 1].span.end
    return glued_before or glued_after


def _once(matches: Iterator[_Match]) -> Iterator[_Match]:
    """Without the words that repeat a negation: «никто никогда не», «ни судей, ни поле», `neither ... nor`."""
    found = list(matches)
    negated_clauses = {m.clause for m in found if m.pattern.role in ("negators", "denials")}
    denied_sentences: set[int] = set()
    for match in found:
        role = match.pattern.role
        if role == "concord" and match.clause in negated_clauses:
            continue
        if role == "chain" and match.sentence in denied_sentences:
            continue
        if match.kind == "negation":
            denied_sentences.add(match.sentence)
        if role == "concord":
            negated_clauses.add(match.clause)
        yield match


def _cancel(matches: Iterator[_Match], tokens: Sequence[_Token], lexicon: _Lexicon) -> Iterator[Cue]:
    """Cues of the matches, a negator and the lexical negator that it cancels made into one double."""
    pending: _Match | None = None
    for match in matches:
        if pending and _cancels(pending, match):
            yield _cue("double", pending.start, match.end, tokens, lexicon, pending.concept or match.concept)
            pending = None
        else:
            if pending:
                yield _cue(pending.kind, pending.start, pending.end, tokens, lexicon, pending.concept)
            pending = match
    if pending:
        yield _cue(pending.kind, pending.start, pending.end, tokens, lexicon, pending.concept)


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


def _cue(kind: Kind, start: int, end: int, tokens: Sequence[_Token], lexicon: _Lexicon, concept: str = "") -> Cue:
    span = Span(tokens[start].span.start, tokens[end - 1].span.end)
    scope = span
    if kind == "negation":
        clause = tokens[start].clause
        after = end
        while after < len(tokens) and tokens[after].clause == clause and tokens[after].word in lexicon.transparent:
            after += 1
        if after < len(tokens) and tokens[after].clause == clause and tokens[after].is_word:
            scope = Span(span.start, tokens[after].span.end)
        elif start > 0 and tokens[start - 1].clause == clause:
            scope = Span(tokens[start - 1].span.start, span.end)
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
    root = _Node()
    stems: set[str] = set()
    suffixes: set[str] = set()
    for role, entries in table.items():
        for concept, phrases in entries.items() if isinstance(entries, dict) else [("other", entries)]:
            for phrase in phrases if role != "transparent" else ():
                pattern = _Pattern(tuple(phrase.split()), role, "" if concept == "other" else concept)
                stems.update(word[:-1] for word in pattern.words if word.endswith("*"))
                suffixes.update(word[1:] for word in pattern.words if word.startswith("*") and len(word) > 1)
                node = root
                for word in pattern.words:
                    node = node.children.setdefault(word, _Node())
                node.pattern = node.pattern or pattern
    longest = max(map(len, stems), default=0)
    return _Lexicon(root, frozenset(stems), longest, tuple(sorted(suffixes)), frozenset(table["transparent"]))
