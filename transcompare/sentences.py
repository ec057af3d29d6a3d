"""Sentence spans: sentencex finds the boundaries, a few rules mend them, and long sentences are cut to size.

sentencex was chosen by `benchmarks/splitters.py`. Its rule against splitting inside quotation marks is switched off,
because a quote is what we are given; a text never loses a character here, whatever the library returns.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from transcompare.text import Span

MAX_CHARS = 600
"""Default length of the longest segment, in code points: about 200 tokens, well within what the models were fed."""

_FALLBACK = "en"
_QUOTES = '"“”„«»'
_UNSAFE = re.compile(rf"[{_QUOTES}\ud800-\udfff]")
_LINE = re.compile(r"[^\n\u2028\u2029]+")
_OPENING = re.compile(rf"[\s{_QUOTES}'’(\[–—-]*")
_LAST_WORD = re.compile(r"([^\W\d_][\w.-]*)\.$")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_TAIL = 40
_BREAKS = tuple(map(re.compile, (r"[;；:：]\s|[；：]", r"[,–—]\s|[，、]", r"\s")))


def sentences(text: str, language: str, max_chars: int = MAX_CHARS) -> list[Span]:
    """The sentences of `text` in order, without surrounding white space, together covering every other character.

    `language` is ISO 639-1; unknown ones get the rules of English. Line breaks always end a sentence. A sentence of
    more than `max_chars` code points is cut at punctuation or white space near its middle.
    """
    return [
        part
        for line in _LINE.finditer(text)
        for sentence in _trimmed(text, line.start(), _boundaries(line.group(), language, line.start()), line.end())
        for part in _cut(text, sentence, max_chars)
    ]


def _boundaries(line: str, language: str, offset: int) -> list[int]:
    """Positions inside a line where a sentence starts, `offset` added."""
    from sentencex import get_sentence_boundaries

    language = _FALLBACK if language in ("", "und") else language
    # Same length, so positions hold; quotes hide boundaries from sentencex, and lone surrogates are not UTF-8.
    masked = _UNSAFE.sub(" ", line)
    starts = [found["start_index"] for found in get_sentence_boundaries(language, masked)]
    return [
        offset + position
        for start in starts
        if start and not _continues(line, position := _before_quotes(line, start), language)
    ]


def _before_quotes(line: str, start: int) -> int:
    """`start` moved back over opening quotes, to the first white space after the sentence before."""
    gap = start
    while gap and (line[gap - 1].isspace() or line[gap - 1] in _QUOTES):
        gap -= 1
    return next((position for position in range(gap, start) if line[position].isspace()), start)


def _continues(line: str, start: int, language: str) -> bool:
    """Whether there is no boundary at `start` after all."""
    opening = _OPENING.match(line, start)
    first = line[opening.end() : opening.end() + 1] if opening else ""
    if first.islower():
        return True  # "т. е. мы", "5 млн. рублей", '"Всё?" - спросил он'
    before = line[max(0, start - _TAIL) : start].rstrip().rstrip(_QUOTES)
    if not (last := _LAST_WORD.search(before)):
        return False
    word = last.group(1)
    always, number = _abbreviations(language)
    if word.lower() in always or (first.isdigit() and word.lower() in number):
        return True
    # English has "you and I." and "the U.S."; sentencex knows its initials.
    return language != "en" and bool(_INITIALS.fullmatch(word)) and word[0].isupper() and first.isupper()


@cache
def _abbreviations(language: str) -> tuple[frozenset[str], frozenset[str]]:
    data = tomllib.loads(files("transcompare.data").joinpath("abbreviations.toml").read_text("utf-8"))
    return frozenset(data["always"].get(language, ())), frozenset(data["number"].get(language, ()))


def _trimmed(text: str, start: int, boundaries: list[int], end: int) -> Iterator[Span]:
    """The non-empty spans between boundaries, without white space at either end."""
    for left, right in zip([start, *boundaries], [*boundaries, end], strict=True):
        piece = text[left:right]
        if stripped := piece.strip():
            left += len(piece) - len(piece.lstrip())
            yield Span(left, left + len(stripped))


def _cut(text: str, span: Span, max_chars: int) -> Iterator[Span]:
    """`span` in halves, and these in halves, until none is longer than `max_chars`."""
    pending = [span]
    while pending:
        start, end = pending.pop()
        if end - start <= max_chars:
            yield Span(start, end)
        else:
            halves = _trimmed(text, start, [_middle(text, start, end)], end)
            pending += reversed(list(halves))


def _middle(text: str, start: int, end: int) -> int:
    """The best place to cut: the break of the best kind in the middle half, the one nearest to the centre."""
    quarter, centre = (end - start) // 4, (start + end) // 2
    for pattern in _BREAKS:
        found = pattern.finditer(text, start + quarter, end - quarter)
        places = [match.end() for match in found]
        if places:
            return min(places, key=lambda place: abs(place - centre))
    return centre
