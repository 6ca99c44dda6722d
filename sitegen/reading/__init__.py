"""Read YAML and the records folder, with the place of every key and value."""

from __future__ import annotations

from sitegen.reading.documents import Document, read_yaml
from sitegen.reading.paper_source import PaperSource
from sitegen.reading.records import find_papers, read_source

__all__ = ["Document", "PaperSource", "find_papers", "read_source", "read_yaml"]
