"""axe-core, which judges a page in the browser by WCAG 2.2 AA and by good practice."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from tests.browser.driving import Browser

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# The rules that look at colours; all others judge a page alike in each colour scheme.
OF_COLOURS = ("color-contrast", "link-in-text-block")
RUN = """
const [asked, done] = arguments;
const options = {runOnly: asked, resultTypes: ["violations"]};
axe.run(document, options).then((found) => done(found.violations), (error) => done(String(error)));
"""
OPEN = """
for (const each of document.querySelectorAll("[popover]")) {
    each.popover = "manual";
    each.showPopover();
}
"""


@cache
def _source() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def give(browser: Browser) -> None:
    """Give axe-core to the page that was loaded last."""
    browser.execute_script(_source())


def findings(browser: Browser, *rules: str) -> list[str]:
    """What axe-core finds on the page by all rules, or by these alone."""
    asked = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    found: Any = browser.execute_async_script(RUN, asked)
    assert isinstance(found, list), found
    return [
        f"{rule['id']}: {' '.join(node['target'])}: {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def open_popovers(browser: Browser) -> None:
    """Show all menus and explanations of the page at once, which a reader cannot."""
    browser.execute_script(OPEN)
