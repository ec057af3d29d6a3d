"""The rules of a language, compiled: for every phrase what may stand for it, and where."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import NamedTuple

from transcompare.edits import tables
from transcompare.edits.inflection import FORMS, FormPatterns, Inflection
from transcompare.edits.tables import Category, Rule, Table, languages
from transcompare.patterns import Patterns, tokens

_PERFECT = "perfect"
"""List of the words that a participle follows: `has`, `were`."""
_NAME = re.compile(r"<(\w+)>")


class Rewrite(NamedTuple):
    """One replacement for one phrase."""

    words: tuple[str, ...]
    """The phrase as in the data file, token by token."""
    replacement: str
    only_after: frozenset[str] = frozenset()
    not_after: frozenset[str] = frozenset()
    not_before: frozenset[str] = frozenset()
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The rules of a language, ready to be matched."""

    rewrites: tuple[tuple[str, Patterns[tuple[Rewrite, ...]]], ...]
    """By category, those with a context apart: so that both kinds may be found at the same words."""
    verbs: Inflection
    drops: dict[str, Patterns[bool]]
    """What opens a clause that may be left out, and what only looks like it."""
    exchanges: dict[str, str]
    listing: frozenset[str]
    """Words of lists: `and`."""
    transparent: frozenset[str]
    """Adverbs, passed over on the way to the word before a phrase."""
    adverbial: tuple[str, ...]
    """Endings of more of them."""
    objects: frozenset[str]
    """Words that follow a verb rather than a noun."""
    names: frozenset[str]
    """Words that are names with a capital inside a sentence: `may`, `will`."""
    vowel: re.Pattern[str] | None


@cache
def lexicon(lang: str) -> Lexicon | None:
    """The rules of a language; None where there are none."""
    if lang not in languages():
        return None
    table = tables.table(lang)
    verbs = Inflection(table)
    compiled = (
        (name, _rewrites(rules, table))
        for name, category in table.categories.items()
        for rules in (_rules(category, verbs), category.rules)
    )
    return Lexicon(
        rewrites=tuple((name, FormPatterns(by_key.items(), verbs.forms_of)) for name, by_key in compiled if by_key),
        verbs=verbs,
        drops={
            name: Patterns((" ".join(_words(phrase)).lower(), is_dropped) for phrase, is_dropped in _drops(category))
            for name, category in table.categories.items()
            if category.drop
        },
        exchanges={name: category.exchange for name, category in table.categories.items() if category.exchange},
        listing=frozenset(table.words.get("listing", ())),
        transparent=frozenset(table.words.get("transparent", ())),
        adverbial=table.words.get("adverbial", ()),
        objects=frozenset(table.words.get("objects", ())),
        names=frozenset(table.words.get("names", ())),
        vowel=re.compile(table.vowel) if table.vowel else None,
    )


def _rewrites(rules: Iterable[Rule], table: Table) -> dict[str, tuple[Rewrite, ...]]:
    """What may stand for each phrase, in the order of the data file; nothing for one that only hides shorter ones."""
    by_key: defaultdict[str, tuple[Rewrite, ...]] = defaultdict(tuple)
    for rule in rules:
        only_after, not_after, not_before = (
            frozenset(table.words[name] if name else ()) for name in (rule.only_after, rule.not_after, rule.not_before)
        )
        for template in filter(None, rule.match):
            for phrase, *others in _expanded((template, *rule.to), table.words):
                words = _words(phrase)
                key = " ".join(words).lower()
                rewrites = tuple(Rewrite(words, to, only_after, not_after, not_before, rule.rank) for to in others)
                for spelling in dict.fromkeys((key, key.replace(" ' ", " ’ "))):
                    by_key[spelling] += rewrites
    return {key: tuple(dict.fromkeys(rewrites)) for key, rewrites in by_key.items()}


def _words(phrase: str) -> tuple[str, ...]:
    """The tokens of a phrase, as written."""
    return tuple(
        word
        for part in phrase.split()
        for word in ((part,) if is_wildcard(part) else (token.span.of(part) for token in tokens(part)))
    )


def _drops(category: Category) -> Iterator[tuple[str, bool]]:
    yield from ((entry[0], False) for entry in category.replace if len(entry) == 1)
    yield from ((phrase, True) for phrase in category.drop)


def _rules(category: Category, verbs: Inflection) -> Iterator[Rule]:
    """What a category says without a context, as rules: of groups, first what may stand for their first phrase."""
    for phrase, *others in category.replace:
        yield Rule(match=(phrase,), to=tuple(others))
    groups = [list(_swapped(group)) for group in category.swap]
    groups += [list(_conjugated([verbs.forms(lemma) for lemma in group])) for group in category.verbs]
    for group in category.nouns:
        groups += [list(_swapped(group)), list(_swapped(tuple(map(verbs.plural, group))))]
    for is_first in (True, False):
        yield from (rule for group in groups for first, rule in group if first == is_first)


def _swapped(group: Sequence[str]) -> Iterator[tuple[bool, Rule]]:
    for place, phrase in enumerate(group):
        yield place == 0, Rule(match=(phrase,), to=tuple(other for other in group if other != phrase))


def _conjugated(group: Sequence[Mapping[str, str]]) -> Iterator[tuple[bool, Rule]]:
    for place, forms in enumerate(group):
        others = [other for other in group if other is not forms]
        for form in FORMS:
            rule = Rule(match=(forms[form],), to=tuple(other[form] for other in others))
            if forms["past"] == forms["participle"] and form in ("past", "participle"):
                rule = rule.model_copy(update={"not_after" if form == "past" else "only_after": _PERFECT})
            yield place == 0, rule


def _expanded(phrases: Sequence[str], lists: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """The phrases with each choice of words for the `<lists>` of the first."""
    names = dict.fromkeys(_NAME.findall(phrases[0]))
    for choice in product(*(lists[name] for name in names)):
        chosen = dict(zip(names, choice, strict=True))
        yield tuple("".join(_substituted(phrase, chosen)) for phrase in phrases)


def _substituted(phrase: str, words: Mapping[str, str]) -> Iterator[str]:
    for at, part in enumerate(_NAME.split(phrase)):
        yield words[part] if at % 2 else part


def is_wildcard(word: str) -> bool:
    """Whether a word of a phrase stands for more than itself."""
    return word in ("_", "#") or (len(word) > 1 and (word[0] in "*{" or word[-1] == "*"))
