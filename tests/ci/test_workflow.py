"""The workflow that a new project gets: its scripts, run with bash, and what its jobs may do."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from sitegen.diff.markdown_diff import MARKER
from sitegen.publish.checksums import changes
from tests.ci.running import ACTION, EXPRESSION, WORKFLOW, Bash, bash, read
from tests.command_line import environment

JOBS = read(WORKFLOW)["jobs"]
PLACEHOLDERS = read(WORKFLOW)["env"]
# Stands for GitHub: it knows the comments of the file, and keeps what it is asked.
GH = """#!/bin/bash
echo "$@" >> asked
for word; do case $word in body=@*) cp "${word#body=@}" body ;; esac; done
case $* in *--paginate*) cat comments ;; esac
"""
# Stands for a remote: a folder. It breaks off where it is asked for what the file `broken` says.
RCLONE = """#!/bin/bash
echo "$1 ${!#}" >> asked
[ ! -e broken ] || [[ $1 == cat || $1 == lsf || ! ${!#} == *$(cat broken) ]] || exit 1
case $1 in
  copyto) mkdir -p "$(dirname "$4")" && cp "$3" "$4" ;;
  deletefile) rm "$2" ;;
  lsf)
    [ ! -e broken ] || [[ $2 == */SHA256SUMS ]] || exit 1
    [ -e "$2" ] || exit 3
    basename "$2" ;;
  cat) cat "$2" ;;
esac
"""


def script(job: str) -> str:
    [found] = [step["run"] for step in JOBS[job]["steps"] if "run" in step]
    return str(found)


def run(job: str, cwd: Path, **variables: str) -> Bash:
    path = f"{cwd / 'bin'}:{environment()['PATH']}"
    return bash(script(job), cwd, **{"PATH": path, **variables})


def command(folder: Path, name: str, text: str) -> None:
    file = folder / "bin" / name
    file.parent.mkdir()
    file.write_text(text)
    file.chmod(0o755)


# ---------------------------------------------------------------- where sitegen is


def test_a_workflow_that_names_no_sitegen_says_where_to_write_it(tmp_path: Path) -> None:
    done = run("records", tmp_path, **PLACEHOLDERS)
    assert done.code == 2
    assert done.stdout.startswith("::error file=.github/workflows/publish.yml,title=Where is")
    assert "SITEGEN_REPOSITORY" in done.stdout
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("word", ["main", "v1", "1234567", "--upload-pack=x"])
def test_a_name_that_can_be_moved_is_no_commit(word: str, tmp_path: Path) -> None:
    done = run("records", tmp_path, SITEGEN_REPOSITORY="x", SITEGEN_COMMIT=word)
    assert done.code == 2
    assert "SITEGEN_COMMIT has to be the 40 digits of a commit" in done.stdout


def test_the_commit_that_is_named_is_what_runs(tmp_path: Path) -> None:
    source = tmp_path / "source"
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org")

    def git(*words: str) -> str:
        return subprocess.run(
            ["git", "-C", source, *who, *words], check=True, capture_output=True, text=True
        ).stdout.strip()

    source.mkdir()
    git("init", "--quiet", "--initial-branch=main")
    for text in ("old", "new"):
        (source / "action.yml").write_text(text)
        git("add", ".")
        git("commit", "--quiet", "--message", text)
    (tmp_path / "work").mkdir()
    commit = git("rev-parse", "HEAD~1")
    done = run("records", tmp_path / "work", SITEGEN_REPOSITORY=str(source), SITEGEN_COMMIT=commit)
    assert done.code == 0, done.stderr
    assert (tmp_path / "work" / ".sitegen-source" / "action.yml").read_text() == "old"


# ---------------------------------------------------------------- what it says and uploads


def comment(folder: Path, diff: str, earlier: str = "") -> Bash:
    command(folder, "gh", GH)
    (folder / "reports").mkdir()
    (folder / "reports" / "diff.md").write_text(diff, "utf-8")
    (folder / "comments").write_text(earlier)
    return run("comment", folder, GITHUB_REPOSITORY="owner/name", NUMBER="7")


def test_a_pull_request_gets_a_comment_with_the_diff(tmp_path: Path) -> None:
    assert comment(tmp_path, f"{MARKER}\n- a\n").code == 0
    assert (tmp_path / "body").read_text() == f"{MARKER}\n- a\n"
    asked = (tmp_path / "asked").read_text().splitlines()[-1]
    assert "repos/owner/name/issues/7/comments" in asked


def test_the_next_state_of_a_pull_request_takes_the_same_comment(tmp_path: Path) -> None:
    assert comment(tmp_path, "- a\n", earlier="41\n42\n").code == 0
    asked = (tmp_path / "asked").read_text()
    assert f'startswith("{MARKER}")' in asked
    asked = asked.splitlines()[-1]
    assert "--method PATCH repos/owner/name/issues/comments/41 " in asked


def test_a_diff_that_is_too_long_for_a_comment_ends_at_a_line(tmp_path: Path) -> None:
    assert comment(tmp_path, "- word\n" * 20_000).code == 0
    body = (tmp_path / "body").read_text("utf-8")
    assert 59_000 < len(body) < 65_536
    assert body.endswith("- word\n\n… The summary of the run has the rest.\n")


OLD = {"index.html": "old", "gone/a.html": "a", "gone/b.html": "b", "SHA256SUMS": "old"}
NEW = {"index.html": "new", "new.html": "new", "SHA256SUMS": "new"}


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A published site, and what a job is given that is to make another one of it."""
    command(tmp_path, "rclone", RCLONE)
    for folder in ("sitegen-reports", "github-pages"):
        (tmp_path / folder).mkdir()
    for folder, files in (("target", OLD), ("built", NEW)):
        for name, text in files.items():
            (tmp_path / folder / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / folder / name).write_text(text)
    archive = tmp_path / "github-pages" / "artifact.tar"
    subprocess.run(
        ["tar", "--create", "--file", archive, "-C", tmp_path / "built", "."], check=True
    )
    old, new = (
        {name: files[name] for name in files if name != "SHA256SUMS"} for files in (OLD, NEW)
    )
    (tmp_path / "sitegen-reports" / "published").write_text(OLD["SHA256SUMS"])
    lines = [f"{what}\t{path}\tx\n" for what, path in changes(old, new)]
    (tmp_path / "sitegen-reports" / "changes.tsv").write_text("".join(lines))
    return tmp_path / "target"


