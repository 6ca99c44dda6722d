"""A paper on the command line: a UUID, a record id or a folder, and never a guess."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.editing.lookup import UnknownPaperError, find_paper

ONE = "5eed0000-0000-4000-8000-000000000001"
OTHER = "5eed0000-0000-4000-8000-000000000002"
THIRD = "feed0000-0000-4000-8000-000000000003"


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """Papers of which two share their first eight digits, one is removed and one is broken."""
    manifests = {
        "one": f"work: {{id: {ONE}}}",
        "other": f"work:\n  id: {OTHER}\n",
        "third": f'work: {{id: "{THIRD}"}}',
        "broken": "work: {id: [",
        "nothing": "work: a text",
    }
    for name, text in manifests.items():
        (tmp_path / "papers" / name).mkdir(parents=True)
        (tmp_path / "papers" / name / "manifest.yaml").write_text(text)
    (tmp_path / "papers" / "empty").mkdir()
    (tmp_path / "papers" / "removed").mkdir()
    (tmp_path / "papers" / "removed" / "tombstone.yaml").write_text(
        "id: dead0000-0000-4000-8000-000000000004\n"
    )
    return tmp_path


@pytest.mark.parametrize(
    ("word", "folder"),
    [
        (ONE, "papers/one"),
        (OTHER.upper(), "papers/other"),
        ("SRCH:FEED0000", "papers/third"),
        ("SRCH-FEED0000", "papers/third"),
        ("feed0000", "papers/third"),
        ("srch:feed0000", "papers/third"),
        ("third", "papers/third"),
        ("third/", "papers/third"),
        ("papers/third", "papers/third"),
        ("broken", "papers/broken"),
        ("dead0000-0000-4000-8000-000000000004", "papers/removed"),
    ],
)
def test_a_paper_is_found_by(word: str, folder: str, records: Path) -> None:
    assert find_paper(records, word) == folder


def test_a_paper_is_found_by_a_path_to_its_folder(
    records: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert find_paper(records, str(records / "papers" / "third")) == "papers/third"
    monkeypatch.chdir(records / "papers" / "third")
    assert find_paper(records, ".") == "papers/third"
    assert find_paper(records, "../one/") == "papers/one"


@pytest.mark.parametrize("word", ["nobody", "feed000", "feed0000-", "SRCH:", "", "a\x1b[31m"])
def test_a_word_that_means_no_paper_is_refused(
    word: str, records: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(records / "papers" / "one")
    with pytest.raises(UnknownPaperError, match=r"^no paper has the id or folder \"[ -~]*\"$"):
        find_paper(records, word)


def test_a_word_that_is_nearly_a_folder_is_refused_with_its_name(records: Path) -> None:
    with pytest.raises(UnknownPaperError, match=r'folder "brokn"; did you mean broken\?$'):
        find_paper(records, "brokn")


def test_an_ambiguous_word_is_refused_with_all_that_it_could_mean(records: Path) -> None:
    with pytest.raises(UnknownPaperError) as refused:
        find_paper(records, "SRCH:5EED0000")
    assert str(refused.value) == (
        '"SRCH:5EED0000" could be any of papers/one, papers/other; pass the whole UUID or the '
        "folder"
    )


def test_a_folder_that_is_named_like_another_paper_is_ambiguous(records: Path) -> None:
    (records / "papers" / "one").rename(records / "papers" / THIRD)
    with pytest.raises(UnknownPaperError, match="could be any of"):
        find_paper(records, THIRD)


def test_the_same_id_in_two_folders_is_ambiguous_but_the_folders_are_not(records: Path) -> None:
    copy = records / "papers" / "copy"
    copy.mkdir()
    (copy / "manifest.yaml").write_text(f"work: {{id: {ONE}}}")
    with pytest.raises(UnknownPaperError, match="papers/copy, papers/one"):
        find_paper(records, ONE)
    assert find_paper(records, "copy") == "papers/copy"


def test_without_papers_nothing_is_found(tmp_path: Path) -> None:
    with pytest.raises(UnknownPaperError, match="no paper has"):
        find_paper(tmp_path, ONE)
