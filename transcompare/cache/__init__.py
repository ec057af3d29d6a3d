"""What the models have made, kept on disk for the next run: translations and forced decoding.

    CachedEngine    an engine that asks the store first
    Store           keys and values in one SQLite file

Results are the same with and without it, to the last bit. Off unless asked for: quotes may be confidential, and the
store has our translations of them, and parts of words of what was scored, in plain text.
"""

from transcompare.cache.engine import CachedEngine
from transcompare.cache.store import FILE, Info, Store, default_folder, open_store

__all__ = ["FILE", "CachedEngine", "Info", "Store", "default_folder", "open_store"]
