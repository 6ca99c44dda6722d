"""The lists of broken and hostile sites."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from sitegen.build.executors import THIS_PROCESS
from sitegen.findings.canonical import canonical_json
from sitegen.importing.importer import import_site
from sitegen.importing.problem import ImportSiteError
from sitegen.publish.publisher import MARKER
from tests.command_line import Call
from tests.worlds import ONE, OTHER

UNKNOWN = "5eed0009-0000-4000-8000-00000000c0de"


def told(site: Path, tmp_path: Path) -> list[str]:
    done = import_site(site, tmp_path / "records", THIS_PROCESS, lambda *_: None)
    return [str(each) for each in done.findings]


def change_ledger(site: Path, change: Any) -> None:
    ledger = json.loads((site / "ledger.json").read_bytes())
    change(ledger)
    (site / "ledger.json").write_bytes(canonical_json(ledger))
    (site / "SHA256SUMS").unlink()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
@pytest.mark.parametrize(
    ("name", "ends", "says"),
    [
        (
            "SHA256SUMS",
            1,
            "SHA256SUMS: cannot be read: it is not a regular file; copy the SHA256SUMS that was",
        ),
        ("ledger.json", 2, "ledger.json cannot be read: it is not a regular file"),
        (
            MARKER,
            2,
            f"{MARKER} cannot be read: it is not a regular file; without it, a preview looks",
        ),
    ],
)
def test_nobody_waits_for_a_pipe_in_place_of_a_file(
    name: str, ends: int, says: str, site: Path, tmp_path: Path, call: Call
) -> None:
    (site / name).unlink()
    os.mkfifo(site / name)
    done = call("import", "published", "--jobs", "1", cwd=tmp_path)
    assert done.returncode == ends
    assert says in " ".join((done.stdout + done.stderr).split())


@pytest.mark.parametrize("name", ["ledger.json", MARKER])
def test_a_link_is_not_followed(name: str, site: Path, tmp_path: Path) -> None:
    (site / name).rename(tmp_path / "elsewhere")
    (site / name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ImportSiteError, match="cannot be read: it is a symbolic link"):
        told(site, tmp_path)
    assert not (tmp_path / "records").exists()


def test_a_line_that_lists_no_file_is_named(site: Path, tmp_path: Path) -> None:
    sums = site / "SHA256SUMS"
    lines = sums.read_text(encoding="utf-8").splitlines(keepends=True)
    sums.write_text("".join([*lines[:2], "x\n", *lines[2:]]), encoding="utf-8")
    (finding,) = told(site, tmp_path)
    assert finding.startswith('SHA256SUMS: line 3: "x" is not 64 hexadecimal digits')


def test_folders_that_nest_without_end_are_not_looked_at(site: Path, tmp_path: Path) -> None:
    deepest = str(site)
    for _ in range(1_200):
        deepest += "/a"
        os.mkdir(deepest)
    try:
        assert told(site, tmp_path) == []
    finally:
        os.removedirs(deepest)  # what else removes folders recurses, too


def test_a_folder_that_is_a_link_is_not_followed(site: Path, tmp_path: Path) -> None:
    (site / "gate").rename(tmp_path / "elsewhere")
    (site / "gate").symlink_to(tmp_path / "elsewhere")
    why = "cannot be read: it is a symbolic link, or inside one; copy the site here again"
    assert f"gate/index.html: {why}" in told(site, tmp_path)


def test_an_event_of_a_paper_that_is_not_listed_is_told(site: Path, tmp_path: Path) -> None:
    def strays(ledger: dict[str, Any]) -> None:
        first = next(each for each in ledger["events"] if each["work"] == ONE)
        ledger["events"] += [{**first, "work": UNKNOWN}]

    before = len(json.loads((site / "ledger.json").read_bytes())["events"])
    change_ledger(site, strays)
    hint = "; the event was not imported: import from a copy of the site that has its paper"
    assert told(site, tmp_path) == [
        f'ledger.json: /events/{before}: "5EED0001-C1" is an event of {UNKNOWN}, '
        f"which the ledger does not list{hint}",
    ]


def test_a_successor_that_is_not_listed_is_told(site: Path, tmp_path: Path) -> None:
    def supersede(ledger: dict[str, Any]) -> None:
        (paper,) = [each for each in ledger["papers"] if each["id"] == ONE]
        assert paper["superseded_by"] == OTHER
        paper["superseded_by"] = UNKNOWN

    change_ledger(site, supersede)
    (finding,) = told(site, tmp_path)
    start = f"ledger.json: /papers/0/superseded_by: is {UNKNOWN}, which the ledger does not list"
    assert finding.startswith(start)


def test_a_tombstone_that_is_listed_twice_is_refused(site: Path, tmp_path: Path) -> None:
    change_ledger(site, lambda ledger: ledger["removed"].append(ledger["removed"][0]))
    with pytest.raises(ImportSiteError, match="a paper is listed twice"):
        told(site, tmp_path)
