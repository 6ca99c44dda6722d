"""The build: reuses what is up to date, makes the rest in parallel, publishes the whole site."""

from __future__ import annotations

from sitegen.build.inputs import BuildOptions
from sitegen.build.pipeline import build
from sitegen.build.validation import validate

__all__ = ["BuildOptions", "build", "validate"]
