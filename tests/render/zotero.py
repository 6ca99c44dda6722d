"""What Zotero reads from the tags of a page, by the rules of its "Embedded Metadata" translator.

Written down from how it behaves (June 2026): tags beat OpenGraph; the first of several tags with
one name counts, but for authors and keywords; a name with a comma is "family, given", and any other
is divided at its last space.
"""

from __future__ import annotations

import re
from typing import Any

FIELDS = {
    "citation_title": "title",
    "citation_publication_date": "date",
    "citation_technical_report_institution": "institution",
    "citation_technical_report_number": "number",
    "citation_publisher": "publisher",
    "citation_abstract": "abstractNote",
    "citation_doi": "DOI",
    "citation_language": "language",
}
# What is removed from both ends of a name.
ENDS = " \t\n\u00a0.,/[]:"


def read(tags: dict[str, list[str]]) -> dict[str, Any]:
    """The item that Zotero makes of these tags."""
    found: dict[str, Any] = {
        field: " ".join(tags[name][0].split()) for name, field in FIELDS.items() if name in tags
    }
    is_report = "citation_technical_report_institution" in tags
    found["itemType"] = "report" if is_report else "journalArticle"
    found["url"] = tags.get("og:url", [""])[0]
    found["abstractNote"] = found.get("abstractNote") or tags.get("description", [""])[0]
    found["pdf"] = tags.get("citation_pdf_url", [""])[0]
    found["tags"] = [
        word.strip() for each in tags.get("citation_keywords", []) for word in each.split(";")
    ]
    found["creators"] = _creators(tags.get("citation_author", []))
    return found


def _creators(nodes: list[str]) -> list[tuple[str, str]]:
    """Family and given name of each author; the second is empty for a name in one field."""
    found: list[tuple[str, str]] = []
    last = ""
    for node in nodes:
        names = re.split(r"\s*;\s*", node)
        if len(names) == len(nodes) == 1:
            parts = re.split(r"\s*,\s*", node)
            if len(parts) > 1 and " " in parts[0] and " " in parts[1]:
                names = parts
        for name in map(str.strip, names):
            if re.search(r"[^\s,-.;]", name) and name != last:
                found.append(_divided(name))
                last = name
    return found


def _divided(name: str) -> tuple[str, str]:
    has_comma, name = "," in name, name.strip(ENDS)
    if has_comma:
        family, _, rest = name.partition(",")
        return family, rest.partition(",")[0].strip()
    given, _, family = name.rpartition(" ")
    return family, given
