"""Explains the commonest YAML slips from the source text and the scanner's error."""

from __future__ import annotations

import re
from typing import NamedTuple

from sitegen.diagnostics import Rule, Severity, define_rule, shown

VALID_YAML = define_rule(
    "SG106",
    "valid_yaml",
    Severity.ERROR,
    """A record is valid YAML.

What no rule of its own explains: the message passes on what the YAML scanner said. Nothing
after the place it names has been read.

Wrong:

    {title: :Attention}

Right:

    title: ':Attention'
""",
)
QUOTED_COLON = define_rule(
    "SG107",
    "quoted_colon",
    Severity.ERROR,
    """A text that holds a colon and a space is quoted.

Without quotes YAML takes what stands before the colon for a key.

Wrong:

    title: Attention: a survey

Right:

    title: 'Attention: a survey'
""",
)
SPACE_AFTER_COLON = define_rule(
    "SG108",
    "space_after_colon",
    Severity.ERROR,
    """A space follows the colon of a key.

`key:value` is a text to YAML. Where a text may stand (`- arxiv:2104.08645`) it stays one.

Wrong:

    title:Attention

Right:

    title: Attention
""",
)
ALIGNED_LINES = define_rule(
    "SG109",
    "aligned_lines",
    Severity.ERROR,
    """Keys of one mapping, and items of one list, start in the same column.

What belongs to a key stands deeper than the key: a nested key, every further line of its text.

Wrong:

    work:
      title: Attention
     doi: 10.5281/zenodo.1

Right:

    work:
      title: Attention
      doi: 10.5281/zenodo.1
""",
)
NO_TABS = define_rule(
    "SG110",
    "spaces_indent",
    Severity.ERROR,
    """Lines are indented with spaces, never with tabs.

Wrong:

    work:
    →   title: Attention

Right:

    work:
      title: Attention
""",
)
CLOSED_QUOTE = define_rule(
    "SG111",
    "closed_quote",
    Severity.ERROR,
    """A text in quotes ends with the quote that it began with, and only there.

A quote that is never closed is reported where it opens. A quote of the same kind inside the text
ends it too early: an apostrophe in single quotes is written twice.

Wrong:

    title: 'It's all you need'

Right:

    title: 'It''s all you need'
""",
)
CLOSED_BRACKET = define_rule(
    "SG112",
    "closed_bracket",
    Severity.ERROR,
    """A list in brackets and a mapping in braces are closed, with commas between the parts.

Wrong:

    topics: [transfer, languages

Right:

    topics: [transfer, languages]
""",
)
QUOTED_START = define_rule(
    "SG113",
    "quoted_start",
    Severity.ERROR,
    """A text that starts with a character special to YAML is quoted.

Special at the start are @ ` % & * ! | > [ ] { } , ? and - before a space.

Wrong:

    reason: [Gate 3 RED-TEAM FALSIFIED] avg_attack_score=7.7/10

Right:

    reason: '[Gate 3 RED-TEAM FALSIFIED] avg_attack_score=7.7/10'
""",
)
KNOWN_ESCAPE = define_rule(
    "SG114",
    "known_escape",
    Severity.ERROR,
    r"""A backslash in double quotes starts an escape that YAML knows.

In single quotes a backslash is a backslash, so LaTeX belongs there.

Wrong:

    title: "Bounds for $\delta$"

Right:

    title: 'Bounds for $\delta$'
""",
)
_KEY_WITHOUT_SPACE = re.compile(r"""([A-Za-z_][\w-]*):([^\s/:'"][^\n]*)""")
_ENTRY_LINE = re.compile(r"\n( *)(?:- |[A-Za-z_][\w-]*:\s)")
_COMMENT = re.compile(r"(?<!\s)\s{2,}#")
_SPACES = re.compile(" *")
_LEAD = re.compile(" *(?:- +)*")
_LAST_KEY = re.compile(r"(?:[^\s,\[\]{}]+: *|- *)\Z")
_IN_DOUBLE_QUOTES = re.compile(r'"((?:[^"\\\n]|\\.)*)')
_ESCAPE = re.compile(r"\\(?:[xuU][0-9A-Fa-f]*|.)")
_COMMENT_AT_END = re.compile(r"[ \t]#[^\n]*\n *\Z")
_SPECIAL_START = re.compile(
    "cannot start|alphabetic or numeric|are not allowed|node content|scanning a tag|tag handle"
)
_BLOCK_BROKEN = re.compile("document start|expected key|expected '-'|block end")
_PAIRS = {"[": "]", "{": "}"}


