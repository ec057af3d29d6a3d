"""From how often fair human translations show as strong a sign of an error, to the confidence in it; and log-odds."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

MOST_CERTAIN = 0.9
"""No sign that only the model vouches for is surer."""


class Fair(NamedTuple):
    """What was seen in fair translations."""

    values: Sequence[float]
    """The strongest sign in every segment that has any, ascending."""
    segments: int
    """How many were looked at."""

    def confidence(self, value: float, error_rate: float) -> float:
        """P(error) of a sign so strong, where `error_rate` is the assumed share of segments with such an error."""
        as_strong = len(self.values) - bisect_left(self.values, value)
        tail = (as_strong + 1) / (self.segments + 2)
        return min(MOST_CERTAIN, error_rate / (error_rate + tail))


def log_odds(probability: float, surest: float) -> float:
    """Nats, of a probability of which no more is made than `surest`, and no less than 1 - `surest`."""
    probability = min(max(probability, 1 - surest), surest)
    return math.log(probability / (1 - probability))
