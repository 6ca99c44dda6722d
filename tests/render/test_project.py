"""Where the parts of a project lie, and its settings and texts."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sitegen.findings.diagnostics import Place
from sitegen.render.project import Project, SettingsError, load_guides, load_site, locate_in
from tests.checks.papers import GOOD

HEAD = "---\ntitle: About\ndescription: Who we are.\n---\n"


@pytest.fixture
def records(tmp_path: Path) -> Path:
    shutil.copytree(GOOD, tmp_path / "records")
    return tmp_path / "records"


def add(records: Path, name: str, text: str) -> None:
    path = records / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_settings_are_loaded_with_the_address_of_the_preview(records: Path) -> None:
    site, diagnostics = load_site(Project(records, base_url="http://localhost:8000"))
    assert diagnostics == []
    assert site.publisher.name == "The Owl Press"
    assert site.is_preview


def test_wrong_settings_are_a_problem_with_everything_that_is_wrong(records: Path) -> None:
    add(records, "site.yaml", "contract_version: site-settings-v1\nbase_url: owls\n")
    with pytest.raises(SettingsError) as caught:
        load_site(Project(records))
    assert {each.code for each in caught.value.diagnostics} == {"SG201", "SG211"}


def test_settings_that_silence_an_error_are_a_problem(records: Path) -> None:
    settings = (records / "site.yaml").read_text(encoding="utf-8")
    add(records, "site.yaml", f"{settings}silenced: [{{code: SG401, reason: We know.}}]\n")
    with pytest.raises(SettingsError) as caught:
        load_site(Project(records))
    assert [each.code for each in caught.value.diagnostics] == ["SG220"]


def test_settings_that_cannot_be_read_are_a_problem_with_a_place(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").mkdir()
    with pytest.raises(SettingsError) as caught:
        load_site(Project(tmp_path))
    [finding] = caught.value.diagnostics
    assert (finding.code, finding.place) == ("SG901", Place("records/site.yaml"))


def test_settings_with_a_warning_are_loaded_and_the_warning_is_passed_on(records: Path) -> None:
    settings = (records / "site.yaml").read_text(encoding="utf-8")
    add(records, "site.yaml", settings.replace("make mistakes", "make # mistakes"))
    site, diagnostics = load_site(Project(records))
    assert site.limitations == ("Machines make",)
    assert [each.code for each in diagnostics] == ["SG115"]


def test_a_project_without_pages_has_no_guides(records: Path) -> None:
    assert load_guides(Project(records)) == ([], [])


def test_guides_are_loaded_in_the_order_of_their_names(records: Path) -> None:
    add(records, "pages/methods.md", HEAD)
    add(records, "pages/about.md", HEAD)
    add(records, "pages/notes.txt", "not a guide")
    guides, diagnostics = load_guides(Project(records))
    assert diagnostics == []
    assert [guide.path for guide in guides] == ["/about/", "/methods/"]


def test_one_bad_guide_does_not_take_the_others_down(records: Path) -> None:
    add(records, "pages/about.md", "# About\n")
    add(records, "pages/methods.md", HEAD)
    guides, diagnostics = load_guides(Project(records))
    assert [guide.name for guide in guides] == ["methods"]
    assert [each.code for each in diagnostics] == ["SG702"]


def test_a_guide_that_is_not_utf_8_is_reported_at_the_byte(records: Path) -> None:
    (records / "pages").mkdir()
    (records / "pages/about.md").write_bytes(
        f"{HEAD}Owls.\n\u2019tis a K\u00e4uzchen".encode("cp1252")
    )
    guides, [finding] = load_guides(Project(records))
    assert guides == []
    assert (finding.code, finding.place) == ("SG101", Place("records/pages/about.md", 6, 1))
    assert "0x92" in finding.message


def test_a_value_is_located_by_reading_its_file_again(records: Path) -> None:
    locate = locate_in(records)
    manifest = "records/papers/owls/manifest.yaml"
    assert locate("papers/owls", "manifest.yaml", ("work", "title")) == Place(manifest, 4, 10)
    assert locate("papers/owls", "manifest.yaml", ("work", "doi")) == Place(manifest, 2, 1)
    assert locate("", "site.yaml", ("navigation",)) == Place("records/site.yaml", 5, 3)


def test_a_value_of_a_file_that_is_broken_by_now_has_the_place_of_the_file(records: Path) -> None:
    add(records, "papers/owls/manifest.yaml", "work: [")
    place = locate_in(records)("papers/owls", "manifest.yaml", ("work", "title"))
    assert place == Place("records/papers/owls/manifest.yaml")
