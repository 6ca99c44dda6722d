"""Changes to authored records that keep their comments and layout."""

from __future__ import annotations

from sitegen.editing.lookup import find_paper

__all__ = ["find_paper"]
