"""Counterfactual edits: what a text would say if one small thing in it were the other way round.

Rules exchange, drop or insert a few words each: `will` for `may`, `rose` for `fell`, `is not` for `is`, a condition
left out, two numbers exchanged. An edit is a hypothesis, no finding: whoever scores the versions decides, so an
ungrammatical one costs time and nothing else. Pure, and linear in the text.

The rules of a language are in `data/edits/LANG.toml`, in a table for each category:

    [modality]
    swap = [["may", "will"]]            # phrases of a group stand for one another; `""` is nothing
    replace = [["is", "may be"]]        # only the others for the first; alone, it hides shorter phrases inside it
    verbs = [["rise", "fall"]]          # the same in every form of the verbs: rose - fell, has risen - has fallen
    nouns = [["import", "export"]]      # the same in singular and plural
    drop = ["if", "provided that"]      # these words and the rest of their clause can be left out
    exchange = "numbers"                # two neighbouring `numbers` or `names` of a sentence change places

    [[modality.rules]]                  # `replace` with a context
    match = ["{past}"]
    to = ["did not {base}"]
    only_after = "perfect"              # a list of words; `not_after` and `not_before` likewise
    rank = 1                            # tried later than the suggestions that have 0

A phrase may have the wildcards of `transcompare.patterns`; in the replacement, the first wildcard stands for what
the first of the phrase matched, a `stem*` for the new stem with the printed ending, and so on. `<name>` is each word of
the list `words.name`, the same on both sides; `{base}`, `{third}`, `{past}`, `{participle}` and `{gerund}` are the
forms of each verb of `[verbs]`. Capital letters in a phrase are asked for in the text (`US`, `May`).
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice, pairwise, product
from typing import Literal, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict

from transcompare.patterns import Patterns, Token, tokens
from transcompare.text import Span

PRIORITY = (
    "negation",
    "quantifier",
    "direction",
    "conditional",
    "modality",
    "number",
    "agent-role",
    "named-entity",
    "attribution",
    "tense-aspect",
    "word-sense",
    "tone",
)
"""The categories, those whose edits are tried first before the others."""
_PERFECT = "perfect"
"""List of the words that a participle follows: `has`, `were`."""
_STEP = 3
"""How many places in `PRIORITY` a category falls behind after each turn."""
_FORMS = ("base", "third", "past", "participle", "gerund")
_NAME = re.compile(r"<(\w+)>")
_NO_SPACE_BEFORE = frozenset(",.;:!?…)]»”")
_SENTENCE_END = frozenset(".!?…")
_MOST_SUGGESTIONS = 6
"""Replacements for one phrase."""
_LONGEST_CLAUSE = 60
"""Words and marks of a clause that may be left out."""
_FARTHEST = 10
"""Words and marks between two numbers or names that may change places."""
_MOST_KEYS = 10_000
_LONGEST_CONTEXT = 3
"""Adverbs that may stand between a phrase and the word before it that decides."""


T = TypeVar("T")


class Edit(NamedTuple):
    """One small change of meaning of a text."""

    category: str
    span: Span
    """The printed words, in code points of the text."""
    printed: str
    replacement: str
    """Empty where the printed words are only left out."""

    def apply(self, text: str) -> str:
        """`text` with this edit, spaces, commas and the first capital put in order where words are left out."""
        left, right = text[: self.span.start], text[self.span.end :]
        if self.replacement:
            return left + self.replacement + right
        before, after = left.rstrip(), right.lstrip()
        gap = left[len(before) :] or right[: len(right) - len(after)]
        if not before or before[-1] in _SENTENCE_END:
            after = after.lstrip(", ")
            if self.printed[:1].isupper():
                after = after[:1].upper() + after[1:]
        elif before[-1] == "," and after[:1] in (",", ".", ";"):
            before = before[:-1]
            after = after.lstrip(", ")
        if not before:
            return left + after
        return before + after if not after or after[0] in _NO_SPACE_BEFORE else before + gap + after


def languages() -> frozenset[str]:
    """ISO 639-1 codes of the languages that have edits."""
    found = files("transcompare").joinpath("data/edits").iterdir()
    return frozenset(file.name.removesuffix(".toml") for file in found if file.name.endswith(".toml"))


def edits(text: str, lang: str, limit: int = 12) -> tuple[Edit, ...]:
    """Changes of meaning of `text` in language `lang`, each once, sentence by sentence; none in an unknown language.

    At most `limit` a sentence, most telling first. The categories take turns, those at the head of `PRIORITY` more
    often; within a category the first suggestion for every place comes before the second for any.
    """
    lexicon = _lexicon(lang)
    if lexicon is None:
        return ()
    sentences: defaultdict[int, defaultdict[str, set[tuple[int, Edit]]]] = defaultdict(lambda: defaultdict(set))
    for sentence, rank, edit in _candidates(text, lang, lexicon):
        sentences[sentence][edit.category].add((rank, edit))
    return tuple(edit for number in sorted(sentences) for edit in _first(sentences[number], limit))


def _first(candidates: Mapping[str, Iterable[tuple[int, Edit]]], limit: int) -> Iterator[Edit]:
    """The first `limit` edits of a sentence, without those that make the same text as one before."""
    queue = sorted(
        (PRIORITY.index(category) + _STEP * turn, edit)
        for category, ranked in candidates.items()
        for turn, edit in enumerate(_by_rank(ranked))
    )
    distinct: dict[tuple[Span, str], Edit] = {}
    for _, edit in queue:
        distinct.setdefault((edit.span, edit.replacement), edit)
    return islice(distinct.values(), limit)


def _by_rank(ranked: Iterable[tuple[int, Edit]]) -> Iterator[Edit]:
    """Edits of one category by rank, then by place, each text once."""
    return iter(dict.fromkeys(edit for _, edit in sorted(ranked)))


class _Rule(BaseModel):
    """Phrases that may be replaced where the words around allow it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    match: tuple[str, ...]
    to: tuple[str, ...]
    only_after: str = ""
    not_after: str = ""
    not_before: str = ""
    rank: int = 0
    """How many suggestions for other places are tried before."""


