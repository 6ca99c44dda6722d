"""Why something is not begun."""

from __future__ import annotations

from sitegen.findings.errors import SitegenError


class ScaffoldError(SitegenError):
    """A project, a record or its schemas cannot be made; the message says why and what to do."""
