"""Words that imply a number: fractions, months, Roman numerals, compounds and hints."""

from __future__ import annotations

import re
from fractions import Fraction

from transcompare.quantities.numerals import read_roman
from transcompare.quantities.passage import Passage
from transcompare.quantities.quantity import Quantity
from transcompare.quantities.sums import fits, join
from transcompare.quantities.tokens import Token
from transcompare.text import Span

_ROMAN = re.compile(r"(?=[IVXLC]{2})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})\Z|[XV]\Z")
_CYRILLIC_ROMAN = str.maketrans("ХІС", "XIC")


def read_word(passage: Passage, i: int) -> tuple[Quantity | None, int]:
    """What a word that starts no number implies: a fraction, month, Roman numeral, compound or hint."""
    lex, token = passage.lex, passage.tokens[i]
    raw = token.span.of(passage.text)
    if (part := passage.value(token, "fractions")) is not None:
        j = i + 1
        while j < min(len(passage.tokens), i + 3) and lex.has("articles", passage.tokens[j].text):
            j += 1
        scale = passage.value(passage.tokens[j], "scales") if j < len(passage.tokens) else None
        if scale is None:
            factor = passage.factor(passage.tokens[j].span.start) if i + 1 < j < len(passage.tokens) else 0
            smaller = (part * factor,) if factor else ()  # "half a year"
            return Quantity(part, "fraction", token.span, weak=True, also=(1 / part, 100 * part, *smaller)), i + 1
        span = Span(token.span.start, passage.tokens[j].span.end)
        return Quantity(part * scale, "number", span, weak=scale < 1000, scale=int(scale)), j + 1
    if (month := lex.value("months", raw) or _lower_month(passage, raw, token.text)) is not None:
        return Quantity(month, "month", token.span, weak=not _dated(passage, i)), i + 1
    if _ROMAN.match(numeral := raw.translate(_CYRILLIC_ROMAN)):
        return Quantity(read_roman(numeral), "code", token.span, weak=True), i + 1
    if lex.has("articles", token.text) and (half := passage.half(i + 2)):
        factor = passage.factor(passage.tokens[i + 1].span.start)
        if factor:  # "a year and a half"
            span = Span(token.span.start, passage.tokens[i + 1 + half].span.end)
            return Quantity(Fraction(3, 2), "number", span, also=(Fraction(3, 2) * factor,)), i + 2 + half
    values = lex.values("hints", token.text) or _compound(passage, token)
    if not values:
        return None, i + 1
    return Quantity(values[0], "hint", token.span, weak=True, also=values[1:]), i + 1


def _compound(passage: Passage, token: Token) -> tuple[Fraction, ...]:
    """The number inside a compound adjective: "сорокадвухлетний", "пятимиллионный", "полуторачасовой"."""
    value, rest = None, token.text
    while (length := _prefix(passage, rest)) and fits(value, part := passage.lex.values("prefixes", rest[:length])[0]):
        value, rest = join(value, part), rest[length:]
    if value is None:
        return ()
    factor = passage.lex.scale_stem(rest) or passage.factor(token.span.end - len(rest))
    return (value, value * factor) if factor else (value,)


def _prefix(passage: Passage, word: str) -> int:
    """The length of the longest numeral that `word` begins with; a stem has to be left."""
    lengths = range(min(len(word) - 4, 14), 1, -1)
    return next((k for k in lengths if passage.lex.values("prefixes", word[:k])), 0)


def _dated(passage: Passage, i: int) -> bool:
    """Whether a day or year stands next to the month at `i`: "15 May", "the 15th of May", "May 2024"."""
    first = i - 2 if i > 1 and passage.lex.has("articles", passage.tokens[i - 1].text) else i - 1
    near = (*passage.tokens[max(first, 0) : i], *passage.tokens[i + 1 : i + 2])
    return any(t.kind == "number" or passage.value(t, "ordinals") is not None for t in near)


def _lower_month(passage: Passage, raw: str, form: str) -> Fraction | None:
    """Months of languages that write them small, at the start of a sentence: not English "march"."""
    return None if raw.islower() else passage.lex.value("months", form)
