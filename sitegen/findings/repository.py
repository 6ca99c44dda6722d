"""Paths of a project below its repository, as code hosting services name its files."""

from __future__ import annotations

import os
from collections.abc import Mapping


def repository_roots(roots: Mapping[str, str]) -> dict[str, str]:
    """Each folder as a path relative to the repository that contains it, else as an absolute path.

    Without a repository, paths are relative to the working directory. Links are resolved, because
    services know files by their real paths.
    """
    return {root: _below_repository(folder) for root, folder in roots.items()}


def _below_repository(folder: str) -> str:
    real = os.path.realpath(folder or ".")
    top = _repository(real) or os.path.realpath(".")
    below = os.path.relpath(real, top)
    is_outside = below == os.pardir or below.startswith(os.pardir + os.sep)
    return (real if is_outside else below).replace(os.sep, "/")


def _repository(folder: str) -> str | None:
    """The nearest folder with a `.git` in it, which is a file in a worktree or a submodule."""
    while not os.path.exists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above
    return folder
