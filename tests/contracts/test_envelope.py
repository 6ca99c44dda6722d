"""The head that all published records have in common."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import rfc8785

from sitegen.contracts.envelope import Envelope, Published, as_canonical_json, as_json
from sitegen.contracts.flagged_papers import FlaggedPapers
from sitegen.contracts.ledger import Ledger
from sitegen.contracts.schemas import PUBLISHED
from sitegen.render.catalog import make_catalog
from sitegen.render.exports import flagged_json, ledger_json
from sitegen.render.site_content import SiteContent
from tests.contracts.papers import SETTINGS, SITE, corrections, event, paper, read_settings


def records() -> dict[str, Envelope]:
    """One published record of each contract."""
    published = paper(corrected=corrections(event()))
    manifest = published.manifest
    assessment = manifest.quality_assessment
    every = (
        *(manifest, published.corrections, manifest.gate_verdict, manifest.verification),
        *(assessment.quality_tier, assessment.quality_dimensions, assessment.review_monitor),
        manifest.provenance,
        Ledger.model_validate_json(ledger_json.export(SiteContent(make_catalog([])), SITE)),
        FlaggedPapers.model_validate_json(flagged_json.export(SiteContent(make_catalog([])), SITE)),
    )
    return {record.contract.stem: record for record in every}


def test_there_are_ten_contracts() -> None:
    assert list(records()) == [
        *("paper-manifest-v1", "correction-record-v1", "gate-verdict-v1", "verification-levels-v1"),
        *("quality-tiers-v1", "quality-dimensions-v1", "review-monitor-v1", "source-provenance-v1"),
        *("ledger-v1", "flagged-papers-v1"),
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


@pytest.mark.parametrize("stem", list(records()))
def test_a_record_is_written_as_the_reference_writes_it(stem: str) -> None:
    record = records()[stem]
    assert as_canonical_json(record) == rfc8785.dumps(as_json(record))


def every_kind(kind: type[Published] = Published) -> Iterator[type[Published]]:
    """Every part of a published record."""
    for each in kind.__subclasses__():
        yield each
        yield from every_kind(each)


def test_a_whole_number_of_any_record_leaves_as_an_integer() -> None:
    def numbers(value: Any) -> Iterator[float]:
        if isinstance(value, dict | list):
            for each in value.values() if isinstance(value, dict) else value:
                yield from numbers(each)
        elif isinstance(value, float):
            yield value

    whole = {
        "quality_assessment.review_score": 9.0,
        "quality_assessment.dimensions": {"novelty": {"level": "HIGH", "score": 8.0}},
    }
    assert list(numbers(as_json(paper(whole).manifest))) == [8.5, 7.5, 7.49, 4.99]
    fields = [field for each in every_kind() for field in each.model_fields.values()]
    # Of a field that is nothing but a number, pydantic parts the type from what serializes it.
    named = {f"{field.annotation} {field.metadata}" for field in fields}
    assert not [each for each in named if "float" in each and "PlainSerializer" not in each]
