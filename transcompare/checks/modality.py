"""modality: may, can, must, should, intends, is ready to, is forbidden - one exchanged for another, lost or added."""

from collections.abc import Mapping
from typing import ClassVar

from transcompare.checks.concept import ERRORS, ConceptCheck, Kind


class ModalityCheck(ConceptCheck):
    """Compares what the texts call possible, obligatory, advisable, intended, or forbidden."""

    name: ClassVar[str] = "modality"
    version: ClassVar[str] = "2"
    errors: ClassVar[Mapping[Kind, float]] = {**ERRORS, "lost": 0.03}
    """What may be is oftener told as a fact than as something else."""
