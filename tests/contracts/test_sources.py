"""The sources of a paper follow from its facts, and each stands there once."""

from __future__ import annotations

from typing import Any

from sitegen.contracts.catalog_row import catalog_row, published_row
from sitegen.contracts.sources import PublishedSource
from sitegen.render.exports import corrections_json, manifest_json
from tests.contracts.papers import SETTINGS, SITE, facts, paper, read_settings

ARXIV = "http://arxiv.org/abs/2104.08645v2"
DOI = "https://doi.org/10.5555/OWLS"
STATED = {
    "work.lead_source": {"title": "Owls of the north", "url": "https://arxiv.org/abs/2104.08645"},
    "work.related": [
        {"relation": "Cites", "identifier": "10.5555/owls", "title": "Owls"},
        {"relation": "IsDerivedFrom", "identifier": "10.5555/owls"},
        {"relation": "IsCitedBy", "identifier": "10.5555/later"},
    ],
    "report": {
        "references": ["https://owls.example/data#top", ARXIV, "https://owls.example/data"],
        "claims": [
            {"text": "Owls are birds.", "verified": True, "confidence": 0.5, "source": DOI},
            {"text": "Owls are blue.", "verified": False, "confidence": 0.5, "source": DOI},
            {"text": "Owls see.", "verified": True, "confidence": 0.5, "source": ARXIV},
            {"text": "Owls are.", "verified": True, "confidence": 0.5},
        ],
    },
}


def sources(changes: dict[str, Any], **settings: Any) -> dict[str, PublishedSource]:
    lines = "".join(f"{key}: {value}\n" for key, value in settings.items())
    site = read_settings(SETTINGS + lines.encode())
    return {each.id: each for each in paper(facts(changes), site=site).manifest.sources}


def test_each_source_stands_once_with_all_that_the_facts_say_of_it() -> None:
    found = sources(STATED)
    assert [*found] == ["url:https://owls.example/data", "arxiv:2104.08645", "doi:10.5555/owls"]
    data, arxiv, doi = found.values()
    assert (data.numbers, data.roles, data.title) == ("1, 3", ("reference",), None)
    assert (arxiv.label, arxiv.version, arxiv.url) == ("arXiv:2104.08645v2", "v2", ARXIV)
    assert arxiv.roles == ("reference", "lead_source", "claim")
    assert arxiv.title == "Owls of the north"
    assert (doi.claims, doi.verified_claims) == (2, 1)
    assert doi.relations == ("Cites", "IsDerivedFrom")
    assert doi.role_words == ("Cites, Is derived from", "2 claims (1 verified)")


def test_a_work_that_rests_on_the_paper_is_no_source() -> None:
    assert sources({"work.related": [{"relation": "IsCitedBy", "identifier": "10.5555/x"}]}) == {}


def test_references_can_stay_in_the_pdf() -> None:
    found = sources(STATED, publish_references="false")
    assert {each.id: each.roles for each in found.values()} == {
        "arxiv:2104.08645": ("lead_source",),
        "doi:10.5555/owls": ("related",),
    }
    assert not any(each.claims for each in found.values())


def test_the_report_names_a_reference_as_the_page_does() -> None:
    made = paper(facts(STATED))
    assert made.report is not None
    assert [each.title for each in made.report.references] == ["", "Owls of the north", ""]
    assert [each.reference for each in made.report.claims] == [0, 0, 2, 0]


def test_a_manifest_without_sources_is_read_with_those_that_its_work_names() -> None:
    made = paper(facts(STATED))
    row = catalog_row("papers/owls", made)
    assert row.sources == tuple(each.id for each in made.manifest.sources)
    older = made.manifest.model_copy(update={"sources": ()})
    files = manifest_json.export(type(made)(older, made.corrections, None), SITE)
    read = published_row("papers/owls", files, corrections_json.export(made, SITE), {})
    assert read.sources == ("arxiv:2104.08645", "doi:10.5555/owls")
