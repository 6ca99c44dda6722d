"""`sitegen validate` and `sitegen verify`: what they print, and their exit codes."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from sitegen.publish.checksums import SUMS
from tests.cli.faulty import ESCAPE, notice, warnings
from tests.cli.loading import loaded
from tests.command_line import Call
from tests.publish.sites import fill, listed
from tests.worlds import ONE, OTHER, World

# ---------------------------------------------------------------- clean, warned, wrong


def test_a_clean_check_exits_with_0_and_ends_in_one_line(world: World, call: Call) -> None:
    done = call("validate", cwd=world.folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(
        r"2 papers checked, \d+\.\d s: 0 errors, 0 warnings, 0 notices\n", done.stdout
    )
    assert not world.output.exists()


def test_warnings_are_clean_unless_asked_to_be_strict(world: World, call: Call) -> None:
    warnings(world, 1)
    lenient, strict = (call("validate", *strict, cwd=world.folder) for strict in ([], ["--strict"]))
    assert (lenient.returncode, strict.returncode) == (0, 1)
    assert "0 errors, 1 warning, 0 notices" in lenient.stdout
    assert lenient.stderr == strict.stderr


def test_notices_are_clean_unless_asked_to_be_strict(world: World, call: Call) -> None:
    notice(world)
    lenient, strict = (call("validate", *strict, cwd=world.folder) for strict in ([], ["--strict"]))
    assert (lenient.returncode, strict.returncode) == (0, 1)
    assert "0 errors, 0 warnings, 1 notice" in lenient.stdout


def test_a_place_is_named_as_the_user_names_its_folder(world: World, call: Call) -> None:
    world.paper("other", OTHER, titel="A slip")
    world.records.rename(world.folder / "data")
    below = world.folder / "below"
    below.mkdir()
    done = call("validate", "--records", "../data", cwd=below)
    assert done.stderr.startswith("../data/papers/other/manifest.yaml:8:3: SG202 error: ")


def test_warnings_are_printed_up_to_50_and_then_counted(world: World, call: Call) -> None:
    warnings(world, 61)
    done = call("validate", cwd=world.folder)
    assert done.stderr.count("SG405 warning:") == 50
    assert done.stderr.splitlines()[-1] == "11 more SG405 warnings (--all lists them)"
    assert "0 errors, 61 warnings" in done.stdout
    everything = call("validate", "--all", cwd=world.folder)
    assert everything.stderr.count("SG405 warning:") == 61
    assert "--all" not in everything.stderr


def test_errors_are_printed_in_full(world: World, call: Call) -> None:
    wrong = [{"type": "podcast", "label": f"Thing {number}"} for number in range(61)]
    world.paper("one", ONE, manifest={"artifacts": wrong})
    done = call("validate", cwd=world.folder)
    assert done.returncode == 1
    assert done.stderr.count("SG204 error:") == 61


def test_whatever_lies_among_the_records_is_reported_and_never_a_bug(
    world: World, call: Call
) -> None:
    papers = world.records / "papers"
    hostile: dict[str, bytes] = {
        "empty": b"",
        "zeros": b"\0" * 1000,
        "latin-1": "work: {title: Übung}".encode("latin-1"),
        "utf-16": "work: {title: Übung}".encode("utf-16"),
        "deep": b"[" * 40_000,
        "aliases": b"a: &a [x]\nb: *a\n",
        "numbers": b"work: " + b"9" * 5000,
        "a list": b"- a\n- b\n",
        "a tag": b"work: !!python/object/apply:os.system [id]\n",
        "\x1b[31mred\nline": b"work: x",
    }
    for name, data in hostile.items():
        (papers / name).mkdir()
        (papers / name / "manifest.yaml").write_bytes(data)
    (papers / "a folder" / "manifest.yaml").mkdir(parents=True)
    (papers / "a link").mkdir()
    (papers / "a link" / "manifest.yaml").symlink_to("/etc/hostname")
    os.makedirs(os.fsencode(papers) + b"/\xff\xfe")
    done = call("validate", cwd=world.folder)
    assert done.returncode == 1
    for name in [*hostile, "a folder", "a link"]:
        printed = "".join(char if char.isprintable() else "\ufffd" for char in name)
        assert f"records/papers/{printed}/manifest.yaml:" in done.stderr
    assert ESCAPE not in done.stderr
    assert "15 papers checked" in done.stdout


# ---------------------------------------------------------------- the time that dates are judged by


def test_a_time_in_the_environment_that_is_none_exits_with_2(world: World, call: Call) -> None:
    done = call("validate", cwd=world.folder, env={"SOURCE_DATE_EPOCH": "yesterday"})
    assert done.returncode == 2
    assert "SOURCE_DATE_EPOCH 'yesterday' is not a number of seconds" in done.stderr


def test_dates_are_judged_by_a_check_alone_and_by_the_time_it_is_given(
    world: World, call: Call
) -> None:
    world.paper("one", ONE, submitted="2026-07-01")
    past, future = {"SOURCE_DATE_EPOCH": "1577836800"}, {"SOURCE_DATE_EPOCH": "4102444800"}
    ahead = "records/papers/one/manifest.yaml:8:16: SG310 warning: 2026-07-01 is in the future"
    assert call("validate", cwd=world.folder, env=past).stderr.startswith(ahead)
    assert call("validate", cwd=world.folder, env=future).stderr == ""
    assert call("validate", "--now", "2026-06-30", cwd=world.folder, env=future).stderr != ""
    assert call("validate", "--now", "2026-07-01", cwd=world.folder, env=past).stderr == ""
    assert call("build", "--no-pdf", cwd=world.folder, env=past).stderr == ""


# ---------------------------------------------------------------- what is loaded


def test_a_check_loads_neither_pandas_nor_weasyprint(world: World) -> None:
    found = loaded("validate", cwd=world.folder)
    assert {"yaml", "pydantic"} <= found
    assert not {"pandas", "weasyprint"} & found


# ---------------------------------------------------------------- verify site


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return listed(tmp_path / "site")


def test_a_site_as_it_was_published_is_verified_in_one_line(site: Path, call: Call) -> None:
    done = call("verify", "site", site, cwd=site)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "4 files, all match SHA256SUMS\n"


def test_every_file_that_differs_is_named_on_a_line_of_its_own(site: Path, call: Call) -> None:
    (site / "index.html").write_bytes(b"edited")
    (site / "assets" / "site.css").unlink()
    fill(site, {"paper/extra.html": b""})
    done = call("verify", "site", site, cwd=site)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == (
        "changed  index.html\n"
        "missing  assets/site.css\n"
        "extra    paper/extra.html\n"
        "4 files in SHA256SUMS: 1 changed, 1 missing, 1 extra;"
        " build the site again, or copy it here again\n"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_hostile_name_is_shown_on_one_line(site: Path, call: Call) -> None:
    long = "x" * 200
    for name in ("a\nclean", "\x1b[2J", "\u202egnp.exe", long, os.fsdecode(b"\xff")):
        (site / name).touch()
    done = call("verify", "site", site, cwd=site)
    assert done.stdout.splitlines()[:-1] == [
        r'extra    "\x1b[2J"',
        r'extra    "a\nclean"',
        f"extra    {long}",
        r'extra    "\u202egnp.exe"',
        r'extra    "\udcff"',
    ]


def test_a_folder_that_cannot_be_verified_exits_with_2_and_says_why(
    site: Path,
    call: Call,
) -> None:
    sums = site / SUMS
    sums.write_bytes(sums.read_bytes() + b"a slip\n")
    done = call("verify", "site", site, cwd=site)
    assert done.returncode == 2
    assert f'{sums}:5: "a slip" is not 64 hexadecimal digits' in done.stderr
    sums.unlink()
    done = call("verify", "site", site, cwd=site)
    assert done.returncode == 2
    assert (
        f"{sums}: the file does not exist; pass a published SHA256SUMS or its folder" in done.stderr
    )
    assert call("verify", "site", "nowhere", cwd=site).returncode == 2
