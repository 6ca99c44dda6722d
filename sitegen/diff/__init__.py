"""The differences that a reader would notice between what was published and the records now."""

from __future__ import annotations

from sitegen.diff.comparison import compare

__all__ = ["compare"]
