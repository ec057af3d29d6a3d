"""A text with its tokens, and what the readers of numbers and words ask of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from transcompare.quantities.lexicons import Lexicon, factor, measures
from transcompare.quantities.tokens import Token


@dataclass(frozen=True, slots=True)
class Passage:
    """One text as the readers see it; tokens are named by their index, positions are code points."""

    text: str
    folded: str
    """`text` folded, with the same offsets."""
    lex: Lexicon
    tokens: list[Token]

    def value(self, token: Token, table: str) -> Fraction | None:
        """The value of a word in `table`, or None."""
        if token.kind != "word":
            return None
        return token.value if token.role == table else self.lex.value(table, token.text)

    def joined(self, before: int, after: int) -> bool:
        """Whether nothing but a blank, hyphen or joiner stands between two tokens."""
        left, right = self.tokens[before].span.end, self.tokens[after].span.start
        return right - left <= 5 and not re.search(r"[^\w\s.-]|\s-|-\s", self.text[left:right])

    def scale(self, j: int, counted: bool, glued: bool) -> Fraction | None:
        """The scale that token `j` names; abbreviations need a number before them, `glued` ones right before."""
        token = self.tokens[j]
        value = self.value(token, "scales")
        if value is None and counted:
            value = self.value(token, "abbreviations")
            if value is None and glued:
                value = self.value(token, "glued")
            elif value is None and self.tokens[j - 1].text == "-":
                value = self.lex.scale_stem(token.text)  # "30-миллиардный"
        return value

    def half(self, i: int) -> int:
        """How many tokens at `i` say "and a half"."""
        if i >= len(self.tokens) or not (self.tokens[i].text == "-" or self.lex.starts_half(self.tokens[i].text)):
            return 0
        ahead = range(i, min(i + 6, len(self.tokens)))
        words = [(self.tokens[j].text, j + 1 - i) for j in ahead if self.tokens[j].text != "-"]
        for half in self.lex.halves:
            if tuple(word for word, _ in words[: len(half)]) == half:
                return words[len(half) - 1][1]
        return 0

    def measure(self, position: int) -> str:
        """The stretch of time, length or weight named at `position`; nothing where none is."""
        match = measures().match(self.folded, position)
        return (match.lastgroup or "") if match else ""

    def factor(self, position: int) -> int:
        """How many of the next smaller unit the one named at `position` has; 0 where it names none."""
        return factor(self.measure(position))

    def opens_sentence(self, i: int) -> bool:
        """Whether token `i` is the first of the text or stands after a mark."""
        return i == 0 or self.tokens[i - 1].kind == "mark"
