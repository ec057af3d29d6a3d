"""BLEU, chrF and speed of a package on a test set. No torch needed."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from typing import ClassVar

from pipelines.train_package.clean import Pair
from transcompare.engine import EngineSettings
from transcompare.packages import InstalledPackage
from transcompare.settings import Settings


class Figures(Settings):
    """How a package did on a test set."""

    name: ClassVar[str] = "figures"

    package: str
    pair: str
    test: str
    sentences: int
    compute_type: str
    bleu: float
    chrf: float
    bleu_signature: str
    chrf_signature: str
    unreliable: int
    """Translations the engine itself doubts: repetition loops, copies, empty or far too long."""
    loops: int | None = None
    """Translations that have the same four words in a row three times; None where they were not counted."""
    tokens_per_second: float
    """Pieces of the translations, by the package's own tokenizer; beam search, loading not counted."""


def measure(
    package: InstalledPackage, test: str, pairs: Sequence[Pair], settings: EngineSettings | None = None
) -> Figures:
    """Translate the first side of `pairs` and compare with the second, cased and by sacreBLEU's defaults."""
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

    settings = settings or EngineSettings()
    engine = settings.engine((package,))
    engine.translate([pairs[0].first])  # loads the model
    started = time.perf_counter()
    translations = engine.translate([pair.first for pair in pairs])
    seconds = time.perf_counter() - started
    texts, references = [translation.text for translation in translations], [[pair.second for pair in pairs]]
    bleu, chrf = BLEU(), CHRF()
    tokenizer = package.tokenizer()
    return Figures(
        package=package.label,
        pair=package.pair,
        test=test,
        sentences=len(pairs),
        compute_type=settings.compute_type,
        bleu=round(bleu.corpus_score(texts, references).score, 2),
        chrf=round(chrf.corpus_score(texts, references).score, 2),
        bleu_signature=str(bleu.get_signature()),
        chrf_signature=str(chrf.get_signature()),
        unreliable=sum(not translation.reliable for translation in translations),
        loops=sum(map(repeats, texts)),
        tokens_per_second=round(sum(len(tokenizer.encode(text)) for text in texts) / seconds, 1),
    )


def repeats(text: str) -> bool:
    """Whether four words in a row come three times or more."""
    words = text.casefold().split()
    return any(count >= 3 for count in Counter(zip(*(words[i:] for i in range(4)), strict=False)).values())
