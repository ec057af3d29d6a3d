"""Stage: the language of every text, declared or detected, and whether the two agree."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import polars as pl
from pydantic import Field, field_validator

from transcompare.detection import (
    UNDETERMINED,
    Detection,
    alike,
    default_candidates,
    detect,
    scripts_of,
    with_profile,
)
from transcompare.stages.base import Stage

CONTRADICTION = 0.95
"""Confidence needed to contradict a declaration: it is evidence too, so more than it takes to name a language."""


class Language(NamedTuple):
    """What the stage adds to one row."""

    language: str
    language_detected: str
    language_confidence: float
    language_note: str | None


class Detect(Stage):
    """Adds `language`: the declared one, else the one detected in `normalized`, else `und`.

    The text never overrules the declaration, but `language_note` says when it contradicts it. A language that is not
    declared and cannot be told with enough confidence is `und`, with a note, never a guess.
    """

    name: ClassVar[str] = "detect"
    requires: ClassVar[dict[str, Any]] = {"normalized": pl.String, "lang": pl.String}
    provides: ClassVar[dict[str, Any]] = {
        "language": pl.String,
        "language_detected": pl.String,
        "language_confidence": pl.Float64,
        "language_note": pl.String,
    }

    candidates: tuple[str, ...] = Field(default_factory=default_candidates)
    """Languages to choose among (ISO 639-1) where a script is used for several; a declared one is always added."""

    @field_validator("candidates")
    @classmethod
    def _known(cls, candidates: tuple[str, ...]) -> tuple[str, ...]:
        unknown = sorted(set(candidates) - with_profile())
        if unknown:
            raise ValueError(f"no n-gram profile for {', '.join(unknown)}; known: {', '.join(sorted(with_profile()))}")
        return tuple(sorted(set(candidates)))

    def process(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Detect each distinct pair of text and declared language once."""
        texts, declared = frame["normalized"].to_list(), frame["lang"].to_list()
        known = {pair: self._language(*pair) for pair in dict.fromkeys(zip(texts, declared, strict=True))}
        rows = [known[pair] for pair in zip(texts, declared, strict=True)]
        return frame.with_columns(
            pl.Series(column, values, dtype)
            for (column, dtype), values in zip(
                self.provides.items(), zip(*rows, strict=True) if rows else [()] * 4, strict=True
            )
        )

    def _language(self, text: str | None, lang: str | None) -> Language:
        declared = (lang or "").partition("-")[0].lower()
        if declared in ("", UNDETERMINED):
            found = detect(text or "", self.candidates)
            note = _failure(found) if found.language == UNDETERMINED and text is not None else None
            return Language(found.language, found.language, found.confidence, note)
        found = detect(text or "", tuple(sorted({*self.candidates, declared} & with_profile())))
        return Language(declared, found.language, found.confidence, _contradiction(declared, found))


def _failure(found: Detection) -> str:
    if found.best == UNDETERMINED:
        return f"the language cannot be told: {_script(found)}"
    return f"the language cannot be told; the best guess is {_name(found.best)} ({found.confidence:.2f})"


def _contradiction(declared: str, found: Detection) -> str | None:
    """A note where the text is in another language, or at least in another script, than declared.

    Languages that detection does not know are left alone: it would take them for a relative.
    """
    scripts = scripts_of(declared)
    known = bool(scripts) or declared in with_profile()
    if not known:
        return None
    if found.language != UNDETERMINED and found.confidence >= CONTRADICTION and not alike(found.language, declared):
        return f"declared '{declared}', the text looks {_name(found.language)} ({found.confidence:.2f})"
    if found.script and scripts and found.script not in scripts:
        return f"declared '{declared}', {_script(found)}"
    return None


def _script(found: Detection) -> str:
    return f"most letters are {found.script.title()}" if found.script else "no script has most of the letters"


def _name(language: str) -> str:
    """The English name of a language."""
    from babel import Locale

    return str(Locale("en").languages.get(language, language))
