"""Which columns of a quote file hold versions: the long form's `text`, or those of the wide form."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from transcompare import languages
from transcompare.errors import LanguageError
from transcompare.registry import nearest

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


def fault(names: Collection[str], *, need_ids: bool = True) -> tuple[str, str] | None:
    """The missing column, and why a file with the columns `names` holds nothing usable; None if it may."""
    if need_ids and "quote_id" not in names:
        return "quote_id", f"The file has no column 'quote_id'. {_shown('quote_id', names)}"
    if "text" not in names and not version_columns(names):
        return "text", (
            "The file has no column 'text', nor 'original' and 'rendering', nor one a language ('ru', 'en'). "
            f"{_shown('text', names)}"
        )
    return None


def _shown(word: str, names: Iterable[str]) -> str:
    return nearest(word, [name[:40] for name in names][:30])


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
