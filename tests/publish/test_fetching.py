"""`sitegen fetch`: the whole published site from a real server, or nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import sitegen.publish.fetching
import sitegen.publish.web
from tests.command_line import Call
from tests.publish.servers import address, answering, fetch, here, public, published, world
from tests.worlds import ONE, World

__all__ = ["address", "here", "public", "published", "world"]  # fixtures


def test_a_machine_without_a_site_gets_what_is_published_and_can_hold_back(
    world: World, address: str, call: Call
) -> None:
    built = world.files()
    shutil.rmtree(world.output)
    done = fetch(world, call, "--from", address)
    assert f"site matches {address}" in done.stdout
    assert world.files() == built
    world.write("papers/one/manifest.yaml", f"work: [\n  id: {ONE}\n")
    outcome = world.build(hold=True)
    assert outcome.held == (("papers/one", ONE),)
    assert world.files()[f"paper/{ONE}/index.html"] == built[f"paper/{ONE}/index.html"]


def test_only_what_differs_is_fetched_and_what_is_not_published_goes(
    world: World, address: str, call: Call
) -> None:
    built = world.files()
    (world.output / "index.html").write_text("damaged")
    (world.output / "SHA256SUMS").write_text("")
    (world.output / "more.html").write_text("extra")
    assert ", 1 of them downloaded" in fetch(world, call, "--from", address).stdout
    assert world.files() == built


def test_a_file_with_other_line_ends_says_so(
    world: World, public: Path, address: str, call: Call
) -> None:
    (world.output / "index.html").write_text("mine")
    page = public / "index.html"
    page.write_bytes(page.read_bytes().replace(b"\n", b"\r\n"))
    done = fetch(world, call, "--from", address, code=4)
    assert f"{address}/index.html has CRLF line endings instead of LF" in done.stderr
    assert (world.output / "index.html").read_text() == "mine"


def test_a_file_that_is_not_what_was_published_changes_nothing_here(
    world: World, public: Path, address: str, call: Call
) -> None:
    (world.output / "index.html").write_text("mine")
    (public / "index.html").write_text("tampered with")
    done = fetch(world, call, "--from", address, code=4)
    assert f"{address}/index.html is not what SHA256SUMS says" in done.stderr
    assert (world.output / "index.html").read_text() == "mine"


def test_a_file_that_is_gone_changes_nothing_here(
    world: World, public: Path, address: str, call: Call
) -> None:
    shutil.rmtree(world.output)
    (public / "index.html").unlink()
    assert (
        f"{address}/index.html does not exist (HTTP 404)"
        in fetch(world, call, "--from", address, code=4).stderr
    )
    assert not world.output.exists()


def test_a_list_that_leads_out_of_the_site_is_refused(
    world: World, public: Path, address: str, call: Call
) -> None:
    (public / "SHA256SUMS").write_text(f"{'0' * 64}  ../records/site.yaml\n")
    done = fetch(world, call, "--from", address, code=2)
    assert '"../records/site.yaml" is not a path of a published file' in done.stderr


# ---------------------------------------------------------------- servers that are no help


@pytest.mark.parametrize(
    ("status", "headers", "body", "why"),
    [
        (403, (), b"", "HTTP 403"),
        (401, (), b"", "HTTP 401"),
        (500, (), b"", "HTTP 500"),
        (503, (("Retry-After", "100000"),), b"", "HTTP 503"),
        (200, (("Content-Length", "100"),), b"0" * 64, "the connection was interrupted"),
        (200, (), b"0" * 64, "the last line has no line break, so the file may be incomplete"),
        (200, (), b"", "it does not list ledger.json"),
        (200, (), b"<p>Welcome</p>\n", "is not 64 hexadecimal digits"),
        (302, (("Location", "https://example.org/login"),), b"", "redirects to another origin"),
    ],
)
def test_who_cannot_tell_whether_anything_is_published_does_not_publish_for_the_first_time(
    status: int,
    headers: tuple[tuple[str, str], ...],
    body: bytes,
    why: str,
    here: World,
    call: Call,
) -> None:
    with answering(status, *headers, body=body) as address:
        done = fetch(here, call, "--from", address, "--first-publication", code=4)
    assert f"cannot find out whether anything is published at {address}: " in done.stderr
    assert why in done.stderr
    assert done.stdout == ""


def test_a_list_without_a_ledger_empties_nothing(
    world: World, public: Path, address: str, call: Call
) -> None:
    built = world.files()
    (public / "SHA256SUMS").write_bytes(b"")
    done = fetch(world, call, "--from", address, code=2)
    assert f"{address}/SHA256SUMS: it does not list ledger.json" in done.stderr
    assert world.files() == built


@pytest.mark.parametrize("cap", ["LARGEST_LIST", "LARGEST_FILE"])
def test_a_file_that_is_larger_than_any_of_a_site_is_given_up(
    cap: str, world: World, address: str, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(world.output)
    monkeypatch.setattr(sitegen.publish.fetching, cap, 50)
    assert "is larger than 50 bytes" in fetch(world, call, "--from", address, code=4).stderr
    assert not world.output.exists()


# ---------------------------------------------------------------- a list that was cut off


def test_a_list_that_was_cut_at_the_end_of_a_line_is_noticed(
    world: World, public: Path, address: str, call: Call
) -> None:
    before = world.files()
    lines = (public / "SHA256SUMS").read_bytes().splitlines(keepends=True)
    last_paper = max(number for number, line in enumerate(lines) if b"  paper/" in line)
    for left in (0, 1, last_paper, *range(last_paper + 1, len(lines))):
        (public / "SHA256SUMS").write_bytes(b"".join(lines[:left]))
        done = fetch(world, call, "--from", address, code=2)
        assert f"{address}/SHA256SUMS: it " in done.stderr
        assert world.files() == before


def test_a_guide_that_comes_last_is_missed_too(
    world: World, public: Path, address: str, call: Call
) -> None:
    world.write("pages/zoo.md", "---\ntitle: The zoo\ndescription: Owls.\n---\n\nOwls.\n")
    settings = world.records / "site.yaml"
    entry = "navigation:\n  - {label: Zoo, path: /zoo/}\n"
    settings.write_text(settings.read_text().replace("navigation:\n", entry))
    assert not world.build().is_stopped
    shutil.rmtree(public)
    shutil.copytree(world.output, public)
    lines = (public / "SHA256SUMS").read_bytes().splitlines(keepends=True)
    assert lines[-1].endswith(b"  zoo/index.html\n")
    fetch(world, call, "--from", address)
    (public / "SHA256SUMS").write_bytes(b"".join(lines[:-1]))
    done = fetch(world, call, "--from", address, code=2)
    said = " ".join(done.stderr.split())
    assert 'it does not list "zoo/index.html", which 404.html links to' not in said
    assert 'it does not list "zoo/index.html", which about/index.html links to' in said
