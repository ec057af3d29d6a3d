"""One version of a statement against the others, as the model reads them together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from itertools import chain
from statistics import fmean
from typing import NamedTuple, TypeVar

from transcompare.consensus import Pair
from transcompare.paraphrase.model import Judged, Word, load
from transcompare.text import Span

DIFFERENT = 0.5
"""From this probability on, two texts are taken to differ."""
_TOLD = 0.5
"""The least mean probability of a word that is named."""
_WORDS = 4

Key = TypeVar("Key", bound=Hashable)


class Against(NamedTuple):
    """What speaks against a version."""

    different: float
    """Mean probability that it differs materially from the others."""
    others: tuple[int, ...]
    """Those that it more probably differs from than not, the most probable first."""
    words: tuple[Span, ...]
    """Where, in its own text, the likeliest first; perhaps none."""

    def note(self, others: str, text: str) -> str:
        """For a reader: what the version with this `text` is unlike, how much, and where."""
        words = ", ".join(f"«{span.of(text)}»" for span in self.words)
        return f"reads unlike {others} ({self.different:.2f})" + (f", most of all {words}" if words else "")


def judged(
    texts: Mapping[Key, tuple[str, str]], groups: Iterable[Iterable[tuple[Key, Key]]]
) -> dict[tuple[Key, Key], Judged]:
    """What the models make of the pairs in one language each; `texts` has language and text by key.

    The pairs of a group, which no other has, are of versions of one statement. Pairs across languages, in a language
    without a model, or too long for it are left out.
    """
    by_lang: defaultdict[str, list[list[tuple[Key, Key]]]] = defaultdict(list)
    for group in groups:
        for lang, some in _by_lang(texts, group).items():
            by_lang[lang].append(some)
    found: dict[tuple[Key, Key], Judged] = {}
    for lang, asked in by_lang.items():
        if model := load(lang):
            made = model.judge([[(texts[i][1], texts[j][1]) for i, j in some] for some in asked])
            pairs = zip(chain(*asked), chain(*made), strict=True)
            found |= {pair: each for pair, each in pairs if each}
    return found


def _by_lang(
    texts: Mapping[Key, tuple[str, str]], pairs: Iterable[tuple[Key, Key]]
) -> dict[str, list[tuple[Key, Key]]]:
    found: defaultdict[str, list[tuple[Key, Key]]] = defaultdict(list)
    for i, j in pairs:
        if texts[i][0] == texts[j][0]:
            found[texts[i][0]].append((i, j))
    return found


def against(version: int, found: Mapping[Pair, Judged]) -> Against | None:
    """What speaks against a version; None where it was not compared."""
    own = {i + j - version: each for (i, j), each in found.items() if version in (i, j)}
    if not own:
        return None
    others = sorted(
        (each for each in own if own[each].different > DIFFERENT), key=lambda each: (-own[each].different, each)
    )
    probabilities: defaultdict[Span, list[float]] = defaultdict(list)
    for other in others:
        for word in _own(version, other, own[other]):
            probabilities[word.span].append(word.probability)
    means = {span: fmean(values) for span, values in probabilities.items()}
    told = sorted((span for span, mean in means.items() if mean >= _TOLD), key=lambda span: (-means[span], span))
    return Against(fmean(each.different for each in own.values()), tuple(others), tuple(told[:_WORDS]))


def _own(version: int, other: int, each: Judged) -> tuple[Word, ...]:
    return each.one if version < other else each.other
