"""The digests of a site in little memory are those of a plain dictionary."""

from __future__ import annotations

import pickle

import pytest

from sitegen.publish.checksums import write_sums
from sitegen.publish.site_digests import PaperFiles, SiteDigests

ONE, OTHER = "paper/5eed0001/", "paper/5eed0002/"
NAMES = ("index.html", "manifest.json", "artifacts/data.csv", "a b\\c\n.csv")


def digest(number: int) -> str:
    return f"{number:064x}"


def files(address: str) -> dict[str, str]:
    return {address + name: digest(number) for number, name in enumerate(NAMES)}


REST = {"index.html": digest(7), "paper-list.html": digest(8), "paper.html": digest(9), "z/": "0"}


def test_the_files_of_a_paper_are_those_it_was_made_of() -> None:
    packed = PaperFiles.of(files(ONE))
    assert isinstance(packed, PaperFiles)
    assert packed == files(ONE) == dict(pickle.loads(pickle.dumps(packed)))
    assert [*packed] == [*files(ONE)]
    assert packed[f"{ONE}manifest.json"] == digest(1)
    for missing in (f"{ONE}other", f"{OTHER}index.html", "index.html"):
        assert missing not in packed


@pytest.mark.parametrize(
    "others", [{}, {"index.html": digest(1)}, files(ONE) | files(OTHER), {f"{ONE}x": "short"}]
)
def test_files_that_are_not_those_of_one_paper_stay_as_they_are(others: dict[str, str]) -> None:
    assert PaperFiles.of(others) is others


def test_a_site_lists_all_files_in_order() -> None:
    plain = files(OTHER) | files(ONE) | {"paper/3/x": "short"} | REST
    site = SiteDigests.of([files(OTHER), files(ONE), {"paper/3/x": "short"}])
    before = site.copy()
    site.rest.update(REST)
    assert [*site.sorted_items()] == sorted(plain.items())
    assert dict(site) == plain
    assert len(site) == len(plain)
    assert write_sums(site) == write_sums(plain)
    assert "index.html" not in before
    assert f"{ONE}index.html" in before
