"""A project in a repository, whose site is published on a server: what CI works on."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ci.running import ACTION, Bash, Runner, read
from tests.command_line import SCRIPT, environment
from tests.reading_back import BuiltSite
from tests.serving import served
from tests.worlds import World

# The packages are installed already: of them all, the action is given the command.
INSTALL = f'#!/bin/sh\nmkdir -p "$1/bin" && ln -sf "{SCRIPT}" "$1/bin/sitegen"\n'


class Repository(World):
    """A project in a repository, and a server that its site is published on."""

    def __init__(self, folder: Path, temp: Path, address: str) -> None:
        super().__init__(folder)
        self.temp, self.address, self.public = temp, address, temp / "public"
        self.fill()
        settings = self.records / "site.yaml"
        text = settings.read_text("utf-8")
        settings.write_text(re.sub(r"(?m)^base_url: .*", f"base_url: {address}", text), "utf-8")
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit()
        self.git("update-ref", "refs/remotes/origin/main", "HEAD")
        install = temp / "action" / "scripts" / "ci" / "install"
        install.parent.mkdir(parents=True)
        install.write_text(INSTALL)
        install.chmod(0o755)

    def git(self, *words: str) -> None:
        who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        subprocess.run(
            ["git", *who, *words], cwd=self.folder, env=environment(), check=True, timeout=60
        )

    def commit(self) -> None:
        self.git("add", "records")
        self.git("commit", "--quiet", "--message", "records")

    def publish(self) -> None:
        """Publish what the records say now, and forget that it was built here."""
        self.build()
        shutil.copytree(self.output, self.public, dirs_exist_ok=True)
        shutil.rmtree(self.output)
        shutil.rmtree(self.folder / ".sitegen", ignore_errors=True)

    def act(self, base_ref: str = "", **inputs: str) -> Bash:
        runner = Runner(self.folder, self.temp, self.temp / "action")
        given = {name.replace("_", "-"): text for name, text in inputs.items()}
        return runner.run(read(ACTION), given, GITHUB_BASE_REF=base_ref, no_proxy="*")


@contextmanager
def repository(folder: Path) -> Iterator[Repository]:
    """A repository below a folder, and a server on which nothing is published yet."""
    public = folder / "temp" / "public"
    public.mkdir(parents=True)
    (public / "404.html").write_text("nothing here")
    with served(BuiltSite(public), "") as address:
        (folder / "work").mkdir()
        yield Repository(folder / "work", folder / "temp", address)
