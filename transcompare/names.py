"""Names of people in a text, and whether two words in different scripts may be one name.

Pure and linear in the text. Names are found by their capital letters and company (`data/persons.toml`), not by a list
of surnames. They are compared by sound: both are written in Latin letters, then what transliterations disagree
about (kh and h, ya and ia, -sky and -skiy, case endings...) is made the same.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal, NamedTuple, TypedDict, cast

from rapidfuzz.distance import Levenshtein

from transcompare.text import Span

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"['’ʼ]s$")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_ADJECTIVE = re.compile(r"(?:[сц]ь?к|н)(?:ий|ого|ому|им|ом|ая|ой|ую|ое|ие|их|ими|а|ої|ій|у|ою|е|і)$")
_STARTS = frozenset('.!?…:;«»"“”„([—–-*•\n')
"""After one of these a word may have a capital letter for its place only."""
_LONGEST_GAP = 3
_INITIAL = 2
"""Letters of an initial, at most: «Дж.»."""
_SHORTEST = 3
"""Letters of the shortest word that is compared."""
_LONGEST = 30
"""Letters of the longest."""
_STEM = 3
"""Letters that remain of a name without its case ending, at least."""


class Word(NamedTuple):
    """A word with a capital letter."""

    text: str
    """Without a possessive ending."""
    span: Span
    opens: bool
    """Whether the word stands where any word would have a capital letter."""
    other: bool
    """Whether such a word names no person (`Monday`, `President`)."""


class Name(NamedTuple):
    """Words with capital letters that stand side by side."""

    words: tuple[Word, ...]
    titled: bool
    """Whether an initial or a title (`Mr`, «министр») says that this is a person."""


class _Data(TypedDict):
    first: list[str]
    other: dict[str, str]
    title: dict[str, str]
    cases: dict[str, str]
    surname: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """Words in lower case, some by their beginnings."""

    words: frozenset[str]
    beginnings: tuple[str, ...]

    def __contains__(self, word: str) -> bool:
        return word in self.words or word.startswith(self.beginnings)


def languages() -> frozenset[str]:
    """ISO 639-1 codes of the languages whose capital letters are understood."""
    return frozenset(_data()["other"])


def names(text: str, lang: str) -> tuple[Name, ...]:
    """Runs of words with capital letters, in order. Acronyms and words all in capitals are not among them."""
    return tuple(_names(text, lang))


def _names(text: str, lang: str) -> Iterator[Name]:
    others, titles = _lexicon("other", lang), _lexicon("title", lang)
    run: list[Word] = []
    titled = False
    end, last = 0, ""
    for match in _WORD.finditer(text):
        start, stop = match.span()
        surface = match[0]
        if not surface[0].isupper():
            if run:
                yield Name(tuple(run), titled)
            run, titled, end, last = [], False, stop, surface.lower()
            continue
        gap = text[end:start]
        if not (run or titled) or not _joins(gap, titled):
            if run:
                yield Name(tuple(run), titled)
            run = []
            titled = last in titles and _joins(gap, initial=False)
        end, last = stop, surface.lower()
        if (len(surface) <= _INITIAL and text.startswith(".", stop)) or last in titles:
            if run and last in titles:
                yield Name(tuple(run), titled)
                run = []
            titled = not (gap == "." and surface.isascii())
            continue
        if surface.isupper():
            if run:
                yield Name(tuple(run), titled)
            run, titled = [], False
            continue
        word = _POSSESSIVE.sub("", surface)
        run.append(Word(word, Span(start, start + len(word)), not titled and _opens(text, start), last in others))
    if run:
        yield Name(tuple(run), titled)


def _opens(text: str, start: int) -> bool:
    before = text[max(start - 2, 0) : start].strip(" ")[-1:]
    return not before or before in _STARTS


def _joins(gap: str, initial: bool) -> bool:
    """Whether a space, a hyphen, or after an initial a full stop, is all that stands between two words."""
    return len(gap) <= _LONGEST_GAP and not gap.strip(" .\u00a0" if initial else " \u00a0-‑")


def given(word: str) -> frozenset[int]:
    """The first names that `word`, in any script and case, may be, as numbers of the data file's lines."""
    known = _given()
    return frozenset().union(*(known.get(stem, ()) for stem in _first_stems(word)))


def is_surname(word: str) -> bool:
    """Whether `word` ends as surnames and patronymics of East Slavs and their neighbours do, in any case."""
    if _CYRILLIC.search(word):
        return bool(_surnames("cyrillic").search(word.lower()))
    return bool(_surnames("latin").search(word.lower()))


def is_adjective(word: str) -> bool:
    """Whether `word`, in any case, ends as Russian and Ukrainian adjectives of places do: «Невская», «Зимний»."""
    return bool(_ADJECTIVE.search(word.lower()))


