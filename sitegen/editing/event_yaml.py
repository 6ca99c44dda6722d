"""Writes events and other values as YAML, laid out as an editor would."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping
from itertools import chain
from typing import Any

from sitegen.reading.documents import Plain
from sitegen.shapes.identifiers import SHA256

WIDEST_LINE = 100
NARROWEST = 40  # characters of a text on a line, however deeply it is indented
LONGEST_IN_BRACKETS = 25  # characters; longer texts get their own line

# What a YAML 1.1 or 1.2 parser reads as a number, a boolean, a date, null, or a merge key.
_OTHER_KIND = re.compile(
    r"~|null|true|false|yes|no|on|off|y|n|<<|="
    r"|[-+]?\.(?:inf|nan)|[-+]?0[xob][0-9a-f_]+"
    r"|[-+]?(?:\.[0-9_]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:e[-+]?[0-9]+)?"
    r"|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}",
    re.IGNORECASE,
)
_SIMPLE = re.compile(r"[^\W_](?:[\w./ -]*[\w./-])?")  # texts that need no quotes in brackets
_LITERAL = re.compile(r"[^ \t\n](?:.*[^ \t\n])?\n?", re.DOTALL)
_WORDS = re.compile(r"[^\s]+(?: [^\s]+)*")  # texts that folding and joining lines does not change
# A tab or a line break that, written as an escape, would look like LaTeX in double quotes (SG116).
_ESCAPE = re.compile(r"\\(?:(t)|(n)(?=(?:abla|eg|eq|ot|otin|u)(?![A-Za-z]))|.)")


class Folded(str):
    """A text that is written as prose: long ones are folded into lines."""

    __slots__ = ()


def is_text(plain: str) -> bool:
    """Whether every YAML parser reads this as a string if it is written without quotes."""
    return bool(plain) and not _OTHER_KIND.fullmatch(plain)


def as_data(value: Any) -> Any:
    """JSON-like data as `read_yaml` returns it: numbers and booleans as `Plain`, tuples as lists.

    A `Plain` is written as it is, without quotes.
    """
    if isinstance(value, Mapping):
        return {str(key): as_data(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [as_data(item) for item in value]
    return value if isinstance(value, str) else Plain(json.dumps(value))


def mapping_lines(data: Mapping[str, object], column: int) -> list[str]:
    """The lines of a mapping, with its keys indented by `column` spaces."""
    entries = (entry_lines(" " * column + f"{key}:", data[key], column + 2) for key in data)
    return list(chain.from_iterable(entries))


def item_lines(item: object, dash: int, column: int) -> list[str]:
    """The lines of a list item, with its dash and its keys in these columns, counted from 0."""
    lead = " " * dash + "-"
    if not (isinstance(item, dict) and item):
        return entry_lines(lead, item, column)
    first, *rest = mapping_lines(item, column)
    return [lead.ljust(column) + first[column:], *rest]


def entry_lines(lead: str, value: Any, inside: int) -> list[str]:
    """The lines of a value after `lead`, its key or dash; lines below start in column `inside`."""
    if isinstance(value, str):
        first, *rest = text_lines(value, len(lead) + 1, inside)
        return [f"{lead} {first}", *rest]
    is_flat = all(isinstance(item, str) and not _is_prose(item) for item in value)
    on_one_line = f"{lead} {in_flow(value)}"
    if not value or (isinstance(value, list) and is_flat and len(on_one_line) <= WIDEST_LINE):
        return [on_one_line]
    if isinstance(value, dict):
        return [lead, *mapping_lines(value, inside)]
    items = (item_lines(item, inside, inside + 2) for item in value)
    return [lead, *chain.from_iterable(items)]


def _is_prose(text: str) -> bool:
    return isinstance(text, Folded) and len(text) > LONGEST_IN_BRACKETS


def text_lines(text: str, start: int, inside: int) -> list[str]:
    """The lines of a text: the first begins in column `start`, the others in column `inside`."""
    is_long = "\n" in text or (" " in text and start + len(text) > WIDEST_LINE)
    if is_long and isinstance(text, Folded) and text.isprintable() and _WORDS.fullmatch(text):
        return [">-", *_broken(text, inside)]
    if isinstance(text, Plain) or not (is_long and _LITERAL.fullmatch(text) and "\r" not in text):
        return [text if isinstance(text, Plain) or _is_plain(text) else _quoted(text)]
    lines = text.removesuffix("\n").split("\n")
    mark = "|" if text.endswith("\n") else "|-"
    return [mark, *(" " * inside + line if line else "" for line in lines)]


def _broken(text: str, inside: int) -> list[str]:
    margin = " " * inside
    return textwrap.wrap(
        text,
        width=max(WIDEST_LINE, inside + NARROWEST),
        initial_indent=margin,
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
    )


def in_flow(value: Any, as_json: bool = False) -> str:
    """A value on one line in flow style; with `as_json`, as JSON."""
    if isinstance(value, dict):
        pairs = (f"{in_flow(key, as_json)}: {in_flow(value[key], as_json)}" for key in value)
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(in_flow(item, as_json) for item in value) + "]"
    text: str = value
    if isinstance(text, Plain):
        return text
    if as_json:
        return _in_double_quotes(text)
    return text if _SIMPLE.fullmatch(text) and _is_plain(text) else _quoted(text)


def _is_plain(text: str) -> bool:
    """Whether a text of one line needs no quotes outside brackets.

    Digests always get them, because some look like numbers.
    """
    starts_well = text[:1].isalnum() or text.startswith("(")
    ends_early = ": " in text or " #" in text or text.endswith((":", " "))
    is_safe = starts_well and not ends_early and text.isprintable()
    return is_safe and is_text(text) and not SHA256.match(text)


def _quoted(text: str) -> str:
    only_apostrophes = "'" in text and '"' not in text and "\\" not in text
    if only_apostrophes or "\n" in text or "\r" in text or SHA256.match(text):
        return _in_double_quotes(text)
    return "'" + text.replace("'", "''") + "'"


def _in_double_quotes(text: str) -> str:
    """A text in double quotes as JSON writes it, which is valid YAML."""
    escapes = {"t": r"\u0009", "n": r"\u000a"}
    written = json.dumps(text, ensure_ascii=False)
    return _ESCAPE.sub(lambda found: escapes.get(found[1] or found[2], found[0]), written)