def sync(target: Path) -> Bash:
    return run("sync", target.parent, TARGET=str(target), RCLONE_CONFIG_TEXT="[site]")


def there(target: Path) -> dict[str, str]:
    files = (each for each in target.rglob("*") if each.is_file())
    return {each.relative_to(target).as_posix(): each.read_text() for each in files}


def test_a_sync_uploads_in_the_order_of_the_list_and_the_sums_last(target: Path) -> None:
    done = sync(target)
    assert done.code == 0, done.stderr
    asked = (target.parent / "asked").read_text().splitlines()
    assert asked[:2] == [f"lsf {target}/SHA256SUMS", f"cat {target}/SHA256SUMS"]
    assert asked[2:] == [
        f"copyto {target}/new.html",
        f"copyto {target}/index.html",
        f"deletefile {target}/gone/b.html",
        f"deletefile {target}/gone/a.html",
        f"copyto {target}/SHA256SUMS",
    ]
    assert there(target) == NEW


@pytest.mark.parametrize(
    "where", ["new.html", "index.html", "gone/b.html", "gone/a.html", "SHA256SUMS"]
)
def test_a_sync_that_breaks_off_has_published_nothing_and_can_be_run_again(
    where: str, target: Path
) -> None:
    broken = target.parent / "broken"
    broken.write_text(where)
    assert sync(target).code != 0
    assert there(target)["SHA256SUMS"] == "old"
    broken.unlink()
    shutil.rmtree(target.parent / "site")
    done = sync(target)
    assert done.code == 0, done.stderr
    assert there(target) == NEW


