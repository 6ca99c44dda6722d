"""A published ledger, checked as by an outsider: sound, damaged in every part, and hostile."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sitegen.cli import sitegen as commands
from sitegen.findings.canonical import canonical_json, canonical_sha256
from sitegen.history.ledger_proof import LedgerProof
from sitegen.history.site_proof import LedgerError
from tests.command_line import Call
from tests.reading_back import BuiltSite
from tests.worlds import ONE, OTHER, World

NAME = "Jane Doe"
THIRD = "5eed0003-0000-4000-8000-00000000c0de"
STRANGER = "5eed0009-0000-4000-8000-00000000c0de"
TOMBSTONE = f"""
id: {THIRD}
title: The paper third
removed_at: 2026-08-01T09:00:00+00:00
reason: It was a mistake.
by: The editors
"""
DATA = f"{NAME},41\n".encode()
PLAIN = b"print(1)\n"
SERVED = f"artifacts/{hashlib.sha256(DATA).hexdigest()[:12]}/data.csv"
SCRIPT = f"artifacts/{hashlib.sha256(PLAIN).hexdigest()[:12]}/run.py"
ARTIFACTS = [
    {"type": "dataset", "label": "Data", "path": "artifacts/data.csv"},
    {"type": "repro_script", "label": "Script", "path": "artifacts/run.py"},
]
HELD = {"artifacts": ARTIFACTS, "report": "none"}
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes are of POSIX")

Change = Callable[[dict[str, Any]], object]


class Published(World):
    """A project that is published again and again, by the commands of the command line."""

    def sitegen(self, *words: str) -> None:
        commands.main([*words, "--records", str(self.records)], standalone_mode=False)

    def publish(self) -> None:
        base = ["--against", str(self.output)] if self.output.exists() else []
        self.sitegen("build", "--output", str(self.output), "--jobs", "1", *base)

    def edit(self, command: str, name: str, *words: str, day: int) -> None:
        at = ("--at", f"2026-07-{day}T09:00:00+00:00", "--against", str(self.output))
        self.sitegen(command, f"papers/{name}", *words, *at)
        self.publish()

    def correct(self, name: str, note: str, *more: str, day: int) -> None:
        self.edit("correct", name, "--type", "METADATA", "--note", note, *more, day=day)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with corrections, a doubt that ended, a tombstone and a redaction."""
    world = Published(tmp_path_factory.mktemp("published"))
    world.fill()
    artifacts = world.records / "papers" / "one" / "artifacts"
    artifacts.mkdir()
    (artifacts / "data.csv").write_bytes(DATA)
    (artifacts / "run.py").write_bytes(PLAIN)
    world.paper("one", ONE, title=f"What {NAME} found", manifest=HELD)
    world.paper("other", OTHER, manifest={"report": "none"})
    world.write("papers/third/tombstone.yaml", TOMBSTONE)
    world.publish()
    world.paper("one", ONE, title=f"What {NAME} saw", manifest=HELD)
    world.correct("one", f"{NAME} told us.", day=14)
    world.correct("other", "In doubt.", "--notice", "expression_of_concern", day=15)
    world.correct("other", "Not any more.", "--lifts", "5EED0002-C1", day=16)
    world.edit("redact", "one", "--text", NAME, "--artifact", "artifacts/data.csv", day=17)
    return world.output


@pytest.fixture
def site(published: Path, tmp_path: Path) -> Path:
    """That site, to be damaged."""
    return Path(shutil.copytree(published, tmp_path / "site"))


def findings(where: Path) -> list[str]:
    return [str(each) for each in LedgerProof(where).findings()]


def change(file: Path, how: Change) -> None:
    """Change what a file says, and leave its form as sitegen writes it."""
    data = json.loads(file.read_bytes())
    how(data)
    file.write_bytes(canonical_json(data) + b"\n")


def papers(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["id"]: each for each in data["papers"]}


def the_event(data: dict[str, Any], event_id: str) -> dict[str, Any]:
    found: dict[str, Any] = next(e for e in data["events"] if e["event"]["event_id"] == event_id)
    return found


# ---------------------------------------------------------------- what is sound


