"""Finds the papers that a paper names, where only that paper is built."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

from sitegen.build.reading import read_record
from sitegen.contracts.catalog_row import catalog_row
from sitegen.contracts.other_papers import OtherPaper
from sitegen.contracts.settings import Site
from sitegen.findings.diagnostics import has_errors
from sitegen.findings.regular_files import UNREADABLE, read_below
from sitegen.reading.paper_source import MANIFEST, TOMBSTONE
from sitegen.reading.records import LONGEST_RECORD, find_papers
from sitegen.render.paper import understand


def find_named(
    records: Path, site: Site, ids: Collection[str], *, drafts: bool
) -> Iterator[OtherPaper]:
    """The papers with these ids that have no errors, drafts only if they are built as well."""
    texts = [each.encode() for each in ids]
    for folder in find_papers(records) if texts else ():
        if not _holds_any(records, folder, texts):
            continue
        source, found = read_record(records, folder, site)
        understood = understand(source, site)
        paper = None if understood.is_draft and not drafts else understood.paper
        named = catalog_row(folder, paper) if paper else understood.tombstone
        if named and named.id in ids and not has_errors(found):
            yield named.as_other


def _holds_any(records: Path, folder: str, texts: Collection[bytes]) -> bool:
    """Whether one of these texts is in the manifest or the tombstone of a paper."""
    for name in (MANIFEST, TOMBSTONE):
        with suppress(*UNREADABLE):
            data = read_below(records, f"{folder}/{name}", LONGEST_RECORD)
            return any(each in data for each in texts)
    return False
