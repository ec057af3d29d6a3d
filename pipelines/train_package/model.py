"""The model: a small Transformer with layer norm before each block and one table of embeddings for everything.

Sources: Vaswani et al. (2017), attention is all you need; Xiong et al. (2020), on layer normalization in the
Transformer (norm first, so that training needs no long warm-up); Press and Wolf (2017), tied embeddings; a deep encoder
with a shallow decoder as in Kasai et al. (2021), since decoding is what takes the time.
"""

from __future__ import annotations

import math

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

from pipelines.train_package.export import positions
from pipelines.train_package.recipe import Size
from pipelines.train_package.tokenize import PAD


class Attention(nn.Module):
    """Multi-head attention. The names q, k, v, o, and those below, are in every checkpoint: do not change them."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.q, self.k, self.v, self.o = (nn.Linear(width, width) for _ in range(4))

    def forward(self, x: Tensor, memory: Tensor, mask: Tensor | None = None, causal: bool = False) -> Tensor:
        """Attend from `x` to `memory` where `mask` is true."""
        batch, length, width = x.shape

        def by_head(y: Tensor) -> Tensor:
            return y.view(batch, -1, self.heads, width // self.heads).transpose(1, 2)

        query, key, value = by_head(self.q(x)), by_head(self.k(memory)), by_head(self.v(memory))
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask, is_causal=causal)
        return self.o(mixed.transpose(1, 2).reshape(batch, length, width))


class Layer(nn.Module):
    """Self-attention, in the decoder also attention to the source, and a feed-forward block."""

    def __init__(self, size: Size, decoder: bool) -> None:
        super().__init__()
        width = size.width
        self.decoder, self.dropout = decoder, size.dropout
        self.sa, self.n1 = Attention(width, size.heads), nn.LayerNorm(width)
        if decoder:
            self.ca, self.n2 = Attention(width, size.heads), nn.LayerNorm(width)
        self.f1, self.f2 = nn.Linear(width, size.feed_forward), nn.Linear(size.feed_forward, width)
        self.n3 = nn.LayerNorm(width)

    def forward(self, x: Tensor, source_mask: Tensor, memory: Tensor | None = None) -> Tensor:
        """One layer; `memory` is the encoded source, in the decoder."""
        normed = self.n1(x)
        x = x + self._drop(self.sa(normed, normed, None if self.decoder else source_mask, causal=self.decoder))
        if self.decoder:
            x = x + self._drop(self.ca(self.n2(x), memory, source_mask))
        return x + self._drop(self.f2(self._drop(functional.relu(self.f1(self.n3(x))))))

    def _drop(self, x: Tensor) -> Tensor:
        return functional.dropout(x, self.dropout, self.training)


class Transformer(nn.Module):
    """Source and target pieces to the decoder's last states, and those to logits."""

    def __init__(self, size: Size, vocabulary_size: int) -> None:
        super().__init__()
        self.width, self.dropout = size.width, size.dropout
        self.emb = nn.Embedding(vocabulary_size, size.width, padding_idx=PAD)
        nn.init.normal_(self.emb.weight, std=size.width**-0.5)
        self.enc = nn.ModuleList(Layer(size, decoder=False) for _ in range(size.encoder_layers))
        self.dec = nn.ModuleList(Layer(size, decoder=True) for _ in range(size.decoder_layers))
        self.ne, self.nd = nn.LayerNorm(size.width), nn.LayerNorm(size.width)
        self.bias = nn.Parameter(torch.zeros(vocabulary_size))
        self.register_buffer("pos", torch.from_numpy(positions(size.width)))
        for module in (*self.enc.modules(), *self.dec.modules()):
            if isinstance(module, nn.Linear):
                nn.init.xavier_uniform_(module.weight)
                nn.init.zeros_(module.bias)

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        """States of the decoder (batch, target length, width) that predict the piece after each of `target`."""
        mask = (source != PAD)[:, None, None, :]
        memory = self._embed(source)
        for layer in self.enc:
            memory = layer(memory, mask)
        memory = self.ne(memory)
        x = self._embed(target)
        for layer in self.dec:
            x = layer(x, mask, memory)
        return self.nd(x)

    def logits(self, states: Tensor) -> Tensor:
        """Of every piece, by the embeddings themselves."""
        return functional.linear(states, self.emb.weight, self.bias)

    def _embed(self, pieces: Tensor) -> Tensor:
        vectors = self.emb(pieces) * math.sqrt(self.width) + self.pos[: pieces.size(1)]
        return functional.dropout(vectors, self.dropout, self.training)