def test_a_sound_site_has_no_findings_and_is_counted(published: Path) -> None:
    proof = LedgerProof(published)
    assert list(proof.findings()) == []
    counts = proof.counts
    assert (counts.papers, counts.removed, counts.events) == (2, 1, 4)
    # The ledger, two files of each paper, a script, the line of a redaction, two old manifests.
    assert counts.files == 1 + 2 * 2 + 1 + 1 + 2


def test_the_redaction_of_that_site_is_one(published: Path) -> None:
    data = json.loads((published / "ledger.json").read_bytes())
    assert papers(data)[ONE]["redacted"] == [SERVED, "manifests/1.json", "manifests/2.json"]
    assert NAME.encode() not in b"".join(BuiltSite(published).files().values())


def test_a_ledger_alone_is_checked_without_its_site(published: Path, tmp_path: Path) -> None:
    file = tmp_path / "kept.json"
    shutil.copy(published / "ledger.json", file)
    proof = LedgerProof(file)
    assert list(proof.findings()) == []
    assert proof.counts.files == 0


def test_all_that_the_small_world_lacks_is_the_digest_before(small_world: BuiltSite) -> None:
    # Its events are written by hand, and an editor may leave that digest out.
    assert all("previous_event_sha256: is null" in each for each in findings(small_world.folder))


# ---------------------------------------------------------------- the ledger against itself

DAMAGE: dict[str, tuple[Change, str]] = {
    "an edited event": (
        lambda data: the_event(data, "5EED0002-C1")["event"].update(public_note="Nothing."),
        "5EED0002-C1 event_sha256: is ",
    ),
    "an edited event with a digest to match": (
        lambda data: _edited(data, "5EED0002-C1"),
        "5EED0002-C2 previous_event_sha256: is ",
    ),
    "an edited last event": (
        lambda data: _edited(data, "5EED0002-C2"),
        f"{OTHER} last_event_sha256: is ",
    ),
    "a removed event": (
        lambda data: data["events"].remove(the_event(data, "5EED0002-C1")),
        "5EED0002-C2 previous_event_sha256: is ",
    ),
    "a removed last event": (
        lambda data: data["events"].remove(the_event(data, "5EED0002-C2")),
        f"{OTHER} correction_count: is 2, expected 1",
    ),
    "events in another order": (
        lambda data: data["events"].reverse(),
        'events[1] 5EED0002-C2 corrected_at: is "2026-07-16',
    ),
    "an event twice": (
        lambda data: data["events"].append(data["events"][-1]),
        "expected an id that no other event has",
    ),
    "an event with the digits of another paper": (
        lambda data: the_event(data, "5EED0002-C1")["event"].update(event_id="5EED0001-C7"),
        'expected "5EED0002-C" and a number',
    ),
    "an event id with a line break": (
        lambda data: the_event(data, "5EED0002-C1")["event"].update(event_id="5EED0002-C1\n"),
        'event_id: is "5EED0002-C1\\n"',
    ),
    "a lifted event that is not there": (
        lambda data: the_event(data, "5EED0002-C2")["event"].update(lifts="5EED0002-C9"),
        'lifts: is "5EED0002-C9", expected an earlier event',
    ),
    "a lifted event of another paper": (
        lambda data: the_event(data, "5EED0002-C2")["event"].update(lifts="5EED0001-C1"),
        'lifts: is "5EED0001-C1", expected an earlier event',
    ),
    "an event of an unknown paper": (
        lambda data: data["events"][0].update(work=STRANGER),
        f'work: is "{STRANGER}", expected a paper that the ledger lists',
    ),
    "an event without a time": (
        lambda data: data["events"][0]["event"].update(corrected_at="soon"),
        'events[0] 5EED0001-C1 event.corrected_at: is "soon", no ISO 8601 time',
    ),
    "an event without its zone": (
        lambda data: data["events"][0]["event"].update(corrected_at="2026-07-01T00:00:00"),
        "it is not a correction event: a time without an offset from UTC",
    ),
    "an event without a member": (
        lambda data: data["events"][0]["event"].pop("public_note"),
        "events[0] 5EED0001-C1 event.public_note: ",
    ),
    "an event that is no event": (
        lambda data: data["events"].insert(0, 7),
        "events[0]: is 7, ",
    ),
    "papers in another order": (
        lambda data: data["papers"].reverse(),
        f'papers[1] id: is "{ONE}", expected an id after "{OTHER}"',
    ),
    "a paper twice": (
        lambda data: data["papers"].insert(0, data["papers"][0]),
        f'papers[1] id: is "{ONE}", expected each id once',
    ),
    "a published paper that is removed": (
        lambda data: data["removed"][0].update(id=OTHER),
        f'removed[0] id: is "{OTHER}", expected none of the published papers',
    ),
    "a removal twice": (
        lambda data: data["removed"].append(data["removed"][0]),
        f'removed[1] id: is "{THIRD}", expected each id once',
    ),
    "a removal without its reason": (
        lambda data: data["removed"][0].pop("reason"),
        "removed[0].reason: ",
    ),
    "another status": (
        lambda data: papers(data)[OTHER].update(editorial_status="VERIFIED"),
        'editorial_status: is "VERIFIED", expected "CORRECTED"',
    ),
    "another record id": (
        lambda data: papers(data)[OTHER].update(record_id="SRCH:1"),
        'record_id: is "SRCH:1", expected "SRCH:5EED0002"',
    ),
    "redacted, but not kept": (
        lambda data: papers(data)[OTHER].update(redacted=["manifests/9.json"]),
        'redacted: has "manifests/9.json", which `kept` does not have',
    ),
    "replaced, but not kept": (
        lambda data: papers(data)[ONE]["kept"].pop("manifests/1.json"),
        'kept: does not have "manifests/1.json", which 5EED0001-C1 replaced',
    ),
    "a digest that is none": (
        lambda data: papers(data)[ONE].update(facts_sha256="none"),
        'papers[0].facts_sha256: is "none", string should match',
    ),
    "a path upwards": (
        lambda data: papers(data)[ONE]["kept"].update({"artifacts/../../x": "ab" * 32}),
        'papers[0].kept.artifacts/../../x: is "artifacts/../../x", not the path of',
    ),
    "a path from the root": (
        lambda data: papers(data)[ONE]["kept"].update({"/etc/passwd": "ab" * 32}),
        "papers[0].kept./etc/passwd: ",
    ),
}


