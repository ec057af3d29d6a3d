"""Which finding is the same one after another run."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

_KEYS = ("category", "check", "original_start", "original_end", "rendering_start", "rendering_end")


def finding_ids(row: Mapping[str, Any]) -> list[str]:
    """An id for each finding of a report's row: 16 hex digits over both texts, category, check and spans.

    It does not depend on ids, order, confidence or message, so what was decided outlives a re-run in which the finding
    is the same; where both texts are the same, so is the question that was answered.
    """
    texts = hashlib.sha256()
    for text in (row["text_original"], row["text_rendering"]):
        data = (text or "").encode()
        texts.update(len(data).to_bytes(8, "big") + data)
    return [_id(texts, finding) for finding in row["findings"] or ()]


def _id(texts: Any, finding: Mapping[str, Any]) -> str:
    digest = texts.copy()
    digest.update("\x1f".join(str(finding[key]) for key in _KEYS).encode())
    return str(digest.hexdigest()[:16])
