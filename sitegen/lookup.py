"""The paper that a word on the command line means: a folder, a UUID or a record id."""

from __future__ import annotations

from pathlib import Path

from sitegen.contracts.paper_manifest import record_id
from sitegen.diagnostics import shown
from sitegen.documents import read_yaml
from sitegen.records import RECORD_NAMES, find_papers


class NoSuchPaper(Exception):
    """The word means no paper, or more than one."""


def find_paper(records: Path, word: str) -> str:
    """The folder, below `records`, of the paper that `word` means.

    Raises NoSuchPaper, saying what the papers are that it could mean.
    """
    found = [
        folder
        for folder in find_papers(records)
        if _is_folder(records, folder, word) or _has_id(records / folder, word)
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        raise NoSuchPaper(f"no paper has the id or folder {shown(word)}")
    listed = ", ".join(found)
    raise NoSuchPaper(f"{shown(word)} could be any of {listed}; write the whole UUID or the folder")


def _is_folder(records: Path, folder: str, word: str) -> bool:
    names = {folder, folder.removeprefix("papers/")}
    is_path = word != "" and (records / folder).resolve() == Path(word).resolve()
    return is_path or word.rstrip("/") in names


def _has_id(folder: Path, word: str) -> bool:
    paper_id = _id(folder)
    return paper_id != "" and (word.lower() == paper_id or word.upper() == record_id(paper_id))


def _id(folder: Path) -> str:
    """The id of a paper; empty where its record cannot be read."""
    for name in RECORD_NAMES:
        if (folder / name).is_file() and name != "corrections.yaml":
            document, _ = read_yaml((folder / name).read_bytes(), name)
            data = document.data if document else {}
            work = data.get("work", data)
            return str(work.get("id", "")) if isinstance(work, dict) else ""
    return ""