def _edited(data: dict[str, Any], event_id: str) -> None:
    listed = the_event(data, event_id)
    listed["event"]["public_note"] = "Rewritten."
    listed["event_sha256"] = canonical_sha256(listed["event"])


@pytest.mark.parametrize(("how", "expected"), DAMAGE.values(), ids=DAMAGE.keys())
def test_what_is_wrong_in_a_ledger_is_found_and_named(
    site: Path, how: Change, expected: str
) -> None:
    change(site / "ledger.json", how)
    for where in (site / "ledger.json", site):
        found = [each for each in findings(where) if expected in each]
        assert found, findings(where)
        assert found[0].startswith("ledger.json: ")


def test_one_mistake_does_not_hide_another(site: Path) -> None:
    def damage(data: dict[str, Any]) -> None:
        papers(data)[ONE].update(facts_sha256=None)
        papers(data)[OTHER].update(record_id="SRCH:1")
        data["events"][1]["event"].pop("public_note")

    change(site / "ledger.json", damage)
    text = "\n".join(findings(site / "ledger.json"))
    for part in ("papers[0].facts_sha256", "record_id", "events[1] 5EED0002-C1 event.public_note"):
        assert part in text


@pytest.mark.parametrize(
    "how",
    [
        lambda data: json.dumps(json.loads(data), indent=1).encode(),
        lambda data: data.replace(b'{"contract_updated"', b'{"papers":[],"contract_updated"', 1),
        lambda data: data.replace(
            b'"correction_count":', b'"correction_count":0,"correction_count":'
        ),
    ],
    ids=["indented", "a member twice", "a member of a paper twice"],
)
def test_a_ledger_that_two_programs_may_read_differently_is_a_finding(
    site: Path, how: Callable[[bytes], bytes]
) -> None:
    file = site / "ledger.json"
    data = file.read_bytes()
    file.write_bytes(how(data))
    assert file.read_bytes() != data
    (found,) = findings(file)
    assert "not the canonical JSON" in found


# ---------------------------------------------------------------- the ledger against its site

