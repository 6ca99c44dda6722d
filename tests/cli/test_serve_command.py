"""`sitegen serve`: what it makes of its words; `tests/preview` shows what is then served."""

from __future__ import annotations

import shutil
import socket
import webbrowser
from collections.abc import Callable
from pathlib import Path

import pytest

from sitegen.preview import server
from sitegen.preview.server import PreviewOrder
from tests.command_line import Call
from tests.worlds import World

Ordered = Callable[..., PreviewOrder]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    world = World(tmp_path_factory.mktemp("built"))
    world.fill()
    world.build()
    return world.folder


@pytest.fixture
def world(built: Path, tmp_path: Path) -> World:
    """A project of two papers that is built."""
    return World(Path(shutil.copytree(built, tmp_path / "project")))


@pytest.fixture
def ordered(world: World, call: Call, monkeypatch: pytest.MonkeyPatch) -> Ordered:
    """What the command asks for, which then ends as if somebody had pressed Ctrl-C."""
    orders: list[PreviewOrder] = []

    def serve(order: PreviewOrder, listener: socket.socket, ready: Callable[[], None]) -> None:
        orders.append(order)
        ready()
        raise KeyboardInterrupt

    monkeypatch.setattr(server, "serve", serve)

    def ordering(*words: str) -> PreviewOrder:
        done = call("serve", "--port", "0", *words, cwd=world.folder)
        assert (done.returncode, done.stderr) == (0, "")
        address = orders[-1].project.base_url
        assert done.stdout == f"Preview: {address}/-/ (Ctrl-C ends it)\n"
        return orders[-1]

    return ordering


def test_a_preview_is_compared_with_what_is_named_else_with_the_built_site(
    world: World, ordered: Ordered
) -> None:
    shutil.copytree(world.output, world.folder / "elsewhere")
    assert ordered().published == "site"
    assert ordered("--output", "elsewhere").published == "elsewhere"
    assert ordered("--output", "nowhere").published == ""
    settings = world.records / "site.yaml"
    settings.write_text(f"{settings.read_text('utf-8')}published: elsewhere\n", "utf-8")
    assert ordered().published == str(world.folder / "elsewhere")
    assert ordered("--against", "git:HEAD").published == "git:HEAD"


@pytest.mark.parametrize("words", [(), ("--open",)], ids=["unasked", "asked"])
def test_a_browser_is_opened_where_it_is_asked_for(
    words: tuple[str, ...], ordered: Ordered, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    order = ordered(*words)
    assert opened == [f"{order.project.base_url}/-/"] * len(words)


def test_a_port_is_free_again_when_the_settings_turn_out_wrong(world: World, call: Call) -> None:
    world.write("site.yaml", "title: [Owls]\n")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = call("serve", "--port", port, cwd=world.folder)
        assert done.returncode == 2
        assert f"--port {port}: " in done.stderr
        assert "--port 0 takes a free one" in done.stderr
    assert "records/site.yaml:" in call("serve", "--port", port, cwd=world.folder).stderr
    with socket.create_server(("127.0.0.1", int(port))):
        pass
