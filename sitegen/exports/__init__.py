"""Machine-readable formats of one paper: one module each, in one table."""

from __future__ import annotations

from collections.abc import Callable

from sitegen.contracts.published_paper import PublishedPaper
from sitegen.exports import bibtex, correction_record, manifest, ris
from sitegen.settings import Site

Export = Callable[[PublishedPaper, Site], bytes]

# The name of the format on the command line, the file below the paper's address, its maker.
EXPORTS: dict[str, tuple[str, Export]] = {
    "manifest": ("manifest.json", manifest.export),
    "corrections": ("corrections.json", correction_record.export),
    "bib": ("cite.bib", bibtex.export),
    "ris": ("cite.ris", ris.export),
}
