"""The build: what is up to date, the rest made in processes or on a cluster, all published."""

from __future__ import annotations

from sitegen.build.inputs import BuildOptions
from sitegen.build.pipeline import build
from sitegen.build.validation import validate

__all__ = ["BuildOptions", "build", "validate"]
