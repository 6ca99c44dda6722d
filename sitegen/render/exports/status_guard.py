"""Nothing is made of a paper that keeps its editorial status to itself."""

from __future__ import annotations

from sitegen.contracts.editorial_status import EditorialStatus
from sitegen.findings.errors import SitegenError


class MissingStatusError(SitegenError):
    """What was made of a paper does not say its status, so it is not published."""

    def __init__(self, format_name: str, status: EditorialStatus) -> None:
        super().__init__(
            f"the format {format_name!r} does not say that a paper is {status.label!r}: it needs "
            f"one of {', '.join(map(repr, status.sayings))}"
        )


def telling(format_name: str, made: bytes, status: EditorialStatus) -> bytes:
    """What was made, if it says the status or needs not to. Raises MissingStatusError.

    The bytes are looked at, whatever their format: one that packs or wraps its text has to be asked
    before it does so.
    """
    if status.sayings and not any(saying.encode() in made for saying in status.sayings):
        raise MissingStatusError(format_name, status)
    return made
