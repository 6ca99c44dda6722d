"""The contracts: what is authored, what follows from it, and what is published."""

from __future__ import annotations

from sitegen.contracts.published_paper import complete
from sitegen.contracts.schemas import AUTHORED, PUBLISHED

__all__ = ["AUTHORED", "PUBLISHED", "complete"]
