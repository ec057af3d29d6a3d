"""Which texts the model reads together: those of one statement, as many as it has learnt to, and as fit."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from typing import NamedTuple

MAX_TOKENS = 512
"""Of a reading, in WordPiece tokens, with the marks between the texts; a pair that is longer is not read."""

Pair = tuple[str, str]


class Reading(NamedTuple):
    """Different texts in their order, and which of them are compared."""

    texts: tuple[str, ...]
    pairs: tuple[Pair, ...]

    @property
    def numbers(self) -> list[tuple[int, int]]:
        """The places of the texts of each pair."""
        places = {text: place for place, text in enumerate(self.texts)}
        return [(places[one], places[other]) for one, other in self.pairs]


def readings(pairs: Set[Pair], lengths: Mapping[str, int], together: int) -> list[Reading]:
    """So that every pair, each in its order, is compared once, but for those that are too long.

    `lengths` has the tokens of every text. At most `together` texts, two at least, are read together: any two blocks of
    half as many, or of fewer where texts are long.
    """
    asked = Counter(text for pair in pairs for text in pair)
    texts = sorted(asked, key=lambda text: (-asked[text], text))
    found: list[Reading] = []
    for size in range(together // 2, 0, -1):
        found = _by_blocks(pairs, {text: number // size for number, text in enumerate(texts)})
        fit = [each for each in found if length(lengths[text] for text in each.texts) <= MAX_TOKENS]
        if len(fit) == len(found):
            break
        found = fit
    return found


def _by_blocks(pairs: Set[Pair], block: Mapping[str, int]) -> list[Reading]:
    """The pairs of any two blocks together; those inside one with the first that it is read with."""
    by_blocks: defaultdict[tuple[int, ...], set[Pair]] = defaultdict(set)
    for pair in pairs:
        by_blocks[tuple(sorted({block[text] for text in pair}))].add(pair)
    homes: dict[int, tuple[int, ...]] = {}
    for both in sorted(by_blocks, key=lambda blocks: (-len(blocks), blocks)):
        for one in both:
            home = homes.setdefault(one, both)
            if len(both) == 1 and home != both:
                by_blocks[home] |= by_blocks.pop(both)
    return [
        Reading(tuple(sorted({text for pair in own for text in pair})), tuple(sorted(own)))
        for _, own in sorted(by_blocks.items())
    ]


def in_order(pair: Pair) -> Pair:
    """The same for both orders."""
    return min(pair), max(pair)


def length(tokens: Iterable[int]) -> int:
    """Of `[CLS] text [SEP] text [SEP]` and so on, from the tokens of each text."""
    return 1 + sum(count + 1 for count in tokens)
