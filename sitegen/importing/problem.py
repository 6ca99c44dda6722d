"""Why an import cannot begin."""

from __future__ import annotations

from sitegen.findings.errors import SitegenError


class ImportSiteError(SitegenError):
    """There is nothing that could be imported, or no place for it; the message says what to do."""
