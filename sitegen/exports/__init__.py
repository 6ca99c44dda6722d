"""Machine-readable formats of one paper: one module each, in one table."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from sitegen.contracts.published_paper import PublishedPaper
from sitegen.contracts.tombstone import Tombstone
from sitegen.exports import bibtex, correction_record, manifest, ris, tombstone
from sitegen.exports.telling import telling
from sitegen.settings import Site


class Export(NamedTuple):
    """A format: its file below the paper's address, and who makes it.

    `remains` makes what stays at that address when the paper was removed: no address disappears.
    """

    file: str
    make: Callable[[PublishedPaper, Site], bytes]
    remains: Callable[[Tombstone, Site], bytes]


# By the name of the format on the command line.
EXPORTS: dict[str, Export] = {
    "manifest": Export("manifest.json", manifest.export, tombstone.remains),
    "corrections": Export("corrections.json", correction_record.export, tombstone.remains),
    "bib": Export("cite.bib", bibtex.export, bibtex.remains),
    "ris": Export("cite.ris", ris.export, ris.remains),
}


def export_all(
    paper: PublishedPaper, site: Site, formats: Collection[str]
) -> Iterator[tuple[str, bytes]]:
    """File and bytes of a paper in each of the formats that is here.

    Every format goes through here. Raises UntoldStatus for one that does not say the status.
    """
    status = paper.manifest.editorial_status
    for name, export in EXPORTS.items():
        if name in formats:
            yield export.file, telling(name, export.make(paper, site), status)


def export_remains(
    removed: Tombstone, site: Site, formats: Collection[str]
) -> Iterator[tuple[str, bytes]]:
    """File and bytes of what stays of a removed paper in each of the formats that is here.

    Raises UntoldStatus for one that does not say so.
    """
    for name, export in EXPORTS.items():
        if name in formats:
            made = export.remains(removed, site)
            yield export.file, telling(name, made, removed.editorial_status)
