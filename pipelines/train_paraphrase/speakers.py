"""Who said it: the frames that outlets put around a statement, so that the model reads past them.

In the statements most renderings are the words alone; outlets name the speaker, each in another place and way.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from transcompare.text import Span

SPEAKERS = Path(__file__).with_name("speakers.toml")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_TOLD = re.compile(
    r"\b(?:sa(?:id|ys|ying)|accord\w+|(?:told|tells) |note[sd]|warn(?:s|ed)|advis\w+|admit\w+|insist\w+)\b"
)
_SENTENCE = re.compile(r'(?<=[a-z\d][.!?]) (?=[A-Z"“])')
_QUOTES = frozenset('"“”«»')


class Framed(NamedTuple):
    """A text with its speaker."""

    text: str
    kept: tuple[tuple[int, Span], ...]
    """Where the parts of the bare text are: a place in `text`, and the span that stands there."""

    def moved(self, spans: Iterable[Span]) -> tuple[Span, ...]:
        """Spans of the bare text, where they are now; one that the frame interrupts is two."""
        return tuple(
            Span(start, end)
            for span in spans
            for place, part in self.kept
            if (start := max(span.start, part.start) + place - part.start)
            < (end := min(span.end, part.end) + place - part.start)
        )


class Speaker(NamedTuple):
    """Somebody invented, who said it on some day."""

    first: str
    last: str
    role: str
    day: str

    @classmethod
    def drawn(cls, random_: random.Random) -> Speaker:
        """Anybody."""
        words = _words()
        return cls(*(random_.choice(each) for each in (words["first"], words["last"], words["roles"], _DAYS)))

    def frame(self, text: str, random_: random.Random) -> Framed:
        """`text` as one outlet or another has it."""
        name, words = f"{self.first} {self.last}", _words()
        who = random_.choice(
            (name, name, self.last, f"{self.role} {name}", f"{self.role} {name}", f"{name}, {self.role},",
             f"the {self.role} {name}", f"the {self.role}, {name},", f"{self.role} {self.last}", f"the {self.role}")
        )  # fmt: skip
        said = _Said(who, random_.choice(words["verbs"]), random_.choice(["", "", "", "", f" on {self.day}"]))
        form = random_.choice((_behind, _before, _between, _inside, _according, _quoted_by))
        return form(text, said, random_) or _before(text, said, random_)


class _Said(NamedTuple):
    who: str
    verb: str
    when: str

    def behind(self, random_: random.Random) -> str:
        """`said Mira Lowen`, or the other way round."""
        turned = f"{self.verb} {self.who}"
        fits = not self.verb.startswith("told") and "," not in self.who
        straight = f"{self.who} {self.verb}{self.when}"
        return random_.choice((straight, straight, turned)) if fits else straight

    @property
    def bare(self) -> str:
        """Without the comma behind a title."""
        return self.who.rstrip(",")


def _before(text: str, said: _Said, random_: random.Random) -> Framed:
    opening = f"{_upper(said.who)} {random_.choice(_words()['openers'])}{said.when}: "
    return _joined(opening, (text, 0)) if _has_quotes(text) else _joined(opening + '"', (text, 0), '"')


def _behind(text: str, said: _Said, random_: random.Random) -> Framed:
    bare, stop = _without_stop(text)
    if _has_quotes(text):
        return _joined((bare, 0), f", {said.behind(random_)}.")
    return _joined('"', (bare, 0), f'{"," if stop == "." else stop}" {said.behind(random_)}.')


def _between(text: str, said: _Said, random_: random.Random) -> Framed | None:
    places = [found.start() for found in _SENTENCE.finditer(text)]
    if not places:
        return None
    place = random_.choice(places)
    rest = (text[place + 1 :], place + 1)
    if _has_quotes(text) or text[place - 1] != ".":
        return _joined((text[:place], 0), f" {_upper(said.who)} {said.verb} so{said.when}. ", rest)
    return _joined('"', (text[: place - 1], 0), f'," {said.behind(random_)}. "', rest, '"')


def _inside(text: str, said: _Said, random_: random.Random) -> Framed | None:
    if _small(text) == text[0]:
        return None
    return _joined(f"{_upper(said.who)} {random_.choice(_words()['that'])} that {_small(text)}", (text[1:], 1))


def _according(text: str, said: _Said, random_: random.Random) -> Framed:
    return _joined(f"According to {said.bare}, {_small(text)}", (text[1:], 1))


def _quoted_by(text: str, said: _Said, random_: random.Random) -> Framed:
    outlet = random_.choice(_words()["outlets"])
    return _joined((_without_stop(text)[0], 0), f", {outlet} quotes {said.bare} as saying{said.when}.")


def frames(texts: Sequence[str], random_: random.Random, bare: float) -> dict[str, Framed]:
    """Every text with one and the same speaker, but for a part of them that stays as it is; none where one has his."""
    if any(_TOLD.search(text) for text in texts):
        return {}
    speaker = Speaker.drawn(random_)
    return {text: speaker.frame(text, random_) for text in texts if random_.random() >= bare}


@cache
def _words() -> Mapping[str, Sequence[str]]:
    return tomllib.loads(SPEAKERS.read_text("utf-8"))


def _joined(*parts: str | tuple[str, int]) -> Framed:
    text, kept = "", []
    for part in parts:
        words, start = part if isinstance(part, tuple) else (part, None)
        if start is not None:
            kept.append((len(text), Span(start, start + len(words))))
        text += words
    return Framed(text, tuple(kept))


def _has_quotes(text: str) -> bool:
    return not _QUOTES.isdisjoint(text)


def _without_stop(text: str) -> tuple[str, str]:
    return (text[:-1], text[-1]) if text[-1] in ".!?" else (text, ".")


def _small(text: str) -> str:
    """The first letter, as it is in the middle of a sentence."""
    return text[0].lower() if text.split(maxsplit=1)[0].lower() in _words()["lower"] else text[0]


def _upper(text: str) -> str:
    return text[0].upper() + text[1:]
