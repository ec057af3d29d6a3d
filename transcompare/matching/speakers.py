"""Whether two speaker fields name one person: `Sergey Lavrov`, «Сергей Лавров», `Foreign Minister S. Lavrov`."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from transcompare.names import Name, given, is_surname, names, sounds

_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_PART = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_INITIAL = 2
"""Letters of an initial, at most: `Yu.`, «Дж.»."""
_WORDS = 6
"""Words of a name, at most."""


@dataclass(frozen=True)
class Person:
    """What a speaker field says of a name."""

    words: tuple[str, ...]
    """Without titles and initials; in any script and case."""
    initials: frozenset[str]
    """Sounds that the initials begin with."""

    @property
    def certain(self) -> bool:
        """Whether this is a person and no office: a name of several parts, or one that looks like a family name."""
        return len(self.words) > 1 or bool(self.initials) or any(is_surname(word) for word in self.words)

    def same(self, other: Person) -> bool:
        """Whether both may be one person: a name in common, and no other name of one against that of the other."""
        here = [word for word in self.words if not any(_alike(word, name) for name in other.words)]
        there = [word for word in other.words if not any(_alike(word, name) for name in self.words)]
        shared = len(self.words) - len(here)
        if not shared:
            return False
        if shared > 1:
            return True
        if self.initials and other.initials and not self.initials & other.initials:
            return False
        return _explained(here, there, other) and _explained(there, here, self)


def _alike(one: str, other: str) -> bool:
    return bool(sounds(one) & sounds(other) or given(one) & given(other))


def _explained(left: Sequence[str], against: Sequence[str], other: Person) -> bool:
    """Whether the names that only one side has contradict nothing that the other has."""
    if not left:
        return True
    if other.initials:
        return any(_first(word) & other.initials for word in left)
    return not against


def _first(word: str) -> frozenset[str]:
    return frozenset(sound[:1] for sound in sounds(word))


def person(field: str) -> Person | None:
    """The person that a speaker field names; None where it names none, as `Foreign Ministry`."""
    lang = "ru" if _CYRILLIC.search(field) else "en"
    cased = field if field != field.lower() and field != field.upper() else field.title()
    found = [run for run in names(cased, lang) if _words(run)]
    if not found:
        return None
    best = max(found, key=lambda run: (run.titled, any(given(w) or is_surname(w) for w in _words(run)), len(run.words)))
    letters = [match[0] for match in _PART.finditer(cased) if len(match[0]) <= _INITIAL and match[0][0].isupper()]
    initials = frozenset(sound for letter in letters for sound in _first(f"{letter}aaa"))
    return Person(_words(best)[:_WORDS], initials)


def _words(run: Name) -> tuple[str, ...]:
    return tuple(word.text for word in run.words if not word.other and sounds(word.text))


def same(renderings: Iterable[str], originals: Iterable[str]) -> pl.DataFrame:
    """Which speaker fields of renderings (`speaker`) may be which of originals (`speaker_original`), each pair once.

    Fields that name no person are compared as they are written. The work grows with the fields that share a name.
    """
    people = {field: person(field) for field in sorted(set(originals))}
    by_sound: dict[str, list[str]] = defaultdict(list)
    for field, known in people.items():
        for key in _keys(field, known):
            by_sound[key].append(field)
    pairs: list[tuple[str, str]] = []
    for field in sorted(set(renderings)):
        here = person(field)
        near = sorted({other for key in _keys(field, here) for other in by_sound[key]})
        pairs += ((field, other) for other in near if _same(field, here, other, people[other]))
    return pl.DataFrame(pairs, schema={"speaker": pl.String, "speaker_original": pl.String}, orient="row")


def _same(field: str, here: Person | None, other: str, there: Person | None) -> bool:
    if here is None or there is None:
        return field.casefold() == other.casefold()
    return here.same(there)


def _keys(field: str, known: Person | None) -> set[str]:
    """Sounds of the family name as far as it can be told: of all words but known first names, if any are left."""
    if known is None:
        return {field.casefold()}
    rare = [word for word in known.words if not given(word)] or known.words
    return {sound for word in rare for sound in sounds(word)}
