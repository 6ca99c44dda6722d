"""Texts that name the same source have one id, and each source has a path of its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.contracts.source_ids import LONGEST_NAME, SourceId, read_source_id, source_id

ONE_ARXIV = (
    *("2104.08645", "2104.08645v2", "arXiv:2104.08645", "arxiv: 2104.08645v1"),
    *("http://arxiv.org/abs/2104.08645v2", "https://arxiv.org/pdf/2104.08645v3.pdf"),
    *("https://export.arxiv.org/abs/2104.08645/", "https://www.arxiv.org/html/2104.08645"),
    *("10.48550/arXiv.2104.08645", "https://doi.org/10.48550/ARXIV.2104.08645"),
)
ONE_DOI = (
    *("10.1000/ABC/d", "doi:10.1000/abc/D", "https://doi.org/10.1000/abc%2Fd"),
    *("http://dx.doi.org/10.1000/abc/d", "https://www.doi.org/10.1000/ABC/D?nosfx=y#top"),
)
ONE_URL = (
    *("https://example.org/a~b", "https://EXAMPLE.org:443/a%7Eb/", "https://example.org/a%7eb#end"),
    *("https://reader:secret@example.org/a~b", "url:https://example.org./a~b"),
)


@pytest.mark.parametrize(
    ("texts", "wanted", "path"),
    [
        (ONE_ARXIV, "arxiv:2104.08645", "/source/arxiv/2104.08645/"),
        (ONE_DOI, "doi:10.1000/abc/d", "/source/doi/10.1000/abc=2fd/"),
        (ONE_URL, "url:https://example.org/a~b", "/source/https/example.org=2fa=7eb/"),
        (
            ("math.GT/0309136", "http://arxiv.org/abs/math/0309136v1"),
            *("arxiv:math/0309136", "/source/arxiv/math/0309136/"),
        ),
        (
            ("pmid:34567890", "https://pubmed.ncbi.nlm.nih.gov/34567890/"),
            *("pmid:34567890", "/source/pmid/34567890/"),
        ),
    ],
)
def test_one_source_has_one_id_and_one_path(texts: tuple[str, ...], wanted: str, path: str) -> None:
    for text in texts:
        found = source_id(text)
        assert found is not None, text
        assert (str(found), found.path) == (wanted, path), text
        assert read_source_id(str(found)).path == path


def test_the_version_is_kept_beside_the_id() -> None:
    assert source_id("http://arxiv.org/abs/2104.08645v2") == SourceId("arxiv", "2104.08645", "v2")


@pytest.mark.parametrize(
    "text", ["", " ", "owl", "12345678", "ftp://example.org/x", "http://[", "javascript:alert(1)"]
)
def test_what_names_no_source_has_no_id(text: str) -> None:
    assert source_id(text) is None


# What a careless path would mix up: with each other, with files, or with folders above.
APART = [
    *("10.1000/a", "10.1000/a/", "10.1000//a", "10.1000/a/index.html", "10.1000/../a"),
    *("10.1000/a.", "10.1000/=61", "10.1000/a=", "10.1000/ä", "10.1000/Ä", "10.1000/.a"),
    *("10.1000/a%2fb", "10.1000/a/b", "10.1000/" + "a" * 200, "10.1000/" + "a" * 199 + "b"),
    *("https://example.org", "http://example.org", "https://example.org/README"),
    *("https://example.org/readme", "https://example.org/a?b", "https://example.org/a%3Fb"),
    *("https://example.org:8080", "https://example.org/8080", "https://[::1]:8080/a"),
]


def test_different_sources_have_different_paths_that_every_file_system_takes() -> None:
    found = [source_id(text) for text in APART]
    paths = [each.path for each in found if each]
    assert len(set(paths)) == len(APART)
    for path in paths:
        assert path.isascii()
        assert path == path.lower()
        assert max(map(len, path.split("/"))) <= LONGEST_NAME
        assert not {"", ".", "..", "index.html"} & {*path.strip("/").split("/")}
        # The pages of a long list stand below the first one.
        assert not any(each != path and each.startswith(path) for each in paths)


@given(st.text(min_size=1, max_size=80), st.text(min_size=1, max_size=80))
def test_two_texts_share_a_path_only_if_they_are_one_source(one: str, other: str) -> None:
    first, second = (source_id(f"10.1000/{text}") for text in (one, other))
    if first and second:
        assert (first.path == second.path) == (first == second)
