"""The model of a language: its files, its tokenizer, and judging many pairs at once."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from transcompare.errors import PackageInvalid
from transcompare.text import Span

if TYPE_CHECKING:
    from transcompare.paraphrase.head import Compared, Floats, Head

FOLDER = Path(__file__).parent.parent / "data" / "paraphrase"
MAX_TOKENS = 509
"""Longest pair in WordPiece tokens; what is longer is not judged."""
_BATCH_TOKENS = 2048

_Pair = tuple[str, str]


class Word(NamedTuple):
    """A word of a text, and how probably the other text says something else there."""

    span: Span
    probability: float


class Judged(NamedTuple):
    """What the model makes of two texts."""

    different: float
    """Probability that a careful reader would call them materially different."""
    one: tuple[Word, ...]
    """The words of the first text, in order."""
    other: tuple[Word, ...]


class _Tokens(NamedTuple):
    ids: tuple[str, ...]
    words: tuple[Span, ...]
    """The word that each token is a part of."""


@dataclass(frozen=True)
class ParaphraseModel:
    """A folder with a CTranslate2 encoder, a tokenizer and a head."""

    path: Path

    @cached_property
    def label(self) -> str:
        """Name, version and fingerprint, for signatures: `paraphrase-en@1.0:0123456789ab`."""
        metadata = json.loads((self.path / "metadata.json").read_text("utf-8"))
        return f"{metadata['name']}@{metadata['version']}:{self.sha256[:12]}"

    @cached_property
    def sha256(self) -> str:
        """Fingerprint of all that decides the judgements."""
        total = hashlib.sha256()
        for name in ("model/model.bin", "tokenizer.json", "head.npz"):
            with (self.path / name).open("rb") as content:
                total.update(hashlib.file_digest(content, "sha256").digest())
        return total.hexdigest()

    def judge(self, pairs: Sequence[_Pair]) -> list[Judged | None]:
        """One judgement a pair, in order; None where a text is empty or both are too long.

        The same for both orders of a pair, whatever the other pairs are. Equal texts do not differ.
        """
        unlike = [pair for pair in pairs if pair[0] != pair[1]]
        tokens = {text: self._tokens(text) for text in sorted({text for pair in unlike for text in pair})}
        asked = {_sorted(pair) for pair in unlike if all(tokens[text].ids for text in pair)}
        asked = {pair for pair in asked if sum(len(tokens[text].ids) for text in pair) <= MAX_TOKENS}
        found = self._compared(asked, tokens)
        judged: list[Judged | None] = []
        for pair in pairs:
            if pair[0] == pair[1]:
                judged.append(Judged(0.0, (), ()))
            elif compared := found.get(_sorted(pair)):
                by_token = (compared.one, compared.other) if pair == _sorted(pair) else (compared.other, compared.one)
                words = (_words(tokens[text].words, each) for text, each in zip(pair, by_token, strict=True))
                judged.append(Judged(compared.different, *words))
            else:
                judged.append(None)
        return judged

    def _tokens(self, text: str) -> _Tokens:
        parts = self._parts.tokenizer.encode(text, add_special_tokens=False)
        words: dict[int, Span] = {}
        for number, (start, end) in zip(parts.word_ids, parts.offsets, strict=True):
            words[number] = Span(words[number].start if number in words else start, end)
        return _Tokens(tuple(parts.tokens), tuple(words[number] for number in parts.word_ids))

    def _compared(self, pairs: Iterable[_Pair], tokens: Mapping[str, _Tokens]) -> dict[_Pair, Compared]:
        """Pairs of one length together: padding would make a pair depend on the others."""
        import numpy as np
        from threadpoolctl import threadpool_limits

        groups: defaultdict[int, list[_Pair]] = defaultdict(list)
        for pair in sorted(pairs):
            groups[sum(len(tokens[text].ids) for text in pair)].append(pair)
        made = {}
        for length, group in sorted(groups.items()):
            size = max(1, _BATCH_TOKENS // length)
            for start in range(0, len(group), size):
                some = group[start : start + size]
                ids = [["[CLS]", *tokens[one].ids, "[SEP]", *tokens[other].ids, "[SEP]"] for one, other in some]
                types = [[0] * (len(tokens[one].ids) + 2) + [1] * (len(tokens[other].ids) + 1) for one, other in some]
                output = self._parts.encoder.forward_batch(ids, token_type_ids=types)
                hidden = np.array(output.last_hidden_state, dtype=np.float32)
                with threadpool_limits(1, "blas"):  # of small matrices, several threads only wait for each other
                    for pair, states in zip(some, hidden, strict=True):
                        made[pair] = self._parts.head.compare(states, len(tokens[pair[0]].ids))
        return made

    @property
    def _parts(self) -> _Parts:
        with _LOADING:
            return _parts(self.path)


@dataclass(frozen=True)
class _Parts:
    tokenizer: Any
    encoder: Any  # ctranslate2 ships no types
    head: Head


def _sorted(pair: _Pair) -> _Pair:
    return min(pair), max(pair)


@cache
def installed() -> tuple[ParaphraseModel, ...]:
    """All models, in the order of their languages."""
    return tuple(ParaphraseModel(path.parent) for path in sorted(FOLDER.glob("*/metadata.json")))


def load(lang: str) -> ParaphraseModel | None:
    """The model of a language (ISO 639-1); None where there is none. Its files are read at first use."""
    return next((model for model in installed() if model.path.name == lang), None)


_LOADING = Lock()
"""Parts of a run ask for a model in several threads: it is loaded once."""


@lru_cache(maxsize=4)
def _parts(path: Path) -> _Parts:
    import ctranslate2
    import numpy as np
    from tokenizers import Tokenizer

    from transcompare.paraphrase.head import Head

    try:
        tokenizer = Tokenizer.from_file(str(path / "tokenizer.json"))
        encoder = ctranslate2.Encoder(str(path / "model"), device="cpu", compute_type="int8", intra_threads=1)
        with np.load(path / "head.npz", allow_pickle=False) as weights:
            head = Head(dict(weights))
    except Exception as error:  # tokenizers raises nothing more exact
        raise PackageInvalid(
            f"The paraphrase model at {path} cannot be loaded: {error}. Install transcompare again."
        ) from error
    return _Parts(tokenizer, encoder, head)


def _words(spans: Sequence[Span], probabilities: Floats) -> tuple[Word, ...]:
    """Of the tokens of a word the highest."""
    best: dict[Span, float] = {}
    for span, probability in zip(spans, probabilities, strict=True):
        best[span] = max(best.get(span, 0.0), float(probability))
    return tuple(Word(span, probability) for span, probability in best.items())
