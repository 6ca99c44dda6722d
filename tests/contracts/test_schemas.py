"""Every published JSON validates against the schema that is served beside it, and records as YAML
against the authored ones."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import rfc8785
import yaml
from jsonschema import Draft202012Validator, FormatChecker

from sitegen.contracts.envelope import Envelope
from sitegen.contracts.paper_manifest import PaperManifest
from sitegen.contracts.schemas import AUTHORED, PUBLISHED, authored_schema, published_schema
from tests.contracts.papers import ID, ROOT, SITE, corrections, event, facts
from tests.reading_back import BuiltSite

STEMS = [record.contract.stem for record in PUBLISHED]
RECORDS = {"real": ROOT / "records", "small_world": ROOT / "tests" / "small_world" / "records"}
FORMATS = FormatChecker()
PUBLISHED_FORMATS = {"date", "date-time", "uri", "uuid"}


@FORMATS.checks("date-time", raises=ValueError)
def _is_time(value: object) -> bool:
    if not isinstance(value, str):
        return True
    return "T" in value and datetime.fromisoformat(value).tzinfo is not None


@FORMATS.checks("uri", raises=ValueError)
def _is_uri(value: object) -> bool:
    if not isinstance(value, str):
        return True
    parts = urlsplit(value)
    return parts.scheme in {"http", "https"} and bool(parts.netloc) and value.isascii()


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator(schema, format_checker=FORMATS)


def problems(record: Any, schema: dict[str, Any]) -> list[str]:
    found = validator(schema).iter_errors(record)
    return [f"{'/'.join(map(str, each.absolute_path))}: {each.message}" for each in found]


def served_schema(site: BuiltSite, stem: str) -> Any:
    return site.json(f"/schemas/{stem}.json")


def manifests(site: BuiltSite) -> dict[str, Any]:
    return served(site, "manifest.json")


def served(site: BuiltSite, name: str) -> dict[str, Any]:
    # What stays of a removed paper is of no contract.
    found = {
        path: json.loads(data)
        for path, data in site.files().items()
        if re.fullmatch(rf"paper/[^/]+/{re.escape(name)}", path) and b"tombstone-v1" not in data
    }
    assert found
    return found


# ---------------------------------------------------------------- what is published


def test_every_manifest_validates_against_the_schema_beside_it(
    any_site: tuple[BuiltSite, str],
) -> None:
    site, _ = any_site
    schema = served_schema(site, "paper-manifest-v1")
    for path, manifest in manifests(site).items():
        assert not problems(manifest, schema), path


def test_every_correction_record_validates_against_the_schema_beside_it(
    any_site: tuple[BuiltSite, str],
) -> None:
    site, _ = any_site
    schema = served_schema(site, "correction-record-v1")
    for path, record in served(site, "corrections.json").items():
        assert not problems(record, schema), path


def test_every_record_inside_a_manifest_validates_against_its_own_contract(
    any_site: tuple[BuiltSite, str],
) -> None:
    site, _ = any_site
    for path, manifest in manifests(site).items():
        assessment = manifest["quality_assessment"]
        for record in (
            *(manifest["gate_verdict"], manifest["verification"], manifest["provenance"]),
            *(assessment["quality_tier"], assessment["quality_dimensions"]),
            assessment["review_monitor"],
        ):
            stem = record["contract_version"].removesuffix(".0")
            assert not problems(record, served_schema(site, stem)), (path, stem)


def test_a_schema_is_served_under_the_id_that_records_name(
    any_site: tuple[BuiltSite, str],
) -> None:
    site, address = any_site
    for stem in STEMS:
        schema = served_schema(site, stem)
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert schema["$id"] == f"{address}/schemas/{stem}"
    for name in AUTHORED:
        schema = site.json(f"/schemas/authored/{name}.json")
        assert schema["$id"] == f"{address}/schemas/authored/{name}.json"
    named = {manifest["schema"] for manifest in manifests(site).values()}
    assert named == {f"{address}/schemas/paper-manifest-v1"}


def test_all_schemas_are_valid_and_all_their_references_lead_somewhere(
    any_site: tuple[BuiltSite, str],
) -> None:
    site, _ = any_site
    names = [*STEMS, *(f"authored/{name}" for name in AUTHORED)]
    for name in names:
        schema = served_schema(site, name)
        Draft202012Validator.check_schema(schema)
        references = {node["$ref"] for _, node in nodes(schema) if "$ref" in node}
        assert references <= {f"#/$defs/{each}" for each in schema.get("$defs", {})}, name


def test_published_json_is_rfc_8785_bytes_and_a_newline(any_site: tuple[BuiltSite, str]) -> None:
    site, _ = any_site
    names = [
        name
        for name in site.files()
        if re.fullmatch(r"paper/[^/]+/(manifest|corrections)\.json", name)
    ]
    assert names
    for name in names:
        data = (site.folder / name).read_bytes()
        assert data == rfc8785.dumps(json.loads(data)) + b"\n", name


def nodes(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every property of a schema and of its definitions, by its shape and name."""
    for shape, node in [("", schema), *schema.get("$defs", {}).items()]:
        for option in (node, *node.get("anyOf", ())):
            for name, value in option.get("properties", {}).items():
                yield f"{shape}.{name}".lstrip("."), value


