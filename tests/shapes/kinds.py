"""Every kind of value, and how it is judged in tests."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from sitegen.shapes import fields, identifiers

KINDS = {
    "Text": fields.Text,
    "Line": fields.Line,
    "Count": fields.Count,
    "Score": fields.Score,
    "Share": fields.Share,
    "Truth": fields.Truth,
    "Day": fields.Day,
    "PartialDate": fields.PartialDate,
    "Timestamp": fields.Timestamp,
    "Uuid": identifiers.Uuid,
    "Doi": identifiers.Doi,
    "Url": identifiers.Url,
    "Orcid": identifiers.Orcid,
    "SpdxId": identifiers.SpdxId,
    "LanguageTag": identifiers.LanguageTag,
    "Sha256": identifiers.Sha256,
    "ArtifactPath": identifiers.ArtifactPath,
}
ADAPTERS: dict[str, TypeAdapter[Any]] = {name: TypeAdapter(kind) for name, kind in KINDS.items()}
DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
UUID = "ba7a9361-e985-4a1e-8ab5-dc0d57064b8e"


def typed(kind: str, value: object) -> Any:
    return ADAPTERS[kind].validate_python(value)


def refused(kind: str, value: object) -> tuple[str, str, str]:
    """Code, message and help for a value that must be refused."""
    with pytest.raises(ValidationError) as caught:
        typed(kind, value)
    [detail] = caught.value.errors()
    context = detail.get("ctx", {})
    return detail["type"], context.get("text", ""), context.get("hint", "")


ODD = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="0123456789-:.TZ+/eE,xX", max_size=40),
    st.from_regex(r"(https?:)?//[^\s]{0,30}", fullmatch=True),
    st.from_regex(r"(MIT|CC-BY-4\.0|AND|OR|WITH|\(|\)|[ +-]){0,8}", fullmatch=True),
    st.from_regex(r"[A-Za-z]{1,9}([-_][A-Za-z0-9]{1,9}){0,4}", fullmatch=True),
)
