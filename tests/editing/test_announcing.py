"""Announcements from options, from a table, and for papers that meet a condition."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sitegen.build.executors import THIS_PROCESS, Processes
from sitegen.build.results import Progress
from sitegen.editing.announcing import (
    AskPaper,
    announcement,
    batch_id,
    papers_where,
    read_announcements,
)
from sitegen.editing.plans import CorrectionError
from sitegen.reading.records import find_papers, read_source
from sitegen.render.project import Project, load_site
from tests.conftest import SMALL_WORLD
from tests.worlds import ONE, OTHER, World

WORDS = {"type": "METADATA", "note": "A note."}
QUIET: Progress = lambda done, total: None  # noqa: E731


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    world.fill()
    return world


def met(records: Path, expression: str, jobs: int = 1) -> list[str]:
    project = Project(records)
    site, _ = load_site(project)
    executor = THIS_PROCESS if jobs == 1 else Processes(jobs)
    return [*papers_where(project, site, expression, executor, QUIET)]


# ---------------------------------------------------------------- words


def test_words_are_taken_however_they_are_joined() -> None:
    said = announcement(
        {"type": "quality-assessment", "note": " a\r\nb ", "notice": "Expression of Concern"},
        ["one ", "", " two"],
        str,
    )
    assert (said.correction_type, said.note) == ("QUALITY_ASSESSMENT", "a\nb")
    assert said.notice == {"kind": "expression_of_concern", "reasons": ["one", "two"]}


@pytest.mark.parametrize(
    "note",
    [
        "yes",
        "1.0",
        "- a: b",
        "a: b #c",
        "'",
        '"',
        "\\nabla",
        "#",
        "a\tb",
        "{",
        "...",
        "---",
        "é½",
        "~",
    ],
)
def test_any_text_may_be_a_note(note: str) -> None:
    assert announcement({**WORDS, "note": note}, [], str).note == note


@pytest.mark.parametrize("unsafe", ["\0", "\x1b", "\u202e", "\u2028", "\ufeff", "\udc80", "\x85"])
@pytest.mark.parametrize("column", ["note", "issued_by", "notice_doi"])
def test_an_unsafe_character_is_refused_at_its_place(unsafe: str, column: str) -> None:
    words = {**WORDS, "notice": "erratum", column: f"ab{unsafe}c"}
    with pytest.raises(CorrectionError, match=rf"^{column}, character 3: .*U\+"):
        announcement(words, [], str)


def test_a_reason_that_is_too_long_is_refused_by_its_name() -> None:
    with pytest.raises(CorrectionError, match=r"^reasons: "):
        announcement({**WORDS, "notice": "erratum"}, ["x" * 501], str)


def test_events_of_one_run_share_a_name_that_no_other_run_has(world: World) -> None:
    at = datetime(2026, 8, 1, tzinfo=UTC)
    said = [announcement({**WORDS, "note": note}, [], str) for note in ("a", "b")]
    assert batch_id(said, at) == batch_id(said, at) != batch_id(said[:1], at)
    assert batch_id(said, at).startswith("2026-08-01-")


# ---------------------------------------------------------------- a table


def test_a_line_break_of_unicode_does_not_end_a_line_of_a_table(world: World) -> None:
    file = world.folder / "list.csv"
    file.write_bytes("\ufeffpaper,type,note\none,CLAIM,a\x0bb\nnobody,CLAIM,c\n".encode())
    with pytest.raises(CorrectionError) as refused:
        read_announcements(file, world.records)
    lines = str(refused.value).splitlines()
    assert [line.partition("list.csv")[2][:3] for line in lines] == [":2:", ":3:"]


def test_a_table_of_five_hundred_lines_reads_each_record_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [f"5eed{number:04}-0000-4000-8000-00000000c0de" for number in range(100, 150)]
    for number, paper_id in enumerate(ids):
        world.paper(f"paper-{number}", paper_id)
    file = world.folder / "list.csv"
    file.write_text("paper,type,note\n" + "".join(f"{each},CLAIM,a\n" for each in ids))
    read: list[str] = []
    from sitegen.editing import lookup

    reader = lookup.read_yaml
    monkeypatch.setattr(lookup, "read_yaml", lambda *words: read.append("") or reader(*words))
    assert len(read_announcements(file, world.records)) == 50
    assert len(read) == 50


# ---------------------------------------------------------------- a condition


@pytest.mark.parametrize(
    ("expression", "folders"),
    [
        ('work.submitted == "2026-07-01"', ["papers/one"]),
        ('"2026-06-01" == work.submitted and true', ["papers/other"]),
        (f'work.id == "{ONE}" or work.id == "{OTHER}"', ["papers/one", "papers/other"]),
        ("work.topics | length > 0", []),
        ('gate_verdict.status == "UNVERIFIED"', ["papers/one", "papers/other"]),
        ('gate_verdict.status == "VERIFIED"', []),
        ('not gate_verdict.status == "VERIFIED"', ["papers/one", "papers/other"]),
        ('"}}" not in work.title and "one" in work.title', ["papers/one"]),
        ("work.doi is none", ["papers/one", "papers/other"]),
    ],
)
def test_papers_meet_a_condition(expression: str, folders: list[str], world: World) -> None:
    assert met(world.records, expression) == folders


@pytest.mark.parametrize(
    ("expression", "folders"),
    [
        ('completeness == "PARTIAL"', ["papers/one"]),
        ('completeness == "COMPLETE"', ["papers/other"]),
        ('transcribed_from and transcribed_from.seen == "2026-07-01"', ["papers/one"]),
        ("transcribed_from is none", ["papers/other"]),
        ("gate_verdict.status is none", ["papers/one"]),
        ('"reason" in gate_verdict.not_stated', ["papers/one"]),
        ('work.id_assigned_by == "A registrar"', ["papers/other"]),
    ],
)
def test_members_that_most_papers_leave_out_can_be_asked_for(
    expression: str, folders: list[str], world: World
) -> None:
    source = {"title": "A page", "seen": "2026-07-01"}
    world.paper("one", ONE, manifest={"completeness": "PARTIAL", "transcribed_from": source})
    world.paper("other", OTHER, id_assigned_by="A registrar")
    assert met(world.records, expression) == folders


@pytest.mark.parametrize("status", ["VERIFIED", "FALSIFIED", "UNVERIFIED"])
def test_papers_that_are_left_out_unread_do_not_meet_it(status: str) -> None:
    quick = f'gate_verdict.status == "{status}"'
    assert met(SMALL_WORLD / "records", quick, jobs=2) == met(
        SMALL_WORLD / "records", f'"{status}" in [gate_verdict.status]'
    )


def test_a_text_that_is_written_with_escapes_is_found(world: World) -> None:
    text = (world.records / "papers/one/manifest.yaml").read_text()
    world.write("papers/one/manifest.yaml", text.replace("2026-07-01", r"2026-07\u002d01"))
    assert met(world.records, 'work.submitted == "2026-07-01"') == ["papers/one"]


def test_drafts_and_tombstones_meet_no_condition(world: World) -> None:
    world.paper("one", ONE, manifest={"draft": True})
    assert met(world.records, "true") == ["papers/other"]


@pytest.mark.parametrize(
    "expression",
    ["", "a ==", "}} {{ 1", "a; b", "{% x %}", "1 | nofilter", "(" * 5000, '"\\x"', "a #b", "\0"],
)
def test_what_is_no_condition_is_refused(expression: str, world: World) -> None:
    with pytest.raises(CorrectionError, match=r"^--where .* is not a valid condition: "):
        met(world.records, expression)


@pytest.mark.parametrize(
    "expression",
    ["work.__class__", "work.titel", "1 / 0", "work.title > 3", "''.join.__self__", "9 ** 'x'"],
)
def test_what_cannot_be_asked_names_the_paper(expression: str, world: World) -> None:
    with pytest.raises(CorrectionError, match="papers/one: --where cannot be evaluated: "):
        met(world.records, expression)


def test_a_paper_that_is_asked_answers_with_what_was_read(world: World) -> None:
    site, _ = load_site(Project(world.records))
    source, _ = read_source(world.records, find_papers(world.records)[0])
    ask = AskPaper(site, "work.title")
    ask.prepare()
    answer = ask(source)
    assert answer.met is not None
    assert answer.met.source is source
