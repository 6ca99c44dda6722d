"""What a finding is known by again, wherever its line moves to: its fingerprint."""

from __future__ import annotations

import hashlib
from collections import Counter

from sitegen.findings.diagnostics import Diagnostic
from sitegen.findings.source_lines import Sources


class Fingerprints:
    """The fingerprints of one report, each only once: of rule, file and the text of the line."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._seen: Counter[str] = Counter()

    def of(self, found: Diagnostic) -> str:
        """The fingerprint of the next finding; equal findings are counted."""
        line = " ".join((self._sources.line(found.place) or "").split())
        seed = "\0".join((found.code, found.place.file, line))
        digest = hashlib.sha256(seed.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        self._seen[digest] += 1
        return f"{digest}:{self._seen[digest]}"
