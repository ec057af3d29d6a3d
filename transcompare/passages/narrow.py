"""Cuts a comparison down to the passages of the original that its rendering quotes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from transcompare.text import Span, to_raw

_JOINT = " "
"""Stands between two passages."""


class Segment(NamedTuple):
    """A segment of the original: its span in the normalised text, and of its translation what `translate` says."""

    span: Span
    translation: str
    doubt: str | None
    alternatives: Sequence[str] = ()
    logprob: float | None = None


def narrow(text: str, offsets: Sequence[int] | None, passages: Sequence[Sequence[Segment]]) -> dict[str, Any]:
    """The columns of a comparison whose original is `passages` only, one after the other with a space between.

    Args:
        text: the whole normalised original.
        offsets: its map to the text as given (`transcompare.text.to_raw`); the new one leads there as well. A space
            between two passages starts where the first one ends, so what spans both spans the gap.
        passages: not empty, each of one segment or more, in the order of the text.
    """
    parts: list[str] = []
    starts: list[int] = []
    sentences: list[dict[str, int]] = []
    length = 0
    for segments in passages:
        if parts:
            parts.append(_JOINT)
            length += len(_JOINT)
        whole = Span(segments[0].span.start, segments[-1].span.end)
        parts.append(whole.of(text))
        starts += range(*whole) if offsets is None else offsets[whole.start : whole.end]
        starts.append(to_raw(whole, offsets).end)
        sentences += [
            {"start": span.start - whole.start + length, "end": span.end - whole.start + length}
            for span in (segment.span for segment in segments)
        ]
        length += whole.length
    kept = [segment for segments in passages for segment in segments]
    return {
        "normalized_original": "".join(parts),
        "offsets_original": starts,
        "sentences_original": sentences,
        "translation": [segment.translation for segment in kept],
        "translation_doubts": [segment.doubt for segment in kept],
        "translation_alternatives": [segment.alternatives for segment in kept],
        "translation_logprobs": [segment.logprob for segment in kept],
        "reference_translation": " ".join(segment.translation for segment in kept),
    }


def nothing(offsets: Sequence[int] | None) -> dict[str, Any]:
    """The columns of a comparison with no passage at all: nothing to align, nothing to check."""
    return {
        "normalized_original": "",
        "offsets_original": [0] if offsets is None else [offsets[0]],
        "sentences_original": [],
        "translation": [],
        "translation_doubts": [],
        "translation_alternatives": [],
        "translation_logprobs": [],
        "reference_translation": None,
    }
