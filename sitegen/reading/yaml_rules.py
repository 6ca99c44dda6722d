"""SG1: the rules for reading YAML, in the order of their codes."""

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
    r"""A record contains no invisible characters that change what readers or programs see.

Not allowed, even as an escape: control characters, the line breaks U+0085, U+2028 and U+2029,
overrides and isolates of the writing direction, byte order marks inside the text, and codes that
are not assigned to a character. Marks that Hebrew, Arabic and Indic scripts need are allowed.

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
    """A file has at most 1 MB, a text at most 64 KB, and values are nested at most 32 levels deep.

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
    """A file is one mapping, with at least one key.

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

For errors that have no separate rule, the message quotes the YAML scanner, and nothing after that
place has been read. Also reported here: a comment without a space before its #, and the marks of a
git merge conflict.

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
    """A text that contains a colon and a space is quoted.

Without quotes, YAML reads the part before the colon as a key.

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

For YAML, `key:value` is a text. Where a text is allowed (`- arxiv:2104.08645`), it is read as one.

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

Nested keys, and all further lines of a text, are indented deeper than their key.

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
    """A text in quotes ends with the same quote that it begins with.

A quote that is never closed is reported where it opens. A quote of the same kind inside the text
ends it too early: in single quotes, write an apostrophe twice.

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
    """A text without quotes has no # after a space: YAML reads the rest as a comment.

Reported if there is one space before the # and the text has several words, or if a digit follows
the #. To write a comment, put two spaces before the #.

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
    r"""LaTeX is written in single quotes.

In double quotes, the \t of \theta is a tab and the \n of \nabla a line break.

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
    """A key appears only once in its mapping.

YAML parsers differ in which of the values they keep.

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
    """Every key has a value, which is not null.

Leave out keys whose value is not known.

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
    """A value has no YAML tag: the contract determines its type.

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
    """A file has at most a hundred errors of YAML; further ones are only counted.

Wrong:

    a file in which every value is empty

Right:

    a file with few errors
""",
)
