"""What a text is looked up by: its words, the names in it, its numbers.

Equal terms of two texts speak for one statement. Words are cut to their beginnings, as case endings do not matter:
those of our translation in letters of the language, those of the original itself in Latin letters, which finds what
the two languages share and our translation got wrong. Where there is a bilingual lexicon, what it knows the words of
the original to mean is looked up too: it finds what our translation worded differently. Names are taken by sound,
countries and cities by identity, numbers by value, so that they are the same in every language and script.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Literal

import polars as pl

from transcompare import lexicon
from transcompare.gazetteer import entities
from transcompare.names import names, sounds
from transcompare.patterns import cut
from transcompare.quantities import quantities
from transcompare.stems import stem

Kind = Literal["words", "meanings", "sounds", "names", "numbers", "blocks"]
KINDS: tuple[Kind, ...] = ("words", "meanings", "sounds", "names", "numbers", "blocks")
"""`words` need one language, `meanings` a lexicon of two, `sounds` nothing; `blocks` are who said it when."""

SCHEMA = {"row": pl.UInt32(), "kind": pl.Enum(KINDS), "slot": pl.UInt32(), "term": pl.UInt64()}
"""One term of one text: the row of the text, and the word or number (`slot`) that the term stands for. A slot may have
several terms, as a name may be read in several ways; it counts once."""

_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_BEGINNING = 4
"""Letters of a word that count, of 4, 5 and 6 the number that finds most originals (ru-en and en-ru)."""
_SOUND = 4
"""Letters of a transliterated word that count, the best of 3, 4 and 5."""
_MEANT = 0.02
"""Strength from which an entry of the lexicon is a meaning."""
_COMMON = 2.5
"""Rarity below which a word is in every text (more than one sentence of 12)."""
_NAMELESS = frozenset(("ja", "ko", "th", "zh"))
"""Languages written without capital letters."""


def texts(texts: Iterable[str], lang: str, kinds: Collection[Kind]) -> pl.DataFrame:
    """The terms of these kinds in normalised texts of one language, `row` from 0. Form: `SCHEMA`."""
    return frame((row, slot) for row, text in enumerate(texts) for slot in _slots(text, lang, kinds))


def meanings(texts: Iterable[str], lang: str, other: str, *, translated: bool) -> pl.DataFrame:
    """The terms of kind `meanings`, `row` from 0: what the lexicon knows of the words of texts in `lang`.

    Of originals (`translated`) their translations in `other`; of renderings the words themselves, as far as they
    translate anything in `other`. Words that are in every text are left out: in a short list nothing else tells that
    they are common. Empty where there is no lexicon for the two languages, or none is needed. Form: `SCHEMA`.
    """
    known = None if lang == other else lexicon.load(lang, other)
    if known is None:
        return frame(())
    rarities = known.rarities[1 if translated else 0]

    def of(word: str) -> Iterator[str]:
        for meaning, strength in known.forward.get(word, {}).items():
            if strength >= _MEANT:
                yield meaning if translated else word

    return frame(
        (row, ("meanings", found))
        for row, text in enumerate(texts)
        for word in _stems(text, lang)
        if (found := {each for each in of(word) if rarities.get(each, known.unseen) >= _COMMON})
    )


def frame(slots: Iterable[tuple[int, tuple[Kind, Collection[str]]]]) -> pl.DataFrame:
    """A table of the form `SCHEMA` from rows with one slot each: its kind and its terms."""
    rows: list[int] = []
    kinds: list[Kind] = []
    numbers: list[int] = []
    terms: list[str] = []
    for number, (row, (kind, alike)) in enumerate(slots):
        for term in alike:
            rows.append(row)
            kinds.append(kind)
            numbers.append(number)
            terms.append(f"{kind}:{term}")
    hashes = pl.Series("term", terms, pl.String).hash()
    return pl.DataFrame({"row": rows, "kind": kinds, "slot": numbers, "term": hashes}, schema=SCHEMA)


def _slots(text: str, lang: str, kinds: Collection[Kind]) -> Iterator[tuple[Kind, Collection[str]]]:
    if "words" in kinds:
        yield from (("words", (word,)) for word in dict.fromkeys(_beginnings(text)))
    if "sounds" in kinds:
        yield from (("sounds", (word,)) for word in dict.fromkeys(_in_latin(text)))
    if "names" in kinds:
        yield from (("names", name) for name in dict.fromkeys(_names(text, lang)))
    if "numbers" in kinds:
        values = dict.fromkeys(quantity.readings for quantity in quantities(text, lang) if not quantity.weak)
        yield from (("numbers", frozenset(map(str, readings))) for readings in values)


def _stems(text: str, lang: str) -> Iterable[str]:
    return dict.fromkeys(stem(token.word, lang) for token in cut(text) if token.is_word)


def _beginnings(text: str) -> Iterator[str]:
    """Of words, or pairs of characters where a script does not part words."""
    for match in _WORD.finditer(text.lower()):
        word = match[0]
        if _UNSPACED.match(word):
            yield from (word[i : i + 2] for i in range(max(1, len(word) - 1)))
        else:
            yield word[:_BEGINNING]


def _in_latin(text: str) -> Iterator[str]:
    from anyascii import anyascii

    for match in _WORD.finditer(text):
        word = "".join(filter(str.isalpha, anyascii(match[0]).lower()))[:_SOUND]
        if len(word) == _SOUND:
            yield word


def _names(text: str, lang: str) -> Iterator[frozenset[str]]:
    for entity in entities(text, lang):
        yield frozenset({entity.id})
    if lang not in _NAMELESS:
        for name in names(text, lang):
            for word in name.words:
                if not word.other and (name.titled or not word.opens):
                    heard = sounds(word.text)
                    if heard:
                        yield heard
