"""What holds of a whole built site: valid pages, everything shown, and nothing that must not be."""

from __future__ import annotations

import json
import re
from operator import attrgetter
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urljoin

import pytest

from sitegen.build import BuildOptions, build
from sitegen.contracts.artifacts import ArtifactState, ArtifactType
from sitegen.contracts.correction_record import CorrectionState
from sitegen.contracts.gate_verdict import GateStatus
from sitegen.contracts.quality_tiers import Tier
from sitegen.contracts.review_monitor import MonitorState
from sitegen.render.exports import PAPER_FILES, REPORT
from sitegen.render.project import Project
from tests.conftest import ROOT, built
from tests.page_parts import Page, faults, file_at, files_of, pages_of, text_of
from tests.reading_back import BuiltSite
from tests.small_world import papers as world

WITHOUT_PDF = ["page", "manifest", "corrections", "bib", "ris"]


def test_every_page_is_valid_html_and_fits_the_content_policy(
    any_site: tuple[BuiltSite, str],
) -> None:
    found = {name: faults(page) for name, page in pages_of(*any_site).items()}
    assert len(found) >= 30
    assert {name: each for name, each in found.items() if each} == {}


GOOD_PAGE = (
    '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>T</title></head>'
    "<body><main><h1>One</h1>{}</main></body></html>"
)


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<p><div></div></p>", "unexpected-end-tag"),
        ("<h3>Three</h3>", "an h3 follows an h1"),
        ("<h1>Two</h1>", "the headings [1, 1]"),
        ('<p id="a"></p><p id="a"></p>', "2 elements have the id a"),
        ('<p style="color: red">x</p>', "attribute style"),
        ('<p onclick="x()">x</p>', "attribute onclick"),
        ("<script>x()</script>", "1 scripts"),
        ('<img src="x.png">', "<img> is no element of ours"),
        ("<ul><p>x</p></ul>", "<ul> holds ['p']"),
        ('<a href="/x"></a>', "a link without address or text"),
        ("<nav>x</nav>", "1 navs None"),
        ('<time datetime="2026-07-02T03:48:27.951721+00:00">x</time>', "<time> of 2026"),
        ("<p>&nosuchentity</p>", "expected-named-entity"),
    ],
)
def test_a_fault_in_a_page_would_be_found(body: str, fault: str) -> None:
    assert faults(Page(GOOD_PAGE.format(""), "https://x.example/")) == []
    found = faults(Page(GOOD_PAGE.format(body), "https://x.example/"))
    assert any(fault in each for each in found), found


EVERY_PAGE = {"default-src", "style-src", "img-src", "font-src", "base-uri", "form-action"}
OF_SEARCH = {"script-src", "worker-src", "connect-src"}


def test_every_page_allows_its_own_style_sheet_and_nothing_else(
    any_site: tuple[BuiltSite, str],
) -> None:
    site, base_url = any_site
    for name, page in pages_of(site, base_url).items():
        policies = [each for each in page.all("meta") if each.get("http-equiv")]
        assert [each.get("http-equiv") for each in policies] == ["Content-Security-Policy"]
        allowed = dict(part.split(" ", 1) for part in policies[0].get("content", "").split("; "))
        assert allowed["default-src"] == "'none'", name
        assert allowed["style-src"] == "'self'", name
        assert set(allowed.values()) == {"'none'", "'self'"}, name
        more = OF_SEARCH if name == "search/index.html" else set()
        assert allowed.keys() == EVERY_PAGE | more, name
        assert allowed["form-action"] == "'self'", name
        sheets = [each for each in page.all("link") if each.get("rel") == "stylesheet"]
        assert [file_at(urljoin(page.url, each.get("href", "")), base_url) for each in sheets] == (
            ["assets/site.css"]
        ), name
    css = files_of(site)["assets/site.css"].decode()
    assert not re.search(r"@import|expression\(", css)
    loaded = re.findall(r"url\((.*?)\)", css)
    assert all(f"assets/{each.strip(chr(34))}" in files_of(site) for each in loaded)
    fonts = {f'"{name[7:]}"' for name in files_of(site) if name.endswith(".woff2")}
    assert fonts == {*loaded}


