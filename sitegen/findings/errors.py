"""The base of all errors that sitegen raises on purpose."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

# What the system says when it is to blame for a failure, not the file or its permissions.
MACHINE = frozenset(
    {errno.EIO, errno.ENOMEM, errno.EMFILE, errno.ENFILE, errno.ENOSPC}
    | {getattr(errno, "ESTALE", errno.EIO)}  # of a disk on the network; Windows has none
)


class SitegenError(Exception):
    """The base of the errors that sitegen raises and its callers handle.

    OSError is left to failures of the machine. TimeLimitError and TerminatedError do not derive
    from Exception, so that no `except Exception` stops them.
    """


class UnavailableError(SitegenError):
    """Something outside of sitegen is in the way, such as the network or another running build."""


@contextmanager
def named(path: str) -> Iterator[None]:
    """Name a file in an error of the system about it: reading and writing do not say which."""
    try:
        yield
    except OSError as error:
        if error.filename is None and error.errno is not None:
            error.filename = path
        raise


def raise_if_of_the_machine(error: OSError, path: str) -> None:
    """Raise an error that says nothing about the file, with its path: the disk or memory failed."""
    if error.errno in MACHINE:
        with named(path):
            raise error
