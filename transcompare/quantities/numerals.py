"""The values of digits, of Chinese, Japanese and Korean numerals, and of Roman ones."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from itertools import pairwise

from transcompare.quantities.lexicons import CJK

MAX_DIGITS = 30
"""A longer run of digits is an identifier, not a quantity."""

_HANGUL = {"십": 10, "백": 100, "천": 1000, "만": 10**4, "억": 10**8, "조": 10**12}
_HAN = {"两": 2, "亿": 10**8, "億": 10**8, "兆": 10**12, "萬": 10**4}


def read_digits(digits: str, lang: str) -> tuple[Fraction, tuple[Fraction, ...]]:
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
    english = lang in ("en", *CJK)
    if (separator == ".") == english:
        return decimal, (grouped,)
    return grouped, () if separator == "," else (decimal,)


def read_cjk(text: str) -> Fraction:
    """Digits or numerals with the scales 10, 100, 1000, 10^4, 10^8, 10^12."""
    total = section = Fraction(0)
    number: Fraction | None = None
    for part in re.findall(r"\d[\d,.]*|\S", text):
        if part[0].isdecimal():
            number = read_digits(part.rstrip(".,"), "ko")[0]
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


def read_roman(numeral: str) -> Fraction:
    """The value of a Roman numeral in capitals."""
    digits = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}[c] for c in numeral]
    return Fraction(sum(-a if a < b else a for a, b in pairwise([*digits, 0])))
