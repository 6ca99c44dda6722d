"""The kinds of value that authored files have, and documents read as typed shapes."""

from __future__ import annotations

from sitegen.shapes.reader import Authored, read_shape

__all__ = ["Authored", "read_shape"]