@pytest.mark.parametrize("record", PUBLISHED, ids=STEMS)
class TestPublishedSchema:
    """What the contracts promise of every published schema."""

    def schema(self, record: Any) -> dict[str, Any]:
        return published_schema(record, SITE)

    def test_begins_with_schema_as_a_constant_that_is_the_id(self, record: Any) -> None:
        schema = self.schema(record)
        first, value = next(iter(schema["properties"].items()))
        assert (first, value["const"]) == ("schema", schema["$id"])
        # A later text changes the other members of the head, and records of it stay valid.
        for shape in (schema, *schema.get("$defs", {}).values()):
            for name in ("schema_version", "contract_version", "contract_updated"):
                assert "const" not in shape["properties"].get(name, {})

    def test_requires_every_field_and_allows_further_ones(self, record: Any) -> None:
        schema = self.schema(record)
        for name, shape in [(record.__name__, schema), *schema.get("$defs", {}).items()]:
            if name not in OF_PUBLISHER:
                sometimes = SOMETIMES.get(name, ())
                assert shape["required"] == [
                    each for each in shape["properties"] if each not in sometimes
                ], name
            assert shape.get("additionalProperties", True) is True, name

    def test_has_a_title_and_describes_every_property(self, record: Any) -> None:
        schema = self.schema(record)
        assert schema["title"]
        assert schema["description"]
        described = {
            name for name, node in nodes(schema) if "description" in resolved(node, schema)
        }
        assert described == {name for name, _ in nodes(schema)}

    def test_names_only_formats_that_programs_know(self, record: Any) -> None:
        text = json.dumps(self.schema(record))
        assert set(re.findall(r'"format": "([^"]+)"', text)) <= PUBLISHED_FORMATS


