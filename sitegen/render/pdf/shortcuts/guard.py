"""The table of the shortcuts, and the guard that takes them only where they belong.

The shortcuts are for one version of WeasyPrint, and are taken together or not at all: with any
other version, or if a function is not where it was, PDFs are as good but take longer.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping
from typing import Any

from sitegen.render.pdf.shortcuts import boxes, drawing, styles, text, well_formed

# The version whose functions these are.
VERSION = "70.0"
# Libraries that it is made with.
PEERS = frozenset({"pydyf", "tinyhtml5"})

Shortcut = Callable[[Any], Any]
SHORTCUTS: Mapping[str, Shortcut] = {
    "tinyhtml5:parse": well_formed.parse,
    "css:ComputedStyle.__init__": styles.begin_with_model,
    "css:ComputedStyle.__missing__": styles.ask_model,
    "css:ComputedStyle.copy": styles.without_model,
    "css:AnonymousStyle.__init__": styles.begin_anonymous_with_model,
    "css:AnonymousStyle.__missing__": styles.ask_model,
    "css:AnonymousStyle.copy": styles.without_model,
    "layout.percent:resolve_percentages": styles.resolve_percentages,
    "text.ffi:unicode_to_char_p": text.unicode_to_char_p,
    "text.fonts:get_font_description": text.get_font_description,
    "text.line_break:split_first_line": text.split_first_line,
    "text.line_break:strut": text.strut,
    "text.line_break:can_break_text": text.can_break_text,
    "text.line_break:Layout.reactivate": drawing.reactivate,
    "text.line_break:Layout.deactivate": drawing.deactivate,
    "draw.text:draw_first_line": drawing.draw_first_line,
    "formatting_structure.boxes:Box.is_in_normal_flow": boxes.is_in_normal_flow,
    "layout.background:layout_box_backgrounds": boxes.layout_box_backgrounds,
    "draw.border:draw_outline": boxes.draw_outline,
    "pydyf:_to_bytes": boxes.to_bytes,
    "pydyf:Dictionary.data": boxes.dictionary_data,
}


_REPLACED: list[tuple[Any, str, Any]] = []


def take(weasyprint: Any) -> bool:
    """Take all shortcuts in this process, if they are for this library; says whether they are."""
    if _REPLACED or weasyprint.__version__ != VERSION:
        return bool(_REPLACED)
    try:
        places = [_place(weasyprint.__name__, path) for path in SHORTCUTS]
    except (ImportError, AttributeError):
        return False
    for (owner, name, function), shortcut in zip(places, SHORTCUTS.values(), strict=True):
        _replace(weasyprint.__name__, owner, name, function, shortcut(function))
    return True


def leave() -> None:
    """Take none any more: all functions are those of the library again."""
    while _REPLACED:
        owner, name, function = _REPLACED.pop()
        setattr(owner, name, function)


def _place(package: str, path: str) -> tuple[Any, str, Any]:
    """The object that has a function, the name of the function there, and the function."""
    module, _, name = path.partition(":")
    owner: Any = importlib.import_module(module if module in PEERS else f"{package}.{module}")
    *within, name = name.split(".")
    for each in within:
        owner = getattr(owner, each)
    return owner, name, getattr(owner, name)


def _replace(package: str, owner: Any, name: str, function: Any, shortcut: Any) -> None:
    """Replace a function where it is, and in every module that has imported it by its name."""
    modules = [each for at, each in sys.modules.items() if at.startswith(f"{package}.")]
    for holder in (owner, *modules):
        if vars(holder).get(name) is function:
            _REPLACED.append((holder, name, function))
            setattr(holder, name, shortcut)
