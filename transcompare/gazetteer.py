"""Countries, regions, big cities and international organisations named in a text, in any case ending.

Pure and linear in the text. Names come from CLDR (through Babel) and from `data/entities.toml`, which explains its
tables. A language without `[endings]` there has no entities, but for Korean and Chinese, which need none. The index of
a language is built once, when it is first asked for.

Names are matched word by word against all their inflected forms, which are generated rather than undone: a lemmatizer
knows words, not names (it takes «Кореей» and «Нигером» for lemmas), and a stemmer would merge `Niger` and `Nigeria`.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal, NamedTuple, TypedDict, cast

from transcompare.text import Span

if TYPE_CHECKING:
    from babel import Locale

Kind = Literal["territory", "region", "city", "organisation"]
"""What an entity is. Persons will be a kind of their own."""

_KINDS: tuple[Kind, ...] = ("territory", "region", "city", "organisation")
_BY_WORD_START = "ko"
_UNSPACED = "zh"
_LATIN = frozenset({"en", "de", "es", "fr"})
_WORD = re.compile(r"(?:[^\W_ʼ]|\u0301)+")
_GAP = frozenset(" \t\u00a0\u202f-\u2010\u2011\u2012\u2013\u2014'’ʼ")
_LONGEST_GAP = 3
_ABBREVIATED = 2
"""A word of so many letters at most may end in a dot inside a name: `U.S.`, `EE. UU.`, `St. Petersburg`."""
_HEADLINE_WORD = 4
"""A neighbour of so many letters, all capital, makes an acronym doubtful: `CONTACT US`."""
_EXPLAINED = frozenset("()（）.")
"""CLDR names with one of these explain themselves (`Myanmar (Burma)`): nobody writes them so."""
_FOLD = str.maketrans({"ё": "е", "\u0301": None})


class Entity(NamedTuple):
    """One mention of an entity."""

    id: str
    """ISO 3166 code of a territory (`KR`), else kind and name: `city:Seoul`, `organisation:UN`, `region:150`."""
    kind: Kind
    span: Span
    """Where it is named, in code points of the text."""
    weak: bool = False
    """The word is as likely something else (`Jordan`, «Того»): it may account for an entity, not accuse one."""


class _Record(TypedDict, total=False):
    """One entity of the data file; the other keys are language codes with lists of names."""

    zone: str
    capital: bool
    related: list[str]


class _Cldr(TypedDict):
    abbreviations: dict[str, str]
    skip: list[str]


class _Data(TypedDict):
    cldr: _Cldr
    weak: dict[str, list[str]]
    ignored: dict[str, list[str]]
    resuming: dict[str, list[str]]
    endings: dict[str, dict[str, list[str]]]
    territory: dict[str, _Record]
    region: dict[str, _Record]
    city: dict[str, _Record]
    organisation: dict[str, _Record]


@dataclass(frozen=True, slots=True)
class _Name:
    """One name of one entity, as the index has it."""

    id: str
    kind: Kind | None
    """None for a longer name that only hides the entity inside it."""
    surface: str
    weak: bool
    words: tuple[str, ...] = ()
    forms: tuple[frozenset[str], ...] = ()
    """The folded words, and for each all the forms it may take."""

    @property
    def is_acronym(self) -> bool:
        return self.surface.isupper()

    def fits_case(self, words: Sequence[str]) -> bool:
        """Whether `words` of a text have the capital letters that this name asks for."""
        if self.is_acronym:
            return all(word.isupper() or word.isdigit() for word in words)
        return self.surface.islower() or any(word[0].isupper() for word in words)


Index = Mapping[str, Sequence[_Name]]


def languages() -> frozenset[str]:
    """ISO 639-1 codes of the languages whose names are known."""
    return frozenset({*_data()["endings"], _BY_WORD_START, _UNSPACED})


@lru_cache(maxsize=256)
def entities(text: str, lang: str) -> tuple[Entity, ...]:
    """The entities that `text`, in language `lang` (ISO 639-1), names, in order and without overlap.

    Where names overlap the longest wins: `South Korea` is not `Korea`. Empty for a language that is not known.
    Kept for a while: several checks ask for the same texts, and an original comes with each of its renderings.
    """
    if lang not in languages():
        return ()
    find = _by_character if lang in (_UNSPACED, _BY_WORD_START) else _by_word
    return tuple(find(text, lang))


def related(one: str, other: str) -> bool:
    """Whether naming entity `one` accounts for naming `other`: the same, a capital and its country, EU and Europe."""
    return one == other or other in _relations().get(one, ())


def stands_for(entity: str) -> str:
    """The id of the country that a capital may stand for in the news (`city:Seoul` for `KR`), else `entity` itself."""
    record = _data()["city"].get(entity.removeprefix("city:"))
    return record["related"][0] if record and record.get("capital") else entity


def resumes(text: str, lang: str) -> bool:
    """Whether `text` has a word that may take up a name given before: a pronoun, `there`, `the country`."""
    words = _resuming(lang)
    if lang == _UNSPACED:
        return any(word in text for word in words)
    return any(_fold(match[0]) in words for match in _WORD.finditer(text))


def home(lang: str) -> str:
    """The territory that most speakers of `lang` live in, by CLDR's likely subtags: `RU` for Russian, else empty."""
    from babel.core import get_global

    likely: str = get_global("likely_subtags").get(lang, "")
    return likely.rpartition("_")[2]


