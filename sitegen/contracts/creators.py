"""Who made a paper: persons, organizations, and names that nobody takes apart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from sitegen.contracts.envelope import OPEN, Published
from sitegen.findings.diagnostics import shown
from sitegen.shapes.fields import Line, mismatch
from sitegen.shapes.identifiers import Orcid, RorId
from sitegen.shapes.reader import Authored
from sitegen.shapes.shape_rules import REQUIRED, TOGETHER

CreatorKind = Literal["PERSON", "ORGANIZATION", "LITERAL"]
# The 14 roles of CRediT, https://credit.niso.org, as its addresses write them.
Role = Literal[
    "conceptualization",
    "data-curation",
    "formal-analysis",
    "funding-acquisition",
    "investigation",
    "methodology",
    "project-administration",
    "resources",
    "software",
    "supervision",
    "validation",
    "visualization",
    "writing-original-draft",
    "writing-review-editing",
]
ROLE_LABELS: dict[str, str] = {
    "conceptualization": "Conceptualization",
    "data-curation": "Data curation",
    "formal-analysis": "Formal analysis",
    "funding-acquisition": "Funding acquisition",
    "investigation": "Investigation",
    "methodology": "Methodology",
    "project-administration": "Project administration",
    "resources": "Resources",
    "software": "Software",
    "supervision": "Supervision",
    "validation": "Validation",
    "visualization": "Visualization",
    "writing-original-draft": "Writing – original draft",
    "writing-review-editing": "Writing – review & editing",
}
# The keys that say who it is, one of which each creator has.
WHO = ("family", "organization", "name")
# The keys that only a person with a family name has, and those that an organization does not have.
PARTS = ("given", "particle", "suffix")
OF_PERSONS = ("orcid", "affiliations", "roles")
# Han, kana and hangul: names in these scripts begin with the family, without a space.
EAST_ASIAN = re.compile(
    "[\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\U0001b000-\U0001b16f\U00020000-\U000323af]+\\Z"
)
# A particle that ends so is written together with the family name: d'Alembert, al-Khwarizmi.
JOINED = ("'", "’", "-", "‐", "ʼ")


class Affiliation(Authored):
    """An organization that a creator belongs to."""

    name: Annotated[Line, Field(max_length=300)]
    """Its name."""
    ror: RorId | None = None
    """Its ROR id, bare."""


class Creator(Authored):
    """An author: a person by `family`, an organization by `organization`, or one literal `name`."""

    family: Annotated[Line | None, Field(max_length=200)] = None
    """The family name of a person, or the only name."""
    given: Annotated[Line | None, Field(max_length=200)] = None
    """The given names of a person."""
    particle: Annotated[Line | None, Field(max_length=60, examples=["van der"])] = None
    """What stands before the family name, and is not sorted by."""
    suffix: Annotated[Line | None, Field(max_length=60, examples=["Jr."])] = None
    """What follows the family name."""
    organization: Annotated[Line | None, Field(max_length=300)] = None
    """The name of an organization or a group."""
    name: Annotated[Line | None, Field(max_length=200)] = None
    """A name that nobody takes apart, of a person or an organization."""
    orcid: Orcid | None = None
    """The ORCID iD of a person, bare."""
    ror: RorId | None = None
    """The ROR id of an organization, bare."""
    affiliations: Annotated[tuple[Affiliation, ...], Field(max_length=50)] = ()
    """The organizations that a person belongs to."""
    roles: Annotated[tuple[Role, ...], Field(max_length=14)] = ()
    """What a person did, as roles of CRediT."""

    @model_validator(mode="after")
    def _is_one_of_three(self) -> Creator:
        written = [key for key in WHO if getattr(self, key) is not None]
        if not written:
            raise mismatch(
                REQUIRED,
                "the author has no name",
                "write `family` and `given` of a person, or `organization`, or `name` for a name "
                "that is not to be taken apart",
            )
        if len(written) > 1:
            raise _contradiction(written, f"keep one of {' and '.join(f'`{e}`' for e in written)}")
        parts = [key for key in PARTS if getattr(self, key) is not None]
        if parts and self.family is None:
            hint = f"write the family name as `family` instead of `{written[0]}`"
            raise _contradiction([written[0], *parts], hint)
        only_persons = [key for key in OF_PERSONS if getattr(self, key)]
        if self.organization and only_persons:
            hint = "write `family` and `given` if it is a person; an organization has a `ror`"
            raise _contradiction(["organization", *only_persons], hint)
        if self.ror and not self.organization:
            hint = "write the ROR id in an entry of `affiliations`, below the name it belongs to"
            raise _contradiction([written[0], "ror"], hint)
        if len({*self.roles}) < len(self.roles):
            twice = next(each for each in self.roles if self.roles.count(each) > 1)
            raise mismatch(TOGETHER, f"the role {shown(twice)} is listed twice", "remove one")
        return self

    @property
    def printed(self) -> str:
        """The name as pages and citations print it."""
        return printed_name(self.model_dump(exclude_none=True, include={*WHO, *PARTS}))


def _contradiction(keys: list[str], hint: str) -> Exception:
    listed = " and ".join(f"`{key}`" for key in keys)
    return mismatch(TOGETHER, f"an author cannot have {listed}", hint, between=tuple(keys))


def printed_name(creator: Mapping[str, Any]) -> str:
    """The name of a creator, authored or of `facts`, as pages print it.

    It begins with the given names; one in Han, kana or hangul begins with the family name.
    """
    whole = creator.get("organization") or creator.get("name")
    if whole:
        return str(whole)
    family, given = str(creator.get("family", "")), str(creator.get("given", ""))
    suffix, particle = str(creator.get("suffix", "")), str(creator.get("particle", ""))
    family = with_particle(family, particle)
    if EAST_ASIAN.match(f"{family}{given}"):
        return f"{family}{given}{suffix}"
    return " ".join(filter(None, (given, family, suffix)))


def is_creator(value: object) -> bool:
    """Whether a value of published facts has the form of a creator, maybe of a later version."""
    if not isinstance(value, Mapping) or not any(isinstance(value.get(key), str) for key in WHO):
        return False
    belongs, roles = value.get("affiliations", []), value.get("roles", [])
    if not (isinstance(belongs, list | tuple) and isinstance(roles, list | tuple)):
        return False
    return all(isinstance(each, str) for each in roles) and all(
        isinstance(each, Mapping) and isinstance(each.get("name"), str) for each in belongs
    )


def with_particle(family: str, particle: str) -> str:
    """A family name with what stands before it, if there is anything."""
    between = "" if not particle or particle.endswith(JOINED) else " "
    return f"{particle}{between}{family}"


def ror_url(ror: str | None) -> str | None:
    """A ROR id as an address."""
    return f"https://ror.org/{ror}" if ror else None


def printed_forms(creator: Mapping[str, Any]) -> tuple[str, ...]:
    """The ways in which a literal name can be written that is the same as that of a creator."""
    printed = printed_name(creator)
    forms = {printed: None}
    if (suffix := creator.get("suffix")) and printed.endswith(f" {suffix}"):
        forms[f"{printed.removesuffix(f' {suffix}')}, {suffix}"] = None
    if given := creator.get("given"):
        forms[
            printed.replace(f"{creator.get('family')}{given}", f"{creator['family']} {given}")
        ] = None
    return tuple(forms)


class PublishedAffiliation(Published):
    """An organization that a creator belongs to."""

    name: str
    """Its name."""
    ror: str | None
    """Its ROR id, bare, or null."""

    @property
    def ror_url(self) -> str | None:
        """The ROR id as an address."""
        return ror_url(self.ror)


class PublishedCreator(Published):
    """An author."""

    name: str
    """The name, as it is printed."""
    kind: Annotated[CreatorKind, OPEN] = "LITERAL"
    """PERSON, ORGANIZATION, or LITERAL: a name of either that nobody takes apart."""
    family: str | None = None
    """The family name of a person, or null."""
    given: str | None = None
    """The given names of a person, or null."""
    particle: str | None = None
    """What stands before the family name and is not sorted by, or null."""
    suffix: str | None = None
    """What follows the family name, or null."""
    orcid: str | None
    """The ORCID iD, bare, or null."""
    ror: str | None = None
    """The ROR id of an organization, bare, or null."""
    affiliations: tuple[PublishedAffiliation, ...] = ()
    """The organizations that a person belongs to."""
    roles: tuple[str, ...] = ()
    """What a person did, as roles of CRediT."""

    @property
    def full_family(self) -> str:
        """The family name of a person, with its particle."""
        return with_particle(self.family or "", self.particle or "")

    @property
    def orcid_url(self) -> str | None:
        """The ORCID iD as an address."""
        return f"https://orcid.org/{self.orcid}" if self.orcid else None

    @property
    def ror_url(self) -> str | None:
        """The ROR id of an organization as an address."""
        return ror_url(self.ror)

    @property
    def role_labels(self) -> tuple[str, ...]:
        """The roles in words; one of another version as it is written."""
        return tuple(ROLE_LABELS.get(role, role) for role in self.roles)


def complete_creator(creator: Creator) -> PublishedCreator:
    """An author as it is published."""
    kind: CreatorKind = "LITERAL"
    if creator.family is not None:
        kind = "PERSON"
    elif creator.organization is not None:
        kind = "ORGANIZATION"
    return PublishedCreator(
        name=creator.printed,
        kind=kind,
        family=creator.family,
        given=creator.given,
        particle=creator.particle,
        suffix=creator.suffix,
        orcid=creator.orcid,
        ror=creator.ror,
        affiliations=tuple(
            PublishedAffiliation(name=each.name, ror=each.ror) for each in creator.affiliations
        ),
        roles=creator.roles,
    )
