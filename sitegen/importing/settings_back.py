"""Settings of a site, as far as its papers say them: what a site.yaml is begun with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sitegen.contracts import paper_manifest
from sitegen.importing.record_yaml import record_yaml
from sitegen.settings import DoiGradePolicy, FlagshipPolicy, Site, TierPolicy, read_site

COMMENT = (
    "Recovered from a published site. Menus, silenced rules and `published:` are not on a site as",
    "data: the navigation here leads to the lists that every site has.",
)
NAVIGATION = b"""\
navigation:
  - {label: Index, path: /}
  - label: Papers
    items:
      - {label: By month, path: /month/}
      - {label: By quality tier, path: /tier/}
      - {label: By gate status, path: /gate/}
  - {label: Corrections, path: /corrections/}
"""


class SettingsBack:
    """Gathers settings from one manifest after the other, until nothing more is wanted."""

    def __init__(self) -> None:
        self._first: Mapping[str, Any] = {}
        self._language = ""
        self._limitations: list[str] = []

    @property
    def is_complete(self) -> bool:
        """Whether another manifest would add nothing."""
        return bool(self._first and self._language and self._limitations)

    def look_at(self, manifest: Mapping[str, Any]) -> None:
        """Take what a manifest says. Raises LookupError or TypeError where it is none."""
        work, facts = manifest["work"], manifest["facts"]
        if "language" not in facts["work"]:
            self._language = self._language or work["language"]
        if "limitations" not in facts:
            self._limitations = self._limitations or manifest["limitations"]
        self._first = self._first or manifest

    def site_yaml(self) -> tuple[bytes, Site | None]:
        """A `site.yaml` and what it says; None where the papers do not tell enough for one."""
        try:
            data = record_yaml(self._head(), COMMENT) + NAVIGATION + record_yaml(self._texts())
        except (LookupError, TypeError, ValueError):
            return b"", None
        site, _ = read_site(data, "records/site.yaml")
        return data, site

    def _head(self) -> dict[str, Any]:
        first = self._first
        policy = _policy(first["quality_assessment"]["quality_tier"]["thresholds"])
        settings: dict[str, Any] = {
            "contract_version": "site-settings-v1",
            "publisher": {key: first["publisher"][key] for key in ("name", "url")},
            "base_url": first["schema"].removesuffix(f"/schemas/{paper_manifest.CONTRACT.stem}"),
            "language": self._language,
            "tier_policy": policy.model_dump(exclude_defaults=True),
        }
        return {key: value for key, value in settings.items() if value}

    def _texts(self) -> dict[str, Any]:
        notes = {"synthesis": self._first["provenance"]["note"]}
        return {"notes": notes, "limitations": self._limitations}


def _policy(thresholds: Iterable[Mapping[str, Any]]) -> TierPolicy:
    by_tier = {each["tier"]: each for each in thresholds}
    flagship, doi_grade = by_tier["FLAGSHIP_CANDIDATE"], by_tier["DOI_GRADE"]
    return TierPolicy.model_validate(
        {
            "quarantine_below": by_tier["QUARANTINE_CANDIDATE"]["maximum_review_score"],
            "flagship_candidate": {key: flagship[key] for key in FlagshipPolicy.model_fields},
            "doi_grade": {key: doi_grade[key] for key in DoiGradePolicy.model_fields},
        }
    )
