"""The site before the last one becomes the new one, whatever happened to it meanwhile."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sitegen.publish.checksums import verify
from sitegen.publish.publisher import forwarding_to, publish, staging_beside, take_over
from sitegen.publish.staging import Staging
from tests.publish.sites import contents, publish_files, stage

ONE, TWO = {"paper/1/index.html": b"1"}, {"paper/2/index.html": b"2", "paper/2/a/b.csv": b"x"}
LISTS = {"index.html": b"list", "month/1/index.html": b"july"}
SITE = ONE | TWO | LISTS


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """An output whose last two sites had the same files."""
    output = tmp_path / "site"
    publish_files(output, SITE)
    publish_files(output, SITE)
    return output


def forward(output: Path, papers: dict[str, bytes], lists: dict[str, bytes]) -> list[str]:
    """Publish a site with these new papers and lists; returns the papers left as they are."""
    whole = contents(output) | papers | lists
    with staging_beside(output) as staging:
        stage(staging, papers | lists)
        found = forwarding_to(output, staging)
        assert found is not None
        settled = [each for each in ("paper/1/", "paper/2/") if found.is_settled(each)]
        moved = take_over(found, staging)
        assert moved is not None
        new = {"/".join(path.split("/")[:2]) + "/" for path in papers}
        for address in new:
            moved.replace(staging.folder, address)
        for address, paths in (("paper/1/", [*ONE]), ("paper/2/", [*TWO])):
            if address not in settled and address not in new:
                moved.settle(paths, address)
        moved.settle_rest(staging.folder, LISTS.keys() - lists.keys(), {"paper/1/", "paper/2/"})
        digests = {path: hashlib.sha256(data).hexdigest() for path, data in whole.items()}
        publish(Staging(moved.folder, output), output, digests, log=lambda text: None)
    assert verify(output).is_clean
    assert contents(output) == whole
    return settled


def previous(output: Path) -> Path:
    return output.parent / ".sitegen" / "previous-site"


def test_what_did_not_change_keeps_its_links_and_times(output: Path) -> None:
    before = {path: (output / path).stat() for path in SITE}
    assert forward(output, {}, {"index.html": b"another"}) == ["paper/1/", "paper/2/"]
    for path in SITE.keys() - {"index.html"}:
        now = (output / path).stat()
        assert (now.st_ino, now.st_ctime_ns) == (before[path].st_ino, before[path].st_ctime_ns)
    assert contents(previous(output)) == SITE


def test_what_changed_in_turn_is_new_in_both_folders(output: Path) -> None:
    for text in (b"1", b"2", b"3"):
        forward(output, dict.fromkeys(ONE, text) | TWO, {"index.html": text})
        forward(output, ONE | dict.fromkeys(TWO, text), {"month/1/index.html": text})


def write_anew(file: Path) -> None:
    file.unlink()
    file.write_bytes(file.name.encode())


def put_a_folder(file: Path) -> None:
    file.unlink()
    (file / "deep").mkdir(parents=True)
    (file / "deep" / "file").touch()


def put_a_link(file: Path) -> None:
    shutil.rmtree(file.parent)
    file.parent.symlink_to("/")


def add_strangers(file: Path) -> None:
    (file.parent / "stranger").touch()
    (file.parent / "new" / "folder").mkdir(parents=True)
    (file.parent / "new" / "file").touch()
    (file.parent / "dangling").symlink_to("nowhere")


DAMAGE: list[Callable[[Path], None]] = [
    *(Path.unlink, write_anew, put_a_folder, put_a_link, add_strangers),
    lambda file: file.parent.chmod(0o700),
]


@pytest.mark.parametrize("path", ["paper/2/index.html", "month/1/index.html"])
@pytest.mark.parametrize("damage", DAMAGE, ids=lambda each: each.__name__)
def test_whatever_was_done_to_it_is_undone(
    output: Path, damage: Callable[[Path], None], path: str
) -> None:
    damage(previous(output) / path)
    forward(output, {}, {"index.html": b"another"})
    assert (output / path).parent.stat().st_mode & 0o777 == 0o755


def test_other_folders_of_papers_and_hidden_files_do_not_stay(output: Path) -> None:
    for name in ("paper/3/index.html", "paper/stray", ".git/config", ".old"):
        (previous(output) / name).parent.mkdir(parents=True, exist_ok=True)
        (previous(output) / name).write_bytes(b"old")
    (output / ".old").write_bytes(b"of the user")
    with staging_beside(output) as staging:
        found = forwarding_to(output, staging)
        assert found is not None
        found.settle_rest(staging.folder, LISTS.keys(), {"paper/1/", "paper/2/"})
    assert contents(previous(output)) == SITE
    assert not (previous(output) / ".git").exists()


def test_without_an_earlier_site_nothing_is_brought_forward(tmp_path: Path, output: Path) -> None:
    shutil.rmtree(previous(output))
    with staging_beside(output) as staging:
        assert forwarding_to(output, staging) is None
    previous(output).symlink_to(tmp_path)
    with staging_beside(output) as staging:
        assert forwarding_to(output, staging) is None
    os.unlink(previous(output))