class Slip(NamedTuple):
    """An explained mistake; `offset` counts characters of the text."""

    rule: Rule
    offset: int
    message: str
    hint: str


class Stop(NamedTuple):
    """Where the scanner could not go on, and what it said.

    `opened` is where the construct began that `context` names (`offset` without one);
    `start`, `end` and `style` are those of the last value or bracket that was read.
    """

    text: str
    problem: str
    offset: int
    context: str
    opened: int
    start: int
    end: int
    style: str

    @property
    def line(self) -> str:
        """The line that the scanner stopped in, up to where it stopped."""
        return self.text[line_start(self.text, self.offset) : self.offset]

    @property
    def column(self) -> int:
        """How many characters stand before the place, in its line."""
        return len(self.line)


def line_start(text: str, offset: int) -> int:
    """The offset of the first character of the line that holds `offset`."""
    return text.rfind("\n", 0, offset) + 1


def line_number(text: str, offset: int) -> int:
    """The number of the line that holds `offset`, from 1."""
    return text.count("\n", 0, offset) + 1


def rest_of_line(text: str, offset: int) -> str:
    """What stands from `offset` to the end of its line, without a comment set off by two spaces."""
    end = text.find("\n", offset)
    line = text[offset : end if end >= 0 else None]
    return _COMMENT.split(line, maxsplit=1)[0].rstrip()


def value_at(text: str, offset: int) -> str:
    """The value that begins at `offset`: to the end of its line, or of its part in brackets."""
    before = text[line_start(text, offset) : offset]
    value = rest_of_line(text, offset)
    inside = len(re.findall(r"[\[{]", before)) > len(re.findall(r"[\]}]", before))
    return re.split(r"\s*[,\]}]", value, maxsplit=1)[0] if inside else value


def quoted(text: str, limit: int = 72) -> str:
    """The text in YAML quotes that keep it as it is, cut at `limit` to fit a report's line."""
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    mark = '"' if "'" in text and not re.search(r'["\\]', text) else "'"
    inner = text.replace("'", "''") if mark == "'" else text
    return mark + _bare(inner) + mark


def in_quotes(text: str, offset: int, value: str | None = None) -> str:
    """How the value that begins at `offset` looks in quotes, with its key if that is beside it."""
    before = text[max(line_start(text, offset), offset - 99) : offset]
    key = _LAST_KEY.search(before)
    if value is None:
        value = value_at(text, offset)
    return _bare(key[0] if key else "") + quoted(value)


def in_single_quotes(text: str, offset: int) -> str:
    """How the text in double quotes that begins at `offset` looks in single quotes."""
    found = _IN_DOUBLE_QUOTES.match(text, offset)
    return in_quotes(text, offset, found[1].replace('\\"', '"') if found else None)


def explain(stop: Stop) -> Slip:
    """What the editor most likely did, where exactly, and what to write instead."""
    for explanation in _EXPLANATIONS:
        if slip := explanation(stop):
            return slip
    line = rest_of_line(stop.text, line_start(stop.text, stop.offset)).strip()
    return Slip(
        VALID_YAML,
        stop.offset,
        f"YAML cannot read the line {shown(line)}: {stop.problem}",
        "check quotes, brackets, colons and indentation here and in the line above",
    )


