"""The head that all published records have in common."""

from __future__ import annotations

import pytest

from sitegen.contracts.envelope import Envelope, as_json
from sitegen.contracts.schemas import PUBLISHED
from tests.contracts.papers import SETTINGS, corrections, event, paper, read_settings


def records() -> dict[str, Envelope]:
    """One published record of each contract."""
    published = paper(corrected=corrections(event()))
    manifest = published.manifest
    assessment = manifest.quality_assessment
    every = (
        *(manifest, published.corrections, manifest.gate_verdict, manifest.verification),
        *(assessment.quality_tier, assessment.quality_dimensions, assessment.review_monitor),
        manifest.provenance,
    )
    return {record.contract.stem: record for record in every}


def test_there_are_eight_contracts() -> None:
    assert list(records()) == [
        *("paper-manifest-v1", "correction-record-v1", "gate-verdict-v1", "verification-levels-v1"),
        *("quality-tiers-v1", "quality-dimensions-v1", "review-monitor-v1", "source-provenance-v1"),
    ]
    assert {each.contract.stem for each in PUBLISHED} == set(records())


@pytest.mark.parametrize("stem", list(records()))
def test_every_record_opens_with_schema_versions_and_date(stem: str) -> None:
    record = as_json(records()[stem])
    assert list(record)[:4] == [
        *("schema", "schema_version", "contract_version", "contract_updated"),
    ]
    assert record["schema"] == f"https://assignee.net/schemas/{stem}"
    assert record["schema_version"] == "1.0"
    minor = "1" if stem == "paper-manifest-v1" else "0"
    assert record["contract_version"] == f"{stem}.{minor}"


def test_another_publisher_gets_ids_of_its_own() -> None:
    settings = SETTINGS.replace(
        b"base_url: https://assignee.net", b"base_url: https://example.org/papers"
    )
    manifest = paper(site=read_settings(settings)).manifest
    assert manifest.schema_id == "https://example.org/papers/schemas/paper-manifest-v1"
    assert manifest.gate_verdict.schema_id == "https://example.org/papers/schemas/gate-verdict-v1"
    assert manifest.work.url.startswith("https://example.org/papers/paper/")
