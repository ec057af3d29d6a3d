"""untranslated: a rendering that repeats words of the original instead of translating them.

A translation model scores a copy of its input as a good translation (COMET issue 192 has the figures), so this is for a
check that looks at the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from transcompare.checks.base import Finding, Pair
from transcompare.text import Span

_WORD = re.compile(r"[^\W\d_]{4,}")
_FEWEST = 4
_SHARE = 0.75
_RUNS = {
    "Cyrillic": re.compile(r"[\u0400-\u04ff]+(?:[ -]+[\u0400-\u04ff]+)*"),
    "Arabic": re.compile(r"[\u0620-\u06ff]+(?: +[\u0620-\u06ff]+)*"),
    "Hangul": re.compile(r"[\uac00-\ud7a3]+(?: +[\uac00-\ud7a3]+)*"),
    "Han": re.compile(r"[\u4e00-\u9fff]+"),
}
"""Words of scripts that texts in other scripts do not quote without need; Latin ones are everywhere."""
_MAJOR_WORDS = 3
"""So many words left in a row are a part of the statement that the reader does not get."""


class UntranslatedCheck:
    """Finds renderings that are copies, and words left in the original's script."""

    name: ClassVar[str] = "untranslated"
    version: ClassVar[str] = "3"

    def __call__(self, pair: Pair) -> tuple[Finding, ...]:
        """One finding for a copy, else one for each run of words left; none within one language."""
        if pair.original.lang == pair.rendering.lang:
            return ()
        return tuple(_copy(pair)) or tuple(_left(pair))


def _copy(pair: Pair) -> Iterator[Finding]:
    """The rendering as a whole, by its words of four letters and more: related languages share few of those."""
    original = {word.casefold() for word in _WORD.findall(pair.original.text)}
    rendering = [word.casefold() for word in _WORD.findall(pair.rendering.text)]
    copied = sum(word in original for word in rendering)
    same = _letters(pair.original.text) == _letters(pair.rendering.text)
    if same and len(rendering) < _FEWEST <= len(_letters(pair.rendering.text)):
        yield Finding(
            "untranslated",
            "major",
            0.8,
            "the rendering is the original, letter by letter",
            Span(0, len(pair.original.text)),
            Span(0, len(pair.rendering.text)),
        )
    elif len(rendering) >= _FEWEST and copied >= _SHARE * len(rendering):
        yield Finding(
            "untranslated",
            "major",
            0.95 if copied == len(rendering) else 0.8,
            f"{copied} of the rendering's {len(rendering)} longer words are words of the original",
            Span(0, len(pair.original.text)),
            Span(0, len(pair.rendering.text)),
        )


def _letters(text: str) -> str:
    """The letters of a text in one of the scripts of `_RUNS`; names and codes in Latin ones are the same everywhere."""
    is_foreign = any(pattern.search(text) for pattern in _RUNS.values())
    return "".join(filter(str.isalpha, text.casefold())) if is_foreign else ""


def _left(pair: Pair) -> Iterator[Finding]:
    """Runs of the original's words, in its script, inside a rendering that is written in another one."""
    original, rendering = pair.original.text.casefold(), pair.rendering.text
    letters = sum(map(str.isalpha, rendering))
    for script, pattern in _RUNS.items():
        runs = list(pattern.finditer(rendering))
        if 3 * sum(char.isalpha() for run in runs for char in run.group()) > 2 * letters:
            continue
        for run in runs:
            at = original.find(run.group().casefold())
            if at < 0 or len(original) != len(pair.original.text):
                continue
            words = len(run.group().split())
            noun = "word" if words == 1 else "words"
            yield Finding(
                "untranslated",
                "major" if words >= _MAJOR_WORDS else "minor",
                0.8,
                f"the rendering leaves {words} {script} {noun} of the original as they are",
                Span(at, at + len(run.group())),
                Span(*run.span()),
            )
