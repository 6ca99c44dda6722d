"""The kinds of record that a site publishes: the table of their files and folders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


class RecordFile(NamedTuple):
    """A file of a record: its name, and the authored shape that it has in `contracts.schemas`."""

    name: str
    shape: str


@dataclass(frozen=True)
class RecordKind:
    """One kind of record: a folder of folders, each of which holds the files of one record.

    `noun` is what messages call one such record, `folder` is the name of that folder below the
    records folder. The first of `files` is the manifest, which every record has, unless it was
    removed and has only a tombstone. `site_folder` is the folder at the root of the site that holds
    the pages of all of them, each in a folder that has its id. With a `label`, such as
    "Benchmarks", there is a list of them at `list_path`, as soon as there is one.
    """

    noun: str
    folder: str
    files: tuple[RecordFile, ...]
    site_folder: str
    label: str = ""

    @property
    def manifest(self) -> RecordFile:
        """The file that says what the record is."""
        return self.files[0]

    @property
    def file_names(self) -> tuple[str, ...]:
        """The names of the files of a record, the manifest first."""
        return tuple(file.name for file in self.files)

    @property
    def project_path(self) -> str:
        """The folder of all these records as a `Place` names it."""
        return f"records/{self.folder}"

    def name_of(self, folder: str) -> str:
        """The name of the record in a folder below the records folder."""
        return folder.removeprefix(f"{self.folder}/")

    def record_folder(self, name: str) -> str:
        """The folder of the record with a name, below the records folder."""
        return f"{self.folder}/{name}"

    def folder_of(self, path: str) -> str:
        """The folder of the record that a path below the records folder is in; empty if none."""
        top, _, below = path.partition("/")
        name = below.partition("/")[0]
        return self.record_folder(name) if top == self.folder and name else ""

    @property
    def list_path(self) -> str:
        """The path on the site of the list of all these records."""
        return f"/{self.folder}/"

    def site_path(self, record_id: str) -> str:
        """The path on the site of the page of the record with an id."""
        return f"/{self.site_folder}/{record_id}/"

    def published_id(self, file: str) -> str:
        """The id of the record that a file of the site belongs to; empty if it belongs to none."""
        top, _, below = file.partition("/")
        record_id, slash, _ = below.partition("/")
        return record_id if top == self.site_folder and slash else ""


PAPER_MANIFEST = RecordFile("manifest.yaml", "paper-manifest")
PAPER_CORRECTIONS = RecordFile("corrections.yaml", "correction-record")
PAPER_TOMBSTONE = RecordFile("tombstone.yaml", "tombstone")
PAPER = RecordKind(
    noun="paper",
    folder="papers",
    files=(PAPER_MANIFEST, PAPER_CORRECTIONS, PAPER_TOMBSTONE),
    site_folder="paper",
)
KINDS: tuple[RecordKind, ...] = (PAPER,)


def kind_in(folder: str) -> RecordKind:
    """The kind of the records in a folder, or in one below it. Raises LookupError."""
    top = folder.partition("/")[0]
    return next(kind for kind in KINDS if kind.folder == top)


def noun_for(folders: Iterable[str]) -> str:
    """What to call one of the records in these folders: a paper, if all of them are papers."""
    are_papers = len(KINDS) == 1 or all(kind_in(folder) == PAPER for folder in folders)
    return PAPER.noun if are_papers else "record"


def record_folder_of(path: str) -> str:
    """The folder of the record that a path below the records folder is in; empty if none."""
    return next(filter(None, (kind.folder_of(path) for kind in KINDS)), "")


def kind_on_site(file: str) -> RecordKind | None:
    """The kind of the record that a file of the site belongs to."""
    return next((kind for kind in KINDS if kind.published_id(file)), None)
