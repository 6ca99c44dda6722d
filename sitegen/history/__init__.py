"""What was published before, and whether the records change or remove any of it."""

from __future__ import annotations

from sitegen.history.against_base import History
from sitegen.history.opening import open_base

__all__ = ["History", "open_base"]
