"""`sitegen correct` with real files, real git, and a terminal for prompts."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess

import pytest

from tests.cli.published import (
    AT,
    NOTE,
    THIRD,
    Correct,
    changed,
    correct,
    corrections,
    passes,
    prepared,
    table,
    title,
    world,
)
from tests.command_line import PATIENCE, SCRIPT, Call, environment, run
from tests.history.test_git import commit, nobodys_configuration
from tests.worlds import ONE, OTHER, World

__all__ = ["correct", "nobodys_configuration", "prepared", "world"]  # fixtures


# ---------------------------------------------------------------- one paper


def test_a_changed_title_is_announced_and_every_base_accepts_it(
    world: World, correct: Correct, call: Call
) -> None:
    title(world, "Another title")
    assert call("validate", "--against", "site", cwd=world.folder).returncode == 1
    done = correct("one", *NOTE, *AT)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "SRCH:5EED0001 (papers/one): 5EED0001-C1: work.title\n"
        "written: records/papers/one/corrections.yaml\n"
        "written: records/papers/one/superseded/1.json\n"
        "Next: sitegen validate --against git:HEAD\n"
    )
    assert passes(world, call)
    kept = world.records / "papers/one/superseded/1.json"
    assert kept.read_bytes() == (world.output / f"paper/{ONE}/manifest.json").read_bytes()


@pytest.mark.parametrize("base", ["site", "git:HEAD"])
def test_every_line_that_was_there_stays(
    base: str, world: World, correct: Correct, call: Call
) -> None:
    world.write(
        "papers/one/corrections.yaml",
        f"# Ours.\r\ncontract_version: correction-record-v1\r\nwork: {{id: {ONE}}} # the paper\r\n",
    )
    before = corrections(world).splitlines()
    title(world, "Another title")
    assert correct("one", *NOTE, "--against", base).returncode == 0
    title(world, "Another title", abstract="Another abstract.")
    assert correct("one", *NOTE, "--against", base).returncode == 0
    after = corrections(world).splitlines()
    assert [line for line in after if line in before] == before
    assert corrections(world).count("event_id") == 2
    assert passes(world, call)


@pytest.mark.parametrize("word", [ONE, ONE.upper(), "SRCH:5EED0001", "one", "records/papers/one/"])
def test_the_paper_is_named_in_any_way(word: str, world: World, correct: Correct) -> None:
    title(world, "Another title")
    assert "5EED0001-C1" in correct(word, *NOTE, "--dry-run").stdout


def test_a_milestone_needs_no_event_and_is_said_to_be_one(
    world: World, correct: Correct, call: Call
) -> None:
    title(world, "The paper one", doi="10.5281/zenodo.1")
    done = correct("one", *NOTE)
    assert (done.returncode, done.stdout) == (
        0,
        "SRCH:5EED0001 (papers/one): work.doi added, which needs no event\n",
    )
    assert correct("one", *NOTE, "--against", "saved.json").stdout == done.stdout
    assert not (world.records / "papers/one/corrections.yaml").exists()
    assert passes(world, call)


def test_a_milestone_beside_a_correction_is_no_field_of_its_event(
    world: World, correct: Correct
) -> None:
    title(world, "Another title", doi="10.5281/zenodo.1")
    done = correct("one", *NOTE)
    assert "affected_fields: [work.title]" in corrections(world)
    assert "work.doi: added, which needs no event" in done.stdout


def test_what_needs_no_event_is_said_and_exits_with_0(world: World, correct: Correct) -> None:
    world.paper("third", THIRD)
    world.paper("draft", THIRD.replace("3", "4", 1), manifest={"draft": True})
    said = [correct(word, *NOTE) for word in ("one", "third", "draft")]
    assert [done.returncode for done in said] == [0, 0, 0]
    assert "nothing changed, so no event is needed" in said[0].stdout
    assert "the paper is not published yet, so no event is needed" in said[1].stdout
    assert "the paper is a draft, so no event is needed" in said[2].stdout


def test_a_command_that_is_run_twice_writes_once(world: World, correct: Correct) -> None:
    title(world, "Another title")
    correct("one", *NOTE, "--notice", "erratum")
    first = corrections(world)
    done = correct("one", *NOTE, "--notice", "erratum")
    assert "work.title announced already" in done.stdout
    assert correct("other", *NOTE, "--notice", "retraction").returncode == 0
    assert (
        "5EED0002-C1 announces this already"
        in correct("other", *NOTE, "--notice=retraction").stdout
    )
    assert corrections(world) == first


def test_two_corrections_before_one_publication_both_keep_what_is_published(
    world: World, correct: Correct, call: Call
) -> None:
    title(world, "Another title")
    correct("one", *NOTE)
    title(world, "Another title", abstract="Another abstract.")
    correct("one", *NOTE)
    one, two = ((world.records / f"papers/one/superseded/{n}.json").read_bytes() for n in (1, 2))
    assert one == two
    assert passes(world, call)


def test_a_removed_artifact_stays_at_its_address(
    world: World, correct: Correct, call: Call
) -> None:
    listed = [
        {"type": "other", "label": f"File {n}", "path": f"artifacts/{n}.txt"} for n in range(3)
    ]
    for n in range(3):
        world.write(f"papers/one/artifacts/{n}.txt", f"file {n}\n")
    title(world, "The paper one", manifest={"artifacts": listed})
    world.build()
    commit(world.folder)
    for left in (2, 1):  # the second time the event exists already, but not the bytes
        title(world, "The paper one", manifest={"artifacts": listed[:left]})
        (world.records / f"papers/one/artifacts/{left}.txt").unlink()
        assert correct("one", *NOTE).returncode == 0
        assert passes(world, call, "site", "git:HEAD")
    assert corrections(world).count("event_id") == 1
    kept = (world.records / "papers/one/superseded/artifacts").rglob("*.txt")
    assert sorted(path.read_text() for path in kept) == ["file 1\n", "file 2\n"]


def test_a_changed_report_is_announced(world: World, correct: Correct, call: Call) -> None:
    title(world, "The paper one", manifest={"report": {"sources_retrieved": 3}})
    world.build()
    commit(world.folder)
    title(world, "The paper one", manifest={"report": {"sources_retrieved": 4}})
    assert "5EED0001-C1: report" in correct("one", *NOTE).stdout
    assert passes(world, call, "site", "git:HEAD")


# ---------------------------------------------------------------- notices


def test_a_notice_is_issued_and_lifted(world: World, correct: Correct, call: Call) -> None:
    done = correct(
        *("one", *NOTE, "--notice", "expression-of-concern", "--issued-by", "The editors"),
        *("--reason", "The data, perhaps", "--reason", "The code", "--notice-doi", "10.1000/182"),
    )
    assert "5EED0001-C1: expression of concern\n" in done.stdout
    assert passes(world, call)
    assert "reasons:\n" in corrections(world) or "reasons: [" in corrections(world)
    commit(world.folder)
    lifted = correct("one", *NOTE, "--lifts", "5eed0001-c1")
    assert "5EED0001-C2: lifts 5EED0001-C1\n" in lifted.stdout
    assert passes(world, call)
    refused = correct("one", "--type", "CLAIM", "--note", "Once more.", "--lifts", "5EED0001-C1")
    assert refused.returncode == 2
    assert "5EED0001-C1 is not an event with a notice in force" in refused.stderr


def test_a_notice_of_unchanged_facts_needs_no_more_than_a_ledger(
    world: World, correct: Correct, call: Call
) -> None:
    assert correct("one", *NOTE, "--notice=retraction", "--against=saved.json").returncode == 0
    assert passes(world, call)
    title(world, "Another title")
    refused = correct("one", *NOTE, "--against", "saved.json")
    assert refused.returncode == 2
    assert (
        "saved.json has only digests of the published ones; pass the published site"
        in refused.stderr
    )


def test_both_ends_of_a_supersession_are_written(
    world: World, correct: Correct, call: Call
) -> None:
    done = correct("one", *NOTE, "--superseded-by", "SRCH:5EED0002")
    assert "5EED0001-C1: superseded_by" in done.stdout
    assert "5EED0002-C1: work.supersedes" in done.stdout
    assert f"superseded_by: {OTHER}" in corrections(world)
    assert "This paper supersedes SRCH:5EED0001." in corrections(world, "other")
    assert passes(world, call)
    assert correct("one", *NOTE, "--superseded-by", OTHER).returncode == 0
    assert corrections(world).count("event_id") == 1


def test_a_new_paper_supersedes_without_an_event_of_its_own(
    world: World, correct: Correct, call: Call
) -> None:
    world.paper("third", THIRD)
    done = correct("one", *NOTE, "--superseded-by", "third")
    assert done.returncode == 0, done.stderr
    assert not (world.records / "papers/third/corrections.yaml").exists()
    assert passes(world, call)


def test_a_supersession_has_an_end(world: World, correct: Correct) -> None:
    itself = correct("one", *NOTE, "--superseded-by", "one")
    assert "it would be superseded by itself" in itself.stderr
    correct("one", *NOTE, "--superseded-by", "other")
    circle = correct("other", *NOTE, "--superseded-by", "one")
    assert circle.returncode == 2
    assert "which closes a circle" in circle.stderr
    world.paper("third", THIRD, manifest={"draft": True})
    assert "is a draft" in correct("other", *NOTE, "--superseded-by", "third").stderr


def test_a_supersession_that_is_written_by_hand_is_announced(
    world: World, correct: Correct, call: Call
) -> None:
    world.paper("other", OTHER, submitted="2026-06-01", supersedes=[ONE])
    record = (
        f"contract_version: correction-record-v1\nwork: {{id: {ONE}}}\nsuperseded_by: {OTHER}\n"
    )
    world.write("papers/one/corrections.yaml", record)
    assert "5EED0001-C1: superseded_by" in correct("one", *NOTE).stdout
    assert "5EED0002-C1: work.supersedes" in correct("other", *NOTE).stdout
    assert passes(world, call)


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "pass exactly one of PAPER, --from and --where"),
        (["one", "--where", "true", *NOTE], "pass exactly one of PAPER, --from and --where"),
        (["one", "--note", "x"], "--type is missing; pass one of METADATA, ARTIFACT, CLAIM"),
        (["one", "--type", "CLAIM", "--note", " \n"], "--note is missing; pass a note for readers"),
        (["one", "--type", "METADTA", "--note", "x"], 'did you mean "METADATA"?'),
        (["one", *NOTE, "--notice", "retracton"], '--notice: "retracton" is not one of the 8'),
        (
            ["one", *NOTE, "--notice-doi", "10.1/2"],
            "--notice-doi: there is no notice; give its kind in",
        ),
        (["one", *NOTE, "--notice=erratum", "--notice-doi=x"], '--notice-doi: "x" is not a bare'),
        (["one", *NOTE, "--notice=erratum", "--issued-by=a\nb"], "--issued-by: "),
        (["one", *NOTE, "--lifts", "C1"], '--lifts: "C1" is not an event id'),
        (["one", *NOTE, "--lifts", "5EED0001-C1"], "5EED0001-C1 is not an event with a notice in"),
        (["one", "--type=CLAIM", "--note=a\x1b[31mb"], "--note, character 2: the character U+001B"),
        (["one", "--type=CLAIM", f"--note={'x' * 4001}"], "--note: the text has 4,001 characters"),
        (["one", *NOTE, "--at", "yesterday"], "--at 'yesterday' is not a time"),
        (
            ["one", *NOTE, "--at", "2026-08-01T09:00+01:00:30"],
            "pass a UTC offset in whole minutes, such as +02:00",
        ),
        (["one", *NOTE, "--superseded-by", "x"], "--superseded-by: no paper has the id or folder"),
        (["nobody", *NOTE], 'no paper has the id or folder "nobody"'),
        (["one", *NOTE, "--against", "nowhere"], '--against: there is no file or folder "nowhere"'),
        (["--rechain", "--note", "x"], "--rechain adds no event: remove --note"),
        (["--from", "nowhere.csv"], "does not exist"),
        (["--where", "gate_verdit.status", *NOTE], "did you mean gate_verdict?"),
        (["--where", "work.title =", *NOTE], "is not a valid condition"),
        (["--where", "work.doi > 3", *NOTE], "records/papers/one: --where cannot be evaluated"),
    ],
)
def test_wrong_use_is_said_with_its_option(
    words: list[str], said: str, world: World, correct: Correct
) -> None:
    done = correct(*words)
    assert done.returncode == 2
    assert said in done.stderr
    assert changed(world) == []


@pytest.mark.parametrize("note", ["a\r\nb", "a\rb", "  a\nb\n "])
def test_line_ends_of_a_note_are_line_feeds(note: str, world: World, correct: Correct) -> None:
    correct("one", "--type", "CLAIM", "--note", note, "--notice", "erratum")
    assert "public_note: |-\n      a\n      b\n" in corrections(world)


def test_a_time_before_the_submission_or_the_last_event_is_refused(
    world: World, correct: Correct
) -> None:
    early = correct("one", *NOTE, "--notice=erratum", "--at", "2026-06-01")
    assert "--at 2026-06-01T00:00:00+00:00 is before the submission on 2026-07-01" in early.stderr
    correct("one", *NOTE, "--notice=erratum", *AT)
    before = correct("one", *NOTE, "--notice=retraction", "--at", "2026-07-30")
    assert before.returncode == 2
    assert "is before 5EED0001-C1, made at 2026-08-01T09:00:00+00:00; pass a later" in before.stderr


def test_a_clock_behind_the_last_event_takes_its_time(world: World, call: Call) -> None:
    words = ("correct", "one", *NOTE)
    call(*words, "--notice=erratum", "--at", "2026-08-01T09:00:00.5+00:00", cwd=world.folder)
    early = {"SOURCE_DATE_EPOCH": "1785400000"}  # some day of July 2026
    call(*words, "--notice=retraction", cwd=world.folder, env=early)
    assert corrections(world).count("corrected_at: 2026-08-01T09:00:00+00:00") == 2


def test_a_tombstone_stays_as_it_is(world: World, correct: Correct) -> None:
    shutil.rmtree(world.records / "papers/other")
    fields = f"id: {OTHER}\ntitle: T\nremoved_at: 2026-08-01T09:00:00+00:00\nreason: R.\nby: B\n"
    world.write("papers/other/tombstone.yaml", fields)
    done = correct(OTHER, *NOTE)
    assert done.returncode == 2
    assert "papers/other: the paper was removed" in done.stderr


def test_what_no_event_could_mend_is_refused(world: World, correct: Correct) -> None:
    title(world, "Another title", manifest={"draft": True})
    assert "but is a draft now; delete `draft: true`" in correct("one", *NOTE).stderr
    title(world, "Another title", manifest={"report": "none"})
    assert "delete `report: none`" in correct("one", *NOTE).stderr
    title(world, "The paper one")
    correct("one", *NOTE, "--notice=erratum")
    commit(world.folder)
    path = world.records / "papers/one/corrections.yaml"
    path.write_text(path.read_text().replace("It was wrong.", "It was right."))
    edited = correct("one", *NOTE, "--notice=retraction")
    assert "5EED0001-C1 differs from git:HEAD, or was moved; restore it" in edited.stderr


def test_a_new_paper_has_nobody_to_be_told(world: World, correct: Correct) -> None:
    world.paper("third", THIRD)
    done = correct("third", *NOTE, "--notice", "retraction")
    assert done.returncode == 2
    assert "so it needs no event; edit the record instead" in done.stderr


# ---------------------------------------------------------------- many papers


def batches(world: World) -> set[str]:
    lines = [line for name in ("one", "other") for line in corrections(world, name).splitlines()]
    return {line for line in lines if "batch:" in line}


def test_a_table_corrects_many_papers_at_once_under_one_name(
    world: World, correct: Correct, call: Call
) -> None:
    title(world, "Another title")
    listed = table(
        world,
        'one,metadata,"A note, with a comma\r\nand a second line."',
        "SRCH:5EED0002,CLAIM,Doubts.,expression_of_concern,The editors,The data|The code",
        ",,,,,",
        columns="paper,type,note,notice,issued_by,reasons",
    )
    refused = correct("--from", listed)
    assert refused.returncode == 2
    assert "cannot ask for confirmation without a terminal: pass --yes" in refused.stderr
    assert "SRCH:5EED0001  5EED0001-C1  work.title" in refused.stdout
    assert changed(world) == ["list.csv", "records/papers/one/manifest.yaml"]
    assert correct("--from", listed, "--yes").returncode == 0
    assert len(batches(world)) == 1
    assert passes(world, call)
    assert "and a second line.\n" in corrections(world)


def test_a_condition_names_the_papers(world: World, correct: Correct, call: Call) -> None:
    words = (*NOTE, "--notice", "retraction", "--yes", "--jobs", "1")
    done = correct("--where", 'work.submitted == "2026-07-01"', *words)
    assert "5EED0001-C1" in done.stdout
    assert "5EED0002" not in done.stdout
    assert correct("--where", "work.title and false", *words).stdout == (
        "no paper meets the condition of --where\n"
    )
    rest = correct("--where", "quality_assessment.review_score > 5", "--jobs=2", *NOTE, "--yes")
    assert rest.stdout == "2 papers: nothing changed, so no event is needed\n"
    assert passes(world, call)


def test_where_one_paper_cannot_be_corrected_none_is(world: World, correct: Correct) -> None:
    title(world, "Another title")
    world.paper("third", THIRD)
    listed = table(
        world,
        "one,METADATA,A note.,",
        "other,METADATA,A note.,5EED0002-C7",
        "third,METADATA,A note.,5EED0003-C7",
        columns="paper,type,note,lifts",
    )
    before = changed(world)
    done = correct("--from", listed, "--yes")
    assert done.returncode == 2
    assert "records/papers/other: 5EED0002-C7 is not an event" in done.stderr
    assert "records/papers/third: the paper is not published yet" in done.stderr
    assert changed(world) == before


def test_a_broken_record_is_not_left_out_by_a_condition(world: World, correct: Correct) -> None:
    world.paper("other", OTHER, submitted="2026-02-30")
    done = correct("--where", "work.title", *NOTE)
    assert done.returncode == 1
    assert "records/papers/other/manifest.yaml:" in done.stderr
    assert "--where cannot be evaluated" in done.stderr


def test_two_papers_superseded_by_one_are_answered_by_one_event(
    world: World, correct: Correct, call: Call
) -> None:
    world.paper("third", THIRD)
    world.build()
    commit(world.folder)
    columns = "paper,type,note,superseded_by"
    lines = [f"{name},PROVENANCE,Superseded.,{THIRD}" for name in ("one", "other")]
    assert correct("--from", table(world, *lines, columns=columns), "--yes").returncode == 0
    assert corrections(world, "third").count("event_id") == 1
    assert "supersedes SRCH:5EED0001 and SRCH:5EED0002." in corrections(world, "third")
    assert passes(world, call, "git:HEAD", "site")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "list.csv: the file is empty; name the columns in its first line: paper,type,note,"),
        (b"paper,type,note\n", "list.csv: the file has no line for a paper"),
        (b"paper,type\n", "list.csv:1: the column note is missing"),
        (b"paper,typ,note\n", 'list.csv:1: there is no column "typ"; did you mean type?'),
        (b"paper;type;note\n", "save the file with commas between the cells"),
        (b"paper,type,note,note\n", "list.csv:1: the column note appears twice"),
        (
            b"paper,type,note\none,CLAIM,a,b\n",
            "list.csv:2: the line has more cells than there are columns",
        ),
        (b'paper,type,note\none,CLAIM,"a\n\nb"c\n', "list.csv:2: "),
        (b"paper,type,note\none,CLAIM,\xff\n", "list.csv: the file is not UTF-8"),
        (b"paper,type,note\n\none,CLAIM,a\0b\n", "list.csv:3: note, character 2: the character U+"),
        (b"paper,type,note\none\0,CLAIM,a\n", 'list.csv:2: paper: no paper has the id or folder "'),
        (b"paper,type,note\none,CLAIM\n", "list.csv:2: note is missing; pass a note for readers"),
        (
            b'paper,type,note\none,CLAIM,"a\nb"\none,CLAIM,c\n',
            "csv:4: papers/one is in line 2",
        ),
        (b"paper,type,note\none,FACT,a\n", 'list.csv:2: type: "FACT" is not one of the 6 allowed'),
        (
            b"paper,type,note\na,CLAIM,a\nb,CLAIM,b\n",
            "list.csv:3: paper: no paper has",
        ),
    ],
)
def test_a_table_with_a_mistake_is_refused_at_its_line(
    data: bytes, said: str, world: World, correct: Correct
) -> None:
    (world.folder / "list.csv").write_bytes(data)
    done = correct("--from", "list.csv", "--yes")
    assert done.returncode == 2
    assert said in done.stderr
    assert changed(world) == ["list.csv"]


def test_words_beside_a_table_are_refused(world: World, correct: Correct) -> None:
    listed = table(world, "one,METADATA,A note.")
    assert "remove --note" in correct("--from", listed, "--note", "Another").stderr


def test_the_script_itself_shows_no_traceback_for_arguments_that_are_no_text(world: World) -> None:
    done = run("correct", "one", "--type=CLAIM", "--note=a\udcffb", cwd=world.folder)
    assert done.returncode == 2
    assert "--note, character 2" in done.stderr


def test_a_file_that_was_changed_meanwhile_is_not_overwritten(world: World) -> None:
    title(world, "Another title")
    path = world.records / "papers/one/corrections.yaml"
    listed = table(world, "one,METADATA,A note.")
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [SCRIPT, "correct", "--from", listed],
        cwd=world.folder,
        env=environment(GIT_CONFIG_GLOBAL=os.devnull),
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    ) as process:
        assert process.stdout
        while "work.title" not in process.stdout.readline():
            pass
        path.write_text("somebody else was here\n")
        os.write(ours, b"y\n")
        said, _ = process.communicate(timeout=PATIENCE)
    os.close(theirs)
    os.close(ours)
    assert "records/papers/one/corrections.yaml changed during the run; nothing was written" in said
    assert path.read_text() == "somebody else was here\n"
    assert not (path.parent / "superseded").exists()


def test_the_event_is_what_the_site_publishes(world: World, correct: Correct) -> None:
    title(world, "Another title")
    correct("one", *NOTE, *AT, "--notice", "correction")
    world.build()
    record = json.loads((world.output / f"paper/{ONE}/corrections.json").read_bytes())
    (event,) = record["correction_events"]
    assert event["affected_fields"] == ["work.title"]
    assert event["notice"]["kind"] == "correction"
    assert len(record["known_superseded_manifest_urls"]) == 1
