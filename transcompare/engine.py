"""Translation and forced-decoding scores: CTranslate2 driven directly over Argos Translate packages.

A seam, so that other engines fit in: a stage needs no more than the `Engine` protocol.
"""

from __future__ import annotations

import math
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple, Protocol, runtime_checkable

from pydantic import Field

from transcompare.errors import PackageInvalid, PackageMissing
from transcompare.memory import keep_freed_memory
from transcompare.packages import InstalledPackage, find, path_for
from transcompare.reliability import doubt
from transcompare.settings import Settings

if TYPE_CHECKING:
    from transcompare.cache import Store

MAX_TOKENS = 250
"""Longest input in SentencePiece tokens; what is longer is not translated and not scored."""

TOO_LONG = "the original is too long for the model"
"""The doubt about a text of more than `MAX_TOKENS`."""

_BATCH_TOKENS = 512
"""Tokens of a batch on its longer side. More need more memory and time: translation with 4096 a fifth more."""
_SCORED_TOKENS = 128
"""The same for forced decoding, where every token has its probabilities of the whole vocabulary: 512 take an eighth
more time, 4096 take 620 MB and half as much time again."""
_SPARE = 16
"""Tokens that a translation may have beyond twice those of its source; a decoding that will not end is cut there."""


@dataclass(frozen=True, slots=True)
class Translation:
    """One translated text."""

    text: str
    doubt: str | None = None
    """Why it should not be trusted (see `transcompare.reliability`); None when nothing speaks against it."""
    alternatives: tuple[str, ...] = ()
    """The other hypotheses of the beam, best first."""
    logprob: float | None = None
    """Nats a token, the end of sentence being one; None where no model made it."""

    @property
    def reliable(self) -> bool:
        """Whether nothing speaks against it."""
        return self.doubt is None


class Scored(NamedTuple):
    """What forced decoding says of one target: its tokens and how probable each is after those before it."""

    pieces: tuple[str, ...]
    """SentencePiece tokens, without the end of sentence; `▁` begins a word."""
    logprobs: tuple[float, ...]
    """Nats; the last one is that of the end of sentence."""

    @property
    def mean(self) -> float:
        """Nats a token."""
        return sum(self.logprobs) / len(self.logprobs)


class Attention(NamedTuple):
    """Where the model looks while it is made to say a target."""

    source: tuple[str, ...]
    """SentencePiece tokens."""
    target: tuple[str, ...]
    weights: tuple[tuple[float, ...], ...]
    """A row for each token of the target, over those of the source."""


class Engine(Protocol):
    """Translates from one fixed language to another and scores given translations."""

    def translate(self, texts: Sequence[str]) -> list[Translation]:
        """One translation for each text, in order."""
        ...

    def score(self, sources: Sequence[str], targets: Sequence[str]) -> list[Scored | None]:
        """Log-probabilities of the tokens of each target given its source.

        None where a text is empty or longer than the model takes.
        """
        ...


@runtime_checkable
class Attending(Protocol):
    """An engine that also says where it looks."""

    def attend(self, sources: Sequence[str], targets: Sequence[str]) -> list[Attention | None]:
        """The cross-attention of each target over its source.

        None where a text is empty or longer than the model takes, or the model does not say.
        """
        ...


@dataclass(frozen=True, slots=True)
class Route:
    """How to get from one language to another."""

    label: str
    """Names the packages with version and hash, `none` where both languages are the same."""
    engine: Engine | None
    """None where both languages are the same."""


