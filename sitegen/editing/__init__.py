"""Changes to authored records that leave their comments and layout alone."""

from __future__ import annotations

from sitegen.editing.lookup import find_paper

__all__ = ["find_paper"]
