"""The report that people look at: HTML files that open from disk and ask no network for anything.

`render` gives one page, `pages` as many as the report needs, `write` puts them on disk.
"""

from __future__ import annotations

from transcompare.html.page import pages, render, write

__all__ = ["pages", "render", "write"]
