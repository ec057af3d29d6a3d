"""The tokenize stage: one SentencePiece vocabulary for both languages, and the text as arrays of piece numbers.

Source: Kudo (2018), subword regularization (the unigram model); Kudo and Richardson (2018), SentencePiece.
"""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from pipelines.train_package.clean import chunks, weighted
from transcompare.errors import ConfigError

PAD, UNK, BOS, EOS, FIRST_TOKEN = range(5)
"""Piece numbers; the two languages' target tokens follow from FIRST_TOKEN on."""

_SAMPLE = 500_000
"""Sentences that the vocabulary is made from."""
_LONGEST = 250
"""Pieces of a side that is stored at all: the engine's own limit."""

Ints = npt.NDArray[np.int64]
Pieces = npt.NDArray[np.uint16]


@dataclass(frozen=True)
class Side:
    """The sentences of one language, end to end."""

    pieces: Pieces
    starts: Ints
    """Where each sentence starts in `pieces`, and the end of the last."""

    @cached_property
    def lengths(self) -> Ints:
        """Pieces of each sentence."""
        return np.diff(self.starts)

    def padded(self, rows: Ints, before: Sequence[Ints | int], after: Sequence[int]) -> Ints:
        """Sentences as rows of equal length: `before`, the pieces, `after`, and PAD to the end."""
        lengths = self.lengths[rows]
        shift = len(before)
        table = np.full((len(rows), shift + int(lengths.max()) + len(after)), PAD, dtype=np.int64)
        for column, piece in enumerate(before):
            table[:, column] = piece
        row = np.repeat(np.arange(len(rows)), lengths)
        column_in_row = np.arange(len(row)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        table[row, shift + column_in_row] = self.pieces[self.starts[rows][row] + column_in_row]
        for column, piece in enumerate(after):
            table[np.arange(len(rows)), shift + lengths + column] = piece
        return table


@dataclass(frozen=True)
class Corpus:
    """All pairs in pieces."""

    first: Side
    second: Side
    weights: npt.NDArray[np.uint8]
    """How often each pair is seen in an epoch, in each direction."""

    def save(self, path: Path) -> None:
        """As a NumPy archive with the arrays s, so, t, to (pieces and starts of the sides) and w."""
        temporary = path.with_suffix(".tmp.npz")
        first, second = self.first, self.second
        np.savez_compressed(
            temporary, s=first.pieces, so=first.starts, t=second.pieces, to=second.starts, w=self.weights
        )  # fmt: skip
        temporary.replace(path)

    @classmethod
    def load(cls, path: Path) -> Corpus:
        """What `save` wrote."""
        with np.load(path) as arrays:
            first, second = Side(arrays["s"], arrays["so"]), Side(arrays["t"], arrays["to"])
            return cls(first, second, arrays["w"])


def make_vocabulary(clean: Path, output: Path, size: int, tokens: Sequence[str], seed: int, threads: int) -> None:
    """Train SentencePiece on a sample of the clean text; `tokens` become pieces of their own.

    Digits are pieces of their own, so that every number can be copied; characters outside the vocabulary become bytes.

    Raises:
        ConfigError: the text is too small for so many pieces.
    """
    import sentencepiece

    pairs = [pair for _, pair in weighted(clean)]
    chosen = random.Random(seed).sample(pairs, min(len(pairs), _SAMPLE // 2))
    model = io.BytesIO()
    try:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(side for pair in chosen for side in pair),
            model_writer=model,
            vocab_size=size,
            character_coverage=0.9998,
            byte_fallback=True,
            split_digits=True,
            normalization_rule_name="nmt_nfkc",
            pad_id=PAD,
            unk_id=UNK,
            bos_id=BOS,
            eos_id=EOS,
            pad_piece="<blank>",  # the name that CTranslate2 expects
            user_defined_symbols=list(tokens),
            num_threads=threads,
            minloglevel=1,
        )
    except RuntimeError as error:
        raise ConfigError(f"No vocabulary of {size} pieces can be made from this text: {error}") from error
    output.write_bytes(model.getvalue())


def encode(clean: Path, vocabulary: Path) -> Corpus:
    """The clean text in pieces; pairs with a side of none or more than 250 are left out."""
    tokenizer = load_tokenizer(vocabulary)
    pieces: tuple[list[Pieces], list[Pieces]] = ([], [])
    lengths: tuple[list[int], list[int]] = ([0], [0])
    weights: list[int] = []
    for chunk in chunks(weighted(clean), 20_000):
        sides = [tokenizer.encode([pair[side] for _, pair in chunk]) for side in (0, 1)]
        for (weight, _), *encoded in zip(chunk, *sides, strict=True):
            if all(0 < len(sentence) <= _LONGEST for sentence in encoded):
                weights.append(weight)
                for side, sentence in enumerate(encoded):
                    pieces[side].append(np.array(sentence, dtype=np.uint16))
                    lengths[side].append(len(sentence))
    first, second = (
        Side(np.concatenate([np.zeros(0, np.uint16), *pieces[side]]), np.cumsum(lengths[side], dtype=np.int64))
        for side in (0, 1)
    )
    return Corpus(first, second, np.array(weights, dtype=np.uint8))


def load_tokenizer(vocabulary: Path) -> Any:  # sentencepiece ships no types
    """The SentencePiece model in a file."""
    import sentencepiece

    return sentencepiece.SentencePieceProcessor(model_file=str(vocabulary))


def embeddings(corpus: Corpus, vocabulary_size: int, width: int) -> npt.NDArray[np.float32]:
    """Cross-lingual piece vectors of length 1: pieces that stand in each other's translations are near each other.

    Positive pointwise mutual information of pieces across aligned sentences, factorised (Levy and Goldberg 2014, neural
    word embedding as implicit matrix factorization; across languages as in Levy, Søgaard and Goldberg 2017).
    """
    from scipy import sparse
    from scipy.sparse.linalg import svds

    short = np.flatnonzero((corpus.first.lengths <= 40) & (corpus.second.lengths <= 40))

    def occurrences(side: Side) -> Any:
        rows = np.repeat(np.arange(len(side.lengths)), side.lengths)
        shape = (len(side.lengths), vocabulary_size)
        matrix = sparse.csr_matrix((np.ones(len(rows), np.float32), (rows, side.pieces.astype(np.int64))), shape=shape)
        matrix.data[:] = 1
        return matrix[short]

    first, second = occurrences(corpus.first), occurrences(corpus.second)
    by_length = sparse.diags(1 / np.sqrt(np.maximum(1, np.asarray(first.sum(1)).ravel())))
    together = (first.T @ (by_length @ second)).tocoo()
    rows, columns = (np.asarray(together.sum(axis)).ravel() for axis in (1, 0))
    information = np.log(together.data * together.sum() / (rows[together.row] * columns[together.col]))
    keep = information > 0.5
    table = sparse.csr_matrix(
        (information[keep].astype(np.float32), (together.row[keep], together.col[keep])), shape=together.shape
    )
    rank = min(width, vocabulary_size - 1)
    left, values, right = svds(table, k=rank, v0=np.ones(vocabulary_size, np.float32))
    scaled = np.sqrt(values)
    counts_first, counts_second = (np.asarray(side.sum(0)).ravel() for side in (first, second))
    share = (counts_first / np.maximum(counts_first + counts_second, 1))[:, None]
    vectors = np.zeros((vocabulary_size, width), np.float32)
    vectors[:, :rank] = share * left * scaled + (1 - share) * right.T * scaled
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
    return vectors
