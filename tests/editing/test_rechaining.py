"""Two branches that each append an event, merged by real git: the new events are ordered."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sitegen.reading.documents import read_yaml
from tests.command_line import Call, Done
from tests.history.test_git import git, nobodys_configuration
from tests.worlds import ONE, OTHER, World

__all__ = ["nobodys_configuration"]  # a fixture
CORRECTIONS = "records/papers/one/corrections.yaml"
EARLY, MIDDLE, LATE = (f"2026-08-0{day}T09:00:00+00:00" for day in (1, 2, 3))
AS_GIT_LEFT_IT = "as git left it"
ORDERS = ["ours first", "theirs first", AS_GIT_LEFT_IT]
Branch = Callable[["Branches"], None]


class Branches(World):
    """A published project with two branches, `ours` and `theirs`, that part at its commit."""

    call: Call

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.words: dict[str, Any] = {
            "title": "The paper one",
            "abstract": "The abstract of one.",
            "submitted": "2026-07-01",
        }

    def fill(self) -> None:
        super().fill()
        self.paper("one", ONE, **self.words)
        git(self.folder, "init", "--quiet")
        self.commit()
        git(self.folder, "branch", "start")
        self.build()

    def correct(self, at: str, *words: str, against: str = "site", **facts: Any) -> None:
        """Change facts, and announce it."""
        if facts:
            self.paper("one", ONE, **{**self.words, **facts})
        note = ("--type", "METADATA", "--note", f"A note of {at}.")
        done = self.run("correct", "one", *note, "--at", at, *words, "--against", against)
        assert "5EED0001-C" in done.stdout, done.stderr

    def run(self, *words: str | Path) -> Done:
        return self.call(*words, cwd=self.folder)

    def commit(self) -> None:
        """Commit the records alone."""
        git(self.folder, "add", "--all", "records")
        git(self.folder, "commit", "--quiet", "-m", "a change")

    def branch(self, name: str, work: Branch) -> None:
        git(self.folder, "checkout", "--quiet", "-b", name, "start")
        work(self)
        self.commit()

    def merge(self, order: str, **facts: Any) -> None:
        """Merge theirs into ours, and resolve the conflict: both events stay, and both changes."""
        git(self.folder, "checkout", "--quiet", "ours")
        merging = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "merge", "theirs"]
        done = subprocess.run(merging, cwd=self.folder, capture_output=True, text=True, check=False)
        assert "CONFLICT" in done.stdout
        assert "\n>>>>>>> theirs\n" in (self.folder / CORRECTIONS).read_text()
        if order != AS_GIT_LEFT_IT:
            self._keep_both(order)
        for name in git(self.folder, "diff", "--name-only", "--diff-filter=U").split():
            if "superseded" in name:
                git(self.folder, "checkout", "--quiet", "--ours", "--", name)
        self.paper("one", ONE, **{**self.words, **facts})

    def _keep_both(self, order: str) -> None:
        ours, theirs = (git(self.folder, "show", f":{n}:{CORRECTIONS}") for n in (2, 3))
        texts = [theirs, ours] if order == "theirs first" else [ours, theirs]
        head, _, _ = ours.partition("correction_events:\n")
        events = [text.partition("correction_events:\n")[2] for text in texts]
        blocks = [f"  - {each}" for text in events for each in re.split(r"(?m)^  - ", text)[1:]]
        unique = dict.fromkeys(f"{block.rstrip()}\n" for block in blocks)
        (self.folder / CORRECTIONS).write_text(f"{head}correction_events:\n{''.join(unique)}")

    def publish(self, name: str) -> None:
        """Build the site from a branch."""
        git(self.folder, "checkout", "--quiet", name)
        assert not self.build().is_stopped

    def rechain(self, against: str = "site") -> Done:
        done = self.run("correct", "--rechain", "--against", against)
        assert done.returncode == 0, done.stderr
        return done

    def passes(self, *bases: str) -> bool:
        for base in bases:
            done = self.run("validate", "--against", base)
            assert done.returncode == 0, done.stderr
        return True

    def events(self) -> list[dict[str, Any]]:
        document, _ = read_yaml((self.folder / CORRECTIONS).read_bytes(), "")
        assert document
        found: list[dict[str, Any]] = document.data["correction_events"]
        return found

    def ids(self) -> list[tuple[str, str]]:
        """The numbers of the events, and the days of their notes."""
        return [(each["event_id"][9:], each["public_note"][18:20]) for each in self.events()]

    def kept(self) -> dict[str, str]:
        """The title in each replaced manifest."""
        return {
            path.name: json.loads(path.read_bytes())["work"]["title"]
            for path in (self.records / "papers/one/superseded").glob("*.json")
        }


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    Branches(folder).fill()
    return folder


@pytest.fixture
def branches(prepared: Path, tmp_path: Path, call: Call) -> Branches:
    shutil.copytree(prepared, tmp_path / "project")
    branches = Branches(tmp_path / "project")
    branches.call = call
    return branches


def title(at: str) -> Branch:
    return lambda branch: branch.correct(at, title="Another title")


def abstract(at: str) -> Branch:
    return lambda branch: branch.correct(at, abstract="Another abstract.")


BOTH = {"title": "Another title", "abstract": "Another abstract."}


@pytest.mark.parametrize("order", ORDERS)
def test_where_neither_is_published_the_events_go_by_time(order: str, branches: Branches) -> None:
    branches.branch("ours", title(LATE))
    branches.branch("theirs", abstract(EARLY))
    branches.merge(order, **BOTH)
    assert branches.run("validate", "--against", "site").returncode == 1
    done = branches.rechain()
    assert "5EED0001-C1 is now 5EED0001-C2" in done.stdout
    assert branches.ids() == [("C1", "01"), ("C2", "03")]
    assert branches.kept() == {"1.json": "The paper one", "2.json": "The paper one"}
    assert branches.passes("site", "site/ledger.json", "git:start")


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("published", ["ours", "theirs"])
def test_what_is_published_stays_and_the_other_follows_it(
    published: str, order: str, branches: Branches
) -> None:
    branches.branch("ours", title(LATE))
    branches.branch("theirs", abstract(EARLY))
    branches.publish(published)
    git(branches.folder, "checkout", "--quiet", "ours")
    before = git(branches.folder, "show", f"{published}:{CORRECTIONS}").splitlines()
    branches.merge(order, **BOTH)
    branches.rechain()
    first, second = ("03", "01") if published == "ours" else ("01", "03")
    assert branches.ids() == [("C1", first), ("C2", second)]
    # An event is public only after those that were published before it.
    assert [each["corrected_at"][:10] for each in branches.events()] == (
        ["2026-08-03"] * 2 if published == "ours" else ["2026-08-01", "2026-08-03"]
    )
    after = (branches.folder / CORRECTIONS).read_text().splitlines()
    assert after[: len(before)] == before
    is_ours = published == "ours"
    assert branches.kept()["2.json"] == ("Another title" if is_ours else "The paper one")
    assert branches.passes("site", f"git:{published}")


def test_in_the_middle_of_a_merge_our_branch_is_what_was_published(branches: Branches) -> None:
    branches.branch("ours", title(EARLY))
    branches.branch("theirs", abstract(LATE))
    branches.merge("ours first", **BOTH)
    assert branches.run("correct", "--rechain").returncode == 0
    assert branches.ids() == [("C1", "01"), ("C2", "03")]
    assert branches.passes("git:HEAD", "git:ours")
    assert branches.kept() == {"1.json": "The paper one", "2.json": "Another title"}


@pytest.mark.parametrize("order", ORDERS)
def test_to_rechain_twice_changes_nothing_more(order: str, branches: Branches) -> None:
    branches.branch("ours", title(LATE))
    branches.branch("theirs", abstract(EARLY))
    branches.merge(order, **BOTH)
    branches.rechain()
    branches.commit()
    assert branches.rechain().stdout.startswith("nothing to repair")
    assert git(branches.folder, "status", "--short", "records") == ""


def test_only_what_has_to_change_is_shown_before_it_is_written(branches: Branches) -> None:
    branches.branch("ours", title(EARLY))
    branches.branch("theirs", abstract(LATE))
    branches.merge("ours first", **BOTH)
    before = (branches.folder / CORRECTIONS).read_text()
    done = branches.run("correct", "--rechain", "one", "--dry-run", "--against", "site")
    added = [line for line in done.stdout.splitlines() if re.match("[-+] ", line)]
    assert [line.partition(":")[0] for line in added] == [
        "-  - event_id",
        "+  - event_id",
        "+    previous_event_sha256",
    ]
    assert (branches.folder / CORRECTIONS).read_text() == before


@pytest.mark.parametrize("order", ORDERS)
def test_a_lifted_notice_is_that_of_its_own_branch(order: str, branches: Branches) -> None:
    def doubts(branch: Branches) -> None:
        branch.correct(EARLY, "--notice", "expression_of_concern")
        branch.correct(LATE, "--lifts", "5EED0001-C1")

    branches.branch("ours", lambda branch: branch.correct(MIDDLE, "--notice", "erratum"))
    branches.branch("theirs", doubts)
    branches.publish("ours")
    branches.merge(order)
    branches.rechain()
    assert branches.ids() == [("C1", "02"), ("C2", "01"), ("C3", "03")]
    assert branches.events()[2]["lifts"] == "5EED0001-C2"
    assert branches.passes("site")


@pytest.mark.parametrize("order", ORDERS)
def test_a_lifted_notice_is_followed_where_neither_branch_is_published(
    order: str, branches: Branches
) -> None:
    def doubts(branch: Branches) -> None:
        branch.correct(EARLY, "--notice", "expression_of_concern")
        branch.correct(LATE, "--lifts", "5EED0001-C1")

    branches.branch("ours", lambda branch: branch.correct(MIDDLE, "--notice", "erratum"))
    branches.branch("theirs", doubts)
    branches.merge(order)
    branches.rechain()
    assert branches.ids() == [("C1", "01"), ("C2", "02"), ("C3", "03")]
    assert branches.events()[2]["lifts"] == "5EED0001-C1"
    assert branches.passes("site")


def test_a_published_notice_stays_the_one_that_is_lifted(branches: Branches) -> None:
    branches.correct(EARLY, "--notice", "expression_of_concern")
    branches.commit()
    git(branches.folder, "branch", "--force", "start")
    branches.build()
    branches.branch("ours", lambda branch: branch.correct(MIDDLE, "--notice", "erratum"))
    branches.branch("theirs", lambda branch: branch.correct(LATE, "--lifts", "5EED0001-C1"))
    branches.merge("theirs first")
    branches.rechain()
    assert branches.ids() == [("C1", "01"), ("C2", "02"), ("C3", "03")]
    assert branches.events()[2]["lifts"] == "5EED0001-C1"
    assert branches.passes("site", "git:start")


@pytest.mark.parametrize("order", ORDERS)
def test_a_replaced_manifest_moves_with_its_event(order: str, branches: Branches) -> None:
    branches.branch("ours", lambda branch: branch.correct(EARLY, "--notice", "erratum"))
    branches.branch("theirs", title(LATE))
    branches.merge(order, title="Another title")
    done = branches.rechain()
    assert "removed: records/papers/one/superseded/1.json" in done.stdout
    assert branches.kept() == {"2.json": "The paper one"}
    assert branches.passes("site", "git:start")


def test_a_report_that_was_published_meanwhile_is_told_by_the_digests(branches: Branches) -> None:
    def report(branch: Branches) -> None:
        branch.correct(EARLY, manifest={"report": {"sources_retrieved": 3}})

    branches.branch("ours", report)
    branches.branch("theirs", title(LATE))
    branches.publish("ours")
    branches.merge(
        "ours first", title="Another title", manifest={"report": {"sources_retrieved": 3}}
    )
    branches.rechain()
    assert list(branches.events()[1]["replaces"]) == ["facts_sha256", "report_sha256"]
    assert branches.passes("site")


def test_comments_move_with_their_event(branches: Branches) -> None:
    def commented(branch: Branches) -> None:
        branch.correct(EARLY, abstract="Another abstract.")
        path = branch.folder / CORRECTIONS
        path.write_text(path.read_text() + "    # Asked for by a reader.\n")

    branches.branch("ours", title(LATE))
    branches.branch("theirs", commented)
    branches.merge("ours first", **BOTH)
    branches.rechain()
    text = (branches.folder / CORRECTIONS).read_text()
    assert text.index("# Asked for by a reader.") < text.index("5EED0001-C2")
    assert branches.passes("site")


def test_a_record_in_order_is_left_alone(branches: Branches) -> None:
    branches.correct(EARLY, title="Another title")
    branches.commit()
    branches.correct(LATE, against="git:HEAD", title="A third title")
    before = git(branches.folder, "status", "--short", "-uall", "records")
    for base in ("site", "git:HEAD", "git:start"):
        assert branches.rechain(base).stdout.startswith("nothing to repair")
    assert git(branches.folder, "status", "--short", "-uall", "records") == before
    assert branches.kept() == {"1.json": "The paper one", "2.json": "Another title"}


def test_an_event_that_both_branches_have_is_named_with_its_lines(branches: Branches) -> None:
    branches.correct(EARLY, title="Another title")
    path = branches.folder / CORRECTIONS
    event = path.read_text().partition("correction_events:\n")[2]
    path.write_text(f"{path.read_text().rstrip()}\n{event.rstrip()}\n")
    done = branches.run("correct", "--rechain", "--against", "site")
    assert done.returncode == 2
    assert (
        f"{CORRECTIONS}:12: 5EED0001-C1 is the same event as in line 5; delete one" in done.stderr
    )


def test_a_conflict_of_a_paper_that_the_base_does_not_hold_is_not_passed_over(
    branches: Branches,
) -> None:
    branches.branch("ours", title(LATE))
    branches.branch("theirs", abstract(EARLY))
    git(branches.folder, "checkout", "--quiet", "-b", "without", "start")
    git(branches.folder, "rm", "-r", "--quiet", "records/papers/one")
    git(branches.folder, "commit", "--quiet", "-m", "no paper")
    branches.merge(AS_GIT_LEFT_IT, **BOTH)
    done = branches.run("correct", "--rechain", "--against", "git:without")
    assert done.returncode == 2
    assert "git:without lacks the paper" in done.stderr


def test_what_is_no_event_and_differs_between_two_sides_is_settled_by_hand(
    branches: Branches,
) -> None:
    branches.correct(EARLY, title="Another title")
    path = branches.folder / CORRECTIONS
    ours = path.read_text()
    theirs = f"superseded_by: {OTHER}\n{ours}"
    path.write_text(f"<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> theirs\n")
    done = branches.run("correct", "--rechain", "--against", "site")
    assert done.returncode == 2
    assert "the two sides of the merge conflict differ in more than their events" in done.stderr


def test_a_conflict_that_is_not_settled_is_shown_at_its_place(branches: Branches) -> None:
    branches.correct(EARLY, title="Another title")
    path = branches.folder / CORRECTIONS
    path.write_text(f"<<<<<<< HEAD\n{path.read_text()}")
    done = branches.run("correct", "--rechain", "--against", "site")
    assert done.returncode == 1
    assert f"{CORRECTIONS}:1:1: SG106" in done.stderr
    assert "resolve the merge conflict first" in done.stderr


def test_a_published_event_that_was_edited_is_not_mended(branches: Branches) -> None:
    branches.correct(EARLY, title="Another title")
    branches.build()
    path = branches.folder / CORRECTIONS
    path.write_text(path.read_text().replace("A note", "No note"))
    done = branches.run("correct", "--rechain", "--against", "site")
    assert done.returncode == 2
    assert "5EED0001-C1 is missing, or not as it was published in site; restore it" in done.stderr


def test_papers_that_nobody_published_are_left_alone(branches: Branches) -> None:
    new = OTHER.replace("5eed0002", "5eed0003")
    branches.paper("third", new)
    record = f"contract_version: correction-record-v1\nwork: {{id: {new}}}\n"
    branches.write("papers/third/corrections.yaml", record)
    assert branches.rechain().stdout.startswith("nothing to repair")


def test_a_kept_manifest_that_the_merge_spoilt_is_written_anew(branches: Branches) -> None:
    branches.branch("ours", title(LATE))
    branches.branch("theirs", abstract(EARLY))
    branches.merge("ours first", **BOTH)
    branches.write("papers/one/superseded/1.json", "<<<<<<< ours\n")
    branches.rechain()
    assert branches.kept() == {"1.json": "The paper one", "2.json": "The paper one"}
    assert branches.passes("site")


def test_events_in_brackets_that_would_have_to_move_are_left_to_the_editor(
    branches: Branches,
) -> None:
    branches.correct(EARLY, "--notice", "erratum")
    branches.correct(LATE, "--notice", "correction")
    events = ", ".join(json.dumps(each) for each in reversed(branches.events()))
    head = f"contract_version: correction-record-v1\nwork: {{id: {ONE}}}\n"
    (branches.folder / CORRECTIONS).write_text(f"{head}correction_events: [{events}]\n")
    done = branches.run("correct", "--rechain", "--against", "site")
    assert done.returncode == 2
    assert f"{CORRECTIONS}:3:1: the events are in brackets" in done.stderr


@pytest.mark.parametrize("order", ORDERS)
def test_a_saved_ledger_is_enough_where_the_replaced_manifest_is_kept(
    order: str, branches: Branches
) -> None:
    branches.branch("ours", title(LATE))
    branches.branch("theirs", abstract(EARLY))
    branches.merge(order, **BOTH)
    branches.rechain("site/ledger.json")
    assert branches.ids() == [("C1", "01"), ("C2", "03")]
    assert branches.passes("site", "site/ledger.json", "git:start")
