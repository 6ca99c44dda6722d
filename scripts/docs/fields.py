"""The reference of fields: a page for each schema, of what is written and what is served."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sitegen.contracts.schemas import AUTHORED, PUBLISHED, authored_schema, published_schema
from sitegen.contracts.settings import default_site
from sitegen.reading.kinds import KINDS, PAPER

Schema = dict[str, Any]
# The name of each authored file, by what `sitegen schema` calls it. Records of different kinds have
# files of the same name.
FILES = {"site-settings": "site.yaml"} | {
    file.shape: file.name if kind == PAPER else f"{kind.folder}/{file.name}"
    for kind in KINDS
    for file in kind.files
}
TYPES = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "`true` or `false`",
    "object": "mapping",
    "null": "`null`",
}
FORMS = {
    "date": "day, year-month-day",
    "date-time": "time with its offset from UTC",
    "uri": "web address",
    "uuid": "UUID",
}
DIGEST = "[0-9a-f]{64}"


def field_pages() -> dict[str, str]:
    """A page for each authored file, and one for each published contract."""
    site = default_site()
    pages = {}
    for name in AUTHORED:
        page = FILES[name].replace(".", "-").replace("/", "-")
        pages[f"reference/{page}.md"] = _authored(FILES[name], name, authored_schema(name, site))
    for record in PUBLISHED:
        schema = published_schema(record, site)
        pages[f"reference/contracts/{record.contract.stem}.md"] = _published(
            record.contract.stem, schema
        )
    return pages


def _authored(file: str, name: str, schema: Schema) -> str:
    head = (
        f"# {file}\n\n{schema['description']}\n\n"
        f"An editor that knows YAML schemas offers these keys where the file begins with a comment "
        f"that names the schema; `sitegen schema authored/{name}` prints it, and every site serves "
        f"it as `/schemas/authored/{name}.json`. Keys that are not listed are errors "
        "([SG202](rules/sg2.md#sg202)).\n"
    )
    return head + "".join(_sections(schema))


def _published(stem: str, schema: Schema) -> str:
    head = (
        f"# {stem}\n\n{schema['description']}\n\n"
        f"`sitegen schema {stem}` prints the JSON Schema; every site serves it as "
        f"`/schemas/{stem}.json`, and explains it at `/schemas/{stem}/`. Readers ignore properties "
        "that they do not know. Where an address begins with `https://example.org`, a site has its "
        "own.\n"
    )
    return head + "".join(_sections(schema))


def _sections(schema: Schema) -> Iterator[str]:
    """One section for the top, then one for each shape that it uses, in order of first use."""
    known = dict(schema.get("$defs", {}))
    shapes = {"": _named(schema, known)}
    _collect(shapes[""], known, shapes)
    for name, shape in shapes.items():
        if "properties" in shape:
            yield _section(name, shape)


def _named(shape: Schema, known: dict[str, Schema]) -> Schema:
    """A shape whose mappings are references by the names of their keys; they are added to `known`.

    The publisher's schemas have their mappings in place.
    """
    members = {}
    for key, field in shape.get("properties", {}).items():
        inner = field.get("items", field)
        if "properties" in inner:
            known[key] = _named(inner, known)
            reference = {"$ref": f"#/$defs/{key}"}
            whole = {"type": "array", "items": reference} if "items" in field else reference
            field = whole | (
                {"description": field["description"]} if "description" in field else {}
            )
        members[key] = field
    return {**shape, "properties": members} if members else shape


def _collect(node: Any, known: dict[str, Schema], found: dict[str, Schema]) -> None:
    for name in dict.fromkeys(_references(node)):
        if name not in found:
            found[name] = _mapping_of(known[name])
            _collect(found[name], known, found)


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _references(each)
    elif isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"].rpartition("/")[2]
        for key, each in node.items():
            if key != "$defs":
                yield from _references(each)


def _mapping_of(shape: Schema) -> Schema:
    """Of a value that may be written short or as a mapping, the mapping."""
    options = [each for each in shape.get("anyOf", ()) if "properties" in each]
    return options[0] if options else shape


def _title(name: str) -> str:
    """The name of a shape in words: `AuthoredGateVerdict` is a gate verdict."""
    spaced = "".join(f" {char.lower()}" if char.isupper() else char for char in name)
    return spaced.replace("_", " ").removeprefix(" authored").strip().capitalize()


def _section(name: str, shape: Schema) -> str:
    title = _title(name) if name else "At the top"
    lines = ["", f"## {title} {{ #{(name or 'top').lower()} }}", ""]
    if name and "description" in shape:
        lines += [shape["description"], ""]
    for key, field in shape["properties"].items():
        lines += _field(key, field, key in shape.get("required", ()), name)
    return "\n".join(lines) + "\n"


def _field(key: str, field: Schema, is_required: bool, inside: str) -> list[str]:
    # A field of the top has an anchor of its own; below it names repeat from shape to shape.
    anchor = "" if inside else f' <a id="{key}"></a>'
    notes = [_kind(field)]
    if is_required:
        notes.append("**required**")
    if "default" in field:
        notes.append(f"default {_literal(field['default'])}")
    lines = [f"`{key}`{anchor}", f":   {', '.join(notes)}"]
    if "description" in field:
        lines += ["", f"    {' '.join(field['description'].split())}"]
    if "examples" in field:
        lines += ["", f"    Such as {' or '.join(map(_literal, field['examples']))}."]
    return [*lines, ""]


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, list):
        return f"`[{', '.join(map(str, value))}]`"
    return f"`{value}`"


def _kind(field: Schema) -> str:
    """What may stand there, in words."""
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return f"[{_title(name).lower()}](#{name.lower()})"
    if "anyOf" in field:
        return " or ".join(map(_kind, field["anyOf"]))
    if "const" in field:
        return f"always {_literal(field['const'])}"
    if "enum" in field:
        return "one of " + ", ".join(map(_literal, field["enum"]))
    if isinstance(field.get("type"), list):
        return " or ".join(_kind({**field, "type": each}) for each in field["type"])
    if field.get("type") == "array":
        return f"list of {_kind(field.get('items', {}))}{_count(field)}"
    if isinstance(field.get("additionalProperties"), dict):
        return f"mapping of names to {_kind(field['additionalProperties'])}"
    return _text(field) if field.get("type") == "string" else _number(field)


def _count(field: Schema) -> str:
    fewest, most = field.get("minItems"), field.get("maxItems")
    return (f", at least {fewest}" if fewest else "") + (f", at most {most}" if most else "")


def _text(field: Schema) -> str:
    if "format" in field:
        return FORMS[field["format"]]
    if DIGEST in field.get("pattern", ""):
        return "SHA-256 digest"
    most = field.get("maxLength")
    return f"text of at most {most:,} characters" if most else "text"


def _number(field: Schema) -> str:
    kind = TYPES.get(field.get("type", ""), "any value")
    least, most = field.get("minimum"), field.get("maximum")
    if least is not None and most is not None:
        return f"{kind} from {least:,} to {most:,}"
    return f"{kind} from {least:,}" if least is not None else kind
