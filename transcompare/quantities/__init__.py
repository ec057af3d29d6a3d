"""Numbers of a text as values: digits with the separators of any locale, number words, scales, units, dates.

Pure extraction, no comparison. A quantity may have several readings ("1,000" in Russian is 1 or 1000, "полгода" is
half a year or six months, "1990-е" is 1990 or 90): `value` is the likeliest, `also` has the others. Weak quantities
("one of", "first of all", "F-16", "both") can explain a number of the other text but are no evidence themselves.

Russian, Ukrainian and English number words come from `data/numbers.toml`, in all their forms; those of German,
Spanish and French from text2num; month names from CLDR (Babel); Chinese, Japanese and Korean have digits with their
scales (10만, 12万, 三百). Any other language: digits only.
"""

from transcompare.quantities.extract import quantities
from transcompare.quantities.lexicons import fold, lexicon, reads_words
from transcompare.quantities.quantity import Quantity
from transcompare.quantities.reckoned import reckoned, totals

__all__ = ["Quantity", "fold", "lexicon", "quantities", "reads_words", "reckoned", "totals"]
