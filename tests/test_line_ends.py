"""Files whose line ends git changed: never a correction to announce, always a remedy that works."""

from __future__ import annotations

import hashlib
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.command_line import Call, Done
from tests.history.test_git import commit, git, nobodys_configuration

__all__ = ["nobodys_configuration"]  # a fixture
MANIFEST = "records/papers/example/manifest.yaml"
SCRIPT, RESULTS = "artifacts/listen.py", "artifacts/results.json"
FOLDER = "records/papers/example"
NEVER = ("announce it", "restore it", "restore the file", "write its new digest")


@pytest.fixture
def published(tmp_path: Path, call: Call) -> Path:
    """A repository with a new project, whose example paper was published."""
    folder = tmp_path / "published"
    assert call("init", folder, "--ci", "none", cwd=tmp_path).returncode == 0
    without_draft(folder)
    git(folder, "init", "--quiet")
    commit_all(folder)
    build(folder, call, "--first-publication")
    return folder


def without_draft(folder: Path) -> None:
    file = folder / MANIFEST
    file.write_bytes(re.sub(rb"(?m)^draft: true.*\n", b"", file.read_bytes()))


def commit_all(folder: Path) -> None:
    git(folder, "add", "--all", ".")
    git(folder, "commit", "--quiet", "--allow-empty", "-m", "records")


