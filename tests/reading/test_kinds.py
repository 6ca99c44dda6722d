"""The kinds of record: where files and pages of each lie."""

from __future__ import annotations

import pytest

from sitegen.contracts.schemas import AUTHORED
from sitegen.reading.kinds import KINDS, PAPER


def test_every_file_of_a_record_has_an_authored_shape() -> None:
    assert {file.shape for kind in KINDS for file in kind.files} <= AUTHORED.keys()


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("papers/owls", "papers/owls"),
        ("papers/owls/artifacts/a/b.json", "papers/owls"),
        ("papers/", ""),
        ("papers", ""),
        ("pages/about.md", ""),
        ("site.yaml", ""),
    ],
)
def test_a_path_below_the_records_is_that_of_a_record_or_of_none(path: str, folder: str) -> None:
    assert PAPER.folder_of(path) == folder


@pytest.mark.parametrize(
    ("file", "paper_id"),
    [
        ("paper/x/index.html", "x"),
        ("paper/x/artifacts/0123456789ab/y", "x"),
        ("paper/x", ""),
        ("papers/x/index.html", ""),
        ("index.html", ""),
    ],
)
def test_a_file_of_the_site_is_that_of_a_record_or_of_none(file: str, paper_id: str) -> None:
    assert PAPER.published_id(file) == paper_id


def test_folder_and_address_of_a_record_follow_from_its_name_and_id() -> None:
    assert PAPER.record_folder("owls") == "papers/owls"
    assert PAPER.name_of("papers/owls") == "owls"
    assert PAPER.site_path("x") == "/paper/x/"
    assert PAPER.project_path == "records/papers"