def test_every_page_has_a_title_and_a_description_of_its_own(
    any_site: tuple[BuiltSite, str],
) -> None:
    pages = pages_of(*any_site)
    titles = [text_of(page.one("title")) for page in pages.values()]
    assert sorted(titles) == sorted(set(titles))
    for name, page in pages.items():
        described = [each for each in page.all("meta") if each.get("name") == "description"]
        assert described or name == "404.html", name
        assert all(each.get("content") for each in described), name


def values(path: str) -> list[Any]:
    """A value of every published paper of the small world."""
    return [attrgetter(path)(world.published(name)) for name in world.public_names()]


def test_the_small_world_shows_every_tier_level_state_and_verdict() -> None:
    tiers = values("manifest.quality_assessment.quality_tier.tier")
    assert set(tiers) == set(get_args(Tier))
    assert set(values("manifest.verification.paper_level")) == {*range(8), None}
    assert set(values("manifest.provenance.provenance_level")) == {1, 2, 3, 4}
    assert set(values("manifest.gate_verdict.status")) == {*get_args(GateStatus), None}
    assert set(values("corrections.correction_state")) == set(get_args(CorrectionState))
    monitors = values("manifest.quality_assessment.review_monitor.monitor_state")
    assert set(monitors) == {*get_args(MonitorState), None}
    artifacts = [each for one in values("manifest.artifact_set") for each in one]
    assert {each.state for each in artifacts} == set(get_args(ArtifactState))
    assert {each.type for each in artifacts} == set(get_args(ArtifactType))


def test_the_small_world_has_warnings_and_notices_and_no_errors(tmp_path: Path) -> None:
    _, outcome = built(world.RECORDS, tmp_path / "site", formats=["page"])
    codes = {each.code for each in outcome.diagnostics}
    assert {"SG305", "SG306", "SG405", "SG602", "SG603"} <= codes
    assert {each.severity.value for each in outcome.diagnostics} == {"warning", "notice"}
    # Switched off in site.yaml, with its reason.
    assert "SG409" not in codes


def test_two_papers_with_one_record_id_have_pages_of_their_own(small_world: BuiltSite) -> None:
    first, second = world.path("equal-prefix-1"), world.path("equal-prefix-2")
    assert first != second
    assert "Invented: Twin Number 1" in small_world.page_text(first)
    assert "Invented: Twin Number 2" in small_world.page_text(second)
    assert small_world.page_text("/tier/watchlist/").count("SRCH:5A110029") == 2


def test_a_draft_is_nowhere_unless_it_is_asked_for(small_world: BuiltSite, tmp_path: Path) -> None:
    draft = world.published(world.DRAFT).manifest.work
    for name, content in files_of(small_world).items():
        assert draft.id not in name
        assert draft.id.encode() not in content, name
        assert draft.title.encode() not in content, name
    preview, _ = built(world.RECORDS, tmp_path / "site", formats=WITHOUT_PDF, drafts=True)
    assert draft.title in preview.page_text(f"/paper/{draft.id}/")
    assert draft.title in preview.page_text("/")
    assert files_of(preview).keys() - files_of(small_world).keys() >= {
        f"paper/{draft.id}/manifest.json"
    }


def test_a_paper_without_a_report_has_no_pdf_and_no_link_to_one(small_world: BuiltSite) -> None:
    for name in world.WITHOUT_REPORT:
        path = world.path(name)
        assert f"{path[1:]}paper.pdf" not in files_of(small_world)
        assert not [each for each in Page(small_world.page(path), path).links if "pdf" in each]
        assert small_world.json(f"{path}manifest.json")["provenance"][
            "artifact_inspectability"
        ] == {"state": "NOT_AVAILABLE", "label": "Not available"}


