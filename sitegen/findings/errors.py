"""The base of all errors that sitegen raises on purpose."""

from __future__ import annotations


class SitegenError(Exception):
    """Something that sitegen raises on purpose; whoever calls knows what to do about it.

    An OSError is the machine's own; TimeLimitError and TerminatedError are no Exception, so that no
    handler of errors keeps them.
    """


class UnavailableError(SitegenError):
    """Something around sitegen is not as it has to be: the network, another build at work."""
