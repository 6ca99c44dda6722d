"""Pipes, devices, folders and huge files in a project: the preview answers, and it ends."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.preview.running import RunningPreview, running
from tests.worlds import ONE, OTHER, World

ENDLESS = "{% for a in range(90000) %}" * 4 + "." + "{% endfor %}" * 4


@pytest.fixture(scope="module")
def shared_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A built project of two papers, one of them with an artifact."""
    world = World(tmp_path_factory.mktemp("odd"))
    world.fill()
    world.write("papers/one/artifacts/data.txt", "Data.\n")
    world.write("pages/more.md", "---\ntitle: More\n---\nMore.\n")
    world.template("parts/own.html", "Own.\n")
    world.build()
    return world


@pytest.fixture
def world(shared_world: World, tmp_path: Path) -> World:
    """Such a project of a test's own."""
    shutil.copytree(shared_world.folder, tmp_path / "own")
    return World(tmp_path / "own")


def pipe(path: Path) -> None:
    os.mkfifo(path)


def plug(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:  # its address is bound to a hundred characters
        folder = os.open(path.parent, os.O_RDONLY)
        made.bind(f"/proc/self/fd/{folder}/{path.name}")
        os.close(folder)


def device(path: Path) -> None:
    try:
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 5))  # /dev/zero
    except PermissionError:
        pytest.skip("only root makes devices")


def folder(path: Path) -> None:
    path.mkdir()


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(8_000_000_000)


def link(path: Path) -> None:
    path.symlink_to("/dev/zero")


Replace = Callable[[Path], None]


def replaced(world: World, kind: Replace) -> None:
    """Put such a file in place of everything that the preview reads of the paper `one`."""
    for path in (
        world.records / "papers/one/manifest.yaml",
        world.records / "papers/one/corrections.yaml",
        world.records / "papers/one/artifacts/data.txt",
        world.records / "papers/one/superseded/1.json",
        world.records / "papers/stray.yaml",
        world.records / "pages/more.md",
        world.records / "site.yaml",
        world.templates / "pages/paper.html",
        world.templates / "parts/own.html",
        world.output / f"paper/{ONE}/index.html",
        world.output / "SHA256SUMS",
        world.output / "ledger.json",
    ):
        path.parent.mkdir(exist_ok=True, parents=True)
        path.unlink(missing_ok=True)
        kind(path)


KINDS = [pipe, plug, device, folder, sparse, link]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes on this system")
@pytest.mark.parametrize("kind", KINDS, ids=[each.__name__ for each in KINDS])
def test_no_kind_of_file_hangs_a_request(kind: Replace, preview: RunningPreview) -> None:
    replaced(preview.world, kind)
    for _ in range(3):
        for path in (
            f"/paper/{ONE}/",
            f"/paper/{ONE}/manifest.json",
            f"/paper/{ONE}/artifacts/data.txt",
            f"/paper/{OTHER}/",
            "/-/record/papers/one",
            "/-/record/papers/stray.yaml",
            "/",
            "/-/",
            "/more/",
            "/about/",
        ):
            assert preview.get(path).status in {200, 307, 404}, path


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes on this system")
def test_a_preview_starts_beside_pipes_and_says_where_they_are(world: World) -> None:
    site = (world.records / "site.yaml").read_text()
    replaced(world, pipe)
    (world.records / "site.yaml").unlink()
    world.write("site.yaml", site)
    (world.templates / "pages/paper.html").unlink()
    with running(world) as preview:
        preview.settled()
        dashboard = preview.get("/-/").text
        for name in ("papers/one/manifest.yaml", "papers/one/artifacts/data.txt", "pages/more.md"):
            assert f"records/{name}" in dashboard
        assert "it is not a regular file" in dashboard
        assert "The abstract of other." in preview.get(f"/paper/{OTHER}/").text
        assert preview.end() == (0, "")


def test_a_broken_template_of_the_page_for_missing_pages_is_said(preview: RunningPreview) -> None:
    stream = preview.settled()
    preview.world.template("pages/404.html", "{{ nothing.of.that.name }}")
    preview.get_once("templates/pages/404.html:1:1", "/no/such/page/", stream)
    assert preview.get("/no/such/page/").status == 404


@pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, 143)])
def test_a_request_that_never_ends_does_not_keep_the_preview(
    how: signal.Signals, code: int, world: World
) -> None:
    world.template("pages/paper.html", ENDLESS)
    with running(world) as preview:
        head = f"HTTP/1.1\r\nHost: 127.0.0.1:{preview.port}\r\n\r\n"
        waiting = []
        for _ in range(50):  # more than the server has threads
            waiting.append(socket.create_connection(("127.0.0.1", preview.port)))
            waiting[-1].sendall(f"GET /paper/{ONE}/ {head}".encode())
        assert preview.get("/about/").status == 200
        assert preview.get("/-/preview.css").status == 200
        ended, said = preview.end(how)
        assert ended == code
        assert "Traceback" not in said
        for each in waiting:
            each.close()


def test_a_large_artifact_is_served_whole(preview: RunningPreview) -> None:
    stream, world = preview.settled(), preview.world
    data = os.urandom(1_000_003) * 20
    (world.records / "papers/one/artifacts/data.zip").write_bytes(data)
    artifact = {"type": "dataset", "label": "Data", "path": "artifacts/data.zip"}
    world.paper("one", ONE, manifest={"artifacts": [artifact]})
    page = preview.get_once("/data.zip", f"/paper/{ONE}/", stream)
    found = re.search(r'href="../..(/paper/[^"]+/data\.zip)"', page)
    assert found
    assert preview.get(found[1]).body == data


def test_templates_behind_a_link_are_neither_read_nor_watched(world: World) -> None:
    shutil.move(world.templates, world.folder / "elsewhere")
    world.templates.symlink_to(world.folder / "elsewhere")
    with running(world) as preview:
        preview.settled()
        assert "templates" in preview.get(f"/paper/{ONE}/").text
        assert preview.end(signal.SIGTERM) == (143, "terminated\n")
