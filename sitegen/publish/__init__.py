"""Writes the published site in one step, checks it by SHA256SUMS, and downloads it."""

from __future__ import annotations

from sitegen.publish.checksums import verify
from sitegen.publish.publisher import publish

__all__ = ["publish", "verify"]
