"""Find lines and values in a source text, and write them for a hint."""

from __future__ import annotations

import re

from sitegen.findings.diagnostics import shown

_COMMENT = re.compile(r"(?<!\s)\s{2,}#")
_SPACES = re.compile(" *")
_LEAD = re.compile(" *(?:- +)*")
_LAST_KEY = re.compile(r"(?:[^\s,\[\]{}]+: *|- *)\Z")
_IN_DOUBLE_QUOTES = re.compile(r'"((?:[^"\\\n]|\\.)*)')


def line_start(text: str, offset: int) -> int:
    """The offset of the first character of the line that holds `offset`."""
    return text.rfind("\n", 0, offset) + 1


def line_number(text: str, offset: int) -> int:
    """The number of the line that holds `offset`, from 1."""
    return text.count("\n", 0, offset) + 1


def rest_of_line(text: str, offset: int) -> str:
    """The text from `offset` to the end of its line, without a comment after two spaces."""
    end = text.find("\n", offset)
    line = text[offset : end if end >= 0 else None]
    return _COMMENT.split(line, maxsplit=1)[0].rstrip()


def value_at(text: str, offset: int) -> str:
    """The value that begins at `offset`: to the end of its line, or of its part in brackets."""
    before = text[line_start(text, offset) : offset]
    value = rest_of_line(text, offset)
    inside = len(re.findall(r"[\[{]", before)) > len(re.findall(r"[\]}]", before))
    return re.split(r"\s*[,\]}]", value, maxsplit=1)[0] if inside else value


def indent(text: str, start: int) -> int:
    """The number of spaces at the start of the line that begins at `start`."""
    found = _SPACES.match(text, start)
    return len(found[0]) if found else 0


def key_column(text: str, start: int) -> int:
    """The column, from 0, of the key of a line: after indentation and dashes of list items."""
    found = _LEAD.match(text, start)
    return len(found[0]) if found else 0


def quoted(text: str, limit: int = 72) -> str:
    """The text in YAML quotes that do not change it, cut to `limit` characters for a hint."""
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    mark = '"' if "'" in text and not re.search(r'["\\]', text) else "'"
    inner = text.replace("'", "''") if mark == "'" else text
    return mark + bare(inner) + mark


def in_quotes(text: str, offset: int, value: str | None = None) -> str:
    """The value that begins at `offset` in quotes, after its key if that is on the same line."""
    before = text[max(line_start(text, offset), offset - 99) : offset]
    key = _LAST_KEY.search(before)
    if value is None:
        value = value_at(text, offset)
    return bare(key[0] if key else "") + quoted(value)


def in_single_quotes(text: str, offset: int) -> str:
    """The text in double quotes that begins at `offset`, rewritten in single quotes."""
    found = _IN_DOUBLE_QUOTES.match(text, offset)
    return in_quotes(text, offset, found[1].replace('\\"', '"') if found else None)


def bare(text: str) -> str:
    """The text as a hint shows it: like `shown`, but without quotes and longer."""
    return shown(text, limit=100)[1:-1]
