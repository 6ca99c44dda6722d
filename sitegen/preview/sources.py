"""Finds the place in the records that a text on a page comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sitegen.contracts.panels import DerivedRow
from sitegen.contracts.paper_manifest import record_id
from sitegen.contracts.published_paper import ROWS
from sitegen.contracts.wording import day_month_year, month_day_year
from sitegen.findings.diagnostics import Place
from sitegen.reading.documents import Document, KeyPath, read_yaml
from sitegen.reading.paper_source import CORRECTIONS, MANIFEST, TOMBSTONE, PaperSource
from sitegen.reading.places import Spot, place_at
from sitegen.render.formulas.mathematics import pieces, unescaped
from sitegen.render.template_filters import paragraphs
from sitegen.shapes.outline import dotted

# The most values of a file that are listed and linked, so that the page stays usable.
MOST_VALUES = 1_000
# Shorter texts outside of a list of facts are too short to identify their source.
SHORTEST_TEXT = 3
# Shorter texts between formulas may be anywhere on a page, such as "and".
SHORTEST_PIECE = 12
ID_PATHS = {("work", "id"), ("id",)}
DAY = re.compile(r"\d{4}-\d\d-\d\d")

# The facts that derived values follow from, by the path in the marks of templates.
DERIVED: Mapping[str, tuple[str, ...]] = {
    row.path: row.facts for row in ROWS if isinstance(row, DerivedRow)
}
# The prefix of an event id in the marks of templates.
OF_EVENT = "correction_events."


class Source(NamedTuple):
    """The source of a text on a page; `exact` if the text is the value itself."""

    place: Place
    key: str
    exact: bool = True


@dataclass(frozen=True)
class AuthoredValue:
    """A value as an editor wrote it, with its keys and its place."""

    path: KeyPath
    text: str
    place: Place

    @property
    def key(self) -> str:
        """The path of the value, such as `work.title`."""
        return dotted(self.path)


def authored_values(document: Document) -> Iterator[AuthoredValue]:
    """Yield the values of a document in its order, up to a limit."""
    yield from _within_bound(_values(document, (), document.data, document.spots))


def _within_bound(values: Iterator[AuthoredValue]) -> Iterator[AuthoredValue]:
    for count, value in enumerate(values, 1):
        yield value
        if count == MOST_VALUES:
            return


def _values(document: Document, path: KeyPath, data: object, spot: Spot) -> Iterator[AuthoredValue]:
    inner = spot[2] or {}
    if isinstance(data, dict | list):
        parts = data.items() if isinstance(data, dict) else enumerate(data)
        for step, part in parts:
            if step in inner:
                yield from _values(document, (*path, step), part, inner[step])
    else:
        yield AuthoredValue(path, str(data), place_at(document.file, document.text, spot[1]))


class Sources:
    """The authored values of one paper, or of the settings, with their places.

    Without `is_whole`, one of the files could not be parsed, and its values are missing.
    """

    def __init__(self, documents: Iterable[Document], *, is_whole: bool = True) -> None:
        self.is_whole = is_whole
        self._documents = tuple(documents)
        self.values = tuple(value for each in self._documents for value in authored_values(each))
        self._by_text: dict[str, AuthoredValue | None] = {}
        for value in self.values:
            forms = [*_forms(value.text)]
            if value.path in ID_PATHS:
                forms.append(record_id(value.text))
            for form in dict.fromkeys(forms):
                # A text that appears twice is ambiguous.
                self._by_text[form] = None if form in self._by_text else value
        self._events = {
            value.text: value
            for value in self.values
            if value.path[:1] == ("correction_events",) and value.path[-1] == "event_id"
        }

    def of_text(self, text: str, below: Iterable[str] = ()) -> Source | None:
        """The value equal to a text; with `below`, only values below one of these keys."""
        value = self._by_text.get(normal(text))
        starts = tuple(below)
        if value is None or (starts and not value.key.startswith(starts)):
            return None
        return Source(value.place, value.key)

    def of_long_text(self, text: str) -> Source | None:
        """The value equal to a text, if the text is long enough to identify it."""
        whole = normal(text)
        return (
            self.of_text(whole) if len(whole) >= SHORTEST_TEXT and not _is_number(whole) else None
        )

    def of_mark(self, mark: str, text: str) -> Source | None:
        """The source of a text that a template marks with `data-fact`.

        This is the first marked fact that the record has; if it has none, the nearest key above the
        first one.
        """
        if mark.startswith(OF_EVENT):
            return self._of_event(mark.removeprefix(OF_EVENT), text)
        keys = DERIVED.get(mark, (mark,))
        if not keys or not self._documents:
            return None
        return (
            self.of_text(text, keys)
            or next((found for key in keys if (found := self._at(key, text))), None)
            or self._above(keys)
        )

    def _of_event(self, event_id: str, text: str) -> Source | None:
        if found := self.of_long_text(text):
            return found
        value = self._events.get(event_id)
        return Source(value.place, value.key, exact=False) if value else None

    def _at(self, key: str, text: str) -> Source | None:
        path = tuple(key.split("."))
        for document in self._documents:
            if _has(document.data, path):
                value = _at(document.data, path)
                is_group = isinstance(value, dict | list)
                place = document.key_place(path) if is_group else document.value_place(path)
                return Source(place, key, exact=_is_number_of(text, str(value)))
        return None

    def _above(self, keys: tuple[str, ...]) -> Source:
        document, path = self._documents[0], tuple(keys[0].split("."))
        while path and not _has(document.data, path):
            path = path[:-1]
        return Source(document.key_place(path), dotted(path), exact=False)


def paper_sources(source: PaperSource) -> Sources:
    """The authored values of the record files of a paper, as far as they can be parsed."""
    documents = [
        read_yaml(source.files[name], source.place(name).file)[0]
        for name in (MANIFEST, CORRECTIONS, TOMBSTONE)
        if name in source.files
    ]
    return Sources(filter(None, documents), is_whole=all(documents))


def normal(text: str) -> str:
    """A text normalized for comparison: its words with single spaces between them."""
    return " ".join(text.split())


def _is_number(text: str) -> bool:
    return text.replace(".", "").replace("/", "").isdigit()


def _is_number_of(text: str, value: str) -> bool:
    """Whether a text such as 7.00/10 shows the number `value`."""
    try:
        return float(text.partition("/")[0]) == float(value)
    except ValueError:
        return False


def _forms(text: str) -> Iterator[str]:
    """Yield the forms in which pages show a value."""
    yield normal(text)
    for paragraph in paragraphs(text):
        yield normal(paragraph)
        if "$" in paragraph:
            yield from _texts_between_formulas(paragraph)
    if DAY.match(text):
        try:
            yield day_month_year(text[:10])
            yield month_day_year(text[:10])
        except ValueError:
            return


def _texts_between_formulas(text: str) -> Iterator[str]:
    texts = (normal(unescaped(piece.text)) for piece in pieces(text) if not piece.tex)
    yield from (each for each in texts if len(each) >= SHORTEST_PIECE)


def _has(data: object, path: tuple[str, ...]) -> bool:
    for step in path:
        if not isinstance(data, dict) or step not in data:
            return False
        data = data[step]
    return True


def _at(data: object, path: tuple[str, ...]) -> object:
    for step in path:
        data = data[step]  # type: ignore[index]
    return data
