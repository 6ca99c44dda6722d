"""Hostile files in every place that a pull request can write to: no hang, no leak, one finding."""

from __future__ import annotations

import os
import re
import shutil
import socket
from collections.abc import Callable
from contextlib import chdir, suppress
from pathlib import Path

import pytest

from sitegen.render.template_files import builtin_templates
from tests.command_line import Call
from tests.worlds import OTHER, World

SECRET = "a secret of the machine"  # what a link, followed, would print or publish
HUGE = 8_000_000_000


def _link_to_secret(path: Path, secret: Path) -> None:
    path.symlink_to(secret)


def _link_to_folder(path: Path, secret: Path) -> None:
    path.symlink_to(secret.parent)


def _relative_link(path: Path, secret: Path) -> None:
    path.symlink_to(os.path.relpath(secret, path.parent))


def _broken_link(path: Path, secret: Path) -> None:
    path.symlink_to("nowhere")


def _link_to_itself(path: Path, secret: Path) -> None:
    path.symlink_to(path.name)


def _endless_link(path: Path, secret: Path) -> None:
    path.symlink_to("/dev/zero")


def _link_to_a_process(path: Path, secret: Path) -> None:
    path.symlink_to("/proc/self/environ")


def _link_to_a_pipe(path: Path, secret: Path) -> None:
    os.mkfifo(secret.parent / "pipe")
    path.symlink_to(secret.parent / "pipe")


def _link_to_the_root(path: Path, secret: Path) -> None:
    path.symlink_to("/")


def _link_to_the_folder_above(path: Path, secret: Path) -> None:
    path.symlink_to("..")


def _chain_of_links(path: Path, secret: Path) -> None:
    (secret.parent / "link").symlink_to(secret)
    path.symlink_to(secret.parent / "link")


def _link_to_standard_input(path: Path, secret: Path) -> None:
    path.symlink_to("/dev/stdin")


def _link_to_memory(path: Path, secret: Path) -> None:
    path.symlink_to("/proc/self/mem")


