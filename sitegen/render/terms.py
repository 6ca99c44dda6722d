"""Mark terms on a page, so that each opens its explanation in place, without script."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup, escape

from sitegen.contracts.terms import TERMS, Term


class PageTerms:
    """Marks the terms of one page, and knows which it has marked.

    A template writes `{{ term("tier", panel.label) }}`. What the terms mean is written once, at
    the end of the page, by `parts/terms.html`.
    """

    def __init__(self) -> None:
        self._used: set[str] = set()

    def __call__(self, key: str, text: str) -> Markup:
        """A text as a button that opens the explanation of a term."""
        self._used.add(known(key))
        return Markup(
            f'<button type="button" class="term" popovertarget="g-{key}">{escape(text)}</button>'
        )

    @property
    def used(self) -> Iterator[tuple[str, Term]]:
        """The terms that were marked, with their keys, in the order of the table."""
        return (each for each in TERMS.items() if each[0] in self._used)


class PlainTerms(PageTerms):
    """Marks nothing: nobody can open an explanation on paper."""

    def __call__(self, key: str, text: str) -> Markup:
        """The text as it is."""
        known(key)
        return escape(text)


def known(key: str) -> str:
    """The key of a term. Raises KeyError for any other text."""
    if key not in TERMS:
        raise KeyError(f"there is no term {key!r}")
    return key
