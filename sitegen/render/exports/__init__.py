"""Machine-readable formats of one paper: one module each, in one table."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from sitegen.contracts.published_paper import PublishedPaper
from sitegen.contracts.settings import Site
from sitegen.contracts.tombstone import Tombstone
from sitegen.render.exports import bibtex, corrections_json, manifest_json, ris, tombstone_json
from sitegen.render.exports.status_guard import telling


class Export(NamedTuple):
    """A format: its file below the paper's address, and who makes it.

    `remains` makes what stays at that address when the paper was removed: no address disappears.
    """

    file: str
    make: Callable[[PublishedPaper, Site], bytes]
    remains: Callable[[Tombstone, Site], bytes]


# By the name of the format on the command line.
EXPORTS: dict[str, Export] = {
    "manifest": Export("manifest.json", manifest_json.export, tombstone_json.remains),
    "corrections": Export("corrections.json", corrections_json.export, tombstone_json.remains),
    "bib": Export("cite.bib", bibtex.export, bibtex.remains),
    "ris": Export("cite.ris", ris.export, ris.remains),
}


def export_all(
    paper: PublishedPaper, site: Site, formats: Collection[str]
) -> Iterator[tuple[str, bytes]]:
    """File and bytes of a paper in each of the formats that is here.

    Every format goes through here. Raises MissingStatusError for one that does not say the status.
    """
    status = paper.manifest.editorial_status
    for name, export in EXPORTS.items():
        if name in formats:
            yield export.file, telling(name, export.make(paper, site), status)


def export_remains(
    removed: Tombstone, site: Site, formats: Collection[str]
) -> Iterator[tuple[str, bytes]]:
    """File and bytes of what stays of a removed paper in each of the formats that is here.

    Raises MissingStatusError for one that does not say so.
    """
    for name, export in EXPORTS.items():
        if name in formats:
            made = export.remains(removed, site)
            yield export.file, telling(name, made, removed.editorial_status)
