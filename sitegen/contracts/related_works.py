"""Further identifiers of a paper, and the works that it is related to."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from sitegen.contracts.envelope import OPEN, Published, PublishedUrl
from sitegen.contracts.wording import doi_url
from sitegen.findings.diagnostics import shown
from sitegen.shapes.fields import Line, NumberLike, mismatch
from sitegen.shapes.identifiers import ARXIV_ID, HANDLE, PMID, is_doi, is_web_address
from sitegen.shapes.reader import Authored
from sitegen.shapes.shape_rules import IDENTIFIER_FORM

Scheme = Literal["arxiv", "pmid", "handle", "doi"]
# DataCite 4.6, relationType.
Relation = Literal[
    "IsCitedBy",
    "Cites",
    "IsSupplementTo",
    "IsSupplementedBy",
    "IsContinuedBy",
    "Continues",
    "IsDescribedBy",
    "Describes",
    "HasMetadata",
    "IsMetadataFor",
    "HasVersion",
    "IsVersionOf",
    "IsNewVersionOf",
    "IsPreviousVersionOf",
    "IsPartOf",
    "HasPart",
    "IsPublishedIn",
    "IsReferencedBy",
    "References",
    "IsDocumentedBy",
    "Documents",
    "IsCompiledBy",
    "Compiles",
    "IsVariantFormOf",
    "IsOriginalFormOf",
    "IsIdenticalTo",
    "IsReviewedBy",
    "Reviews",
    "IsDerivedFrom",
    "IsSourceOf",
    "IsRequiredBy",
    "Requires",
    "IsObsoletedBy",
    "Obsoletes",
    "IsCollectedBy",
    "Collects",
    "IsTranslationOf",
    "HasTranslation",
]
SCHEME_LABELS: dict[str, str] = {
    "arxiv": "arXiv",
    "pmid": "PubMed",
    "handle": "Handle",
    "doi": "DOI",
}
EXAMPLES = {
    "arxiv": "2104.08645",
    "pmid": "34567890",
    "handle": "20.500.12345/678",
    "doi": "10.1000/182",
}
PREFIXES = {
    "arxiv": re.compile(r"(?:arxiv: ?|https?://(?:www\.)?arxiv\.org/(?:abs|pdf)/)", re.IGNORECASE),
    "pmid": re.compile(r"(?:pmid: ?|https?://pubmed\.ncbi\.nlm\.nih\.gov/)", re.IGNORECASE),
    "handle": re.compile(r"(?:hdl: ?|https?://hdl\.handle\.net/)", re.IGNORECASE),
    "doi": re.compile(r"(?:doi: ?|https?://(?:dx\.)?doi\.org/)", re.IGNORECASE),
}


def _related(value: str) -> str:
    if is_doi(value) or is_web_address(value):
        return value
    bare = PREFIXES["doi"].sub("", value, count=1)
    hint = "write a DOI, such as 10.1000/182, or an address that begins with https://"
    meant = bare if is_doi(bare) else None
    message = f"{shown(value)} is neither a bare DOI nor a web address"
    raise mismatch(IDENTIFIER_FORM, message, f"write {bare}" if meant else hint, meant)


class Identifier(Authored):
    """A further identifier of the paper itself."""

    scheme: Annotated[Scheme, Field(examples=["arxiv"])]
    """Whose identifier it is."""
    value: Annotated[NumberLike, Field(max_length=300, examples=["2104.08645"])]
    """The identifier, bare."""

    @field_validator("value")
    @classmethod
    def _fits_its_scheme(cls, value: str, info: ValidationInfo) -> str:
        scheme: Scheme | None = info.data.get("scheme")
        if scheme is None or _is_valid(scheme, value):
            return value
        bare = PREFIXES[scheme].sub("", value, count=1).rstrip("/")
        meant = bare if _is_valid(scheme, bare) else None
        hint = f"write {meant}" if meant else f"write it in the form {EXAMPLES[scheme]}"
        message = f"{shown(value)} is not a bare {SCHEME_LABELS[scheme]} identifier"
        raise mismatch(IDENTIFIER_FORM, message, hint, meant)


class RelatedWork(Authored):
    """Another work, and how the paper is related to it."""

    relation: Annotated[Relation, Field(examples=["IsSupplementTo"])]
    """What the paper is to the other work, as DataCite names it."""
    identifier: Annotated[
        Line, AfterValidator(_related), Field(max_length=2_000, examples=["10.1000/182"])
    ]
    """The other work, as a bare DOI or a web address."""
    title: Annotated[Line | None, Field(max_length=500)] = None
    """The title of the other work."""


class PublishedIdentifier(Published):
    """A further identifier of the paper itself."""

    scheme: Annotated[Scheme, OPEN]
    """Whose identifier it is."""
    value: str
    """The identifier, bare."""
    url: PublishedUrl
    """The identifier as an address."""

    @property
    def label(self) -> str:
        """The name of the scheme; one of another version as it is written."""
        return SCHEME_LABELS.get(self.scheme, self.scheme)


class PublishedRelatedWork(Published):
    """Another work, and how the paper is related to it."""

    relation: Annotated[Relation, OPEN]
    """What the paper is to the other work, as DataCite names it."""
    identifier: str
    """The other work, as a bare DOI or a web address."""
    url: PublishedUrl
    """The identifier as an address."""
    title: str | None
    """The title of the other work, or null."""

    @property
    def label(self) -> str:
        """The relation in words: "Is supplement to"."""
        return relation_label(self.relation)

    @property
    def doi(self) -> str | None:
        """The DOI of the other work, if that is its identifier."""
        return self.identifier if is_doi(self.identifier) else None


def relation_label(relation: str) -> str:
    """A relation of DataCite in words: "Is supplement to"."""
    words = re.sub("(?<=[a-z])(?=[A-Z])", " ", relation)
    return words[:1] + words[1:].lower()


def complete_identifier(identifier: Identifier) -> PublishedIdentifier:
    """An identifier as it is published."""
    addresses = {
        "arxiv": f"https://arxiv.org/abs/{identifier.value}",
        "pmid": f"https://pubmed.ncbi.nlm.nih.gov/{identifier.value}/",
        "handle": f"https://hdl.handle.net/{identifier.value}",
        "doi": doi_url(identifier.value),
    }
    return PublishedIdentifier(
        scheme=identifier.scheme, value=identifier.value, url=addresses[identifier.scheme]
    )


def complete_related_work(work: RelatedWork) -> PublishedRelatedWork:
    """A related work as it is published."""
    url = doi_url(work.identifier) if is_doi(work.identifier) else work.identifier
    return PublishedRelatedWork(
        relation=work.relation, identifier=work.identifier, url=url, title=work.title
    )


def _is_valid(scheme: Scheme, value: str) -> bool:
    if scheme == "doi":
        return is_doi(value)
    return {"arxiv": ARXIV_ID, "pmid": PMID, "handle": HANDLE}[scheme].match(value) is not None
