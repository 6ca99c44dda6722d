"""What stays of a removed paper at the addresses of its files."""

from __future__ import annotations

import json

import bibtexparser
import pytest
import rfc8785
import rispy

from sitegen.render.exports import EXPORTS, export_remains
from sitegen.render.paper import understand
from tests.page_parts import files_of
from tests.reading_back import BuiltSite
from tests.render.exports.tex_back import printed
from tests.small_world import papers as world

TOMBSTONE = understand(world.source(world.TOMBSTONE), world.site()).tombstone
assert TOMBSTONE is not None
REMAINS = dict(export_remains(TOMBSTONE, world.site(), EXPORTS))
TITLE = "Invented: A Paper of Which a <i>Tombstone</i> Stays"
NOTE = (
    "Removed: this paper is no longer published here. When: 3 April 2026. By: Small World Press "
    "(invented). Why: Invented reason. The paper named a person who does not exist."
)


@pytest.mark.parametrize("file", [export.served.file for export in EXPORTS.values()])
def test_every_file_of_a_removed_paper_stays(file: str, small_world: BuiltSite) -> None:
    assert files_of(small_world)[f"{world.path(world.TOMBSTONE)[1:]}{file}"] == REMAINS[file]


@pytest.mark.parametrize("file", ["manifest.json", "corrections.json"])
def test_a_record_of_a_removed_paper_is_a_tombstone_in_canonical_json(file: str) -> None:
    read = json.loads(REMAINS[file])
    assert REMAINS[file] == rfc8785.dumps(read) + b"\n"
    assert read == {
        "contract_version": "tombstone-v1.0",
        "work": {
            "id": "5a110013-0000-4000-8000-000000000013",
            "record_id": "SRCH:5A110013",
            "title": TITLE,
            "url": f"{world.BASE_URL}/paper/5a110013-0000-4000-8000-000000000013/",
        },
        "editorial_status": {"status": "REMOVED", "label": "Removed", "notice": None},
        "removed_at": "2026-04-03T12:00:00+02:00",
        "reason": TOMBSTONE.reason,
        "by": "Small World Press (invented)",
    }


def test_a_citation_of_a_removed_paper_says_so_in_title_and_note() -> None:
    (ris,) = rispy.loads(REMAINS["cite.ris"].decode())
    assert ris["title"] == f"REMOVED: {TITLE}"
    assert ris["notes"][0].startswith(NOTE)
    assert ris["urls"] == [f"{world.BASE_URL}/paper/5a110013-0000-4000-8000-000000000013/"]
    (bibtex,) = bibtexparser.parse_string(REMAINS["cite.bib"].decode()).entries
    assert printed(bibtex.fields_dict["title"].value[1:-1]) == f"REMOVED: {TITLE}"
    assert bibtex.fields_dict["note"].value.startswith(NOTE)
    assert bibtex.key == "small-5a110013"
    assert bibtex.fields_dict["ids"].value == "paper-5a110013-0000-4000-8000-000000000013"
    (csl,) = json.loads(REMAINS["cite.json"])
    assert csl["title"].replace("\u2060", "") == f"REMOVED: {TITLE}"
    assert csl["note"].startswith(NOTE)
