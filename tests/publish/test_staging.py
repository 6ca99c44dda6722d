"""A site is put together next to the published one, and keeps its unchanged files."""

from __future__ import annotations

import errno
import hashlib
import multiprocessing
import os
import pickle
from pathlib import Path

import pytest

from sitegen.publish.checksums import published_sums, verify
from sitegen.publish.publisher import publish, staging_beside
from sitegen.publish.staging import Staging
from tests.publish.sites import contents, names, publish_files, stage, state, unable

# ---------------------------------------------------------------- what is published


@pytest.mark.usefixtures("way")
def test_an_artifact_is_copied_from_the_records(output: Path, tmp_path: Path) -> None:
    for content in (b"1,2\n", b"1,3\n", b"1,3\n", b"4" * 3_000_000, b"5" * 3_000_000):
        (tmp_path / "data.csv").write_bytes(content)
        with staging_beside(output) as staging:
            digest = staging.copy("paper/x/artifacts/0/data.csv", tmp_path / "data.csv")
            assert digest == hashlib.sha256(content).hexdigest()
            publish(staging, output, {"paper/x/artifacts/0/data.csv": digest}, log=print)
        assert contents(output) == {"paper/x/artifacts/0/data.csv": content}
        assert verify(output).is_clean


def test_a_link_that_takes_the_place_of_an_artifact_is_not_followed(
    output: Path, tmp_path: Path
) -> None:
    (tmp_path / "private").write_bytes(b"secret")
    (tmp_path / "data.csv").symlink_to("private")
    with staging_beside(output) as staging, pytest.raises(OSError, match=r"data\.csv"):
        staging.copy("data.csv", tmp_path / "data.csv")


@pytest.mark.usefixtures("way")
def test_a_file_can_be_kept_without_being_made(output: Path) -> None:
    publish_files(output, {"index.html": b"one", "paper/x/index.html": b"two"})
    before = names(output)["paper/x/index.html"]
    with staging_beside(output) as staging:
        digests = stage(staging, {"index.html": b"new"})
        staging.keep("paper/x/index.html")
        digests["paper/x/index.html"] = published_sums(output)["paper/x/index.html"]
        publish(staging, output, digests, log=print)
    assert verify(output).is_clean
    assert contents(output) == {"index.html": b"new", "paper/x/index.html": b"two"}
    assert names(output)["paper/x/index.html"] == before


def test_only_what_is_published_can_be_kept(output: Path) -> None:
    with staging_beside(output) as staging, pytest.raises(FileNotFoundError):
        staging.keep("index.html")
    publish_files(output, {"index.html": b"one"})
    with staging_beside(output) as staging, pytest.raises(FileNotFoundError):
        staging.keep("other.html")


@pytest.mark.usefixtures("way")
def test_what_was_dropped_is_not_published(output: Path) -> None:
    publish_files(output, {"index.html": b"one", "paper/x/a/b.csv": b"two"})
    with staging_beside(output) as staging:
        digests = stage(staging, {"index.html": b"one", "paper/x/a/b.csv": b"two", "a/b": b"c"})
        for path in ("paper/x/a/b.csv", "a/b", "index.html"):
            staging.drop(path)
            del digests[path]
        digests["index.html"] = staging.write("index.html", b"new")
        publish(staging, output, digests, log=print)
    assert contents(output) == {"index.html": b"new"}
    assert not (output / "paper" / "x").exists()


@pytest.mark.usefixtures("way")
def test_a_file_that_is_staged_again_never_changes_the_published_one(output: Path) -> None:
    publish_files(output, {"index.html": b"one"})
    with staging_beside(output) as staging:
        staging.write("index.html", b"one")  # a second name of the published file
        staging.write("index.html", b"two")
        assert contents(output) == {"index.html": b"one"}
        staging.write("index.html", b"one")
        publish(staging, output, {"index.html": staging.write("index.html", b"3")}, log=print)
    assert contents(output) == {"index.html": b"3"}


@pytest.mark.parametrize("code", [errno.EPERM, errno.EXDEV, errno.EMLINK, errno.EOPNOTSUPP])
@pytest.mark.usefixtures("way")
def test_where_files_have_one_name_they_are_copied_with_their_times(
    code: int, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", unable(code))
    publish_files(output, {"index.html": b"one", "same.html": b"same"})
    (output / ".git").mkdir()
    (output / ".git" / "HEAD").write_bytes(b"ref")
    before = (output / "same.html").stat().st_mtime_ns
    publish_files(output, {"index.html": b"two", "same.html": b"same"})
    assert contents(output) == {".git/HEAD": b"ref", "index.html": b"two", "same.html": b"same"}
    assert (output / "same.html").stat().st_mtime_ns == before


def stage_one(staging: Staging, number: int) -> tuple[str, str]:
    path = f"paper/{number % 3}/{number}/index.html"
    return path, staging.write(path, b"%d" % number)


@pytest.mark.usefixtures("way")
def test_several_processes_stage_one_site(output: Path) -> None:
    publish_files(output, {"paper/0/0/index.html": b"0", "index.html": b"old"})
    spawned = multiprocessing.get_context("spawn")
    with staging_beside(output) as staging:
        assert pickle.loads(pickle.dumps(staging)) == staging
        with spawned.Pool(2) as pool:
            digests = dict(pool.starmap(stage_one, [(staging, each) for each in range(40)]))
        publish(staging, output, digests, log=print)
    assert contents(output) == {
        f"paper/{each % 3}/{each}/index.html": b"%d" % each for each in range(40)
    }
    assert verify(output).is_clean


# ---------------------------------------------------------------- all or nothing


def test_a_worker_that_outlives_its_build_never_writes_to_the_next_site(output: Path) -> None:
    with staging_beside(output) as killed:
        pass
    with staging_beside(output) as staging:
        killed.write("late.html", b"late")
        publish(staging, output, stage(staging, {"index.html": b"one"}), log=print)
    assert verify(output).is_clean
    assert state(output) == ["lock-site"]
