"""Puts imported records into the records folder: all or none, and nothing is replaced."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from sitegen.editing.lookup import Lookup, UnknownPaperError
from sitegen.findings.diagnostics import shown
from sitegen.importing.problem import ImportSiteError
from sitegen.reading.kinds import PAPER
from sitegen.reading.records import find_papers

PAPERS, SETTINGS = PAPER.folder, "site.yaml"


def folders_for(ids: Collection[str]) -> dict[str, str]:
    """The folder for each paper, by id: its first eight digits, or its UUID if two share these.

    A site does not contain the names of the folders that it was built from.
    """
    shared: dict[str, int] = {}
    for each in ids:
        shared[each[:8]] = shared.get(each[:8], 0) + 1
    return {each: PAPER.record_folder(each[:8] if shared[each[:8]] == 1 else each) for each in ids}


def refuse_to_overwrite(records: Path, folders: dict[str, str]) -> None:
    """Raise ImportSiteError if the records have a paper of the site, or a folder of its name."""
    papers = records / PAPERS
    if papers.is_symlink() or (papers.exists() and not papers.is_dir()):
        what = "is a symbolic link" if papers.is_symlink() else "is not a folder"
        raise ImportSiteError(f"{papers} {what}; pass another folder to --records")
    hint = "pass an empty folder to --records, and merge the records by hand"
    for folder in folders.values():
        if os.path.lexists(records / folder):
            raise ImportSiteError(f"{records / folder} exists already; {hint}")
    lookup = Lookup(records, folders)
    for paper_id in folders if find_papers(records) else ():
        try:
            found = lookup.find(paper_id)
        except UnknownPaperError:
            continue
        raise ImportSiteError(
            f"{records / shown_path(found)} is a record of {paper_id} already; {hint}"
        )


def shown_path(path: str) -> str:
    """A path that is safe to print: quoted and escaped if it is not printable."""
    return path if path.isprintable() else shown(path, len(path))


@contextmanager
def staged(records: Path) -> Iterator[Path]:
    """A hidden folder in the records folder, which is deleted at the end in any case."""
    records.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".import-", dir=records))
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def put_in_place(staging: Path, records: Path) -> None:
    """Move the staged files to their place; in one step if there were no papers before."""
    papers, target = staging / PAPERS, records / PAPERS
    if papers.is_dir() and not target.exists():
        papers.rename(target)
    elif papers.is_dir():
        for folder in sorted(papers.iterdir()):
            folder.rename(target / folder.name)
    if (staging / SETTINGS).exists():
        (staging / SETTINGS).rename(records / SETTINGS)