BESIDE: dict[str, tuple[str, Change, list[str]]] = {
    "another title": (
        "manifest.json",
        lambda data: data["work"].update(title="Better"),
        [f"paper/{ONE}/manifest.json: SHA-256 is "],
    ),
    "other facts": (
        "manifest.json",
        lambda data: data["facts"]["work"].update(title="Better"),
        ["SHA-256 is ", "manifest.json: facts: their digest is "],
    ),
    "other facts with their digest": (
        "manifest.json",
        lambda data: (
            data["facts"].update(work={}),
            data.update(facts_sha256=canonical_sha256(data["facts"])),
        ),
        ["SHA-256 is ", "facts_sha256: is ", "facts: their digest"],
    ),
    "another status": (
        "manifest.json",
        lambda data: data["editorial_status"].update(status="VERIFIED"),
        ["SHA-256 is ", 'editorial_status.status: is "VERIFIED", expected "CORRECTED"'],
    ),
    "another verdict": (
        "manifest.json",
        lambda data: data.update(gate_verdict=None),
        ["SHA-256 is ", 'gate_verdict.status: is null, expected "UNVERIFIED"'],
    ),
    "another paper": (
        "manifest.json",
        lambda data: data["work"].update(id=OTHER),
        ["SHA-256 is ", f'work.id: is "{OTHER}", expected "{ONE}"'],
    ),
    "another note": (
        "corrections.json",
        lambda data: data["correction_events"][1].update(public_note="Rewritten."),
        ['corrections.json: correction_events[1].public_note: is "Rewritten.", expected '],
    ),
    "a member more": (
        "corrections.json",
        lambda data: data["correction_events"][0].update(more=[1]),
        ["correction_events[0].more: is a list of 1, expected null"],
    ),
    "an event less": (
        "corrections.json",
        lambda data: data["correction_events"].pop(),
        ["correction_events: the number of events is 1, expected 2 as in the ledger"],
    ),
    "events that are none": (
        "corrections.json",
        lambda data: data.update(correction_events=[1, None]),
        ["correction_events[0]: is 1, expected", "correction_events[1]: is null, expected"],
    ),
    "no list of events": (
        "corrections.json",
        lambda data: data.update(correction_events={}),
        ["correction_events: is an object of 0, expected a list"],
    ),
    "another successor": (
        "corrections.json",
        lambda data: data.update(superseded_by=OTHER),
        [f'superseded_by: is "{OTHER}", expected null'],
    ),
    "another original of a redaction": (
        "manifests/1.json",
        lambda data: data["redacted"].update(manifest_sha256="ab" * 32),
        ["manifests/1.json: redacted.manifest_sha256: is "],
    ),
    "a redaction that is not said": (
        "manifests/1.json",
        lambda data: data.pop("redacted"),
        ["redacted: is false, expected true", "SHA-256: is ", "facts_sha256: is "],
    ),
    "an old manifest with other digests": (
        "manifests/1.json",
        lambda data: data.update(facts_sha256="ab" * 32),
        ["manifests/1.json: facts_sha256: is "],
    ),
    "an old manifest of another paper": (
        "manifests/1.json",
        lambda data: data["work"].update(id=OTHER),
        [f'manifests/1.json: work.id: is "{OTHER}"'],
    ),
    "no manifest at all": (
        "manifests/1.json",
        lambda data: data.clear(),
        ["manifests/1.json: contract_version: field required"],
    ),
}


@pytest.mark.parametrize(("name", "how", "expected"), BESIDE.values(), ids=BESIDE.keys())
def test_a_file_that_is_not_what_the_ledger_says_is_found_and_named(
    site: Path, name: str, how: Change, expected: list[str]
) -> None:
    change(site / "paper" / ONE / name, how)
    found = findings(site)
    assert len(found) == len(expected), found
    for line, part in zip(found, expected, strict=True):
        assert line.startswith(f"paper/{ONE}/{name}: ")
        assert part in line


@pytest.mark.parametrize("name", ["manifest.json", "corrections.json", SCRIPT, "manifests/2.json"])
@pytest.mark.parametrize("data", [None, b"", b"[]\n", b"\xff", b"[" * 100_000])
def test_a_file_that_is_missing_or_none_is_found(site: Path, name: str, data: bytes | None) -> None:
    file = site / "paper" / ONE / name
    file.unlink()
    if data is not None:
        file.write_bytes(data)
    found = findings(site)
    assert found
    assert all(each.startswith(f"paper/{ONE}/{name}: ") for each in found), found


