"""Normalisation of hostile text, with an exact map from every normalised character back to the text as given.

The text goes through a few rewriting passes; each is a list of edits, so the map is composed rather than guessed.
Sources: Unicode Standard Annex 15 (normalisation), UTS 39 (confusable characters), UTS 51 (emoji joiners).
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

MAX_MARKS = 30
"""Combining marks kept on one base character, the limit of Unicode's stream-safe format (UAX 15, section 13)."""

SHOWN = 3
"""Words named in one note."""

_LATIN = "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ"
_CYRILLIC = "\u0400-\u0482\u048a-\u052f"
_MARKS = "\u0300-\u036f"
_JOINERS = "\u200c\u200d"
_INVISIBLE = (
    "\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f"  # controls that are not white space
    "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
)
_BLANK = re.compile(rf"[\s{_INVISIBLE}]{{2,}}|[^\S ]|[{_INVISIBLE}]")
_MIXED = re.compile(rf"[{_LATIN}][{_MARKS}]*[{_CYRILLIC}]|[{_CYRILLIC}][{_MARKS}]*[{_LATIN}]")
_WORD = re.compile(rf"[{_LATIN}{_CYRILLIC}{_MARKS}]+")
_IS_LATIN = re.compile(f"[{_LATIN}]")
_IS_CYRILLIC = re.compile(f"[{_CYRILLIC}]")
_INFLECTED = re.compile(rf"[{_LATIN}]{{2,}}[{_CYRILLIC}]{{1,3}}")
_PUNCTUATION = re.compile(
    r"(?P<apostrophe>(?<=[^\W\d_ʼʻ])[’‘ʼʻ`´](?=[^\W\d_ʼʻ]))"
    r"|(?P<quote>[“”„‟«»＂])"
    r"|(?P<ellipsis>…)"
    r"|(?P<hyphen>[\u2010\u2011]|−(?=\d))"
)
_PLAIN = {"apostrophe": "'", "quote": '"', "ellipsis": "...", "hyphen": "-"}

# Scripts that shape letters with ZWJ and ZWNJ: Arabic to Samaritan, the Indic blocks, Myanmar, Khmer, Mongolian.
_SHAPED = re.compile("[\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af]")
_CYRILLIC_VOWELS = frozenset("аеёиоуыэюяіїєѣѵүұөәАЕЁИОУЫЭЮЯІЇЄѢѴҮҰӨӘ")


class Edit(NamedTuple):
    """Replace `text[start:end]` by `new`."""

    start: int
    end: int
    new: str


@dataclass(frozen=True, slots=True)
class Mapped:
    """A text and, for each of its characters and for its end, the position in the raw text where it starts."""

    text: str
    starts: Sequence[int]

    def apply(self, edits: Iterable[Edit]) -> Mapped:
        """The text after `edits`, which are in order and do not overlap.

        Replacements of equal length are mapped one to one. Otherwise the first new character stands for the whole
        replaced piece, and a removed piece belongs to the character before it.
        """
        texts: list[str] = []
        starts: list[int] = []
        done = 0
        for start, end, new in edits:
            texts += self.text[done:start], new
            starts += self.starts[done:start]
            if len(new) == end - start:
                starts += self.starts[start:end]
            elif new:
                starts.append(self.starts[start])
                starts += [self.starts[end]] * (len(new) - 1)
            done = end
        if not texts:
            return self
        texts.append(self.text[done:])
        starts += self.starts[done:]
        return Mapped("".join(texts), starts)

    def strip(self) -> Mapped:
        """Without white space at either end; the last start is then the end of the content."""
        start = len(self.text) - len(self.text.lstrip())
        end = max(start, len(self.text.rstrip()))
        return Mapped(self.text[start:end], self.starts[start : end + 1])


class Normalized(NamedTuple):
    """A normalised text and how it came about."""

    text: str
    offsets: list[int] | None
    """For `transcompare.text.to_raw`: raw code-point position of each character, then of the end; None if unchanged."""
    notes: list[str]
    """What a reader should know: look-alike letters replaced, invisible characters removed. Positions are raw."""


def normalize(raw: str) -> Normalized:
    """`raw` in NFC with plain white space, quotes and apostrophes, without invisible characters, stress marks on
    Cyrillic vowels, and letters of the wrong script inside words.

    Kept: the difference of й and и or ѓ and г, joiners inside emoji and in scripts that need them, dashes, case,
    ligatures, full-width forms. Linear in the length of the text, and idempotent.
    """
    mapped = Mapped(raw, range(len(raw) + 1))
    notes: list[str] = []

    blanks = list(_edits(_BLANK, mapped.text, _blank))
    notes += _invisible_note(raw, blanks)
    mapped = _compose(mapped.apply(blanks).strip())

    if _MIXED.search(mapped.text):
        edits, mixed_notes = _unmix(mapped, raw)
        notes += mixed_notes
        mapped = _compose(mapped.apply(edits))

    mapped = mapped.apply(_edits(_PUNCTUATION, mapped.text, lambda match: _PLAIN[str(match.lastgroup)]))
    if mapped.text == raw:
        return Normalized(raw, None, notes)
    return Normalized(mapped.text, list(mapped.starts), notes)


def _edits(pattern: re.Pattern[str], text: str, new: Callable[[re.Match[str]], str]) -> Iterator[Edit]:
    return (Edit(*match.span(), new(match)) for match in pattern.finditer(text))


def _blank(match: re.Match[str]) -> str:
    """What a run of white space and invisible characters becomes."""
    run, text, (start, end) = match.group(), match.string, match.span()
    if any(character.isspace() for character in run):
        return " "
    if start == 0 or end == len(text):
        return " "  # stripped later, so that it does not count as part of the first or last word
    joiner = next((character for character in run if character in _JOINERS), "")
    return joiner if joiner and _joins(joiner, text[start - 1], text[end]) else ""


