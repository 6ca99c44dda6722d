"""Read published JSON of any version as the newest version."""

from __future__ import annotations

from typing import TypeVar

import orjson
from pydantic import BaseModel, ValidationError

from sitegen.contracts.envelope import READ_BACK
from sitegen.contracts.versions import Data, upgraded
from sitegen.findings.errors import SitegenError

Form = TypeVar("Form", bound=BaseModel)


class PublishedJsonError(SitegenError):
    """The bytes are not a published record of their contract; the message says why."""


def read_published(contract: str, data: bytes) -> Data:
    """A published record of any version in its newest form. Raises PublishedJsonError.

    Members and words of a later version are kept as they are, and so are facts, digests and events
    of every version.
    """
    try:
        content = orjson.loads(data)
        if isinstance(content, dict):
            return upgraded(contract, content)
    except orjson.JSONDecodeError as error:
        raise PublishedJsonError(f"it is not JSON: {error}") from error
    except RecursionError as error:
        raise PublishedJsonError("it is nested too deeply") from error
    raise PublishedJsonError("it is not a JSON object")


def read_as(form: type[Form], content: Data) -> Form:
    """A record that `read_published` returned, or a part of it, as a typed form.

    A word that is not in an enumeration of today is kept. Raises PublishedJsonError.
    """
    try:
        return form.model_validate(content, context=READ_BACK)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise PublishedJsonError(f"{where}: {_lower(first['msg'])}") from error


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]
