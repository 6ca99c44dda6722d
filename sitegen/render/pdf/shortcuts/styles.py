"""Shortcuts in how WeasyPrint computes styles: what only style sheets decide is computed once.

A style is a dictionary that computes a value when it is first asked for. The styles of two reports
are mostly the same, because they have the same style sheets. So a model of each style is kept,
which no report can change, and a style of a report begins with all values that its model has.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from types import SimpleNamespace
from typing import Any, NoReturn

# Models of styles; a report has about a hundred. Names of places in reports make ever more of them.
MOST_MODELS = 4_000
# What the layout goes over item by item, so that values computed too early would count as set.
COPIED_ITEM_BY_ITEM = frozenset({"first-line", "first-letter"})
# The precedence of declarations in a document itself: `style`, `lang` and `id` of an element.
OF_THE_DOCUMENT = frozenset({3, 4})
SIDES = ("left", "right", "top", "bottom")
LENGTHS = (
    *(f"{name}_{side}" for name in ("margin", "padding") for side in SIDES),
    *("width", "min_width", "max_width", "height", "min_height", "max_height"),
)

BORDERS = tuple(f"border_{side}_width" for side in SIDES)
BOX_MODEL = itemgetter("box_sizing", *("border_collapse", *LENGTHS, *BORDERS))


class DependsOnPageError(BaseException):
    """A value is measured in sizes of the page. Not an Exception: those count as invalid."""


class _UnknownPageSizes(dict[str, Any]):
    """The sizes of the page for a model, which is of no page."""

    def __missing__(self, key: str) -> NoReturn:
        raise DependsOnPageError


class Models:
    """The models of the styles below one, by what was declared for them."""

    def __init__(self, style: Any = None) -> None:
        self.style = style
        self.below: dict[Any, Models] = {}


class Library:
    """All models for one set of fonts, which belongs to one set of style sheets."""

    def __init__(self) -> None:
        self.top, self.count = Models(), 0

    @classmethod
    def of(cls, fonts: Any) -> Library:
        """The library of a font configuration, which it ends with; a new one if that is full."""
        library: Library | None = vars(fonts).get("library")
        if library is None or library.count >= MOST_MODELS:
            library = fonts.library = cls()
        return library


def _declared(cascaded: dict[str, Any]) -> tuple[Any, ...] | None:
    """What stands for declarations: the objects in the style sheets, which their model keeps alive.

    None if a declaration in the document is not a mere name.
    """
    parts = []
    for name, (value, (precedence, layer, specificity)) in cascaded.items():
        known: Any = id(value)
        if precedence in OF_THE_DOCUMENT:
            if not _is_name(value):
                return None
            known = value
        parts.append((name, known, precedence, layer, *specificity))
    return tuple(parts)


def _is_name(value: Any) -> bool:
    """Whether this is a language or the name of a place: text, or a tuple of texts."""
    parts = value if isinstance(value, tuple) else (value,)
    return all(isinstance(part, str) for part in parts)


def begin_with_model(begin: Callable[..., None]) -> Callable[..., None]:
    """`ComputedStyle.__init__`: begin with what the model knows."""

    def models_of(
        style: Any, parent: Any, cascaded: Any, pseudo: Any, root: Any, url: Any, fonts: Any
    ) -> Models | None:
        library, declared = Library.of(fonts), _declared(cascaded)
        over = library.top if parent is None else parent.models
        of_root = root if parent is None else root.models and root.models.style
        if declared is None or over is None or of_root is None:
            return None
        key = pseudo, url, declared
        if key not in over.below:
            model = style.__class__.__new__(style.__class__)
            kept, sizes = dict(cascaded), _UnknownPageSizes()
            begin(model, over.style, kept, pseudo, of_root, url, fonts, sizes)
            model.models = None
            over.below[key] = Models(model)
            library.count += 1
        found: Models = over.below[key]
        return found

    def __init__(
        self: Any,
        parent: Any,
        cascaded: Any,
        pseudo: Any,
        root: Any,
        url: Any,
        fonts: Any,
        sizes: Any,
    ) -> None:
        begin(self, parent, cascaded, pseudo, root, url, fonts, sizes)
        models = models_of(self, parent, cascaded, pseudo, root, url, fonts)
        self.models = models
        if models is not None and pseudo not in COPIED_ITEM_BY_ITEM:
            self.update(models.style)
            self.specified = models.style.specified

    return __init__


def begin_anonymous_with_model(begin: Callable[..., None]) -> Callable[..., None]:
    """`AnonymousStyle.__init__`: the same for boxes that no element has."""

    def __init__(self: Any, parent: Any) -> None:
        begin(self, parent)
        over = parent.models
        self.models = None
        if over is not None:
            self.models = Models(over.style.anonymous_style)
            self.update(self.models.style)

    return __init__


def ask_model(compute: Callable[[Any, str], Any]) -> Callable[[Any, str], Any]:
    """`__missing__`: take a value from the model, which computes it only once."""

    def __missing__(self: Any, key: str) -> Any:
        if self.models is not None:
            try:
                value = self.models.style[key]
            except DependsOnPageError:
                pass
            else:
                self[key] = value
                return value
        return compute(self, key)

    return __missing__


def without_model(copy: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """`copy`: copies are made to be changed, so they compute for themselves what is not copied."""

    def copied(self: Any) -> Any:
        result = copy(self)
        result.models = None
        return result

    return copied


def resolve_percentages(resolve: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
    """Compute the lengths of a box once for each style, unless one is a percentage."""
    known: dict[tuple[Any, ...], dict[str, Any]] = {}

    def lengths_of(style: Any) -> dict[str, Any]:
        lengths = (style[name] for name in LENGTHS)
        units = {getattr(length, "unit", None) for length in lengths if length != "auto"}
        if style["border_collapse"] == "collapse" or not units <= {"px"}:
            return {}
        box = SimpleNamespace(style=style)
        resolve(box, (0, 0))
        del box.style
        return vars(box)

    def resolved(box: Any, containing_block: Any) -> None:
        style = box.style
        # Styles do not change during layout: where it needs another one, it makes a copy.
        lengths = vars(style).get("lengths")
        if lengths is None:
            values = BOX_MODEL(style)
            lengths = known.get(values)
            if lengths is None:
                if len(known) >= MOST_MODELS:
                    known.clear()
                lengths = known[values] = lengths_of(style)
            style.lengths = lengths
        attributes = vars(box)
        if lengths and "_box" not in attributes:  # it is not the placeholder of a box
            attributes.update(lengths)
        else:
            resolve(box, containing_block)

    return resolved
