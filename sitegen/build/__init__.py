"""The build: reuses what is up to date, makes the rest in parallel, publishes the whole site."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sitegen.build.inputs import BuildOptions
    from sitegen.build.pipeline import build
    from sitegen.build.validation import validate

__all__ = ["BuildOptions", "build", "validate"]

# The PDF of one paper needs few modules of this room, and the others take a third of its time.
_MODULES = {"BuildOptions": "inputs", "build": "pipeline", "validate": "validation"}


def __getattr__(name: str) -> object:
    """A name that this room exports, from its module, which is imported when it is needed."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
