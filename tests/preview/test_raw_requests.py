"""Requests as nobody's browser sends them: only files that a build writes are ever opened."""

from __future__ import annotations

import os
import shutil
import signal
import socket
from collections.abc import Callable
from contextlib import ExitStack
from itertools import product
from pathlib import Path

import pytest

from tests.preview.running import RunningPreview, running
from tests.worlds import ONE, OTHER, World

SECRET = "Nobody may read this."
BROKEN = "5eed0003-0000-4000-8000-00000000c0de"
REMOVED = "5eed0004-0000-4000-8000-00000000c0de"
RENAMED = "5eed0005-0000-4000-8000-00000000c0de"
UPS = (
    "../",
    "..%2f",
    "%2e%2e/",
    "%2e%2e%2f",
    "%252e%252e%252f",
    "..%5c",
    "%c0%ae%c0%ae/",
    "..%00/",
)
# A paper folder of the built site is three folders below the project.
TARGETS = tuple(
    up * times + target
    for up, (times, target) in product(
        UPS,
        [
            (1, "secret.html"),
            (2, "secret.html"),
            (3, "secret.html"),
            (4, "secret.html"),
            (3, "records/secret.html"),
            (3, "templates/secret.html"),
            (9, "etc/passwd"),
        ],
    )
)


def spoil(world: World, name: str) -> None:
    path = world.records / f"papers/{name}/manifest.yaml"
    path.write_text(path.read_text().replace('"review_score": 6.5', '"review_score": 65'))