class _Category(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    swap: tuple[tuple[str, ...], ...] = ()
    replace: tuple[tuple[str, ...], ...] = ()
    verbs: tuple[tuple[str, ...], ...] = ()
    nouns: tuple[tuple[str, ...], ...] = ()
    rules: tuple[_Rule, ...] = ()
    drop: tuple[str, ...] = ()
    exchange: Literal["numbers", "names"] | None = None


class _Verbs(BaseModel):
    """Lemmas, and how they are inflected."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    regular: str = ""
    irregular: tuple[str, ...] = ()
    """Base, past, participle and, where it is irregular too, third person."""
    doubled: str = ""
    """Regular verbs that double their last letter."""
    also_nouns: str = ""
    """Verbs whose third person is as likely a noun: `plans`. Alone in a phrase it is not taken for the verb."""


class _Table(BaseModel):
    """The data file of a language."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    vowel: str = ""
    """Regular expression of the words that take `an`."""
    words: dict[str, tuple[str, ...]] = {}
    inflection: dict[str, tuple[tuple[str, str], ...]] = {}
    """For each form (and `plural`) endings as regular expressions and what replaces them; the first that fits."""
    verbs: _Verbs = _Verbs()
    categories: dict[str, _Category]


class _Rewrite(NamedTuple):
    """One replacement for one phrase."""

    words: tuple[str, ...]
    """The phrase as in the data file, token by token."""
    replacement: str
    only_after: frozenset[str] = frozenset()
    not_after: frozenset[str] = frozenset()
    not_before: frozenset[str] = frozenset()
    rank: int = 0


@dataclass(frozen=True, slots=True)
class _Lexicon:
    rewrites: tuple[tuple[str, Patterns[tuple[_Rewrite, ...]]], ...]
    """By category, those with a context apart: so that both kinds may be found at the same words."""
    verbs: _Inflection
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


class _Candidate(NamedTuple):
    sentence: int
    rank: int
    """0 for the first suggestion for a place."""
    edit: Edit


def _candidates(text: str, lang: str, lexicon: _Lexicon) -> Iterator[_Candidate]:
    found = tuple(tokens(text))
    shouting = text.isupper()
    for category, rewrites in lexicon.rewrites:
        for suggestions, start, end in rewrites.matches(found):
            passage = _Passage(text, found, start, end, lexicon)
            if passage.is_name or passage.in_compound:
                continue
            made = ((rewrite.rank, passage.rewritten(rewrite, shouting)) for rewrite in suggestions)
            fitting = ((rank, edit) for rank, edit in made if edit and edit[1] != edit[0].of(text))
            for place, (rank, (span, replacement)) in enumerate(islice(fitting, _MOST_SUGGESTIONS)):
                edit = Edit(category, span, span.of(text), replacement)
                yield _Candidate(found[start].sentence, rank + place, edit)
    for category, patterns in lexicon.drops.items():
        ends = _clause_ends(text, found)
        for is_dropped, start, _ in patterns.matches(found):
            clause = _clause(text, found, start, ends[start])
            if is_dropped and clause:
                yield _Candidate(found[start].sentence, 0, Edit(category, clause, clause.of(text), ""))
    for category, what in lexicon.exchanges.items():
        items = _numbers(text, lang) if what == "numbers" else _names(text, lang)
        yield from _exchanges(text, found, category, items, lexicon.listing)


@dataclass(frozen=True, slots=True)
class _Passage:
    """The tokens `start:end` of a text, where a phrase was found."""

    text: str
    found: Sequence[Token]
    start: int
    end: int
    lexicon: _Lexicon

    def rewritten(self, rewrite: _Rewrite, shouting: bool) -> tuple[Span, str] | None:
        """Where to put what; None where capitals or the words around speak against it."""
        printed = [token.span.of(self.text) for token in self.found[self.start : self.end]]
        if not (shouting or all(map(_fits_case, printed, rewrite.words))) or not self._fits_context(rewrite):
            return None
        replacement = self._filled(rewrite, printed)
        if "’" in printed:
            replacement = replacement.replace("'", "’")
        if shouting:
            replacement = replacement.upper()
        elif printed[0][0].isupper() and (self._starts or not rewrite.words[0][0].isupper()):
            replacement = _titled(replacement, len(printed) > 1 and all(word[0].isupper() for word in printed))
        return self._with_article(
            Span(self.found[self.start].span.start, self.found[self.end - 1].span.end), replacement
        )

    @property
    def _starts(self) -> bool:
        """Whether no word of the sentence stands before."""
        at = self.start - 1
        while at >= 0 and not self.found[at].is_word and self.found[at].sentence == self.found[self.start].sentence:
            at -= 1
        return at < 0 or self.found[at].sentence != self.found[self.start].sentence

    @property
    def is_name(self) -> bool:
        """Whether the first word has a capital that makes it a name: `in May`."""
        printed = self.found[self.start].span.of(self.text)
        return printed.istitle() and printed.lower() in self.lexicon.names and not self._starts

    @property
    def in_compound(self) -> bool:
        """Whether a hyphen ties the phrase to a word: `must-have`."""
        first, last = self.found[self.start].span.start, self.found[self.end - 1].span.end
        return self.text[max(first - 1, 0) : first] == "-" or self.text[last : last + 1] == "-"

    def _fits_context(self, rewrite: _Rewrite) -> bool:
        before = self._before()
        after = self.found[self.end].word if self.end < len(self.found) else ""
        lone = rewrite.words[0] if len(rewrite.words) == 1 else ""
        if lone[:1] == "{" and self.lexicon.verbs.is_ambiguous(lone[1:-1], self.found[self.start].word):
            return after in self.lexicon.objects and before not in rewrite.not_after
        return (
            before not in rewrite.not_after
            and after not in rewrite.not_before
            and (not rewrite.only_after or before in rewrite.only_after)
        )

    def _before(self) -> str:
        """The word before, not counting adverbs; empty at the start of a clause."""
        first = self.found[self.start]
        for token in reversed(self.found[max(self.start - _LONGEST_CONTEXT, 0) : self.start]):
            if token.clause != first.clause or not token.is_word:
                return ""
            if token.word not in self.lexicon.transparent and not token.word.endswith(self.lexicon.adverbial):
                return token.word
        return ""

    def _filled(self, rewrite: _Rewrite, printed: Sequence[str]) -> str:
        """The replacement with what the wildcards matched, and the verb in the forms that it asks for."""
        holes = [(word, match) for word, match in zip(rewrite.words, printed, strict=True) if _is_wildcard(word)]
        verb = next(((word[1:-1], match.lower()) for word, match in holes if word[0] == "{"), None)
        if verb:
            return rewrite.replacement.format_map(self.lexicon.verbs.by_form[verb])
        rest = iter(holes)
        words = []
        for word in rewrite.replacement.split():
            if _is_wildcard(word):
                pattern, match = next(rest)
                word = word[:-1] + match[len(pattern) - 1 :] if word[-1] == "*" else match
            words.append(word)
        return " ".join(words)

    def _with_article(self, span: Span, replacement: str) -> tuple[Span, str]:
        """The edit, with `a` before it made `an` or the other way round where the words now ask for it."""
        vowel, text = self.lexicon.vowel, self.text
        if vowel is None or self.start == 0 or self.found[self.start - 1].word not in ("a", "an"):
            return span, replacement
        follower = replacement or (self.found[self.end].word if self.end < len(self.found) else "")
        article = self.found[self.start - 1]
        wanted = "an" if vowel.match(follower.lower()) else "a"
        if not follower or article.word == wanted:
            return span, replacement
        wanted = wanted.capitalize() if article.span.of(text)[0].isupper() else wanted
        gap = text[article.span.end : span.start]
        return Span(article.span.start, span.end), f"{wanted}{gap}{replacement}".rstrip()


def _fits_case(printed: str, word: str) -> bool:
    """Whether a printed word has the capitals of a rule's: `US` is not `us`, nor `may` `May`."""
    if _is_wildcard(word):
        return True
    if word != word.lower():
        return printed == word
    return len(printed) == 1 or not printed.isupper()


def _titled(words: str, all_words: bool) -> str:
    return " ".join(w[:1].upper() + w[1:] for w in words.split()) if all_words else words[:1].upper() + words[1:]


def _is_wildcard(word: str) -> bool:
    return word in ("_", "#") or (len(word) > 1 and (word[0] in "*{" or word[-1] == "*"))


def _clause_ends(text: str, found: Sequence[Token]) -> list[int]:
    """For each token, the first comma or end of its sentence at or after it (an index of `found`, or its length)."""
    ends = [len(found)] * len(found)
    for at in range(len(found) - 1, -1, -1):
        token = found[at]
        after = found[at + 1] if at + 1 < len(found) else None
        stops = not token.is_word and (
            token.word in ";:" or (token.word == "," and not text[token.span.end : token.span.end + 1].strip())
        )
        if stops or after is None or after.sentence != token.sentence:
            ends[at] = at + token.is_word
        else:
            ends[at] = ends[at + 1]
    return ends


def _clause(text: str, found: Sequence[Token], start: int, end: int) -> Span | None:
    """The clause at the tokens `start:end` with the comma that cuts it off; None where the sentence is no more."""
    if end - start > _LONGEST_CLAUSE:
        return None
    before = found[start - 1] if start else None
    begins = found[start].span.start
    if before is None or before.sentence != found[start].sentence:
        if end + 1 >= len(found) or found[end].word != ",":
            return None
        return Span(begins, found[end].span.end)
    if before.word != ",":
        return Span(begins, found[end - 1].span.end)
    closed = end < len(found) and found[end].word == ","
    return Span(before.span.start, found[end if closed else end - 1].span.end)


def _numbers(text: str, lang: str) -> list[tuple[str, str, Span]]:
    """Kind, value and place of the numbers that can be exchanged."""
    from transcompare.quantities import quantities

    found = (number for number in quantities(text, lang) if not number.weak)
    return [(f"{number.kind} {number.unit}", str(number.value), number.span) for number in found]


def _names(text: str, lang: str) -> list[tuple[str, str, Span]]:
    """Kind, identity and place of the names that can be exchanged."""
    from transcompare.gazetteer import entities

    return [(entity.kind, entity.id, entity.span) for entity in entities(text, lang) if not entity.weak]


def _exchanges(
    text: str, found: Sequence[Token], category: str, items: Sequence[tuple[str, str, Span]], listing: frozenset[str]
) -> Iterator[_Candidate]:
    """Neighbours of the same kind exchanged, but not those that are merely listed (`Spain and Chile`)."""
    starts = [token.span.start for token in found]
    for (kind, value, left), (other_kind, other_value, right) in pairwise(items):
        if kind != other_kind or value == other_value or right.start <= left.end:
            continue
        gap = Span(left.end, right.start).of(text)
        between = tuple(tokens(gap))
        if len(between) > _FARTHEST or any(token.sentence for token in between):
            continue
        if not any(token.is_word and token.word not in listing for token in between):
            continue
        first, second = right.of(text), left.of(text)
        if second[0].isupper() and first[0].islower():
            first, second = first[0].upper() + first[1:], second[0].lower() + second[1:]
        span = Span(left.start, right.end)
        sentence = found[max(bisect_right(starts, left.start) - 1, 0)].sentence
        yield _Candidate(sentence, 0, Edit(category, span, span.of(text), first + gap + second))


@cache
def _lexicon(lang: str) -> _Lexicon | None:
    if lang not in languages():
        return None
    data = files("transcompare").joinpath(f"data/edits/{lang}.toml").read_text(encoding="utf-8")
    table = _Table.model_validate(tomllib.loads(data))
    verbs = _Inflection(table)
    compiled = (
        (name, _rewrites(rules, table))
        for name, category in table.categories.items()
        for rules in (_rules(category, verbs), category.rules)
    )
    return _Lexicon(
        rewrites=tuple((name, _FormPatterns(by_key.items(), verbs.forms_of)) for name, by_key in compiled if by_key),
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


def _rewrites(rules: Iterable[_Rule], table: _Table) -> dict[str, tuple[_Rewrite, ...]]:
    """What may stand for each phrase, in the order of the data file; nothing for one that only hides shorter ones."""
    by_key: defaultdict[str, tuple[_Rewrite, ...]] = defaultdict(tuple)
    for rule in rules:
        only_after, not_after, not_before = (
            frozenset(table.words[name] if name else ()) for name in (rule.only_after, rule.not_after, rule.not_before)
        )
        for template in filter(None, rule.match):
            for phrase, *others in _expanded((template, *rule.to), table.words):
                words = _words(phrase)
                key = " ".join(words).lower()
                rewrites = tuple(_Rewrite(words, to, only_after, not_after, not_before, rule.rank) for to in others)
                for spelling in dict.fromkeys((key, key.replace(" ' ", " ’ "))):
                    by_key[spelling] += rewrites
    return {key: tuple(dict.fromkeys(rewrites)) for key, rewrites in by_key.items()}


def _words(phrase: str) -> tuple[str, ...]:
    """The tokens of a phrase, as written."""
    return tuple(
        word
        for part in phrase.split()
        for word in ((part,) if _is_wildcard(part) else (token.span.of(part) for token in tokens(part)))
    )


def _drops(category: _Category) -> Iterator[tuple[str, bool]]:
    yield from ((entry[0], False) for entry in category.replace if len(entry) == 1)
    yield from ((phrase, True) for phrase in category.drop)


def _rules(category: _Category, verbs: _Inflection) -> Iterator[_Rule]:
    """What a category says without a context, as rules: of groups, first what may stand for their first phrase."""
    for phrase, *others in category.replace:
        yield _Rule(match=(phrase,), to=tuple(others))
    groups = [list(_swapped(group)) for group in category.swap]
    groups += [list(_conjugated([verbs.forms(lemma) for lemma in group])) for group in category.verbs]
    for group in category.nouns:
        groups += [list(_swapped(group)), list(_swapped(tuple(map(verbs.plural, group))))]
    for is_first in (True, False):
        yield from (rule for group in groups for first, rule in group if first == is_first)


def _swapped(group: Sequence[str]) -> Iterator[tuple[bool, _Rule]]:
    for place, phrase in enumerate(group):
        yield place == 0, _Rule(match=(phrase,), to=tuple(other for other in group if other != phrase))


def _conjugated(group: Sequence[Mapping[str, str]]) -> Iterator[tuple[bool, _Rule]]:
    for place, forms in enumerate(group):
        others = [other for other in group if other is not forms]
        for form in _FORMS:
            rule = _Rule(match=(forms[form],), to=tuple(other[form] for other in others))
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


class _FormPatterns(Patterns[T]):
    """Patterns that may also name a verb by its form: `did not {base}`."""

    def __init__(self, patterns: Iterable[tuple[str, T]], forms_of: Mapping[str, Sequence[str]]) -> None:
        super().__init__(patterns)
        self._forms_of = forms_of
        self._keys_of: dict[str, tuple[str, ...]] = {}
        """Of words seen: there are many patterns, and few words make up most of a text."""

    def _keys(self, token: Token) -> tuple[str, ...]:
        keys = self._keys_of.get(token.word)
        if keys is None:
            word, *others = super()._keys(token)
            keys = (word, *self._forms_of.get(word, ()), *others)
            if len(self._keys_of) < _MOST_KEYS:
                self._keys_of[token.word] = keys
        return keys


class _Inflection:
    """The verbs and nouns of a language in all their forms."""

    def __init__(self, table: _Table) -> None:
        verbs = table.verbs
        self._endings = {
            form: [(re.compile(ending), new) for ending, new in endings] for form, endings in table.inflection.items()
        }
        self._irregular = {entry.split()[0]: entry.split() for entry in verbs.irregular}
        self._doubled = frozenset(verbs.doubled.split())
        self._nouns = frozenset(verbs.also_nouns.split())
        self.by_form: dict[tuple[str, str], dict[str, str]] = {}
        """The verb that has a word as a form; the irregular one where there are two (`lay`)."""
        self.forms_of: defaultdict[str, list[str]] = defaultdict(list)
        """What a pattern may call a word: `{past}`."""
        for lemma in dict.fromkeys((*self._irregular, *verbs.doubled.split(), *verbs.regular.split())):
            forms = self.forms(lemma)
            for form, word in forms.items():
                if (form, word) not in self.by_form:
                    self.by_form[form, word] = forms
                    self.forms_of[word].append(f"{{{form}}}")

    def is_ambiguous(self, form: str, word: str) -> bool:
        """Whether a word alone is as likely no verb (`plans`), or in another tense (`put`)."""
        forms = self.by_form[form, word]
        return (form == "third" and forms["base"] in self._nouns) or (form == "past" and word == forms["base"])

    def forms(self, lemma: str) -> dict[str, str]:
        """The forms of a verb, also of one with a particle: `ruled out`."""
        verb, _, particle = lemma.partition(" ")
        stem = verb + verb[-1] if verb in self._doubled else verb
        past = self._ended(stem, "past")
        forms = {"past": past, "participle": past, "third": self._ended(verb, "third")}
        forms.update(zip(("past", "participle", "third"), self._irregular.get(verb, ())[1:], strict=False))
        forms.update(base=verb, gerund=self._ended(stem, "gerund"))
        return {form: f"{word} {particle}".rstrip() for form, word in forms.items()}

    def plural(self, noun: str) -> str:
        """The plural of a regular noun."""
        return self._ended(noun, "plural")

    def _ended(self, word: str, form: str) -> str:
        for ending, new in self._endings.get(form, ()):
            if ending.search(word):
                return ending.sub(new, word, count=1)
        return word
