"""What decides the bytes of a site beside its sources: sitegen's own code and its libraries."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

# Those that take part in making pages and files. What makes PDFs has a key of its own (`pdf.py`).
LIBRARIES = (
    *("jinja2", "markupsafe", "markdown-it-py", "mdurl", "pyyaml", "pydantic", "pydantic-core"),
    *("orjson", "rfc8785", "packaging", "langcodes", "language-data", "pandas"),
)


@cache
def engine() -> dict[str, str]:
    """Name and version of everything that decides bytes; sitegen itself as the digest of its code.

    A version number would do for a release, but not for a checkout that somebody works on.
    """
    versions = {"sitegen": _code_sha256(), "python": platform.python_version()}
    for name in LIBRARIES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return versions


def differences(other: dict[str, str]) -> list[str]:
    """How another machine differs from this one: `jinja2 3.1.5 instead of 3.1.6`."""
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
