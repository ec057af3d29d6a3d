"""The network over the encoder: soft alignment of two texts, comparison word by word, aggregation.

Source: Parikh et al. (2016), A Decomposable Attention Model for Natural Language Inference, with several heads, and a
logit for every token besides that of the pair (log-sum-exp of theirs is one of its inputs).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


class Compared(NamedTuple):
    """Two texts side by side."""

    different: float
    """Probability that they differ materially."""
    one: Floats
    """For every token of the first text: probability that the other says something else there."""
    other: Floats


class _Side(NamedTuple):
    """A text as the others are compared with it; (heads, tokens, width of a head), but for `tokens`."""

    query: Floats
    key: Floats
    """With the mark behind the text: what has no counterpart."""
    value: Floats
    tokens: Floats
    """(tokens, width)"""


class Head:
    """The weights, and what is done with them."""

    def __init__(self, weights: Mapping[str, npt.NDArray[Any]]) -> None:
        """Arrays by name as `pipelines.train_paraphrase` writes them; those of linear layers are (in, out)."""
        self._weights = {name: np.asarray(array, dtype=np.float32) for name, array in weights.items()}
        self._heads = int(self._weights["heads"])
        self.together = int(self._weights.get("together", np.array(2)))
        """How many texts the encoder has learnt to read together."""

    def compare(self, hidden: Floats, lengths: Sequence[int], pairs: Iterable[tuple[int, int]]) -> list[Compared]:
        """Of each pair of texts, by their numbers.

        `hidden` is the encoder's last layer of `[CLS] text [SEP] text [SEP]` and so on, a row a token; `lengths` are
        the tokens of each text.
        """
        ends = [2 + sum(lengths[: i + 1]) + i for i in range(len(lengths))]
        spans = [slice(end - length - 1, end) for end, length in zip(ends, lengths, strict=True)]
        sides = [self._side(hidden[span]) for span in spans]  # each with the mark behind it
        mark = self._linear("cls", hidden[0])
        return [self._pair(mark, sides[i], sides[j]) for i, j in pairs]

    def _pair(self, mark: Floats, one: _Side, other: _Side) -> Compared:
        (here, told_here), (there, told_there) = self._told(one, other), self._told(other, one)
        logits, told = np.concatenate([here, there]), np.concatenate([told_here, told_there])
        top = logits.max()
        any_token = top + np.log(np.exp(logits - top).sum())
        features = np.concatenate([told.mean(axis=0), told.max(axis=0), [any_token]]).astype(np.float32)
        aggregate = self._linear("aggregate", features) + mark
        return Compared(float(_sigmoid(self._linear("out", _gelu(aggregate)))[0]), _sigmoid(here), _sigmoid(there))

    def _side(self, text: Floats) -> _Side:
        query, key, value = (self._linear(name, text) for name in ("query", "key", "value"))
        return _Side(self._by_head(query[:-1]), self._by_head(key), self._by_head(value), value[:-1])

    def _told(self, text: _Side, beside: _Side) -> tuple[Floats, Floats]:
        """Logit and features of each token of a text, beside what of the other one stands for it."""
        scores = text.query @ beside.key.transpose(0, 2, 1) / np.sqrt(np.float32(text.query.shape[-1]))
        weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
        weights /= weights.sum(axis=-1, keepdims=True)
        mine = text.tokens
        theirs = (weights @ beside.value).transpose(1, 0, 2).reshape(mine.shape)
        features = np.concatenate([mine, theirs, np.abs(mine - theirs), mine * theirs], axis=1)
        told = _gelu(self._linear("compare2", _gelu(self._linear("compare1", features))))
        return self._linear("token", told)[:, 0], told

    def _linear(self, name: str, values: Floats) -> Floats:
        product: Floats = values @ self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"]
        return product

    def _by_head(self, values: Floats) -> Floats:
        """(heads, tokens, width of a head)"""
        return values.reshape(len(values), self._heads, -1).transpose(1, 0, 2)


def _gelu(values: Floats) -> Floats:
    """Hendrycks and Gimpel (2016), with the hyperbolic tangent."""
    inner = np.float32(np.sqrt(2 / np.pi)) * (values + np.float32(0.044715) * values**3)
    product: Floats = np.float32(0.5) * values * (1 + np.tanh(inner))
    return product


def _sigmoid(values: Floats) -> Floats:
    squashed: Floats = (1 / (1 + np.exp(-values))).astype(np.float32)
    return squashed