def missing_space(text: str, offset: int) -> Slip | None:
    """The slip `key:value`, if that is what stands at `offset` where a key would."""
    found = _KEY_WITHOUT_SPACE.match(text, offset)
    if not found or text[line_start(text, offset) : offset].strip(" -"):
        return None
    return Slip(
        SPACE_AFTER_COLON,
        found.end(1),
        f"no space follows the colon in {shown(found[0].rstrip())}",
        f"write {_bare(found[1])}: {_bare(found[2].rstrip())}",
    )


def never_closed(text: str, offset: int) -> Slip:
    """The slip of a quote that opens at `offset` and is not closed where its text ends."""
    inner = rest_of_line(text, offset + 1)
    return Slip(
        CLOSED_QUOTE,
        offset,
        f"the quote before {shown(inner)} is not closed",
        f"close it at the end of the text: {in_quotes(text, offset, inner)}; if it belongs to the "
        f"text: {in_quotes(text, offset, text[offset] + inner)}",
    )


def swallows_lines(text: str, start: int, end: int) -> bool:
    """Whether the quoted text holds lines that were meant as keys or list items after it."""
    limit = _indent(text, line_start(text, start))
    return any(len(found[1]) <= limit for found in _ENTRY_LINE.finditer(text, start, end))


def _bare(text: str) -> str:
    return shown(text, limit=100)[1:-1]


def _tab(stop: Stop) -> Slip | None:
    before = stop.line.strip()
    if not stop.text.startswith("\t", stop.offset) or before.strip("-?: "):
        return None
    where = f"a tab follows {shown(before)}" if before else "the line is indented with a tab"
    return Slip(NO_TABS, stop.offset, where, "write spaces instead of the tab")


def _escape(stop: Stop) -> Slip | None:
    if not re.search("escape|hexdecimal", stop.problem):
        return None
    backslash = stop.text.rfind("\\", stop.opened, stop.offset + 1)
    escape = _ESCAPE.match(stop.text, backslash)
    if not escape:
        return None
    if "Unicode" in stop.problem:
        message = f"the escape {shown(escape[0])} stands for no character"
        return Slip(KNOWN_ESCAPE, stop.opened, message, "write the character, not its code")
    message = f"YAML knows no escape {shown(escape[0])} in double quotes"
    hint = f"write the text in single quotes: {in_single_quotes(stop.text, stop.opened)}"
    return Slip(KNOWN_ESCAPE, backslash, message, hint)


def _unclosed_quote(stop: Stop) -> Slip | None:
    if stop.context != "while scanning a quoted scalar":
        return None
    return never_closed(stop.text, stop.opened)


def _block_header(stop: Stop) -> Slip | None:
    if stop.context != "while scanning a block scalar":
        return None
    mark = stop.text[stop.opened]
    return Slip(
        QUOTED_START,
        stop.opened,
        f"text stands on the line of {shown(mark)}: {shown(rest_of_line(stop.text, stop.opened))}",
        f"put the text on the next line, indented, or put all of it in quotes: "
        f"{in_quotes(stop.text, stop.opened)}",
    )


def _special_start(stop: Stop) -> Slip | None:
    """A value that starts with one of YAML's own characters."""
    mark = stop.text[stop.opened : stop.opened + 1]
    said = f"{stop.context} {stop.problem}"
    if mark not in set("@`%&*!?-,]}") or not _SPECIAL_START.search(said) or "flow" in said:
        return None
    value = value_at(stop.text, stop.opened)
    item = "; a list starts on the line below its key" if value.startswith("- ") else ""
    return Slip(
        QUOTED_START,
        stop.opened,
        f"the text {shown(value)} starts with {shown(mark)}, which is special to YAML",
        f"put the text in quotes: {in_quotes(stop.text, stop.opened)}{item}",
    )