@pytest.fixture(scope="module")
def shared_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Papers without errors, with errors, removed and renamed since the site was built."""
    above = tmp_path_factory.mktemp("raw")
    folder = above / "above" / "project"
    folder.mkdir(parents=True)
    world = World(folder)
    world.fill()
    for name, paper_id in (("broken", BROKEN), ("removed", REMOVED), ("renamed", RENAMED)):
        world.paper(name, paper_id)
    world.build()
    spoil(world, "broken")
    shutil.rmtree(world.records / "papers/removed")
    (world.records / "papers/renamed").rename(world.records / "papers/another-name")
    for parent in (
        above,
        folder.parent,
        folder,
        world.records,
        world.records / "papers",
        world.records / "papers/broken",
        world.records / "papers/broken/artifacts",
        world.templates,
        world.output,
        world.output / "paper",
        world.output / "paper" / BROKEN,
        world.output / "paper" / BROKEN / "notices/5EED0003-C1",
    ):
        parent.mkdir(parents=True, exist_ok=True)
        for name in ("secret.html", "index.html", "secret.txt"):
            if not (parent / name).exists():
                (parent / name).write_text(f"<!DOCTYPE html><html><body>{SECRET}</body></html>")
    return world


def test_no_encoding_of_a_path_leads_out_of_the_site(preview: RunningPreview) -> None:
    bases = [f"/paper/{each}/" for each in (ONE, BROKEN, REMOVED, RENAMED)]
    for base, target in product([*bases, "/", "/-/record/papers/", "/gate/"], TARGETS):
        answer = preview.raw_get(base + target)
        assert answer.startswith((b"HTTP/1.1 404", b"HTTP/1.1 400")), base + target
        assert SECRET.encode() not in answer, base + target
        assert b"root:x:0" not in answer


def test_a_file_that_no_build_wrote_is_not_answered_beside_a_paper_with_errors(
    preview: RunningPreview,
) -> None:
    assert "The abstract of broken." in preview.get(f"/paper/{BROKEN}/").text
    for name in (
        "secret.html",
        "artifacts/secret.html",
        "notices/secret.html",
        "notices/5EED0003-C1/secret.html",
        "%2fetc%2fpasswd.html",
        "C:%5csecret.html",
        "C:secret.html",
        "%5c%5chost%5cshare%5csecret.html",
        "NUL.html",
        "%00.html",
        "%ff%fe.html",
        "a" * 5_000 + ".html",
        "/index.html",
        "./index.html",
        "index.html/index.html",
        "INDEX.HTML",
        "index.html%20",
    ):
        answer = preview.raw_get(f"/paper/{BROKEN}/{name}")
        assert answer.startswith(b"HTTP/1.1 404"), name
        assert SECRET.encode() not in answer
    for name in ("cite.bib", "manifest.json", "notices/5EED0003-C1/"):  # the form of a file of it
        answer = preview.raw_get(f"/paper/{BROKEN}/{name}")
        assert b"records/papers/broken/manifest.yaml:10:19" in answer
        assert SECRET.encode() not in answer


def test_a_paper_that_is_gone_has_no_page_and_a_renamed_one_keeps_it(
    preview: RunningPreview,
) -> None:
    assert preview.get(f"/paper/{REMOVED}/").status == 404
    assert preview.get("/-/record/papers/removed").status == 404
    assert preview.get("/-/record/papers/renamed").status == 404
    assert "The abstract of renamed." in preview.get(f"/paper/{RENAMED}/").text
    assert preview.get("/-/record/papers/another-name").status == 307


def _link(page: Path) -> None:
    page.symlink_to(page.parents[3] / "secret.html")


def _sparse(page: Path) -> None:
    with page.open("wb") as file:
        file.truncate(8_000_000_000)


@pytest.mark.parametrize(
    "replace",
    [
        _link,
        _sparse,
        os.mkfifo,
        Path.mkdir,
        lambda page: page.write_text(f"<html><body>{SECRET}</body></html>"),
    ],
    ids=["link", "sparse", "pipe", "folder", "other bytes"],
)
def test_what_replaced_a_published_page_is_not_shown(
    replace: Callable[[Path], None], preview: RunningPreview
) -> None:
    page = preview.world.output / f"paper/{BROKEN}/index.html"
    page.unlink()
    replace(page)
    shown = preview.get(f"/paper/{BROKEN}/").text
    assert "This page has no version without errors yet." in shown
    assert SECRET not in shown


def test_what_is_not_http_is_refused(preview: RunningPreview) -> None:
    host = f"Host: 127.0.0.1:{preview.port}\r\nConnection: close\r\n"
    for request in (
        "GET /\r\n\r\n",  # HTTP/0.9
        "\r\n\r\n\r\n\0",
        "GET / HTTP/9.9\r\nConnection: close\r\n\r\n",
        f"GET / HTTP/1.1\r\n{host}Content-Length: -1\r\n\r\n",
        f"GET / HTTP/1.1\r\n{host}Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
        f"GET / HTTP/1.1\r\n{host}Transfer-Encoding: gzip\r\n\r\n",
        f"GET / HTTP/1.1\r\n{host}X: {'x' * 100_000}\r\n\r\n",
        f"GET /{'x' * 100_000} HTTP/1.1\r\n{host}\r\n",
        f"GET / HTTP/1.1\r\n{host}\r\nThis is no request.\r\n\r\n",
        f"GET /-/ HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        f"TRACE / HTTP/1.1\r\n{host}\r\n",
        f"CONNECT 127.0.0.1:22 HTTP/1.1\r\n{host}\r\n",
        f"GET http://evil.example/ HTTP/1.1\r\n{host}\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(100),  # TLS
    ):
        assert b" 500 " not in preview.raw(request)
    assert preview.get(f"/paper/{OTHER}/").status == 200


def test_requests_in_one_connection_are_answered_in_order(preview: RunningPreview) -> None:
    head = f"HTTP/1.1\r\nHost: 127.0.0.1:{preview.port}\r\n"
    paths = [f"/paper/{OTHER}/", f"/paper/{BROKEN}/..%2f..%2f..%2fsecret.html", "/about/"]
    answer = preview.raw(
        *(f"GET {path} {head}\r\n" for path in paths), f"GET / {head}Connection: close\r\n\r\n"
    )
    statuses = [part[:3] for part in answer.split(b"HTTP/1.1 ")[1:]]
    assert statuses == [b"200", b"404", b"200", b"200"]


def test_connections_that_ask_for_nothing_keep_nobody_out(shared_world: World) -> None:
    with running(shared_world) as preview, ExitStack() as waiting:
        address = "127.0.0.1", preview.port
        for _ in range(400):
            each = waiting.enter_context(socket.create_connection(address))
            each.sendall(b"GET / HTTP/1.1\r\nHost: ")
        assert preview.get(f"/paper/{OTHER}/").status == 200
        opened = Path(f"/proc/{preview.process.pid}/fd")
        assert not opened.is_dir() or len(os.listdir(opened)) < 400
        assert preview.end(signal.SIGTERM) == (143, "terminated\n")
