"""One paper from its source to its finished files: the unit of work."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sitegen.reading.paper_source import PaperSource
from sitegen.render.exports import EXPORTS, PAPER_FILES
from sitegen.render.finished import FinishedPaper
from sitegen.render.paper import FORMATS, finish, understand
from sitegen.render.paper_views import PaperViews
from sitegen.render.templating import Templates
from tests.small_world import papers as world

VIEWS = PaperViews(world.site(), Templates())
WITHOUT_PDF = [name for name in FORMATS if name != "pdf"]
LEAST = """
contract_version: paper-manifest-v1.1
work:
  id: 5a119999-0000-4000-8000-000000000099
  title: Invented
  abstract: Invented.
  research_question: Invented?
quality_assessment: {review_score: 7}
"""


def source(**files: str) -> PaperSource:
    """A paper that lies nowhere on this machine; `manifest="…"` is its manifest.yaml."""
    named = {f"{name}.yaml": text.encode() for name, text in files.items()}
    return PaperSource("papers/nowhere", named)


def finished(name: str, formats: list[str] = WITHOUT_PDF, *, drafts: bool = False) -> FinishedPaper:
    """A paper of the small world, finished."""
    return finish(world.source(name), world.site(), VIEWS, formats, drafts=drafts)


def names_of(paper: FinishedPaper) -> set[str]:
    """The files of a paper, below its address."""
    return {path.split("/", 2)[2] for path in paper.files}


@pytest.mark.parametrize("name", world.names())
def test_a_paper_is_the_same_every_time(name: str) -> None:
    assert finished(name, drafts=True) == finished(name, drafts=True)


def test_a_paper_is_made_of_its_source_and_the_settings_alone() -> None:
    made = finish(source(manifest=LEAST), world.site(), VIEWS, WITHOUT_PDF)
    assert made.diagnostics == ()
    assert set(made.files) == {
        f"paper/5a119999-0000-4000-8000-000000000099/{name}"
        for name in ("index.html", *(each.served.file for each in EXPORTS.values()))
    }
    assert made.row is not None
    assert (made.row.folder, made.row.record_id) == ("papers/nowhere", "SRCH:5A119999")


@pytest.mark.parametrize("wanted", FORMATS)
@pytest.mark.usefixtures("needs_pdf")
def test_each_format_can_be_made_alone(wanted: str) -> None:
    files = {"page": "index.html"} | {name: each.file for name, each in PAPER_FILES.items()}
    made = finished("least", [wanted])
    assert names_of(made) == {files[wanted]}
    assert made.row == finished("least").row


@pytest.mark.usefixtures("needs_pdf")
def test_a_paper_without_a_report_has_every_format_but_the_pdf() -> None:
    assert "paper.pdf" in names_of(finished("least", list(FORMATS)))
    made = finished("no-report", list(FORMATS))
    assert "paper.pdf" not in names_of(made)
    assert "index.html" in names_of(made)


def test_a_draft_has_neither_files_nor_a_row_unless_drafts_are_asked_for() -> None:
    made = finished(world.DRAFT)
    assert (made.files, made.copies, made.row) == ({}, {}, None)
    made = finished(world.DRAFT, drafts=True)
    assert {"index.html", "manifest.json"} <= names_of(made)
    assert list(made.copies.values()) == ["artifacts/draft.txt"]
    assert made.row is not None


def test_a_draft_is_checked_all_the_same() -> None:
    broken = LEAST.replace("review_score: 7", "review_score: 77") + "draft: true\n"
    found = finish(source(manifest=broken), world.site(), VIEWS, WITHOUT_PDF)
    assert [each.code for each in found.diagnostics] == ["SG205"]


@pytest.mark.usefixtures("needs_pdf")
def test_a_removed_paper_is_its_tombstone_at_every_address_that_each_paper_has() -> None:
    made = finished(world.TOMBSTONE, list(FORMATS))
    assert names_of(made) == names_of(finished("least", list(FORMATS)))
    assert (made.copies, made.row) == ({}, None)
    assert made.tombstone is not None
    assert made.tombstone.id == "5a110013-0000-4000-8000-000000000013"


def test_of_a_removed_paper_no_more_is_made_than_was_asked_for() -> None:
    assert names_of(finished(world.TOMBSTONE)) == names_of(finished("least"))
    assert names_of(finished(world.TOMBSTONE, ["ris"])) == {"cite.ris"}


def test_every_event_of_a_paper_has_a_page_of_its_own() -> None:
    notices = {name for name in names_of(finished("corrected")) if name.startswith("notices/")}
    assert notices == {f"notices/5A110021-C{number}/index.html" for number in (1, 2, 3)}
    assert not [name for name in names_of(finished("least")) if name.startswith("notices/")]
    assert not [
        name for name in names_of(finished("corrected", ["ris"])) if name.startswith("notices/")
    ]


@pytest.mark.parametrize(
    ("files", "codes"),
    [
        ({"manifest": LEAST.replace("title: Invented", "titel: Invented")}, {"SG202"}),
        ({"manifest": "a: [\n"}, set()),
        ({"manifest": LEAST, "corrections": "contract_version: x\n"}, {"SG201", "SG204"}),
        ({"tombstone": "id: 5a119999-0000-4000-8000-000000000099\n"}, {"SG201"}),
        ({}, set()),
    ],
)
def test_a_broken_paper_has_neither_files_nor_a_row(files: dict[str, str], codes: set[str]) -> None:
    made = finish(source(**files), world.site(), VIEWS, WITHOUT_PDF)
    assert (made.files, made.copies, made.row, made.tombstone) == ({}, {}, None, None)
    assert codes <= {each.code for each in made.diagnostics}
    assert made.diagnostics or not files


def test_every_mistake_of_all_files_is_told_at_once() -> None:
    manifest = LEAST.replace("title: Invented", "titel: Invented")
    corrections = "contract_version: correction-record-v1\nwork: {id: x}\n"
    found = understand(source(manifest=manifest, corrections=corrections), world.site())
    assert {each.place.file.rpartition("/")[2] for each in found.diagnostics} == {
        "manifest.yaml",
        "corrections.yaml",
    }


def test_warnings_and_notices_stop_nothing() -> None:
    made = finished("falsified-declared")
    assert {each.code for each in made.diagnostics} == {"SG305", "SG306", "SG405"}
    assert made.row is not None
    assert names_of(made)


def test_replaced_manifests_keep_their_numbers_and_their_bytes() -> None:
    made, kept = finished("corrected"), world.source("corrected").files
    for number in (1, 2):
        path = f"{world.path('corrected')[1:]}manifests/{number}.json"
        assert made.files[path] == kept[f"superseded/{number}.json"]


def test_an_artifact_is_served_at_an_address_that_names_its_bytes() -> None:
    made = finished("verified-held")
    assert set(made.copies.values()) == {
        "artifacts/repro.py",
        "artifacts/run-1/results.json",
        "artifacts/run-1/data_1.csv",
        "artifacts/run-1/blob.bin",
    }
    files = world.source("verified-held").artifacts
    for path, name in made.copies.items():
        digest = files[name].sha256[:12]
        below = name.removeprefix("artifacts/")
        assert path == f"{world.path('verified-held')[1:]}artifacts/{digest}/{below}"


def test_a_changed_file_changes_its_digest_in_the_facts_and_its_address() -> None:
    before = world.source("verified-proof-held")
    file = before.artifacts["artifacts/Two.lean"]
    changed = replace(file, sha256="0" * 64)
    after = replace(before, artifacts={"artifacts/Two.lean": changed})
    one = finish(before, world.site(), VIEWS, ["manifest"])
    two = finish(after, world.site(), VIEWS, ["manifest"])
    (first,), (second,) = one.files.values(), two.files.values()
    assert json.loads(first)["facts_sha256"] != json.loads(second)["facts_sha256"]
    assert "artifacts/000000000000/Two.lean" in next(iter(two.copies))


def test_the_day_is_only_judged_where_a_clock_is_given() -> None:
    ahead = source(manifest=LEAST.replace("title: I", "submitted: 2062-01-01\n  title: I"))
    assert understand(ahead, world.site()).diagnostics == ()
    now = datetime(2026, 7, 2, tzinfo=UTC)
    assert [each.code for each in understand(ahead, world.site(), now).diagnostics] == ["SG310"]


@pytest.mark.usefixtures("needs_pdf")
def test_characters_that_the_pdf_cannot_show_are_told_with_the_paper() -> None:
    han = LEAST.replace("title: Invented", "title: 跨 α ✓ א")
    (found,) = finish(source(manifest=han), world.site(), VIEWS).diagnostics
    assert (found.place.file, found.code) == ("records/papers/nowhere/manifest.yaml", "SG704")
    assert (found.place.line, found.place.column) == (5, 10)
    assert found.message.endswith("of this paper: 跨 (U+8DE8 CJK UNIFIED IDEOGRAPH-8DE8)")
    assert finish(source(manifest=LEAST), world.site(), VIEWS).diagnostics == ()
