"""The JSON Schemas (draft 2020-12) of what is published and of what is authored."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from copy import deepcopy
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode

from sitegen.contracts.authored_manifest import AuthoredManifest
from sitegen.contracts.correction_record import AuthoredCorrectionRecord, CorrectionRecord
from sitegen.contracts.envelope import EmbeddedRecord, Envelope
from sitegen.contracts.flagged_papers import FlaggedPapers
from sitegen.contracts.ledger import Ledger
from sitegen.contracts.paper_manifest import PaperManifest
from sitegen.contracts.published_paper import PANELS
from sitegen.contracts.quality_dimensions import DEFINITIONS, QualityDimensions
from sitegen.contracts.quality_tiers import QualityTier, stated_thresholds
from sitegen.contracts.review_monitor import ReviewMonitor
from sitegen.contracts.settings import Site, SiteSettings
from sitegen.contracts.tombstone import Tombstone
from sitegen.contracts.versions import CONTRACTS, of_one_schema
from sitegen.reading.kinds import PAPER_CORRECTIONS, PAPER_MANIFEST, PAPER_TOMBSTONE
from sitegen.shapes.outline import Node
from sitegen.shapes.reader import Authored

# The names of bounds in pydantic and in JSON Schema.
BOUNDS = {"ge": "minimum", "le": "maximum"}
NULL: Node = {"type": "null"}
# The members of the head of every record whose values change from version to version.
HEAD = ("schema_version", "contract_version", "contract_updated")
# The address in the ids of the publisher's schemas in `publisher_schemas/`.
PUBLISHER_URL = "https://assignee.net"
DIALECT = "https://json-schema.org/draft/2020-12/schema"

# Of the contracts of panels, the oldest come first.
_OF_PANELS = sorted(
    (panel.contract for panel in PANELS if panel.contract not in (None, CorrectionRecord)),
    key=lambda record: CONTRACTS[record.contract.name][0].updated,
)
PUBLISHED: tuple[type[Envelope], ...] = (
    PaperManifest,
    CorrectionRecord,
    *_OF_PANELS,
    ReviewMonitor,
    Ledger,
    FlaggedPapers,
)
AUTHORED: dict[str, type[Authored]] = {
    PAPER_MANIFEST.shape: AuthoredManifest,
    PAPER_CORRECTIONS.shape: AuthoredCorrectionRecord,
    "site-settings": SiteSettings,
    PAPER_TOMBSTONE.shape: Tombstone,
}


def published_schema(record: type[Envelope], site: Site) -> Node:
    """The schema that records of a contract validate against; `schema` is its first property.

    Where the publisher's own schema was seen, what validates against that stays valid: it is the
    base, and ours adds descriptions, optional members, null for what is not stated, and older
    forms.
    """
    contract = record.contract
    body = deepcopy(_schema_of(record, "serialization"))
    definitions = body.pop("$defs", {})
    by_name = {each.__name__: each for each in PUBLISHED}
    for name in [*definitions]:
        if name in by_name:
            definitions[name] = _open(definitions[name], definitions, by_name[name], site)
    body = _open(body, definitions, record, site)
    head = {"$schema": DIALECT, "$id": contract.schema_id(site), "title": contract.version}
    schema = (
        head | _without(body, "title", "$schema", "$id") | {"description": contract.description}
    )
    used = _referred(schema, definitions)
    kept = {name: each for name, each in definitions.items() if name in used}
    return schema | ({"$defs": kept} if kept else {})


@cache
def _schema_of(shape: type[BaseModel], mode: JsonSchemaMode) -> Node:
    """The JSON Schema of pydantic for a shape. It is cached: do not change it."""
    return shape.model_json_schema(mode=mode, by_alias=True)


def _open(schema: Node, definitions: Node, record: type[Envelope], site: Site) -> Node:
    """The schema of a record that accepts what the publisher and older versions of ours publish.

    Only `schema` is a constant. A record that does not state a required fact lacks it.
    """
    contract = record.contract
    for name in HEAD:
        node = schema["properties"][name]
        schema["properties"][name] = {"type": "string", "description": node["description"]}
    identity = schema["properties"]["schema"]
    schema["properties"]["schema"] = {
        "const": contract.schema_id(site),
        "description": identity["description"],
    }
    theirs = _of_publisher(contract.stem)
    if theirs:
        schema = _merged(_at_home(theirs, site), schema, definitions)
    if record is QualityTier:
        schema["x-thresholds"] = stated_thresholds(site.tier_policy)
    if record is QualityDimensions:
        schema["x-definitions"] = DEFINITIONS
    optional = {"schema"} if issubclass(record, EmbeddedRecord) else set()
    schema["required"] = [name for name in schema["required"] if name not in optional]
    for version in of_one_schema(contract.name):
        for path in version.added:
            *above, member = path.split(".")
            for holder in _inside(schema, definitions, above):
                holder["required"] = [each for each in holder["required"] if each != member]
        for path, older in version.older.items():
            *above, member = path.split(".")
            for holder in _inside(schema, definitions, above):
                node = holder["properties"][member]
                either = {"anyOf": [_without(node, "description"), older]}
                holder["properties"][member] = either | _described(node)
    return schema


@cache
def _of_publisher(stem: str) -> Node:
    """The publisher's own schema, as far as it was seen; empty for a contract that is ours.

    It is cached: do not change it.
    """
    file = files("sitegen.contracts") / "publisher_schemas" / f"{stem}.json"
    if not file.is_file():
        return {}
    schema: Node = json.loads(file.read_text(encoding="utf-8"))
    return schema


def _at_home(node: Any, site: Site) -> Any:
    """A schema of the publisher whose ids begin with the address of this site."""
    if isinstance(node, dict):
        return {key: _at_home(each, site) for key, each in node.items()}
    if isinstance(node, list):
        return [_at_home(each, site) for each in node]
    is_id = isinstance(node, str) and node.startswith(PUBLISHER_URL)
    return site.identity_url + node.removeprefix(PUBLISHER_URL) if is_id else node


def _merged(theirs: Node, ours: Node, definitions: Node) -> Node:
    """The publisher's schema with our descriptions, null where we publish it, and our members.

    What an object of theirs leaves open is only described: a type would refuse what theirs accepts.
    """
    options = [each for each in ours.get("anyOf", ()) if each != NULL]
    whole = ours
    if len(options) == 1:
        whole = {**options[0], **{key: each for key, each in ours.items() if key != "anyOf"}}
    if "$ref" in whole:
        whole = definitions[whole["$ref"].rpartition("/")[2]] | whole
    merged = dict(theirs)
    if "description" in whole:
        merged["description"] = whole["description"]
    if NULL in ours.get("anyOf", ()) and "type" in theirs:
        types = theirs["type"] if isinstance(theirs["type"], list) else [theirs["type"]]
        merged["type"] = [*types, *({"null"} - {*types})]
        if "enum" in theirs:
            merged["enum"] = [*theirs["enum"], None]
    our_members = whole.get("properties", {})
    if "properties" in theirs:
        stated = {
            name: _merged(each, our_members.get(name, {}), definitions)
            for name, each in theirs["properties"].items()
        }
        unseen = {*theirs.get("required", ())} - {*stated}
        merged["properties"] = stated | {
            name: _described(each) if name in unseen else each
            for name, each in our_members.items()
            if name not in stated
        }
    elif theirs.get("type") == "object" and our_members:
        merged["properties"] = {name: _described(each) for name, each in our_members.items()}
    if "items" in theirs:
        merged["items"] = _merged(theirs["items"], whole.get("items", {}), definitions)
    return merged


def _described(node: Node) -> Node:
    return {"description": node["description"]} if "description" in node else {}


def _inside(node: Node, definitions: Node, path: Sequence[str]) -> Iterator[Node]:
    """The schemas of the mappings at a path; for a list, of its entries; `*` is every member."""
    if not path:
        yield node
        return
    first, *rest = path
    for name, each in node["properties"].items():
        if first in (name, "*"):
            options = [each for each in each.get("anyOf", [each]) if each != NULL]
            inner = options[0].get("items", options[0])
            inner = definitions[inner["$ref"].rpartition("/")[2]] if "$ref" in inner else inner
            yield from _inside(inner, definitions, rest)


def _referred(node: Any, definitions: Node) -> set[str]:
    """The names of the definitions that a schema uses, also within each other."""
    found: set[str] = set()
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, list):
            waiting += each
        elif isinstance(each, dict):
            name = str(each.get("$ref", "")).rpartition("/")[2]
            if name and name not in found:
                found.add(name)
                waiting.append(definitions[name])
            waiting += each.values()
    return found


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
    schema = head | _without(body, "title")
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


def _without(schema: Node, *names: str) -> Node:
    return {key: value for key, value in schema.items() if key not in names}
