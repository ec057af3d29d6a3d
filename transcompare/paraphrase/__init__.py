"""Whether two texts of one language say the same, however freely: a small model for English, run by CTranslate2.

Surface similarity cannot tell a fair paraphrase from a reversal in one word, and rules know the words they were given.
A sentence encoder (MiniLM, 6 layers) reads both texts together, or more versions of a statement at a time where the
model has learnt to; a small network then looks, for every word of either of two texts, at the words of the other that
stand for it, and says how probably a careful reader would call the two materially different, and in which words. It was
trained on invented statements in several renderings, faithful and not (`pipelines/train_paraphrase`).
"""

from transcompare.paraphrase.model import Judged, ParaphraseModel, Word, installed, load
from transcompare.paraphrase.others import DIFFERENT, Against, against, judged

__all__ = ["DIFFERENT", "Against", "Judged", "ParaphraseModel", "Word", "against", "installed", "judged", "load"]