class EngineSettings(Settings):
    """The `[engine]` table of a pipeline: which packages, and how to decode. Shared by `translate` and `score`."""

    name: ClassVar[str] = "engine"
    neutral: ClassVar[frozenset[str]] = frozenset({"packages", "prefer", "threads"})
    """Settings that are not part of the config hash: places, names, speed. The packages are in the signature."""

    packages: tuple[str, ...] = ()
    """Folders to look for packages in first."""
    prefer: tuple[str, ...] = ()
    """Names, folder names or labels of packages to use for their languages, whatever comes first otherwise."""
    beam_size: int = 4
    length_penalty: float = 1.6
    no_repeat_ngram_size: int = 4
    compute_type: Literal["int8", "int8_float32", "int16", "float32", "auto", "default"] = "int8"
    threads: int = 0
    """Batches at a time, each on one thread; 0: one a processor, or OMP_NUM_THREADS. Results do not depend on it. Two
    threads for one batch wait for each other: on two virtual cores they took one and a half to four times as long as
    one thread alone, where two batches at a time take half of that."""
    cache: bool | str = Field(default=False, exclude=True)
    """A folder to keep translations, scores and reports in for the next run; True for
    `transcompare.cache.default_folder`. The report does not depend on it and does not name it."""
    cache_limit: int = Field(default=4000, ge=1, exclude=True)
    """Largest size of the cache, in MB."""

    def routes(self, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Route | PackageMissing]:
        """The route for each (source, target) pair of languages, or the error that says why there is none.

        Raises:
            ConfigError: there is no package of a name in `prefer`, or the cache cannot be used.
        """
        folders = [Path(folder) for folder in self.packages]
        packages = find(folders, self.prefer)
        routes: dict[tuple[str, str], Route | PackageMissing] = {}
        for source, target in pairs:
            try:
                path = path_for(source, target, packages, folders)
            except PackageMissing as error:
                routes[source, target] = error
                continue
            label = "+".join(package.label for package in path)
            routes[source, target] = Route(label, self._cached(path)) if path else Route("none", None)
        return routes

    def targets(self) -> tuple[str, ...]:
        """The languages that an installed package translates into, in alphabetical order."""
        packages = find([Path(folder) for folder in self.packages], self.prefer)
        return tuple(sorted({package.to_code for package in packages}))

    def engine(self, path: tuple[InstalledPackage, ...]) -> ArgosEngine:
        """The engine over `path` with these settings; models are loaded at first use."""
        return ArgosEngine(path, **self.model_dump(exclude={"packages", "prefer"}))

    def store(self) -> Store | None:
        """The cache; None where none is asked for.

        Raises:
            ConfigError: it cannot be used.
        """
        if not self.cache:
            return None
        from transcompare.cache import default_folder, open_store

        folder = default_folder() if self.cache is True else Path(self.cache)
        return open_store(folder.absolute(), self.cache_limit * 10**6)

    def identity(self) -> str | None:
        """Names the packages that all routes together go through, with their hashes.

        None where a subclass has routes of its own, and does not say what they depend on.
        """
        if type(self).routes is not EngineSettings.routes:
            return None
        packages = find([Path(folder) for folder in self.packages], self.prefer)
        return repr(sorted((package.label, package.sha256) for package in packages))

    def _cached(self, path: tuple[InstalledPackage, ...]) -> Engine:
        """As `engine`, with the cache where one is asked for."""
        store = self.store()
        if not store:
            return self.engine(path)
        from importlib.metadata import version

        from transcompare.cache import CachedEngine

        tokenizers = {name: version(name) for name in ("argostranslate", "sentencepiece")}
        context = repr(([package.sha256 for package in path], self.signature() | tokenizers))
        return CachedEngine(self.engine(path), store, context)

    def signature(self) -> dict[str, str]:
        """CTranslate2's version and the decoding settings."""
        from importlib.metadata import version

        return {
            "ct2": version("ctranslate2"),
            "compute": self.compute_type,
            "beam": str(self.beam_size),
            "lp": f"{self.length_penalty:g}",
            "nrng": str(self.no_repeat_ngram_size),
        }


