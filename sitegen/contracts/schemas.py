"""The JSON Schemas (draft 2020-12) of what is published and of what is authored."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode

from sitegen.contracts.correction_record import AuthoredCorrectionRecord, CorrectionRecord
from sitegen.contracts.envelope import Contract, Envelope
from sitegen.contracts.ledger import Ledger
from sitegen.contracts.paper_manifest import AuthoredManifest, PaperManifest
from sitegen.contracts.published_paper import PANELS
from sitegen.contracts.review_monitor import ReviewMonitor
from sitegen.contracts.settings import Site, SiteSettings
from sitegen.contracts.tombstone import Tombstone
from sitegen.contracts.versions import of_one_schema
from sitegen.reading.kinds import PAPER_CORRECTIONS, PAPER_MANIFEST, PAPER_TOMBSTONE
from sitegen.shapes.outline import Node
from sitegen.shapes.reader import Authored

# The names of bounds in pydantic and in JSON Schema.
BOUNDS = {"ge": "minimum", "le": "maximum"}
DIALECT = "https://json-schema.org/draft/2020-12/schema"

# Of the contracts of panels, the oldest come first.
_OF_PANELS = sorted(
    (panel.contract for panel in PANELS if panel.contract not in (None, CorrectionRecord)),
    key=lambda record: record.contract.updated,
)
PUBLISHED: tuple[type[Envelope], ...] = (
    PaperManifest,
    CorrectionRecord,
    *_OF_PANELS,
    ReviewMonitor,
    Ledger,
)
AUTHORED: dict[str, type[Authored]] = {
    PAPER_MANIFEST.shape: AuthoredManifest,
    PAPER_CORRECTIONS.shape: AuthoredCorrectionRecord,
    "site-settings": SiteSettings,
    PAPER_TOMBSTONE.shape: Tombstone,
}


def published_schema(record: type[Envelope], site: Site) -> Node:
    """The schema that records of a contract validate against; `schema` is its first property."""
    contract = record.contract
    body = deepcopy(_schema_of(record, "serialization"))
    definitions = body.pop("$defs", {})
    by_name = {each.__name__: each for each in PUBLISHED}
    for name, definition in definitions.items():
        if name in by_name:
            _fix_versions(definition, definitions, by_name[name].contract, site)
    _fix_versions(body, definitions, contract, site)
    head = {"$schema": DIALECT, "$id": contract.schema_id(site), "title": contract.version}
    schema = head | _without_title(body) | {"description": contract.description}
    return schema | ({"$defs": definitions} if definitions else {})


@cache
def _schema_of(shape: type[BaseModel], mode: JsonSchemaMode) -> Node:
    """The JSON Schema of pydantic for a shape. It is cached: do not change it."""
    return shape.model_json_schema(mode=mode, by_alias=True)


def _fix_versions(schema: Node, definitions: Node, contract: Contract, site: Site) -> None:
    """The schema of a record with versions opened, so that records of older ones stay valid.

    Any day is allowed for the text of the contract; the version is a constant while only one has
    this schema. A member that a later version added may be absent.
    """
    versions = of_one_schema(contract.name)
    fixed: Node = {name: {"const": value} for name, value in contract.head(site).items()}
    fixed["contract_updated"] = {"type": "string", "format": "date"}
    names = dict.fromkeys(f"{contract.name}-v{each.number}" for each in reversed(versions))
    if len(names) > 1:
        fixed["contract_version"] = {"enum": [*names]}
    for name, value in fixed.items():
        description = schema["properties"][name]["description"]
        schema["properties"][name] = {**value, "description": description}
    for version in versions:
        for path in version.added:
            *above, member = path.split(".")
            required = _inside(schema, definitions, above).get("required", [])
            required[:] = [each for each in required if each != member]


def _inside(node: Node, definitions: Node, path: Sequence[str]) -> Node:
    """The schema of the mapping at a path; for a list, of its entries."""
    for step in path:
        node = node["properties"][step]
        options = [each for each in node.get("anyOf", [node]) if each.get("type") != "null"]
        node = options[0].get("items", options[0])
        node = definitions[node["$ref"].rpartition("/")[2]] if "$ref" in node else node
    return node


def authored_schema(name: str, site: Site) -> Node:
    """The schema that tells an editor which keys and values a file takes."""
    body = _as_written(_schema_of(AUTHORED[name], "validation"))
    definitions = body.pop("$defs", {})
    if name == PAPER_MANIFEST.shape:
        # A bare level may be written instead of a mapping.
        definitions["AuthoredDimension"] = _level_or(definitions["AuthoredDimension"])
    head = {
        "$schema": DIALECT,
        "$id": f"{site.identity_url}/schemas/authored/{name}.json",
        "title": f"{name}, as authored",
    }
    schema = head | _without_title(body)
    return schema | ({"$defs": definitions} if definitions else {})


def _as_written(node: Any) -> Any:
    """The schema of a file, made from that of pydantic for its shape.

    Null is removed: a shape has None for a missing key, but null is not allowed in a file, and
    editors would offer it. Bounds after our validators are renamed from the names of pydantic. A
    title is shown above an explanation, and in messages.
    """
    if isinstance(node, list):
        return [_as_written(each) for each in node]
    if not isinstance(node, dict):
        return node
    written = {BOUNDS.get(key, key): _as_written(value) for key, value in node.items()}
    if isinstance(title := written.get("title"), str):
        written["title"] = title.removeprefix("Authored")
    if written.get("default") in (None, []) or isinstance(written.get("default"), dict):
        written.pop("default", None)
    options = [each for each in written.pop("anyOf", ()) if each != {"type": "null"}]
    if len(options) == 1:
        return options[0] | written
    return written | ({"anyOf": options} if options else {})


def _level_or(dimension: Node) -> Node:
    level = dimension["properties"]["level"]
    return {"title": "Dimension", "anyOf": [{"enum": level["enum"], "type": "string"}, dimension]}


def _without_title(schema: Node) -> Node:
    return {key: value for key, value in schema.items() if key != "title"}
