"""Versions of a statement that are read together: most of them faithful, with one that says something else."""

from __future__ import annotations

import random
from itertools import combinations
from typing import NamedTuple

from pipelines.train_paraphrase.speakers import frames
from pipelines.train_paraphrase.statements import Example, Statement, changed_pair, plant, reword

COUNTS = {2: 0.10, 3: 0.22, 4: 0.30, 5: 0.30, 6: 0.08}
"""How often a set has how many texts."""
BARE = 0.15
"""The part of the renderings that have the words alone, where the others name the speaker."""
MINOR = 0.2
"""The label of a rendering that loses a nuance: a reader would report the same."""


class Drawn(NamedTuple):
    """How often what is in a set."""

    wrong: float = 0.76
    """A wrong rendering."""
    planted: float = 0.14
    """Instead of it, a faithful one with an edit in it; in the rest of the sets all are faithful."""
    second: float = 0.12
    """A second wrong rendering beside the first, among four or more."""
    minor: float = 0.12
    """One that loses a nuance in the place of a faithful one."""
    reworded: float = 0.12
    """Other words for the same in one of the faithful ones."""
    told: float = 0.75
    """A speaker, where no rendering names one."""


class Version(NamedTuple):
    """One text of a set."""

    text: str
    different: float
    """From what a faithful one says: 0, `MINOR` or 1."""
    of: int | None
    """The faithful rendering that it is, or was made of; None where neither is known."""
    weight: float = 1.0
    """Of its pairs, in the loss."""


class Set(NamedTuple):
    """Texts, and each pair of them in the order of `itertools.combinations`."""

    texts: tuple[str, ...]
    pairs: tuple[Example, ...]
    outlier: int | None
    """The place of the wrong one; None where there is none, or another, or there are only two texts."""


def draw(statement: Statement, count: int, random_: random.Random, drawn: Drawn) -> Set:
    """At most `count` versions, in any order; never more than the faithful ones and two wrong ones."""
    odd = _odd(statement, count, random_, drawn)
    fair = _fair(statement, count - len(odd), random_)
    if len(fair) > 1:
        fair[0] = _exchanged(fair[0], statement, random_, drawn)
    versions = [*odd, *fair]
    random_.shuffle(versions)
    return made(statement, versions, random_, drawn.told)


def made(statement: Statement, versions: list[Version], random_: random.Random, told: float) -> Set:
    """The set of these versions, told by a speaker as often as `told` says."""
    texts = [version.text for version in versions]
    framed = frames(texts, random_, BARE) if random_.random() < told else {}
    pairs = (_pair(statement, one, other).told(framed) for one, other in combinations(versions, 2))
    outliers = [place for place, version in enumerate(versions) if version.different == 1]
    outlier = outliers[0] if len(outliers) == 1 and len(versions) > 2 else None
    return Set(tuple(framed[text].text if text in framed else text for text in texts), tuple(pairs), outlier)


def held_out_sets(statement: Statement) -> list[Set]:
    """One for each of its wrong renderings, with two to four faithful ones; always the same."""
    sets = []
    for number, wrong in enumerate(statement.wrong):
        random_ = random.Random(f"{statement.id}-{number}")
        versions = [*_fair(statement, random_.choice((2, 3, 4)), random_), Version(wrong.text, 1.0, wrong.of)]
        random_.shuffle(versions)
        sets.append(made(statement, versions, random_, Drawn().told))
    return sets


def _fair(statement: Statement, count: int, random_: random.Random) -> list[Version]:
    """At most `count` of the faithful ones."""
    places = random_.sample(range(len(statement.faithful)), min(count, len(statement.faithful)))
    return [Version(statement.faithful[place], 0.0, place) for place in places]


def _odd(statement: Statement, count: int, random_: random.Random, drawn: Drawn) -> list[Version]:
    kind = random_.random()
    if kind < drawn.wrong:
        more = count > 3 and random_.random() < drawn.second
        some = random_.sample(statement.wrong, min(1 + more, len(statement.wrong)))
        return [Version(wrong.text, 1.0, wrong.of) for wrong in some]
    of = random_.randrange(len(statement.faithful))
    planted = plant(statement.faithful[of], random_) if kind < drawn.wrong + drawn.planted else None
    return [] if planted is None else [Version(planted, 1.0, of, 0.7)]  # some edits change little


def _exchanged(version: Version, statement: Statement, random_: random.Random, drawn: Drawn) -> Version:
    kind = random_.random()
    if kind < drawn.minor and statement.minor:
        minor = random_.choice(statement.minor)
        return Version(minor.text, MINOR, None, 0.5)
    if kind < drawn.minor + drawn.reworded:
        return Version(reword(version.text, random_), 0.0, None)
    return version


def _pair(statement: Statement, one: Version, other: Version) -> Example:
    """Of two wrong ones nothing is known: their pair has no weight."""
    if one.different == other.different == 1:
        return Example(one.text, other.text, 1.0, 0.0, None, None)
    if one.different == 1:
        return _pair(statement, other, one).turned()
    if other.different == 1:
        of = None if other.of is None else statement.faithful[other.of]
        made_of = other.of is not None and other.of == one.of
        return changed_pair(one.text, other.text, of, made_of)._replace(weight=other.weight)
    nuance = max(one.different, other.different)
    words = () if nuance == 0 else None
    return Example(one.text, other.text, nuance, min(one.weight, other.weight), words, words)
