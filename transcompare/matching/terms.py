"""What a text is looked up by: its words, the names in it, its numbers.

A term is a string; equal terms of two texts speak for one statement. Words are cut to their beginnings, so that case
endings do not matter; names are taken by sound, countries and cities by identity, numbers by value, so that these
three are the same in every language and script.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import polars as pl

from transcompare.gazetteer import entities
from transcompare.names import names, sounds
from transcompare.quantities import quantities

Kind = Literal["words", "names", "numbers", "blocks"]
KINDS: tuple[Kind, ...] = ("words", "names", "numbers", "blocks")
"""`blocks` are no words of the text but who said it when."""

SCHEMA = {"row": pl.UInt32(), "kind": pl.Enum(KINDS), "slot": pl.UInt32(), "term": pl.UInt64()}
"""One term of one text: the row of the text, and the word or number (`slot`) that the term stands for. A slot may have
several terms, as a name may be read in several ways; it counts once."""

_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_BEGINNING = 5
"""Letters of a word that count: with 4 to 6 as many originals are found first."""
_SOUND = 4
"""Letters of a transliterated word that count."""
_NAMELESS = frozenset(("ja", "ko", "th", "zh"))
"""Languages written without capital letters."""


def word_terms(text: str) -> Iterator[str]:
    """Beginnings of the words in `text`, pairs of characters where a script does not part words; each once."""
    return iter(dict.fromkeys(_beginnings(text)))


def sound_terms(text: str) -> Iterator[str]:
    """Beginnings of the words in Latin letters, to compare languages that no package translates."""
    from anyascii import anyascii

    latin = (re.sub(r"[^a-z]", "", anyascii(match[0]).lower())[:_SOUND] for match in _WORD.finditer(text))
    return iter(dict.fromkeys(word for word in latin if len(word) == _SOUND))


def frame(texts: Iterable[tuple[int, str]], lang: str, words: Literal["words", "sounds", "none"]) -> pl.DataFrame:
    """The terms of normalised texts in one language, given with their rows. Form: `SCHEMA`."""
    rows: list[int] = []
    kinds: list[Kind] = []
    slots: list[int] = []
    terms: list[str] = []
    for row, text in texts:
        for slot, (kind, alike) in enumerate(_slots(text, lang, words)):
            for term in alike:
                rows.append(row)
                kinds.append(kind)
                slots.append(slot)
                terms.append(term)
    hashes = pl.Series("term", terms, pl.String).hash()
    return pl.DataFrame({"row": rows, "kind": kinds, "slot": slots, "term": hashes}, schema=SCHEMA)


def _slots(text: str, lang: str, words: Literal["words", "sounds", "none"]) -> Iterator[tuple[Kind, Sequence[str]]]:
    if words != "none":
        for term in word_terms(text) if words == "words" else sound_terms(text):
            yield "words", (term,)
    for entity in dict.fromkeys(entity.id for entity in entities(text, lang)):
        yield "names", (f"@{entity}",)
    if lang not in _NAMELESS:
        seen: set[frozenset[str]] = set()
        for name in names(text, lang):
            for word in name.words:
                heard = sounds(word.text)
                if heard and not word.other and (name.titled or not word.opens) and heard not in seen:
                    seen.add(heard)
                    yield "names", sorted(f"~{sound}" for sound in heard)
    values = {quantity.readings for quantity in quantities(text, lang) if not quantity.weak}
    for readings in sorted(values, key=sorted):
        yield "numbers", sorted(f"#{value}" for value in readings)


def _beginnings(text: str) -> Iterator[str]:
    for match in _WORD.finditer(text.lower()):
        word = match[0]
        if _UNSPACED.match(word):
            yield from (word[i : i + 2] for i in range(max(1, len(word) - 1)))
        else:
            yield word[:_BEGINNING]
