"""Shared by the tests of publishing: an output folder, and both ways to publish."""

from __future__ import annotations

import errno
import sys
from pathlib import Path

import pytest

from sitegen.publish import publisher as publishing
from tests.publish.sites import unable


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """An output folder that does not exist yet."""
    return tmp_path / "site"


@pytest.fixture(params=["swap", "files"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways to publish: exchanging folders, and renaming files one by one."""
    if request.param == "files":
        monkeypatch.setattr(publishing, "exchange", unable(errno.EINVAL))
    elif sys.platform not in ("linux", "darwin"):
        pytest.skip("this system swaps no folders in one step")
    return str(request.param)