@lru_cache(maxsize=4096)
def sounds(word: str) -> frozenset[str]:
    """What `word` may sound like, with and without a case ending, in letters of our own; empty for short words."""
    from anyascii import anyascii

    latin = "".join(filter(str.isalpha, anyascii(word).lower()))
    if not _SHORTEST <= len(latin) <= _LONGEST:
        return frozenset()
    stems = {latin}
    if _CYRILLIC.search(word):
        stems.update(latin.removesuffix(end) for end in _cases() if len(latin) - len(end) >= _STEM)
    readings = {stem.replace(letter, sound) for stem in stems for letter, sound in _READINGS}
    return frozenset(_sound(reading) for reading in readings)


def rough(sound: str) -> str:
    """The consonants of a `sound`, those of one place of articulation made one."""
    return _collapse(sound.translate(_ROUGH).replace("TS", "S"))


@lru_cache(maxsize=4096)
def likeness(one: str, other: str) -> float:
    """How much two words are one name, 0..1: 1 for transliterations of each other, else the share of like sounds."""
    here, there = sounds(one), sounds(other)
    if here & there or given(one) & given(other):
        return 1.0
    return max((_similar(a, b) for a in sorted(here) for b in sorted(there)), default=0.0)


def roughly(one: str, other: str) -> float:
    """As `likeness`, of consonants only."""
    here, there = {rough(s) for s in sounds(one)}, {rough(s) for s in sounds(other)}
    return max((_similar(a, b) for a in sorted(here) for b in sorted(there)), default=0.0)


def _similar(one: str, other: str) -> float:
    longest = max(len(one), len(other))
    if min(len(one), len(other)) < longest / 2:
        return 0.0
    return Levenshtein.normalized_similarity(one, other)


_READINGS = (("j", "y"), ("j", "zh"), ("j", "kh"), ("w", "u"), ("gi", "zhi"), ("ge", "zhe"))
"""Letters that are read in several ways, each with one of them."""
_SPELLINGS = (
    ("shch", "S"), ("tsch", "C"), ("tch", "C"), ("sch", "S"), ("sh", "S"), ("dzh", "J"), ("zh", "J"), ("ch", "C"),
    ("kh", "g"), ("gh", "g"), ("th", "t"), ("ph", "v"), ("ts", "Q"), ("dz", "J"), ("dg", "J"), ("tz", "Q"), ("ck", "k"),
    ("x", "ks"), ("h", "g"), ("w", "v"), ("f", "v"), ("q", "k"), ("ce", "se"), ("ci", "si"), ("c", "k"), ("j", "y"),
    ("ou", "u"),
)  # fmt: skip
"""Spellings to sounds, in this order. Capital letters stand for sounds with no letter of their own."""
_VOWELS = "aeiouy"
_GLIDE = re.compile(r"[iy](?=[aeou])|(?<=[aeou])[iy]+")
_SAME_VOWELS = str.maketrans("oy", "ei")
_ROUGH = str.maketrans({
    **dict.fromkeys("SJCQsz", "S"), **dict.fromkeys("kg", "K"), **dict.fromkeys("pbv", "P"),
    **dict.fromkeys("td", "T"), **dict.fromkeys("nm", "N"), **dict.fromkeys(_VOWELS, None),
})  # fmt: skip
_DOUBLE = re.compile(r"(.)\1+")


def _sound(latin: str) -> str:
    for spelling, sound in _SPELLINGS:
        latin = latin.replace(spelling, sound)
    folded = _collapse(_GLIDE.sub("", latin).translate(_SAME_VOWELS))
    return folded.rstrip(_VOWELS) or folded


def _collapse(sound: str) -> str:
    return _DOUBLE.sub(r"\1", sound)


def _first_stems(word: str) -> frozenset[str]:
    return frozenset({word.lower(), *(f"={sound}" for sound in sounds(word))})


@cache
def _given() -> dict[str, frozenset[int]]:
    known: dict[str, frozenset[int]] = {}
    for number, line in enumerate(_data()["first"]):
        for name in line.split():
            for stem in (name.lower(), *(f"={sound}" for sound in sounds(name))):
                known[stem] = known.get(stem, frozenset()) | {number}
    return known


@cache
def _surnames(script: Literal["cyrillic", "latin"]) -> re.Pattern[str]:
    ends = _data()["surname"][script].split()
    whole = "|".join(end for end in ends if not end.endswith("-"))
    stems = "|".join(end[:-1] for end in ends if end.endswith("-"))
    case = "[аеиіоуыьюяйїмхг]" if script == "cyrillic" else "[aeiouy]"
    return re.compile(rf"\w\w(?:(?:{whole}){case}{{0,3}}|(?:{stems}){case}{{1,3}})$")


@cache
def _cases() -> tuple[str, ...]:
    return tuple(sorted({ending for endings in _data()["cases"].values() for ending in endings.split()}))


@cache
def _lexicon(table: Literal["other", "title"], lang: str) -> _Lexicon:
    words = _data()[table].get(lang, "").split()
    return _Lexicon(
        frozenset(word for word in words if not word.endswith("*")),
        tuple(word[:-1] for word in words if word.endswith("*")),
    )


@cache
def _data() -> _Data:
    text = (files("transcompare") / "data" / "persons.toml").read_text(encoding="utf-8")
    return cast("_Data", tomllib.loads(text))
