"""Language codes, from the Unicode CLDR that Babel carries: one spelling a language, and English names."""

from __future__ import annotations

import difflib
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from transcompare.errors import LanguageError

if TYPE_CHECKING:
    from babel import Locale

_WELL_FORMED = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})*")
_NOT_A_LANGUAGE = {"mul", "und", "zxx"}


@lru_cache(maxsize=4096)
def canonical(code: str) -> str:
    """The ISO 639-1 code of `code`: its lower-case primary subtag, for the few without one ISO 639-3.

    BCP 47, `pt_BR`, ISO 639-2 and 639-3 (`rus`, `ger`) and withdrawn codes (`iw`) are understood.

    Raises:
        LanguageError: no language has this code; the message names the nearest one.
    """
    match = _WELL_FORMED.fullmatch(code.strip())
    primary = match[1].lower() if match else ""
    if is_iso_639_1(primary):
        return primary
    found = _aliases().get(primary, primary)
    if found not in _names() or found in _NOT_A_LANGUAGE:
        raise LanguageError(f"'{code[:40]}' is not a language code. {_hint(code.strip()[:40])}")
    return found


def name(code: str) -> str:
    """The English name of a language: `name("ru") == "Russian"`.

    Raises:
        LanguageError: no language has this code.
    """
    return _names()[canonical(code)]


def is_iso_639_1(code: str) -> bool:
    """Whether `code`, as it stands, is a two-letter code in use: `ru`, but not `RU`, `rus` or `iw`."""
    return len(code) == 2 and code in _names()


def two_letter() -> dict[str, str]:
    """Every two-letter code in use, with the language's English name."""
    return {code: english for code, english in _names().items() if len(code) == 2}


def is_territory(code: str) -> bool:
    """Whether `code`, in any case, is an ISO 3166 region or a UN M.49 area: `BR`, `br`, `419`."""
    return code.upper() in _locale().territories


def _hint(code: str) -> str:
    """What was probably meant: a language's name, a country's code, or a misspelt code."""
    from babel.languages import get_official_languages

    by_name = {english.casefold(): key for key, english in _names().items()}
    by_name |= {native.casefold(): key for native, key in _native_names().items()}
    spelt = difflib.get_close_matches(code.casefold(), by_name, n=1, cutoff=0.8)
    if spelt:
        meant = [by_name[spelt[0]]]
    elif len(code) == 2 and is_territory(code):
        country = code.upper()
        tags = get_official_languages(country) or get_official_languages(country, de_facto=True)
        meant = sorted({canonical(tag) for tag in tags})
    else:
        primary = re.split(r"[-_]", code.casefold())[0]
        close = difflib.get_close_matches(primary, _aliases(), n=1, cutoff=0.6) if len(primary) > 2 else []
        meant = [_aliases()[alias] for alias in close if _aliases()[alias] in _names()]
    quoted = " or ".join(f"'{key}' ({_names()[key]})" for key in meant)
    question = f"Did you mean {quoted}? " if meant else ""
    return f"{question}Use ISO 639-1, such as 'ru' or 'en', or leave it empty to have the language detected."


@cache
def _names() -> dict[str, str]:
    """Code to English name, of languages without script or region."""
    languages = _locale().languages
    return {code: str(languages[code]) for code in sorted(languages) if code.isalpha()}


@cache
def _native_names() -> dict[str, str]:
    """What some languages call themselves, to code: people write "русский" where a code is due."""
    from babel import Locale

    codes = ("ru", "uk", "be", "en", "de", "es", "fr", "it", "pt", "pl", "ko", "ja", "zh", "ar", "tr")
    return {str(Locale(code).language_name): code for code in codes}


@cache
def _aliases() -> dict[str, str]:
    """Three-letter and withdrawn codes to the code in use."""
    from babel.core import get_global

    return {old: new.partition("_")[0] for old, new in get_global("language_aliases").items()}


@cache
def _locale() -> Locale:
    from babel import Locale

    return Locale("en")
