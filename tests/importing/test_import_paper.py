"""A paper that cannot be imported does not affect the others."""

from __future__ import annotations

from pathlib import Path

from tests.importing.imports import imported
from tests.worlds import ONE


def test_a_damaged_file_costs_its_paper_and_no_other(site: Path, tmp_path: Path) -> None:
    file = site / f"paper/{ONE}/manifest.json"
    file.write_bytes(file.read_bytes().replace(b"Better", b"Worse"))
    (site / "index.html").unlink()
    done = imported(site, tmp_path / "records")
    told = [str(each) for each in done.findings]
    assert told[0] == "index.html: is missing, but SHA256SUMS lists it; copy the site here again"
    assert told[1].startswith(f"paper/{ONE}/manifest.json: has the digest ")
    assert len(told) == 2
    assert not (tmp_path / "records/papers/5eed0001").exists()
    assert (tmp_path / "records/papers/5eed0002/manifest.yaml").is_file()
