"""The encoder with the head that `transcompare.paraphrase.head` runs, in torch."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn
from transformers import BertModel

HEADS = 4
WIDTH = 192
HIDDEN = 128
_NEVER = -1e4


class Batch(NamedTuple):
    """Sets of as many texts each, as `[CLS] text [SEP] text [SEP]` and so on, padded with zeros."""

    ids: Tensor
    """(sets, tokens), like the next two."""
    types: Tensor
    mask: Tensor
    starts: Tensor
    """(sets, texts): where each text begins."""
    lengths: Tensor
    """Its tokens, the mark behind it not counted."""


class Logits(NamedTuple):
    """Of the pairs of texts, and of every token of the two; what is not a token has one of no meaning."""

    pairs: Tensor
    """(sets, pairs), in the order of `itertools.combinations`."""
    one: Tensor
    """(sets, pairs, tokens)"""
    other: Tensor


class _Side(NamedTuple):
    """Texts as others are compared with them; (sets, texts, tokens and so on), or of pairs."""

    query: Tensor
    key: Tensor
    value: Tensor
    keys: Tensor
    """Which tokens are there, with the mark behind: for what has no counterpart."""
    words: Tensor
    """Without it."""

    def of(self, places: Sequence[int]) -> _Side:
        """One text of every pair; (sets * pairs, tokens and so on)."""
        return _Side(*(each[:, places].flatten(0, 1) for each in self))


class Network(nn.Module):
    """The names of its parts are in every checkpoint: do not change them."""

    def __init__(self, base: Path, dropout: float = 0.1) -> None:
        """`base` is the folder of the encoder; its embeddings stay as they are."""
        super().__init__()
        self.bert = BertModel.from_pretrained(
            base,
            add_pooling_layer=False,
            attn_implementation="eager",  # two and a half times as fast as the others, training in bf16 on a processor
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        self.bert.embeddings.requires_grad_(False)
        states = self.bert.config.hidden_size
        self.proj, self.q, self.k = (nn.Linear(states, WIDTH) for _ in range(3))
        with torch.no_grad():  # queries find the keys that are like them
            alike = torch.linalg.qr(torch.randn(states, WIDTH))[0].T
            for layer in (self.q, self.k):
                layer.weight.copy_(alike * 2)
                layer.bias.zero_()
        self.cmp = nn.Sequential(nn.Linear(4 * WIDTH, HIDDEN), nn.GELU(), nn.Linear(HIDDEN, HIDDEN), nn.GELU())
        self.tok = nn.Linear(HIDDEN, 1)
        self.out = nn.Sequential(nn.Linear(2 * HIDDEN + 1, HIDDEN), nn.GELU(), nn.Linear(HIDDEN, 1))
        self.cls = nn.Linear(states, HIDDEN)
        nn.init.zeros_(self.cls.weight)
        nn.init.zeros_(self.cls.bias)
        self.dr = nn.Dropout(dropout)

    def forward(self, batch: Batch, apart: bool = False) -> Logits:
        """Read the texts of a set together, or each by itself (`apart`)."""
        sets, count = batch.starts.shape
        places = torch.arange(int(batch.lengths.max()) + 1)
        lengths = batch.lengths[..., None]
        if apart:
            states, mark = self._read(batch, places), None
        else:
            read = self.encoded(batch)
            states, mark = _gathered(read, batch.starts[..., None] + places), read[:, :1]
        side = _Side(self.q(states), self.k(states), self.proj(states), places <= lengths, places < lengths)
        firsts, seconds = zip(*combinations(range(count), 2), strict=True)
        mine, theirs = side.of(firsts), side.of(seconds)
        one, told_one = self._told(mine, theirs)
        other, told_other = self._told(theirs, mine)
        if mark is not None:
            mark = mark.expand(-1, len(firsts), -1).flatten(0, 1)
        words = torch.cat([mine.words, theirs.words], 1)
        pairs = self._pairs(torch.cat([one, other], 1), torch.cat([told_one, told_other], 1), words, mark)
        return Logits(*(each.unflatten(0, (sets, len(firsts))) for each in (pairs, one, other)))

    def encoded(self, batch: Batch) -> Tensor:
        """The states of all tokens: (sets, tokens, width)."""
        read = self.bert(input_ids=batch.ids, token_type_ids=batch.types, attention_mask=batch.mask)
        states: Tensor = read.last_hidden_state
        return states

    def _read(self, batch: Batch, places: Tensor) -> Tensor:
        """The states of every text by itself, the mark before it left out."""
        there = (places <= batch.lengths[..., None]).long()
        ids = (_gathered(batch.ids[..., None], batch.starts[..., None] + places)[..., 0] * there).flatten(0, 1)
        first = batch.ids[:1, :1].expand(len(ids), 1)
        mask = torch.cat([torch.ones_like(first), there.flatten(0, 1)], 1)
        states = self.bert(input_ids=torch.cat([first, ids], 1), attention_mask=mask).last_hidden_state
        return torch.unflatten(states[:, 1:], 0, batch.starts.shape)

    def _told(self, mine: _Side, others: _Side) -> tuple[Tensor, Tensor]:
        """Logit and features of each token of a text, beside what of the other one stands for it."""

        def by_head(values: Tensor) -> Tensor:
            return values.unflatten(-1, (HEADS, WIDTH // HEADS)).transpose(1, 2)

        query, key, value = by_head(mine.query), by_head(others.key), by_head(others.value)
        scores = (query @ key.transpose(-1, -2) / math.sqrt(WIDTH // HEADS)).float()
        weights = scores.masked_fill(~others.keys[:, None, None, :], -1e9).softmax(-1).to(value.dtype)
        theirs = (weights @ value).transpose(1, 2).flatten(-2)
        own = mine.value
        told = self.cmp(self.dr(torch.cat([own, theirs, (own - theirs).abs(), own * theirs], -1)))
        return self.tok(self.dr(told)).squeeze(-1).float(), told.float()

    def _pairs(self, logits: Tensor, told: Tensor, words: Tensor, mark: Tensor | None) -> Tensor:
        mean = (told * words[..., None]).sum(1) / words.sum(1, keepdim=True)
        most = told.masked_fill(~words[..., None], _NEVER).max(1).values
        any_token = torch.logsumexp(logits.masked_fill(~words, _NEVER), 1, keepdim=True)
        aggregate = self.out[0](self.dr(torch.cat([mean, most, any_token], -1)))
        if mark is not None:
            aggregate = aggregate + self.cls(mark)
        return self.out[2](self.out[1](aggregate)).squeeze(-1).float()


def _gathered(states: Tensor, places: Tensor) -> Tensor:
    """(sets, texts, tokens, width): what is at `places`; behind the last it is of no meaning."""
    flat = places.clamp(max=states.shape[1] - 1).flatten(1)
    found = torch.gather(states, 1, flat[..., None].expand(-1, -1, states.shape[-1]))
    return found.unflatten(1, places.shape[1:])