def test_leaving_formats_out_changes_no_other_file(small_world: BuiltSite, tmp_path: Path) -> None:
    # What is published does not depend on the formats of one build: a page links to the PDF that
    # belongs to it, also from a machine that cannot make it.
    less, _ = built(world.RECORDS, tmp_path / "site", formats=["page", "manifest"])
    everything = files_of(small_world)
    for name in files_of(less).keys() - {"SHA256SUMS"}:  # which lists all files
        assert files_of(less)[name] == everything[name], name
    left_out = {Path(name).name for name in everything.keys() - files_of(less).keys()}
    others = {each.file for each in PAPER_FILES.values()} - {"manifest.json"}
    assert others - {REPORT.file} <= left_out <= others


def test_only_listed_artifacts_are_published_and_their_bytes_are_the_same(
    small_world: BuiltSite,
) -> None:
    served_files = {
        name: data for name, data in files_of(small_world).items() if "/artifacts/" in name
    }
    for name in world.public_names():
        manifest = world.published(name).manifest
        for artifact in manifest.artifact_set:
            if artifact.state != "HELD" or artifact.sha256 is None:
                continue
            file = file_at(str(artifact.url), world.BASE_URL)
            assert file is not None
            data = served_files.pop(file)
            source = world.RECORDS / "papers" / name / "artifacts" / file.split("/", 4)[4]
            assert data == source.read_bytes()
            assert artifact.bytes == len(data)
    assert served_files == {}
    assert (world.RECORDS / "papers/verified-held/artifacts/unlisted.txt").is_file()


def test_replaced_manifests_are_served_byte_for_byte(small_world: BuiltSite) -> None:
    path = world.path("corrected")
    folder = world.RECORDS / "papers/corrected/superseded"
    page = Page(small_world.page(path), f"{world.BASE_URL}{path}")
    for number in (1, 2):
        address = f"{path[1:]}manifests/{number}.json"
        assert files_of(small_world)[address] == (folder / f"{number}.json").read_bytes()
        assert f"{world.BASE_URL}/{address}" in page.targets
    first = json.loads((folder / "1.json").read_bytes())
    event = small_world.json(f"{path}corrections.json")["correction_events"][0]
    assert event["replaces"]["facts_sha256"] == first["facts_sha256"]
    assert first["work"]["title"] != world.published("corrected").manifest.work.title


@pytest.mark.parametrize("base_url", ["https://preview.example/branch/7", "http://127.0.0.1:8000"])
def test_only_a_preview_is_hidden_from_search_engines(
    base_url: str, any_site: tuple[BuiltSite, str], tmp_path: Path
) -> None:
    site, own = any_site
    for name, page in pages_of(site, own).items():
        robots = [each.get("content") for each in page.all("meta") if each.get("name") == "robots"]
        is_hidden = name in {"404.html", "search/index.html"}
        assert robots == (["noindex"] if is_hidden else []), name
    records = world.RECORDS if own == world.BASE_URL else ROOT / "records"
    order = BuildOptions(formats=["page", "manifest"])
    build(Project(records, base_url=base_url), tmp_path / "site", order)
    preview = BuiltSite(tmp_path / "site")
    for name, page in pages_of(preview, base_url).items():
        robots = [each.get("content") for each in page.all("meta") if each.get("name") == "robots"]
        assert robots == ["noindex"], name
        assert not [link for link in page.links if link.startswith(f"{own}/")], name
    # A preview is served elsewhere; the contracts that its records name stay where they are.
    manifest = next(each for each in files_of(preview) if each.endswith("manifest.json"))
    assert preview.json(manifest)["schema"] == f"{own}/schemas/paper-manifest-v1"
    assert preview.json(manifest)["work"]["url"].startswith(f"{base_url}/paper/")
