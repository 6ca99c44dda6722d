"""The kinds of record that a site publishes: where their files lie, and where their pages are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MANIFEST, CORRECTIONS, TOMBSTONE = "manifest.yaml", "corrections.yaml", "tombstone.yaml"


@dataclass(frozen=True)
class RecordKind:
    """One kind of record: a folder of folders, each of which holds the files of one record.

    `folder` is where they lie below the records folder, `files` names their files and the authored
    shape of each (`contracts.schemas.AUTHORED`), and `site_folder` is where their pages lie on the
    site.
    """

    folder: str
    files: Mapping[str, str]
    site_folder: str

    def record_folder(self, name: str) -> str:
        """The folder of the record with a name, below the records folder."""
        return f"{self.folder}/{name}"

    def holds(self, path: str) -> bool:
        """Whether a path below the records folder is that of a record, or of a file of one."""
        top, _, name = path.partition("/")
        return top == self.folder and name != ""

    def site_path(self, record_id: str) -> str:
        """The path on the site of the record with an id."""
        return f"/{self.site_folder}/{record_id}/"

    def published_id(self, file: str) -> str:
        """The id of the record that a file of the site is of; empty where it is of none."""
        top, _, below = file.partition("/")
        record_id, slash, _ = below.partition("/")
        return record_id if top == self.site_folder and slash else ""


PAPERS = RecordKind(
    folder="papers",
    files={
        MANIFEST: "paper-manifest",
        CORRECTIONS: "correction-record",
        TOMBSTONE: "tombstone",
    },
    site_folder="paper",
)
KINDS = (PAPERS,)
