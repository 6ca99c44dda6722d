"""`sitegen serve`: its options and errors; `tests/preview` tests the pages that it serves."""

from __future__ import annotations

import shutil
import socket
import webbrowser
from collections.abc import Callable
from pathlib import Path

import pytest

from sitegen.build.limits import USUAL, Limits
from sitegen.cli import serve_command
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
    """The options that the command passes to the server, which ends as if by Ctrl-C."""
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
        assert done.stdout == f"Preview: {address}/-/ (press Ctrl-C to stop)\n"
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


def test_pdfs_have_the_limits_of_a_build_unless_others_are_named(ordered: Ordered) -> None:
    assert ordered().limits == USUAL
    named = ordered("--time-limit", "1.5", "--memory-limit", "200").limits
    assert named == Limits(1.5, 200_000_000)


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
        assert "pass --port 0 to use a free port" in done.stderr
    assert "records/site.yaml:" in call("serve", "--port", port, cwd=world.folder).stderr
    with socket.create_server(("127.0.0.1", int(port))):
        pass


def test_a_library_that_is_not_installed_is_named_with_the_command_that_installs_it(
    world: World, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve_command, "NEEDED", ("starlette", "no_such_library"))
    done = call("serve", cwd=world.folder)
    assert done.returncode == 2
    assert "needs no_such_library: run pip install 'assignee-sitegen[serve]'" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--editor", "nano"], "--editor 'nano' is unknown; pass one of vscode"),
        (["--records", "nowhere"], "there is no nowhere/site.yaml"),
        (["--time-limit", "0"], "'--time-limit': 0.0 is not in the range"),
        (["--time-limit", "inf"], "'--time-limit': inf is not in the range"),
        (["--memory-limit", "5"], "'--memory-limit': 5 is not in the range"),
    ],
)
def test_wrong_use_is_said_before_anything_is_served(
    words: list[str], said: str, world: World, call: Call
) -> None:
    done = call("serve", "--port", "0", *words, cwd=world.folder)
    assert done.returncode == 2
    assert said in done.stderr


def test_settings_that_are_wrong_from_the_start_are_printed(world: World, call: Call) -> None:
    (world.records / "site.yaml").write_text("language: en\n")
    done = call("serve", "--port", "0", cwd=world.folder)
    assert done.returncode == 2
    assert "records/site.yaml:1:1: SG" in done.stderr
