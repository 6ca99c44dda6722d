"""A build makes the whole site, or says what is wrong and leaves the old one as it was."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sitegen.build.executors import Processes
from sitegen.build.results import Outcome
from sitegen.build.validation import validate
from sitegen.publish.publisher import (
    MARKER,
    ForeignFolderError,
    OutputInUseError,
    staging_beside,
)
from sitegen.render.exports import EXPORTS
from sitegen.render.guides import pages_at_the_top
from sitegen.render.paper import FORMATS
from sitegen.render.project import Project, SettingsError, load_guides
from sitegen.render.site_map import COPIES
from sitegen.render.template_files import builtin_templates
from sitegen.render.templating import Templates
from tests.reading_back import html_text
from tests.worlds import ONE, OTHER, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A project that was never built."""
    world = World(tmp_path)
    world.fill()
    return world


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The same project, built; only to be looked at."""
    world = World(tmp_path_factory.mktemp("finished"))
    world.fill()
    world.build()
    return world


@pytest.fixture
def built_world(finished: World, tmp_path: Path) -> World:
    """The same project, built, in a folder of its own."""
    shutil.copytree(finished.folder, tmp_path, dirs_exist_ok=True)
    return World(tmp_path)


def findings(outcome: Outcome) -> list[tuple[str, str, int]]:
    """Code, file and line of each finding."""
    return [(each.code, each.place.file, each.place.line) for each in outcome.diagnostics]


def codes(outcome: Outcome) -> list[str]:
    return [each.code for each in outcome.diagnostics if each.severity == "error"]


def test_a_clean_build_makes_a_whole_site(world: World) -> None:
    outcome = world.build()
    assert codes(outcome) == []
    assert outcome.papers == 2
    assert outcome.files == len(world.files()) - 1  # all but the marker
    assert {"index.html", "404.html", "assets/site.css", "about/index.html"} <= set(world.files())
    assert world.of_paper() == {"index.html", *(each.served.file for each in EXPORTS.values())}


# ---------------------------------------------------------------- all or nothing


def break_a_record(world: World) -> None:
    world.paper("other", OTHER, titel="A slip")


def break_the_syntax(world: World) -> None:
    world.write("papers/other/manifest.yaml", "work: [")


def break_between_papers(world: World) -> None:
    world.paper("copy", ONE)


def break_a_guide(world: World) -> None:
    world.write(
        "pages/about.md", "---\ntitle: About\ndescription: About us.\n---\n[x](/nowhere/)\n"
    )


def break_a_template(world: World) -> None:
    world.template("pages/404.html", "{% if %}")


def break_a_folder(world: World) -> None:
    (world.records / "papers" / "empty").mkdir()


MISTAKES = {
    "a record": (break_a_record, "SG202"),
    "the syntax of a record": (break_the_syntax, "SG112"),
    "something between papers": (break_between_papers, "SG601"),
    "a guide": (break_a_guide, "SG703"),
    "a template": (break_a_template, "SG701"),
    "a folder": (break_a_folder, "SG191"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_build_with_an_error_leaves_the_old_site_byte_for_byte(
    mistake: str, built_world: World
) -> None:
    before = built_world.files()
    times = {path: path.stat().st_mtime_ns for path in built_world.output.rglob("*")}
    break_it, code = MISTAKES[mistake]
    break_it(built_world)
    outcome = built_world.build()
    assert codes(outcome) == [code]
    assert built_world.files() == before
    assert {path: path.stat().st_mtime_ns for path in built_world.output.rglob("*")} == times


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_first_build_with_an_error_writes_nothing(mistake: str, world: World) -> None:
    break_it, _ = MISTAKES[mistake]
    break_it(world)
    assert codes(world.build())
    assert not world.output.exists()
    assert [path.name for path in (world.folder / ".sitegen").iterdir()] == ["lock-site"]


@pytest.mark.parametrize(
    "mistake", ["a record", "the syntax of a record", "something between papers", "a folder"]
)
def test_a_check_finds_what_a_build_finds(mistake: str, world: World) -> None:
    break_it, code = MISTAKES[mistake]
    break_it(world)
    world.paper("warned", "5eed0003-0000-4000-8000-00000000c0de", abstract="The abstract of one.")
    later = datetime(9999, 1, 1, tzinfo=UTC)
    checked = validate(Project(world.records), later, lambda done, total: None)
    assert code in codes(checked)
    assert checked.diagnostics == world.build().diagnostics


def test_settings_that_are_wrong_stop_everything_before_it_starts(built_world: World) -> None:
    before = built_world.files()
    built_world.write("site.yaml", "contract_version: site-settings-v1\n")
    with pytest.raises(SettingsError):
        built_world.build()
    assert built_world.files() == before


def test_all_mistakes_of_all_papers_are_reported_in_one_run_and_in_order(world: World) -> None:
    world.paper("one", ONE, titel="A slip", doi="doi:10.1/x")
    world.paper("other", OTHER, titel="A slip")
    outcome = world.build()
    one, other = (f"records/papers/{name}/manifest.yaml" for name in ("one", "other"))
    assert findings(outcome) == [("SG202", one, 8), ("SG210", one, 9), ("SG202", other, 8)]


def test_a_mended_record_is_published_again(world: World) -> None:
    break_a_record(world)
    world.build()
    world.paper("other", OTHER)
    assert codes(world.build()) == []
    assert "The paper other" in html_text(world.files()["index.html"].decode())


# ---------------------------------------------------------------- the output folder


def test_a_folder_of_somebody_else_is_refused_and_left_alone(world: World) -> None:
    world.output.mkdir()
    (world.output / "thesis.tex").write_text("ten years of work")
    with pytest.raises(ForeignFolderError):
        world.build()
    assert world.files() == {"thesis.tex": b"ten years of work"}
    assert not (world.folder / ".sitegen").exists()


def test_what_is_no_longer_made_is_no_longer_there(built_world: World) -> None:
    (built_world.output / "stale.html").write_text("from an older version")
    shutil.rmtree(built_world.records / "papers" / "other")
    built_world.build()
    assert built_world.of_paper(OTHER) == set()
    assert "stale.html" not in built_world.files()
    assert OTHER.encode() not in b"".join(built_world.files().values())


def test_dotfiles_at_the_root_outlive_a_build(built_world: World) -> None:
    (built_world.output / ".nojekyll").touch()
    (built_world.output / ".git").mkdir()
    (built_world.output / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    built_world.build()
    assert {".nojekyll", ".git/HEAD"} <= set(built_world.files())


def test_an_output_that_is_a_link_stays_one(world: World) -> None:
    (world.folder / "real").mkdir()
    world.output.symlink_to("real")
    world.build()
    world.build()
    assert world.output.is_symlink()
    assert (world.folder / "real" / "index.html").is_file()


def test_a_second_build_of_the_same_output_is_kept_out(built_world: World) -> None:
    before = built_world.files()
    with staging_beside(built_world.output), pytest.raises(OutputInUseError):
        built_world.build()
    assert built_world.files() == before


def test_the_records_are_never_written_to(world: World) -> None:
    before = {path: path.read_bytes() for path in world.records.rglob("*") if path.is_file()}
    world.build()
    assert {
        path: path.read_bytes() for path in world.records.rglob("*") if path.is_file()
    } == before


# ---------------------------------------------------------------- formats, one paper, drafts


@pytest.mark.parametrize(
    ("format_name", "file"),
    [("page", "index.html"), *((name, each.served.file) for name, each in EXPORTS.items())],
)
def test_a_format_is_one_file_of_each_paper(format_name: str, file: str, world: World) -> None:
    world.build([format_name])
    assert world.of_paper(ONE) == world.of_paper(OTHER) == {file}


@pytest.mark.usefixtures("needs_pdf")
def test_a_paper_without_a_report_has_no_pdf(world: World) -> None:
    world.paper("other", OTHER, manifest={"report": "none"})
    world.build(["pdf"])
    assert (world.of_paper(ONE), world.of_paper(OTHER)) == ({"paper.pdf"}, set())


def test_no_published_fact_depends_on_the_formats_of_a_build(built_world: World) -> None:
    everything = built_world.files()
    built_world.build(["manifest", "corrections"])
    for name in built_world.files().keys() - {"SHA256SUMS"}:
        assert everything[name] == built_world.files()[name]


def test_one_paper_is_made_with_what_its_page_needs_and_nothing_else(world: World) -> None:
    outcome = world.build(only="papers/one")
    assert (outcome.papers, codes(outcome)) == (1, [])
    world.output.joinpath(".sitegen-site").unlink()
    assert set(world.files()) == {
        *("SHA256SUMS", *(each.file for each in COPIES)),
        *(f"paper/{ONE}/{name}" for name in world.of_paper()),
    }
    assert {"index.html", "manifest.json", "cite.bib"} <= world.of_paper()


def test_one_paper_is_made_though_another_is_broken(world: World) -> None:
    break_a_record(world)
    assert codes(world.build(only="papers/one")) == []
    assert world.of_paper()


@pytest.mark.parametrize("options", [{"only": "papers/one"}, {"drafts": True}], ids=str)
def test_a_preview_never_replaces_a_whole_site(options: dict[str, Any], built_world: World) -> None:
    before = built_world.files()
    with pytest.raises(ForeignFolderError, match="contains a whole site"):
        built_world.build(**options)
    assert built_world.files() == before


def test_a_draft_is_checked_but_leaves_no_trace_on_the_site(world: World) -> None:
    draft = world.paper("draft", "5eed0003-0000-4000-8000-00000000c0de", manifest={"draft": True})
    outcome = world.build()
    assert (outcome.papers, codes(outcome)) == (3, [])
    everything = b"".join(world.files().values()) + "".join(world.files()).encode()
    assert b"5eed0003" not in everything
    assert b"The paper draft" not in everything
    draft.write_text(draft.read_text().replace('"title"', '"titel"'))
    assert codes(world.build()) == ["SG202"]


def test_a_draft_is_made_where_drafts_are_asked_for(world: World) -> None:
    draft = "5eed0003-0000-4000-8000-00000000c0de"
    world.paper("draft", draft, manifest={"draft": True})
    world.build(drafts=True)
    assert "index.html" in world.of_paper(draft)
    assert "The paper draft" in html_text(world.files()["index.html"].decode())


# ---------------------------------------------------------------- what a record brings along


def test_listed_artifacts_are_served_below_their_digest_and_others_are_not(world: World) -> None:
    artifact = {"type": "dataset", "label": "Data", "path": "artifacts/run/data.csv"}
    world.paper("one", ONE, manifest={"artifacts": [artifact]})
    world.write("papers/one/artifacts/run/data.csv", "1,2\n")
    world.write("papers/one/artifacts/private.csv", "3,4\n")
    outcome = world.build()
    assert [code for code, *_ in findings(outcome)] == ["SG409"]
    manifest = json.loads(world.files()[f"paper/{ONE}/manifest.json"])
    address = manifest["artifact_set"][-1]["url"].removeprefix("https://assignee.net/")
    assert address.startswith(f"paper/{ONE}/artifacts/")
    assert world.files()[address] == b"1,2\n"
    assert b"3,4\n" not in world.files().values()


def test_a_file_that_is_not_listed_stays_here_though_its_bytes_are_known(world: World) -> None:
    elsewhere = {
        "type": "dataset",
        "label": "Data under an embargo",
        "url": "https://example.org/data.csv",
        "sha256": hashlib.sha256(b"1,2\n").hexdigest(),
    }
    world.paper("one", ONE, manifest={"artifacts": [elsewhere]})
    world.write("papers/one/artifacts/embargoed.csv", "1,2\n")
    assert codes(world.build()) == []
    assert b"1,2\n" not in world.files().values()


def test_a_replaced_manifest_stays_readable_as_it_was(world: World) -> None:
    world.build()
    replaced = world.files()[f"paper/{ONE}/manifest.json"]
    world.write("papers/one/superseded/1.json", replaced.decode())
    digests = json.loads(replaced)
    world.paper("one", ONE, title="The title is right now")
    event = {
        "event_id": "5EED0001-C1",
        "corrected_at": "2026-07-10T09:00:00+00:00",
        "correction_type": "METADATA",
        "public_note": "The title was corrected.",
        "affected_fields": ["work.title"],
        "replaces": {"facts_sha256": digests["facts_sha256"]},
    }
    record = {
        "contract_version": "correction-record-v1",
        "work": {"id": ONE},
        "correction_events": [event],
    }
    world.write("papers/one/corrections.yaml", json.dumps(record))
    assert codes(world.build()) == []
    assert world.files()[f"paper/{ONE}/manifests/1.json"] == replaced
    corrections = json.loads(world.files()[f"paper/{ONE}/corrections.json"])
    assert corrections["known_superseded_manifest_urls"] == [
        f"https://assignee.net/paper/{ONE}/manifests/1.json"
    ]


def test_of_a_removed_paper_every_address_stays_and_says_so(world: World) -> None:
    world.build()
    addresses = world.of_paper(OTHER)
    shutil.rmtree(world.records / "papers" / "other")
    tombstone = {
        "id": OTHER,
        "title": "The paper other",
        "removed_at": "2026-07-10T09:00:00+00:00",
        "reason": "A court order.",
        "by": "The publisher",
    }
    world.write("papers/other/tombstone.yaml", json.dumps(tombstone))
    assert codes(world.build()) == []
    assert world.of_paper(OTHER) == addresses
    assert "A court order." in html_text(world.files()[f"paper/{OTHER}/index.html"].decode())


# ---------------------------------------------------------------- templates


def test_a_template_of_the_project_shadows_the_built_in_one_and_no_other(
    built_world: World,
) -> None:
    before = built_world.files()
    built_world.template("pages/404.html", "<title>Ours</title>Nothing here.")
    built_world.template("styles/site.css", "body { color: black }\n")
    built_world.template("icons/favicon.svg", "<svg/>")
    built_world.build()
    changed = {name for name, data in built_world.files().items() if before[name] != data}
    assert changed == {"404.html", "SHA256SUMS", "assets/site.css", "favicon.svg"}
    assert built_world.files()["404.html"] == b"<title>Ours</title>Nothing here."
    assert built_world.files()["assets/site.css"] == b"body { color: black }\n"
    assert built_world.files()["favicon.svg"] == b"<svg/>"


def test_a_template_of_the_project_may_extend_the_built_in_ones(world: World) -> None:
    world.template(
        "pages/404.html",
        '{% extends "layouts/base.html" %}{% block content %}Ours{% endblock %}',
    )
    assert codes(world.build()) == []
    assert "About" in html_text(world.files()["404.html"].decode())


def test_a_panel_of_the_project_stands_on_page_and_in_pdf(world: World) -> None:
    world.template("panels/quality_tier.html", "<p>Our tier: {{ panel.label }}</p>")
    world.build()
    page = html_text(world.files()[f"paper/{ONE}/index.html"].decode())
    assert "Our tier: Watchlist" in page


SLIPS = {
    "syntax": ("pages/paper.html", "<p>\n{% if %}\n", 2),
    "an unknown name": ("pages/paper.html", "<p>\n\n{{ papper.manifest }}\n", 3),
    "an unknown field": ("pages/paper.html", "<p>\n{{ paper.manifest.work.titel }}\n", 2),
    "an unknown filter": ("pages/paper.html", "\n\n\n{{ paper|shout }}\n", 4),
    "a missing part": ("pages/paper.html", '\n{% include "parts/nothing.html" %}\n', 2),
    "a panel": ("panels/quality_tier.html", "<p>\n<p>\n{{ panel.lable }}", 3),
    "a layout": ("layouts/base.html", "<p>\n{{ sight.publisher }}", 2),
    "a listing": ("pages/listing.html", "{{ page.rows[0].titel }}", 1),
    "a wrong type": ("pages/paper.html", "<p>\n{{ paper.display_title + 1 }}", 2),
    "a division": ("pages/paper.html", "<p>\n{{ 1 / 0 }}", 2),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_in_a_template_is_reported_with_file_and_line(slip: str, world: World) -> None:
    name, text, line = SLIPS[slip]
    world.template(name, text)
    outcome = world.build()
    assert findings(outcome)[-1:] == [("SG701", f"templates/{name}", line)]
    assert not world.output.exists()


def test_a_slip_in_a_template_is_reported_by_other_processes_too(world: World) -> None:
    world.template("pages/paper.html", "<p>\n{{ paper.titel }}")
    outcome = world.build(executor=Processes(2))
    assert findings(outcome)[-1:] == [("SG701", "templates/pages/paper.html", 2)]


@pytest.mark.usefixtures("needs_pdf")
def test_a_slip_in_the_report_is_reported_likewise(world: World) -> None:
    world.template("reports/paper.html", "<p>\n{{ paper.reprot }}")
    outcome = world.build(FORMATS)
    assert findings(outcome)[-1:] == [("SG701", "templates/reports/paper.html", 2)]


def test_every_built_in_template_compiles() -> None:
    names = Templates().names()
    assert {"pages/paper.html", "reports/paper.html", "panels/gate_verdict.html"} <= set(names)
    assert {
        path.relative_to(builtin_templates()).as_posix()
        for path in builtin_templates().rglob("*.html")
    } == set(names)


# ---------------------------------------------------------------- while it runs


def test_progress_counts_every_paper(world: World) -> None:
    seen: list[tuple[int, int]] = []
    world.build(progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 2), (2, 2)]


def test_a_site_without_papers_is_a_site(world: World) -> None:
    shutil.rmtree(world.records / "papers")
    outcome = world.build()
    assert (outcome.papers, codes(outcome)) == (0, [])
    assert "index.html" in world.files()


def test_the_pages_that_a_check_knows_are_those_of_every_site(world: World) -> None:
    shutil.rmtree(world.records / "papers")
    world.build()
    built = {name for name in world.files() if re.fullmatch("([^/]+/)?index.html", name)}
    assert built == {*pages_at_the_top(load_guides(Project(world.records))[0])}


def test_a_build_has_no_clock_and_a_date_in_the_future_does_not_matter(world: World) -> None:
    world.paper("one", ONE, submitted="9999-12-31")
    assert findings(world.build()) == []


@pytest.mark.parametrize("extra", ["", "letter.txt", "about/letter.txt"])
def test_a_whole_site_that_lost_its_marker_is_built_again_unless_more_is_in_it(
    extra: str, tmp_path: Path
) -> None:
    world = World(tmp_path)
    world.fill()
    world.build()
    before = world.files()
    (world.output / MARKER).unlink()
    if extra:
        (world.output / extra).write_text("dear")
        with pytest.raises(ForeignFolderError, match=r"restore its file \.sitegen-site"):
            world.build()
        assert (world.output / extra).read_text() == "dear"
        return
    with pytest.raises(ForeignFolderError, match="a whole site, which a preview would replace"):
        world.build(drafts=True)
    world.build(cache=tmp_path / ".sitegen")
    assert (world.output / MARKER).is_file()
    (world.output / MARKER).unlink()
    world.build(cache=tmp_path / ".sitegen")  # nothing changed, but the marker
    assert world.files() == before
