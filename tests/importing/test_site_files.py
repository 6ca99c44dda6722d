"""Files of a published site as an import takes them: damaged, hostile, or not there."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.importing.imports import imported, large
from tests.worlds import OTHER


def links(file: Path) -> None:
    target = file.with_name("elsewhere")
    file.rename(target)
    file.symlink_to(target)


def pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


@pytest.mark.parametrize(
    ("damage", "why"),
    [(Path.unlink, "missing"), (links, "a symbolic link"), (pipe, "no file"), (large, "bytes")],
)
@pytest.mark.parametrize("has_sums", [True, False])
def test_a_file_that_is_none_is_named(
    damage: Callable[[Path], None], why: str, has_sums: bool, site: Path, tmp_path: Path
) -> None:
    damage(site / f"paper/{OTHER}/manifest.json")
    if not has_sums:
        (site / "SHA256SUMS").unlink()
    done = imported(site, tmp_path / "records")
    (finding,) = [each for each in done.findings if each.file.endswith("manifest.json")]
    assert why in finding.what
    assert done.written == 2
