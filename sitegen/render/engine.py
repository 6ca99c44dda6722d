"""The engine: the code and libraries that determine the bytes of a site besides its sources."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

# Libraries that make pages and files. Those that make PDFs have a separate key (`pdf.py`).
LIBRARIES = (
    *("jinja2", "markupsafe", "markdown-it-py", "mdurl", "math-core", "pyyaml", "pydantic"),
    *("pydantic-core", "orjson", "rfc8785", "packaging", "langcodes", "language-data", "pandas"),
    "pillow",
)


@cache
def engine() -> dict[str, str]:
    """Name and version of everything that determines bytes; for sitegen, the digest of its code.

    Its version number would not change in a checkout in which somebody works.
    """
    versions = {"sitegen": _code_sha256(), "python": platform.python_version()}
    for name in LIBRARIES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return versions


def differences(other: dict[str, str]) -> list[str]:
    """The differences to another machine, such as `jinja2 3.1.5 instead of 3.1.6`."""
    own = engine()
    return [
        f"{name} {_short(other.get(name))} instead of {_short(own.get(name))}"
        for name in sorted(own.keys() | other.keys())
        if own.get(name) != other.get(name)
    ]


def _short(found: str | None) -> str:
    return found[:12] if found else "none"


def _code_sha256() -> str:
    package = Path(str(files("sitegen")))
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        name, code = path.relative_to(package).as_posix(), path.read_bytes()
        digest.update(f"{name}\0{len(code)}\0".encode())
        digest.update(code)
    return digest.hexdigest()
