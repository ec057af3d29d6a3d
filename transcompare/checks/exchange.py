"""The base of the checks that look for one thing only: a concept that became its opposite."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from transcompare.checks.base import Pair
from transcompare.checks.concept import ConceptCheck, Difference, Support, within
from transcompare.concepts import Concepts, Mention, load, mentions


class ExchangeCheck(ConceptCheck):
    """A check of concepts that says nothing but that a concept of the original became its opposite in the rendering."""

    def differences(self, pair: Pair) -> Iterator[Difference]:
        """The exchanges of opposites, part by part; what the texts as wholes have equally often only moved."""
        table = load(self.name)
        if not {pair.original.lang, pair.rendering.lang} <= table.languages.keys():
            return
        original = mentions(self.name, pair.original.text, pair.original.lang)
        rendering = mentions(self.name, pair.rendering.text, pair.rendering.lang)
        fewer, more = _surplus(original, rendering), _surplus(rendering, original)
        for unit in pair.units():
            here, there = within(original, unit.original), within(rendering, unit.rendering)
            reference = mentions(self.name, unit.reference, pair.rendering.lang) if unit.reference else ()
            translated = frozenset(mention.concept for mention in reference)
            lost, new = _surplus(here, there) & fewer, _surplus(there, here) & more
            for one, other in _exchanged(here, there, lost, new, table):
                yield Difference("opposed", one.concept, one, other, _support(one, other, translated, table), unit)


def _surplus(some: Sequence[Mention], others: Sequence[Mention]) -> frozenset[str]:
    """The concepts that `some` name more often than `others`: those alone can be lost here, or answer there."""
    return frozenset(Counter(mention.concept for mention in some) - Counter(mention.concept for mention in others))


def _exchanged(
    here: Sequence[Mention], there: Sequence[Mention], lost: frozenset[str], new: frozenset[str], table: Concepts
) -> Iterator[tuple[Mention, Mention]]:
    """For each concept that the rendering lacks and does not answer, an opposite that answers nothing else."""
    names = {mention.concept for mention in here}
    kept = {mention.concept for mention in there}
    first = {m.concept: m for m in reversed(here) if m.concept in lost - kept}
    for name, mention in sorted(first.items(), key=lambda item: item[1].span):
        opposites = [
            other
            for other in there
            if other.concept in new
            and other.concept in table.concepts[name].opposites
            and other.concept not in names
            and not table.answered(other.concept, lost - {name})
        ]
        if opposites and not table.answered(name, new):
            yield mention, opposites[0]


def _support(gone: Mention, new: Mention, translated: frozenset[str], table: Concepts) -> Support:
    """Whether our own translation agrees with the original, with the rendering, or with neither or both."""
    agrees, excused = table.answered(gone.concept, translated), new.concept in translated
    return "silent" if agrees == excused else "supported" if agrees else "excused"
