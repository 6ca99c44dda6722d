"""The part of schema.org's vocabulary that pages use: where a property belongs, and what it holds.

Compared with its release of August 2026.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

ABOVE = {
    "ScholarlyArticle": "CreativeWork",
    "WebSite": "CreativeWork",
    "Review": "CreativeWork",
    "CorrectionComment": "CreativeWork",
    "MediaObject": "CreativeWork",
    "CreativeWork": "Thing",
    "Person": "Thing",
    "Organization": "Thing",
    "PropertyValue": "Thing",
    "Rating": "Thing",
}
AGENTS = frozenset({"Organization", "Person"})
WORKS = frozenset({"CreativeWork"})
TEXT, URL, NUMBER = frozenset({"Text"}), frozenset({"URL"}), frozenset({"Number"})
DATES = frozenset({"Date", "DateTime"})
# The type that a property belongs to, and the types of its values.
PROPERTIES: dict[str, tuple[str, frozenset[str]]] = {
    "url": ("Thing", URL),
    "name": ("Thing", TEXT),
    "description": ("Thing", TEXT),
    "identifier": ("Thing", TEXT | URL | {"PropertyValue"}),
    "sameAs": ("Thing", URL),
    "subjectOf": ("Thing", WORKS),
    "headline": ("CreativeWork", TEXT),
    "creativeWorkStatus": ("CreativeWork", TEXT),
    "abstract": ("CreativeWork", TEXT),
    "author": ("CreativeWork", AGENTS),
    "publisher": ("CreativeWork", AGENTS),
    "datePublished": ("CreativeWork", DATES),
    "dateModified": ("CreativeWork", DATES),
    "inLanguage": ("CreativeWork", TEXT),
    "keywords": ("CreativeWork", TEXT),
    "version": ("CreativeWork", TEXT | NUMBER),
    "license": ("CreativeWork", WORKS | URL),
    "isAccessibleForFree": ("CreativeWork", frozenset({"Boolean"})),
    "correction": ("CreativeWork", TEXT | URL | {"CorrectionComment"}),
    "review": ("CreativeWork", frozenset({"Review"})),
    "encoding": ("CreativeWork", frozenset({"MediaObject"})),
    "encodingFormat": ("CreativeWork", TEXT | URL),
    "about": ("CreativeWork", frozenset({"Thing"})),
    "isBasedOn": ("CreativeWork", WORKS | URL),
    "citation": ("CreativeWork", WORKS | TEXT),
    "isPartOf": ("CreativeWork", WORKS | URL),
    "hasPart": ("CreativeWork", WORKS),
    "exampleOfWork": ("CreativeWork", WORKS),
    "workExample": ("CreativeWork", WORKS),
    "translationOfWork": ("CreativeWork", WORKS),
    "workTranslation": ("CreativeWork", WORKS),
    "propertyID": ("PropertyValue", TEXT | URL),
    "value": ("PropertyValue", TEXT | NUMBER),
    "familyName": ("Person", TEXT),
    "givenName": ("Person", TEXT),
    "honorificSuffix": ("Person", TEXT),
    "affiliation": ("Person", frozenset({"Organization"})),
    "contentUrl": ("MediaObject", URL),
    "reviewAspect": ("Review", TEXT),
    "reviewBody": ("Review", TEXT),
    "reviewRating": ("Review", frozenset({"Rating"})),
    "ratingValue": ("Rating", TEXT | NUMBER),
    "worstRating": ("Rating", TEXT | NUMBER),
    "bestRating": ("Rating", TEXT | NUMBER),
}


def faults(node: dict[str, Any]) -> Iterator[str]:
    """What is not as the vocabulary says, in a node and below. A node may have no type."""
    kind = node.get("@type", "")
    for name, value in node.items():
        if name in {"@context", "@type", "@id"}:
            continue
        domain, values = PROPERTIES[name]
        if kind and domain not in _lineage(kind):
            yield f"{name} does not belong to {kind}"
        for each in value if isinstance(value, list) else [value]:
            if not values & _kinds(each):
                yield f"{name} holds {each!r}"
            if isinstance(each, dict):
                yield from faults(each)


def _lineage(kind: str) -> set[str]:
    found = {kind}
    while kind in ABOVE:
        kind = ABOVE[kind]
        found.add(kind)
    return found


def _kinds(value: object) -> set[str]:
    if isinstance(value, dict):
        # Whoever has no type may be of any.
        return _lineage(value["@type"]) if "@type" in value else {*AGENTS}
    if isinstance(value, bool):
        return {"Boolean"}
    if isinstance(value, int | float):
        return {"Number"}
    text = str(value)
    is_date = text[:4].isdigit() and text[4:5] in ("", "-")
    is_url = text.startswith(("https://", "http://"))
    return {"Text", *(DATES if is_date else ()), *(URL if is_url else ())}
