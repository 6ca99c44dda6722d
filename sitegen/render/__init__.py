"""Make the files of one paper, and the pages over all papers."""

from __future__ import annotations

from sitegen.render.paper import finish, understand

__all__ = ["finish", "understand"]
