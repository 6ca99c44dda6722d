"""Complete a correction record: of a paper, and of one of which only a tombstone stays."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from sitegen.contracts import correction_record, paper_manifest
from sitegen.contracts.correction_events import CorrectionEvent, complete_events
from sitegen.contracts.correction_record import AuthoredCorrectionRecord, CorrectionRecord
from sitegen.contracts.editorial_status import EditorialStatus, removed_status
from sitegen.contracts.envelope import publisher_name
from sitegen.contracts.paper_manifest import record_id
from sitegen.contracts.served_files import CORRECTIONS_JSON, MANIFEST_JSON
from sitegen.contracts.settings import Site
from sitegen.contracts.tombstone import Tombstone
from sitegen.reading.kinds import PAPER

# From the events and the successor of a paper.
StatusOf = Callable[[Sequence[CorrectionEvent], str | None], EditorialStatus]


class CorrectedPaper(NamedTuple):
    """The paper that a correction record belongs to."""

    id: str
    title: str


class CorrectionSource(NamedTuple):
    """What a correction record is made from.

    `digests` has the SHA-256 of each record file, `superseded` the numbers of replaced manifests.
    """

    authored: AuthoredCorrectionRecord | None
    digests: Mapping[str, str]
    superseded: Sequence[int] = ()


def complete_correction_record(
    source: CorrectionSource, paper: CorrectedPaper, site: Site, status_of: StatusOf
) -> CorrectionRecord:
    """The published correction record of a paper."""
    authored, url = source.authored, site.url(PAPER.site_path(paper.id))
    events = complete_events(authored.correction_events if authored else ())
    superseded_by = authored.superseded_by if authored else None
    return CorrectionRecord(
        **correction_record.CONTRACT.head(site),
        generated_from=dict(source.digests),
        publisher=publisher_name(site),
        work=correction_record.CorrectedWorkReference(
            id=paper.id, record_id=record_id(paper.id), title=paper.title, url=url
        ),
        manifest=correction_record.ManifestReference(
            schema_id=paper_manifest.CONTRACT.schema_id(site),
            contract_version=paper_manifest.CONTRACT.version,
            contract_updated=paper_manifest.CONTRACT.updated,
            current_manifest_url=url + MANIFEST_JSON,
            correction_record_url=url + CORRECTIONS_JSON,
        ),
        correction_state=correction_record.correction_state(authored),
        correction_count=len(events),
        last_corrected_at=events[-1].corrected_at if events else None,
        superseded_by=superseded_by,
        editorial_status=status_of(events, superseded_by),
        correction_events=events,
        known_superseded_manifest_urls=tuple(
            f"{url}manifests/{number}.json" for number in source.superseded
        ),
        policy=correction_record.POLICY,
        interpretation=correction_record.NOTE,
        limitations=correction_record.LIMITATIONS,
    )


def with_corrections(tombstone: Tombstone, source: CorrectionSource, site: Site) -> Tombstone:
    """The tombstone with the complete correction record that stays of its paper."""
    paper = CorrectedPaper(tombstone.id, tombstone.title)
    record = complete_correction_record(
        source, paper, site, lambda events, _: removed_status(events)
    )
    return tombstone.with_corrections(record)
