"""Where in a long original a rendering comes from: cheap candidates first, then exact boundaries.

`pieces` cuts the rendering, `index` names candidates for each piece, a judge (forced decoding, see the stage `locate`)
gives evidence for each, `search` finds the runs of segments with the most evidence in all, `trim` cuts long segments to
the clauses quoted, and `narrow` cuts a comparison down to all that.
"""

from transcompare.passages.index import Index
from transcompare.passages.narrow import Segment, narrow, nothing
from transcompare.passages.pieces import ELLIPSIS, is_long, pieces
from transcompare.passages.search import ENOUGH, Found, Search
from transcompare.passages.trim import clauses, cut

__all__ = [
    "ELLIPSIS", "ENOUGH", "Found", "Index", "Search", "Segment", "clauses", "cut", "is_long", "narrow", "nothing",
    "pieces",
]  # fmt: skip
