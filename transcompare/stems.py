"""Word stems: forms of one word made equal. Snowball (Porter 1980, 2001), by the snowballstemmer library."""

from __future__ import annotations

from collections import Counter
from functools import cache, lru_cache
from threading import Lock
from typing import Protocol

from transcompare.patterns import cut, tokens

_ALGORITHMS = {
    "ar": "arabic", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish", "fi": "finnish",
    "fr": "french", "hu": "hungarian", "it": "italian", "lt": "lithuanian", "nb": "norwegian", "nl": "dutch",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
"""ISO 639-1 to the library's name."""
_lock = Lock()
"""The library's stemmers keep the word they work on."""


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str:  # noqa: N802 - the library's name
        ...


@lru_cache(maxsize=65536)
def stem(word: str, lang: str) -> str:
    """The stem of a word in lower case; the word itself in a language without an algorithm."""
    stemmer = _stemmer(lang)
    if stemmer is None:
        return word
    with _lock:
        return stemmer.stemWord(word.replace("ё", "е"))


@lru_cache(maxsize=64)
def stems(texts: tuple[str, ...], lang: str) -> frozenset[str]:
    """Those of all texts together. Kept for a while, since renderings of one original stand one after the other."""
    words = " ".join(dict.fromkeys(" ".join(texts).split()))
    return frozenset(stem(token.word, lang) for token in cut(words) if token.is_word)


def overlap(one: str, other: str, lang: str) -> float:
    """F1 of the stems that two texts of one language share, 0..100."""
    counts = [Counter(stem(token.word, lang) for token in tokens(text) if token.is_word) for text in (one, other)]
    total = counts[0].total() + counts[1].total()
    return 200 * (counts[0] & counts[1]).total() / total if total else 0.0


def apart(one: str, other: str, lang: str) -> tuple[set[str], set[str]]:
    """The stems of each of two texts of one language that the other does not have."""
    here, there = ({stem(token.word, lang) for token in cut(text) if token.is_word} for text in (one, other))
    return here - there, there - here


@cache
def _stemmer(lang: str) -> _Stemmer | None:
    import snowballstemmer

    algorithm = _ALGORITHMS.get(lang)
    stemmer: _Stemmer | None = snowballstemmer.stemmer(algorithm) if algorithm else None
    return stemmer
