"""Phrase patterns over the words of a text: how the checks' data files name expressions of a language.

A pattern is a sequence of tokens: words in lower case or single punctuation marks. `x*` is any word that starts with x,
`*x` any that ends with x, `_` any one word, `#` a number. The longest pattern wins, of patterns as long the one
with the more specific words, of the same pattern twice the first. Pure and linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import Generic, NamedTuple, TypeVar

from transcompare.text import Span

_TOKEN = re.compile(r"\w+?(?=n ?['’ʼ] ?t\b)|n ?['’ʼ] ?t\b|\w+|[^\w\s]", re.IGNORECASE)
"""Words and marks; `n't` is a word of its own, also in tokenised text (`don 't`)."""
_PLAIN = str.maketrans("’ʼ", "''", " ")
_CLAUSE_END = frozenset(',;:()[]—–«»"“”')
_SENTENCE_END = frozenset(".!?…")
_MOST_KNOWN = 4000
"""Words that a set of patterns remembers."""

T = TypeVar("T")


class Token(NamedTuple):
    """A word or a punctuation mark of a text."""

    word: str
    """In lower case."""
    span: Span
    clause: int
    """Number of the stretch between punctuation marks that it stands in."""
    sentence: int
    is_word: bool


@lru_cache(maxsize=32)
def tokens(text: str) -> tuple[Token, ...]:
    """The words and marks of `text`, in order. Kept for a while, since many checks ask for the same few texts."""
    return tuple(cut(text))


def plain(text: str) -> str:
    """The words of `text` in lower case, a space between two, and nothing else."""
    return " ".join(token.word for token in cut(text) if token.is_word)


def cut(text: str) -> Iterator[Token]:
    """As `tokens`, not kept."""
    clause = sentence = 0
    for match in _TOKEN.finditer(text):
        word = match.group().lower()
        start, end = match.span()
        if len(word) > 1:
            word = word.translate(_PLAIN)
        is_word = len(word) > 1 or word.isalnum() or word == "_"
        yield Token(word, Span(start, end), clause, sentence, is_word)
        if not is_word:
            ends_sentence = word in _SENTENCE_END and not text[end : end + 1].strip()
            clause += ends_sentence or word in _CLAUSE_END
            sentence += ends_sentence


def clauses(text: str, within: Span) -> tuple[Span, ...]:
    """The stretches between punctuation marks of `text[within.start:within.end]`, in code points of `text`."""
    return _stretches(tokens(within.of(text)), within.start, lambda token: token.clause)


@lru_cache(maxsize=256)
def sentences(text: str) -> tuple[Span, ...]:
    """The sentences of `text`, in code points: a rough cut at full stops, question and exclamation marks. Kept."""
    return _stretches(tokens(text), 0, lambda token: token.sentence)


def _stretches(found: Iterable[Token], offset: int, key: Callable[[Token], int]) -> tuple[Span, ...]:
    spans = []
    for _, group in groupby((token for token in found if token.is_word), key):
        words = tuple(group)
        spans.append(Span(words[0].span.start + offset, words[-1].span.end + offset))
    return tuple(spans)


@dataclass(slots=True)
class _Node(Generic[T]):
    """Of a trie over words: what the pattern that ends here means, and the ways on."""

    meaning: T | None = None
    children: dict[str, _Node[T]] = field(default_factory=dict)


class _Ways(NamedTuple, Generic[T]):
    """What a word can be part of."""

    keys: tuple[str, ...]
    """What the patterns call it, most specific first."""
    starts: tuple[_Node[T], ...]
    """Where the patterns lead that begin with it."""


class Match(NamedTuple, Generic[T]):
    """A pattern's meaning at the tokens `start:end`."""

    meaning: T
    start: int
    end: int


class Patterns(Generic[T]):
    """Many patterns, each with a meaning, matched at once."""

    def __init__(self, patterns: Iterable[tuple[str, T]]) -> None:
        self._root: _Node[T] = _Node()
        used: set[str] = set()
        stems: set[str] = set()
        suffixes: set[str] = set()
        for phrase, meaning in patterns:
            words = phrase.split()
            used.update(words)
            stems.update(word[:-1] for word in words if word.endswith("*"))
            suffixes.update(word[1:] for word in words if word.startswith("*") and len(word) > 1)
            node = self._root
            for word in words:
                node = node.children.setdefault(word, _Node())
            if node.meaning is None:
                node.meaning = meaning
        self._stems = frozenset(stems)
        self._longest_stem = max(map(len, stems), default=0)
        self._suffixes = tuple(sorted(suffixes))
        self._used = frozenset(used)
        self._known: dict[str, _Ways[T]] = {}

    def matches(self, found: Sequence[Token]) -> Iterator[Match[T]]:
        """The patterns in a text's tokens, in order, without overlap."""
        at = 0
        while at < len(found):
            match = self._match(found, at) if self._ways(found[at]).starts else None
            if match:
                yield match
            at = match.end if match else at + 1

    def keys(self, token: Token) -> tuple[str, ...]:
        """What a pattern may call `token`, most specific first."""
        word = token.word
        lengths = range(min(len(word), self._longest_stem), 0, -1)
        stems = (f"{word[:length]}*" for length in lengths if word[:length] in self._stems)
        endings = (f"*{suffix}" for suffix in self._suffixes if word.endswith(suffix))
        return (word, *stems, *endings, *(("_",) if token.is_word else ()), *(("#",) if word[0].isdigit() else ()))

    def _ways(self, token: Token) -> _Ways[T]:
        """Kept for words seen: there are many patterns, few words make up most of a text, and most begin nothing."""
        ways = self._known.get(token.word)
        if ways is None:
            keys = tuple(key for key in self.keys(token) if key in self._used)
            starts = tuple(self._root.children[key] for key in keys if key in self._root.children)
            ways = _Ways(keys, starts)
            if len(self._known) < _MOST_KNOWN:
                self._known[token.word] = ways
        return ways

    def _match(self, found: Sequence[Token], start: int) -> Match[T] | None:
        """The longest pattern that starts at token `start`."""
        best = None
        nodes: Sequence[_Node[T]] = self._ways(found[start]).starts
        at = start + 1
        while nodes:
            meaning = next((node.meaning for node in nodes if node.meaning is not None), None)
            best = best if meaning is None else Match(meaning, start, at)
            if at == len(found):
                break
            keys = self._ways(found[at]).keys
            nodes = [node.children[key] for node in nodes for key in keys if key in node.children]
            at += 1
        return best