def resolved(node: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """A property with what its reference adds."""
    name = node.get("$ref", "").rpartition("/")[2]
    return schema["$defs"][name] | node if name else node


# What these require is the publisher's: tests/contracts/test_publisher_schemas.py.
OF_PUBLISHER = {
    *("GateVerdict", "Verification", "QualityTier", "QualityDimensions", "CorrectionRecord"),
}
# Members that are only there where they say something, or came after records were published.
SOMETIMES = {
    "CorrectionEvent": ("batch", "redacted"),
    "StatusNotice": ("lifts",),
    "PaperManifest": ("completeness", "transcribed_from", "sources"),
    "PublishedSource": ("version", "references", "relations", "notices"),
    "Work": ("id_assigned_by", "identifiers", "related", "version"),
    "PublishedCreator": (
        *("kind", "family", "given", "particle", "suffix"),
        *("ror", "affiliations", "roles"),
    ),
    "SourceProvenance": ("schema", "not_stated"),
    "ReviewMonitor": ("schema", "not_stated", "undecided_triggers"),
    "LedgerRemoval": ("superseded_by",),
}
STATUS = {
    *("EditorialStatus.notice", "StatusNotice.kind", "StatusNotice.issued_by", "StatusNotice.doi"),
    "StatusNotice.lifts",
}
EVENT_PARTS = {
    *("CorrectionEvent.notice", "CorrectionEvent.lifts", "CorrectionEvent.replaces"),
    *("CorrectionEvent.previous_event_sha256", "CorrectionEvent.batch", "CorrectionEvent.redacted"),
    *("Notice.issued_by", "Notice.doi", "Replaces.report_sha256"),
}
NULLABLE = {
    "paper-manifest-v1": {
        *("report_sha256", "Work.submitted", "Work.lead_source", "Work.doi", "Work.doi_url"),
        *("Work.license", "Work.version", "PublishedLeadSource.url"),
        *(f"PublishedCreator.{name}" for name in ("family", "given", "particle", "suffix")),
        *("PublishedCreator.orcid", "PublishedCreator.ror", "PublishedAffiliation.ror"),
        *("PublishedRelatedWork.title", "PublishedSource.title", "PublishedSource.version"),
        *(f"SourceNotice.{name}" for name in ("date", "doi", "url")),
        *("transcribed_from", "Work.id_assigned_by"),
        *("PublishedTranscribedFrom.url", "PublishedTranscribedFrom.seen"),
        *("Artifact.url", "Artifact.format", "Artifact.sha256", "Artifact.bytes"),
        *("QualityAssessment.review_score", "QualityAssessment.review_method"),
        *("VerdictEvidence.state", "CorrectionReference.last_corrected_at"),
        *STATUS,
    },
    # Its events are the publisher's: what else they may hold is ours.
    "correction-record-v1": {
        *STATUS,
        *("last_corrected_at", "superseded_by", "Replaces.report_sha256"),
        *("Notice.issued_by", "Notice.doi"),
    },
    "gate-verdict-v1": {"status", "label", "definition", "reason", "evaluated_at", "gate"},
    "verification-levels-v1": {"paper_level", "paper_level_key", "paper_level_label"},
    "quality-tiers-v1": {"note"},
    "quality-dimensions-v1": set(),
    "source-provenance-v1": {
        *("review_method", "ExternalRecord.doi", "ClaimLineage.label"),
        *("ExternalRecord.state", "ExternalRecord.label"),
        "ClaimLineage.aggregate_source_grounded_claims",
    },
    "review-monitor-v1": {"monitor_state"},
    "ledger-v1": {
        *EVENT_PARTS,
        *("LedgerPaper.superseded_by", "LedgerPaper.manifest_sha256", "LedgerPaper.gate_status"),
        "LedgerRemoval.superseded_by",
        *("LedgerPaper.report_sha256", "LedgerPaper.last_event_sha256"),
    },
    "flagged-papers-v1": {
        *("FlaggedPaper.doi", "FlaggedPaper.flagged_at", "FlaggedPaper.falsified"),
        *("FlaggedPaper.notice", "FlaggedPaper.removal"),
        *("Falsification.evaluated_at", "Falsification.reason", "VerdictEvidence.state"),
        *("FlaggingNotice.kind", "FlaggingNotice.issued_by", "FlaggingNotice.doi"),
    },
}


def test_only_what_may_be_unknown_may_be_null() -> None:
    for record in PUBLISHED:
        found = nullable(record)
        # The manifest holds the records of all other contracts but those about corrections.
        apart = {"correction-record", "ledger", "flagged-papers"}
        parts = [each for each in PUBLISHED if each.contract.name not in apart]
        whole = parts if record is PaperManifest else [record]
        assert found == {
            name if "." in name else f"{each.__name__}.{name}"
            for each in whole
            for name in NULLABLE[each.contract.stem]
        }


def nullable(record: type[Envelope]) -> set[str]:
    properties = nodes(published_schema(record, SITE))
    found = {
        name
        for name, node in properties
        if {"type": "null"} in node.get("anyOf", ()) or "null" in node.get("type", ())
    }
    return {name if "." in name else f"{record.__name__}.{name}" for name in found}


def test_the_definition_of_a_dimension_is_a_constant(real_site: BuiltSite) -> None:
    manifest = next(iter(manifests(real_site).values()))
    record = copy.deepcopy(manifest["quality_assessment"]["quality_dimensions"])
    record["dimensions"]["evidence_strength"]["definition"] = "Whether it is sound."
    found = problems(record, served_schema(real_site, "quality-dimensions-v1"))
    assert [each.partition(":")[0] for each in found] == ["dimensions/evidence_strength/definition"]


MUTATIONS: dict[str, tuple[tuple[str | int, ...], Any]] = {
    "another publisher's schema": (("schema",), "https://example.org/schemas/paper-manifest-v1"),
    "a version that is a number": (("contract_version",), 1.1),
    "a record of another contract": (("gate_verdict", "schema"), "gate-verdict-v1"),
    "an unknown status": (("gate_verdict", "status"), "REFUTED"),
    "a status in words": (("editorial_status", "status"), "Falsified"),
    "an unknown tier": (("quality_assessment", "quality_tier", "tier"), "GOLD"),
    "a score as text": (("quality_assessment", "review_score"), "9.33"),
    "a score beyond ten": (("quality_assessment", "review_score"), 10.5),
    "a level beyond seven": (("verification", "paper_level"), 8),
    "a provenance level of none": (("provenance", "provenance_level"), 0),
    "a claim of its own": (
        *(("verification", "claim_summary", "per_claim_public_records"), ["It holds."]),
    ),
    "a count of claims of their own": (
        *(("verification", "claim_summary", "per_claim_public_record_count"), -1),
    ),
    "no title": (("work", "title"), None),
    "a null state": (("correction_record", "correction_state"), None),
    "a date in words": (("work", "submitted"), "2 July 2026"),
    "a day that is none": (("work", "submitted"), "2026-02-30"),
    "a time without a zone": (("gate_verdict", "evaluated_at"), "2026-07-02T03:48:27"),
    "an id that is no UUID": (("work", "id"), "SRCH:BA7A9361"),
    "an address without its scheme": (("work", "url"), "/paper/x/"),
    "a digest that is none": (("facts_sha256",), "71e93b40"),
    "an unknown kind of artifact": (("artifact_set", 0, "type"), "podcast"),
    "an unknown trigger": (
        *(("quality_assessment", "review_monitor", "active_triggers"), ["BAD_WEATHER"]),
    ),
}


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_a_wrong_manifest_is_refused(mutation: str, real_site: BuiltSite) -> None:
    path, value = MUTATIONS[mutation]
    manifest = real_site.json("/paper/ba7a9361-e985-4a1e-8ab5-dc0d57064b8e/manifest.json")
    schema = served_schema(real_site, "paper-manifest-v1")
    assert not problems(manifest, schema)
    part = manifest
    for step in path[:-1]:
        part = part[step]
    assert part[path[-1]] != value
    part[path[-1]] = value
    found = problems(manifest, schema)
    assert found
    assert all(each.startswith("/".join(map(str, path))) for each in found)


def test_a_manifest_without_any_one_of_its_fields_is_refused(real_site: BuiltSite) -> None:
    manifest = next(iter(manifests(real_site).values()))
    schema = served_schema(real_site, "paper-manifest-v1")
    for name in manifest.keys() - {"completeness", "transcribed_from", "sources"}:
        rest = {key: value for key, value in manifest.items() if key != name}
        assert problems(rest, schema) == [f": {name!r} is a required property"]


def test_a_reader_meets_further_properties_without_harm(real_site: BuiltSite) -> None:
    manifest = next(iter(manifests(real_site).values()))
    manifest["views"] = 7
    manifest["work"]["subtitle"] = "A further property"
    assert not problems(manifest, served_schema(real_site, "paper-manifest-v1"))


# ---------------------------------------------------------------- what is authored


class Core(yaml.SafeLoader):
    """YAML as an editor's software reads it: by the core rules of 1.2, in which a day is a text."""


Core.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Core)


