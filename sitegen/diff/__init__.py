"""What a reader would notice between what was published and the records of today."""

from __future__ import annotations

from sitegen.diff.comparison import compare

__all__ = ["compare"]
