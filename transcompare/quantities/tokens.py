"""A text cut into numbers in digits, words and marks, before any of it is given a value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from transcompare.quantities.lexicons import CJK, TEXT2NUM
from transcompare.text import Span

_HAN_NUMBER = r"(?:\d[\d,.]*|[%(digits)s])?[%(scales)s](?:\d[\d,.]*|[%(digits)s%(scales)s])*"
_CJK_NUMBER = {
    "ko": r"\d[\d,.]*[십백천만억조](?:\s?\d[\d,.]*[십백천만억조]|[십백천만억조])*(?:\d+)?",
    "zh": _HAN_NUMBER % {"digits": "〇零一二两三四五六七八九", "scales": "十百千万亿萬億"},
    "ja": _HAN_NUMBER % {"digits": "〇零一二三四五六七八九", "scales": "十百千万億兆"},
}

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


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a text."""

    kind: str
    """The name of the group of the pattern that matched."""
    text: str
    """Folded, see `lexicons.fold`."""
    span: Span
    value: Fraction | None = None
    """Where text2num has read it."""
    role: str = ""
    """The table of a lexicon that `value` is to count as."""


def tokenise(text: str, folded: str, lang: str) -> list[Token]:
    """The tokens of `text`, whose folded form is `folded`, in order."""
    tokens = [t for match in _pattern(lang).finditer(text) for t in _split(match, folded)]
    return _spoken(tokens, lang) if lang in TEXT2NUM else tokens


@cache
def _pattern(lang: str) -> re.Pattern[str]:
    cjk = f"| (?P<cjk>{_CJK_NUMBER[lang]})" if lang in CJK else ""
    # Where words are not separated by blanks, letters before digits are no name.
    letters = "[A-Za-z]+" if lang in CJK else r"[^\W\d_]+"
    return re.compile(_PATTERN % (cjk, letters), re.VERBOSE)


def _split(match: re.Match[str], folded: str) -> Iterator[Token]:
    kind = match.lastgroup or ""
    span = Span(*match.span())
    if kind == "number" and not _parsable(match.group()):
        for part in re.finditer(r"\d+", match.group()):
            start = span.start + part.start()
            yield Token(
                "number" if "," in match.group() else "code", part.group(), Span(start, start + len(part.group()))
            )
    else:
        yield Token(kind, span.of(folded), span)


def _parsable(digits: str) -> bool:
    """Whether the separators are those of one number: not of a list ("1,2,3") or of a version ("1.2.3")."""
    return bool(re.fullmatch(r"\d[\d ]*(?:[.,]\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+(?:,\d+)?", digits))


def _spoken(tokens: list[Token], lang: str) -> list[Token]:
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
        merged[run.start : run.end] = [Token("word", text, span, value, role)]
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
