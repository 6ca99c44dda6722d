"""A published site, for all tests that compare with it."""

from __future__ import annotations

import pytest

from tests.history.histories import Publication, publish


@pytest.fixture(scope="session")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        return publish(tmp_path_factory.mktemp("published"))
