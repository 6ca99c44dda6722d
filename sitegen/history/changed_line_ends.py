"""Find the published files of a paper of which only the line ends changed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from sitegen.checks.artifact_rules import restore_line_ends
from sitegen.contracts.catalog_row import CatalogRow
from sitegen.findings.canonical import canonical_sha256
from sitegen.findings.diagnostics import shown
from sitegen.findings.line_ends import OtherLineEnds, other_line_ends_below
from sitegen.history.base import BasePaper
from sitegen.history.published_state import State
from sitegen.history.revision_files import sources_of
from sitegen.reading.paper_source import PaperSource


class Rewritten(NamedTuple):
    """A file in the folder of a paper that has the published bytes, but other line ends."""

    name: str
    line_ends: OtherLineEnds

    def finding(self, source: PaperSource) -> tuple[str, str]:
        """What is wrong with it, and what to do."""
        message = f"the published file {shown(self.name)} has {self.line_ends.difference}"
        hint = restore_line_ends(source, self.name, self.line_ends)
        return message, f"there is nothing to announce; {hint}"


def rewritten_files(
    records: Path, source: PaperSource, published: BasePaper, row: CatalogRow
) -> dict[str, Rewritten]:
    """The files of a paper of which only the line ends changed, by their published paths."""
    found: dict[str, Rewritten] = {}
    here = source.files.keys() | source.held.keys()
    for path, sha256 in published.kept.items():
        if row.ledger.kept.get(path) == sha256:
            continue
        for name in here.intersection(sources_of(path)):
            ends = other_line_ends_below(records, f"{source.folder}/{name}", sha256)
            if ends:
                found[path] = Rewritten(name, ends)
    return found


def with_published_line_ends(state: State, rewritten: Iterable[Rewritten]) -> State:
    """The facts of a paper as they would be if the line ends of its artifacts were the published.

    State.facts has to be known.
    """
    digests = {each.name: each.line_ends.sha256 for each in rewritten}
    facts = dict(state.facts or {})
    artifacts = facts.get("artifacts")
    if not digests or not isinstance(artifacts, list):
        return state
    facts["artifacts"] = [
        {**each, "sha256": digests[each["path"]]} if each.get("path") in digests else each
        for each in artifacts
    ]
    return state._replace(facts=facts, facts_sha256=canonical_sha256(facts))
