"""The JSON Schemas of all contracts: files, pages, and their index."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import NamedTuple

from sitegen.contracts.schemas import AUTHORED, PUBLISHED, authored_schema, published_schema
from sitegen.contracts.settings import Site
from sitegen.render.crumbs import Crumb, crumbs_of
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.site_content import Files, SiteContent
from sitegen.render.site_map import SCHEMAS
from sitegen.shapes.outline import Node


def schemas(content: SiteContent, pages: PageRenderer) -> Files:
    """The files and pages of all schemas; a guide may introduce the page that lists them."""
    published, authored = _schemas_of(pages.site)
    for stem, (schema, text) in published.items():
        yield f"{SCHEMAS.folder}/{stem}.json", text
        context: Node = {"stem": stem, "schema": schema, "rows": _rows(schema)}
        context["crumbs"] = crumbs_of(Crumb(SCHEMAS.label, SCHEMAS.path), Crumb(stem))
        yield pages.render("pages/schema.html", f"{SCHEMAS.path}{stem}/", context)
    for name, (_, text) in authored.items():
        yield f"{SCHEMAS.folder}/authored/{name}.json", text
    context = {"guide": content.guide(SCHEMAS.folder)}
    context |= {"published": _nodes(published), "authored": _nodes(authored)}
    context["crumbs"] = crumbs_of(Crumb(SCHEMAS.label))
    yield pages.render("pages/schemas.html", SCHEMAS.path, context)


class _Written(NamedTuple):
    schema: Node
    text: bytes


@lru_cache(8)
def _schemas_of(site: Site) -> tuple[dict[str, _Written], dict[str, _Written]]:
    """The published and the authored schemas of a site, by name. Cached: do not change them."""
    published = {each.contract.stem: published_schema(each, site) for each in PUBLISHED}
    authored = {name: authored_schema(name, site) for name in AUTHORED}
    return _written(published), _written(authored)


def _written(schemas: dict[str, Node]) -> dict[str, _Written]:
    return {name: _Written(schema, as_text(schema)) for name, schema in schemas.items()}


def _nodes(written: dict[str, _Written]) -> dict[str, Node]:
    return {name: each.schema for name, each in written.items()}


def as_text(schema: Node) -> bytes:
    """A schema as a file, with the members in the order of the contract."""
    return (json.dumps(schema, indent=2, ensure_ascii=False) + "\n").encode()


def _rows(schema: Node) -> list[tuple[str, str, str]]:
    """Name, type and description of each property.

    A property that refers to a definition has the description of that.
    """
    definitions = schema.get("$defs", {})
    return [
        (name, _type(node), (definitions.get(_referred(node), {}) | node)["description"])
        for name, node in schema["properties"].items()
    ]


def _referred(node: Node) -> str:
    return str(node.get("$ref", "")).rpartition("/")[2]


def _type(node: Node) -> str:
    if "const" in node:
        return f"always {json.dumps(node['const'], ensure_ascii=False)}"
    if "enum" in node:
        return " | ".join("null" if each is None else str(each) for each in node["enum"])
    if "anyOf" in node and "type" not in node:
        return " or ".join(_type(option) for option in node["anyOf"])
    if "$ref" in node:
        return _referred(node)
    if node.get("type") == "array":
        return f"list of {_type(node.get('items', {}))}"
    types = node.get("type", "any value")
    return " or ".join(types) if isinstance(types, list) else str(types)
