"""The forms of verbs and nouns, and patterns that ask for them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from transcompare.edits.tables import Table
from transcompare.patterns import Patterns, Token

FORMS = ("base", "third", "past", "participle", "gerund")

T = TypeVar("T")


class FormPatterns(Patterns[T]):
    """Patterns that may also name a verb by its form: `did not {base}`."""

    def __init__(self, patterns: Iterable[tuple[str, T]], forms_of: Mapping[str, Sequence[str]]) -> None:
        super().__init__(patterns)
        self._forms_of = forms_of

    def keys(self, token: Token) -> tuple[str, ...]:
        """Also the forms of a verb."""
        word, *others = super().keys(token)
        return (word, *self._forms_of.get(word, ()), *others)


class Inflection:
    """The verbs and nouns of a language in all their forms."""

    def __init__(self, table: Table) -> None:
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
