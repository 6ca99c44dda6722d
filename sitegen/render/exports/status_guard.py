"""Refuse output of a paper that does not say its editorial status."""

from __future__ import annotations

from sitegen.contracts.editorial_status import EditorialStatus
from sitegen.findings.errors import SitegenError


class MissingStatusError(SitegenError):
    """The output of a paper does not say its status, so it is not published."""

    def __init__(self, format_name: str, status: EditorialStatus) -> None:
        super().__init__(
            f"the format {format_name!r} does not say that a paper is {status.label!r}: add one of "
            f"{', '.join(map(repr, status.sayings))}"
        )


def require_status(format_name: str, made: bytes, status: EditorialStatus) -> bytes:
    """The output, if it says the status or the status needs no words. Raises MissingStatusError.

    The bytes are searched, so a format that compresses or wraps text has to call this before.
    """
    if status.sayings and not any(saying.encode() in made for saying in status.sayings):
        raise MissingStatusError(format_name, status)
    return made