@pytest.mark.parametrize(
    "data", [b"Redacted.\n", DATA, f"Redacted. SHA-256 of what stood here: {'ab' * 32}\n".encode()]
)
def test_a_redacted_file_names_the_digest_of_what_it_was(site: Path, data: bytes) -> None:
    (site / "paper" / ONE / SERVED).write_bytes(data)
    (found,) = findings(site)
    assert found.startswith(f"paper/{ONE}/{SERVED}: the digest in its redaction is ")


def test_a_redaction_that_the_ledger_does_not_list_is_no_redaction(site: Path) -> None:
    change(site / "ledger.json", lambda data: papers(data)[ONE].update(redacted=[]))
    found = findings(site)
    assert len(found) == 3
    assert any(f"{SERVED}: SHA-256 is " in each for each in found)
    assert any("manifests/1.json: redacted: is true, expected false" in each for each in found)


@pytest.mark.parametrize("paper_id", [ONE, THIRD])
def test_a_paper_without_its_folder_is_found(site: Path, paper_id: str) -> None:
    shutil.rmtree(site / "paper" / paper_id)
    (found,) = findings(site)
    assert found.startswith(f"paper/{paper_id}: is missing")


def test_a_folder_that_the_ledger_does_not_list_is_found(site: Path) -> None:
    (site / "paper" / STRANGER).mkdir()
    (found,) = findings(site)
    assert found.startswith(f"paper/{STRANGER}: is not a paper that the ledger lists")


def test_a_build_without_manifests_has_none_to_check(site: Path) -> None:
    for paper_id in (ONE, OTHER):
        (site / "paper" / paper_id / "manifest.json").unlink()

    def forget(data: dict[str, Any]) -> None:
        for each in data["papers"]:
            each["manifest_sha256"] = None

    change(site / "ledger.json", forget)
    assert findings(site) == []


# ---------------------------------------------------------------- hostile ledgers


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x",
        b"[]",
        b"null",
        b"{}",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"contract_version":"ledger-v1.0","events":[' + b'{"a":' * 100_000,
        b'{"contract_version":"ledger-v2.0","events":[],"papers":[],"removed":[]}',
        b'{"contract_version":"ledger-v1.0","events":{},"papers":[],"removed":[]}',
        b'{"contract_version":"\\u001b[2J","events":[],"papers":[],"removed":[]}',
    ],
)
def test_what_is_no_ledger_is_refused_with_a_reason(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "ledger.json").write_bytes(data)
    for where in (tmp_path, tmp_path / "ledger.json"):
        with pytest.raises(LedgerError) as refused:
            LedgerProof(where)
        assert str(refused.value).isprintable()


def test_a_folder_without_a_ledger_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match=r"has no ledger\.json; pass the folder of a built site"):
        LedgerProof(tmp_path)


@pytest.mark.parametrize("depth", [200, 300, 900])
def test_what_nests_deep_is_a_finding(site: Path, depth: int) -> None:
    deep: Any = 1
    for _ in range(depth):
        deep = [deep]
    file = site / "ledger.json"
    data = json.loads(file.read_bytes())
    data["events"][0]["event"]["more"] = deep
    data["papers"][0]["more"] = deep
    file.write_text(json.dumps(data))
    assert findings(site)


