"""One published site for all tests of imports; a test that damages it takes a copy."""

from __future__ import annotations

import pytest

from tests.importing.sites import corrected_world
from tests.worlds import World


@pytest.fixture(scope="session")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Papers that were corrected, redacted, superseded and removed, and their site."""
    return corrected_world(tmp_path_factory.mktemp("corrected"))