def _comma_twice(stop: Stop) -> Slip | None:
    if not (stop.text.startswith(",", stop.offset) and "flow node" in stop.context):
        return None
    seen = shown(rest_of_line(stop.text, stop.offset))
    return Slip(CLOSED_BRACKET, stop.offset, f"no value stands before {seen}", "delete the comma")


def _second_colon(stop: Stop) -> Slip | None:
    """A colon and a space in a text without quotes."""
    if not stop.problem.startswith("mapping values are not allowed"):
        return None
    if stop.style in ("'", '"'):
        return _text_after_quote(stop)
    if "\n" in stop.text[stop.start : stop.offset]:
        return missing_space(stop.text, stop.start) or _key_inside_text(stop)
    return _colon_in_text(stop)


def _colon_in_text(stop: Stop) -> Slip:
    value = rest_of_line(stop.text, stop.start)
    hint = f"put the text in quotes: {in_quotes(stop.text, stop.start)}"
    if stop.line.startswith("---"):
        hint = "delete the --- in front"
    elif value.endswith(":"):
        hint += "; if it is a key, move it to the next line and indent it"
    return Slip(
        QUOTED_COLON,
        stop.offset,
        f"the text {shown(value)} holds a colon that YAML takes for the end of a key",
        hint,
    )


def _key_inside_text(stop: Stop) -> Slip:
    """`key:` on a line that belongs to the text above because it is indented deeper."""
    key = stop.line.strip()
    above = shown(rest_of_line(stop.text, stop.start))
    number = line_number(stop.text, stop.start)
    if key.startswith("- "):
        hint = f"a list stands under a key that has no text: move the text of line {number} into it"
    elif " " in key:
        message = f"the text that begins with {above} holds a colon after {shown(key)}"
        hint = "put the whole text in quotes, from its first line to its last"
        return Slip(QUOTED_COLON, stop.offset, message, hint)
    else:
        column = _key_column(stop.text, line_start(stop.text, stop.start)) + 1
        hint = (
            f"start it in column {column} like line {number}; if it belongs to the text, put the "
            "whole text in quotes"
        )
    message = f"{shown(key + ':')} is indented so deep that it continues the text {above}"
    return Slip(ALIGNED_LINES, stop.offset - len(key), message, hint)


def _line_without_colon(stop: Stop) -> Slip | None:
    if not stop.problem.startswith("could not find expected ':'"):
        return None
    if slip := missing_space(stop.text, stop.opened):
        return slip
    line = rest_of_line(stop.text, stop.opened)
    return Slip(
        ALIGNED_LINES,
        stop.opened,
        f'the line {shown(line)} is no "key: value", and too little indented for a text',
        "if it continues the text above, indent it deeper than the key of that text; if it is a "
        "key, write a colon and a space after it",
    )


def _open_bracket(stop: Stop) -> Slip | None:
    """Something wrong between a bracket and its end."""
    if stop.context == "while parsing a flow node" and not stop.text[stop.offset :].strip():
        opener = _opener(stop.text, stop.offset)
        return None if opener is None else _unclosed_bracket(stop.text, opener)
    if not re.match(r"while parsing a flow (sequence|mapping)", stop.context):
        return None
    mark, text = stop.text[stop.opened], stop.text
    if not _closing(text, stop.opened) or _less_indented(stop):
        return _unclosed_bracket(text, stop.opened)
    if slip := _colon_in_brackets(stop):
        return slip
    seen = rest_of_line(text, stop.offset)
    return Slip(
        CLOSED_BRACKET,
        stop.offset,
        f"a comma or {shown(_PAIRS[mark])} is missing before {shown(seen)}",
        f"write the comma or the {_PAIRS[mark]}; put text that holds brackets, braces or quotes "
        "in quotes",
    )


