"""The real yaml-language-server, spoken to over its standard streams as an editor does."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.command_line import PATIENCE, environment

PROGRAM = (
    Path(sys.executable)
    .parents[1]
    .joinpath(*("editors", "node_modules", "yaml-language-server", "bin", "yaml-language-server"))
)
ABLE = {
    "textDocument": {
        "hover": {"contentFormat": ["markdown"]},
        "completion": {"completionItem": {"documentationFormat": ["markdown"]}},
    },
    "workspace": {"configuration": True, "workspaceFolders": True},
}


class LanguageServer:
    """A server at work; what it publishes about files is kept as it comes."""

    def __init__(self, process: subprocess.Popen[bytes], settings: Mapping[str, Any]) -> None:
        self._process, self._settings = process, settings
        self._asked, self._is_set = 0, False
        self._published: dict[str, list[dict[str, Any]]] = {}

    def start(self, root: str, name: str) -> None:
        """Begin with a folder, as Visual Studio Code does, and with the settings."""
        folders = {"rootUri": root, "workspaceFolders": [{"uri": root, "name": name}]}
        self.ask("initialize", {"processId": None, "capabilities": ABLE, **folders})
        self.tell("initialized", {})
        while not self._is_set:  # what is opened now is looked at with them
            self._hear()

    def open(self, path: Path, text: str | None = None) -> str:
        """Tell it that a file is open, with this text or its own; returns its address."""
        uri = path.as_uri()
        text = path.read_text(encoding="utf-8") if text is None else text
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})
        return uri

    def findings(self, uri: str) -> dict[int, list[str]]:
        """What it underlines in an open file: the messages, by their lines, which count from 1."""
        while uri not in self._published:
            self._hear()
        found: dict[int, list[str]] = {}
        for each in self._published[uri]:
            found.setdefault(each["range"]["start"]["line"] + 1, []).append(each["message"])
        return found

    def at(self, what: str, uri: str, line: int, column: int) -> Any:
        """What it answers at a place in a file: its `hover`, its `completion`."""
        position = {"line": line - 1, "character": column - 1}
        return self.ask(
            f"textDocument/{what}", {"textDocument": {"uri": uri}, "position": position}
        )

    def ask(self, method: str, params: Any) -> Any:
        self._asked += 1
        self._send({"id": self._asked, "method": method, "params": params})
        while (said := self._hear()).get("id") != self._asked or "method" in said:
            pass
        return said["result"]

    def tell(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def _hear(self) -> dict[str, Any]:
        assert self._process.stdout
        length = 0
        while line := self._process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        said: dict[str, Any] = json.loads(self._process.stdout.read(length))
        if said.get("method") == "textDocument/publishDiagnostics":
            self._published[said["params"]["uri"]] = said["params"]["diagnostics"]
        elif said.get("method") == "workspace/configuration":
            sections = [each["section"] for each in said["params"]["items"]]
            answer = [self._settings if each == "yaml" else {} for each in sections]
            self._send({"id": said["id"], "result": answer})
            self._is_set = True
        elif "method" in said and "id" in said:
            self._send({"id": said["id"], "result": None})
        return said

    def _send(self, message: dict[str, Any]) -> None:
        assert self._process.stdin
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
        self._process.stdin.flush()


@contextmanager
def serving(folder: Path, **settings: Any) -> Iterator[LanguageServer]:
    """A server for a folder; it fetches nothing."""
    node = shutil.which("node")
    assert node, "there is no node: scripts/setup editors"
    assert PROGRAM.is_file(), "there is no yaml-language-server: scripts/setup editors"
    process = subprocess.Popen(
        [node, PROGRAM, "--stdio"],
        cwd=folder,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    patience = threading.Timer(3 * PATIENCE, process.kill)  # several tests share it
    patience.start()
    offline = {"schemaStore": {"enable": False}, "kubernetesCRDStore": {"enable": False}}
    defaults = {"validate": True, "hover": True, "completion": True, **offline}
    server = LanguageServer(process, defaults | settings)
    try:
        server.start(folder.as_uri(), folder.name)
        yield server
        server.ask("shutdown", None)
        server.tell("exit", None)
        process.wait(PATIENCE)
    finally:
        patience.cancel()
        process.kill()
        process.communicate()
