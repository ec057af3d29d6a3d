"""Short phrases without a sentence around them: dates, datelines, names of countries, cities and languages.

Running text has few of them, and small models that have not seen them loop on them or copy them. The words and their
order are those of the Unicode CLDR, through Babel: they exist for any two languages that it knows.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from pipelines.train_package.clean import Pair, normalised
from pipelines.train_package.recipe import Phrases

if TYPE_CHECKING:
    from babel import Locale
    from babel.dates import DateTimePattern

_NO_PLACES = {"EZ", "QO", "XA", "XB", "ZZ"}
"""Codes of the CLDR that are no country, or whose names nobody writes."""
_MAINLANDS = {"Africa", "America", "Asia", "Australia", "Europe"}
"""Parts of the world in the names of time zones whose exemplar cities are cities; elsewhere they are mostly islands."""
_LISTS = ("city", "country", "language", "agency")


class Words:
    """What a language has to fill into the frames."""

    def __init__(self, code: str) -> None:
        from babel import Locale

        self.locale: Locale = Locale.parse(code)

    @cached_property
    def lists(self) -> dict[str, dict[str, str]]:
        """Kind to CLDR code to name, without names that have a remark in brackets or after a comma."""
        cities = {zone: names["city"] for zone, names in self.locale.time_zones.items() if "city" in names}
        kinds: dict[str, Mapping[str, str]] = {
            "city": {zone: name for zone, name in cities.items() if zone.partition("/")[0] in _MAINLANDS},
            "country": {code: name for code, name in self.locale.territories.items() if code not in _NO_PLACES},
            "language": {code: name for code, name in self.locale.languages.items() if len(code) == 2},
        }
        return {
            kind: {code: self._written_out(name) for code, name in names.items() if not re.search("[(,]", name)}
            for kind, names in kinds.items()
        }

    def name(self, kind: str, code: str) -> str | None:
        """A name; a city that the CLDR has none for is called like its time zone (UTS 35, exemplar city)."""
        found = self.lists[kind].get(code)
        return found or (code.rpartition("/")[2].replace("_", " ") if kind == "city" else None)

    def enumerated(self, names: list[str]) -> str:
        """`France, Spain and Italy`"""
        from babel.lists import format_list

        return format_list(names, locale=self.locale)

    def frames(self) -> list[str]:
        """The language's own formats of dates, and its names on their own."""
        formats, skeletons = self.locale.date_formats, self.locale.datetime_skeletons
        patterns = [formats["full"], formats["long"], skeletons["MMMMd"], skeletons["yMMMM"], "LLLL", "cccc"]
        return [*(f"{{date:{pattern}}}" for pattern in patterns), "{city}", "{country}", "{language}", "{countries}"]

    def _written_out(self, name: str) -> str:
        return self.enumerated(name.split(" & ")) if " & " in name else name


class _Moment:
    """A date and time that is written by a CLDR pattern: `f"{moment:d MMMM}"`."""

    def __init__(self, moment: datetime, locale: Locale) -> None:
        self._moment, self._locale = moment, locale

    def __format__(self, pattern: str) -> str:
        return _pattern(pattern).apply(self._moment, self._locale)


@lru_cache
def _pattern(pattern: str) -> DateTimePattern:
    from babel.dates import parse_pattern

    return parse_pattern(pattern)


def phrases(settings: Phrases, codes: tuple[str, str], seed: int) -> list[Pair]:
    """At most `settings.count` different pairs, the same for the same seed: every name and every day of the year once,
    then frames filled at random, capitalised, in capitals, or with a full stop."""
    draw = random.Random(seed)
    forbidden = [set(_words(phrase)) for phrase in settings.leave_out]
    chosen: dict[Pair, None] = {}
    for pair in _endless(settings, (Words(codes[0]), Words(codes[1])), draw):
        if len(chosen) == settings.count:
            break
        words = {*_words(pair.first), *_words(pair.second)}
        if all(pair) and not any(phrase <= words for phrase in forbidden):
            chosen[normalised(pair)] = None
    return list(chosen)


def _endless(settings: Phrases, sides: tuple[Words, Words], draw: random.Random) -> Iterator[Pair]:
    first, second = sides
    names = {kind: _names(kind, sides) for kind in ("city", "country", "language")}
    countries = {name for pair in names["country"] for name in pair}
    names["city"] = [pair for pair in names["city"] if countries.isdisjoint(pair)]  # an island, or a city state
    names["agency"] = [Pair(*agency) for agency in settings.agencies]
    for kind in _LISTS:
        yield from names[kind]
    frames = [*zip(first.frames(), second.frames(), strict=True), *settings.frames]
    moments = (datetime(2024, 1, 1) + timedelta(days=day) for day in range(366))  # a leap year
    for moment in moments:
        for frame in frames[2:6]:
            yield Pair(*(part.format(date=_Moment(moment, s.locale)) for part, s in zip(frame, sides, strict=True)))
    for _ in range(20 * settings.count):  # an end, where the frames have fewer different phrases than asked for
        first_year = datetime(draw.choice((1900, 1950, 1990, 1990)), 1, 1)
        moment = first_year + timedelta(minutes=draw.randrange(40 * 365 * 24 * 60))
        drawn = {kind: draw.choice(names[kind]) for kind in _LISTS if names[kind]}
        several = draw.sample(names["country"], draw.choice((2, 3)))
        frame = draw.choice(frames)
        filled = (
            part.format(
                date=_Moment(moment, side.locale),
                countries=side.enumerated([country[i] for country in several]),
                **{kind: name[i] for kind, name in drawn.items()},
            )
            for i, (part, side) in enumerate(zip(frame, sides, strict=True))
        )
        yield _dressed(Pair(*filled), draw)


def _names(kind: str, sides: tuple[Words, Words]) -> list[Pair]:
    """The names that both languages have; the order is that of the codes."""
    codes = sorted({*sides[0].lists[kind], *sides[1].lists[kind]})
    pairs = ((sides[0].name(kind, code), sides[1].name(kind, code)) for code in codes)
    return [Pair(first, second) for first, second in pairs if first and second]


def _dressed(pair: Pair, draw: random.Random) -> Pair:
    """As it is, or both sides alike with a capital, in capitals, as a sentence."""
    dress = draw.random()
    if dress < 0.5:
        return pair
    if dress < 0.58:
        return Pair(pair.first.upper(), pair.second.upper())
    stop = "." if dress > 0.8 and pair.first[-1].isalnum() and pair.second[-1].isalnum() else ""
    return Pair(*(side[:1].upper() + side[1:] + stop for side in pair))


def _words(phrase: str) -> list[str]:
    return re.findall(r"\w+", phrase.casefold())
