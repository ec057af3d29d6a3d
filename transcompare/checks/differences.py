"""Where two texts of one language, in stretches that they share word for word, have other words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from transcompare.checks.base import Pair, Unit
from transcompare.patterns import Token, tokens
from transcompare.text import Span

CONTEXT = 4
"""Words around the difference that have to be the same, those before and after it together."""
_LONGEST = 4
"""Words of the difference, on either side."""
_MOST = 600
"""Words of a part, above which it is not looked at: the time grows with their square."""


class Difference(NamedTuple):
    """Words of one text where the other, in the same surroundings, has others; one side may be empty."""

    original: Span | None
    rendering: Span | None
    unit: Unit


def differences(pair: Pair, context: int = CONTEXT) -> list[Difference]:
    """Where two texts of one language, in stretches that they share, have other words."""
    return [difference for unit in pair.units() for difference in _differences(pair, unit, context)]


def _differences(pair: Pair, unit: Unit, context: int) -> Iterator[Difference]:
    original, rendering = _words(pair.original.text, unit.original), _words(pair.rendering.text, unit.rendering)
    if max(len(original), len(rendering)) > _MOST:
        return
    matcher = SequenceMatcher(None, [t.word for t in original], [t.word for t in rendering], autojunk=False)
    steps = matcher.get_opcodes()
    for n, (kind, a, b, c, d) in enumerate(steps):
        if kind == "equal" or max(b - a, d - c) > _LONGEST or len(steps) == 1:
            continue
        before = steps[n - 1][2] - steps[n - 1][1] if n else context  # both begin here
        after = steps[n + 1][2] - steps[n + 1][1] if n + 1 < len(steps) else context
        if before + after >= context:
            yield Difference(_stretch(original[a:b]), _stretch(rendering[c:d]), unit)


def _words(text: str, span: Span) -> list[Token]:
    return [token for token in tokens(text) if token.is_word and token.span.overlaps(span)]


def _stretch(found: Sequence[Token]) -> Span | None:
    return Span(found[0].span.start, found[-1].span.end) if found else None
