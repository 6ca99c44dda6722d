"""A real preview: the installed script on a free port, requested over HTTP."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.command_line import PATIENCE, SCRIPT, environment
from tests.worlds import World


@dataclass
class Answer:
    """The response of a server."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Stream:
    """The stream of events of a page."""

    def __init__(self, port: int, page: Answer) -> None:
        token = re.search(r'data-token="([^"]+)"', page.text)
        version = re.search(r'data-version="([^"]+)"', page.text)
        assert token
        assert version
        self.address = f"/-/events?token={token[1]}&since={version[1]}"
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._connection.request("GET", self.address)
        self._answer = self._connection.getresponse()
        self.status = self._answer.status

    def next(self, *names: str, **wanted: Any) -> dict[str, Any]:
        """The next event of this name whose data has these values."""
        over = time.monotonic() + PATIENCE
        while line := self._answer.readline():
            # Keep-alive comments come every few seconds, even if nothing happens.
            assert time.monotonic() < over, f"no {' or '.join(names)} with {wanted} is told"
            if line.decode().strip().removeprefix("event: ") in names:
                data: dict[str, Any] = json.loads(self._answer.readline().removeprefix(b"data: "))
                if wanted.items() <= data.items():
                    return data
        raise AssertionError("the stream has ended")

    def next_of(self, folder: str) -> dict[str, Any]:
        """The next change of a paper."""
        while folder not in (change := self.next("change"))["folders"]:
            pass
        return change

    def rest(self) -> bytes:
        return self._answer.read()

    def close(self) -> None:
        self._connection.close()


@dataclass
class RunningPreview:
    """A running preview of a world."""

    world: World
    port: int
    process: subprocess.Popen[str]
    streams: list[Stream] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.putrequest(method, path, skip_host="Host" in named)
        for name, value in named.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        made = Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        connection.close()
        return made

    def raw(self, *requests: str | bytes) -> bytes:
        """Everything that is answered to these bytes until the connection is closed."""
        address = "127.0.0.1", self.port
        with socket.create_connection(address, timeout=PATIENCE) as connection:
            for each in requests:
                connection.sendall(each if isinstance(each, bytes) else each.encode("latin-1"))
            answer = b""
            while part := connection.recv(65_536):
                answer += part
        return answer

    def raw_get(self, target: str) -> bytes:
        """The answer to a GET request for a target that is sent as it is."""
        return self.raw(
            f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nConnection: close\r\n\r\n"
        )

    def listen(self, path: str = "/-/") -> Stream:
        """The events from now on, once changes are watched and all papers are checked."""
        stream = Stream(self.port, self.get(path))
        self.streams.append(stream)
        return stream

    def settled(self) -> Stream:
        """The same, once every paper is checked, and so changes are watched."""
        stream = self.listen()
        stream.next("state", "known", done=True)
        return stream

    def catch_up(self) -> None:
        """Wait until the server has seen everything that changed until now."""
        stream = self.settled()
        # Changes are told in their order, and each of these two is a single one.
        marker = self.world.records / "papers/marker"
        marker.symlink_to("nowhere")
        stream.next_of("papers/marker")
        marker.unlink()
        stream.next_of("papers/marker")

    def stop_listening(self) -> None:
        for stream in self.streams:
            stream.close()
        self.streams.clear()

    def get_once(self, text: str, path: str, stream: Stream) -> str:
        """A page, once it shows a text after some changes that a stream tells of."""
        while text not in (page := self.get(path).text):
            stream.next("change")
        return page

    def end(self, how: int = signal.SIGINT) -> tuple[int, str]:
        """Its exit code and its standard error."""
        self.process.send_signal(how)
        _, said = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, said


def library_path() -> dict[str, str]:
    """Additional folders of libraries, besides the environment of the tests."""
    return {name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ}


@contextmanager
def running(
    world: World, *options: str, program: Sequence[str | Path] = (SCRIPT,), **changes: str
) -> Iterator[RunningPreview]:
    process = subprocess.Popen(
        [*program, "serve", "--port", "0", *options],
        cwd=world.folder,
        env=environment(**(library_path() | changes)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        # A shell that started the tests in the background has told them to ignore interrupts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    try:
        assert process.stdout
        line = process.stdout.readline()
        found = re.search(r":(\d+)/", line)
        assert found, (line, process.communicate())
        preview = RunningPreview(world, int(found[1]), process)
        try:
            yield preview
        finally:
            preview.stop_listening()
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
        for pipe in (process.stdout, process.stderr):
            if pipe:
                pipe.close()