@dataclass(frozen=True)
class ArgosEngine:
    """Argos packages in a row: one, or two through a pivot language.

    Equal texts are translated once. Only texts of the same number of tokens share a batch: padding changes what
    CTranslate2 computes (without AVX-512 the scores of one pair in ten, by up to 0.008 nats a token, and one
    translation in a hundred), so a text's translation would depend on the other texts. It takes no more time where
    there are thousands. A decoding that will not end is cut at twice the input's length.
    """

    path: tuple[InstalledPackage, ...]
    beam_size: int = 4
    length_penalty: float = 1.6
    no_repeat_ngram_size: int = 4
    compute_type: str = "int8"
    threads: int = 0

    def translate(self, texts: Sequence[str]) -> list[Translation]:
        """One translation for each text, in order; a doubt anywhere on the way to a pivot stays."""
        results = [Translation(text) for text in texts]
        for package in self.path:
            step = self._translate(package, [result.text for result in results])
            results = [replace(new, doubt=old.doubt or new.doubt) for old, new in zip(results, step, strict=True)]
        return results

    def score(self, sources: Sequence[str], targets: Sequence[str]) -> list[Scored | None]:
        """Log-probabilities of the tokens of each target given its source, by forced decoding.

        Through a pivot the targets are scored given the pivot translation. Source: Thompson and Post (2020), Prism,
        as `ctranslate2.Translator.score_batch` computes it.
        """
        model, sources = self._before_last(sources)
        asked = [
            (
                batch,
                model.translator.score_batch(
                    [pair.source for pair in batch],
                    [model.prefix + pair.target for pair in batch],
                    max_batch_size=max(1, _SCORED_TOKENS // longest),
                    offset=len(model.prefix),
                    asynchronous=True,
                ),
            )
            for longest, batch in _pairs(model, sources, targets)
        ]
        done: dict[tuple[str, str], Scored] = {}
        for batch, results in asked:
            for pair, result in zip(batch, results, strict=True):
                done[pair.texts] = Scored(tuple(pair.target), tuple(result.result().log_probs))
        return [done.get(texts) for texts in zip(sources, targets, strict=True)]

    def attend(self, sources: Sequence[str], targets: Sequence[str]) -> list[Attention | None]:
        """The cross-attention of each target over its source, of the heads that the package was made to show.

        None through a pivot: there the source is not the text that was given.
        """
        if len(self.path) > 1:
            return [None] * len(sources)
        model, _ = self._before_last(sources)
        done: dict[tuple[str, str], Attention] = {}
        for longest, batch in _pairs(model, sources, targets):
            results = model.translator.translate_batch(
                [pair.source for pair in batch],
                target_prefix=[model.prefix + pair.target for pair in batch],
                max_batch_size=_BATCH_TOKENS,
                batch_type="tokens",
                beam_size=1,
                max_decoding_length=longest + len(model.prefix) + 1,
                return_attention=True,
            )
            for pair, result in zip(batch, results, strict=True):
                rows = result.attention[0][len(model.prefix) : len(model.prefix) + len(pair.target)]
                weights = tuple(tuple(row[: len(pair.source)]) for row in rows)
                done[pair.texts] = Attention(tuple(pair.source), tuple(pair.target), weights)
        return [done.get(texts) for texts in zip(sources, targets, strict=True)]

    def _before_last(self, sources: Sequence[str]) -> tuple[_Model, Sequence[str]]:
        """The last model of the path, and the sources in its language."""
        *before, last = self.path
        for package in before:
            sources = [translation.text for translation in self._translate(package, sources)]
        return self._load(last), sources

    def _translate(self, package: InstalledPackage, texts: Sequence[str]) -> list[Translation]:
        model = self._load(package)
        same_script = {package.from_code, package.to_code} <= _LATIN
        groups: dict[int, list[tuple[str, list[str]]]] = defaultdict(list)
        done: dict[str, Translation] = {}
        for text in sorted(set(texts)):
            tokens = model.encode(text)
            if not tokens:
                done[text] = Translation("")
            elif len(tokens) > MAX_TOKENS:
                done[text] = Translation("", TOO_LONG)
            else:
                groups[len(tokens)].append((text, tokens))
        asked = [
            (
                items,
                model.translator.translate_batch(
                    [tokens for _, tokens in items],
                    target_prefix=[model.prefix] * len(items) if model.prefix else None,
                    max_batch_size=_BATCH_TOKENS,
                    batch_type="tokens",
                    beam_size=self.beam_size,
                    num_hypotheses=self.beam_size,  # for nothing: they are in the beam
                    return_scores=True,
                    length_penalty=self.length_penalty,
                    no_repeat_ngram_size=self.no_repeat_ngram_size,
                    max_decoding_length=2 * length + _SPARE,
                    replace_unknowns=True,
                    asynchronous=True,
                ),
            )
            for length, items in sorted(groups.items(), reverse=True)  # short ones last: all workers end together
        ]
        for items, results in asked:
            for (text, _), result in zip(items, (each.result() for each in results), strict=True):
                first, *others = (model.decode(tokens[len(model.prefix) :]).strip() for tokens in result.hypotheses)
                logprob = self._logprob(result.scores[0], len(result.hypotheses[0]), len(model.prefix))
                done[text] = Translation(first, doubt(text, first, same_script=same_script), tuple(others), logprob)
        return [done[text] for text in texts]

    def _logprob(self, score: float, tokens: int, prefix: int) -> float:
        """The mean over the tokens after the prefix, the end of sentence among them, from a hypothesis' score: their
        sum over the number of all to the power of the length penalty."""
        return score * math.pow(tokens + 1, self.length_penalty) / (tokens + 1 - prefix)

    def _load(self, package: InstalledPackage) -> _Model:
        with _LOADING:
            return _load(package, self.compute_type, self.threads)


class _Pair(NamedTuple):
    """Two texts and their tokens."""

    texts: tuple[str, str]
    source: list[str]
    target: list[str]


def _pairs(model: _Model, sources: Sequence[str], targets: Sequence[str]) -> Iterator[tuple[int, list[_Pair]]]:
    """The different pairs that the model takes, by their lengths: the longer of the two, and the pairs."""
    encoded = {text: model.encode(text) for text in {*sources, *targets}}
    groups: dict[tuple[int, int], list[_Pair]] = defaultdict(list)
    for source, target in sorted(set(zip(sources, targets, strict=True))):
        pair = _Pair((source, target), encoded[source], encoded[target])
        lengths = len(pair.source), len(pair.target)
        if min(lengths) > 0 and max(lengths) <= MAX_TOKENS:
            groups[lengths].append(pair)
    for lengths, group in sorted(groups.items()):
        yield max(lengths), group


_LATIN = frozenset(
    (
        "en",
        "de",
        "es",
        "fr",
        "it",
        "pt",
        "nl",
        "pl",
        "cs",
        "sk",
        "sl",
        "hr",
        "ro",
        "hu",
        "fi",
        "sv",
        "da",
        "nb",
        "tr",
        "et",
    )
) | {"lv", "lt", "ca", "eu", "gl", "ga", "id", "ms", "vi", "sq", "az"}
"""Languages in the Latin script: between two of these a copied word is no sign of a failed translation."""


def processors() -> int:
    """As many as this process may use; OMP_NUM_THREADS says otherwise."""
    asked = os.environ.get("OMP_NUM_THREADS", "")
    if asked.isdecimal() and int(asked):
        return int(asked)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True)
class _Model:
    translator: Any  # ctranslate2 ships no types
    encode: Callable[[str], list[str]]
    decode: Callable[[list[str]], str]
    prefix: list[str]


_LOADING = Lock()
"""Parts of a run ask for a model in several threads: it is loaded once."""


@lru_cache(maxsize=8)
def _load(package: InstalledPackage, compute_type: str, threads: int) -> _Model:
    keep_freed_memory()
    import ctranslate2

    tokenizer = package.tokenizer()
    try:
        tokenizer.encode("")  # it loads at first use; a broken one shows here
        translator = ctranslate2.Translator(
            str(package.path / "model"),
            device="cpu",
            compute_type=compute_type,
            inter_threads=threads or processors(),
            intra_threads=1,
            max_queued_batches=-1,  # all of them, so that what is done is looked at while the rest is being made
        )
    except (OSError, RuntimeError, ValueError) as error:
        raise PackageInvalid(
            f"Package {package.name} at {package.path} cannot be loaded: {error}. "
            f"Remove it, or install it again: transcompare models install {package.from_code} {package.to_code}"
        ) from error
    prefix = [package.target_prefix] if package.target_prefix else []
    return _Model(translator, tokenizer.encode, tokenizer.decode, prefix)
