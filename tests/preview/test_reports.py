"""PDFs in the preview: limits, and a queue that stops neither pages nor the PDFs of others."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from http import HTTPStatus
from multiprocessing import active_children
from pathlib import Path

import pytest

from sitegen.build.limits import Limits
from sitegen.preview.report_maker import MadeReport, ReportOrder
from sitegen.preview.reports import MOST_WAITING, Reports
from sitegen.reading.records import read_source
from sitegen.render.project import Project, load_site
from tests.command_line import PATIENCE
from tests.preview.running import running
from tests.worlds import ONE, OTHER, World

pytestmark = pytest.mark.usefixtures("needs_pdf")

ENDLESS = "{% for a in range(90000) %}" * 4 + "." + "{% endfor %}" * 4
HUGE = "{% for a in range(90000) %}{{ '.' * 90000 }}{% endfor %}"
PDF = f"/paper/{ONE}/paper.pdf"
NO_MEMORY_LIMIT = None


@contextmanager
def reports(seconds: float, memory: int | None = NO_MEMORY_LIMIT) -> Iterator[Reports]:
    made = Reports(Limits(seconds, memory))
    try:
        yield made
    finally:
        made.end()


def order(world: World, name: str = "one", *, templates: bool = False) -> ReportOrder:
    """The present state of a paper; with or without the templates of the world."""
    source, _ = read_source(world.records, f"papers/{name}")
    site, _ = load_site(Project(world.records))
    return ReportOrder(source, site, world.templates if templates else None, int(templates))


def answer(waiting: Future[MadeReport]) -> MadeReport:
    return waiting.result(timeout=PATIENCE)


def test_a_pdf_that_takes_too_long_is_stopped_and_others_are_made(world: World) -> None:
    world.template("reports/paper.html", ENDLESS)
    with reports(2) as queue:
        slow = queue.order(order(world, templates=True))
        other = queue.order(order(world, "other"))
        assert answer(slow).status == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "takes more than 2 seconds" in answer(slow).trouble
        assert "--time-limit" in answer(slow).trouble
        assert answer(other).pdf.startswith(b"%PDF")
        # Asked for again, it is not tried again.
        assert queue.order(order(world, templates=True)).done()
        assert answer(queue.order(order(world))).pdf.startswith(b"%PDF")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="no memory limit here")
def test_a_pdf_that_takes_too_much_memory_is_stopped(world: World) -> None:
    world.template("reports/paper.html", HUGE)
    with reports(PATIENCE, 150_000_000) as queue:
        made = answer(queue.order(order(world, templates=True)))
        assert made.status == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "takes more than 150 MB of memory" in made.trouble
        assert "--memory-limit" in made.trouble
        assert answer(queue.order(order(world))).pdf.startswith(b"%PDF")


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no process can be stopped here")
def test_a_process_that_lets_no_signal_through_is_killed(world: World) -> None:
    world.paper("third", "5eed0003-0000-4000-8000-00000000c0de")
    before = set(active_children())
    with reports(3) as queue:
        assert answer(queue.order(order(world))).pdf
        (process,) = set(active_children()) - before
        assert process.pid is not None
        os.kill(process.pid, signal.SIGSTOP)
        assert "takes more than 3 seconds" in answer(queue.order(order(world, "other"))).trouble
        assert not process.is_alive()
        assert answer(queue.order(order(world, "third"))).pdf.startswith(b"%PDF")


def test_a_crash_is_tried_again_and_then_said(world: World) -> None:
    before = set(active_children())
    with reports(PATIENCE) as queue:
        assert answer(queue.order(order(world))).pdf
        (process,) = set(active_children()) - before
        process.kill()
        assert answer(queue.order(order(world, "other"))).pdf.startswith(b"%PDF")


def test_few_papers_wait_and_each_for_its_newest_version(world: World) -> None:
    world.template("reports/paper.html", ENDLESS)
    names = [f"p{number}" for number in range(MOST_WAITING + 1)]
    for number, name in enumerate(names):
        world.paper(name, f"5eed01{number:02}-0000-4000-8000-00000000c0de")
    with reports(PATIENCE) as queue:
        endless = queue.order(order(world, templates=True))
        assert queue.order(order(world, templates=True)) is endless
        waiting = [queue.order(order(world, name)) for name in names[:-2]]
        old = queue.order(order(world, names[-2]))
        full = answer(queue.order(order(world, names[-1])))
        assert (full.status, full.retry_after) == (HTTPStatus.SERVICE_UNAVAILABLE, 5)
        world.paper(
            names[-2], f"5eed01{len(names) - 2:02}-0000-4000-8000-00000000c0de", title="New"
        )
        new = queue.order(order(world, names[-2]))
        assert "newer version" in answer(old).trouble
        assert not new.done()
    for each in (endless, new, *waiting):
        assert "The preview has stopped." in answer(each).trouble


def test_an_outdated_pdf_makes_room_for_the_newer_one(world: World) -> None:
    world.template("reports/paper.html", ENDLESS)
    with reports(PATIENCE) as queue:
        outdated = queue.order(order(world, templates=True))
        newer = queue.order(order(world))
        assert "newer version" in answer(outdated).trouble
        assert answer(newer).pdf.startswith(b"%PDF")


def test_pages_are_served_while_a_pdf_is_made_and_its_limit_is_shown(world: World) -> None:
    world.template("reports/paper.html", ENDLESS)
    with running(world, "--time-limit", "3") as preview:
        head = f"HTTP/1.1\r\nHost: 127.0.0.1:{preview.port}\r\n\r\n"
        waiting = []
        for _ in range(50):  # more than the server has threads
            waiting.append(socket.create_connection(("127.0.0.1", preview.port)))
            waiting[-1].sendall(f"GET {PDF} {head}".encode())
        assert "The abstract of one." in preview.get(f"/paper/{ONE}/").text
        assert "The abstract of other." in preview.get(f"/paper/{OTHER}/").text
        answer = preview.get(PDF)
        assert answer.status == 422
        assert answer.headers["content-type"].startswith("text/html")
        assert "takes more than 3 seconds" in answer.text
        assert "Shorten the texts of the record" in answer.text
        for each in waiting:
            assert each.recv(12) == b"HTTP/1.1 422"
            each.close()
        assert preview.end(signal.SIGTERM) == (143, "terminated\n")


def test_the_end_does_not_wait_for_a_pdf(world: World) -> None:
    world.template("reports/paper.html", ENDLESS)
    with running(world) as preview:
        head = f"HTTP/1.1\r\nHost: 127.0.0.1:{preview.port}\r\n\r\n"
        with socket.create_connection(("127.0.0.1", preview.port)) as waiting:
            waiting.sendall(f"GET {PDF} {head}".encode())
            assert preview.get("/about/").status == 200
            assert preview.end() == (0, "")