def _unclosed_bracket(text: str, offset: int) -> Slip:
    return Slip(
        CLOSED_BRACKET,
        offset,
        f"the bracket that opens at {shown(rest_of_line(text, offset))} is not closed",
        f"write the closing {_PAIRS[text[offset]]}, before any # of a comment; if the whole is "
        f"text, put it in quotes: {in_quotes(text, offset)}",
    )


def _colon_in_brackets(stop: Stop) -> Slip | None:
    start = max(stop.text.rfind(mark, 0, stop.offset) for mark in "[{,") + 1
    if stop.context.endswith("mapping"):
        start = stop.text.find(":", start) + 1
    if not stop.text.startswith(":", stop.offset) or start > stop.offset:
        return None
    start += _indent(stop.text, start)
    value = re.split(r"[,\]}]", rest_of_line(stop.text, start), maxsplit=1)[0].rstrip()
    return Slip(
        QUOTED_COLON,
        stop.offset,
        f"the text {shown(value)} holds a colon that YAML takes for the end of a key",
        f"put the text in quotes: {in_quotes(stop.text, start, value)}",
    )


def _closing(text: str, offset: int) -> int | None:
    """Where the bracket at `offset` is closed, by counting brackets alone."""
    depth = 0
    for found in re.compile(r"[\[\]{}]").finditer(text, offset):
        depth += 1 if found[0] in _PAIRS else -1
        if not depth:
            return found.start()
    return None


def _less_indented(stop: Stop) -> bool:
    """Whether the stop is on a later line than the bracket, and not indented below it."""
    first, last = (line_start(stop.text, offset) for offset in (stop.opened, stop.offset))
    return first != last and _indent(stop.text, last) <= _indent(stop.text, first)


def _indent(text: str, start: int) -> int:
    found = _SPACES.match(text, start)
    return len(found[0]) if found else 0


def _key_column(text: str, start: int) -> int:
    """Where the key of a line stands: after the indentation and the dashes of list items."""
    found = _LEAD.match(text, start)
    return len(found[0]) if found else 0


def _text_after_value(stop: Stop) -> Slip | None:
    """Something behind the end of a quoted text or of a bracket, on the same line."""
    before = stop.line.rstrip()
    if not before or not _BLOCK_BROKEN.search(stop.problem):
        return None
    if before[-1] in "'\"" and stop.style in ("'", '"'):
        return _text_after_quote(stop)
    return _text_after_bracket(stop) if before[-1] in "]}" else None


def _text_after_quote(stop: Stop) -> Slip:
    if swallows_lines(stop.text, stop.start, stop.end):
        return never_closed(stop.text, stop.start)
    mark = stop.text[stop.start]
    rest = rest_of_line(stop.text, stop.offset)
    if rest == ",":
        hint = "delete the comma"
    else:
        whole = stop.text[stop.start : stop.end] + rest_of_line(stop.text, stop.end)
        inner = " ".join((whole[1:-1] if whole.endswith(mark) else whole).split())
        hint = f"write {in_quotes(stop.text, stop.start, inner)}"
    return Slip(
        CLOSED_QUOTE,
        stop.offset,
        f"{shown(rest)} follows the closing {mark} of a quoted text",
        hint,
    )


def _text_after_bracket(stop: Stop) -> Slip | None:
    closer = stop.offset - len(stop.line) + len(stop.line.rstrip()) - 1
    opener = _opener(stop.text, closer)
    rest = rest_of_line(stop.text, stop.offset)
    if rest == ",":
        return Slip(CLOSED_BRACKET, stop.offset, "a comma ends the line", "delete the comma")
    if opener is None:
        return None
    return Slip(
        QUOTED_START,
        opener,
        f"the text {shown(rest_of_line(stop.text, opener))} starts with "
        f"{shown(stop.text[opener])}, which is special to YAML",
        f"put the text in quotes: {in_quotes(stop.text, opener)}",
    )


