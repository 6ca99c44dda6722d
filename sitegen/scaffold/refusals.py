"""The error of this room."""

from __future__ import annotations

from sitegen.findings.errors import SitegenError


class ScaffoldError(SitegenError):
    """A project, a record or its schemas cannot be created; the message says why and what to do."""