FILES = {
    "manifest.yaml": "paper-manifest",
    "corrections.yaml": "correction-record",
    "tombstone.yaml": "tombstone",
    "site.yaml": "site-settings",
}


def authored(name: str) -> dict[str, Any]:
    return authored_schema(name, SITE)


@pytest.mark.parametrize("world", RECORDS)
def test_the_authored_schemas_accept_every_record(world: str) -> None:
    checked = set()
    for path in sorted(RECORDS[world].rglob("*.yaml")):
        if path.name in FILES:
            assert not problems(read(path), authored(FILES[path.name])), path
            checked.add(path.name)
    assert checked >= {"manifest.yaml", "site.yaml"}


def test_an_editor_sees_help_for_every_key() -> None:
    for name in AUTHORED:
        schema = authored(name)
        for key, node in nodes(schema):
            assert resolved(node, schema).get("description"), f"{name}: {key}"


def test_an_editor_sees_examples_where_a_form_is_asked_for() -> None:
    examples = {
        key: node["examples"]
        for name in AUTHORED
        for key, node in nodes(authored(name))
        if "examples" in node
    }
    for key in (
        *("AuthoredWork.id", "AuthoredWork.submitted", "AuthoredWork.doi", "AuthoredWork.license"),
        *("AuthoredGateVerdict.status", "AuthoredGateVerdict.evaluated_at"),
        *("AuthoredArtifact.path", "AuthoredEvent.event_id", "AuthoredEvent.affected_fields"),
        "base_url",
    ):
        assert examples[key], key