def names(entity: str, lang: str) -> tuple[str, ...]:
    """Dictionary forms of the names that entity id `entity` has in `lang`, those of the data file first."""
    known = _names(lang) if lang in languages() else ()
    return tuple(name.surface for name in known if name.id == entity)


def label(entity: str) -> str:
    """The English name of an entity id, for messages: `label("KP") == "North Korea"`."""
    from babel import Locale

    kind, _, name = entity.rpartition(":")
    if kind in ("city", "organisation"):
        return name
    cldr: str | None = Locale("en").territories.get(name)
    return cldr or next(iter(names(entity, "en")), name)


def _by_word(text: str, lang: str) -> Iterator[Entity]:
    index = _index(lang)
    spans = [Span(*match.span()) for match in _WORD.finditer(text)]
    words = [span.of(text) for span in spans]
    folded = [_fold(word) for word in words]
    shouted = text.isupper()
    at = 0
    while at < len(words):
        name = next(
            (n for n in index.get(folded[at], ()) if _matches(n, at, text, spans, words, folded)),
            None,
        )
        if name is None:
            at += 1
            continue
        end = at + len(name.words)
        if name.kind is not None:
            doubtful = shouted or (name.is_acronym and _in_headline(words, at, end))
            dotted = name.surface.endswith(".") and text.startswith(".", spans[end - 1].end)
            span = Span(spans[at].start, spans[end - 1].end + dotted)
            yield Entity(name.id, name.kind, span, name.weak or doubtful)
        at = end


def _matches(
    name: _Name, at: int, text: str, spans: Sequence[Span], words: Sequence[str], folded: Sequence[str]
) -> bool:
    end = at + len(name.words)
    return (
        end <= len(words)
        and all(folded[at + i] in forms for i, forms in enumerate(name.forms))
        and name.fits_case(words[at:end])
        and all(_joined(text, spans[i], spans[i + 1]) for i in range(at, end - 1))
    )


def _joined(text: str, left: Span, right: Span) -> bool:
    """Whether nothing but a space, a hyphen, an apostrophe or an abbreviation's dot lies between two words."""
    if right.start - left.end > _LONGEST_GAP:
        return False
    gap = text[left.end : right.start]
    if left.length <= _ABBREVIATED:
        gap = gap.removeprefix(".")
    return set(gap) <= _GAP


def _in_headline(words: Sequence[str], start: int, end: int) -> bool:
    """Whether a word next to `words[start:end]` is written in capitals as well."""
    neighbours = (*words[max(start - 1, 0) : start], *words[end : end + 1])
    return any(len(word) >= _HEADLINE_WORD and word.isupper() for word in neighbours)


def _by_character(text: str, lang: str) -> Iterator[Entity]:
    """Names of a script without capitals: anywhere in Chinese, in Korean from the start of a word or after a name."""
    index = _index(lang)
    at, end_of_last = 0, -1
    while at < len(text):
        opens = lang == _UNSPACED or at in (0, end_of_last) or not text[at - 1].isalnum()
        name = next((n for n in index.get(text[at], ()) if opens and text.startswith(n.surface, at)), None)
        if name is None:
            at += 1
            continue
        end_of_last = at + len(name.surface)
        if name.kind is not None:
            yield Entity(name.id, name.kind, Span(at, end_of_last), name.weak)
        at = end_of_last


