"""The files below the folder of a record, found without following a link or waiting for a pipe."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sitegen.findings.diagnostics import Diagnostic, Place, shown
from sitegen.findings.errors import raise_if_of_the_machine
from sitegen.findings.regular_files import (
    LINK,
    NO_FILE,
    UNREADABLE,
    Entry,
    Folder,
    RefusedFileError,
    reason_of,
)
from sitegen.reading.record_rules import LEGIBLE_NAMES, NO_LINKS, READABLE, SHALLOW_FOLDERS

# Artifacts in more folders within one another than this are no use to a reader.
DEEPEST_FOLDER = 30


@dataclass(frozen=True)
class FoundFile:
    """A file or link below a record's folder: its POSIX path there, and how to read it.

    It can be read until the next one is asked for. `folder` is None for one that cannot be read,
    and `problem` says why.
    """

    path: str
    folder: Folder | None
    entry: Entry | None = None
    problem: Diagnostic | None = None


def files_below(
    folder: Folder, place: str, own: Collection[str], below: str = ""
) -> Iterator[FoundFile]:
    """Every file and link below an open folder, in order; hidden ones are left out.

    `place` names the folder in findings. A folder that has one of the record's `own` names comes as
    a file, and reading it fails. Whatever cannot be read comes with its problem.
    """
    try:
        entries = folder.entries()
    except UNREADABLE as error:
        problem = unreadable(Place(f"{place}/{below}".removesuffix("/")), error)
        yield FoundFile(below, None, problem=problem)
        return
    for entry in entries:
        path = below + entry.name
        if entry.name.startswith("."):
            continue
        if not entry.is_utf8:
            yield FoundFile(path, None, problem=illegible(f"{place}/{below}", entry.name))
        elif entry.is_link or entry.is_file or path in own:
            yield FoundFile(path, folder, entry)
        elif not entry.is_folder:
            problem = unreadable(Place(f"{place}/{path}"), RefusedFileError(NO_FILE))
            yield FoundFile(path, None, problem=problem)
        elif path.count("/") >= DEEPEST_FOLDER:
            yield FoundFile(f"{path}/", None, problem=_too_deep(f"{place}/{path}"))
        else:
            yield from _files_in(folder, entry.name, place, own, f"{path}/")


def _files_in(
    folder: Folder, name: str, place: str, own: Collection[str], below: str
) -> Iterator[FoundFile]:
    try:
        inner = folder.folder(name)
    except UNREADABLE as error:
        problem = unreadable(Place(f"{place}/{below}".removesuffix("/")), error)
        yield FoundFile(below, None, problem=problem)
        return
    with inner:
        yield from files_below(inner, place, own, below)


def unreadable(place: Place, error: Exception) -> Diagnostic:
    """The finding for a file that cannot be read. Raises OSError if the machine is to blame."""
    if isinstance(error, OSError):
        raise_if_of_the_machine(error, place.file)
    reason = reason_of(error)
    if reason == LINK:
        message = "this is a symbolic link, and links are not followed"
        return NO_LINKS.at(place, message, "replace the link with the file itself")
    hint = "make the file readable, or remove it"
    if isinstance(error, IsADirectoryError):
        hint = "if the file lies inside this folder, move it up; otherwise put a file in its place"
    elif isinstance(error, RefusedFileError):
        hint = "put a file in its place" if reason == NO_FILE else "shorten the file"
    return READABLE.at(place, f"cannot be read: {reason.lower()}", hint)


def legible_name(name: str) -> str:
    """A file name as a message or a place can show it: bytes that are not UTF-8 are escaped."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def illegible(folder: str, name: str) -> Diagnostic:
    """The finding for a name in a folder that is not UTF-8; its bytes may be escaped already."""
    legible = legible_name(name)
    message = f"the file name {shown(legible)} is not valid UTF-8"
    hint = "rename it with characters in UTF-8, such as ASCII letters"
    return LEGIBLE_NAMES.at(Place(f"{folder.removesuffix('/')}/{legible}"), message, hint)


def _too_deep(folder: str) -> Diagnostic:
    message = f"the folder lies in more than {DEEPEST_FOLDER} folders within each other"
    hint = "move its files up, or put them into one archive such as a .zip"
    return SHALLOW_FOLDERS.at(Place(folder), message, hint)
