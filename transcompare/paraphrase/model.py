"""The model of a language: its files, its tokenizer, and judging many statements at once."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple

from transcompare.errors import PackageInvalid
from transcompare.paraphrase.readings import Pair, Reading, in_order, length, readings
from transcompare.text import Span

if TYPE_CHECKING:
    from transcompare.paraphrase.head import Compared, Floats, Head

FOLDER = Path(__file__).parent.parent / "data" / "paraphrase"
_BATCH_TOKENS = 2048


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

    def judge(self, groups: Sequence[Sequence[Pair]]) -> list[list[Judged | None]]:
        """One judgement a pair, in order; None where a text is empty or both are too long.

        The texts of a group, which should be versions of one statement, are read together, as many as the model has
        learnt to: what a version says is then judged in the light of the others. The same for both orders of a pair,
        whatever the order of the pairs and whatever the other groups are. Equal texts do not differ.
        """
        tokens = {text: self._tokens(text) for text in sorted({t for group in groups for pair in group for t in pair})}
        lengths = {text: len(each.ids) for text, each in tokens.items() if each.ids}
        most = self._parts.head.together
        asked = [
            {in_order(pair) for pair in group if pair[0] != pair[1] and lengths.keys() >= {*pair}} for group in groups
        ]
        plans = [readings(pairs, lengths, most) for pairs in asked]
        found = self._compared({reading for plan in plans for reading in plan}, tokens)
        judged: list[list[Judged | None]] = []
        for group, plan in zip(groups, plans, strict=True):
            read = {pair: each for reading in plan for pair, each in found[reading].items()}
            judged.append([_judged(pair, read.get(in_order(pair)), tokens) for pair in group])
        return judged

    def _tokens(self, text: str) -> _Tokens:
        parts = self._parts.tokenizer.encode(text, add_special_tokens=False)
        words: dict[int, Span] = {}
        for number, (start, end) in zip(parts.word_ids, parts.offsets, strict=True):
            words[number] = Span(words[number].start if number in words else start, end)
        return _Tokens(tuple(parts.tokens), tuple(words[number] for number in parts.word_ids))

    def _compared(self, asked: Iterable[Reading], tokens: Mapping[str, _Tokens]) -> dict[Reading, dict[Pair, Compared]]:
        """Readings of one length together: padding would make one depend on the others."""
        groups: defaultdict[int, list[Reading]] = defaultdict(list)
        for reading in sorted(asked):
            groups[length(len(tokens[text].ids) for text in reading.texts)].append(reading)
        made: dict[Reading, dict[Pair, Compared]] = {}
        for count, group in sorted(groups.items()):
            size = max(1, _BATCH_TOKENS // count)
            for start in range(0, len(group), size):
                made |= self._batch(group[start : start + size], tokens)
        return made

    def _batch(self, some: Sequence[Reading], tokens: Mapping[str, _Tokens]) -> dict[Reading, dict[Pair, Compared]]:
        import numpy as np
        from threadpoolctl import threadpool_limits

        texts = [[[*tokens[text].ids, "[SEP]"] for text in reading.texts] for reading in some]
        ids = [["[CLS]", *chain(*each)] for each in texts]
        types = [[0, *(i % 2 for i, text in enumerate(each) for _ in text)] for each in texts]
        output = self._parts.encoder.forward_batch(ids, token_type_ids=types)
        hidden = np.array(output.last_hidden_state, dtype=np.float32)
        made = {}
        with threadpool_limits(1, "blas"):  # of small matrices, several threads only wait for each other
            for reading, states, each in zip(some, hidden, texts, strict=True):
                compared = self._parts.head.compare(states, [len(text) - 1 for text in each], reading.numbers)
                made[reading] = dict(zip(reading.pairs, compared, strict=True))
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


def _judged(pair: Pair, compared: Compared | None, tokens: Mapping[str, _Tokens]) -> Judged | None:
    if pair[0] == pair[1]:
        return Judged(0.0, (), ())
    if compared is None:
        return None
    by_token = (compared.one, compared.other) if pair == in_order(pair) else (compared.other, compared.one)
    words = (_words(tokens[text].words, each) for text, each in zip(pair, by_token, strict=True))
    return Judged(compared.different, *words)


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
