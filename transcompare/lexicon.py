"""A bilingual lexicon: which stems translate each other, and how surely; learned from parallel text.

`pipelines/train_lexicon.py` makes the files in `data/lexicons`, one for a pair of languages, used in both directions:
IBM Model 1 (Brown et al. 1993) both ways. The strength of an entry is the geometric mean of both probabilities, so
that neither a frequent word nor a rare one is a translation of everything.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable

import polars as pl

_NOTHING: Mapping[str, float] = {}
_BRIDGE = 0.2
"""Strength, at most, of two words that only share translations."""
_FAINTEST = 0.003
"""Weaker ways are none."""
_RELATED = 0.02
"""From this strength on, two words are taken to translate the same. Opposites have nothing in common, and numbers."""
SAME = 0.1
"""From this strength on, one stands for the other: `can` and `may`. Below it are prepositions and other words that
translate a little of everything."""


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Stems of one language with their translations in another."""

    forward: Mapping[str, Mapping[str, float]]
    backward: Mapping[str, Mapping[str, float]]
    rarities: tuple[Mapping[str, float], Mapping[str, float]]
    unseen: float
    """Rarity of a stem that is not in the lexicon."""

    def strength(self, source: str, target: str) -> float:
        """0..1: how surely the stem `target` translates `source`; 0 where nothing is known of the two."""
        return self.forward.get(source, _NOTHING).get(target, 0.0)

    def sources(self, target: str) -> Mapping[str, float]:
        """The stems that `target` translates, each with the strength."""
        return self.backward.get(target, _NOTHING)

    def bridged(self, source: str, target: str) -> float:
        """The strength by way of a third word: `target` translates what a translation of `source` translates."""
        return self.bridges(target).get(source, 0.0)

    def bridges(self, target: str) -> Mapping[str, float]:
        """The stems that are two translations away from `target`, each with the strength of the best way."""
        return _bridges(self, target)

    def shared(self, one: str, other: str) -> float:
        """The strength of two stems of the target language that translate the same: the weaker of the best two."""
        ways, others = self.sources(one), self.sources(other)
        return max((min(ways[source], others[source]) for source in ways.keys() & others.keys()), default=0.0)

    def knows(self, target: str) -> bool:
        """Whether it has any translation for a stem of the target language."""
        return target in self.backward

    def rarity(self, target: str) -> float:
        """-ln of the share of sentences with the stem, of the target language."""
        return self.rarities[1].get(target, self.unseen)


@lru_cache(maxsize=16384)
def _bridges(lexicon: Lexicon, target: str) -> dict[str, float]:
    """The stems that are two translations away from `target`, and how strong the best way is."""
    found: dict[str, float] = {}
    for other, last in lexicon.backward.get(target, _NOTHING).items():
        for middle, back in lexicon.forward[other].items():
            if last * back < _FAINTEST:
                continue
            for source, first in lexicon.backward[middle].items():
                way = min(_BRIDGE, first * back * last)
                if way >= _FAINTEST and way > found.get(source, 0.0):
                    found[source] = way
    return found


def related(here: Iterable[str], there: Iterable[str], lang: str, least: float = _RELATED) -> bool:
    """Whether a stem of `here` and one of `there` translate the same, as `metro` and `subway`, so far as is known.

    `least` is the strength from which on they do.
    """
    pairs = [(one, other) for one in here for other in there]
    return any(lexicon.shared(*pair) >= least for lexicon in into(lang) for pair in pairs)


@cache
def into(lang: str) -> tuple[Lexicon, ...]:
    """All lexicons into a language."""
    pairs = [file.name.removesuffix(".parquet").split("-") for file in _folder().iterdir()]
    others = {other for pair in pairs if lang in pair for other in pair if other != lang}
    return tuple(known for other in sorted(others) if (known := load(other, lang)))


@cache
def load(source_lang: str, target_lang: str) -> Lexicon | None:
    """The lexicon for a pair of languages; None where there is none."""
    folder = _folder()
    file = folder / f"{source_lang}-{target_lang}.parquet"
    if not file.is_file():
        if not (folder / f"{target_lang}-{source_lang}.parquet").is_file():
            return None
        other = load(target_lang, source_lang)
        return other and Lexicon(other.backward, other.forward, other.rarities[::-1], other.unseen)
    with as_file(file) as path:
        table = pl.read_parquet(path)
        sentences = int(pl.read_parquet_metadata(path)["sentences"])
    forward: dict[str, dict[str, float]] = {}
    backward: dict[str, dict[str, float]] = {}
    for source, target, strength in table.select("source", "target", "strength").iter_rows():
        forward.setdefault(source, {})[target] = strength
        backward.setdefault(target, {})[source] = strength
    rarities = tuple(
        {stem: math.log(sentences / count) for stem, count in table.select(side, f"{side}_count").unique().iter_rows()}
        for side in ("source", "target")
    )
    return Lexicon(forward, backward, (rarities[0], rarities[1]), math.log(sentences))


def _folder() -> Traversable:
    return files("transcompare") / "data" / "lexicons"
