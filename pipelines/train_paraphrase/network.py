"""The encoder with the head that `transcompare.paraphrase.head` runs, in torch."""

from __future__ import annotations

import math
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
    """Pairs as `[CLS] one [SEP] other [SEP]`, padded with zeros. (pairs, tokens) each."""

    ids: Tensor
    types: Tensor
    mask: Tensor
    first: Tensor
    """Tokens of the first text, by pair."""
    second: Tensor


class Logits(NamedTuple):
    """Of the pairs, and of every token of the two texts; what is not a token has one of no meaning."""

    pairs: Tensor
    one: Tensor
    other: Tensor


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
        """Read both texts together, or `apart`."""
        first, second = batch.first[:, None], batch.second[:, None]
        places = torch.arange(int(max(batch.first.max(), batch.second.max())) + 1)[None, :].expand(len(first), -1)
        if apart:
            spans = ((1, first), (first + 2, second))
            mine, theirs = (self._read(*_alone(batch, places, start, length)) for start, length in spans)
            mark = None
        else:
            states = self.bert(input_ids=batch.ids, token_type_ids=batch.types, attention_mask=batch.mask)
            states = states.last_hidden_state
            mine, theirs = (_gathered(states, places + start) for start in (1, first + 2))
            mark = states[:, 0]
        keys = [places <= length for length in (first, second)]  # with the mark behind: for what has no counterpart
        words = torch.cat([places < length for length in (first, second)], 1)
        one, told_one = self._side(mine, theirs, keys[1])
        other, told_other = self._side(theirs, mine, keys[0])
        pairs = self._pairs(torch.cat([one, other], 1), torch.cat([told_one, told_other], 1), words, mark)
        return Logits(pairs, one, other)

    def _read(self, ids: Tensor, mask: Tensor) -> Tensor:
        """The states of a text by itself, its first mark left out; equal texts are read once."""
        texts, which = torch.unique(torch.cat([ids, mask], 1), dim=0, return_inverse=True)
        width = ids.shape[1]
        states = self.bert(input_ids=texts[:, :width], attention_mask=texts[:, width:]).last_hidden_state
        return states[which, 1:]

    def _side(self, mine: Tensor, others: Tensor, keys: Tensor) -> tuple[Tensor, Tensor]:
        """Logit and features of each token of a text, beside what of the other one stands for it."""
        pairs, tokens, _ = mine.shape

        def by_head(values: Tensor) -> Tensor:
            return values.view(pairs, tokens, HEADS, WIDTH // HEADS).transpose(1, 2)

        query, key, value = by_head(self.q(mine)), by_head(self.k(others)), by_head(self.proj(others))
        scores = (query @ key.transpose(-1, -2) / math.sqrt(WIDTH // HEADS)).float()
        weights = scores.masked_fill(~keys[:, None, None, :], -1e9).softmax(-1).to(value.dtype)
        theirs = (weights @ value).transpose(1, 2).reshape(pairs, tokens, WIDTH)
        own = self.proj(mine)
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


def _alone(batch: Batch, places: Tensor, start: int | Tensor, length: Tensor) -> tuple[Tensor, Tensor]:
    """The ids of one text with a mark at either end, and which of them are there."""
    there = torch.gather(batch.ids, 1, (places + start).clamp(max=batch.ids.shape[1] - 1)) * (places <= length)
    mask = torch.cat([torch.ones_like(length), (places <= length).long()], 1)
    return torch.cat([batch.ids[:, :1], there], 1), mask


def _gathered(states: Tensor, places: Tensor) -> Tensor:
    """States at places, by pair; what is behind the last is of no meaning."""
    places = places.clamp(max=states.shape[1] - 1)
    return torch.gather(states, 1, places[..., None].expand(-1, -1, states.shape[-1]))
