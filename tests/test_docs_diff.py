"""docs/diff.md does what it says: its examples are run, in their order."""

from __future__ import annotations

import json

from sitegen.comparing.difference import Line
from tests.test_docs_corrections import BLOCK, ROOT, Shell, posix, project

__all__ = ["project"]  # a fixture
DOCUMENT = ROOT / "docs" / "diff.md"


@posix
def test_every_example_does_what_the_document_says(project: Shell) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    examples = [each["text"] for each in BLOCK.finditer(text) if each["kind"] == "console"]
    assert len(examples) == 2
    for example in examples:
        project.session(example)
    read = json.loads(project.shell("sitegen diff git:HEAD --format json 2>/dev/null"))
    assert all(f"`{member}`" in text for member in read)
    assert all(f"`{member}`" in text for member in [*read["papers"][0], *Line._fields])
