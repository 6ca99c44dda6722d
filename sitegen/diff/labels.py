"""The values of facts, in the words of the page of a paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sitegen.contracts import (
    artifacts,
    gate_verdict,
    quality_dimensions,
    quality_tiers,
    verification_levels,
)
from sitegen.contracts.creators import ROLE_LABELS, is_creator, printed_name
from sitegen.contracts.envelope import NOT_STATED
from sitegen.contracts.fact_changes import COMPLETENESS, is_partial, stated
from sitegen.contracts.fact_labels import ARTIFACT, DIMENSION
from sitegen.contracts.paper_manifest import CONTRACT_POLICY
from sitegen.contracts.related_works import SCHEME_LABELS, relation_label
from sitegen.contracts.wording import day_month_year, is_date, rounded
from sitegen.findings.canonical import canonical_json

TIER_LINES = quality_tiers.score_lines(quality_tiers.thresholds(CONTRACT_POLICY))
# Texts for which the number of changed words is shown.
TEXTS = frozenset(
    {
        *("work.abstract", "work.research_question", "gate_verdict.reason"),
        *("report.introduction", "report.methodology", "report.results"),
    }
)
WORDS: Mapping[str, Mapping[Any, str]] = {
    "gate_verdict.status": {**gate_verdict.LABELS},
    "quality_assessment.tier": {**quality_tiers.LABELS},
}
COUNTERS = tuple(f"verification.{name}" for name in verification_levels.COUNTERS)
# What a page shows if a fact is missing.
ABSENT = {
    "completeness": "COMPLETE",
    "gate_verdict.status": gate_verdict.LABELS["UNVERIFIED"],
    "quality_assessment.dimensions": "none assessed",
    **dict.fromkeys(COUNTERS, "0"),
}


def is_text(path: str) -> bool:
    """Whether a fact is a text for which the number of changed words is shown."""
    found = DIMENSION.match(path)
    return path in TEXTS or bool(found and found["key"] == "basis")


def text_in(facts: Mapping[str, Any], path: str, value: Any) -> str | None:
    """A value as the page of these facts shows it, also where it is left out; None without a row.

    What a transcription leaves out is not stated, as is where an artifact is that it only names.
    """
    value = stated(facts, path) if path == COMPLETENESS else value
    if not is_partial(facts):
        return value_text(path, value)
    if value is None and (default := value_text(path, value)):
        return default if _is_stated_with_others(facts, path) else NOT_STATED
    if ARTIFACT.match(path) and isinstance(value, Mapping):
        return value_text(path, value, hidden="NOT_STATED")
    return value_text(path, value)


def _is_stated_with_others(facts: Mapping[str, Any], path: str) -> bool:
    """Whether a fact that is left out has its default, because others of its group are stated."""
    if DIMENSION.match(path):
        return bool(facts.get("quality_assessment", {}).get("dimensions"))
    return "source_grounded_claims" in facts.get("verification", {}) and path in COUNTERS


def value_text(
    path: str, value: Any, *, hidden: artifacts.ArtifactState = "DECLARED_ONLY"
) -> str | None:
    """A value in the words of the page of a complete record; None if the page shows nothing.

    `hidden` is the state of artifacts that have neither a file nor an address.
    """
    if value is None:
        return _absent(path)
    if isinstance(value, str):
        return WORDS.get(path, {}).get(value) or _day(path, value)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and path.endswith("score"):
        lines = quality_dimensions.SCORE_LINES if DIMENSION.match(path) else TIER_LINES
        return f"{rounded(value, 2, lines)}/10"
    if isinstance(value, Mapping):
        return _mapping(path, value, hidden)
    return canonical_json(value).decode()


def _absent(path: str) -> str | None:
    found = DIMENSION.match(path)
    if found and found["key"] in (None, "level"):
        return "UNASSESSED"
    return ABSENT.get(path)


def _day(path: str, value: str) -> str:
    # Any other form is that of another version.
    return day_month_year(value) if path == "work.submitted" and is_date(value) else value


def _mapping(path: str, value: Mapping[str, object], hidden: artifacts.ArtifactState) -> str:
    """An author, a claim, an artifact or a dimension on one line."""
    if path == "work.creators" and is_creator(value):
        return _creator(value)
    if "scheme" in value and "value" in value:
        scheme = str(value["scheme"])
        return f"{SCHEME_LABELS.get(scheme, scheme)} {value['value']}"
    if "relation" in value and "identifier" in value:
        title = f", “{value['title']}”" if value.get("title") else ""
        return f"{relation_label(str(value['relation']))} {value['identifier']}{title}"
    if path == "report.claims" and "text" in value:
        verified = "verified" if value.get("verified") else "not verified"
        source = f", {value['source']}" if value.get("source") else ""
        return f"{value['text']} ({verified}, {value.get('confidence')}{source})"
    if "label" in value and "type" in value:
        return f"{value['label']} ({_state(value, hidden)})"
    return canonical_json(dict(value)).decode()


def _creator(creator: Mapping[str, Any]) -> str:
    """A name, and in brackets what else is known of a creator."""
    known = [f"{key.upper()} {creator[key]}" for key in ("orcid", "ror") if creator.get(key)]
    for each in creator.get("affiliations", ()):
        known.append(f"{each['name']} (ROR {each['ror']})" if each.get("ror") else each["name"])
    known += [ROLE_LABELS.get(role, role) for role in creator.get("roles", ())]
    name, apart = printed_name(creator), creator.get("family") if "family" in creator else None
    # That a name was taken apart is not seen in the name itself.
    known = [f"family name {apart}", *known] if apart else known
    return f"{name} ({'; '.join(known)})" if known else name


def _state(artifact: Mapping[str, object], hidden: artifacts.ArtifactState) -> str:
    state = hidden
    if "path" in artifact or "url" in artifact:
        state = "HELD" if "path" in artifact else "ELSEWHERE"
    return artifacts.STATE_LABELS[state].lower()
