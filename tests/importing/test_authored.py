"""Published facts and events as an editor would author them, or why no record can hold them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.importing.imports import facts, forged, imported
from tests.worlds import OTHER


@pytest.mark.parametrize(
    ("path", "value", "pointer"),
    [
        (("work", "titel"), "x", "/facts/work/titel"),
        (("work", "title"), 7, "/facts/work/title"),
        (("work", "a/b~c"), 7, "/facts/work/a~1b~0c"),
        (("quality_assessment",), [], "/facts/quality_assessment"),
        (("artifacts",), [{"type": "other", "label": "x", "path": "artifacts/../../x"}],
         "/facts/artifacts/0/path"),
        (("artifacts",), [{"type": "other", "label": "x", "path": "/etc/passwd"}],
         "/facts/artifacts/0/path"),
    ],
)  # fmt: skip
def test_facts_that_no_record_holds_are_named_by_file_and_pointer(
    path: tuple[str, ...], value: Any, pointer: str, site: Path, tmp_path: Path
) -> None:
    hostile = facts(site)
    inside = hostile
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = value
    forged(site, OTHER, hostile)
    done = imported(site, tmp_path / "records")
    (finding,) = done.findings
    assert (finding.file, finding.at) == (f"paper/{OTHER}/manifest.json", pointer)
    assert finding.what.endswith("; the paper was not imported")
    assert done.written == 2
