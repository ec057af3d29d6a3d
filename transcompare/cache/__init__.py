"""What was made before, kept on disk for the next run: translations, forced decoding, reports on whole statements.

    CachedEngine    an engine that asks the store first
    Results         the stages, behind a store of what they made of whole statements
    context         what these depend on
    Store           keys and values in one SQLite file

Results are the same with and without it, to the last bit. Off unless asked for: quotes may be confidential, and the
store has what was scored, our translations and whole rows of reports, compressed at most.
"""

from transcompare.cache.dependencies import context
from transcompare.cache.engine import CachedEngine
from transcompare.cache.results import Results
from transcompare.cache.store import FILE, Info, Store, default_folder, open_store

__all__ = ["FILE", "CachedEngine", "Info", "Results", "Store", "context", "default_folder", "open_store"]
