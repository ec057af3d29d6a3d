"""The number words of each language, and the units, from `data/numbers.toml` and CLDR."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import resources
from typing import Any

TEXT2NUM = ("de", "es", "fr")
"""Languages whose number words text2num reads."""
CJK = ("ko", "zh", "ja")
"""Languages that write digits with scales, and no blanks between words."""

_NOTHING: Mapping[str, tuple[Fraction, ...]] = {}
_FOLD = str.maketrans({"ё": "е", "’": "'", "ʼ": "'", "−": "-", "–": "-"})


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The number words of one language; every table maps a form (lower case, ё as е) to its values."""

    lang: str
    tables: Mapping[str, Mapping[str, tuple[Fraction, ...]]]
    words: Mapping[str, frozenset[str]]
    halves: tuple[tuple[str, ...], ...]

    def value(self, table: str, form: str) -> Fraction | None:
        """The first value of `form` in `table`, or None."""
        values = self.values(table, form)
        return values[0] if values else None

    def values(self, table: str, form: str) -> tuple[Fraction, ...]:
        """The values of `form` in `table`, none where it is not there."""
        return self.tables.get(table, _NOTHING).get(form, ())

    def starts_half(self, form: str) -> bool:
        """Whether one of `halves` begins with `form`."""
        return any(half[0] == form for half in self.halves)

    def reads(self, form: str) -> bool:
        """Whether `form` stands for a number in one of the tables."""
        return any(form in table for table in self.tables.values())

    def has(self, words: str, form: str) -> bool:
        """Whether `form` is in the list `words`."""
        return form in self.words.get(words, frozenset())

    def scale_stem(self, word: str) -> Fraction | None:
        """The scale from a thousand up that `word` begins with, or None."""
        forms = self.tables.get("scales", _NOTHING)
        return next((values[0] for form, values in forms.items() if values[0] >= 1000 and word.startswith(form)), None)


@cache
def _data() -> dict[str, dict[str, Any]]:
    return tomllib.loads((resources.files("transcompare") / "data" / "numbers.toml").read_text("utf-8"))


@cache
def lexicon(lang: str) -> Lexicon:
    """The number words of `lang`; an empty one for a language that has none."""
    data = _data().get(lang, {}) if len(lang) == 2 else {}
    words = {key: frozenset(value.split()) for key, value in data.items() if isinstance(value, str)}
    endings = sorted(words.get("endings", ()))
    tables: dict[str, dict[str, tuple[Fraction, ...]]] = {}
    for name, table in data.items():
        if isinstance(table, dict):
            forms = tables.setdefault(name, {})
            for value, text in table.items():
                for form in text.split():
                    stem, bar, _ = form.partition("|")
                    for full in [stem + ending for ending in endings] if bar else [stem]:
                        forms[full] = (*forms.get(full, ()), Fraction(value))
    if data or lang in CJK:
        tables["months"] = _month_names(lang) | tables.get("months", {})
    halves = data.get("halves", [])
    return Lexicon(lang, tables, words, tuple(tuple(half.split()) for half in halves))


def _month_names(lang: str) -> dict[str, tuple[Fraction, ...]]:
    from babel import Locale

    months = Locale.parse(lang).months
    return {
        name.rstrip("."): (Fraction(number),)
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in months[context][width].items()
        if name.rstrip(".").isalpha()
    }


def reads_words(lang: str) -> bool:
    """Whether number words of `lang` are read, not only its digits."""
    return lang in TEXT2NUM or "cardinals" in lexicon(lang).tables


def fold(text: str) -> str:
    """Lower case with ё as е and one apostrophe, character by character, so that offsets stay."""
    return "".join(low if len(low := c.lower()) == 1 else c for c in text).translate(_FOLD)


@cache
def units() -> re.Pattern[str]:
    """What follows a number, as one pattern with a group a unit."""
    groups = [
        f"(?P<{name}>{'|'.join(re.escape(prefix) for prefix in prefixes)})"
        for name, prefixes in _data()["units"].items()
        if isinstance(prefixes, list)
    ]
    return re.compile(rf"[\s-]?(?:{'|'.join(groups)})")


@cache
def measures() -> re.Pattern[str]:
    """What stretch of time, length or weight a number counts, as one pattern with a group a measure."""
    groups = [f"(?P<{name}>{'|'.join(map(_prefix, each['names']))})" for name, each in _data()["measures"].items()]
    return re.compile(rf"[\s-]?(?:{'|'.join(groups)})")


def _prefix(name: str) -> str:
    return re.escape(name[:-1]) + r"\b" if name.endswith("$") else re.escape(name)


def factor(measure: str) -> int:
    """How many of the next smaller unit a measure has; 0 where there is none, and of no measure."""
    of: int = _data()["measures"].get(measure, {}).get("of", 0)
    return of
