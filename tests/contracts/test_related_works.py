"""Further identifiers and related works: what is accepted, and where each leads."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from sitegen.contracts.related_works import (
    EXAMPLES,
    Identifier,
    RelatedWork,
    Scheme,
    complete_identifier,
    complete_related_work,
)

LEADS_TO: dict[tuple[Scheme, str], str] = {
    ("arxiv", "2104.08645"): "https://arxiv.org/abs/2104.08645",
    ("arxiv", "2104.08645v2"): "https://arxiv.org/abs/2104.08645v2",
    ("arxiv", "hep-th/9901001"): "https://arxiv.org/abs/hep-th/9901001",
    ("pmid", "34567890"): "https://pubmed.ncbi.nlm.nih.gov/34567890/",
    ("handle", "20.500.12345/678"): "https://hdl.handle.net/20.500.12345/678",
    ("doi", "10.1000/a<b>"): "https://doi.org/10.1000/a%3Cb%3E",
}


@pytest.mark.parametrize(("identifier", "url"), LEADS_TO.items())
def test_an_identifier_leads_to_its_registry(identifier: tuple[Scheme, str], url: str) -> None:
    scheme, value = identifier
    made = complete_identifier(Identifier(scheme=scheme, value=value))
    assert (made.value, made.url) == (value, url)


@pytest.mark.parametrize("scheme", EXAMPLES)
def test_the_example_that_a_message_gives_is_accepted(scheme: Scheme) -> None:
    Identifier(scheme=scheme, value=EXAMPLES[scheme])


@pytest.mark.parametrize(
    ("scheme", "value", "meant"),
    [
        ("arxiv", "arXiv:2104.08645", "2104.08645"),
        ("arxiv", "https://arxiv.org/pdf/2104.08645", "2104.08645"),
        ("pmid", "PMID: 34567890", "34567890"),
        ("handle", "https://hdl.handle.net/20.500.12345/678", "20.500.12345/678"),
        ("doi", "https://doi.org/10.1000/182", "10.1000/182"),
    ],
)
def test_an_address_is_answered_with_the_bare_identifier(
    scheme: Scheme, value: str, meant: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        Identifier(scheme=scheme, value=value)
    assert refused.value.errors()[0]["ctx"]["hint"] == f"write {meant}"


def test_a_related_work_is_named_by_a_doi_or_an_address() -> None:
    by_doi = complete_related_work(RelatedWork(relation="Cites", identifier="10.1000/182"))
    assert (by_doi.url, by_doi.doi, by_doi.label) == (
        *("https://doi.org/10.1000/182", "10.1000/182", "Cites"),
    )
    address = "https://example.org/a"
    by_url = complete_related_work(RelatedWork(relation="IsSupplementTo", identifier=address))
    assert (by_url.url, by_url.doi, by_url.label) == (address, None, "Is supplement to")
