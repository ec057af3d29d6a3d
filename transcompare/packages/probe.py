"""Whether a package works: it translates a few probe sentences, and its answers are compared."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from transcompare.errors import EngineError
from transcompare.packages.installed import InstalledPackage
from transcompare.packages.search import PIVOT

OK_CHRF = 55.0
"""Probes' chrF from which a package is `ok`. A small package that gets half of the probes wrong reaches 48."""
BROKEN_CHRF = 20.0
"""Probes' chrF under which a package is `broken`. Good sentences in the wrong order have 8 to 14."""


@dataclass(frozen=True)
class Verification:
    """How a package did on the built-in probe sentences.

    `reference`: compared with a person's translation. `round trip`: translated there and back with the reverse
    package and compared with the probe itself. `loads`: nothing to compare with; it loads and answers.
    """

    package: InstalledPackage
    method: Literal["reference", "round trip", "loads"]
    verdict: Literal["ok", "weak", "broken"]
    probes: int
    unreliable: int = 0
    """Translations the engine itself doubts: repetition loops, copies, empty or far too long."""
    chrf: float | None = None
    """Corpus chrF, 0 to 100."""
    reason: str = ""
    """Why it could not be run at all."""


def verify(package: InstalledPackage, reverse: InstalledPackage | None = None) -> Verification:
    """Load a package and translate the probe sentences.

    `broken`: does not run, more than half of the translations unreliable, or chrF under BROKEN_CHRF. `ok`: at most
    one in six unreliable and, where there is something to compare with, OK_CHRF or more. `weak`: between them.
    """
    from transcompare.engine import ArgosEngine

    probes = _probes()
    known = probes[0].keys()
    method: Literal["reference", "round trip", "loads"]
    if {package.from_code, package.to_code} <= known:
        method, chain, goal = "reference", [package], package.to_code
    elif reverse and package.from_code in known:
        method, chain, goal = "round trip", [package, reverse], package.from_code
    elif reverse and package.to_code in known:
        method, chain, goal = "round trip", [reverse, package], package.to_code
    else:
        method, chain, goal = "loads", [package], None
    own_language = chain[0].from_code in known
    start = chain[0].from_code if own_language else PIVOT

    texts = [probe[start] for probe in probes]
    unreliable = 0
    try:
        for step in chain:
            translations = ArgosEngine((step,), beam_size=4).translate(texts)
            texts = [translation.text for translation in translations]
            if step is package and own_language:  # on text in a language it does not know, doubts mean nothing
                unreliable = sum(not translation.reliable for translation in translations)
    except (EngineError, RuntimeError, ValueError, OSError) as error:  # also CTranslate2's and SentencePiece's own
        return Verification(package, method, "broken", len(probes), reason=str(error))
    chrf = None
    if goal:
        from sacrebleu.metrics.chrf import CHRF

        chrf = CHRF().corpus_score(texts, [[probe[goal] for probe in probes]]).score
    return Verification(package, method, _verdict(chrf, unreliable, len(probes)), len(probes), unreliable, chrf)


def _verdict(chrf: float | None, unreliable: int, probes: int) -> Literal["ok", "weak", "broken"]:
    if unreliable > probes / 2 or (chrf is not None and chrf < BROKEN_CHRF):
        return "broken"
    if unreliable <= probes / 6 and (chrf is None or chrf >= OK_CHRF):
        return "ok"
    return "weak"


@cache
def _probes() -> tuple[dict[str, str], ...]:
    text = (resources.files("transcompare") / "data" / "probes.toml").read_text("utf-8")
    return tuple(tomllib.loads(text)["probe"])
