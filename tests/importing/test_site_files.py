"""Files of a published site for an import: damaged, hostile, or missing."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sitegen.importing.site_files import SiteFileError, SiteFiles
from sitegen.reading.paper_source import REDACTED_LINE
from tests.importing.imports import imported, large
from tests.worlds import OTHER


def links(file: Path) -> None:
    target = file.with_name("elsewhere")
    file.rename(target)
    file.symlink_to(target)


def pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (Path.unlink, "missing"),
        (links, "a symbolic link"),
        (pipe, "not a regular file"),
        (large, "bytes"),
    ],
)
@pytest.mark.parametrize("has_sums", [True, False])
def test_a_file_that_is_none_is_named(
    damage: Callable[[Path], None], why: str, has_sums: bool, site: Path, tmp_path: Path
) -> None:
    damage(site / f"paper/{OTHER}/manifest.json")
    if not has_sums:
        (site / "SHA256SUMS").unlink()
    done = imported(site, tmp_path / "records")
    (finding,) = [each for each in done.findings if each.file.endswith("manifest.json")]
    assert why in finding.what
    assert done.written == 2


# ---------------------------------------------------------------- one by one

ADDRESS = "paper/x/"
DIGEST = hashlib.sha256(b"a,b\n").hexdigest()


@pytest.fixture
def files(tmp_path: Path) -> SiteFiles:
    """The files of a site, next to a file that must not be read."""
    (tmp_path / "private").mkdir()
    (tmp_path / "private/data.csv").write_bytes(b"a,b\n")
    folder = tmp_path / "site" / ADDRESS
    folder.mkdir(parents=True)
    (folder / "data.csv").write_bytes(b"a,b\n")
    (folder / "folder").mkdir()
    (folder / "link.csv").symlink_to("data.csv")
    (folder / "outside").symlink_to(tmp_path / "private")
    return SiteFiles(tmp_path / "site", {f"{ADDRESS}data.csv": DIGEST})


def test_a_file_is_taken_with_the_digest_that_it_must_have(
    files: SiteFiles, tmp_path: Path
) -> None:
    path, target = f"{ADDRESS}data.csv", tmp_path / "records/artifacts/data.csv"
    assert files.read(path, DIGEST) == b"a,b\n"
    files.copy(path, DIGEST, target)
    assert target.read_bytes() == b"a,b\n"
    with pytest.raises(SiteFileError, match=f"has the digest {DIGEST}, but the published one is 0"):
        files.read(path, "0" * 64)
    with pytest.raises(SiteFileError, match=f"has the digest {DIGEST}, but the published one is 0"):
        files.copy(path, "0" * 64, target.with_name("other"))


@pytest.mark.parametrize(
    ("path", "why"),
    [
        (f"{ADDRESS}link.csv", "a symbolic link"),
        (f"{ADDRESS}outside/data.csv", "inside one"),
        ("../private/data.csv", "'..' is not the name of a file"),
        (f"{ADDRESS}../../../private/data.csv", "'..' is not the name of a file"),
        (f"{ADDRESS}folder", "it is not a regular file"),
        (f"{ADDRESS}data.csv/x", "cannot be read"),
        (f"{ADDRESS}nothing", "is missing"),
    ],
)
def test_what_is_no_file_of_the_site_is_neither_read_nor_copied(
    path: str, why: str, files: SiteFiles, tmp_path: Path
) -> None:
    for take in (
        lambda: files.read(path, DIGEST),
        lambda: files.read_pdf(path),
        lambda: files.redacted_manifest(path),
        lambda: files.redacted_line(path, DIGEST),
        lambda: files.copy(path, DIGEST, tmp_path / "records/copy"),
    ):
        with pytest.raises(SiteFileError, match=why) as caught:
            take()
        assert caught.value.path == path
    assert not (tmp_path / "records/copy").exists()


def test_what_was_taken_out_left_one_line_with_its_digest(files: SiteFiles, tmp_path: Path) -> None:
    path = f"{ADDRESS}data.csv"
    for line in (b"", b"a,b\n", REDACTED_LINE.format("0" * 64).encode()):
        (tmp_path / "site" / path).write_bytes(line)
        with pytest.raises(SiteFileError, match=f"the digest {DIGEST} was removed"):
            files.redacted_line(path, DIGEST)
    line = REDACTED_LINE.format(DIGEST).encode()
    (tmp_path / "site" / path).write_bytes(line)
    assert files.redacted_line(path, DIGEST) == line
    (tmp_path / "site" / path).write_bytes(line + b"<script>")
    with pytest.raises(SiteFileError, match="does not say"):
        files.redacted_line(path, DIGEST)


def test_a_redacted_manifest_is_compared_with_the_list_of_the_site(
    files: SiteFiles, tmp_path: Path
) -> None:
    path = f"{ADDRESS}data.csv"
    assert files.redacted_manifest(path) == b"a,b\n"
    (tmp_path / "site" / path).write_bytes(b"{}")
    with pytest.raises(SiteFileError, match=f"the published one is {DIGEST}"):
        files.redacted_manifest(path)
    assert SiteFiles(tmp_path / "site", {}).redacted_manifest(path) == b"{}"


def test_a_copy_never_takes_the_place_of_another_file(files: SiteFiles, tmp_path: Path) -> None:
    taken = tmp_path / "records/data.csv"
    taken.parent.mkdir()
    taken.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileExistsError):
        files.copy(f"{ADDRESS}data.csv", DIGEST, taken)
    assert not (tmp_path / "elsewhere").exists()
