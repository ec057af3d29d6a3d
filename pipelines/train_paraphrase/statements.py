"""What the model learns from: statements, pairs of their renderings, and which words of a pair differ."""

from __future__ import annotations

import json
import lzma
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from pipelines.train_paraphrase.speakers import Framed
from transcompare.edits import edits
from transcompare.settings import Settings
from transcompare.text import Span

STATEMENTS = Path(__file__).with_name("statements.jsonl.xz")
SAME = Path(__file__).with_name("same.txt")
HELD_OUT = 45
"""Every so many statements of a writer one is held out: number 7, 52, 97 and so on."""
_WORD = re.compile(r"\w+(?:['’]\w+)?|[^\w\s]")


class Wrong(Settings):
    """A rendering that says something else."""

    text: str
    of: int | None
    """The faithful one that it was made of; None where it was written afresh."""
    category: str
    severity: str
    note: str


class Minor(Settings):
    """A rendering that loses a nuance."""

    text: str
    of: int | None
    note: str


class Statement(Settings):
    """One statement in English, as several outlets have it."""

    id: str
    domain: str
    faithful: tuple[str, ...]
    """The first two close to the original, the others free."""
    wrong: tuple[Wrong, ...]
    minor: tuple[Minor, ...]

    @property
    def held_out(self) -> bool:
        """Whether it is for measuring only."""
        return int(self.id.split("-")[1]) % HELD_OUT == 7


class Example(NamedTuple):
    """A pair of texts."""

    one: str
    other: str
    different: float
    weight: float = 1.0
    in_one: tuple[Span, ...] | None = ()
    """The words of the first text that the other says otherwise; None where that is not known."""
    in_other: tuple[Span, ...] | None = ()

    def turned(self) -> Example:
        """The other way round."""
        return Example(self.other, self.one, self.different, self.weight, self.in_other, self.in_one)

    def told(self, frames: Mapping[str, Framed]) -> Example:
        """With the speaker named where there is a frame for a text."""
        (one, in_one), (other, in_other) = (
            (text, spans) if (framed := frames.get(text)) is None else (framed.text, spans and framed.moved(spans))
            for text, spans in ((self.one, self.in_one), (self.other, self.in_other))
        )
        return self._replace(one=one, other=other, in_one=in_one, in_other=in_other)


def read(path: Path = STATEMENTS) -> list[Statement]:
    """The statements of a file, one a line."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        return [Statement(**json.loads(line)) for line in lines]


def faithful_pairs(statement: Statement) -> Iterator[Example]:
    """Two faithful renderings."""
    texts = statement.faithful
    for i, one in enumerate(texts):
        yield from (Example(one, other, 0.0) for other in texts[:i])


def wrong_pairs(statement: Statement) -> Iterator[Example]:
    """A faithful one and a wrong one."""
    for wrong in statement.wrong:
        yield from _changed_pairs(statement.faithful, wrong.of, wrong.text)


def planted_pairs(statement: Statement, random_: random.Random) -> Iterator[Example]:
    """A faithful one and another with an edit in it."""
    of = random_.randrange(len(statement.faithful))
    planted = plant(statement.faithful[of], random_)
    if planted is not None:
        yield from _changed_pairs(statement.faithful, of, planted)


def plant(text: str, random_: random.Random) -> str | None:
    """With an edit of a category drawn first; None where none is possible."""
    possible = edits(text, "en", 40)
    if not possible:
        return None
    category = random_.choice(sorted({edit.category for edit in possible}))
    return random_.choice([edit for edit in possible if edit.category == category]).apply(text)


def reworded_pairs(statement: Statement, random_: random.Random) -> Iterator[Example]:
    """A faithful one and another that has other words for the same in up to three places."""
    for text, other in pairwise(random_.sample(statement.faithful, len(statement.faithful))):
        reworded = reword(text, random_)
        if reworded != text:
            yield from (Example(each, reworded, 0.0) for each in (text, other))
            return


def reword(text: str, random_: random.Random) -> str:
    """With up to three words exchanged for others of `SAME`."""
    wordings, pattern = _same()
    places = list(pattern.finditer(text))
    for place in sorted(random_.sample(places, min(3, len(places))), key=lambda place: -place.start()):
        words = random_.choice([each for each in wordings[place.group().lower()] if each != place.group().lower()])
        if place.group()[0].isupper():
            words = words[0].upper() + words[1:]
        text = text[: place.start()] + words + text[place.end() :]
    return text


@cache
def _same() -> tuple[dict[str, tuple[str, ...]], re.Pattern[str]]:
    """The words of each group of `SAME`, by each of them, and a pattern that finds them."""
    lines = [line for line in SAME.read_text("utf-8").splitlines() if not line.startswith("#")]
    groups = [tuple(line.split("|")) for line in lines]
    found = {words: group for group in groups for words in group}
    longest_first = sorted(found, key=lambda words: (-len(words), words))
    return found, re.compile(
        rf"(?<![\w.,'])(?:{'|'.join(map(re.escape, longest_first))})(?![\w']|[.,]\d)", re.IGNORECASE
    )


def _changed_pairs(faithful: Sequence[str], of: int | None, text: str) -> Iterator[Example]:
    for number, other in enumerate(faithful):
        yield changed_pair(other, text, None if of is None else faithful[of], number == of)


def changed_pair(fair: str, text: str, of: str | None, made_of: bool) -> Example:
    """A faithful text and a wrong one, which was made `of` a faithful one, perhaps of this.

    Where it is known what a text was made of, its changed words are; those of another text are only beside that.
    """
    in_text = None if of is None else changed(of, text)[1]
    return Example(fair, text, 1.0, in_one=changed(fair, text)[0] if made_of else None, in_other=in_text)


def changed(before: str, after: str) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """The words that differ, in either text; where words are only missing, the one that follows the gap."""
    texts = [list(_WORD.finditer(text)) for text in (before, after)]
    one, other = ([word.group().lower() for word in words] for words in texts)
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    found: tuple[list[Span], list[Span]] = ([], [])
    for kind, *places in matcher.get_opcodes():
        if kind != "equal":
            for words, spans, start, end in zip(texts, found, places[::2], places[1::2], strict=True):
                if words:
                    first = min(start, len(words) - 1)
                    spans.append(Span(words[first].start(), words[max(first, end - 1)].end()))
    return tuple(found[0]), tuple(found[1])
