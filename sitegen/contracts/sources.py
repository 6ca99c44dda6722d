"""The sources of a paper: every work that its record names as one, each once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

from sitegen.contracts.envelope import (
    OPEN,
    Published,
    PublishedDay,
    PublishedUrl,
    is_empty,
    is_none,
)
from sitegen.contracts.paper_report import AuthoredReport
from sitegen.contracts.related_works import PublishedRelatedWork, relation_label
from sitegen.contracts.retractions import RETRACTION, ListedNotice, Nature, RetractionList
from sitegen.contracts.source_ids import SourceId, SourceKind, read_source_id, source_id
from sitegen.contracts.wording import counted

Role = Literal["lead_source", "reference", "claim", "related"]
# Relations in which the other work rests on the paper, or only describes it; it is no source then.
NOT_SOURCES = frozenset(
    {
        *("IsCitedBy", "IsSupplementedBy", "IsContinuedBy", "IsDescribedBy", "HasMetadata"),
        *("IsMetadataFor", "IsPublishedIn", "IsReferencedBy", "IsDocumentedBy", "IsCompiledBy"),
        *("IsOriginalFormOf", "IsReviewedBy", "IsSourceOf", "IsRequiredBy", "IsObsoletedBy"),
        *("IsCollectedBy", "HasTranslation", "IsPartOf"),
    }
)


class SourceNotice(Published):
    """What a list of retractions says of a source."""

    nature: Annotated[Nature, OPEN]
    """Retraction or Expression of concern, as the list has it."""
    date: PublishedDay | None
    """The day of the notice, or null where the list does not state it."""
    doi: str | None
    """The DOI of the notice, or null."""
    url: PublishedUrl | None
    """That DOI as an address, or null."""
    reasons: tuple[str, ...]
    """The reasons that the list gives."""
    record: str
    """The id of the entry in the list."""

    @property
    def heading(self) -> str:
        """What the paper rests on."""
        is_retracted = self.nature == RETRACTION
        work = "a retracted work" if is_retracted else "a work under an expression of concern"
        return f"Rests on {work}"


class PublishedSource(Published):
    """A work that the paper rests on."""

    id: Annotated[str, Field(examples=["arxiv:2104.08645"])]
    """Its id in a normal form: arxiv, doi, pmid or url, a colon, and the identifier."""
    kind: Annotated[SourceKind, OPEN]
    """What the id is."""
    version: Annotated[str | None, Field(exclude_if=is_none, examples=["v2"])] = None
    """The version that the record names; absent where it names none."""
    url: PublishedUrl
    """The address that the record gives, or that of the id."""
    title: str | None
    """What the record calls it, or null."""
    roles: Annotated[tuple[Annotated[Role, OPEN], ...], Field(min_length=1)]
    """What it is to the paper: lead_source, reference, claim (a claim cites it), related."""
    references: Annotated[tuple[int, ...], Field(exclude_if=is_empty)] = ()
    """Its numbers among the references of the report; absent where it has none."""
    claims: int = 0
    """How many claims of the report cite it."""
    verified_claims: int = 0
    """How many of these claims were verified."""
    relations: Annotated[tuple[str, ...], Field(exclude_if=is_empty)] = ()
    """How the paper is related to it, as DataCite names it; absent where it is not a related work.
    """
    notices: Annotated[tuple[SourceNotice, ...], Field(exclude_if=is_empty)] = ()
    """What a list of retractions says of it, retractions first; absent where it is not on the list,
    which says nothing else."""

    @property
    def named(self) -> SourceId:
        """Its id, with the version."""
        return read_source_id(self.id)._replace(version=self.version or "")

    @property
    def label(self) -> str:
        """Its id as readers see it, with the version."""
        named = self.named
        return f"{named.label}{named.version}"

    def entry(self, parts: int) -> str:
        """The path of the place on the site that leads to all papers that rest on it.

        That is its page if it is on the list of retractions, otherwise its entry in a list of
        sources, which the id decides alone: no paper is made again because another one is added.
        """
        named = self.named
        return named.path if self.notices else f"{named.list_path(parts)}#{named.anchor}"

    @property
    def numbers(self) -> str:
        """Its numbers in the list of references, such as "1, 3"; empty if it has none."""
        return ", ".join(map(str, self.references))

    @property
    def role_words(self) -> tuple[str, ...]:
        """What it is to the paper, in words."""
        said = {
            "lead_source": "Lead source",
            "reference": "Reference",
            "claim": f"{counted(self.claims, 'claim')} ({self.verified_claims} verified)",
            "related": ", ".join(map(relation_label, self.relations)),
        }
        return tuple(said.get(role, role) for role in self.roles)


@dataclass
class _Source:
    """What the facts say of one source."""

    id: SourceId
    url: str
    title: str | None = None
    roles: dict[Role, None] = field(default_factory=dict)
    references: list[int] = field(default_factory=list)
    claims: list[bool] = field(default_factory=list)
    relations: list[str] = field(default_factory=list)

    def published(self, retractions: RetractionList | None) -> PublishedSource:
        """It as the manifest has it; the version is the first one that the record names."""
        return PublishedSource.model_construct(
            id=str(self.id),
            kind=self.id.kind,
            version=self.id.version or None,
            url=self.url,
            title=self.title,
            roles=tuple(self.roles),
            references=tuple(self.references),
            claims=len(self.claims),
            verified_claims=sum(self.claims),
            relations=tuple(dict.fromkeys(self.relations)),
            notices=tuple(map(_notice, retractions.of(str(self.id)))) if retractions else (),
        )


def _notice(listed: ListedNotice) -> SourceNotice:
    return SourceNotice.model_construct(
        nature=listed.nature,
        date=listed.day or None,
        doi=listed.doi or None,
        url=listed.doi_url or None,
        reasons=listed.reasons,
        record=listed.record,
    )


class _Sources:
    """Collects sources by their ids, in the order in which they are named first."""

    def __init__(self) -> None:
        self.found: dict[tuple[str, str], _Source] = {}

    def add(self, text: str, role: Role, *, url: str = "", title: str | None = None) -> _Source:
        """The source that a text names, which has to name one."""
        named = source_id(text) or SourceId("url", text)
        source = self.found.setdefault(named[:2], _Source(named, url or text))
        if not source.id.version:
            source.id = source.id._replace(version=named.version)
        source.title = source.title or title
        source.roles[role] = None
        return source


def complete_sources(
    lead_source: tuple[str, str | None] | None,
    related: Sequence[PublishedRelatedWork],
    report: AuthoredReport | None,
    retractions: RetractionList | None = None,
) -> tuple[PublishedSource, ...]:
    """The sources of a paper: its references in their order, then the others.

    `lead_source` is its title and its address. Pass no report where references are not published.
    """
    sources = _Sources()
    for number, url in enumerate(report.references if report else (), 1):
        sources.add(url, "reference").references.append(number)
    title, lead_url = lead_source or ("", None)
    if lead_url is not None:
        sources.add(lead_url, "lead_source", title=title)
    for work in related:
        if work.relation not in NOT_SOURCES:
            source = sources.add(work.identifier, "related", url=work.url, title=work.title)
            source.relations.append(work.relation)
    for claim in report.claims if report else ():
        if claim.source is not None:
            sources.add(claim.source, "claim").claims.append(claim.verified)
    return tuple(each.published(retractions) for each in sources.found.values())
