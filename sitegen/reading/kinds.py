"""The kinds of record that a site publishes: where their files lie, and where their pages are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class RecordFile(NamedTuple):
    """A file of a record: its name, and the authored shape that it has in `contracts.schemas`."""

    name: str
    shape: str


@dataclass(frozen=True)
class RecordKind:
    """One kind of record: a folder of folders, each of which holds the files of one record.

    `folder` is that folder below the records folder. A record has a manifest, and corrections where
    it was corrected; a removed one has a tombstone alone. `site_folder` is the folder at the root
    of the site that holds the pages of all of them, each in a folder that has its id.
    """

    folder: str
    manifest: RecordFile
    corrections: RecordFile
    tombstone: RecordFile
    site_folder: str

    @property
    def files(self) -> tuple[RecordFile, ...]:
        """The files of a record."""
        return self.manifest, self.corrections, self.tombstone

    @property
    def file_names(self) -> tuple[str, str, str]:
        """The names of the files of a record: manifest, corrections, tombstone."""
        return self.manifest.name, self.corrections.name, self.tombstone.name

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
        """The folder of the record that a path below the records folder lies in; empty if none."""
        top, _, below = path.partition("/")
        name = below.partition("/")[0]
        return self.record_folder(name) if top == self.folder and name else ""

    def site_path(self, record_id: str) -> str:
        """The path on the site of the page of the record with an id."""
        return f"/{self.site_folder}/{record_id}/"

    def published_id(self, file: str) -> str:
        """The id of the record that a file of the site belongs to; empty if it is none's."""
        top, _, below = file.partition("/")
        record_id, slash, _ = below.partition("/")
        return record_id if top == self.site_folder and slash else ""


PAPER = RecordKind(
    folder="papers",
    manifest=RecordFile("manifest.yaml", "paper-manifest"),
    corrections=RecordFile("corrections.yaml", "correction-record"),
    tombstone=RecordFile("tombstone.yaml", "tombstone"),
    site_folder="paper",
)
KINDS = (PAPER,)
