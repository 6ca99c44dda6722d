"""Open the base that was passed on the command line."""

from __future__ import annotations

import os
from pathlib import Path

from sitegen.findings.diagnostics import shown
from sitegen.history.base import Base, BaseError
from sitegen.history.ledgers import PublishedSite, SavedLedger
from sitegen.history.revisions import GIT, GitRevision
from sitegen.render.project import Project


def open_base(word: str, project: Project) -> Base:
    """The base that a word names. Raises BaseError if there is none.

    A folder is a published site, a file is a saved ledger, and anything else is a git revision. A
    word that begins with `git:` is always a revision.
    """
    if word.startswith(GIT):
        return GitRevision(word.removeprefix(GIT), project)
    if os.path.isdir(word):
        return PublishedSite(Path(word))
    if os.path.exists(word):
        return SavedLedger(Path(word))
    try:
        return GitRevision(word, project)
    except BaseError as problem:
        raise BaseError(f"there is no file or folder {shown(word)}, and {problem}") from problem
