"""The quantities of a text: its numbers with their units and signs, fractions and ranges put together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from transcompare.quantities.lexicons import Lexicon, factor, fold, lexicon, units
from transcompare.quantities.literals import read_literal
from transcompare.quantities.numbers import read_number
from transcompare.quantities.passage import Passage
from transcompare.quantities.quantity import Quantity
from transcompare.quantities.tokens import tokenise
from transcompare.quantities.words import read_word
from transcompare.text import Span


@lru_cache(maxsize=256)
def quantities(text: str, lang: str) -> tuple[Quantity, ...]:
    """The numbers of `text` in order of appearance. Kept for a while, since several checks ask for the same texts.

    Args:
        text: normalised text; thin and no-break spaces are plain spaces already.
        lang: ISO 639-1; a language without number words gets its digits read.
    """
    lex = lexicon(lang)
    folded = fold(text)
    passage = Passage(text, folded, lex, tokenise(text, folded, lang))
    return _ranges(_mixed(_read(passage), folded, lex), folded, lex)


def _read(passage: Passage) -> Iterator[Quantity]:
    i = 0
    while i < len(passage.tokens):
        token = passage.tokens[i]
        if token.kind in ("date", "time", "code"):
            yield from read_literal(token, passage.lex.lang)
        elif token.kind in ("number", "cjk", "word"):
            quantity, end = read_number(passage, i)
            if quantity is None:
                quantity, end = read_word(passage, i)
            if quantity is not None:
                quantity, unit_end = _with_unit(passage, quantity)
                yield quantity
                while end < len(passage.tokens) and passage.tokens[end].span.start < unit_end:
                    end += 1  # "ciento" in "por ciento" is no number
            i = end
            continue
        i += 1


def _with_unit(passage: Passage, quantity: Quantity) -> tuple[Quantity, int]:
    """`quantity` with its unit and sign, and where the unit ends."""
    start, end = quantity.span
    unit_end = end
    unit = ""
    if (match := units().match(passage.folded, end, min(end + 30, len(passage.folded)))) or (
        start and (match := units().match(passage.folded, start - 1, start))
    ):
        unit = match.lastgroup or ""
        start, unit_end = min(match.start(), start), max(match.end(), end)
    sign = _sign(passage, start)
    also = quantity.also
    measure = passage.measure(end)
    if quantity.value < 1000 and (of := factor(measure)):
        also = (*also, quantity.value * of)
        if of == 60 and 12 < quantity.value <= 24:
            also = (*also, quantity.value - 12)  # "в 19 часов"
    measure = "" if unit else measure
    return replace(quantity, span=Span(start, end), unit=unit, measure=measure, sign=sign, also=also), unit_end


def _sign(passage: Passage, start: int) -> int:
    before = passage.folded[max(start - 12, 0) : start]
    if before[-1:] in ("+", "-") and (len(before) == 1 or before[-2] in " ("):
        return 1 if before[-1] == "+" else -1
    word = before.rstrip().rpartition(" ")[2]
    return -1 if passage.lex.has("minus", word) else 1 if passage.lex.has("plus", word) else 0


def _mixed(found: Iterable[Quantity], folded: str, lex: Lexicon) -> list[Quantity]:
    """Whole numbers and the fractions after them as one: "шесть целых и восемь десятых"."""
    merged: list[Quantity] = []
    for quantity in found:
        whole = merged[-1] if merged else None
        if whole and quantity.kind == "fraction" and whole.kind == "number" and quantity.value < 1:
            between = folded[whole.span.end : quantity.span.start].split()
            if 0 < len(between) <= 2 and all(lex.has("mixed", word) for word in between):
                span = Span(whole.span.start, quantity.span.end)
                value = whole.value + quantity.value
                merged[-1] = replace(whole, value=value, span=span, unit=quantity.unit, weak=False, also=whole.also)
                continue
        merged.append(quantity)
    return merged


def _ranges(found: list[Quantity], folded: str, lex: Lexicon) -> tuple[Quantity, ...]:
    """Numbers of a range or list with the scale, unit and century of the number after them: "10 to 15 million"."""
    for i in range(len(found) - 2, -1, -1):
        left, right = found[i], found[i + 1]
        between = folded[left.span.end : right.span.start]
        dash = between.strip() in ("-", "—", "/")
        if len(between) > 8 or not (dash or between.strip() in ("", ",") or lex.has("ranges", between.strip())):
            continue
        if left.scale == 1 < right.scale and left.value < 1000:
            left = replace(left, also=(*left.also, left.value * right.scale))
        if not left.unit and between.strip() not in ("", ","):
            left = replace(left, unit=right.unit)
        found[i] = left
        if dash and 1900 <= left.value < 2100 and right.value < 100:
            found[i + 1] = replace(right, weak=True)
    return tuple(found)
