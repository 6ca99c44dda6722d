"""`sitegen fetch`: what is published, from a real server, or nothing at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command_line import Call, Done
from tests.reading_back import BuiltSite
from tests.serving import served
from tests.worlds import ONE, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A project whose site is built here, and served from another folder."""
    world = World(tmp_path)
    world.fill()
    world.build()
    shutil.copytree(world.output, tmp_path / "public")
    return world


@pytest.fixture
def public(world: World) -> Path:
    return world.folder / "public"


@pytest.fixture
def address(public: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("no_proxy", "*")
    with served(BuiltSite(public), "/below") as address:
        yield address


def fetch(world: World, call: Call, *words: str, code: int = 0) -> Done:
    done = call("fetch", *words, cwd=world.folder)
    assert done.returncode == code, done.stderr
    return done


def test_a_machine_without_a_site_gets_what_is_published_and_can_hold_back(
    world: World, address: str, call: Call
) -> None:
    built = world.files()
    shutil.rmtree(world.output)
    done = fetch(world, call, "--from", address)
    assert f"site is what {address} publishes" in done.stdout
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
    assert ", 1 of them fetched" in fetch(world, call, "--from", address).stdout
    assert world.files() == built


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
    assert f"{address}/index.html: HTTP 404" in fetch(world, call, "--from", address, code=4).stderr
    assert not world.output.exists()


def test_where_nothing_is_published_the_first_time_has_to_be_said(
    world: World, public: Path, address: str, call: Call
) -> None:
    (public / "SHA256SUMS").unlink()
    done = fetch(world, call, "--from", address, code=2)
    assert "SHA256SUMS is not there (HTTP 404); the first time, say so by" in done.stderr
    done = fetch(world, call, "--from", address, "--first-publication")
    assert done.stdout == f"nothing is published at {address} yet\n"


def test_a_first_publication_over_a_published_site_is_refused(
    world: World, address: str, call: Call
) -> None:
    done = fetch(world, call, "--from", address, "--first-publication", code=2)
    assert "is published already; leave --first-publication out" in done.stderr


def test_a_list_that_leads_out_of_the_site_is_refused(
    world: World, public: Path, address: str, call: Call
) -> None:
    (public / "SHA256SUMS").write_text(f"{'0' * 64}  ../records/site.yaml\n")
    done = fetch(world, call, "--from", address, code=2)
    assert '"../records/site.yaml" is no path of a published file' in done.stderr


def test_a_server_that_cannot_be_reached_is_the_machines_fault(world: World, call: Call) -> None:
    done = fetch(world, call, "--from", "http://127.0.0.1:9", code=4)
    assert "http://127.0.0.1:9/SHA256SUMS" in done.stderr


def test_a_folder_that_sitegen_did_not_write_is_left_alone(
    world: World, address: str, call: Call
) -> None:
    done = fetch(world, call, "--from", address, "--output", "records", code=2)
    assert "records holds files that sitegen did not write" in done.stderr
    assert (world.records / "site.yaml").is_file()
