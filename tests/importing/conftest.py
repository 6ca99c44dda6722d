"""One published site for all tests of imports; a test that damages it takes a copy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.importing.sites import corrected
from tests.worlds import World

__all__ = ["corrected"]  # a fixture


@pytest.fixture
def site(corrected: World, tmp_path: Path) -> Path:
    """A copy that a test may damage."""
    return Path(shutil.copytree(corrected.output, tmp_path / "published"))
