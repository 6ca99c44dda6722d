"""Every fact of a record has the label of its page."""

from __future__ import annotations

from collections.abc import Iterator
from types import UnionType
from typing import Any, Union, get_args, get_origin

import pytest
from pydantic import BaseModel

from sitegen.contracts.authored_manifest import AuthoredManifest
from sitegen.contracts.envelope import NOT_STATED
from sitegen.contracts.fact_labels import OTHER, label_of
from sitegen.contracts.panels import FactRow
from sitegen.contracts.paper_manifest import HEAD
from sitegen.diff.labels import text_in, value_text

NOWHERE = "not stated in this record"
# They are in no facts: what follows from others, and what says how to read the file.
NO_FACTS = {
    *("contract_version", "draft", "verification.paper_level"),
    *("transcribed_from", "transcribed_from.title", "transcribed_from.url"),
    "transcribed_from.seen",
}


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) in (Union, UnionType):
        for each in get_args(annotation):
            yield from models_in(each)


def paths(model: type[BaseModel], start: str = "") -> Iterator[str]:
    """The paths of all facts; what is in a list is one fact with it, but for artifacts."""
    for name, field in model.model_fields.items():
        path = f"{start}{name}"
        inside = [*models_in(field.annotation)]
        yield path
        for each in inside:
            yield from paths(each, f"{path}.")
    if start == "" and model is AuthoredManifest:
        (artifact, _) = get_args(model.model_fields["artifacts"].annotation)
        yield from paths(artifact, "artifacts[3].")


# A group that always is there changes part by part.
GROUPS = {
    name
    for name, field in AuthoredManifest.model_fields.items()
    if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
}
FACTS = sorted({*paths(AuthoredManifest)} - NO_FACTS - GROUPS)


def test_there_are_facts() -> None:
    assert {"work.lead_source.url", "artifacts[3].sha256", "report.claims"} <= {*FACTS}
    assert len(FACTS) > 60


@pytest.mark.parametrize("path", FACTS)
def test_every_fact_has_a_name(path: str) -> None:
    assert label_of(path) != OTHER


@pytest.mark.parametrize("row", [row for row in HEAD if isinstance(row, FactRow)], ids=str)
def test_the_names_are_those_of_the_page(row: FactRow) -> None:
    assert label_of(row.path) == row.label


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("quality_assessment.review_score", 9.335, "9.34/10"),
        ("work.submitted", "2026-07-02", "2 July 2026"),
        ("work.submitted", "some day", "some day"),
        ("gate_verdict.status", "FALSIFIED", "Falsified"),
        ("gate_verdict.status", None, "Unverified"),
        ("quality_assessment.dimensions.novelty", None, "UNASSESSED"),
        ("verification.sandbox_executed_claims", None, "0"),
        ("verification.source_grounded_claims", 9, "9"),
        ("work.doi", None, None),
        ("work.creators", {"name": "Ada", "orcid": "0000"}, "Ada (ORCID 0000)"),
        ("work.submitted", "2026-07", "July 2026"),
        (
            "work.creators",
            {"family": "Example", "given": "Ada", "affiliations": [{"name": "A", "ror": "0"}]},
            "Ada Example (family name Example; A (ROR 0))",
        ),
        (
            "work.creators",
            {"organization": "An Institute", "ror": "05dxps055"},
            "An Institute (ROR 05dxps055)",
        ),
        ("work.creators", {"name": "Ada", "roles": ["software"]}, "Ada (Software)"),
        ("work.identifiers", {"scheme": "arxiv", "value": "2104.08645"}, "arXiv 2104.08645"),
        (
            "work.related",
            {"relation": "IsPartOf", "identifier": "10.5555/x", "title": "A Whole"},
            "Is part of 10.5555/x, “A Whole”",
        ),
        ("artifacts[0]", {"type": "other", "label": "Data"}, "Data (declared, not public)"),
        ("artifacts[0]", {"type": "other", "label": "D", "url": "x"}, "D (held elsewhere)"),
        ("unheard.of", {"b": [1], "a": True}, '{"a":true,"b":[1]}'),
    ],
)
def test_values_read_as_on_the_page(path: str, value: Any, words: str | None) -> None:
    assert value_text(path, value) == words
    assert text_in({}, path, value) == words


PARTIAL = {"completeness": "PARTIAL"}
COUNTED = PARTIAL | {"verification": {"source_grounded_claims": 0}}
ASSESSED = PARTIAL | {"quality_assessment": {"dimensions": {"novelty": {"level": "LOW"}}}}


@pytest.mark.parametrize(
    ("facts", "path", "value", "words"),
    [
        (PARTIAL, "gate_verdict.status", None, NOT_STATED),
        (PARTIAL, "gate_verdict.status", "UNVERIFIED", "Unverified"),
        (PARTIAL, "quality_assessment.dimensions.novelty", None, NOT_STATED),
        (ASSESSED, "quality_assessment.dimensions.safety_impact", None, "UNASSESSED"),
        (PARTIAL, "verification.sandbox_executed_claims", None, NOT_STATED),
        (COUNTED, "verification.sandbox_executed_claims", None, "0"),
        (
            PARTIAL,
            "artifacts[0]",
            {"type": "other", "label": "D"},
            "D (where it is: not stated in this record)",
        ),
        (PARTIAL, "work.doi", None, None),
        (PARTIAL, "completeness", "PARTIAL", "PARTIAL"),
        ({}, "completeness", None, "COMPLETE"),
    ],
)
def test_values_of_a_transcription_read_as_on_its_page(
    facts: dict[str, Any], path: str, value: Any, words: str | None
) -> None:
    assert text_in(facts, path, value) == words


def test_a_damaged_author_is_shown_as_it_is_written() -> None:
    damaged = {"name": "Ada", "affiliations": [None]}
    assert value_text("work.creators", damaged) == '{"affiliations":[null],"name":"Ada"}'
