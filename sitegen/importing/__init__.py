"""Records recovered from a published site: `sitegen import`."""

from __future__ import annotations

from sitegen.importing.importer import import_site

__all__ = ["import_site"]
