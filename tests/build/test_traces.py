"""A folder with the same trace has the same files, whatever its times were set to."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sitegen.build import traces
from sitegen.build.traces import source_trace


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(traces, "SETTLED_AFTER", -1_000_000_000)  # whatever the clock says
    folder = tmp_path / "record"
    (folder / "artifacts").mkdir(parents=True)
    (folder / "manifest.yaml").write_text("one")
    (folder / "artifacts/data.csv").write_text("a,b")
    return folder


def rewrite(record: Path) -> None:
    """Other bytes, with the size and the time of the old ones."""
    file = record / "manifest.yaml"
    at = file.stat()
    file.write_text("two")
    os.utime(file, ns=(at.st_atime_ns, at.st_mtime_ns))


def link(record: Path) -> None:
    record.rename(record.with_name("moved"))
    record.symlink_to("moved")


EDITS: dict[str, Callable[[Path], object]] = {
    "other bytes": rewrite,
    "a new file": lambda record: (record / "notes.txt").touch(),
    "a new folder": lambda record: (record / "corrections.yaml").mkdir(),
    "a file less": lambda record: (record / "artifacts/data.csv").unlink(),
    "another name": lambda record: (record / "artifacts").rename(record / "artefacts"),
    "another mode": lambda record: (record / "manifest.yaml").chmod(0),
    "a copy": lambda record: replace_by_copy(record / "manifest.yaml"),
    "a link in its place": link,
}


def replace_by_copy(file: Path) -> None:
    copy = file.with_name("copy")
    copy.write_bytes(file.read_bytes())
    copy.replace(file)


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_whatever_changes_gives_another_trace(record: Path, edit: Callable[[Path], object]) -> None:
    before = source_trace(record)
    assert before == source_trace(record) != ""
    edit(record)
    assert source_trace(record) != before


def test_hidden_files_in_a_folder_of_a_record_are_not_read(record: Path) -> None:
    (record / "artifacts/.one").write_text("1")
    before = source_trace(record)
    (record / "artifacts/.one").write_text("another text")
    assert source_trace(record) == before


def test_what_changed_just_now_has_no_trace(record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traces, "SETTLED_AFTER", 3_600_000_000_000)
    assert source_trace(record) == ""


def test_what_is_no_folder_has_no_trace(record: Path) -> None:
    assert source_trace(record / "missing") == ""
    assert source_trace(record / "manifest.yaml") == ""
