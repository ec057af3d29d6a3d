"""question: one text asks what the other states.

Punctuation tells: of fair human translations of a question from Russian into English about one in thirty has no
question mark, nearly all of them chat, indirect questions and requests; of those of a statement one in a thousand has.
What may fairly be stated - tag questions, rhetorical ones, requests - is passed over.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import ClassVar, Literal, TypeAlias

from pydantic import TypeAdapter

from transcompare.checks.base import Finding, Pair, Text, Unit
from transcompare.patterns import Patterns, Token, sentences, tokens
from transcompare.polarity import cues
from transcompare.text import Span

Role: TypeAlias = Literal["indirect", "rhetorical", "requests", "tags", "question_words"]

_CONFIDENCE = {"lost": 0.75, "added": 0.7}
"""By what happened to the question: the share of findings that are right if one rendering of a question in fifty states
it, one of a statement in two thousand asks it. Flagged of 10,000 fair pairs: 2 of 360 questions, 2 statements."""
_MARK = re.compile(r"[?？؟]+[?？؟!]*")
_CUT = re.compile(r"\.{3}|…|\[|!")
"""Something was left out, or exclaimed: an exclamation may be a question in form."""
_QUOTE_END = re.compile(r"[\"'»”’)\s]{0,3}")
_SHORTENED = 0.5
"""A part shorter than this share of the other leaves things out."""
_WORDS = 3
"""A question of fewer words (`Why?`, «А вы?») is too short to be missed: it joins its neighbours."""


class QuestionCheck:
    """Finds questions that were turned into statements, and the reverse. Knows ru, uk, en, de, es and fr."""

    name: ClassVar[str] = "question"
    version: ClassVar[str] = "1"

    def __call__(self, pair: Pair) -> Iterator[Finding]:
        """At most one finding for each pair of aligned parts."""
        if not {pair.original.lang, pair.rendering.lang} <= _table().keys():
            return
        asked = _marks(pair.original.text) - _marks(pair.rendering.text)
        lost = asked > 0
        asking, stating = (pair.original, pair.rendering) if lost else (pair.rendering, pair.original)
        for unit in pair.units() if asked else ():
            here, there = (unit.original, unit.rendering) if lost else (unit.rendering, unit.original)
            statement = Text(there.of(stating.text), stating.lang)
            if _states(statement) and len(statement.text) >= _SHORTENED * here.length:
                question = next(_questions(asking, here, _denies(statement)), None)
                if question is not None:
                    yield _finding(question, lost, pair, unit)


def _marks(text: str) -> int:
    return sum(1 for _ in _MARK.finditer(text))


def _denies(text: Text) -> bool:
    return any(cue.kind in ("negation", "lexical") for cue in cues(text.text, text.lang))


def _states(text: Text) -> bool:
    """Whether a text asks nothing, not even without a question mark, and is all there."""
    if _MARK.search(text.text) or _CUT.search(text.text):
        return False
    for sentence in sentences(text.text):
        found = tokens(sentence.of(text.text))
        for match in _patterns(text.lang).matches(found):
            if "indirect" in match.meaning or ("question_words" in match.meaning and match.start == 0):
                return False
    return True


def _questions(text: Text, within: Span, denied: bool) -> Iterator[Span]:
    """The sentences of a part that ask in earnest; `denied` is whether the other text negates anything."""
    for sentence in sentences(within.of(text.text)):
        span = sentence.shifted(within.start)
        end = _QUOTE_END.match(text.text, span.end, within.end)
        if end and _MARK.match(text.text, end.end(), within.end):
            words = Text(span.of(text.text), text.lang)
            found = tokens(words.text)
            if sum(token.is_word for token in found) >= _WORDS and not _in_form_only(found, words, denied):
                yield span


def _in_form_only(found: tuple[Token, ...], text: Text, denied: bool) -> bool:
    """Whether a question is a request, a statement with a tag, or rhetorical: `Who needs that?` is `Nobody does`."""
    tail = max((number + 1 for number, token in enumerate(found) if not token.is_word), default=0)
    for match in _patterns(text.lang).matches(found):
        if "requests" in match.meaning or (
            "tags" in match.meaning and 0 < tail == match.start and match.end == len(found)
        ):
            return True
        if "rhetorical" in match.meaning and _denies(text) is not denied:
            return True
    return False


def _finding(question: Span, lost: bool, pair: Pair, unit: Unit) -> Finding:
    asking, stating = ("original", "rendering") if lost else ("rendering", "original")
    text = pair.original.text if lost else pair.rendering.text
    return Finding(
        category="question",
        severity="major",
        confidence=_CONFIDENCE["lost" if lost else "added"],
        message=f"the {asking} asks («{question.of(text)}»), the {stating} states",
        original=question if lost else unit.original,
        rendering=unit.rendering if lost else question,
    )


@cache
def _table() -> dict[str, dict[Role, tuple[str, ...]]]:
    """The words of each language, `data/question.toml`."""
    text = files("transcompare").joinpath("data/question.toml").read_text(encoding="utf-8")
    return TypeAdapter(dict[str, dict[Role, tuple[str, ...]]]).validate_python(tomllib.loads(text))


@cache
def _patterns(lang: str) -> Patterns[frozenset[Role]]:
    """Phrases with all their roles."""
    roles: dict[str, frozenset[Role]] = {}
    for role, phrases in _table()[lang].items():
        for phrase in phrases:
            roles[phrase] = roles.get(phrase, frozenset()) | {role}
    return Patterns(roles.items())
