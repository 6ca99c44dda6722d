"""The rules of reading, SG1, in the order of their codes."""

from __future__ import annotations

from sitegen.findings.diagnostics import Severity, define_rule

UTF8_TEXT = define_rule(
    "SG101",
    "utf8_text",
    Severity.ERROR,
    """A record is a text file in UTF-8.

Wrong:

    a file that was saved as UTF-16, Windows-1252 or Latin-1

Right:

    the same file, saved with the encoding "UTF-8"
""",
)
SAFE_CHARACTERS = define_rule(
    "SG102",
    "safe_characters",
    Severity.ERROR,
    r"""A record holds no character that is invisible and changes what readers or programs see.

Refused, also when written as an escape: control characters, the line breaks U+0085, U+2028 and
U+2029, overrides and isolates of the writing direction, byte order marks inside the text, and
codes that stand for no character. Marks that Hebrew, Arabic and Indic scripts need are allowed.

Wrong:

    title: "Bounds for $\alpha$"  # in double quotes, \a is the control character U+0007

Right:

    title: 'Bounds for $\alpha$'
""",
)
WITHIN_LIMITS = define_rule(
    "SG103",
    "within_limits",
    Severity.ERROR,
    """A file has at most 1 MB, a text at most 64 KB, and values nest at most 32 levels deep.

Reading stops at a file that is too large and at a value that is too deep.

Wrong:

    abstract: the full text of the paper

Right:

    abstract: its abstract
""",
)
ONE_DOCUMENT = define_rule(
    "SG104",
    "one_document",
    Severity.ERROR,
    """A file is one YAML document, without directives.

Wrong:

    %YAML 1.2
    ---
    title: One
    ---
    title: Two

Right:

    title: One
""",
)
MAPPING_ON_TOP = define_rule(
    "SG105",
    "mapping_on_top",
    Severity.ERROR,
    """The whole of a file is one mapping, with at least one key.

Wrong:

    - title: Attention

Right:

    title: Attention
""",
)
VALID_YAML = define_rule(
    "SG106",
    "valid_yaml",
    Severity.ERROR,
    """A record is valid YAML.

What no rule of its own explains: the message passes on what the YAML scanner said, and nothing
after its place has been read. Also a comment with no space before its #, which YAML forbids, and
what git leaves of a merge conflict.

Wrong:

    artifacts:
      - : repro_script

Right:

    artifacts:
      - type: repro_script
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
UNCUT_TEXT = define_rule(
    "SG115",
    "uncut_text",
    Severity.WARNING,
    """A text without quotes holds no # after a space: YAML takes the rest for a comment.

Reported where one space stands before the # and the text has several words, or a digit follows
the #. A comment that is meant stands two spaces off, or behind a single word.

Wrong:

    title: The C # language

Right:

    title: 'The C # language'
    tier: DOI_GRADE   # derivable
""",
)
KEPT_BACKSLASH = define_rule(
    "SG116",
    "kept_backslash",
    Severity.WARNING,
    r"""LaTeX stands in single quotes.

In double quotes the \t of \theta is a tab and the \n of \nabla a line break.

Wrong:

    title: "Estimates of $\theta$"

Right:

    title: 'Estimates of $\theta$'
""",
)
TEXT_KEYS = define_rule(
    "SG117",
    "text_keys",
    Severity.ERROR,
    """A key is a text that is not empty.

Wrong:

    [title, subtitle]: Attention

Right:

    title: Attention
""",
)
UNIQUE_KEYS = define_rule(
    "SG118",
    "unique_keys",
    Severity.ERROR,
    """A mapping has each key once.

YAML readers differ in which of the values they keep.

Wrong:

    title: One
    title: Two

Right:

    title: Two
""",
)
GIVEN_VALUES = define_rule(
    "SG119",
    "given_values",
    Severity.ERROR,
    """A key that is there has a value: neither nothing nor null.

What is not known is left out.

Wrong:

    title: Attention
    doi:

Right:

    title: Attention
""",
)
WRITTEN_OUT_VALUES = define_rule(
    "SG120",
    "written_out_values",
    Severity.ERROR,
    """Every value is written where it belongs: no anchors, no aliases, no merge keys.

Wrong:

    first: &name Ada
    second: *name

Right:

    first: Ada
    second: Ada
""",
)
UNTAGGED_VALUES = define_rule(
    "SG121",
    "untagged_values",
    Severity.ERROR,
    """A value carries no YAML tag: the contract says what type it has.

Wrong:

    review_score: !!float 9

Right:

    review_score: 9
""",
)
ALL_LISTED = define_rule(
    "SG122",
    "all_listed",
    Severity.ERROR,
    """A file has at most a hundred errors that reading finds; more of them are only counted.

Wrong:

    a file in which every value is empty

Right:

    a file with few mistakes
""",
)
