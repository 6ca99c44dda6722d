"""Why an import cannot begin."""

from __future__ import annotations


class CannotImport(Exception):
    """There is nothing that could be imported, or no place for it; the message says what to do."""
