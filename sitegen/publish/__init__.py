"""What writes the published site and proves it: one step, checksums, files from the web."""

from __future__ import annotations

from sitegen.publish.checksums import verify
from sitegen.publish.publisher import publish

__all__ = ["publish", "verify"]
