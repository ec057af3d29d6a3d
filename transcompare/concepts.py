"""Concepts that a translation has to keep - an obligation, a condition, a rise - and the expressions that name them.

One TOML file for each check in `data/concepts/`:

    [concepts.must]
    label = "an obligation"     # for messages
    answers = ["need"]          # concepts of the other text that say as much
    opposites = ["may"]         # concepts that say the reverse: exchanged for these is critical
    alone = "both"              # said when nothing stands in its place: `lost`, `added`, `both` or `no`
    severity = "major"          # of an exchange; alone it is the same, or minor where the check is not sure

    [ru]
    must = ["долж*", "обязан*"] # patterns, see `transcompare.patterns`
    exempt = ["должность*"]     # no mention of anything

A concept with neither answers nor opposites that is not said alone is there to answer others, and never asked for.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, model_validator

from transcompare.patterns import Patterns, tokens
from transcompare.text import Span


class Concept(BaseModel):
    """What a concept means for a comparison."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    label: str
    answers: tuple[str, ...] = ()
    opposites: tuple[str, ...] = ()
    alone: Literal["lost", "added", "both", "no"] = "no"
    severity: Literal["minor", "major", "critical"] = "major"

    @property
    def background(self) -> bool:
        """Whether it is there to answer others only, and is never asked for itself."""
        return not self.answers and not self.opposites and self.alone == "no"


class Mention(NamedTuple):
    """A concept where a text names it."""

    concept: str
    span: Span


class Concepts(BaseModel):
    """The concepts of one check, and the patterns of every language that it knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    concepts: dict[str, Concept]
    languages: dict[str, dict[str, tuple[str, ...]]]

    @model_validator(mode="after")
    def _known(self) -> Concepts:
        known = self.concepts.keys()
        named = {name for concept in self.concepts.values() for name in (*concept.answers, *concept.opposites)}
        used = {name for table in self.languages.values() for name in table} - {"exempt"}
        if unknown := (named | used) - known:
            raise ValueError(f"no such concept: {min(unknown)}")
        for code, table in self.languages.items():
            twice = [phrase for phrase, times in Counter(p for ps in table.values() for p in ps).items() if times > 1]
            if twice:
                raise ValueError(f"{code}: two meanings of {twice}")
        return self

    def answered(self, concept: str, others: frozenset[str]) -> bool:
        """Whether a text with the concepts `others` says as much as `concept`."""
        return concept in others or not others.isdisjoint(self.concepts[concept].answers)


@cache
def exists(name: str) -> bool:
    """Whether there are concepts of that name."""
    return files("transcompare").joinpath(f"data/concepts/{name}.toml").is_file()


@cache
def load(name: str) -> Concepts:
    """The concepts of `data/concepts/NAME.toml`."""
    tables = tomllib.loads(files("transcompare").joinpath(f"data/concepts/{name}.toml").read_text(encoding="utf-8"))
    return Concepts(concepts=tables.pop("concepts"), languages=tables)


@lru_cache(maxsize=1024)
def mentions(name: str, text: str, lang: str) -> tuple[Mention, ...]:
    """What a text names of the concepts of a check, in order; nothing in a language without patterns.

    Kept for a while: an original is asked for with each of its renderings.
    """
    patterns = _patterns(name, lang)
    if patterns is None:
        return ()
    found = tokens(text)
    return tuple(
        Mention(concept, Span(found[start].span.start, found[end - 1].span.end))
        for concept, start, end in patterns.matches(found)
        if concept != "exempt"
    )


@cache
def _patterns(name: str, lang: str) -> Patterns[str] | None:
    table = load(name).languages.get(lang)
    if table is None:
        return None
    return Patterns((phrase, concept) for concept, phrases in table.items() for phrase in phrases)
