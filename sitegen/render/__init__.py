"""What is made of records: the files of one paper, and the pages over all of them."""

from __future__ import annotations

from sitegen.render.paper import finish, understand

__all__ = ["finish", "understand"]
