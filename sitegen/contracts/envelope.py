"""What all published contracts have in common: names, versions, and the head of every record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Annotated, Any, ClassVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
)

from sitegen.contracts.settings import Site
from sitegen.contracts.versions import (
    Order,
    authored_version,
    newest,
    published_version,
    stem_of,
)
from sitegen.contracts.wording import is_date, moment
from sitegen.findings.canonical import canonical_json, shortest


def _date(value: str) -> str:
    if not is_date(value):
        raise ValueError("no ISO 8601 date")
    return value


def _time(value: str) -> str:
    try:
        moment(value)
    except ValueError:
        raise ValueError("no ISO 8601 time") from None
    return value


# Published texts whose form is in the JSON Schema; authored values were checked before. A partial
# date is a day, a month or a year. Pages write dates in words and feeds compare times, so no other
# text is read back as one.
PublishedPartialDate = Annotated[
    str,
    AfterValidator(_date),
    WithJsonSchema(
        {"type": "string", "anyOf": [{"format": "date"}, {"pattern": "^[0-9]{4}(-[01][0-9])?$"}]}
    ),
]
PublishedDay = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]
PublishedTime = Annotated[
    str, AfterValidator(_time), WithJsonSchema({"type": "string", "format": "date-time"})
]
PublishedUrl = Annotated[str, WithJsonSchema({"type": "string", "format": "uri"})]
PublishedUuid = Annotated[str, WithJsonSchema({"type": "string", "format": "uuid"})]
PublishedSha256 = Annotated[str, WithJsonSchema({"type": "string", "pattern": "^[0-9a-f]{64}$"})]

# A float of a published record. A whole number is written as an integer, as RFC 8785 does. This is
# a lambda, because a declared return type would change the schema.
PublishedNumber = Annotated[float, PlainSerializer(lambda each: shortest(each))]


# What a reader sees where a transcription does not state a fact.
NOT_STATED = "Not stated in this record"


# The context for reading a published record, maybe of a later version of sitegen.
READ_BACK = {"is_read_back": True}


def _kept_where_unknown(
    value: Any, validate: ValidatorFunctionWrapHandler, info: ValidationInfo
) -> Any:
    try:
        return validate(value)
    except ValidationError:
        if info.context == READ_BACK and isinstance(value, str):
            return value
        raise


# Marks an enumeration to which later versions may add words: when a published record is read, an
# unknown word is kept, and is not an error.
OPEN = WrapValidator(_kept_where_unknown)


@dataclass(frozen=True)
class Contract:
    """A published contract by its name; `versions.CONTRACTS` has its versions."""

    name: str
    description: str

    @property
    def stem(self) -> str:
        """The name in URLs: `gate-verdict-v1`."""
        return stem_of(self.name)

    @property
    def version(self) -> str:
        """The version that published records carry: `gate-verdict-v1.0`."""
        return published_version(self.name)

    @property
    def authored_version(self) -> str:
        """The version as authored files and rows of a page write it: `gate-verdict-v1`."""
        return authored_version(self.name)

    @property
    def updated(self) -> str:
        """The day that the contract's text last changed, year-month-day."""
        return newest(self.name).updated

    def schema_id(self, site: Site) -> str:
        """The `$id` of the contract's JSON Schema."""
        return f"{site.identity_url}/schemas/{self.stem}"

    def head(self, site: Site) -> Mapping[str, str]:
        """The four fields that open every record of the contract."""
        return _head(self, newest(self.name).order, site)

    def embedded_head(self, site: Site, not_stated: tuple[str, ...]) -> Mapping[str, Any]:
        """The fields that open a record inside of a manifest.

        One that lacks facts which its contract requires does not name the schema, but these facts.
        """
        head = self.head(site)
        if not not_stated:
            return head
        without_schema = {name: value for name, value in head.items() if name != "schema"}
        return {**without_schema, "not_stated": not_stated}


@lru_cache(maxsize=64)
def _head(contract: Contract, order: Order, site: Site) -> Mapping[str, str]:
    """The head of records of that version; each version has its own."""
    head = {
        "schema": contract.schema_id(site),
        "schema_version": "1.0",
        "contract_version": contract.version,
        "contract_updated": order.updated,
    }
    return MappingProxyType(head)


class Published(BaseModel):
    """A part of a published record. Readers may meet further properties and ignore them."""

    model_config = ConfigDict(
        extra="ignore",
        frozen=True,
        use_attribute_docstrings=True,
        populate_by_name=True,
        json_schema_serialization_defaults_required=True,
        allow_inf_nan=False,
    )


class Envelope(Published):
    """The head of every published record."""

    contract: ClassVar[Contract]

    schema_id: Annotated[str | None, Field(alias="schema")]
    """The id of the JSON Schema that this record validates against."""
    schema_version: str
    """The version of that schema."""
    contract_version: str
    """The contract and its version."""
    contract_updated: str
    """The day the contract's text last changed, year-month-day."""

    @property
    def contract_name(self) -> str:
        """The contract's name, as rows of a page write it."""
        return self.contract.authored_version


def is_none(value: object) -> bool:
    """Whether a member has no value, and is absent."""
    return value is None


def is_empty(value: tuple[object, ...]) -> bool:
    """Whether a member has nothing to say, and is absent."""
    return not value


class EmbeddedRecord(Envelope):
    """A record of its own contract inside of a manifest.

    Where the paper's record does not state a fact that the contract requires, the member is null,
    `not_stated` lists it, and `schema` is absent, because the record would not validate.
    """

    schema_id: Annotated[str | None, Field(alias="schema", exclude_if=is_none)] = None
    """The id of the JSON Schema that this record validates against; absent beside `not_stated`."""
    not_stated: Annotated[tuple[str, ...], Field(exclude_if=is_empty)] = ()
    """The paths of members that the contract requires and the paper's record does not state."""


class PublisherName(Published):
    """Who publishes the record."""

    name: str
    """The publisher's name."""
    url: PublishedUrl
    """The publisher's web address."""


def stated_sources(digests: Mapping[str, str]) -> str:
    """The `generated_from` of a record: its files and their SHA-256, in order of their names."""
    return "; ".join(f"{name} sha256:{digest}" for name, digest in sorted(digests.items()))


@lru_cache(maxsize=8)
def publisher_name(site: Site) -> PublisherName:
    """The publisher, as every record of the site names it."""
    return PublisherName(name=site.publisher.name, url=site.publisher.url)


def as_json(record: Published) -> dict[str, Any]:
    """A published record as plain JSON data, every field present."""
    return record.model_dump(mode="json", by_alias=True)


def as_canonical_json(record: Published, *, is_usual: bool = False) -> bytes:
    """A published record as RFC 8785 bytes; `is_usual` says that no number `has_exponent`.

    Its keys are ASCII, and `PublishedNumber` writes whole numbers as integers.
    """
    # Tuples are left as tuples, which is quicker than plain JSON data.
    data = record.model_dump(by_alias=True)
    return canonical_json(data, is_finite=True, is_usual=is_usual)