@cache
def _index(lang: str) -> Index:
    """First form, or first character, to the names that begin with it: longest first, exact before inflected."""
    by_character = lang in (_UNSPACED, _BY_WORD_START)
    index: defaultdict[str, list[_Name]] = defaultdict(list)
    for name in _names(lang):
        for first in sorted(name.forms[0]) if not by_character else name.surface[:1]:
            index[first].append(name)
    for first, found in index.items():
        if by_character:
            found.sort(key=lambda name: -len(name.surface))
        else:
            found.sort(key=lambda name: (-len(name.words), name.words[0] != first))
    return dict(index)


@cache
def _names(lang: str) -> tuple[_Name, ...]:
    """All names in one language: those of the data file, then CLDR's, which give way where the two say otherwise."""
    data = _data()
    weak = {_fold(word) for word in data["weak"].get(lang, ())}
    endings = data["endings"].get(lang, {})
    made: dict[str, _Name] = {}

    def add(entity: str, kind: Kind | None, surface: str) -> None:
        words = tuple(_fold(word) for word in _WORD.findall(surface))
        acronym = surface.isupper()
        forms = tuple(frozenset({word}) if acronym else _forms(word, endings) for word in words)
        made.setdefault(surface, _Name(entity, kind, surface, _fold(surface) in weak, words, forms))

    for surface in data["ignored"].get(lang, ()):
        add("", None, surface)
    for kind in _KINDS:
        for key, record in data[kind].items():
            entity = key if kind == "territory" else f"{kind}:{key}"
            english = [key] if lang == "en" and kind in ("city", "organisation") else []
            for surface in (*english, *_listed(record, lang)):
                add(entity, kind, surface)
            if lang not in _LATIN:
                for surface in filter(str.isupper, _listed(record, "en")):
                    add(entity, kind, surface)
    for entity, kind, surface in _cldr(lang):
        add(entity, kind, surface)
    return tuple(made.values())


def _cldr(lang: str) -> Iterator[tuple[str, Kind, str]]:
    """Entity id, kind and name of CLDR's territories, regions and of the cities whose time zone the data file gives."""
    from babel import Locale

    locale = Locale.parse(lang)
    written_out = _data()["cldr"]["abbreviations"]
    skipped = frozenset(_data()["cldr"]["skip"])
    for code, short in sorted(locale.territories.items()):
        name = " ".join(written_out.get(word, word) for word in short.split())
        if code not in skipped and not set(name) & _EXPLAINED:
            yield (f"region:{code}", "region", name) if code.isdigit() else (code, "territory", name)
    for key, record in _data()["city"].items():
        city = _city(locale, record.get("zone", ""))
        if city:
            yield f"city:{key}", "city", city


def _city(locale: Locale, zone: str) -> str:
    """CLDR's name of a time zone's city; English stays silent where the zone's own name says it."""
    named: Mapping[str, str] = locale.time_zones.get(zone, {})
    own = zone.rpartition("/")[2].replace("_", " ") if locale.language in _LATIN else ""
    return named.get("city", own)


def _forms(word: str, endings: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """`word` and what its longest ending in `endings` makes of it."""
    for start in range(len(word) + 1):
        if word[start:] in endings:
            return frozenset({word, *(word[:start] + ending for ending in endings[word[start:]])})
    return frozenset({word})


def _fold(word: str) -> str:
    return word.lower().translate(_FOLD)


def _listed(record: _Record, lang: str) -> list[str]:
    return cast("dict[str, list[str]]", record).get(lang, [])


@cache
def _resuming(lang: str) -> frozenset[str]:
    return frozenset(_fold(word) for word in _data()["resuming"].get(lang, ()))


@cache
def _relations() -> Mapping[str, frozenset[str]]:
    relations: defaultdict[str, set[str]] = defaultdict(set)
    for kind in _KINDS:
        for key, record in _data()[kind].items():
            entity = key if kind == "territory" else f"{kind}:{key}"
            for other in record.get("related", ()):
                relations[entity].add(other)
                relations[other].add(entity)
    return {entity: frozenset(others) for entity, others in relations.items()}


@cache
def _data() -> _Data:
    text = (files("transcompare") / "data" / "entities.toml").read_text(encoding="utf-8")
    return cast("_Data", tomllib.loads(text))
