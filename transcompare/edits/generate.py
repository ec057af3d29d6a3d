"""From a text to its edits."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from transcompare.edits.edit import Edit
from transcompare.edits.lexicon import Lexicon
from transcompare.edits.lexicon import lexicon as lexicon_of
from transcompare.edits.passage import Passage
from transcompare.patterns import Token, tokens
from transcompare.text import Span

PRIORITY = (
    "negation",
    "quantifier",
    "direction",
    "conditional",
    "modality",
    "number",
    "agent-role",
    "named-entity",
    "attribution",
    "tense-aspect",
    "word-sense",
    "tone",
)
"""The categories, those whose edits are tried first before the others."""
_STEP = 3
"""How many places in `PRIORITY` a category falls behind after each turn."""
_MOST_SUGGESTIONS = 6
"""Replacements for one phrase."""
_LONGEST_CLAUSE = 60
"""Words and marks of a clause that may be left out."""
_FARTHEST = 10
"""Words and marks between two numbers or names that may change places."""


def edits(text: str, lang: str, limit: int = 12) -> tuple[Edit, ...]:
    """Changes of meaning of `text` in language `lang`, each once, sentence by sentence; none in an unknown language.

    At most `limit` a sentence, most telling first. The categories take turns, those at the head of `PRIORITY` more
    often; within a category the first suggestion for every place comes before the second for any.
    """
    lexicon = lexicon_of(lang)
    if lexicon is None:
        return ()
    sentences: defaultdict[int, defaultdict[str, set[tuple[int, Edit]]]] = defaultdict(lambda: defaultdict(set))
    for sentence, rank, edit in _candidates(text, lang, lexicon):
        sentences[sentence][edit.category].add((rank, edit))
    return tuple(edit for number in sorted(sentences) for edit in _first(sentences[number], limit))


def _first(candidates: Mapping[str, Iterable[tuple[int, Edit]]], limit: int) -> Iterator[Edit]:
    """The first `limit` edits of a sentence, without those that make the same text as one before."""
    queue = sorted(
        (PRIORITY.index(category) + _STEP * turn, edit)
        for category, ranked in candidates.items()
        for turn, edit in enumerate(_by_rank(ranked))
    )
    distinct: dict[tuple[Span, str], Edit] = {}
    for _, edit in queue:
        distinct.setdefault((edit.span, edit.replacement), edit)
    return islice(distinct.values(), limit)


def _by_rank(ranked: Iterable[tuple[int, Edit]]) -> Iterator[Edit]:
    """Edits of one category by rank, then by place, each text once."""
    return iter(dict.fromkeys(edit for _, edit in sorted(ranked)))


class _Candidate(NamedTuple):
    sentence: int
    rank: int
    """0 for the first suggestion for a place."""
    edit: Edit


def _candidates(text: str, lang: str, lexicon: Lexicon) -> Iterator[_Candidate]:
    found = tokens(text)
    shouting = text.isupper()
    for category, rewrites in lexicon.rewrites:
        for suggestions, start, end in rewrites.matches(found):
            passage = Passage(text, found, start, end, lexicon)
            if passage.is_name or passage.in_compound:
                continue
            made = ((rewrite.rank, passage.rewritten(rewrite, shouting)) for rewrite in suggestions)
            fitting = ((rank, edit) for rank, edit in made if edit and edit[1] != edit[0].of(text))
            for place, (rank, (span, replacement)) in enumerate(islice(fitting, _MOST_SUGGESTIONS)):
                edit = Edit(category, span, span.of(text), replacement)
                yield _Candidate(found[start].sentence, rank + place, edit)
    for category, patterns in lexicon.drops.items():
        ends = _clause_ends(text, found)
        for is_dropped, start, _ in patterns.matches(found):
            clause = _clause(text, found, start, ends[start])
            if is_dropped and clause:
                yield _Candidate(found[start].sentence, 0, Edit(category, clause, clause.of(text), ""))
    for category, what in lexicon.exchanges.items():
        items = _numbers(text, lang) if what == "numbers" else _names(text, lang)
        yield from _exchanges(text, found, category, items, lexicon.listing)


def _clause_ends(text: str, found: Sequence[Token]) -> list[int]:
    """For each token, the first comma or end of its sentence at or after it (an index of `found`, or its length)."""
    ends = [len(found)] * len(found)
    for at in range(len(found) - 1, -1, -1):
        token = found[at]
        after = found[at + 1] if at + 1 < len(found) else None
        stops = not token.is_word and (
            token.word in ";:" or (token.word == "," and not text[token.span.end : token.span.end + 1].strip())
        )
        if stops or after is None or after.sentence != token.sentence:
            ends[at] = at + token.is_word
        else:
            ends[at] = ends[at + 1]
    return ends


def _clause(text: str, found: Sequence[Token], start: int, end: int) -> Span | None:
    """The clause at the tokens `start:end` with the comma that cuts it off; None where the sentence is no more."""
    if end - start > _LONGEST_CLAUSE:
        return None
    before = found[start - 1] if start else None
    begins = found[start].span.start
    if before is None or before.sentence != found[start].sentence:
        if end + 1 >= len(found) or found[end].word != ",":
            return None
        return Span(begins, found[end].span.end)
    if before.word != ",":
        return Span(begins, found[end - 1].span.end)
    closed = end < len(found) and found[end].word == ","
    return Span(before.span.start, found[end if closed else end - 1].span.end)


def _numbers(text: str, lang: str) -> list[tuple[str, str, Span]]:
    """Kind, value and place of the numbers that can be exchanged."""
    from transcompare.quantities import quantities

    found = (number for number in quantities(text, lang) if not number.weak)
    return [(f"{number.kind} {number.unit}", str(number.value), number.span) for number in found]


def _names(text: str, lang: str) -> list[tuple[str, str, Span]]:
    """Kind, identity and place of the names that can be exchanged."""
    from transcompare.gazetteer import entities

    return [(entity.kind, entity.id, entity.span) for entity in entities(text, lang) if not entity.weak]


def _exchanges(
    text: str, found: Sequence[Token], category: str, items: Sequence[tuple[str, str, Span]], listing: frozenset[str]
) -> Iterator[_Candidate]:
    """Neighbours of the same kind exchanged, but not those that are merely listed (`Spain and Chile`)."""
    starts = [token.span.start for token in found]
    for (kind, value, left), (other_kind, other_value, right) in pairwise(items):
        if kind != other_kind or value == other_value or right.start <= left.end:
            continue
        gap = Span(left.end, right.start).of(text)
        between = tokens(gap)
        if len(between) > _FARTHEST or any(token.sentence for token in between):
            continue
        if not any(token.is_word and token.word not in listing for token in between):
            continue
        first, second = right.of(text), left.of(text)
        if second[0].isupper() and first[0].islower():
            first, second = first[0].upper() + first[1:], second[0].lower() + second[1:]
        span = Span(left.start, right.end)
        sentence = found[max(bisect_right(starts, left.start) - 1, 0)].sentence
        yield _Candidate(sentence, 0, Edit(category, span, span.of(text), first + gap + second))
