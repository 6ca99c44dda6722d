"""Write links for a page, a PDF or the page for missing URLs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Links:
    """Writes the links of one page: paths of the site relative to `root`, other URLs as they are.

    If a page repeats texts of another one, `anchors` is the URL of that, where `#place` leads.
    """

    base_url: str
    root: str
    anchors: str = ""

    def __call__(self, address: str) -> str:
        """The link to a path of the site (`/about/`) or to an absolute URL."""
        first = address[:1]
        if first == "#":
            return self.anchors + address
        below = address if first == "/" else address.removeprefix(self.base_url)
        return self.root + below[1:] if below[:1] == "/" else address


def relative_links(base_url: str, path: str) -> Links:
    """Links of the page at `path` (`/paper/x/`) that work at the root of a domain and below it."""
    # Never empty, because at the root, a path such as /javascript:… would become a URL.
    return Links(base_url, "../" * path[1:].count("/") or "./")


def absolute_links(base_url: str) -> Links:
    """Links that work anywhere: in a PDF, or on a page that is served at any URL."""
    return Links(base_url, f"{base_url}/")
