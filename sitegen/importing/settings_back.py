"""Recovers settings from published manifests, as a start for a new site.yaml."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError

from sitegen.checks.rules import RULES
from sitegen.contracts.envelope import PublisherName
from sitegen.contracts.published_json import PublishedJsonError, read_as, read_published
from sitegen.contracts.quality_tiers import TierThreshold, policy_of
from sitegen.contracts.settings import Site, read_site
from sitegen.contracts.versions import authored_version
from sitegen.importing.record_yaml import record_yaml
from sitegen.render.site_map import SCHEMAS, default_navigation

COMMENT = (
    "Recovered from a published site, which has no menus, silenced rules, `contact:` or",
    "`published:` as data. Add them; the navigation here links the pages that every site has.",
)
BORROWED = (
    "Every published paper has its own limitations, so the defaults of the site are not known.",
    "These come from {id}: change them to what holds for all papers.",
)


class _Work(BaseModel):
    language: str


class _Tier(BaseModel):
    thresholds: tuple[TierThreshold, ...]


class _Assessment(BaseModel):
    quality_tier: _Tier


class _Provenance(BaseModel):
    note: str


class _Facts(BaseModel):
    work: dict[str, Any]
    limitations: Any = None


class _Manifest(BaseModel):
    """The parts of a published manifest from which settings follow."""

    schema_id: Annotated[str, Field(alias="schema")]
    publisher: PublisherName
    facts: _Facts
    work: _Work
    quality_assessment: _Assessment
    provenance: _Provenance
    limitations: tuple[str, ...]


class SettingsBack:
    """Collects settings from one manifest after the other, until they are complete."""

    def __init__(self) -> None:
        self._first: _Manifest | None = None
        self._first_id = ""
        self._language = ""
        self._limitations: Sequence[str] = ()

    @property
    def is_complete(self) -> bool:
        """Whether another manifest would add nothing."""
        return bool(self._language and self._limitations)

    @property
    def limitations_of(self) -> str:
        """The paper whose own limitations replace those of the site; empty if these are known."""
        return "" if self._limitations else self._first_id

    def look_at(self, paper_id: str, data: bytes) -> None:
        """Collect settings from the bytes of a manifest; other bytes are ignored."""
        try:
            manifest = read_as(_Manifest, read_published("paper-manifest", data))
        except PublishedJsonError:
            return
        if self._first is None:
            self._first, self._first_id = manifest, paper_id
        if "language" not in manifest.facts.work:
            self._language = self._language or manifest.work.language
        if manifest.facts.limitations is None:
            self._limitations = self._limitations or manifest.limitations

    def site_yaml(self) -> tuple[bytes, Site | None]:
        """The bytes of a `site.yaml`, and its settings; None if the manifests say too little."""
        if self._first is None:
            return b"", None
        try:
            data = _site_yaml(self._first, self._language) + self._limitations_yaml(self._first)
        except (KeyError, ValidationError):
            return b"", None
        return data, read_site(data, "records/site.yaml", RULES)[0]

    def _limitations_yaml(self, first: _Manifest) -> bytes:
        comments = [each.format(id=self._first_id) for each in BORROWED if self.limitations_of]
        return record_yaml({"limitations": self._limitations or first.limitations}, comments)


def _site_yaml(first: _Manifest, language: str) -> bytes:
    policy = policy_of(first.quality_assessment.quality_tier.thresholds)
    data: dict[str, object] = {
        "contract_version": authored_version("site-settings"),
        "publisher": first.publisher.model_dump(),
        "base_url": first.schema_id.rpartition(SCHEMAS.path)[0],
        "language": language,
        "tier_policy": policy.model_dump(exclude_defaults=True),
        "navigation": default_navigation(),
        "notes": {"synthesis": first.provenance.note},
    }
    return record_yaml({key: value for key, value in data.items() if value}, COMMENT)
