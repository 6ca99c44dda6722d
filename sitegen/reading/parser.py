"""PyYAML's parser, with libyaml where that is installed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import yaml
from yaml.events import StreamEndEvent

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML built without libyaml: the same results, thirty times slower
    from yaml import SafeLoader as Loader  # type: ignore[assignment]

Event = Any  # PyYAML declares marks as optional, but the parser always sets them

# The last two are raised for escapes, by the parser without libyaml.
SYNTAX_ERRORS = (yaml.YAMLError, ValueError, OverflowError)


def events(text: str) -> Callable[[], Event]:
    """A function that returns the next event of the text, or raises one of `SYNTAX_ERRORS`."""
    return Loader(text).get_event


def last_event(text: str) -> Event:
    """The last event before an error; the text is read again to find it."""
    take = events(text)
    last = take()
    with suppress(*SYNTAX_ERRORS):
        while type(last) is not StreamEndEvent:
            last = take()
    return last


def start_of(part: Any) -> int:
    """The offset at which an event or a node begins."""
    return part.start_mark.index  # type: ignore[no-any-return]
