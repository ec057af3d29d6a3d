"""A phrase in its sentence: whether a rule fits there, and what it makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transcompare.edits.lexicon import Lexicon, Rewrite, is_wildcard
from transcompare.patterns import Token
from transcompare.text import Span

_LONGEST_CONTEXT = 3
"""Adverbs that may stand between a phrase and the word before it that decides."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The tokens `start:end` of a text, where a phrase was found."""

    text: str
    found: Sequence[Token]
    start: int
    end: int
    lexicon: Lexicon

    def rewritten(self, rewrite: Rewrite, shouting: bool) -> tuple[Span, str] | None:
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

    def _fits_context(self, rewrite: Rewrite) -> bool:
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

    def _filled(self, rewrite: Rewrite, printed: Sequence[str]) -> str:
        """The replacement with what the wildcards matched, and the verb in the forms that it asks for."""
        holes = [(word, match) for word, match in zip(rewrite.words, printed, strict=True) if is_wildcard(word)]
        verb = next(((word[1:-1], match.lower()) for word, match in holes if word[0] == "{"), None)
        if verb:
            return rewrite.replacement.format_map(self.lexicon.verbs.by_form[verb])
        rest = iter(holes)
        words = []
        for word in rewrite.replacement.split():
            if is_wildcard(word):
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
    if is_wildcard(word):
        return True
    if word != word.lower():
        return printed == word
    return len(printed) == 1 or not printed.isupper()


def _titled(words: str, all_words: bool) -> str:
    return " ".join(w[:1].upper() + w[1:] for w in words.split()) if all_words else words[:1].upper() + words[1:]
