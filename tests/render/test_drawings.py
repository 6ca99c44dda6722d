"""Drawings are printed by templates of their own, once each, and are sound SVG."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from sitegen.render.drawings import DRAWINGS, level_steps
from sitegen.render.paper_views import PaperViews
from sitegen.render.template_files import builtin_templates
from sitegen.render.templating import Templates
from tests.contracts.papers import SITE, paper
from tests.page_parts import SVG, Page

FOUND = paper()
GIVEN = {
    "level_ladder": (FOUND.level_panel,),
    "provenance_ladder": (FOUND.provenance_panel,),
    "level_bar": (FOUND.manifest.verification,),
    "score_scale": (FOUND.tier_panel,),
    "score_line": (7.9, SITE.tier_policy),
    "level_steps": ("MEDIUM",),
}


def drawn(folder: Path, name: str) -> str:
    """A drawing as a page shows it."""
    names = ["shown", "also"][: len(GIVEN[name])]
    call = f"{{{{ shown|{name}{'(also)' if len(names) > 1 else ''} }}}}"
    (folder / "page.html").write_text(call, encoding="utf-8")
    return Templates(folder).render("page.html", dict(zip(names, GIVEN[name], strict=True)))


def test_every_template_of_a_drawing_is_used() -> None:
    files = {f"drawings/{each.name}" for each in (builtin_templates() / "drawings").iterdir()}
    assert files == {each.template for each in DRAWINGS.values()}
    assert GIVEN.keys() == DRAWINGS.keys()


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_is_well_formed_and_is_told_in_words_or_hidden(name: str, tmp_path: Path) -> None:
    root = ElementTree.fromstring(drawn(tmp_path, name))
    (svg,) = [root] if root.tag == "svg" else root.findall("svg")
    if svg.get("role") == "img":
        assert svg.get("aria-label", "").endswith(".")
        assert (root.get("lang"), root.get("dir")) == ("en", "ltr")
    else:
        assert svg.get("aria-hidden") == "true"
        assert not "".join(svg.itertext()).strip()
    assert all("style" not in each.attrib for each in root.iter())


def test_a_drawing_is_printed_once(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("{{ shown|level_steps }}", encoding="utf-8")
    templates = Templates(tmp_path)
    before = templates.render("page.html", {"shown": "LOW"})
    assert level_steps("LOW") is level_steps("LOW")
    assert templates.render("page.html", {"shown": "LOW"}) == before
    assert templates.render("page.html", {"shown": "HIGH"}) != before


def test_a_project_can_replace_the_template_of_a_drawing(tmp_path: Path) -> None:
    (tmp_path / "drawings").mkdir()
    own = "{{ drawing.steps|length }} steps\n"
    (tmp_path / "drawings" / "level_steps.html").write_text(own, encoding="utf-8")
    assert drawn(tmp_path, "level_steps") == "3 steps"


def test_a_page_has_drawings_and_its_report_has_none() -> None:
    views = PaperViews(SITE, Templates())
    page = Page(views.page(FOUND).decode(), "")
    labels = [each.get("aria-label", "") for each in page.all(f"{SVG}svg") if each.get("role")]
    beginnings = ("Level 2 of 7, ", "Review score 7.90 of 10, ", "Provenance level 3 of 4, ")
    assert [any(each.startswith(begun) for each in labels) for begun in beginnings] == [True] * 3
    (head,) = page.with_class("record")
    assert len([each for each in head.iter() if each.get("class") == "micro"]) == 2
    assert "<svg" not in views.report(FOUND)


def test_what_is_not_stated_has_no_line_in_a_list(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<{{ none|score_line(policy) }}>", encoding="utf-8")
    assert Templates(tmp_path).render("page.html", {"policy": SITE.tier_policy}) == "<>"


@pytest.mark.parametrize(
    ("level", "filled"), [("LOW", 1), ("MEDIUM", 2), ("HIGH", 3), ("UNASSESSED", 0), (None, 0)]
)
def test_a_level_has_as_many_steps_as_it_is_high(level: str | None, filled: int) -> None:
    steps = level_steps(level).steps  # type: ignore[arg-type]
    assert [each.fill for each in steps].count("k-data") == filled
    heights = [each.height for each in steps]
    assert heights == sorted(heights)
    assert len({each.y + each.height for each in steps}) == 1
    if not filled:
        assert {each.fill for each in steps} == {"k-void-rung"}
