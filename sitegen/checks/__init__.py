"""The rules: a table of all of them, and the check of one paper."""

from __future__ import annotations

from sitegen.checks.paper_rules import judge
from sitegen.checks.rules import RULES

__all__ = ["RULES", "judge"]
