"""Which columns of a quote file hold versions: the long form's `text`, or those of the wide form."""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from transcompare import languages
from transcompare.errors import LanguageError

NOT_LANGUAGES = frozenset(
    {"am", "an", "as", "co", "id", "ie", "in", "io", "is", "my", "no"}
    | {"nr", "or", "os", "sc", "sn", "so", "st", "ti", "to", "ts"}
)
"""Language codes that, as the name of a column, mostly mean something else.

A column `id` is an identifier and `no` a number, not Indonesian and Norwegian; `sc` is a score, `ts` a
timestamp, others are English words. For the languages, write `text_id` and `text_no`.
"""

_NUMBER = r"(?:[-_]?([0-9]{1,2}))?"
_ROLE = re.compile(rf"(?:text_)?(original|rendering){_NUMBER}")
_LANGUAGE = re.compile(
    r"(text[-_])?"
    r"(([A-Za-z]{2,3})(?:[-_][A-Za-z]{4})?(?:[-_]([A-Za-z]{2}|[0-9]{3}))?)"  # language, script, region
    rf"{_NUMBER}"
)


@dataclass(frozen=True, slots=True)
class VersionColumn:
    """A column of the wide form: each of its non-blank cells is one version."""

    name: str
    role: Literal["original", "rendering"] | None = None
    """What the name says; None for a language column, where the order decides."""
    lang: str | None = None
    """ISO 639-1 by the name; None for `original` and `rendering`."""
    declared: str | None = None
    """The column that holds the language of each cell, such as `rendering_lang`."""
    bare: bool = False
    """Whether the name is a language code alone, which beside a `text` may well mean something else."""


def version_columns(names: Collection[str]) -> list[VersionColumn]:
    """The columns among `names` that hold versions in the wide form, in order.

    `original`, `rendering`, `rendering_2`; `text_ru`, `text_en_2`; `ru`, `en_2`, `zh-Hans`, `pt_BR`. A name
    that is nothing but a code has to be ISO 639-1 and not in `NOT_LANGUAGES`.
    """
    found = (_version_column(name, names) for name in names)
    return [column for column in found if column is not None]


def fault(
    names: Collection[str], *, need_ids: bool = True, given: Mapping[str, str] | None = None
) -> tuple[str, str] | None:
    """The missing column, and why a file with the columns `names` holds nothing usable; None if it may.

    `given` is what the user says that columns are called (`[read] columns`); `names` are those after renaming.
    """
    for name, own in (given or {}).items():
        if name not in names:
            return own, f"The file has no column '{own[:40]}', which was given for '{name}'. {_shown(names)}"
    if need_ids and "quote_id" not in names:
        return "quote_id", f"The file has no column 'quote_id'. {_shown(names)}{_advice(names)}"
    if "text" not in names and not version_columns(names):
        return "text", (
            "The file has no column 'text', nor 'original' and 'rendering', nor one a language ('ru', 'en'). "
            f"{_shown(names)}{_advice(names)}"
        )
    return None


def _shown(names: Iterable[str]) -> str:
    return f"It has: {', '.join(name[:40] for name in [*names][:30])}."


_USUAL = {
    "quote_id": r"(quote|statement|item|case)?[ _-]?(id|n[or]\.?|number|№)|statement|case|номер",
    "original": r"(text[ _-]?)?(original|source text|оригинал)\b.*",
    "rendering": r"(text[ _-]?)?(rendering|translation|target|перевод)\b.*",
    "text": r"text|quote|quotation|quoted text|statement[ _-]text|segment|sentence|content|цитата|текст",
    "lang": r"lang|language|locale|язык",
    "role": r"role",
    "speaker": r"speaker|who|said by|спикер",
    "outlet": r"outlet|media|medium|newspaper|publication|publisher|source|издание|сми",
    "date": r"date|published|дата",
    "url": r"url|link|ссылка",
}
"""What spreadsheets call the columns, lower case; the first that fits. Only proposed, never taken for granted."""


def _advice(names: Collection[str]) -> str:
    """How to say which column is which, with a guess where a name is usual."""
    guesses: dict[str, str] = {}
    for own in names:
        meant = next((name for name, usual in _USUAL.items() if re.fullmatch(usual, own.strip().casefold())), own)
        if meant in _USUAL and meant not in (*guesses, *names) and len(own) <= 40:
            guesses[meant] = own
    if "text" not in (*guesses, *names) and not {"original", "rendering"} & {*guesses}:
        guesses["text"] = "YOURS"
    if "quote_id" not in (*guesses, *names):
        guesses = {"quote_id": "YOURS"} | guesses
    options = " ".join(f"--column {shlex.quote(f'{name}={own}')}" for name, own in guesses.items())
    return f" Rename them, or tell `run` which is which: {options}"


def _version_column(name: str, names: Collection[str]) -> VersionColumn | None:
    if match := _ROLE.fullmatch(name):
        role: Literal["original", "rendering"] = "original" if match[1] == "original" else "rendering"
        number = match[2] or ""
        spellings = (f"{name}_lang", f"lang_{name}", f"{role}_lang_{number}", f"{role}_lang{number}")
        return VersionColumn(name, role, declared=next((s for s in spellings if s in names), None))
    match = _LANGUAGE.fullmatch(name)
    if match is None:
        return None
    prefix, tag, primary, region = match[1], match[2], match[3].lower(), match[4]
    bare = prefix is None
    if bare and (primary in NOT_LANGUAGES or not languages.is_iso_639_1(primary)):
        return None
    if region and not languages.is_territory(region):
        return None
    try:
        return VersionColumn(name, lang=languages.canonical(tag), bare=bare)
    except LanguageError:
        return None
