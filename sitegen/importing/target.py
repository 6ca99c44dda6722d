"""Where imported records are put: nothing that is there is replaced, all of them or none."""

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
    """The folder of each paper: the digits of its record id, or its UUID where two share them.

    Nobody can tell what the folders were called that a site was made from.
    """
    shared: dict[str, int] = {}
    for each in ids:
        shared[each[:8]] = shared.get(each[:8], 0) + 1
    return {each: PAPER.record_folder(each[:8] if shared[each[:8]] == 1 else each) for each in ids}


def refuse_to_overwrite(records: Path, folders: dict[str, str]) -> None:
    """Raises ImportSiteError where a paper of the site has a record, or its folder is taken."""
    papers = records / PAPERS
    if papers.is_symlink() or (papers.exists() and not papers.is_dir()):
        what = "is a symbolic link" if papers.is_symlink() else "is no folder"
        raise ImportSiteError(f"{papers} {what}; name another folder by --records")
    hint = "name an empty folder by --records, and merge by hand"
    for folder in folders.values():
        if os.path.lexists(records / folder):
            raise ImportSiteError(f"{records / folder} is there already; {hint}")
    lookup = Lookup(records, folders)
    for paper_id in folders if find_papers(records) else ():
        try:
            found = lookup.find(paper_id)
        except UnknownPaperError:
            continue
        raise ImportSiteError(f"{records / shown_path(found)} is the record of {paper_id}; {hint}")


def shown_path(path: str) -> str:
    """A path below the records as it may be printed."""
    return path if path.isprintable() else shown(path, len(path))


@contextmanager
def staged(records: Path) -> Iterator[Path]:
    """A hidden folder inside the records, which is gone afterwards, whatever happens."""
    records.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".import-", dir=records))
    try:
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def put_in_place(staging: Path, records: Path) -> None:
    """Move what is staged to its place: in one step, where there were no papers before."""
    papers, target = staging / PAPERS, records / PAPERS
    if papers.is_dir() and not target.exists():
        papers.rename(target)
    elif papers.is_dir():
        for folder in sorted(papers.iterdir()):
            folder.rename(target / folder.name)
    if (staging / SETTINGS).exists():
        (staging / SETTINGS).rename(records / SETTINGS)
