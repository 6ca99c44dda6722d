"""The kinds of value that an authored file holds, and a document read as one of them."""

from __future__ import annotations

from sitegen.shapes.reader import Authored, read_shape

__all__ = ["Authored", "read_shape"]
