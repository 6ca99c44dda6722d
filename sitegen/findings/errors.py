"""The base of all errors that sitegen raises on purpose."""

from __future__ import annotations


class SitegenError(Exception):
    """The base of the errors that sitegen raises and its callers handle.

    OSError is left to failures of the machine. TimeLimitError and TerminatedError do not derive
    from Exception, so that no `except Exception` stops them.
    """


class UnavailableError(SitegenError):
    """Something outside of sitegen is in the way, such as the network or another running build."""
