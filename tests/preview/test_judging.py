"""Whether a paper is a draft, even if its manifest cannot be parsed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sitegen.contracts.settings import default_site
from sitegen.preview.judging import JudgeFolder
from tests.checks.papers import MANIFEST

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def is_draft(folder: Path, manifest: str) -> bool:
    (folder / "papers/owls").mkdir(parents=True)
    (folder / "papers/owls/manifest.yaml").write_text(manifest, encoding="utf-8")
    return JudgeFolder(folder, default_site(), NOW)("papers/owls").is_draft


@pytest.mark.parametrize("mistake", ["", "nonsense: 1\n", "topics: [\n"])
def test_a_draft_is_one_whatever_else_is_wrong_with_it(mistake: str, tmp_path: Path) -> None:
    assert is_draft(tmp_path, f"draft: true\n{MANIFEST}{mistake}")


def test_a_paper_that_quotes_the_key_is_no_draft(tmp_path: Path) -> None:
    quoted = "abstract: |\n    A record begins with\n    draft: true\n"
    assert not is_draft(tmp_path, MANIFEST.replace("abstract: Owls hear well.\n", quoted))
