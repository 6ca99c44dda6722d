"""`sitegen fetch`: its options, exit codes and messages."""

from __future__ import annotations

import shutil
import signal
import subprocess
import threading
from pathlib import Path
from typing import ClassVar

import pytest

import sitegen.publish.fetching
import sitegen.publish.web
from tests.command_line import PATIENCE, SCRIPT, Call, environment
from tests.publish.servers import (
    Answers,
    address,
    answering,
    closed_port,
    fetch,
    here,
    public,
    published,
    world,
)
from tests.serving import serving
from tests.worlds import World

__all__ = ["address", "here", "public", "published", "world"]  # fixtures


def test_where_nothing_is_published_the_first_time_has_to_be_said(
    world: World, public: Path, address: str, call: Call
) -> None:
    (public / "SHA256SUMS").unlink()
    done = fetch(world, call, "--from", address, code=2)
    assert (
        "SHA256SUMS does not exist (HTTP 404); if this is the first time, pass --first-publication"
        in done.stderr
    )
    done = fetch(world, call, "--from", address, "--first-publication")
    assert done.stdout == f"nothing is published at {address} yet\n"


def test_a_first_publication_over_a_published_site_is_refused(
    world: World, address: str, call: Call
) -> None:
    done = fetch(world, call, "--from", address, "--first-publication", code=2)
    assert "already; remove --first-publication" in done.stderr


def test_a_folder_that_sitegen_did_not_write_is_left_alone(
    world: World, address: str, call: Call
) -> None:
    done = fetch(world, call, "--from", address, "--output", "records", code=2)
    assert "records contains files that sitegen did not write" in done.stderr
    assert (world.records / "site.yaml").is_file()


# ---------------------------------------------------------------- servers that are no help


@pytest.mark.parametrize("status", [404, 410])
def test_nothing_is_published_where_the_server_says_so(
    status: int, here: World, call: Call
) -> None:
    with answering(status) as address:
        done = fetch(here, call, "--from", address, "--first-publication")
    assert done.stdout == f"nothing is published at {address} yet\n"


def test_a_fetch_ends_when_it_is_told_to_though_the_server_says_nothing(
    world: World, public: Path
) -> None:
    asked, over = threading.Event(), threading.Event()
    sums = (public / "SHA256SUMS").read_bytes()

    class Silent(Answers):
        said: ClassVar[list[str]] = []

        def do_GET(self) -> None:
            if self.path.startswith("/SHA256SUMS"):
                type(self).body = sums
                super().do_GET()
            else:
                asked.set()
                over.wait(PATIENCE)

    shutil.rmtree(world.output)
    with serving(Silent) as address:
        words = [SCRIPT, "fetch", "--from", address]
        env = environment(no_proxy="*")
        with subprocess.Popen(words, cwd=world.folder, env=env, stderr=subprocess.PIPE) as one:
            try:
                assert asked.wait(PATIENCE)
                one.send_signal(signal.SIGTERM)
                # Half of what the server is waited for: it is the signal that ends it.
                _, said = one.communicate(timeout=sitegen.publish.web.PATIENCE / 2)
            finally:
                one.kill()
                over.set()
    assert (one.returncode, said) == (143, b"terminated\n")
    assert not world.output.exists()


# ---------------------------------------------------------------- what was typed, and proxies


@pytest.mark.parametrize("typed", ["foo", "file:///srv/site", "http://:80"])
def test_what_is_no_address_is_told_by_the_option_that_was_typed(
    typed: str, here: World, call: Call
) -> None:
    done = fetch(here, call, "--from", typed, code=2)
    assert f"--from '{typed}' is not a URL such as https://example.org" in done.stderr


@pytest.mark.parametrize("words", [(), ("--first-publication",)])
def test_a_server_that_cannot_be_reached_is_the_machines_fault(
    words: tuple[str, ...], here: World, call: Call
) -> None:
    address = closed_port()
    done = fetch(here, call, "--from", address, *words, code=4)
    assert f"{address}/SHA256SUMS" in done.stderr
    assert done.stderr.endswith(": connection refused\n")


def test_a_redirect_to_another_host_names_what_to_say_instead(here: World, call: Call) -> None:
    with answering(302, ("Location", "https://example.org/x/SHA256SUMS?1\x1b[2J")) as address:
        done = fetch(here, call, "--from", address, code=4)
    assert 'pass --from "https://example.org/x/SHA256SUMS"' in done.stderr
    assert "\x1b" not in done.stderr
