"""The GitHub Action: its own scripts, run with bash on a project that is published on a server."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from sitegen.cli import sitegen
from tests.ci.running import ACTION, Bash, Runner, read
from tests.command_line import SCRIPT, environment
from tests.reading_back import BuiltSite
from tests.serving import served
from tests.worlds import ONE, OTHER, WITHOUT_PDF, World

COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::")
HOSTILE = "::error::x %0A::set-output name=held::y"
# The packages are installed already: of them all, the action is given the command.
INSTALL = f'#!/bin/sh\nmkdir -p "$1/bin" && ln -sf "{SCRIPT}" "$1/bin/sitegen"\n'


class Repository(World):
    """A project in a repository, and a server that its site is published on."""

    def __init__(self, folder: Path, temp: Path, address: str) -> None:
        super().__init__(folder)
        self.temp, self.address, self.public = temp, address, temp / "public"
        self.fill()
        settings = self.records / "site.yaml"
        text = settings.read_text("utf-8")
        settings.write_text(re.sub(r"(?m)^base_url: .*", f"base_url: {address}", text), "utf-8")
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit()
        self.git("update-ref", "refs/remotes/origin/main", "HEAD")
        install = temp / "action" / "scripts" / "ci" / "install"
        install.parent.mkdir(parents=True)
        install.write_text(INSTALL)
        install.chmod(0o755)

    def git(self, *words: str) -> None:
        who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        subprocess.run(
            ["git", *who, *words], cwd=self.folder, env=environment(), check=True, timeout=60
        )

    def commit(self) -> None:
        self.git("add", "records")
        self.git("commit", "--quiet", "--message", "records")

    def publish(self) -> None:
        """Publish what the records say now, and forget that it was built here."""
        self.build()
        shutil.copytree(self.output, self.public, dirs_exist_ok=True)
        shutil.rmtree(self.output)
        shutil.rmtree(self.folder / ".sitegen", ignore_errors=True)

    def act(self, base_ref: str = "", **inputs: str) -> Bash:
        runner = Runner(self.folder, self.temp, self.temp / "action")
        given = {name.replace("_", "-"): text for name, text in inputs.items()}
        return runner.run(read(ACTION), given, GITHUB_BASE_REF=base_ref, no_proxy="*")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Repository]:
    public = tmp_path / "temp" / "public"
    public.mkdir(parents=True)
    (public / "404.html").write_text("nothing here")
    with served(BuiltSite(public), "") as address:
        (tmp_path / "work").mkdir()
        yield Repository(tmp_path / "work", tmp_path / "temp", address)


def publish(world: Repository, **inputs: str) -> Bash:
    return world.act(publish="true", **{"formats": ",".join(WITHOUT_PDF), **inputs})


def lines(done: Bash, output: str) -> list[list[str]]:
    text = Path(done.outputs[output]).read_text("utf-8")
    return [line.split("\t") for line in text.splitlines()]


# ---------------------------------------------------------------- checking


def test_clean_records_pass_and_the_summary_counts_them(world: Repository) -> None:
    done = world.act()
    assert (done.code, done.outputs["exit-code"], done.stdout) == (0, "0", "")
    assert re.search(r"^    2 papers checked, .*: 0 errors", done.summary, re.M)
    assert json.loads(Path(done.outputs["sarif"]).read_text())["runs"][0]["results"] == []
    assert done.outputs["site"] == done.outputs["held"] == ""


def test_a_mistake_fails_and_is_annotated_at_its_line(world: Repository) -> None:
    world.paper("one", ONE, titel=HOSTILE)
    done = world.act()
    assert (done.code, done.outputs["exit-code"], done.outputs["diff"]) == (1, "1", "")
    [(severity, properties)] = COMMAND.findall(done.stdout)
    assert severity == "error"
    assert properties.startswith("file=records/papers/one/manifest.yaml,line=")
    assert all(line.startswith("::error file=records/") for line in done.stdout.splitlines())
    [result] = json.loads(Path(done.outputs["sarif"]).read_text())["runs"][0]["results"]
    assert result["level"] == "error"


def test_a_pull_request_is_compared_with_the_branch_that_it_goes_to(world: Repository) -> None:
    world.paper("one", ONE, title="Changed without a word")
    world.commit()
    assert world.act().code == 0
    done = world.act(base_ref="main")
    assert done.code == 1
    assert "title=SG804" in done.stdout


@pytest.mark.skipif("diff" not in sitegen.commands, reason="there is no `sitegen diff`")
def test_what_readers_would_notice_is_in_the_summary_and_in_a_report(world: Repository) -> None:
    world.paper("one", ONE, submitted="2026-07-01", doi="10.5281/zenodo.1234567")
    world.commit()
    done = world.act(base_ref="main")
    assert done.code == 0, done.stderr
    diff = Path(done.outputs["diff"]).read_text("utf-8")
    assert "5EED0001" in diff
    assert diff in done.summary


def test_a_base_that_is_not_there_fails_as_wrong_use_and_hands_over_no_report(
    world: Repository,
) -> None:
    done = world.act(against="git:origin/gone")
    assert (done.code, done.outputs["exit-code"], done.outputs["sarif"]) == (2, "2", "")
    assert "origin/gone" in done.stderr


# ---------------------------------------------------------------- publishing


def test_a_bad_record_is_held_back_and_everything_else_goes_out(world: Repository) -> None:
    world.publish()
    world.paper("one", ONE, titel="A slip", title="Never to be seen")
    world.paper("other", OTHER, submitted="2026-06-01", doi="10.5281/zenodo.1234567")
    done = publish(world)
    assert (done.code, done.outputs["exit-code"]) == (0, "5"), done.stderr
    assert done.outputs["held"] == f"records/papers/one: {ONE} stays as it was published"
    page = f"paper/{ONE}/index.html"
    assert (world.output / page).read_bytes() == (world.public / page).read_bytes()
    changed = [path for what, path, _ in lines(done, "changes") if what == "changed"]
    assert f"paper/{OTHER}/index.html" in changed
    assert page not in changed
    assert f"    held: {done.outputs['held']}" in done.summary.splitlines()
    assert "file=records/papers/one/manifest.yaml,line=" in done.stdout
    assert json.loads(Path(done.outputs["sarif"]).read_text())["runs"][0]["results"]


def test_a_hostile_name_that_is_held_back_adds_no_output_and_no_command(
    world: Repository,
) -> None:
    world.publish()
    (world.records / "papers" / HOSTILE).mkdir()
    (world.records / "papers" / HOSTILE / "manifest.yaml").write_text("work: []\n")
    done = publish(world)
    assert done.outputs["exit-code"] == "5", done.stderr
    [held] = done.outputs["held"].splitlines()
    assert "new, so it stays out" in held
    said = [*done.stdout.splitlines(), *done.stderr.splitlines()]
    assert not [line for line in said if line.startswith("::") and not COMMAND.match(line)]
    assert all("title=SG" in line for line in said if line.startswith("::"))


def test_what_was_published_and_is_changed_without_a_word_does_not_go_out(
    world: Repository,
) -> None:
    world.publish()
    world.paper("one", ONE, submitted="2026-07-01", title="Changed without a word")
    done = publish(world)
    assert done.outputs["exit-code"] == "5"
    assert "title=SG804" in done.stdout
    assert lines(done, "changes") == []


def test_mistakes_that_are_no_papers_own_fail_and_leave_no_site_to_deploy(
    world: Repository,
) -> None:
    world.publish()
    world.write("pages/about.md", "no head at all")
    done = publish(world)
    assert (done.code, done.outputs["exit-code"]) == (1, "1")
    assert done.outputs["site"] == done.outputs["changes"] == ""


def test_the_first_publication_has_to_be_said_and_then_uploads_everything(
    world: Repository,
) -> None:
    done = publish(world)
    assert (done.code, done.outputs["exit-code"], done.outputs["site"]) == (2, "2", "")
    assert "the first time, say so by --first-publication" in done.stderr
    done = publish(world, first_publication="true")
    assert (done.code, done.outputs["exit-code"]) == (0, "0"), done.stdout
    assert {what for what, _, _ in lines(done, "changes")} == {"added"}
    assert (world.folder / done.outputs["site"] / "index.html").is_file()


def test_an_input_is_never_a_part_of_a_script(world: Repository) -> None:
    done = world.act(records="$(touch owned); touch owned; \"; touch owned; '")
    assert done.code == 2
    assert not list(world.folder.rglob("owned"))