def test_a_sync_that_is_run_again_after_its_end_changes_nothing(target: Path) -> None:
    assert sync(target).code == 0
    shutil.rmtree(target.parent / "site")
    assert sync(target).code == 0
    assert there(target) == NEW


def test_a_sync_of_an_old_run_does_not_undo_what_a_later_one_has_published(target: Path) -> None:
    later = NEW | {"index.html": "later", "SHA256SUMS": "later"}
    for name, text in later.items():
        (target / name).write_text(text)
    before = there(target)
    done = sync(target)
    assert done.code == 1
    assert "::error title=Another site is published::Start a new run" in done.stdout
    assert there(target) == before


def test_a_first_sync_finds_nothing_published(target: Path) -> None:
    shutil.rmtree(target)
    (target.parent / "sitegen-reports" / "published").write_text("")
    (target.parent / "sitegen-reports" / "changes.tsv").write_text(
        "".join(f"added\t{name}\tx\n" for name in ("new.html", "index.html", "SHA256SUMS"))
    )
    done = sync(target)
    assert done.code == 0, done.stderr
    assert there(target) == NEW


def test_every_attempt_of_a_run_has_its_own_artifacts_and_later_jobs_take_those() -> None:
    made = [
        step["with"]["name"]
        for step in JOBS["records"]["steps"]
        if step.get("uses", "").startswith(("actions/upload-artifact", "actions/upload-pages"))
    ]
    assert sorted(made) == [
        "github-pages-${{ github.run_attempt }}",
        "sitegen-reports-${{ github.run_attempt }}",
    ]
    taken = [
        step["with"].get("name", step["with"].get("artifact_name"))
        for job in ("comment", "scanning", "pages", "sync")
        for step in JOBS[job]["steps"]
        if step.get("uses", "").startswith(("actions/download-artifact", "actions/deploy-pages"))
    ]
    ours = {each.replace("github.run_attempt", "needs.records.outputs.attempt") for each in made}
    assert len(taken) == 5
    assert {*taken} == ours


def test_papers_that_are_held_back_make_the_run_fail_by_name(tmp_path: Path) -> None:
    held = "records/papers/one: stays\nrecords/papers/%0A::warning::x: stays"
    done = run("held", tmp_path, HELD=held)
    assert done.code == 5
    assert done.stdout.splitlines() == [
        "::error title=Held back::records/papers/one: stays",
        "::error title=Held back::records/papers/%250A::warning::x: stays",
    ]


# ---------------------------------------------------------------- what its jobs may do


def test_every_job_has_the_permissions_that_it_needs_and_no_other() -> None:
    assert read(WORKFLOW)["permissions"] == {}
    assert {name: job["permissions"] for name, job in JOBS.items()} == {
        "records": {"contents": "read"},
        "comment": {"pull-requests": "write"},
        "scanning": {"contents": "read", "security-events": "write"},
        "pages": {"pages": "write", "id-token": "write"},
        "sync": {},
        "held": {},
    }


def test_what_a_job_takes_from_another_is_there() -> None:
    given = set(JOBS["records"]["outputs"])
    text = WORKFLOW.read_text("utf-8")
    assert given == {
        word.partition("needs.records.outputs.")[2].split()[0]
        for word in text.replace("}}", " ").splitlines()
        if "needs.records.outputs." in word
    }
    for name, expression in JOBS["records"]["outputs"].items():
        if name == "attempt":
            assert expression == "${{ github.run_attempt }}"
            continue
        name = EXPRESSION.findall(expression)[0].strip().removeprefix("steps.sitegen.outputs.")
        assert name in read(ACTION)["outputs"]
    [step] = [step for step in JOBS["records"]["steps"] if step.get("id") == "sitegen"]
    assert set(step["with"]) <= set(read(ACTION)["inputs"])


def test_the_run_fails_for_held_papers_only_after_the_site_is_out() -> None:
    assert set(JOBS["held"]["needs"]) == {"records", "pages", "sync"}
