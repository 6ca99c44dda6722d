"""The JSON Schemas of all contracts: files, pages, and their index."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from typing import NamedTuple

from sitegen.contracts.schemas import AUTHORED, PUBLISHED, authored_schema, published_schema
from sitegen.contracts.settings import Site
from sitegen.findings.canonical import canonical_sha256
from sitegen.render.crumbs import Crumb, crumbs_of
from sitegen.render.guides import Guide
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.site_content import Files, SiteContent, SiteFile
from sitegen.render.site_map import SCHEMAS
from sitegen.shapes.outline import Node


def schemas(content: SiteContent, pages: PageRenderer) -> Files:
    """The files and pages of all schemas; a guide may introduce the page that lists them."""
    guide, made = content.guide(SCHEMAS.folder), _schemas_of(pages.site)
    yield from pages.group(
        SCHEMAS.path, (), (guide, made.sha256), lambda: _files(guide, made, pages)
    )


def _files(guide: Guide | None, made: _Schemas, pages: PageRenderer) -> Files:
    for stem, (schema, text) in made.published.items():
        yield pages.make(_file(f"{SCHEMAS.folder}/{stem}.json", text))
        context: Node = {"stem": stem, "schema": schema, "rows": _rows(schema)}
        context["crumbs"] = crumbs_of(Crumb(SCHEMAS.label, SCHEMAS.path), Crumb(stem))
        yield pages.render("pages/schema.html", f"{SCHEMAS.path}{stem}/", context)
    for name, (_, text) in made.authored.items():
        yield pages.make(_file(f"{SCHEMAS.folder}/authored/{name}.json", text))
    context = {"guide": guide}
    context |= {"published": _nodes(made.published), "authored": _nodes(made.authored)}
    context["crumbs"] = crumbs_of(Crumb(SCHEMAS.label))
    yield pages.render("pages/schemas.html", SCHEMAS.path, context)


def _file(path: str, text: bytes) -> SiteFile:
    return SiteFile(path, lambda: text, hashlib.sha256(text).hexdigest())


class _Written(NamedTuple):
    schema: Node
    text: bytes


class _Schemas(NamedTuple):
    """The published and the authored schemas of a site, by name, and a digest of their texts."""

    published: dict[str, _Written]
    authored: dict[str, _Written]
    sha256: str


@lru_cache(8)
def _schemas_of(site: Site) -> _Schemas:
    """The schemas of a site. Cached: do not change them."""
    published = _written({each.contract.stem: published_schema(each, site) for each in PUBLISHED})
    authored = _written({name: authored_schema(name, site) for name in AUTHORED})
    texts = [
        {name: each.text.decode() for name, each in some.items()} for some in (published, authored)
    ]
    return _Schemas(published, authored, canonical_sha256(texts))


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