TERMINAL = "\x1b]0;x\x07\x1b[2J\r\n\u202e\u2028##[add-mask]"
HOSTILE: tuple[Any, ...] = (TERMINAL, [[]], {TERMINAL: 1}, None, 7)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every value in a document, by what holds it and its key there."""
    for key, each in list(value.items() if isinstance(value, dict) else enumerate(value)):
        yield value, key
        if isinstance(each, dict | list):
            yield from places(each)


@pytest.mark.parametrize(
    "value", [TERMINAL, {TERMINAL: TERMINAL}, [TERMINAL], None, -1, 1e300, 2**63]
)
def test_any_value_may_stand_anywhere_and_every_finding_is_one_printable_line(
    published: Path, tmp_path: Path, value: Any
) -> None:
    content = json.loads((published / "ledger.json").read_bytes())
    file = tmp_path / "ledger.json"
    for holder, key in places(content):
        if holder is content:
            continue
        before, holder[key] = holder[key], value
        file.write_text(json.dumps(content))
        holder[key] = before
        assert all(each.isprintable() for each in findings(file))


def test_any_value_may_stand_anywhere_in_the_files_of_a_paper(site: Path) -> None:
    for name in ("manifest.json", "corrections.json", "manifests/1.json"):
        file = site / "paper" / ONE / name
        data = file.read_bytes()
        for key in json.loads(data):
            for value in HOSTILE:
                file.write_text(json.dumps({**json.loads(data), key: value}))
                found = findings(site)
                assert found or name.startswith("manifests/"), "of a redacted one the rest is free"
                assert all(each.isprintable() for each in found)
        file.write_bytes(data)


def test_a_key_cannot_reach_the_terminal(site: Path) -> None:
    change(site / "ledger.json", lambda data: papers(data)[ONE]["kept"].update({TERMINAL: "x"}))
    found = findings(site)
    assert any("\\x1b[2J" in each for each in found)
    assert not any("##[" in each for each in found)
    assert all(each.isprintable() for each in found)


@POSIX
@pytest.mark.parametrize(
    "name", ["manifest.json", "corrections.json", SCRIPT, SERVED, "manifests/1.json"]
)
def test_a_link_is_never_followed(site: Path, tmp_path: Path, name: str) -> None:
    file = site / "paper" / ONE / name
    file.rename(tmp_path / "outside")
    file.symlink_to(tmp_path / "outside")
    (found,) = findings(site)
    assert found == f"paper/{ONE}/{name}: it is a symbolic link, or inside one"


@POSIX
def test_a_folder_that_is_a_link_is_never_followed(site: Path, tmp_path: Path) -> None:
    folder = site / "paper" / ONE / "manifests"
    folder.rename(tmp_path / "outside")
    folder.symlink_to(tmp_path / "outside")
    assert len(findings(site)) == 2
    (site / "paper").rename(tmp_path / "papers")
    (site / "paper").symlink_to(tmp_path / "papers")
    assert len(findings(site)) == 3, "no folder of a paper is there"


@POSIX
def test_a_ledger_that_is_a_link_is_refused(site: Path, tmp_path: Path) -> None:
    (site / "ledger.json").rename(tmp_path / "outside")
    (site / "ledger.json").symlink_to(tmp_path / "outside")
    with pytest.raises(LedgerError, match="symbolic link"):
        LedgerProof(site)


@POSIX
def test_a_pipe_is_no_file_and_nobody_waits_for_it(site: Path) -> None:
    for name in ("manifest.json", SERVED):
        (site / "paper" / ONE / name).unlink()
        os.mkfifo(site / "paper" / ONE / name)
    assert [each.rpartition(": ")[2] for each in findings(site)] == ["it is not a regular file"] * 2


def test_a_folder_in_the_place_of_a_file_is_no_file(site: Path) -> None:
    (site / "paper" / ONE / "manifest.json").unlink()
    (site / "paper" / ONE / "manifest.json").mkdir()
    assert len(findings(site)) == 1


def test_a_link_above_the_folder_is_the_users_own(site: Path, tmp_path: Path) -> None:
    if sys.platform != "win32":
        (tmp_path / "current").symlink_to(site)
        assert findings(tmp_path / "current") == []


# ---------------------------------------------------------------- the command


def test_a_sound_ledger_exits_with_0_and_counts(published: Path, call: Call) -> None:
    done = call("verify", "ledger", published, cwd=published)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "2 papers, 1 removed, 4 events, 9 files read: all match the ledger\n"


def test_findings_exit_with_1_a_line_each(site: Path, call: Call) -> None:
    change(site / "paper" / ONE / "manifest.json", lambda data: data["work"].update(title="x"))
    done = call("verify", "ledger", site, cwd=site)
    first, last = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (1, "")
    assert first.startswith(f"paper/{ONE}/manifest.json: SHA-256 is ")
    assert last == "2 papers, 1 removed, 4 events, 9 files read: 1 finding"


def test_what_cannot_be_read_exits_with_2(tmp_path: Path, call: Call) -> None:
    (tmp_path / "x.json").write_text("{}")
    for words in (["nowhere"], ["x.json"], ["."]):
        done = call("verify", "ledger", *words, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
