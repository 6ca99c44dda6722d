"""`manifest.json`: the published manifest as canonical JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import rfc8785

from sitegen.findings.canonical import canonical_json
from sitegen.render.exports.manifest_json import export
from tests.contracts.papers import SITE, paper
from tests.page_parts import files_of
from tests.reading_back import BuiltSite
from tests.small_world import papers as world


@pytest.mark.parametrize("name", world.public_names())
def test_a_manifest_is_canonical_json_and_a_newline(name: str, small_world: BuiltSite) -> None:
    written = files_of(small_world)[f"{world.path(name)[1:]}manifest.json"]
    assert written == export(world.published(name), world.site())
    assert written == rfc8785.dumps(json.loads(written)) + b"\n"


@pytest.mark.parametrize("name", ["hostile-markup", "han-and-emoji", "right-to-left", "longest"])
def test_every_text_is_read_back_as_it_was_written(name: str) -> None:
    published = world.published(name)
    read = json.loads(export(published, world.site()))
    assert read["work"]["title"] == published.manifest.work.title
    assert read["work"]["abstract"] == published.manifest.work.abstract
    assert read["work"]["topics"] == list(published.manifest.work.topics)
    assert read["gate_verdict"]["reason"] == published.manifest.gate_verdict.reason
    assert canonical_json(read["facts"]) == canonical_json(published.manifest.facts)


def test_what_is_not_known_is_null_and_there() -> None:
    read = json.loads(export(world.published("least"), world.site()))
    for name in ("submitted", "doi", "doi_url", "lead_source", "license"):
        assert read["work"][name] is None
    assert read["quality_assessment"]["review_score"] is None
    assert read["gate_verdict"]["evaluated_at"] is None
    assert read["editorial_status"] == {
        "status": "UNVERIFIED",
        "label": "Unverified",
        "notice": None,
    }
    assert read["schema"] == f"{world.BASE_URL}/schemas/paper-manifest-v1"


def test_a_manifest_names_no_path_and_no_clock_of_the_machine() -> None:
    text = export(world.published("verified-held"), world.site()).decode()
    assert str(world.RECORDS) not in text
    assert "papers/verified-held" not in text
    sources = json.loads(text)["generated_from"]
    assert re.fullmatch("manifest.yaml sha256:[0-9a-f]{64}", sources)


@pytest.mark.parametrize("score", [0.000001, 1e-7, 0.00002, 7.0, 9.33])
def test_a_score_of_any_size_is_canonical(score: float) -> None:
    written = export(paper({"quality_assessment.review_score": score}), SITE)
    assert written == rfc8785.dumps(json.loads(written)) + b"\n"


def fractions(value: Any) -> Iterator[float]:
    """All numbers in JSON data that are not integers."""
    if isinstance(value, dict):
        value = [*value.values()]
    if isinstance(value, list):
        for each in value:
            yield from fractions(each)
    elif isinstance(value, float):
        yield value


def test_the_scores_are_all_numbers_of_a_manifest_that_are_no_integers() -> None:
    found = 0
    for name in world.public_names():
        manifest = world.published(name).manifest
        numbers = set(fractions(json.loads(export(world.published(name), world.site()))))
        assert numbers <= set(manifest.scores)
        found += len(numbers)
    assert found > 20