def _opener(text: str, end: int) -> int | None:
    """The last bracket before `end` that is not closed before it, by counting brackets alone."""
    depth = 0
    for offset in range(end - 1, -1, -1):
        depth += {"]": 1, "}": 1, "[": -1, "{": -1}.get(text[offset], 0)
        if depth < 0:
            return offset
    return None


def _indentation(stop: Stop) -> Slip | None:
    """A line that starts in a column where nothing above it does, or what it starts is amiss."""
    if stop.line.strip() or not _BLOCK_BROKEN.search(stop.problem):
        return None
    line = rest_of_line(stop.text, stop.offset)
    found = (
        _comment_above(stop, line)
        or _blank_above(stop, line)
        or _other_kind(stop, line)
        or _odd_column(stop, line)
    )
    return Slip(ALIGNED_LINES, stop.offset, *found) if found else None


def _comment_above(stop: Stop, line: str) -> tuple[str, str] | None:
    if stop.style or not _COMMENT_AT_END.match(stop.text, stop.end, stop.offset):
        return None
    number = line_number(stop.text, stop.start)
    return (
        f"the text above ends at its #, so the line {shown(line)} belongs to nothing",
        f"put the whole text that begins on line {number} in quotes",
    )


def _blank_above(stop: Stop, line: str) -> tuple[str, str] | None:
    """A block of text whose first lines are blank, and longer than the text is indented."""
    if stop.style not in ("|", ">") or "\n" not in stop.text[stop.start : stop.end]:
        return None
    _, _, body = stop.text[stop.start : stop.end].partition("\n")
    if body.strip():
        return None
    return (
        f"the blank line above {shown(line)} has more spaces than the text below it",
        "delete the spaces in the blank line",
    )


def _other_kind(stop: Stop, line: str) -> tuple[str, str] | None:
    """A list item among keys, a key among list items, or a colon without a key."""
    if not stop.context or stop.column != stop.opened - line_start(stop.text, stop.opened):
        return None
    number = line_number(stop.text, stop.opened)
    if "mapping" not in stop.context:
        return (
            f"the line {shown(line)} stands among the list items that begin on line {number}",
            'start it with "- ", or move it to the column of the key that it belongs beside',
        )
    if line.startswith("-"):
        return (
            f"the list item {shown(line)} stands among the keys that begin on line {number}",
            'put the "key:" that it belongs to above it, or indent it under that key',
        )
    if line.startswith(":"):
        return f"no key stands before the colon of {shown(line)}", "write the key before the colon"
    return None


def _odd_column(stop: Stop, line: str) -> tuple[str, str] | None:
    columns = _columns_above(stop.text, line_start(stop.text, stop.offset), line.startswith("-"))
    deeper = [item for item in columns if item[0] > stop.column]
    shallower = [item for item in columns if item[0] < stop.column]
    nearest = deeper[-1:] + shallower[:1]
    if not nearest or stop.column in dict(columns):
        return None
    choices = " or ".join(f"in column {column + 1} like line {line}" for column, line in nearest)
    return (
        f"the line {shown(line)} starts in column {stop.column + 1}, where nothing above does",
        f"start it {choices}",
    )


def _columns_above(text: str, offset: int, items: bool) -> list[tuple[int, int]]:
    """Columns where the list items, or the keys, above a line start: deepest first, with lines."""
    columns: list[tuple[int, int]] = []
    number = line_number(text, offset)
    for line in reversed(text[:offset].splitlines()[-1000:]):
        number -= 1
        bare = line.strip()
        if not bare or bare.startswith("#") or (items and not bare.startswith("-")):
            continue
        column = _indent(line, 0) if items else _key_column(line, 0)
        if not columns or column < columns[-1][0]:
            columns.append((column, number))
    return columns


_EXPLANATIONS = (
    _tab,
    _escape,
    _unclosed_quote,
    _block_header,
    _special_start,
    _comma_twice,
    _second_colon,
    _line_without_colon,
    _open_bracket,
    _text_after_value,
    _indentation,
)
