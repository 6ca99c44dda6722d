"""Fingerprints, by which services recognise a finding after its line has moved."""

from __future__ import annotations

import hashlib
from collections import Counter

from sitegen.findings.diagnostics import Diagnostic
from sitegen.findings.source_lines import Sources


class Fingerprints:
    """The unique fingerprints of one report, made of rule, file and text of the line."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._seen: Counter[str] = Counter()

    def of(self, found: Diagnostic) -> str:
        """The fingerprint of the next finding; equal ones get a number."""
        line = " ".join((self._sources.line(found.place) or "").split())
        seed = "\0".join((found.code, found.place.file, line))
        digest = hashlib.sha256(seed.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        self._seen[digest] += 1
        return f"{digest}:{self._seen[digest]}"
