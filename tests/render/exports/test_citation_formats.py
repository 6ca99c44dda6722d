"""The page "Citations" says what each format carries: every field, and no other."""

from __future__ import annotations

import json
import re
from pathlib import Path

import bibtexparser
import pytest

from sitegen.render.exports import EXPORTS
from tests.contracts.papers import SITE
from tests.hard_records import hard_papers

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "citations.md"


def fields_in_table(column: int) -> set[str]:
    """The names of fields in a column of the first table."""
    _, _, table = PAGE.read_text(encoding="utf-8").partition("<!-- what each format carries -->")
    rows = [line.split("|") for line in table.partition("\n\n")[0].splitlines() if "|" in line]
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row[column])}


def fields_made(format_name: str) -> set[str]:
    """The names of the fields that any hard record has in a format."""
    made = [EXPORTS[format_name].make(paper, SITE).decode() for paper in hard_papers().values()]
    if format_name == "ris":
        return {line[:2] for text in made for line in text.splitlines()} - {"ER"}
    if format_name == "csl":
        return {name for text in made for name in json.loads(text)[0]}
    entries = [entry for text in made for entry in bibtexparser.parse_string(text).entries]
    types = {f"@{entry.entry_type}" for entry in entries}
    return types | {field.key for entry in entries for field in entry.fields}


@pytest.mark.parametrize(("column", "format_name"), [(2, "bib"), (3, "ris"), (4, "csl")])
def test_the_table_has_every_field_of_a_format(column: int, format_name: str) -> None:
    assert fields_in_table(column) == fields_made(format_name)