def _joins(joiner: str, before: str, after: str) -> bool:
    """Whether ZWJ or ZWNJ changes how these two neighbours are written."""
    if _SHAPED.match(before) and _SHAPED.match(after):
        return True
    emoji = unicodedata.category(before) in ("So", "Sk") or before == "\ufe0f"
    return joiner == "\u200d" and emoji and unicodedata.category(after) == "So"


def _invisible_note(raw: str, edits: Iterable[Edit]) -> list[str]:
    """Soft hyphens and byte order marks are layout; anything else that cannot be seen was put there for a reason."""
    hidden = [
        position
        for start, end, new in edits
        for position in range(start, end)
        if not (raw[position].isspace() or raw[position] in "\u00ad\ufeff" or raw[position] in new)
    ]
    if not hidden:
        return []
    first = hidden[0]
    return [f"{_count(hidden, 'invisible character')} removed, the first U+{ord(raw[first]):04X} at {first}"]


def _compose(mapped: Mapped) -> Mapped:
    """NFC and no stress marks, one base character with its marks at a time, so that the map stays exact."""
    text = mapped.text
    if "\u0301" not in text and unicodedata.is_normalized("NFC", text):
        return mapped
    return mapped.apply(
        Edit(start, end, new)
        for start, end in _clusters(text)
        if (new := _compose_cluster(text[start:end])) != text[start:end]
    )


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for position in range(1, len(text) + 1):
        if position == len(text) or not _extends(text[position]):
            if position - start > 1 or not text[start].isascii():
                yield start, position
            start = position


@cache
def _extends(character: str) -> bool:
    """Whether NFC may join `character` to the one before: marks, conjoining jamo, Kirat Rai vowel signs."""
    if character < "\u0300":
        return False
    return (
        unicodedata.category(character).startswith("M")
        or "\u1160" <= character <= "\u11ff"
        or "\ud7b0" <= character <= "\ud7fb"
        or "\U00016d63" <= character <= "\U00016d6a"
    )


def _compose_cluster(cluster: str) -> str:
    # Normalising takes quadratic time in the number of marks: cut before as well as after.
    composed = unicodedata.normalize("NFC", cluster[: MAX_MARKS + 1])[: MAX_MARKS + 1]
    if composed[0] in _CYRILLIC_VOWELS and "\u0301" in composed:
        composed = unicodedata.normalize("NFC", composed.replace("\u0301", ""))
    return composed


def _unmix(mapped: Mapped, raw: str) -> tuple[list[Edit], list[str]]:
    """Edits that give each word of two scripts one script, and notes that name the words."""
    edits: list[Edit] = []
    letters = {"Latin": 0, "Cyrillic": 0}
    words: dict[str, list[str]] = {"Latin": [], "Cyrillic": [], "": []}
    for match in _WORD.finditer(mapped.text):
        word, (start, end) = match.group(), match.span()
        if not _MIXED.search(word):
            continue
        alien, table = _look_alikes(word)
        raw_start, raw_end = mapped.starts[start], mapped.starts[end]
        words[alien].append(f"{_shortened(raw[raw_start:raw_end])!r} at {raw_start}")
        for position in range(start, end):
            if (new := table.get(mapped.text[position])) is not None:
                letters[alien] += 1
                edits.append(Edit(position, position + 1, new))

    notes = [
        f"{letters[alien]} {alien} letter{'s' * (letters[alien] > 1)} inside {host} words: {_listed(words[alien])}"
        for alien, host in (("Latin", "Cyrillic"), ("Cyrillic", "Latin"))
        if words[alien]
    ]
    if words[""]:
        notes.append(f"words of Latin and Cyrillic letters left as they are: {_listed(words[''])}")
    return edits, notes


def _look_alikes(word: str) -> tuple[str, Mapping[str, str]]:
    """Which script of a mixed word is the alien one, and its letters' replacements; ("", {}) when it cannot be told.

    Decided on the word alone, so that the rest of the text cannot change the outcome.
    """
    to_cyrillic, to_latin = _tables()
    latin, cyrillic = _IS_LATIN.findall(word), _IS_CYRILLIC.findall(word)
    all_latin = all(letter in to_cyrillic for letter in latin)
    all_cyrillic = all(letter in to_latin for letter in cyrillic)
    if all_latin and (not all_cyrillic or len(latin) <= len(cyrillic)):
        return "Latin", to_cyrillic
    # A foreign name with a native ending ("Zoomа") is good Russian, and looks the same as a trick.
    if all_cyrillic and (all_latin or not _INFLECTED.fullmatch(word)):
        return "Cyrillic", to_latin
    return "", {}


@cache
def _tables() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Latin to Cyrillic, and Cyrillic to Latin."""
    data = tomllib.loads(files("transcompare.data").joinpath("homoglyphs.toml").read_text("utf-8"))
    pairs: dict[str, str] = data["pairs"]
    return pairs | data["stressed"], {cyrillic: latin for latin, cyrillic in pairs.items()}


def _shortened(word: str, limit: int = 40) -> str:
    return word if len(word) <= limit else word[: limit - 1] + "…"


def _count(items: Sequence[object], noun: str) -> str:
    return f"{len(items)} {noun}{'s' * (len(items) > 1)}"


def _listed(words: Sequence[str]) -> str:
    more = len(words) - SHOWN
    return ", ".join(words[:SHOWN]) + (f" and {more} more" if more > 0 else "")
