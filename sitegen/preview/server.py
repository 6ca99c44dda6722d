"""Runs the preview server with its threads and processes."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from sitegen.build.limits import USUAL, Limits
from sitegen.preview.app import Preview
from sitegen.preview.changes import Changes
from sitegen.preview.editors import Editor
from sitegen.preview.events import Events
from sitegen.preview.scan import Scan
from sitegen.preview.site_page import prepare
from sitegen.preview.state import PreviewState
from sitegen.preview.watching import Watcher
from sitegen.preview.wording import progress
from sitegen.render.project import Project

LOOPBACK = "127.0.0.1"
# More connections would take all file descriptors that a process may have.
MOST_CONNECTIONS = 300
# The process ends after this time, even if a request still runs.
SECONDS_TO_END = 6.0


@dataclass(frozen=True)
class PreviewOrder:
    """The options of a preview.

    `output` is the folder of the built site, which is never written to. `editor` is the URL pattern
    of links to an editor, and `published` names what was published before. `limits` are those of
    each PDF.
    """

    project: Project
    output: Path
    editor: str
    published: str = ""
    limits: Limits = USUAL


def listening(port: int) -> socket.socket:
    """A socket that listens on the loopback interface. Raises OSError if the port is in use."""
    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((LOOPBACK, port))
        taken.listen(128)
    except OSError:
        taken.close()
        raise
    return taken


def serve(order: PreviewOrder, listener: socket.socket, ready: Callable[[], None]) -> None:
    """Serve a preview until the process is interrupted; `ready` is called once it accepts requests.

    Raises SettingsError if the settings have errors, and KeyboardInterrupt after Ctrl-C.
    """
    _Running(order, listener.getsockname()[1]).run(listener, ready)


class _Connection(H11Protocol):
    """A connection. If there are too many, the one that has been idle for longest is closed."""

    def send_400_response(self, msg: str) -> None:
        if self.conn.our_state is h11.IDLE:
            super().send_400_response(msg)
            return
        # What is invalid follows a request that is being answered; uvicorn would answer both.
        if self.cycle is not None:
            self.cycle.disconnected = True
        self.transport.close()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.idle_since = time.monotonic()
        if len(self.connections) > MOST_CONNECTIONS:
            idle = [each for each in self.connections if isinstance(each, _Connection)]
            idle = [each for each in idle if each.cycle is None or each.cycle.response_complete]
            oldest = min(idle, key=lambda each: each.idle_since)
            self.connections.discard(oldest)
            oldest.transport.abort()

    def data_received(self, data: bytes) -> None:
        self.idle_since = time.monotonic()
        super().data_received(data)


class _Server(uvicorn.Server):
    """A server that calls `ready` once it accepts requests, and closes open streams at its end."""

    ready: Callable[[], None]
    ending: Callable[[], None]

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # A thread that hangs would keep the process from ending.
        threading.Thread(target=_end_process, args=(sig,), daemon=True).start()
        super().handle_exit(sig, frame)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        # It would print a traceback for each request that is interrupted now.
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        self.ending()
        await super().shutdown(sockets)


def _end_process(sig: int) -> NoReturn:
    """End this process after a while; its exit code is that of an orderly end."""
    time.sleep(SECONDS_TO_END)
    os._exit(0 if sig == signal.SIGINT else 128 + sig)


class _Running:
    """A running preview."""

    def __init__(self, order: PreviewOrder, port: int) -> None:
        self._state = state = PreviewState(order.project)
        editor = Editor(order.editor, order.project.records, state.template_folders)
        self._scan = Scan(state, order.published, self._tell_progress)
        self._changes = Changes(state, self._scan, self._say)
        papers = len(state.snapshot().folders)
        self._watcher = Watcher(_watched(state), self._begin_anew, self._changes, papers)
        self._preview = Preview(
            state,
            editor,
            order.output,
            watching=lambda: self._watcher.trouble,
            limits=order.limits,
        )
        self._app = self._preview.app({f"{name}:{port}" for name in (LOOPBACK, "localhost")})
        self._background = threading.Thread(target=self._begin, name="background", daemon=True)

    def run(self, listener: socket.socket, ready: Callable[[], None]) -> None:
        config = uvicorn.Config(
            self._app,
            log_level="error",
            access_log=False,
            lifespan="off",
            loop="asyncio",
            http=_Connection,
            ws="none",
            proxy_headers=False,
            timeout_graceful_shutdown=1,
            server_header=False,
        )
        server = _Server(config)
        server.ready = lambda: self._answers(ready)
        server.ending = self._end
        server.run(sockets=[listener])

    def _answers(self, ready: Callable[[], None]) -> None:
        self._preview.events = Events()
        self._background.start()
        ready()

    def _begin(self) -> None:
        prepare()
        self._watcher.start()

    def _begin_anew(self) -> None:
        """Read everything again: watching began just now, and earlier changes were missed."""
        self._changes.everything()
        self._scan.start()

    def _end(self) -> None:
        self._watcher.end()
        if self._preview.events is not None:
            self._preview.events.end()
        self._preview.end()
        self._scan.end()

    def _say(self, event: str, **data: object) -> None:
        if self._preview.events is not None:
            self._preview.events.say(event, **data)

    def _tell_progress(self) -> None:
        snapshot = self._state.snapshot()
        self._say("known", state=progress(snapshot), done=snapshot.is_compared)


def _watched(state: PreviewState) -> list[Path]:
    """The folders with all files that pages are rendered from."""
    # Templates behind a link are not read.
    templates = [each.resolve() for each in state.template_folders if not each.is_symlink()]
    return [state.project.records.resolve(), *templates]
