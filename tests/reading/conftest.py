"""What the tests of reading share: the two parsers."""

from __future__ import annotations

import pytest
import yaml

from sitegen.reading import parser


@pytest.fixture(params=["with libyaml", "without libyaml"])
def each_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a test with both parsers that PyYAML has."""
    if request.param == "without libyaml":
        monkeypatch.setattr(parser, "Loader", yaml.SafeLoader)
