"""What was published before, and whether the records take any of it back."""

from __future__ import annotations

from sitegen.history.against_base import History
from sitegen.history.opening import open_base

__all__ = ["History", "open_base"]
