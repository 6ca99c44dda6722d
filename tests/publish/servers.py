"""Published sites on real servers, and servers that misbehave."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from tests.command_line import Call, Done
from tests.reading_back import BuiltSite
from tests.serving import served, serving
from tests.worlds import World


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a built site, which is copied to another folder as well."""
    world = World(tmp_path_factory.mktemp("published"))
    world.fill()
    world.build()
    shutil.copytree(world.output, world.folder / "public")
    return world.folder


@pytest.fixture
def world(published: Path, tmp_path: Path) -> World:
    """The same, in a folder of its own."""
    return World(Path(shutil.copytree(published, tmp_path / "project")))


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


class Answers(BaseHTTPRequestHandler):
    """Sends the response of the test to every request."""

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
        """Log nothing."""


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


def closed_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as one:
        return f"http://127.0.0.1:{one.getsockname()[1]}"
