"""How alike two texts of one language are in their letters."""

from __future__ import annotations

import re
from collections import Counter


class Trigrams:
    """Character trigrams of a text's words, as a multiset; those of neighbours add up."""

    __slots__ = ("grams", "total")

    def __init__(self, grams: Counter[str]) -> None:
        self.grams = grams
        self.total = grams.total()

    @classmethod
    def of(cls, text: str) -> Trigrams:
        """Those of a text, each word with a space on either side."""
        grams: Counter[str] = Counter()
        for word in re.findall(r"\w+", text.casefold()):
            padded = f" {word} "
            grams.update(padded[i : i + 3] for i in range(len(padded) - 2))
        return cls(grams)

    def __add__(self, other: Trigrams) -> Trigrams:
        return Trigrams(self.grams + other.grams)

    def similarity(self, other: Trigrams) -> float:
        """Dice coefficient of the two multisets, 0..1."""
        total = self.total + other.total
        small, large = sorted((self.grams, other.grams), key=len)
        shared = sum(min(count, large[gram]) for gram, count in small.items() if gram in large)
        return 2 * shared / total if total else 0.0
