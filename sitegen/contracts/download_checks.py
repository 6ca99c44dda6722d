"""Commands with which a reader downloads files and compares them with their digests.

They run nothing that was downloaded. Addresses come from records and are hostile, so they are
quoted, and downloaded files get names of ours.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable
from typing import NamedTuple

# Each file takes two lines; the page stays small.
MOST_COMMANDS = 12
LONGEST_NAME = 60
# A name that means nothing to a shell, and is no option and no path.
SAFE_NAME = re.compile(rf"[A-Za-z0-9_][A-Za-z0-9._-]{{0,{LONGEST_NAME - 1}}}\Z")
UNSAFE = re.compile(r"[\x00-\x1f\x7f]")


class Download(NamedTuple):
    """A file to compare: its number in the table, its address and its digest."""

    number: int
    url: str
    sha256: str

    @property
    def name(self) -> str:
        """The name of the downloaded file. Its number keeps it from replacing another file."""
        last = re.split(r"[?#]", self.url, maxsplit=1)[0].rpartition("/")[2]
        return f"{self.number}-{last if SAFE_NAME.match(last) else 'file'}"

    @property
    def commands(self) -> str:
        """Two lines: one downloads the file, one compares it."""
        # Without --globoff, curl would make several addresses of one with brackets.
        return (
            f"curl --fail --location --globoff --output {self.name} {shlex.quote(self.url)}\n"
            f"echo '{self.sha256}  {self.name}' | sha256sum --check"
        )


def comparing_commands(files: Iterable[Download]) -> str:
    """The commands for the first of these files."""
    safe = [each for each in files if not UNSAFE.search(each.url)]
    return "\n".join(each.commands for each in safe[:MOST_COMMANDS])
