"""The runs of neighbouring segments that have the most evidence in all, by dynamic programming."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import median_low

_BAR = 0.65
"""How far from its rivals to the best candidate a segment must come to belong to the passage."""
_DOUBTFUL, _SURE, _MOST = 0.8, 3.5, 4.0
"""Evidence (nats a token) that never is enough, that always is, and that no segment has more of."""
_SKIP = 0.3
"""Lost for each code point of a segment that nothing is known of."""


def background(evidence: Iterable[float]) -> float:
    """The evidence of a segment that has nothing to do with the piece: the median of all candidates but the best."""
    rivals = sorted(evidence)[:-1]
    return median_low(rivals) if rivals else _DOUBTFUL


def gains(evidence: Mapping[int, float], lengths: Sequence[int]) -> dict[int, float]:
    """What each candidate adds to a passage, from the evidence that it says the same as one piece of a rendering.

    How much evidence segments get that have nothing to do with the piece depends on subject and style. So a segment
    belongs to the passage where it comes near the best of its rivals, as seen from their median.

    Args:
        evidence: in nats a token, by segment.
        lengths: code points of every segment.
    """
    if not evidence:
        return {}
    low = background(evidence.values())
    bar = min(_SURE, max(_DOUBTFUL, low + _BAR * (max(evidence.values()) - low)))
    return {i: lengths[i] * (min(value, _MOST) - bar) for i, value in evidence.items()}


def runs(gain: Mapping[int, float], lengths: Sequence[int], jump: float) -> list[tuple[int, int]]:
    """The runs of segments, half-open ranges of indices in order, with the highest gain in all; none if none is > 0.

    Args:
        gain: of the segments that something is known of.
        lengths: code points of every segment.
        jump: lost for each run but the first; a third of it where only one segment lies between.
    """
    near = sorted({j for i in gain for j in (i - 1, i, i + 1) if 0 <= j < len(lengths)})
    closed: tuple[float, tuple[tuple[int, int], ...]] = (0.0, ())
    last = closed  # the best that ends with the segment before
    before = -2
    for i in near:
        here = gain.get(i, -_SKIP * lengths[i])
        options = []
        if here > 0:
            lost = 0.0 if not closed[1] else jump / 3 if i - closed[1][-1][1] <= 1 else jump
            options.append((closed[0] - lost + here, (*closed[1], (i, i + 1))))
        if before == i - 1:
            options.append((last[0] + here, (*last[1][:-1], (last[1][-1][0], i + 1))))
        if options:
            last, before = max(options, key=lambda option: option[0]), i
            closed = max(closed, last, key=lambda option: option[0])
    return list(closed[1])
