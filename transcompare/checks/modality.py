"""modality: may, can, must, should, intends, is ready to, is forbidden - one exchanged for another, lost or added."""

from typing import ClassVar

from transcompare.checks.concept import ConceptCheck


class ModalityCheck(ConceptCheck):
    """Compares what the texts call possible, obligatory, advisable, intended, or forbidden."""

    name: ClassVar[str] = "modality"
    version: ClassVar[str] = "1"
