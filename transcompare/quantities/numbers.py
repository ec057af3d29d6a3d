"""Numbers in digits and words, from their first token to the last: "3 million 200 thousand", "two thirds"."""

from __future__ import annotations

import re
from fractions import Fraction

from transcompare.quantities.literals import twelve_hour
from transcompare.quantities.numerals import MAX_DIGITS, read_cjk, read_digits
from transcompare.quantities.passage import Passage
from transcompare.quantities.quantity import Quantity
from transcompare.quantities.sums import Sum
from transcompare.text import Span

_SUFFIX = re.compile(
    r"(?:-?(?:ый|ой|ого|ому|ая|ые|ых|ым|ую|го|му|ми|ти|та|те|х|й|я|е|м|ю|и|а|ій|их|им|ї)|st|nd|rd|th|['’]?s)\b"
)
_CLOCK = re.compile(r"(\d\d?)\.([0-5]\d)")
_NAME = re.compile(r"[A-ZА-ЯІЇЄҐ]{1,3}\b")


def read_number(passage: Passage, i: int) -> tuple[Quantity | None, int]:
    """The number that starts at token `i` and the token after it; None where there is none."""
    number = Sum(end=i)
    j = i
    while j < len(passage.tokens) and not number.done and (j == i or passage.joined(number.end - 1, j)):
        if _links(passage, number, j):
            j += 1
        elif _take(passage, number, j):
            number.end = j + 1
            _add_half(passage, number)
            j = number.end
        else:
            break
    return (None, i) if number.end == i else _finish(passage, number, i)


def _take(passage: Passage, number: Sum, j: int) -> bool:
    """Add token `j` to `number`, if it can go on with it."""
    token = passage.tokens[j]
    if token.kind in ("number", "cjk"):
        if len(token.text) > MAX_DIGITS:
            return False
        value, also = (read_cjk(token.text), ()) if token.kind == "cjk" else read_digits(token.text, passage.lex.lang)
        follows = j + 1 < len(passage.tokens) and passage.value(passage.tokens[j + 1], "scales") is not None
        return number.start_digits(value, also, whole_place=follows or len(token.text) == 3)
    if (cardinal := passage.value(token, "cardinals")) is not None:
        added = number.add(cardinal, passage.lex.lang)
        if added and token.role:
            number.scale = _thousands(cardinal)
        return added
    if number.group is not None and (part := passage.value(token, "fractions")) is not None:
        number.divide(part)
        return True
    touching = number.digits and token.span.start == passage.tokens[number.end - 1].span.end
    if (scale := passage.scale(j, number.group is not None, touching)) is not None:
        doubtful = number.digits and passage.lex.value("glued", token.text) is not None
        return number.multiply(scale, vague=passage.lex.has("vague", token.text), doubtful=doubtful)
    ordinal = passage.value(token, "ordinals")
    if ordinal is not None and number.add(ordinal, passage.lex.lang):
        number.kind, number.done = "ordinal", True
        return True
    return False


def _links(passage: Passage, number: Sum, j: int) -> bool:
    """Whether token `j` only links parts of a number: a hyphen, or "and" before something that fits."""
    if passage.tokens[j].text == "-":
        return number.started
    if not number.started or number.digits or not passage.lex.has("joiners", passage.tokens[j].text):
        return False
    following = passage.value(passage.tokens[j + 1], "cardinals") if j + 1 < len(passage.tokens) else None
    return following is not None and following < 100 and (number.group or number.total) % 100 == 0


def _add_half(passage: Passage, number: Sum) -> None:
    """Add "and a half", also after the noun: "un an et demi"."""
    if half := passage.half(number.end):
        number.add_half()
        number.end += half
    elif number.group is not None and (half := passage.half(number.end + 1)):
        factor = passage.factor(passage.tokens[number.end].span.start)
        if factor:
            number.group += Fraction(1, 2)
            number.also = (*number.also, number.group * factor)
            number.end, number.done = number.end + 1 + half, True


def _finish(passage: Passage, number: Sum, i: int) -> tuple[Quantity, int]:
    """The quantity of the tokens from `i` to the end of `number`, with its other readings."""
    first, value, kind, also, end = passage.tokens[i], number.value, number.kind, number.also, number.end
    span = Span(first.span.start, passage.tokens[end - 1].span.end)
    digits, alone = first.kind != "word", end == i + 1
    if digits and alone and (suffix := _SUFFIX.match(passage.folded, span.end)):
        span, kind = Span(span.start, suffix.end()), "ordinal"
        while end < len(passage.tokens) and passage.tokens[end].span.start < span.end:
            end += 1
    if number.scale == 12:
        also = (*also, value * 10 / 12)  # "два десятка" and "two dozen" are about the same
    if 10 < value < 100 and (kind == "ordinal" or passage.text[max(span.start - 1, 0) : span.start] in ("'", "’")):
        also = (*also, 1900 + value, 2000 + value)  # "the nineties", "в сорок первом", "'24"
    elif kind == "ordinal" and 2 < value <= 10:
        also = (*also, 1 / value, 100 / value)  # "every fifth"
    if digits and passage.text[span.end : span.end + 1] in ("월", "月"):
        kind = "month"
    elif clock := _CLOCK.fullmatch(first.text):
        also = (*also, twelve_hour(Fraction(int(clock[1]))) + Fraction(int(clock[2]), 100))
    if digits:
        weak = alone and bool(_NAME.match(passage.text, span.end))
    else:
        weak = value in (0, 1, 2) or (alone and _idle(passage, i, value, kind))
    return Quantity(value, kind, span, weak=weak or number.vague, also=also, scale=number.scale), end


def _idle(passage: Passage, i: int, value: Fraction, kind: str) -> bool:
    """Whether a single number word is a poor witness: "third-party", "Four Seasons", "a million-dollar look"."""
    raw = passage.tokens[i].span.of(passage.text)
    named = passage.lex.lang == "en" and raw.istitle() and not passage.opens_sentence(i)
    scale = passage.value(passage.tokens[i], "scales") is not None
    other = passage.lex.value("hints", passage.tokens[i].text) is not None  # "семью" is seven, and family
    return named or other or (kind == "ordinal" and value == 3) or (scale and (value < 100 or not _counted(passage, i)))


def _counted(passage: Passage, i: int) -> bool:
    """Whether a scale on its own is a number: "a million", in Russian without the article."""
    articles = passage.lex.words.get("articles")
    return not articles or (i > 0 and passage.tokens[i - 1].text in articles)


def _thousands(value: Fraction) -> int:
    """The last scale of a number read as a whole: 1000000 of 2000000."""
    return next((k for k in (10**12, 10**9, 10**6, 1000) if value >= k and value % k == 0), 1)