def build(folder: Path, call: Call, *words: str) -> None:
    done = call("build", "--no-pdf", *words, cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr


def on_windows(folder: Path) -> Path:
    """A clone with Windows line ends, of a project without .gitattributes."""
    (folder / ".gitattributes").unlink(missing_ok=True)
    commit_all(folder)
    clone = folder.with_name("windows")
    git(folder.parent, "clone", "--quiet", "-c", "core.autocrlf=true", folder.name, clone.name)
    return clone


def validate(folder: Path, call: Call, published: Path, base: str = "site") -> Done:
    bases = {"site": published / "site", "ledger": published / "site/ledger.json"}
    return call("validate", "--against", str(bases.get(base, base)), cwd=folder)


def codes(done: Done) -> list[str]:
    """The rules of the errors, in order."""
    return re.findall(r": (SG[0-9]{3}) error:", done.stdout + done.stderr)


def follow(done: Done, folder: Path) -> None:
    """Do what the findings say."""
    text = done.stdout + done.stderr
    for line in dict.fromkeys(re.findall(r"add `([^`]*)` to \.gitattributes", text)):
        with (folder / ".gitattributes").open("a") as file:
            file.write(f"{line}\n")
    commands = re.findall(r"`(git [^`]*)`", text)
    assert commands
    for command in dict.fromkeys(commands):
        subprocess.run(shlex.split(command), cwd=folder, check=True, capture_output=True)


def says_nothing_wrong(done: Done) -> None:
    text = done.stdout + done.stderr
    assert "line endings" in text
    assert "sitegen correct example" not in text
    for words in NEVER:
        assert words not in text, text


# ---------------------------------------------------------------- new projects


def test_a_new_project_has_the_same_bytes_with_windows_line_ends(
    published: Path, call: Call
) -> None:
    clone = published.with_name("windows")
    words = ("clone", "--quiet", "-c", "core.autocrlf=true", published.name, clone.name)
    git(published.parent, *words)
    done = validate(clone, call, published)
    assert (done.returncode, codes(done)) == (0, [])
    build(clone, call, "--against", str(published / "site"))
    for page in ("SHA256SUMS", "ledger.json"):
        assert (clone / "site" / page).read_bytes() == (published / "site" / page).read_bytes()


@pytest.mark.parametrize("present", ["", "*.py text\n", "* text=auto eol=lf\n"])
def test_a_project_with_gitattributes_is_told_what_is_missing(
    present: str, tmp_path: Path, call: Call
) -> None:
    (tmp_path / ".gitattributes").write_text(present)
    git(tmp_path, "init", "--quiet")
    done = call("init", ".", "--ci", "none", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / ".gitattributes").read_text() == present
    said = "Add these lines to .gitattributes, or git changes the bytes of artifacts:\n"
    assert "unchanged: .gitattributes\n" + said in done.stdout
    lines = [
        each.strip() for each in done.stdout.partition(said)[2].partition("\n\n")[0].split("\n")
    ]
    assert "records/papers/*/artifacts/** -text" in lines
    assert "records/papers/*/superseded/** -text" in lines
    assert ("* text=auto eol=lf" in lines) == ("eol=lf" not in present)


def test_a_project_with_all_lines_is_told_nothing(published: Path, call: Call) -> None:
    folder = published.with_name("again")
    folder.mkdir()
    shutil.copy(published / ".gitattributes", folder)
    done = call("init", ".", "--ci", "none", cwd=folder)
    assert "Add these lines" not in done.stdout


# ---------------------------------------------------------------- artifacts


@pytest.mark.parametrize("base", ["site", "ledger"])
def test_changed_line_ends_are_not_a_correction(base: str, published: Path, call: Call) -> None:
    clone = on_windows(published)
    assert b"\r\n" in (clone / FOLDER / SCRIPT).read_bytes()
    done = validate(clone, call, published, base)
    assert codes(done) == ["SG808", "SG808"]
    says_nothing_wrong(done)
    assert f'"{SCRIPT}" has CRLF line endings instead of LF' in done.stdout + done.stderr
    follow(done, clone)
    done = validate(clone, call, published, base)
    assert (done.returncode, codes(done)) == (0, [])


def test_a_commit_has_the_same_text(published: Path, call: Call) -> None:
    clone = on_windows(published)
    assert codes(validate(clone, call, published, "git:HEAD")) == []


def test_sitegen_correct_announces_no_line_ends(published: Path, call: Call) -> None:
    clone = on_windows(published)
    words = ("--type", "ARTIFACT", "--note", "New bytes.", "--against", str(published / "site"))
    done = call("correct", "example", *words, cwd=clone)
    assert done.returncode == 2
    says_nothing_wrong(done)
    assert not (clone / FOLDER / "corrections.yaml").exists()


def test_a_real_change_is_announced_and_line_ends_beside_it_are_not(
    published: Path, call: Call
) -> None:
    clone = on_windows(published)
    script = clone / FOLDER / SCRIPT
    script.write_bytes(script.read_bytes() + b"# changed\r\n")
    done = validate(clone, call, published)
    assert sorted(codes(done)) == ["SG804", "SG808", "SG808"]
    text = done.stdout + done.stderr
    assert "artifacts[0].sha256 was published as" in text
    assert f'"{RESULTS}" has CRLF line endings instead of LF' in text
    assert f'"{SCRIPT}" has CRLF' not in text
    assert "artifacts[1]" not in text


def test_the_digest_in_the_manifest_may_be_that_of_other_line_ends(
    published: Path, call: Call
) -> None:
    with_digests(published)
    clone = on_windows(published)
    done = call("validate", cwd=clone)
    assert codes(done) == ["SG406", "SG406"]
    says_nothing_wrong(done)
    follow(done, clone)
    assert codes(call("validate", cwd=clone)) == []


def test_line_ends_that_git_took_away_come_back_by_saving(published: Path, call: Call) -> None:
    script = published / FOLDER / SCRIPT
    script.write_bytes(script.read_bytes().replace(b"\n", b"\r\n"))
    with_digests(published)
    (published / ".gitattributes").write_text("* text=auto\n")
    build(published, call, "--first-publication", "--output", "again")
    commit_all(published)
    clone = published.with_name("linux")
    git(published.parent, "clone", "--quiet", published.name, clone.name)
    assert b"\r" not in (clone / FOLDER / SCRIPT).read_bytes()
    done = call("validate", "--against", str(published / "again"), cwd=clone)
    assert codes(done) == ["SG406"]
    says_nothing_wrong(done)
    text = done.stdout + done.stderr
    assert f'"{SCRIPT}" has LF line endings instead of CRLF' in text
    assert "save the file with CRLF line endings" in text


def test_another_text_is_told_by_its_digest_as_ever(published: Path, call: Call) -> None:
    with_digests(published)
    script = published / FOLDER / SCRIPT
    script.write_bytes(script.read_bytes().replace(b"\n", b"\r\n") + b"more")
    done = call("validate", cwd=published)
    assert codes(done) == ["SG406"]
    assert "restore the file; if it was meant to change" in done.stdout + done.stderr


def with_digests(folder: Path) -> None:
    """Write the digests of its artifacts into the manifest."""
    file = folder / MANIFEST
    text = file.read_text("utf-8")
    for name in (SCRIPT, RESULTS):
        digest = hashlib.sha256((folder / FOLDER / name).read_bytes()).hexdigest()
        assert f"path: {name}}}" in text
        text = text.replace(f"path: {name}}}", f'path: {name}, sha256: "{digest}"}}')
    file.write_text(text, "utf-8")


# ---------------------------------------------------------------- what corrections replaced


@pytest.fixture
def corrected(published: Path, call: Call) -> Path:
    """The project with a published correction of the title and an artifact."""
    script, file = published / FOLDER / SCRIPT, published / MANIFEST
    script.write_bytes(script.read_bytes() + b"# better\n")
    text = file.read_text("utf-8")
    file.write_text(re.sub(r"(?m)^  title: .*", "  title: Another title", text, count=1), "utf-8")
    words = ("--type", "METADATA", "--note", "A new title.", "--against", "site")
    done = call("correct", "example", *words, cwd=published)
    assert done.returncode == 0, done.stderr
    build(published, call, "--against", "site")
    return published


def test_replaced_files_are_told_by_their_line_ends(corrected: Path, call: Call) -> None:
    clone = on_windows(corrected)
    done = validate(clone, call, corrected)
    assert codes(done) == ["SG513"]
    says_nothing_wrong(done)
    follow(done, clone)
    done = validate(clone, call, corrected)
    assert codes(done) == ["SG808"] * 3
    says_nothing_wrong(done)
    assert '"superseded/1.json" has CRLF' in done.stdout + done.stderr
    follow(done, clone)
    assert codes(validate(clone, call, corrected)) == []


def test_the_manifest_that_a_new_event_keeps_is_told_by_its_line_ends(
    corrected: Path, call: Call
) -> None:
    text = (corrected / MANIFEST).read_text("utf-8")
    (corrected / MANIFEST).write_text(text.replace("Another title", "A third title"), "utf-8")
    words = ("--type", "METADATA", "--note", "A new title.", "--against", "site")
    assert call("correct", "example", *words, cwd=corrected).returncode == 0
    kept = corrected / FOLDER / "superseded/2.json"
    kept.write_bytes(kept.read_bytes().replace(b"\n", b"\r\n"))
    commit_all(corrected)
    done = validate(corrected, call, corrected)
    assert codes(done) == ["SG805"]
    says_nothing_wrong(done)
    assert "superseded/2.json has CRLF line endings instead of LF" in done.stdout + done.stderr


def test_the_line_of_a_redacted_file_may_have_other_line_ends(corrected: Path, call: Call) -> None:
    (kept,) = (corrected / FOLDER / "superseded/artifacts").glob("*/*")
    name = kept.relative_to(corrected / FOLDER).as_posix()
    digest = hashlib.sha256(kept.read_bytes()).hexdigest()
    kept.write_bytes(f"Redacted. SHA-256 of what stood here: {digest}\n".encode())
    assert codes(call("validate", cwd=corrected)) == []
    clone = on_windows(corrected)
    done = call("validate", cwd=clone)
    assert codes(done) == ["SG513"]
    says_nothing_wrong(done)
    assert f'"{name}" has CRLF' in done.stdout + done.stderr
    follow(done, clone)
    assert codes(call("validate", cwd=clone)) == []


# ---------------------------------------------------------------- published sites


@pytest.fixture
def transferred(corrected: Path) -> Path:
    """The published site, whose text files a transfer gave other line ends."""
    copy = corrected.with_name("transferred")
    shutil.copytree(corrected / "site", copy)
    for file in copy.rglob("*"):
        if file.is_file() and b"\0" not in file.read_bytes() and file.name != "SHA256SUMS":
            file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    return copy


def test_a_site_with_other_line_ends_is_told_so(transferred: Path, call: Call) -> None:
    done = call("verify", "site", transferred, cwd=transferred.parent)
    assert done.returncode == 1
    assert "all of the changed files differ only in their line endings" in done.stdout
    assert "add `* -text` to the .gitattributes of its branch" in done.stdout
    page = transferred / "index.html"
    page.write_bytes(page.read_bytes() + b"more")
    done = call("verify", "site", transferred, cwd=transferred.parent)
    assert re.search(r"\n[0-9]+ of the changed files differ only in their", done.stdout)


def test_a_ledger_with_other_line_ends_is_told_so(transferred: Path, call: Call) -> None:
    done = call("verify", "ledger", transferred, cwd=transferred.parent)
    assert done.returncode == 1
    for name in ("manifest.json", "manifests/1.json", "listen.py"):
        line = next(
            each for each in done.stdout.splitlines() if name in each and "has CRLF" in each
        )
        assert "CRLF line endings instead of LF" in line


def test_an_import_says_which_files_have_other_line_ends(transferred: Path, call: Call) -> None:
    done = call("import", transferred, "--records", "new/records", cwd=transferred.parent)
    text = done.stdout + done.stderr
    assert "has CRLF line endings instead of LF" in text
    assert "has the digest" not in text


def test_a_list_of_digests_with_other_line_ends_is_told_so(corrected: Path, call: Call) -> None:
    sums = corrected / "site/SHA256SUMS"
    sums.write_bytes(sums.read_bytes().replace(b"\n", b"\r\n"))
    done = call("verify", "site", "site", cwd=corrected)
    assert done.returncode == 2
    assert "SHA256SUMS:1: it has CRLF line endings instead of LF" in done.stderr
    commit(corrected)
