"""`sitegen fetch`: what is published, from a real server, or nothing at all."""

from __future__ import annotations

import gzip
import shutil
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import ClassVar

import pytest

import sitegen.publish.fetching
import sitegen.publish.web
from tests.command_line import PATIENCE, SCRIPT, Call, Done, environment
from tests.reading_back import BuiltSite
from tests.serving import served, serving
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
    assert (
        f"{address}/index.html is not there (HTTP 404)"
        in fetch(world, call, "--from", address, code=4).stderr
    )
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


def test_a_folder_that_sitegen_did_not_write_is_left_alone(
    world: World, address: str, call: Call
) -> None:
    done = fetch(world, call, "--from", address, "--output", "records", code=2)
    assert "records holds files that sitegen did not write" in done.stderr
    assert (world.records / "site.yaml").is_file()


# ---------------------------------------------------------------- servers that are no help


class Answers(BaseHTTPRequestHandler):
    """Answers everything as a test wants it."""

    status = 200
    headers_sent: tuple[tuple[str, str], ...] = ()
    body = b""
    said: list[str]

    def do_GET(self) -> None:
        self.said.append(str(self.headers))
        self.send_response(self.status)
        for name, value in self.headers_sent:
            self.send_header(name, value)
        if not any(name == "Content-Length" for name, _ in self.headers_sent):
            self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *args: object) -> None:
        """Quiet."""


@contextmanager
def answering(
    status: int, *headers: tuple[str, str], body: bytes = b"", said: list[str] | None = None
) -> Iterator[str]:
    members = {"status": status, "headers_sent": headers, "body": body}
    members["said"] = [] if said is None else said
    with serving(type("Handler", (Answers,), members)) as address:
        yield address


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """A project without a site."""
    monkeypatch.setenv("no_proxy", "*")
    world = World(tmp_path)
    world.fill()
    return world


@pytest.mark.parametrize(
    ("status", "headers", "body", "why"),
    [
        (403, (), b"", "HTTP 403"),
        (401, (), b"", "HTTP 401"),
        (500, (), b"", "HTTP 500"),
        (503, (("Retry-After", "100000"),), b"", "HTTP 503"),
        (200, (("Content-Length", "100"),), b"0" * 64, "the connection broke off"),
        (200, (), b"0" * 64, "the line has no end, so lines may be missing"),
        (200, (), b"", "it lists no ledger.json"),
        (200, (), b"<p>Welcome</p>\n", "is not 64 hexadecimal digits"),
        (302, (("Location", "https://example.org/login"),), b"", "leads to another place"),
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
    assert f"cannot tell whether anything is published at {address}: " in done.stderr
    assert why in done.stderr
    assert done.stdout == ""


def closed_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return f"http://127.0.0.1:{one.getsockname()[1]}"


@pytest.mark.parametrize("words", [(), ("--first-publication",)])
def test_a_server_that_cannot_be_reached_is_the_machines_fault(
    words: tuple[str, ...], here: World, call: Call
) -> None:
    address = closed_port()
    done = fetch(here, call, "--from", address, *words, code=4)
    assert f"{address}/SHA256SUMS" in done.stderr
    assert done.stderr.endswith(": connection refused\n")


def test_a_server_that_does_not_speak_tls_is_told_so(here: World, call: Call) -> None:
    with answering(200) as address:
        done = fetch(here, call, "--from", address.replace("http:", "https:"), code=4)
    assert done.stderr.endswith(": the server does not speak TLS as it should\n")


@pytest.mark.parametrize("status", [404, 410])
def test_nothing_is_published_where_the_server_says_so(
    status: int, here: World, call: Call
) -> None:
    with answering(status) as address:
        done = fetch(here, call, "--from", address, "--first-publication")
    assert done.stdout == f"nothing is published at {address} yet\n"


def test_a_list_without_a_ledger_empties_nothing(
    world: World, public: Path, address: str, call: Call
) -> None:
    built = world.files()
    (public / "SHA256SUMS").write_bytes(b"")
    done = fetch(world, call, "--from", address, code=2)
    assert f"{address}/SHA256SUMS: it lists no ledger.json" in done.stderr
    assert world.files() == built


def test_a_redirect_to_another_host_names_it(here: World, call: Call) -> None:
    with answering(302, ("Location", "https://example.org/x/SHA256SUMS?1\x1b[2J")) as address:
        done = fetch(here, call, "--from", address, code=4)
    assert 'leads to another place, "https://example.org/x/SHA256SUMS' in done.stderr
    assert 'say --from "https://example.org/x/SHA256SUMS"' in done.stderr
    assert "\x1b" not in done.stderr


def test_a_redirect_on_the_same_host_is_followed_but_not_for_ever(here: World, call: Call) -> None:
    with answering(301, ("Location", "/again")) as address:
        done = fetch(here, call, "--from", address, code=4)
    assert "it leads to one address after the other" in done.stderr


def test_what_nobody_asked_to_be_compressed_is_not_unpacked(here: World, call: Call) -> None:
    said: list[str] = []
    bomb = gzip.compress(b"0" * 100_000)
    with answering(200, ("Content-Encoding", "gzip"), body=bomb, said=said) as address:
        done = fetch(here, call, "--from", address, code=4)
    assert 'it comes as "gzip", though nobody asked for that' in done.stderr
    assert "Accept-Encoding: identity\n" in said[0]


@pytest.mark.parametrize("cap", ["LARGEST_LIST", "LARGEST_FILE"])
def test_a_file_that_is_larger_than_any_of_a_site_is_given_up(
    cap: str, world: World, address: str, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(world.output)
    monkeypatch.setattr(sitegen.publish.fetching, cap, 50)
    assert "is larger than 50 bytes" in fetch(world, call, "--from", address, code=4).stderr
    assert not world.output.exists()


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
    assert f"--from '{typed}' is no address such as https://example.org" in done.stderr


@pytest.mark.parametrize("scheme", ["http://", ""])
def test_a_proxy_is_used_with_its_password_and_with_or_without_its_scheme(
    scheme: str, here: World, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.delenv("no_proxy")
    with answering(404, said=said) as address:
        host = address.removeprefix("http://")
        monkeypatch.setenv("http_proxy", f"{scheme}jane:a%20b@{host}")
        done = fetch(here, call, "--from", "http://example.org", "--first-publication")
    assert done.stdout == "nothing is published at http://example.org yet\n"
    assert "Host: example.org" in said[0]
    assert "Basic amFuZTphIGI=" in said[0]


@pytest.mark.parametrize("proxy", ["socks5://u:secret@proxy:1080", "http://[", "http://"])
def test_a_proxy_that_cannot_be_used_is_told_without_its_password(
    proxy: str, here: World, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("no_proxy")
    monkeypatch.setenv("http_proxy", proxy)
    done = fetch(here, call, "--from", "http://example.org", code=4)
    assert "which the environment names, cannot be used; write it" in done.stderr
    assert "secret" not in done.stderr


def test_a_proxy_that_is_not_there_is_told(
    here: World, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("no_proxy")
    monkeypatch.setenv("http_proxy", closed_port())
    done = fetch(here, call, "--from", "http://example.org", code=4)
    assert done.stderr.endswith(
        "no way through the proxy that the environment names: connection refused\n"
    )