def _pipe(path: Path, secret: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path, secret: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server, chdir(path.parent):
        server.bind(path.name)  # the path of a socket must not be long


def _huge_file(path: Path, secret: Path) -> None:
    path.touch()
    os.truncate(path, HUGE)


def _folder(path: Path, secret: Path) -> None:
    path.mkdir()


def _folder_with_a_link(path: Path, secret: Path) -> None:
    path.mkdir()
    (path / "manifest.yaml").symlink_to(secret)
    (path / "x.md").symlink_to(secret)
    (path / "1.json").symlink_to(secret)
    (path / "paper.html").symlink_to(secret)


def _binary_file(path: Path, secret: Path) -> None:
    path.write_bytes(bytes(range(256)) * 40)


def _empty_file(path: Path, secret: Path) -> None:
    path.touch()


def _file_in_utf_16(path: Path, secret: Path) -> None:
    path.write_bytes("title: Owls\n".encode("utf-16"))


def _one_endless_line(path: Path, secret: Path) -> None:
    path.write_bytes(b"x" * 990_000)


def _file_of_nuls(path: Path, secret: Path) -> None:
    path.write_bytes(bytes(100_000))


KINDS: list[Callable[[Path, Path], None]] = [
    *(_link_to_secret, _link_to_folder, _relative_link, _broken_link, _link_to_itself),
    *(_endless_link, _link_to_a_process, _link_to_a_pipe, _link_to_the_root),
    *(_link_to_the_folder_above, _chain_of_links, _link_to_standard_input, _link_to_memory),
    *(_pipe, _socket, _huge_file),
    *(_folder, _folder_with_a_link, _binary_file, _empty_file),
    *(_file_in_utf_16, _one_endless_line, _file_of_nuls),
]
PLACES = [
    *("records/site.yaml", "records/pages", "records/pages/about.md", "records/papers"),
    *("records/papers/one", "records/papers/x.yaml", "records/papers/one/manifest.yaml"),
    *("records/papers/one/corrections.yaml", "records/papers/one/tombstone.yaml"),
    *("records/papers/one/superseded", "records/papers/one/superseded/1.json"),
    *("records/papers/one/artifacts", "records/papers/one/artifacts/data.csv"),
    *("templates", "templates/pages", "templates/pages/paper.html", "templates/styles/site.css"),
    "templates/fonts/DejaVuSans.ttf",
]
# Links, pipes and huge files are refused wherever they are used.
REFUSED = frozenset(KINDS[:16])
UNUSED = (
    # No manifest lists this artifact.
    *("records/papers/one/artifacts", "records/papers/one/artifacts/data.csv"),
    "templates/fonts/DejaVuSans.ttf",  # only PDFs need it
)


def name_of(kind: Callable[[Path, Path], None]) -> str:
    return kind.__name__[1:]


@pytest.fixture
def hostile(tmp_path: Path) -> World:
    """A project of two papers, each file of which can be put in another's place."""
    folder = tmp_path / "project"
    folder.mkdir()
    world = World(folder)
    world.fill()
    return world


def put(world: World, place: str, kind: Callable[[Path, Path], None]) -> None:
    secret = world.folder.parent / "secret" / "file"
    secret.parent.mkdir()
    secret.write_text(f"{SECRET}\n")
    path = world.folder / place
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        shutil.rmtree(path)
    with suppress(FileNotFoundError):
        path.unlink()
    kind(path, secret)


def leaks(folder: Path) -> list[str]:
    """The files of a site that show the secret, or the environment of the process."""
    secret, environment = SECRET.encode(), b"PATH=" + os.environ["PATH"].encode()
    found = (path for path in folder.rglob("*") if path.is_file())
    return [
        str(path) for path in found if any(s in path.read_bytes() for s in (secret, environment))
    ]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", KINDS, ids=name_of)
def test_no_hostile_file_stops_or_leaks(
    hostile: World, call: Call, place: str, kind: Callable[[Path, Path], None]
) -> None:
    put(hostile, place, kind)
    for words in (
        ("validate", "--all"),
        ("build", "--no-pdf"),
        ("build", "--no-pdf"),
    ):
        done = call(*words, cwd=hostile.folder)
        said = done.stdout + done.stderr
        assert SECRET not in said
        assert os.environ["PATH"] not in said
        assert "bug in sitegen" not in said
        assert done.returncode in (0, 1, 2), said
        is_stray = kind is _huge_file and "." not in Path(place).name  # a file like a README
        if words[0] == "build" and kind in REFUSED and place not in UNUSED and not is_stray:
            assert done.returncode
        if done.returncode:
            assert Path(place).name in said, said
    assert leaks(hostile.output) == []


@pytest.mark.parametrize("kind", KINDS, ids=name_of)
@pytest.mark.usefixtures("needs_pdf")
def test_no_hostile_font_stops_or_leaks(
    hostile: World, call: Call, kind: Callable[[Path, Path], None]
) -> None:
    shutil.copytree(builtin_templates() / "fonts", hostile.templates / "fonts")
    put(hostile, "templates/fonts/SourceSans3-SemiBold.ttf", kind)
    done = call("build", cwd=hostile.folder)
    assert done.returncode == 1
    assert done.stderr.startswith("templates/fonts/SourceSans3-SemiBold.ttf")
    assert re.match(r"[^ ]+:1:1: SG\d+ error: ", done.stderr)


@pytest.mark.parametrize("kind", KINDS, ids=name_of)
def test_no_hostile_font_that_a_site_adds_stops_or_leaks(
    hostile: World, call: Call, kind: Callable[[Path, Path], None]
) -> None:
    put(hostile, "templates/fonts/Owls.ttf", kind)
    with (hostile.records / "site.yaml").open("a", encoding="utf-8") as settings:
        settings.write("fonts: [fonts/Owls.ttf]\n")
    done = call("validate", cwd=hostile.folder)
    assert done.returncode == 1
    assert "templates/fonts/Owls.ttf" in done.stderr
    assert SECRET not in done.stdout + done.stderr


NAMES = {
    "not UTF-8": b"caf\xe9.csv",
    "half of a character": b"\xe2\x82.csv",
    "an overlong slash": b"a\xc0\xafb.csv",
    "a line break": b"a\nb.csv",
    "an escape sequence": b"\x1b[31mred.csv",
    "a right-to-left mark": "a\u202egpj.csv".encode(),
    "a zero-width space": "a\u200bb.csv".encode(),
    "markup": b"<script>alert(1)<|script>.csv",
    "a quote": b"'\";--.csv",
    "only dots": b"....csv",
    "a backslash": b"a\\..\\b.csv",
    "a percent": b"a%2e%2e%2fb.csv",
    "the longest": b"x" * 251 + b".csv",
    "a leading dash": b"--output.csv",
    "a wildcard": b"*.csv",
    "a Windows device": b"con.csv",
    "spaces": b"  .csv",
    "a byte order mark": "\ufeffa.csv".encode(),
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
@pytest.mark.parametrize(
    "folder", ["papers/one/artifacts", "papers/one", "papers", "pages", "papers/one/superseded"]
)
def test_no_hostile_name_stops_or_harms_other_papers(
    hostile: World, call: Call, folder: str, name: bytes
) -> None:
    call("build", "--no-pdf", cwd=hostile.folder)
    inside = hostile.records / folder
    inside.mkdir(parents=True, exist_ok=True)
    path = os.fsencode(inside) + b"/" + name
    if folder == "papers":
        os.mkdir(path)
    else:
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY))
    for words in (("build", "--no-pdf", "--hold"), ("build", "--no-pdf")):
        done = call(*words, cwd=hostile.folder)
        said = done.stdout + done.stderr
        assert "bug in sitegen" not in said
        assert done.returncode in (0, 1, 5), said
        assert "\x1b" not in said
        assert "\u202e" not in said
    assert (hostile.output / f"paper/{OTHER}/index.html").exists()
