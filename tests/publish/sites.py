"""Sites of a few files, and helpers to publish and inspect them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from sitegen.publish.checksums import SUMS, verify, write_sums
from sitegen.publish.publisher import MARKER, check_output, publish, staging_beside
from sitegen.publish.staging import Staging


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in (MARKER, SUMS)
    }


def stage(staging: Staging, files: dict[str, bytes]) -> dict[str, str]:
    return {path: staging.write(path, content) for path, content in files.items()}


def publish_files(output: Path, files: dict[str, bytes], *, preview: bool = False) -> list[str]:
    """Publish a site of these files; returns the logged messages."""
    said: list[str] = []
    check_output(output, preview=preview)
    with staging_beside(output) as staging:
        publish(staging, output, stage(staging, files), preview=preview, log=said.append)
    assert verify(output).is_clean
    return said


def state(output: Path) -> list[str]:
    """The files in `.sitegen/` next to the output."""
    return sorted(path.name for path in (output.parent / ".sitegen").iterdir())


def names(output: Path) -> dict[str, tuple[int, int]]:
    """Inode and time of every file."""
    return {
        path.relative_to(output).as_posix(): (path.lstat().st_ino, path.lstat().st_mtime_ns)
        for path in output.rglob("*")
        if path.is_file()
    }


def unable(code: int) -> Callable[..., None]:
    """A call that this system or folder does not support."""

    def fail(*arguments: object) -> None:
        raise OSError(code, os.strerror(code))

    return fail


FILES = {
    "index.html": b"the front page",
    "assets/site.css": b"body {}",
    "paper/x/index.html": b"a paper",
    "paper/x/cite.bib": b"@misc{}",
}


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def fill(folder: Path, files: dict[str, bytes]) -> None:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def listed(folder: Path) -> Path:
    """A folder with a few files and their SHA256SUMS."""
    fill(folder, FILES)
    (folder / SUMS).write_bytes(write_sums({path: sha256(data) for path, data in FILES.items()}))
    return folder
