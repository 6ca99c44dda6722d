"""The documentation does what it says: every example of a page is run, in its order."""

from __future__ import annotations

from unittest import SkipTest

import pytest

from tests.docs.examples import SYBIL
from tests.docs.session import Session
from tests.worlds import ROOT

# The fixture of what a page begins with, if that is not an empty folder.
BEGINNINGS = {
    "README.md": "no_papers",
    "docs/how-to/corrections.md": "two_papers",
    "docs/how-to/diff.md": "two_papers",
    "docs/how-to/fonts.md": "two_papers",
    "docs/how-to/import.md": "lost_repository",
    "docs/how-to/publish.md": "public_site",
    "docs/how-to/sources.md": "two_papers",
    "docs/tutorial/first-hour.md": "needs_pdf",
}
PAGES = [ROOT / "README.md", *ROOT.glob("docs/**/*.md")]
posix = pytest.mark.skipif("sys.platform == 'win32'", reason="the examples are for a POSIX shell")


@posix
@pytest.mark.parametrize("page", sorted(page.relative_to(ROOT).as_posix() for page in PAGES))
def test_every_example_of_a_page_does_what_the_page_says(
    page: str, session: Session, request: pytest.FixtureRequest
) -> None:
    if page in BEGINNINGS:
        request.getfixturevalue(BEGINNINGS[page])
    document = SYBIL.parse(ROOT / page)
    document.namespace["session"] = session
    for example in document.examples():
        try:
            example.evaluate()
        except SkipTest:
            continue


def test_every_beginning_is_that_of_a_page() -> None:
    assert BEGINNINGS.keys() <= {page.relative_to(ROOT).as_posix() for page in PAGES}
