"""Numbers of a text as values: digits with the separators of any locale, number words, scales, units, dates.

Pure extraction, no comparison. A quantity may have several readings ("1,000" in Russian is 1 or 1000, "полгода" is
half a year or six months, "1990-е" is 1990 or 90): `value` is the likeliest, `also` has the others. Weak quantities
("one of", "first of all", "F-16", "both") can explain a number of the other text but are no evidence themselves.

Russian, Ukrainian and English number words come from `data/numbers.toml`, in all their forms; those of German,
Spanish and French from text2num; month names from CLDR (Babel); Chinese, Japanese and Korean have digits with their
scales (10만, 12万, 三百). Any other language: digits only.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from importlib import resources
from itertools import pairwise

from transcompare.text import Span

_TEXT2NUM = ("de", "es", "fr")
_CJK = ("ko", "zh", "ja")
_MAX_DIGITS = 30
"""A longer run of digits is an identifier, not a quantity."""

_HAN_NUMBER = r"(?:\d[\d,.]*|[%(digits)s])?[%(scales)s](?:\d[\d,.]*|[%(digits)s%(scales)s])*"
_CJK_NUMBER = {
    "ko": r"\d[\d,.]*[십백천만억조](?:\s?\d[\d,.]*[십백천만억조]|[십백천만억조])*(?:\d+)?",
    "zh": _HAN_NUMBER % {"digits": "〇零一二两三四五六七八九", "scales": "十百千万亿萬億"},
    "ja": _HAN_NUMBER % {"digits": "〇零一二三四五六七八九", "scales": "十百千万億兆"},
}
_HANGUL = {"십": 10, "백": 100, "천": 1000, "만": 10**4, "억": 10**8, "조": 10**12}
_HAN = {"两": 2, "亿": 10**8, "億": 10**8, "兆": 10**12, "萬": 10**4}

_PATTERN = r"""
    (?P<skip>https?://\S+|www\.\S+|[@#]\w+|(?<!\d)24/7(?!\d))
  | (?P<date>(?<![\d.])\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d{2})(?![\d.]*\d)|(?<!\d)\d{4}-\d{2}-\d{2}(?!\d))
  | (?P<time>(?<![\d:])\d{1,2}:\d{2}(?![\d:]))
  %s
  | (?P<code>(?!(?:Br|Rs|Rp|EUR|USD|RUB|GBP|CHF)\d)%s-?\d\w*(?:[.,]\d+)*)
  | (?P<number>(?<!\d)\d{1,3}(?:\ \d{3})+(?![\d])(?:[.,]\d+)?|\d+(?:[.,]\d+)*)
  | (?P<word>[^\W\d_]+(?:['’ʼ][^\W\d_]+)*)
  | (?P<mark>[^\w\s])
"""

_SUFFIX = re.compile(
    r"(?:-?(?:ый|ой|ого|ому|ая|ые|ых|ым|ую|го|му|ми|ти|та|те|х|й|я|е|м|ю|и|а|ій|их|им|ї)|st|nd|rd|th|['’]?s)\b"
)
_CLOCK = re.compile(r"(\d\d?)\.([0-5]\d)")
_NAME = re.compile(r"[A-ZА-ЯІЇЄҐ]{1,3}\b")
_ROMAN = re.compile(r"(?=[IVXLC]{2})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})\Z|[XV]\Z")
_CYRILLIC_ROMAN = str.maketrans("ХІС", "XIC")
_NOTHING: Mapping[str, tuple[Fraction, ...]] = {}


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number of a text."""

    value: Fraction
    """Without its sign; a time of day in hours on a twelve-hour clock; a month 1 to 12."""
    kind: str
    """number, ordinal, fraction, month, time, code (digits inside a name) or hint (a word that implies the value)."""
    span: Span
    """In code points of the text."""
    unit: str = ""
    """percent, points, times, an ISO 4217 currency, or nothing where none is recognised."""
    sign: int = 0
    """-1 or 1 where it is written, else 0."""
    weak: bool = False
    """Whether it may only explain a number of the other text."""
    also: tuple[Fraction, ...] = ()
    """Other values the same words may stand for."""
    scale: int = 1
    """The last scale of it: 1000000 in "5 million"."""

    @property
    def readings(self) -> frozenset[Fraction]:
        """Every value it may stand for."""
        return frozenset((self.value, *self.also))


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    span: Span
    value: Fraction | None = None
    role: str = ""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The number words of one language; every table maps a form (lower case, ё as е) to its values."""

    lang: str
    tables: Mapping[str, Mapping[str, tuple[Fraction, ...]]]
    words: Mapping[str, frozenset[str]]
    halves: tuple[tuple[str, ...], ...]

    def value(self, table: str, form: str) -> Fraction | None:
        """The first value of `form` in `table`, or None."""
        return next(iter(self.values(table, form)), None)

    def values(self, table: str, form: str) -> tuple[Fraction, ...]:
        """The values of `form` in `table`, none where it is not there."""
        return self.tables.get(table, _NOTHING).get(form, ())

    def starts_half(self, form: str) -> bool:
        """Whether one of `halves` begins with `form`."""
        return any(half[0] == form for half in self.halves)

    def has(self, words: str, form: str) -> bool:
        """Whether `form` is in the list `words`."""
        return form in self.words.get(words, frozenset())


@cache
def _data() -> dict[str, dict[str, str | list[str] | dict[str, str]]]:
    return tomllib.loads((resources.files("transcompare") / "data" / "numbers.toml").read_text("utf-8"))


@cache
def lexicon(lang: str) -> Lexicon:
    """The number words of `lang`; an empty one for a language that has none."""
    data = _data().get(lang, {}) if len(lang) == 2 else {}
    words = {key: frozenset(value.split()) for key, value in data.items() if isinstance(value, str)}
    endings = sorted(words.get("endings", ()))
    tables: dict[str, dict[str, tuple[Fraction, ...]]] = {}
    for name, table in data.items():
        if isinstance(table, dict):
            forms = tables.setdefault(name, {})
            for value, text in table.items():
                for form in text.split():
                    stem, bar, _ = form.partition("|")
                    for full in [stem + ending for ending in endings] if bar else [stem]:
                        forms[full] = (*forms.get(full, ()), Fraction(value))
    if data or lang in _CJK:
        tables["months"] = _month_names(lang) | tables.get("months", {})
    halves = data.get("halves", [])
    return Lexicon(lang, tables, words, tuple(tuple(half.split()) for half in halves))


def _month_names(lang: str) -> dict[str, tuple[Fraction, ...]]:
    from babel import Locale

    months = Locale.parse(lang).months
    return {
        name.rstrip("."): (Fraction(number),)
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in months[context][width].items()
        if name.rstrip(".").isalpha()
    }


@cache
def _units() -> re.Pattern[str]:
    """What follows a number, as one pattern with a group a unit."""
    groups = [
        f"(?P<{name}>{'|'.join(re.escape(prefix) for prefix in prefixes)})"
        for name, prefixes in _data()["units"].items()
        if isinstance(prefixes, list)
    ]
    return re.compile(rf"[\s-]?(?:{'|'.join(groups)})")


@cache
def _factors() -> re.Pattern[str]:
    factors = _data()["units"]["factors"]
    assert isinstance(factors, dict)  # noqa: S101 - the shape of our own data file
    return re.compile(
        r"[\s-]?(?:" + "|".join(f"(?P<f{n}>{'|'.join(map(re.escape, p))})" for n, p in factors.items()) + ")"
    )


@cache
def _tokens(lang: str) -> re.Pattern[str]:
    cjk = f"| (?P<cjk>{_CJK_NUMBER[lang]})" if lang in _CJK else ""
    # Where words are not separated by blanks, letters before digits are no name.
    letters = "[A-Za-z]+" if lang in _CJK else r"[^\W\d_]+"
    return re.compile(_PATTERN % (cjk, letters), re.VERBOSE)


def fold(text: str) -> str:
    """Lower case with ё as е and one apostrophe, character by character, so that offsets stay."""
    return "".join(low if len(low := c.lower()) == 1 else c for c in text).translate(_FOLD)


_FOLD = str.maketrans({"ё": "е", "’": "'", "ʼ": "'", "−": "-", "–": "-"})


def quantities(text: str, lang: str) -> tuple[Quantity, ...]:
    """The numbers of `text` in order of appearance.

    Args:
        text: normalised text; thin and no-break spaces are plain spaces already.
        lang: ISO 639-1; a language without number words gets its digits read.
    """
    lex = lexicon(lang)
    folded = fold(text)
    tokens = [t for match in _tokens(lang).finditer(text) for t in _tokenise(match, folded)]
    if lang in _TEXT2NUM:
        tokens = _spoken(tokens, lang)
    return _ranges(_mixed(_Reader(text, folded, lex, tokens).read(), folded, lex), folded, lex)


def _tokenise(match: re.Match[str], folded: str) -> Iterator[_Token]:
    kind = match.lastgroup or ""
    span = Span(*match.span())
    if kind == "number" and not _parsable(match.group()):
        for part in re.finditer(r"\d+", match.group()):
            start = span.start + part.start()
            yield _Token(
                "number" if "," in match.group() else "code", part.group(), Span(start, start + len(part.group()))
            )
    else:
        yield _Token(kind, span.of(folded), span)


def _parsable(digits: str) -> bool:
    """Whether the separators are those of one number: not of a list ("1,2,3") or of a version ("1.2.3")."""
    return bool(re.fullmatch(r"\d[\d ]*(?:[.,]\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+(?:,\d+)?", digits))


def _spoken(tokens: list[_Token], lang: str) -> list[_Token]:
    """Tokens with the runs that text2num reads as numbers merged into one."""
    from text_to_num import find_numbers

    merged = list(tokens)
    words = [_Spoken(t.text if t.kind == "word" or t.text == "-" else ".") for t in tokens]
    for run in reversed(find_numbers(words, lang, threshold=0)):
        span = Span(tokens[run.start].span.start, tokens[run.end - 1].span.end)
        value = Fraction(run.value or 0)
        scale = run.end - run.start == 1 and value in (10**3, 10**6, 10**9, 10**12)
        role = "ordinals" if run.is_ordinal else "scales" if scale else "cardinals"
        text = " ".join(t.text for t in tokens[run.start : run.end])
        merged[run.start : run.end] = [_Token("word", text, span, value, role)]
    return merged


@dataclass(frozen=True, slots=True)
class _Spoken:
    """text2num's token protocol."""

    word: str

    def text(self) -> str:
        return self.word

    def nt_separated(self, previous: _Spoken) -> bool:
        return False

    def not_a_number_part(self) -> bool:
        return False


def _digits(digits: str, lang: str) -> tuple[Fraction, tuple[Fraction, ...]]:
    """The value of digits with separators, and the other reading where the locales disagree."""
    digits = digits.replace(" ", "")
    separators = [c for c in digits if c in ".,"]
    if not separators:
        return Fraction(int(digits)), ()
    joined = digits.replace(".", "").replace(",", "")
    if len(set(separators)) == 2:
        whole, _, rest = digits.rpartition(separators[-1])
        return Fraction(int(joined), 10 ** len(rest)), ()
    if len(separators) > 1:
        return Fraction(int(joined)), ()
    whole, separator, rest = digits.partition(separators[0])
    decimal = Fraction(int(joined), 10 ** len(rest))
    if len(rest) != 3 or len(whole) > 3 or whole.startswith("0"):
        return decimal, ()
    grouped = Fraction(int(joined))
    english = lang in ("en", *_CJK)
    if (separator == ".") == english:
        return decimal, (grouped,)
    return grouped, () if separator == "," else (decimal,)


def _cjk(text: str) -> Fraction:
    """Digits or numerals with the scales 10, 100, 1000, 10^4, 10^8, 10^12."""
    total = section = Fraction(0)
    number: Fraction | None = None
    for part in re.findall(r"\d[\d,.]*|\S", text):
        if part[0].isdecimal():
            number = _digits(part.rstrip(".,"), "ko")[0]
            continue
        value = _HANGUL.get(part) or _HAN.get(part) or int(unicodedata.numeric(part, 0))
        if value < 10:
            number = Fraction(value)
        elif value < 10**4:
            section += (1 if number is None else number) * value
            number = None
        else:
            section += number or 0
            total += (section or 1) * value
            section, number = Fraction(0), None
    return total + section + (number or 0)


@dataclass(slots=True)
class _Sum:
    """A number while it is read: what its scales have closed, and the group below the next scale."""

    end: int
    """The token after it."""
    total: Fraction = Fraction(0)
    group: Fraction | None = None
    scale: int = 1
    """The last scale taken."""
    kind: str = "number"
    also: tuple[Fraction, ...] = ()
    digits: bool = False
    """Whether the last part was written in digits."""
    vague: bool = False
    """Whether it began with "thousands", which counts nothing on its own."""
    done: bool = False

    @property
    def value(self) -> Fraction:
        """What has been read so far."""
        return self.total + (self.group or 0)

    @property
    def started(self) -> bool:
        """Whether anything has been read."""
        return self.group is not None or self.total > 0

    def start_digits(self, value: Fraction, also: tuple[Fraction, ...], whole_place: bool) -> bool:
        """Take digits as the next group: "3 million 200 thousand", but not "3 million 15"."""
        if self.vague:
            return self._invert(value)
        if self.group is not None or (self.total and not (value < self.scale and whole_place)):
            return False
        self.group, self.also, self.digits = value, also, True
        return True

    def add(self, value: Fraction, lang: str) -> bool:
        """Add a number word, if its place is still empty."""
        if self.vague:
            return self._invert(value)
        if self.digits or not _fits(self.group, value, lang):
            return False
        self.group = _join(self.group, value)
        return True

    def multiply(self, scale: Fraction, vague: bool, doubtful: bool) -> bool:
        """Take a scale; `doubtful` is one that may be a unit as well ("100m")."""
        if self.group is None and self.total:
            return False
        self.vague = self.vague or (self.group is None and vague)
        if scale < 1000:
            self.group = (self.group or 1) * scale
        elif self.total and scale >= self.scale:
            self.total, self.group = self.value * scale, None
        else:
            self.total, self.group = self.total + (1 if self.group is None else self.group) * scale, None
        self.also = tuple(other * scale for other in self.also)
        if doubtful:
            self.also = (*self.also, self.total / scale)
        self.scale, self.digits = int(scale), False
        return True

    def divide(self, part: Fraction) -> None:
        """Take the fraction after a numerator: "two thirds" is also 66.7 per cent, or two of three."""
        numerator = self.group or Fraction(1)
        self.group = numerator * part
        self.also = (100 * self.group, numerator, 1 / part)
        self.kind, self.done = "fraction", True

    def add_half(self) -> None:
        """Half of the last scale: "one and a half million" is read before its scale, "a million and a half" after."""
        half = Fraction(self.scale, 2)
        if self.group is None:
            self.total += half
        else:
            self.group += half

    def _invert(self, value: Fraction) -> bool:
        """Russian "тысяч двадцать": twenty thousand or so."""
        self.total, self.group = value * self.scale, None
        self.vague, self.done = False, True
        return True


class _Reader:
    """Reads the quantities of one text from its tokens."""

    def __init__(self, text: str, folded: str, lex: Lexicon, tokens: list[_Token]) -> None:
        self.text, self.folded, self.lex, self.tokens = text, folded, lex, tokens

    def read(self) -> Iterator[Quantity]:
        i = 0
        while i < len(self.tokens):
            token = self.tokens[i]
            if token.kind in ("date", "time", "code"):
                yield from self._literal(token)
            elif token.kind in ("number", "cjk", "word"):
                quantity, end = self._number(i)
                if quantity is None:
                    quantity, end = self._word(i)
                if quantity is not None:
                    quantity, unit_end = self._with_unit(quantity)
                    yield quantity
                    while end < len(self.tokens) and self.tokens[end].span.start < unit_end:
                        end += 1  # "ciento" in "por ciento" is no number
                i = end
                continue
            i += 1

    def _value(self, token: _Token, table: str) -> Fraction | None:
        if token.kind != "word":
            return None
        return token.value if token.role == table else self.lex.value(table, token.text)

    def _literal(self, token: _Token) -> Iterator[Quantity]:
        """The numbers of a date in digits, a time of day or a name with digits."""
        pattern = r"\d+(?:[.,]\d+)*" if token.kind == "code" else r"\d+"
        start = token.span.start
        numbers = [
            (_digits(match.group(), self.lex.lang)[0], Span(start + match.start(), start + match.end()))
            for match in re.finditer(pattern, token.text)
            if len(match.group()) <= _MAX_DIGITS
        ]
        if token.kind == "code":
            yield from (Quantity(value, "code", span, weak=True) for value, span in numbers)
        elif token.kind == "time":
            hour, minute = (value for value, _ in numbers)
            if hour > 24 or minute > 59:
                yield from (Quantity(value, "number", span) for value, span in numbers)
            else:
                clock = _clock(hour)
                also = (hour + minute / 60, hour + minute / 100, clock + minute / 100)
                yield Quantity(clock + minute / 60, "time", token.span, also=also)
        else:
            yield from _date(token.text, numbers)

    def _number(self, i: int) -> tuple[Quantity | None, int]:
        """The number that starts at token `i` and the token after it; None where there is none."""
        number = _Sum(end=i)
        j = i
        while j < len(self.tokens) and not number.done and (j == i or self._joined(number.end - 1, j)):
            if self._links(number, j):
                j += 1
            elif self._take(number, j):
                number.end = j + 1
                self._add_half(number)
                j = number.end
            else:
                break
        return (None, i) if number.end == i else self._finish(number, i)

    def _take(self, number: _Sum, j: int) -> bool:
        """Add token `j` to `number`, if it can go on with it."""
        token = self.tokens[j]
        if token.kind in ("number", "cjk"):
            if len(token.text) > _MAX_DIGITS:
                return False
            value, also = (_cjk(token.text), ()) if token.kind == "cjk" else _digits(token.text, self.lex.lang)
            follows = j + 1 < len(self.tokens) and self._value(self.tokens[j + 1], "scales") is not None
            return number.start_digits(value, also, whole_place=follows or len(token.text) == 3)
        if (cardinal := self._value(token, "cardinals")) is not None:
            added = number.add(cardinal, self.lex.lang)
            if added and token.role:
                number.scale = _thousands(cardinal)
            return added
        if number.group is not None and (part := self._value(token, "fractions")) is not None:
            number.divide(part)
            return True
        touching = number.digits and token.span.start == self.tokens[number.end - 1].span.end
        if (scale := self._scale(j, number.group is not None, touching)) is not None:
            doubtful = number.digits and self.lex.value("glued", token.text) is not None
            return number.multiply(scale, vague=self.lex.has("vague", token.text), doubtful=doubtful)
        ordinal = self._value(token, "ordinals")
        if ordinal is not None and number.add(ordinal, self.lex.lang):
            number.kind, number.done = "ordinal", True
            return True
        return False

    def _links(self, number: _Sum, j: int) -> bool:
        """Whether token `j` only links parts of a number: a hyphen, or "and" before something that fits."""
        if self.tokens[j].text == "-":
            return number.started
        if not number.started or number.digits or not self.lex.has("joiners", self.tokens[j].text):
            return False
        following = self._value(self.tokens[j + 1], "cardinals") if j + 1 < len(self.tokens) else None
        return following is not None and following < 100 and (number.group or number.total) % 100 == 0

    def _add_half(self, number: _Sum) -> None:
        """Add "and a half", also after the noun: "un an et demi"."""
        if half := self._half(number.end):
            number.add_half()
            number.end += half
        elif number.group is not None and (half := self._half(number.end + 1)):
            factor = self._factor(self.tokens[number.end].span.start)
            if factor:
                number.group += Fraction(1, 2)
                number.also = (*number.also, number.group * factor)
                number.end, number.done = number.end + 1 + half, True

    def _finish(self, number: _Sum, i: int) -> tuple[Quantity, int]:
        """The quantity of the tokens from `i` to the end of `number`, with its other readings."""
        first, value, kind, also, end = self.tokens[i], number.value, number.kind, number.also, number.end
        span = Span(first.span.start, self.tokens[end - 1].span.end)
        digits, alone = first.kind != "word", end == i + 1
        if digits and alone and (suffix := _SUFFIX.match(self.folded, span.end)):
            span, kind = Span(span.start, suffix.end()), "ordinal"
            while end < len(self.tokens) and self.tokens[end].span.start < span.end:
                end += 1
        if number.scale == 12:
            also = (*also, value * 10 / 12)  # "два десятка" and "two dozen" are about the same
        if 10 < value < 100 and (kind == "ordinal" or self.text[max(span.start - 1, 0) : span.start] in ("'", "’")):
            also = (*also, 1900 + value, 2000 + value)  # "the nineties", "в сорок первом", "'24"
        elif kind == "ordinal" and 2 < value <= 10:
            also = (*also, 1 / value, 100 / value)  # "every fifth"
        if digits and self.text[span.end : span.end + 1] in ("월", "月"):
            kind = "month"
        elif clock := _CLOCK.fullmatch(first.text):
            also = (*also, _clock(Fraction(int(clock[1]))) + Fraction(int(clock[2]), 100))
        if digits:
            weak = alone and bool(_NAME.match(self.text, span.end))
        else:
            weak = value in (0, 1, 2) or (alone and self._idle(i, value, kind))
        return Quantity(value, kind, span, weak=weak or number.vague, also=also, scale=number.scale), end

    def _joined(self, before: int, after: int) -> bool:
        """Whether nothing but a blank, hyphen or joiner stands between two tokens."""
        left, right = self.tokens[before].span.end, self.tokens[after].span.start
        return right - left <= 5 and not re.search(r"[^\w\s.-]|\s-|-\s", self.text[left:right])

    def _scale(self, j: int, counted: bool, glued: bool) -> Fraction | None:
        """The scale that token `j` names; abbreviations need a number before them, `glued` ones right before."""
        token = self.tokens[j]
        value = self._value(token, "scales")
        if value is None and counted:
            value = self._value(token, "abbreviations")
            if value is None and glued:
                value = self._value(token, "glued")
            elif value is None and self.tokens[j - 1].text == "-":
                value = self._scale_stem(token.text)  # "30-миллиардный"
        return value

    def _scale_stem(self, word: str) -> Fraction | None:
        forms = self.lex.tables.get("scales", _NOTHING)
        return next((values[0] for form, values in forms.items() if values[0] >= 1000 and word.startswith(form)), None)

    def _half(self, i: int) -> int:
        """How many tokens at `i` say "and a half"."""
        if i >= len(self.tokens) or not (self.tokens[i].text == "-" or self.lex.starts_half(self.tokens[i].text)):
            return 0
        ahead = range(i, min(i + 6, len(self.tokens)))
        words = [(self.tokens[j].text, j + 1 - i) for j in ahead if self.tokens[j].text != "-"]
        for half in self.lex.halves:
            if tuple(word for word, _ in words[: len(half)]) == half:
                return words[len(half) - 1][1]
        return 0

    def _idle(self, i: int, value: Fraction, kind: str) -> bool:
        """Whether a single number word is a poor witness: "third-party", "Four Seasons", "a million-dollar look"."""
        raw = self.tokens[i].span.of(self.text)
        named = self.lex.lang == "en" and raw.istitle() and not self._opens_sentence(i)
        scale = self._value(self.tokens[i], "scales") is not None
        other = self.lex.value("hints", self.tokens[i].text) is not None  # "семью" is seven, and family
        return named or other or (kind == "ordinal" and value == 3) or (scale and (value < 100 or not self._counted(i)))

    def _opens_sentence(self, i: int) -> bool:
        return i == 0 or self.tokens[i - 1].kind == "mark"

    def _counted(self, i: int) -> bool:
        """Whether a scale on its own is a number: "a million", in Russian without the article."""
        articles = self.lex.words.get("articles")
        return not articles or (i > 0 and self.tokens[i - 1].text in articles)

    def _word(self, i: int) -> tuple[Quantity | None, int]:
        """What a word that starts no number implies: a fraction, month, Roman numeral, compound or hint."""
        lex, token = self.lex, self.tokens[i]
        raw = token.span.of(self.text)
        if (part := self._value(token, "fractions")) is not None:
            j = i + 1
            while j < min(len(self.tokens), i + 3) and lex.has("articles", self.tokens[j].text):
                j += 1
            scale = self._value(self.tokens[j], "scales") if j < len(self.tokens) else None
            if scale is None:
                return Quantity(part, "fraction", token.span, weak=True, also=(1 / part, 100 * part)), i + 1
            span = Span(token.span.start, self.tokens[j].span.end)
            return Quantity(part * scale, "number", span, weak=scale < 1000, scale=int(scale)), j + 1
        if (month := lex.value("months", raw) or self._lower_month(raw, token.text)) is not None:
            return Quantity(month, "month", token.span, weak=not self._dated(i)), i + 1
        if _ROMAN.match(numeral := raw.translate(_CYRILLIC_ROMAN)):
            return Quantity(_roman(numeral), "code", token.span, weak=True), i + 1
        if lex.has("articles", token.text) and (half := self._half(i + 2)):
            factor = self._factor(self.tokens[i + 1].span.start)
            if factor:  # "a year and a half"
                span = Span(token.span.start, self.tokens[i + 1 + half].span.end)
                return Quantity(Fraction(3, 2), "number", span, also=(Fraction(3, 2) * factor,)), i + 2 + half
        values = lex.values("hints", token.text) or self._compound(token)
        if not values:
            return None, i + 1
        return Quantity(values[0], "hint", token.span, weak=True, also=values[1:]), i + 1

    def _compound(self, token: _Token) -> tuple[Fraction, ...]:
        """The number inside a compound adjective: "сорокадвухлетний", "пятимиллионный", "полуторачасовой"."""
        value, rest = None, token.text
        while (length := self._prefix(rest)) and _fits(value, part := self.lex.values("prefixes", rest[:length])[0]):
            value, rest = _join(value, part), rest[length:]
        if value is None:
            return ()
        factor = self._scale_stem(rest) or self._factor(token.span.end - len(rest))
        return (value, value * factor) if factor else (value,)

    def _prefix(self, word: str) -> int:
        """The length of the longest numeral that `word` begins with; a stem has to be left."""
        lengths = range(min(len(word) - 4, 14), 1, -1)
        return next((k for k in lengths if self.lex.values("prefixes", word[:k])), 0)

    def _dated(self, i: int) -> bool:
        """Whether a day or year stands next to the month at `i`: "15 May", "the 15th of May", "May 2024"."""
        first = i - 2 if i > 1 and self.lex.has("articles", self.tokens[i - 1].text) else i - 1
        near = (*self.tokens[max(first, 0) : i], *self.tokens[i + 1 : i + 2])
        return any(t.kind == "number" or self._value(t, "ordinals") is not None for t in near)

    def _lower_month(self, raw: str, form: str) -> Fraction | None:
        """Months of languages that write them small, at the start of a sentence: not English "march"."""
        return None if raw.islower() else self.lex.value("months", form)

    def _with_unit(self, quantity: Quantity) -> tuple[Quantity, int]:
        """`quantity` with its unit and sign, and where the unit ends."""
        start, end = quantity.span
        unit_end = end
        unit = ""
        if (match := _units().match(self.folded, end, min(end + 30, len(self.folded)))) or (
            start and (match := _units().match(self.folded, start - 1, start))
        ):
            unit = match.lastgroup or ""
            start, unit_end = min(match.start(), start), max(match.end(), end)
        sign = self._sign(start)
        also = quantity.also
        if quantity.value < 1000 and (factor := self._factor(end)):
            also = (*also, quantity.value * factor)
            if factor == 60 and 12 < quantity.value <= 24:
                also = (*also, quantity.value - 12)  # "в 19 часов"
        return replace(quantity, span=Span(start, end), unit=unit, sign=sign, also=also), unit_end

    def _factor(self, position: int) -> int:
        """How many of the next smaller unit the one named at `position` has; 0 where it names none."""
        match = _factors().match(self.folded, position)
        return int((match.lastgroup or "f0")[1:]) if match else 0

    def _sign(self, start: int) -> int:
        before = self.folded[max(start - 12, 0) : start]
        if before[-1:] in ("+", "-") and (len(before) == 1 or before[-2] in " ("):
            return 1 if before[-1] == "+" else -1
        word = before.rstrip().rpartition(" ")[2]
        return -1 if self.lex.has("minus", word) else 1 if self.lex.has("plus", word) else 0


def _fits(group: Fraction | None, value: Fraction, lang: str = "") -> bool:
    """Whether "two hundred" may go on with "fifty": the lower place is still empty."""
    if not group:
        return True
    if lang == "en" and group in (18, 19, 20) and 10 <= value < 100:
        return True  # "nineteen ninety-five"
    if value.denominator != 1 or group.denominator != 1 or not value:
        return False
    if value < 10:
        return group % 10 == 0 and group % 100 != 10
    return group % 100 == 0 and value < 100 if value < 100 else group % 1000 == 0 and value < group


def _join(group: Fraction | None, value: Fraction) -> Fraction:
    if group in (18, 19, 20) and 10 <= value < 100:
        return 100 * group + value
    return (group or Fraction(0)) + value


def _date(text: str, numbers: list[tuple[Fraction, Span]]) -> Iterator[Quantity]:
    """Day, month and year of a date in digits."""
    if "-" in text:
        (year, at_year), (month, at_month), (day, at_day) = numbers
    else:
        (day, at_day), (month, at_month), (year, at_year) = numbers
    if "/" in text:  # which is the day depends on the country
        yield Quantity(day, "number", at_day, weak=True, also=(month,))
        yield Quantity(month, "month", at_month, weak=True, also=(day,))
    else:
        yield Quantity(day, "number", at_day)
        yield Quantity(month, "month", at_month)
    yield Quantity(year, "number", at_year, also=() if year >= 100 else (1900 + year, 2000 + year))


def _clock(hour: Fraction) -> Fraction:
    """An hour of the day on a twelve-hour clock."""
    return Fraction((hour - 1) % 12 + 1)


def _thousands(value: Fraction) -> int:
    """The last scale of a number read as a whole: 1000000 of 2000000."""
    return next((k for k in (10**12, 10**9, 10**6, 1000) if value >= k and value % k == 0), 1)


def _roman(numeral: str) -> Fraction:
    digits = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}[c] for c in numeral]
    return Fraction(sum(-a if a < b else a for a, b in pairwise([*digits, 0])))


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


def reads_words(lang: str) -> bool:
    """Whether number words of `lang` are read, not only its digits."""
    return lang in _TEXT2NUM or "cardinals" in lexicon(lang).tables


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
