"""How a page, a PDF or the page for missing addresses writes the addresses of the site."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Links:
    """How one page writes addresses: those of the site relative to `root`, others as they are.

    Where a page repeats texts of another one, `anchors` is the other's address: `#place` is there.
    """

    base_url: str
    root: str
    anchors: str = ""

    def __call__(self, address: str) -> str:
        """A path of the site (`/about/`) or an absolute address, as this page links to it."""
        below = address.removeprefix(self.base_url)
        if below.startswith("/"):
            return self.root + below[1:]
        return self.anchors + address if address.startswith("#") else address


def relative_links(base_url: str, path: str) -> Links:
    """Links of the page at `path` (`/paper/x/`), which work at a domain root and under a path."""
    # Never empty: at the root, a path like /javascript:… would become an address of its own.
    return Links(base_url, "../" * path[1:].count("/") or "./")


def absolute_links(base_url: str) -> Links:
    """Links that work anywhere: in a PDF, or on a page that is served for any address."""
    return Links(base_url, f"{base_url}/")
