"""How texts are cut and identifiers written for search."""

from __future__ import annotations

import pytest

from sitegen.render.search_words import identifier, words


def test_a_text_with_spaces_stays_as_it_is() -> None:
    assert words("A résumé of x² (n = 3)") == "A résumé of x2 (n = 3)"
    assert words("ورقة مخترعة") == "ورقة مخترعة"


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("検索", "検索 索"),
        ("全文検索とは", "全文 文検 検索 索と とは は"),
        ("BERTの検索", "BERT の検 検索 索"),
        ("검색을", "검색 색을 을"),
        ("ﾃｽﾄ", "テス スト ト"),
        ("ค้นหา", "ค้น นห หา า"),
        ("𠀋", "𠀋"),
    ],
)
def test_what_has_no_spaces_is_cut_into_pairs(text: str, cut: str) -> None:
    assert words(text).split() == cut.split()


@pytest.mark.parametrize(
    "text",
    [
        *("2104.08645", "2104.08645v2", "arXiv:2104.08645", "arxiv: 2104.08645v1"),
        *("http://arxiv.org/abs/2104.08645v2", "https://arxiv.org/pdf/2104.08645v2.pdf"),
    ],
)
def test_all_forms_of_an_arxiv_id_are_one(text: str) -> None:
    assert identifier(text) == "210408645"


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("SRCH:BA7A9361", "ba7a9361"),
        ("ba7a9361-e985-4a1e-8ab5-dc0d57064b8e", "ba7a9361e9854a1e8ab5dc0d57064b8e"),
        ("https://doi.org/10.5281/zenodo.21122311", "105281zenodo21122311"),
        ("doi:10.5281/ZENODO.21122311", "105281zenodo21122311"),
        ("10.5281/größe_1", "105281größe1"),
        ("https://www.library.example/a?b=1", "libraryexampleab1"),
        ("  ", ""),
    ],
)
def test_an_identifier_is_its_letters_and_digits(text: str, bare: str) -> None:
    assert identifier(text) == bare
