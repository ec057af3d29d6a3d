"""tense-aspect: what is over, what is to come, what goes on, what began and what ended, one told as the other."""

from typing import ClassVar

from transcompare.checks.exchange import ExchangeCheck


class TenseAspectCheck(ExchangeCheck):
    """Compares what words and endings tell of time: future and past, begun and finished, still and no longer."""

    name: ClassVar[str] = "tense-aspect"
    version: ClassVar[str] = "2"
