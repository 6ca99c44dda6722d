"""Mark terms on a page, so that each opens its explanation in place, without script."""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup, escape

from sitegen.contracts.published_paper import PublishedPaper
from sitegen.contracts.terms import TERMS, Term

# The terms that every report explains; its panels say the rest.
OF_ANY_REPORT = frozenset({"gate", "evidence", "claims", "level", "score", "tier"})


class PageTerms:
    """Marks the terms of one page, and knows which it has marked.

    A template writes `{{ term("tier", panel.label) }}`. What the terms mean is written once, at
    the end of the page, by `parts/terms.html`.
    """

    def __init__(self) -> None:
        self._used: set[str] = set()

    def __call__(self, key: str, text: str) -> Markup:
        """A text as a button that opens the explanation of a term."""
        self._used.add(key)
        return _button(key, text)

    @property
    def used(self) -> tuple[tuple[str, Term], ...]:
        """The terms that were marked, with their keys, in the order of the table."""
        return in_order(self.keys)

    @property
    def keys(self) -> frozenset[str]:
        """The keys of the terms that were marked."""
        return frozenset(self._used)


class PlainTerms(PageTerms):
    """Marks nothing: nobody can open an explanation on paper."""

    def __call__(self, key: str, text: str) -> Markup:
        """The text as it is."""
        _known(key)
        return escape(text)


def report_terms(paper: PublishedPaper) -> tuple[Term, ...]:
    """The terms that the report of a paper explains, in the order of the table."""
    cut = {"cut"} if paper.manifest.cut_texts else set()
    return tuple(term for _, term in in_order(OF_ANY_REPORT | cut))


def in_order(keys: frozenset[str]) -> tuple[tuple[str, Term], ...]:
    """Terms with their keys in the order of the table."""
    return tuple(each for each in TERMS.items() if each[0] in keys)


@lru_cache(maxsize=256)  # the labels of rows, the same on all pages
def _button(key: str, text: str) -> Markup:
    key, text = _known(key), escape(text)
    return Markup(f'<button type="button" class="term" popovertarget="g-{key}">{text}</button>')


def _known(key: str) -> str:
    """The key of a term. Raises KeyError for any other text."""
    if key not in TERMS:
        raise KeyError(f"there is no term {key!r}")
    return key
