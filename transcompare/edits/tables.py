"""The data files: what may be said instead, by language and category.

The rules of a language are in `data/edits/LANG.toml`, in a table for each category:

    [modality]
    swap = [["may", "will"]]            # phrases of a group stand for one another; `""` is nothing
    replace = [["is", "may be"]]        # only the others for the first; alone, it hides shorter phrases inside it
    verbs = [["rise", "fall"]]          # the same in every form of the verbs: rose - fell, has risen - has fallen
    nouns = [["import", "export"]]      # the same in singular and plural
    drop = ["if", "provided that"]      # these words and the rest of their clause can be left out
    exchange = "numbers"                # two neighbouring `numbers` or `names` of a sentence change places

    [[modality.rules]]                  # `replace` with a context
    match = ["{past}"]
    to = ["did not {base}"]
    only_after = "perfect"              # a list of words; `not_after` and `not_before` likewise
    rank = 1                            # tried later than the suggestions that have 0

A phrase may have the wildcards of `transcompare.patterns`; in the replacement, the first wildcard stands for what
the first of the phrase matched, a `stem*` for the new stem with the printed ending, and so on. `<name>` is each word of
the list `words.name`, the same on both sides; `{base}`, `{third}`, `{past}`, `{participle}` and `{gerund}` are the
forms of each verb of `[verbs]`. Capital letters in a phrase are asked for in the text (`US`, `May`).
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict


def languages() -> frozenset[str]:
    """ISO 639-1 codes of the languages that have edits."""
    found = files("transcompare").joinpath("data/edits").iterdir()
    return frozenset(file.name.removesuffix(".toml") for file in found if file.name.endswith(".toml"))


def table(lang: str) -> Table:
    """The data file of one of the `languages`."""
    data = files("transcompare").joinpath(f"data/edits/{lang}.toml").read_text(encoding="utf-8")
    return Table.model_validate(tomllib.loads(data))


class Rule(BaseModel):
    """Phrases that may be replaced where the words around allow it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    match: tuple[str, ...]
    to: tuple[str, ...]
    only_after: str = ""
    not_after: str = ""
    not_before: str = ""
    rank: int = 0
    """How many suggestions for other places are tried before."""


class Category(BaseModel):
    """What may be exchanged, dropped or inserted in one category."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    swap: tuple[tuple[str, ...], ...] = ()
    replace: tuple[tuple[str, ...], ...] = ()
    verbs: tuple[tuple[str, ...], ...] = ()
    nouns: tuple[tuple[str, ...], ...] = ()
    rules: tuple[Rule, ...] = ()
    drop: tuple[str, ...] = ()
    exchange: Literal["numbers", "names"] | None = None


class Verbs(BaseModel):
    """Lemmas, and how they are inflected."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    regular: str = ""
    irregular: tuple[str, ...] = ()
    """Base, past, participle and, where it is irregular too, third person."""
    doubled: str = ""
    """Regular verbs that double their last letter."""
    also_nouns: str = ""
    """Verbs whose third person is as likely a noun: `plans`. Alone in a phrase it is not taken for the verb."""


class Table(BaseModel):
    """The data file of a language."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    vowel: str = ""
    """Regular expression of the words that take `an`."""
    words: dict[str, tuple[str, ...]] = {}
    inflection: dict[str, tuple[tuple[str, str], ...]] = {}
    """For each form (and `plural`) endings as regular expressions and what replaces them; the first that fits."""
    verbs: Verbs = Verbs()
    categories: dict[str, Category]
