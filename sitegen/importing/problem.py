"""The error of this room."""

from __future__ import annotations

from sitegen.findings.errors import SitegenError


class ImportSiteError(SitegenError):
    """There is nothing to import, or no place for it; the message says what to do."""
