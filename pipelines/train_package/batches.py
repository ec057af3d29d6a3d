"""The order of the text: which sentences make up a step is a function of the seed and the step alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from pipelines.train_package.tokenize import BOS, EOS, FIRST_TOKEN, PAD, Corpus, Ints, Side


class Batch(NamedTuple):
    """One step's sentences, as tables of pieces."""

    source: Ints
    """Rows of pieces and EOS."""
    target: Ints
    """Rows of BOS, the target language's token, pieces and EOS."""
    predicted: Ints
    """Where in the flattened `target[:, 1:]` a piece is to be predicted: not padding, not the language's token."""


@dataclass(frozen=True)
class Epoch:
    """One pass over the text."""

    number: int
    items: Ints
    """By length, within one length at random."""
    batches: Ints
    """The order in which the batches come."""


class Batches:
    """All steps of a training; both directions of every pair are in every epoch.

    Sentences of like length make a batch. As every epoch has the same lengths, it has the same number of batches with
    the same bounds, so that any step can be found without going through those before it.
    """

    def __init__(self, corpus: Corpus, seed: int, batch_tokens: int, max_pieces: int) -> None:
        self._seed = seed
        first, second = corpus.first, corpus.second
        self._pairs = len(corpus.weights)
        self._both = Side(
            np.concatenate([first.pieces, second.pieces]),
            np.concatenate([first.starts, second.starts[1:] + first.starts[-1]]),
        )
        lengths = np.maximum(first.lengths, second.lengths)
        once = np.flatnonzero(lengths <= max_pieces)
        repeated = np.repeat(once, corpus.weights[once])
        # An item is a source sentence: of the first language, or behind all those of the second.
        self._items: Ints = np.concatenate([repeated, repeated + self._pairs])
        self._lengths: Ints = np.tile(lengths, 2)
        self._bounds = _bounds(np.sort(self._lengths[self._items]) + 2, batch_tokens)
        self._epoch: Epoch | None = None

    @property
    def sentences(self) -> int:
        """Source sentences of an epoch, repeated ones and both directions counted."""
        return len(self._items)

    @property
    def steps(self) -> int:
        """Steps of an epoch."""
        return len(self._bounds) - 1

    def batch(self, step: int) -> Batch:
        """The sentences of a step, the first being 0."""
        number, index = divmod(step, self.steps)
        if self._epoch is None or self._epoch.number != number:
            self._epoch = self._shuffled(number)
        index = int(self._epoch.batches[index])
        items = self._epoch.items[self._bounds[index] : self._bounds[index + 1]]
        tokens = FIRST_TOKEN + (items >= self._pairs).astype(np.int64)
        source = self._both.padded(items, (), (EOS,))
        target = self._both.padded((items + self._pairs) % (2 * self._pairs), (BOS, tokens), (EOS,))
        wanted = target[:, 1:] != PAD
        wanted[:, 0] = False
        return Batch(source, target, np.flatnonzero(wanted))

    def _shuffled(self, number: int) -> Epoch:
        draw = np.random.default_rng([self._seed, number])
        items = draw.permutation(self._items)
        items = items[np.argsort(self._lengths[items], kind="stable")]
        return Epoch(number, items, draw.permutation(self.steps))


def _bounds(lengths: Ints, tokens: int) -> Ints:
    """Where to cut sentences in order of length, so that a batch with its padding has at most so many tokens."""
    bounds = [0]
    while (start := bounds[-1]) < len(lengths):
        most = max(1, tokens // int(lengths[start]))
        longest = int(lengths[min(start + most, len(lengths)) - 1])
        bounds.append(min(start + max(1, tokens // longest), len(lengths)))
    return np.array(bounds)
