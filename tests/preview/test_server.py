"""A whole preview: the script, real files, real HTTP."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
from pathlib import Path

import pypdfium2
import pytest

from sitegen.preview.changes import Changes
from sitegen.preview.scan import Scan
from sitegen.preview.state import PreviewState
from sitegen.render.exports import EXPORTS, SITE_FILES
from sitegen.render.project import Project
from tests.command_line import run
from tests.preview.running import RunningPreview, library_path, running
from tests.reading_back import pdf_text
from tests.worlds import ONE, OTHER, World

PAGE = f"/paper/{ONE}/"
GRADE = '"review_score": 6.5'


def spoil(world: World) -> Path:
    """An invalid score, on line 11 of the paper `one`."""
    path = world.records / "papers/one/manifest.yaml"
    text = path.read_text()
    assert GRADE in text
    path.write_text(text.replace(GRADE, '"review_score": 65'))
    return path


def files(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_pages_of_the_site_are_made_when_they_are_asked_for(preview: RunningPreview) -> None:
    preview.settled()
    assert "The paper one" in preview.get(PAGE).text
    index = preview.get("/").text
    assert "The paper one" in index
    assert "The paper other" in index
    for path in ("/gate/", "/gate/unverified/", "/month/2026-07/", "/corrections/", "/schemas/"):
        assert preview.get(path).status == 200, path
    for export in EXPORTS.values():
        answer = preview.get(PAGE + export.served.file)
        kind = export.served.media_type
        assert answer.status == 200
        assert answer.headers["content-type"].partition(";")[0] in {kind, "text/plain"}
    assert preview.get("/about/").status == 200
    for served in SITE_FILES:
        answer = preview.get(f"/{served.file}")
        assert answer.headers["content-type"].partition(";")[0] == served.media_type


def test_what_crawlers_and_browsers_ask_for_is_there_without_naming_a_sitemap(
    preview: RunningPreview,
) -> None:
    preview.settled()
    kinds = {
        "/robots.txt": "text/plain",
        "/llms.txt": "text/plain",
        "/favicon.svg": "image/svg+xml",
    }
    for path, kind in kinds.items():
        answer = preview.get(path)
        assert (answer.status, answer.headers["content-type"].partition(";")[0]) == (200, kind)
    assert "Sitemap" not in preview.get("/robots.txt").text
    assert f"/paper/{ONE}/</loc>" in preview.get("/sitemap-papers-1.xml").text
    for path in ("/sitemap.xml", "/favicon.ico", "/feed.atom"):
        assert preview.get(path).status == 200, path
    for path in ("/feed-1.atom", "/sitemap-papers-2.xml", "/sitemap-no.xml"):
        assert preview.get(path).status == 404, path


def test_a_page_is_there_before_all_papers_were_looked_at(world: World) -> None:
    with running(world) as preview:
        assert "The paper other" in preview.get(f"/paper/{OTHER}/").text


def test_a_saved_change_is_told_and_shown(preview: RunningPreview) -> None:
    stream = preview.settled()
    preview.world.paper("one", ONE, title="Another title")
    assert stream.next("change")["folders"] == ["papers/one"]
    assert "Another title" in preview.get(PAGE).text


def test_a_record_that_becomes_a_transcription_is_shown_listed_and_counted_as_one(
    preview: RunningPreview,
) -> None:
    stream = preview.settled()
    source = {"title": "A page"}
    for manifest in ({"completeness": "PARTIAL", "transcribed_from": source}, {}):
        preview.world.paper("one", ONE, manifest=manifest)
        assert stream.next("change")["folders"] == ["papers/one"]
        is_partial = bool(manifest)
        shown = preview.get(PAGE).text
        assert ("A page" in shown) == ("Verdict not stated: this record" in shown) == is_partial
        assert ("1 record does not state a verdict" in preview.get("/").text) == is_partial
        assert ("The paper one" in preview.get("/gate/unverified/").text) == (not is_partial)


def test_a_mistake_stands_above_the_last_good_page_and_goes_when_it_is_mended(
    preview: RunningPreview,
) -> None:
    stream = preview.settled()
    preview.get(PAGE)
    path = spoil(preview.world)
    stream.next("change")
    page = preview.get(PAGE).text
    assert "records/papers/one/manifest.yaml:11:19" in page
    assert "SG" in page
    assert "<mark>6</mark>5" in page
    assert "Help: " in page
    assert "The page below is its last version without errors." in page
    assert "The abstract of one." in page
    path.write_text(path.read_text().replace("65", "6.5"))
    stream.next("change")
    page = preview.get(PAGE).text
    assert "sg-problems" not in page
    assert "last good state" not in page


def test_a_paper_that_was_wrong_from_the_start_shows_its_published_page(world: World) -> None:
    world.build()
    spoil(world)
    with running(world) as preview:
        page = preview.get(PAGE).text
        assert "The page below is its last version without errors." in page
        assert "The abstract of one." in page


def test_a_draft_that_never_was_right_is_on_the_dashboard_and_shows_no_other_page(
    preview: RunningPreview,
) -> None:
    stream, world = preview.settled(), preview.world
    world.build()
    world.write("papers/half-done/manifest.yaml", "draft: true\nwork: {title: Owls}\n")
    no_page = "This page has no version without errors yet."
    page = preview.get_once(no_page, "/-/record/papers/half-done", stream)
    assert "The paper one" not in page
    problems, drafts = preview.get("/-/").text.split('id="drafts"')
    assert '<a href="/-/record/papers/half-done">Page</a>' in problems
    assert "<code>papers/half-done</code>" in drafts


def test_a_paper_that_never_was_right_shows_its_mistakes_alone(preview: RunningPreview) -> None:
    stream = preview.settled()
    preview.world.write("papers/new/manifest.yaml", "work: [\n")
    where = "records/papers/new/manifest.yaml:"
    page = preview.get_once(where, "/-/record/papers/new", stream)
    assert "This page has no version without errors yet." in page


def test_wrong_settings_keep_the_site_as_it_was_until_they_are_mended(
    preview: RunningPreview,
) -> None:
    stream = preview.settled()
    path = preview.world.records / "site.yaml"
    text = path.read_text()
    path.write_text(text.replace("language: en", "language: 7q"))
    stream.next("change", all=True)
    page = preview.get(PAGE).text
    assert "records/site.yaml:" in page
    assert "The abstract of one." in page
    path.write_text(text.replace("Assignee Research", "Renamed Research"))
    stream.next("change", all=True)
    page = preview.get(PAGE).text
    assert "sg-problems" not in page
    assert "Renamed Research" in page


def test_a_broken_template_is_a_problem_above_the_last_good_page(preview: RunningPreview) -> None:
    stream, world = preview.settled(), preview.world
    preview.get(PAGE)
    world.template("pages/paper.html", "{{ nothing.of.that.name }}")
    page = preview.get_once("templates/pages/paper.html:1:1", PAGE, stream)
    assert "The abstract of one." in page
    (world.templates / "pages/paper.html").unlink()
    while "sg-problems" in preview.get(PAGE).text:
        stream.next("change", all=True)


def test_a_new_paper_and_a_removed_one_are_seen(preview: RunningPreview) -> None:
    stream = preview.settled()
    third = "5eed0003-0000-4000-8000-00000000c0de"
    preview.world.paper("third", third)
    while "papers/third" not in stream.next("change")["folders"]:
        pass
    assert preview.get(f"/paper/{third}/").status == 200
    shutil.rmtree(preview.world.records / "papers/third")
    while "papers/third" not in stream.next("change")["folders"]:
        pass
    stream.next("known", done=True)
    assert preview.get(f"/paper/{third}/").status == 404
    assert "2 of 2 papers" in preview.get("/-/").text


def test_the_notices_of_a_removed_paper_are_shown(preview: RunningPreview) -> None:
    stream, world = preview.settled(), preview.world
    (world.records / "papers/one/manifest.yaml").unlink()
    tombstone = {"id": ONE, "title": "The paper one", "removed_at": "2026-07-02T00:00:00Z"}
    world.write("papers/one/tombstone.yaml", json.dumps(tombstone | {"reason": "R.", "by": "B."}))
    event = {
        "event_id": "5EED0001-C1",
        "corrected_at": "2026-07-02T00:00:00Z",
        "correction_type": "CLAIM",
        "public_note": "It was removed.",
        "notice": {"kind": "removal"},
    }
    record = {"contract_version": "correction-record-v1", "work": {"id": ONE}}
    world.write("papers/one/corrections.yaml", json.dumps({**record, "correction_events": [event]}))
    preview.get_once("REMOVED: The paper one", PAGE, stream)
    notice = preview.get(f"{PAGE}notices/5EED0001-C1/")
    assert notice.status == 200
    assert "Removed: this paper is no longer published here." in notice.text
    assert preview.get(f"{PAGE}corrections.json").status == 200
    preview.get_once("REMOVED: The paper one", "/corrections/", stream)


def test_a_draft_is_shown_and_said_to_be_one(preview: RunningPreview) -> None:
    stream = preview.settled()
    preview.world.paper("one", ONE, manifest={"draft": True})
    stream.next_of("papers/one")
    assert "Draft: a build leaves it out" in preview.get(PAGE).text
    assert "The paper one" not in preview.get("/").text
    assert "/-/record/papers/one" in preview.get("/-/").text


def test_a_draft_with_errors_is_said_to_be_one(preview: RunningPreview) -> None:
    stream = preview.settled()
    preview.world.paper("one", ONE, title="", manifest={"draft": True})
    stream.next_of("papers/one")
    assert "Draft: a build leaves it out" in preview.get(PAGE).text


def test_a_dead_link_of_a_text_is_told_as_validate_tells_it_until_it_is_mended(
    preview: RunningPreview,
) -> None:
    stream = preview.settled()
    about = preview.world.records / "pages/about.md"
    text = about.read_text(encoding="utf-8")
    preview.world.write("pages/about.md", f"{text}\n[more](/nowhere/)\n")
    stream.next("change")
    assert "SG703" in preview.get("/-/").text
    preview.world.write("pages/about.md", text)
    stream.next("change")
    assert "SG703" not in preview.get("/-/").text


def test_the_dashboard_says_what_differs_from_the_published_site(world: World) -> None:
    world.build()
    before = files(world.output)
    world.paper("one", ONE, title="Another title", submitted="2026-07-01")
    world.paper("third", "5eed0003-0000-4000-8000-00000000c0de")
    with running(world) as preview:
        preview.settled()
        page = preview.get("/-/").text
        assert "<b>changed</b>" in page
        assert "<b>new</b>" in page
        assert "SG8" in page  # changed silently
        preview.get(PAGE)
        preview.end()
    assert files(world.output) == before


def test_nothing_is_written_beside_the_records_either(world: World) -> None:
    before = files(world.folder)
    with running(world) as preview:
        preview.settled()
        preview.get("/")
        preview.get(PAGE)
        preview.end()
    assert files(world.folder) == before


def test_only_files_of_the_site_are_served(preview: RunningPreview) -> None:
    preview.world.write("papers/one/artifacts/unlisted.txt", "nobody lists it")
    for path in (
        "/records/site.yaml",
        "/../records/site.yaml",
        "/paper/../../records/site.yaml",
        f"/paper/{ONE}/../../../records/site.yaml",
        f"/paper/{ONE}/%2e%2e/manifest.yaml",
        f"/paper/{ONE}/manifest.yaml",
        f"/paper/{ONE}/artifacts/unlisted.txt",
        "//etc/passwd",
        "/etc/passwd",
        "/-/record/papers/../site.yaml",
        "/-/templates/preview/top.jinja",
        "/no/such/page/",
    ):
        answer = preview.get(path)
        assert answer.status == 404, path
        assert "review_score" not in answer.text
        assert "tier_policy" not in answer.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 421),
        ({"Host": "evil.example:{port}"}, 421),
        ({"Host": "127.0.0.1"}, 421),
        ({"Host": "localhost:{port}"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1:{port}"}, 200),
        ({"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors"}, 403),
    ],
)
def test_another_name_or_origin_is_refused(
    preview: RunningPreview, headers: dict[str, str], status: int
) -> None:
    named = {name: value.format(port=preview.port) for name, value in headers.items()}
    assert preview.get(PAGE, **named).status == status
    assert preview.get("/-/preview.js", **named).status == status


def test_a_preview_is_only_looked_at(preview: RunningPreview) -> None:
    assert preview.get("/-/", method="POST").status == 405


def test_events_are_for_those_who_know_the_token(preview: RunningPreview) -> None:
    assert preview.get("/-/events").status == 403
    assert preview.get("/-/events?token=guessed").status == 403


def test_no_script_runs_but_the_one_of_the_preview(preview: RunningPreview) -> None:
    hostile = '<script>document.title = "hacked"</script>"><img src=x onerror=alert(1)>'
    stream = preview.settled()
    preview.world.paper("one", ONE, title=hostile, abstract=hostile)
    stream.next("change")
    first, second = preview.get(PAGE), preview.get(PAGE)
    # The other one is data, which no browser runs.
    scripts = re.findall(r"<script([^>]*)>", first.text)
    assert [each for each in scripts if "nonce=" not in each] == [' type="application/ld+json"']
    assert len(scripts) == 2
    assert "<img" not in first.text
    assert "http-equiv" not in first.text
    policies = [each.headers["content-security-policy"] for each in (first, second)]
    assert policies[0] != policies[1]
    for page, policy in zip((first, second), policies, strict=True):
        nonce = policy.partition("'nonce-")[2].partition("'")[0]
        assert f'nonce="{nonce}"' in page.text
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy


def test_where_files_are_polled_it_is_said_and_saves_within_one_second_are_seen(
    world: World,
) -> None:
    with running(world, WATCHFILES_FORCE_POLLING="1") as preview:
        stream = preview.settled()
        assert "Files are polled every 0.3 s" in preview.get("/-/").text
        for number in range(3):
            path = world.paper("one", ONE, title=f"Another title, number {number}")
            os.utime(path, (1_785_000_000, 1_785_000_000))
            stream.next("change", folders=["papers/one"])
            assert f"Another title, number {number}" in preview.get(PAGE).text


def test_what_was_saved_before_watching_began_is_shown(world: World) -> None:
    state = PreviewState(Project(world.records))
    told: list[dict[str, object]] = []
    scan = Scan(state, "", lambda: None)
    changes = Changes(state, scan, lambda event, **data: told.append(data))
    site = world.records / "site.yaml"
    site.write_text(site.read_text().replace("Assignee Research", "Renamed Research"))
    world.write("pages/about.md", (world.records / "pages/about.md").read_text() + "\nSaved.\n")
    changes.everything()
    inputs = state.snapshot().inputs
    assert inputs.site.publisher.name == "Renamed Research"
    assert any("Saved." in guide.text for guide in inputs.guides)
    assert told == [{"all": True, "styles": True, "folders": []}]


def test_a_page_that_listens_only_after_a_save_is_told_that_it_is_old(world: World) -> None:
    state = PreviewState(Project(world.records))
    changes = Changes(state, Scan(state, "", lambda: None), lambda event, **data: None)
    path = world.records / "papers/one/manifest.yaml"
    changes([path])
    before = state.snapshot().version
    path.write_text(path.read_text().replace("{", "{ # a comment moves nothing but lines", 1))
    changes([path])
    assert state.snapshot().version > before


def test_links_lead_to_the_editor_that_was_chosen(world: World) -> None:
    with running(world, "--editor", "myed://{path}?at={line}.{column}") as preview:
        expected = f"myed://{world.records}/papers/one/manifest.yaml?at=5.12"
        assert f'href="{expected}"' in preview.get(PAGE).text


@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 143)])
def test_it_ends_at_once_with_open_pages(world: World, how: signal.Signals, code: int) -> None:
    with running(world) as preview:
        stream = preview.settled()
        ended, said = preview.end(how)
        assert ended == code
        assert said.strip() == {0: "", 143: "terminated"}[code]
        assert stream.rest() is not None


def test_a_port_that_is_taken_is_said(preview: RunningPreview) -> None:
    done = run("serve", "--port", str(preview.port), cwd=preview.world.folder, env=library_path())
    assert done.returncode == 2
    assert "pass --port 0 to use a free port" in done.stderr


@pytest.mark.usefixtures("needs_pdf")
def test_a_pdf_is_made_anew_and_names_what_changed_in_it(preview: RunningPreview) -> None:
    stream = preview.settled()
    path = f"{PAGE}paper.pdf"
    first = preview.get(path)
    assert first.headers["content-type"] == "application/pdf"
    assert "x-sitegen-changed" not in first.headers
    assert "<iframe" in preview.get(path, Sec_Fetch_Dest="document").text
    preview.world.paper("one", ONE, abstract="Another abstract.")
    stream.next("change")
    second = preview.get(path)
    assert second.headers["x-sitegen-changed"] == "1"
    pdf = pypdfium2.PdfDocument(second.body)
    assert pypdfium2.raw.FPDF_GetNamedDestByName(pdf.raw, b"sitegen-changed")
    pdf.close()


def test_without_pango_everything_but_pdfs_is_shown_and_it_is_said_why(world: World) -> None:
    broken = world.folder / "broken"
    broken.mkdir()
    (broken / "weasyprint.py").write_text("raise OSError(\"cannot load library 'libpango-1.0-0'\")")
    path = ":".join([str(broken), *library_path().values()])
    with running(world, PYTHONPATH=path) as preview:
        assert "The paper one" in preview.get(PAGE).text
        answer = preview.get(f"{PAGE}paper.pdf")
        assert answer.status == 503
        assert "No PDFs here: cannot load library" in answer.text
        assert "scripts/setup installs Pango" in answer.text


def supersede(world: World) -> None:
    """Let the paper `other` replace the paper `one`."""
    world.superseded("one", ONE, OTHER)
    world.paper("other", OTHER, supersedes=[ONE])


def test_a_page_shows_the_title_of_its_successor_before_all_papers_were_checked(
    world: World,
) -> None:
    supersede(world)
    with running(world) as preview:
        assert preview.get(PAGE).text.count(">The paper other</a>") == 2
        assert "“The paper other”" in preview.get(f"{PAGE}cite.ris").text


def test_a_page_is_updated_with_the_title_of_its_successor(preview: RunningPreview) -> None:
    stream, world = preview.settled(), preview.world
    supersede(world)
    preview.get_once(">The paper other</a>", PAGE, stream)
    stream = preview.settled()
    world.paper("other", OTHER, supersedes=[ONE], title="Another title")
    assert stream.next_of("papers/other")["folders"] == ["papers/one", "papers/other"]
    page = preview.get_once(">Another title</a>", PAGE, stream)
    assert page.count(">Another title</a>") == 2
    assert "“Another title”" in preview.get(f"{PAGE}cite.bib").text
    world.paper("other", OTHER, supersedes=[ONE], titel="A slip")
    assert stream.next_of("papers/other")["folders"] == ["papers/one", "papers/other"]
    preview.get_once(f">{OTHER}</a>", PAGE, stream)
    world.paper("other", OTHER, supersedes=[ONE], title="It is mended")
    assert stream.next_of("papers/other")["folders"] == ["papers/one", "papers/other"]
    preview.get_once(">It is mended</a>", PAGE, stream)


@pytest.mark.usefixtures("needs_pdf")
def test_a_pdf_is_made_again_with_the_title_of_its_successor(preview: RunningPreview) -> None:
    stream, world = preview.settled(), preview.world
    world.superseded("other", OTHER, ONE)  # another test looks at the first PDF of `one`
    for title in ("The paper one", "Another title"):
        world.paper("one", ONE, supersedes=[OTHER], title=title)
        preview.get_once(f">{title}</a>", f"/paper/{OTHER}/", stream)
        made = preview.get(f"/paper/{OTHER}/paper.pdf").body
        assert f"newer paper: {title}" in pdf_text(made)


def test_the_page_of_a_removed_paper_is_updated_with_its_successor(preview: RunningPreview) -> None:
    stream, world = preview.settled(), preview.world
    supersede(world)
    (world.records / "papers/one/manifest.yaml").unlink()
    said = (
        "title: One\nremoved_at: 2026-08-01T09:00:00+00:00\nreason: A mistake.\nby: The editors\n"
    )
    world.write("papers/one/tombstone.yaml", f"id: {ONE}\n{said}")
    for title in ("The paper other", "Another title"):
        world.paper("other", OTHER, supersedes=[ONE], title=title)
        page = preview.get_once(f">{title}</a>", PAGE, stream)
        assert page.count(f">{title}</a>") == 2
