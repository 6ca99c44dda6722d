"""The fields in which records name the version of their contract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, PydanticKnownError, core_schema

from sitegen.contracts.versions import authored_upgraded, authored_versions, newest, order_of
from sitegen.shapes.reader import Authored


class AuthoredRecord(Authored):
    """An authored file that names the version of its contract; older ones are read, too."""

    contract_name: ClassVar[str]

    @model_validator(mode="before")
    @classmethod
    def _upgraded(cls, data: Any) -> Any:
        return authored_upgraded(cls.contract_name, data) if isinstance(data, dict) else data


@dataclass(frozen=True)
class AuthoredVersion:
    """A validator for texts that name a version of a contract, as authored files may."""

    contract: str

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Like a Literal, but checked when a file is read, so that the table may grow."""
        return core_schema.no_info_plain_validator_function(self._checked)

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """A constant; if there are several versions, an enumeration with the newest first."""
        *older, last = authored_versions(self.contract)
        if older:
            return {"enum": [last, *reversed(older)], "type": "string"}
        return {"const": last, "type": "string"}

    def _checked(self, value: Any) -> str:
        names = authored_versions(self.contract)
        if not isinstance(value, str) or value not in names:
            expected = " or ".join(f"'{each}'" for each in reversed(names))
            raise PydanticKnownError("literal_error", {"expected": expected})
        return str(value)


@dataclass(frozen=True)
class PublishedVersion:
    """A validator for texts that name a version of a contract whose major version is known."""

    contract: str

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Check when a record is read, so that the table may grow."""
        return core_schema.no_info_after_validator_function(self._checked, handler(source))

    def _checked(self, value: str) -> str:
        order = order_of(self.contract, {"contract_version": value})
        if order is None:
            raise PydanticCustomError("version", f"it should be a version of {self.contract}")
        if order.major > newest(self.contract).order.major:
            raise PydanticCustomError(
                "version", "it is newer than this version of sitegen can read"
            )
        return value