def test_the_examples_of_a_key_are_values_that_it_takes() -> None:
    for name in AUTHORED:
        schema = authored(name)
        for key, node in nodes(schema):
            for example in node.get("examples", ()):
                within = {"$defs": schema.get("$defs", {})} | node
                assert not problems(example, within), f"{name}: {key}"


WRONG: dict[str, tuple[str, Any]] = {
    "an unknown key at the top": ("views", 7),
    "an unknown key further down": ("work.titel", "A title"),
    "an unknown key of a dimension": ("quality_assessment.dimensions", {"novelty": {"grade": 1}}),
    "a level that is none": ("quality_assessment.dimensions", {"novelty": "HIGHEST"}),
    "a score beyond ten": ("quality_assessment.review_score", 93.3),
    "a score in quotes": ("quality_assessment.review_score", "9.33"),
    "a negative count": ("verification.source_grounded_claims", -1),
    "a level beyond seven": ("verification.paper_level", 8),
    "a confidence in percent": (
        *("report.claims", [{"text": "It holds.", "verified": True, "confidence": 21}]),
    ),
    "a status in small letters": ("gate_verdict.status", "falsified"),
    "a day in words": ("work.submitted", "2 July 2026"),
    "an id that is no UUID": ("work.id", "SRCH:BA7A9361"),
    "an id in capitals": ("work.id", ID.upper()),
    "a report that is a word": ("report", "later"),
    "a text instead of a list": ("work.topics", "transfer"),
    "a path out of the folder": (
        *("artifacts", [{"type": "other", "label": "x", "path": "../../secrets"}]),
    ),
    "a script as an address": ("work.lead_source", {"title": "x", "url": "javascript:alert(1)"}),
    "a title that is too long": ("work.title", "x" * 301),
}


@pytest.mark.parametrize("case", WRONG)
def test_the_authored_schema_refuses(case: str) -> None:
    path, value = WRONG[case]
    assert not problems(facts(), authored("paper-manifest"))
    assert problems(facts({path: value}), authored("paper-manifest"))


def test_the_authored_schema_of_corrections_refuses_what_the_contract_does_not_know() -> None:
    schema = authored("correction-record")
    assert not problems(corrections(event()), schema)
    for wrong in (
        corrections(event(correction_type="TYPO")),
        corrections(event(corrected_at="2026-07-10")),
        corrections(event(notice={"kind": "regret"})),
        corrections(event(note="The title was corrected.")),
        corrections(event(), superseded="x"),
    ):
        assert problems(wrong, schema)


def test_the_authored_schemas_refuse_null_and_do_not_offer_it() -> None:
    record = facts()
    record["work"]["doi"] = None
    assert problems(record, authored("paper-manifest")) == [
        "work/doi: None is not of type 'string'"
    ]
    for name in AUTHORED:
        assert "null" not in json.dumps(authored(name))
