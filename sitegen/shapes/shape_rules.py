"""SG2: the rules for the shape of authored files."""

from __future__ import annotations

from sitegen.findings.diagnostics import Rule, Severity, define_rule


def _shape_rule(code: str, name: str, explanation: str) -> Rule:
    return define_rule(code, name, Severity.ERROR, explanation)


REQUIRED = _shape_rule(
    "SG201",
    "required_keys_are_there",
    """A file has every key that its contract requires.

Wrong:

    work:
      id: ba7a9361-e985-4a1e-8ab5-dc0d57064b8e

Right:

    work:
      id: ba7a9361-e985-4a1e-8ab5-dc0d57064b8e
      title: Multilingual intermediate-task training
      abstract: Intermediate-task training often improves …
      research_question: Does multilingual training help?
""",
)
UNKNOWN = _shape_rule(
    "SG202",
    "keys_are_known",
    """Every key is one that the contract defines.

Otherwise a misspelt key would be a fact that is silently missing.

Wrong:

    work:
      titel: Multilingual intermediate-task training

Right:

    work:
      title: Multilingual intermediate-task training
""",
)
KIND = _shape_rule(
    "SG203",
    "values_have_the_expected_kind",
    """A value is of the kind that its key expects: text, a number, a list or a mapping.

A number or a truth value is written without quotes; a quoted value is text.

Wrong:

    review_score: "9.33"
    topics: cross-lingual transfer

Right:

    review_score: 9.33
    topics: [cross-lingual transfer]
""",
)
CHOICE = _shape_rule(
    "SG204",
    "values_are_one_of_the_listed",
    """A value of an enumeration is one that the contract lists, spelled as it is there.

Wrong:

    status: Falsified

Right:

    status: FALSIFIED
""",
)
RANGE = _shape_rule(
    "SG205",
    "numbers_are_in_range",
    """A number is in the range of its field.

Wrong:

    review_score: 93.3

Right:

    review_score: 9.33
""",
)
LENGTH = _shape_rule(
    "SG206",
    "text_has_the_length_its_field_allows",
    """A text is neither empty nor longer than its field allows, and a one-line field has one line.

Wrong:

    title: ""

Right:

    title: Multilingual intermediate-task training
""",
)
DATE = _shape_rule(
    "SG207",
    "dates_exist",
    """A date is a day in the calendar, written year-month-day.

Of the day of submission, the month or the year is enough if no more is known: 2026-07, 2026.

Wrong:

    submitted: 2 July 2026

Right:

    submitted: 2026-07-02
""",
)
TIME = _shape_rule(
    "SG208",
    "timestamps_name_their_zone",
    """A time is an RFC 3339 timestamp with its offset from UTC. It is published as written.

Wrong:

    evaluated_at: 2026-07-02 03:48

Right:

    evaluated_at: 2026-07-02T03:48:27.951721+00:00
""",
)
UUID_FORM = _shape_rule(
    "SG209",
    "ids_are_uuids",
    """The id of a paper is a UUID in lower case, with its hyphens.

Wrong:

    id: SRCH:BA7A9361

Right:

    id: ba7a9361-e985-4a1e-8ab5-dc0d57064b8e
""",
)
DOI_FORM = _shape_rule(
    "SG210",
    "dois_have_the_form_of_a_doi",
    """A DOI is written bare: a prefix that starts with 10., a slash, a suffix.

Wrong:

    doi: https://doi.org/10.5281/zenodo.21122311

Right:

    doi: 10.5281/zenodo.21122311
""",
)
URL_FORM = _shape_rule(
    "SG211",
    "urls_are_web_addresses",
    """A URL is a complete http or https address.

Other schemes (javascript:, data:, file:) are never published.

Wrong:

    url: arxiv.org/abs/2104.08645

Right:

    url: https://arxiv.org/abs/2104.08645
""",
)
ORCID_FORM = _shape_rule(
    "SG212",
    "orcids_are_valid",
    """An ORCID iD has four groups of four, and its last character is the right check digit.

Wrong:

    orcid: https://orcid.org/0000-0002-1825-0097

Right:

    orcid: 0000-0002-1825-0097
""",
)
LICENSE_FORM = _shape_rule(
    "SG213",
    "licenses_are_spdx_ids",
    """A licence is an identifier of the SPDX licence list (https://spdx.org/licenses/).

Wrong:

    license: CC BY 4.0

Right:

    license: CC-BY-4.0
""",
)
LANGUAGE_FORM = _shape_rule(
    "SG214",
    "languages_are_bcp_47_tags",
    """A language is a BCP 47 tag whose parts are registered.

Wrong:

    language: english

Right:

    language: en
""",
)
DIGEST_FORM = _shape_rule(
    "SG215",
    "digests_are_sha256",
    """A SHA-256 digest is 64 hexadecimal digits in lower case. Quote it: some look like numbers.

Wrong:

    sha256: 9F86D081

Right:

    sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
""",
)
PATH_FORM = _shape_rule(
    "SG216",
    "artifact_paths_stay_below_artifacts",
    """The path of an artifact is in `artifacts/`, and has only letters, digits, `.`, `_` and `-`.

No part of it starts with a dot, so that nothing outside of the record's folder is published.

Wrong:

    path: ../../secrets.txt

Right:

    path: artifacts/repro.py
""",
)
ARXIV_FORM = _shape_rule(
    "SG217",
    "arxiv_addresses_hold_an_arxiv_id",
    """An address on arxiv.org names a paper by an arXiv identifier.

Wrong:

    source: http://arxiv.org/abs/21O4.08645

Right:

    source: http://arxiv.org/abs/2104.08645v2
""",
)
EVENT_FORM = _shape_rule(
    "SG218",
    "event_ids_name_their_record",
    """The id of a correction event is the record's eight hex digits, `-C` and a number.

Wrong:

    event_id: C1

Right:

    event_id: BA7A9361-C1
""",
)
TOGETHER = _shape_rule(
    "SG219",
    "keys_do_not_exclude_each_other",
    """A mapping does not have two keys that exclude each other.

Wrong:

    - {type: repro_script, label: Script, path: artifacts/a.py, url: https://example.org/a.py}

Right:

    - {type: repro_script, label: Script, path: artifacts/a.py}
""",
)
ROR_FORM = _shape_rule(
    "SG225",
    "ror_ids_are_valid",
    """A ROR id is written bare, and its checksum fits.

Wrong:

    creators: [{organization: Example University, ror: https://ror.org/05dxps055}]

Right:

    creators: [{organization: Example University, ror: 05dxps055}]
""",
)
IDENTIFIER_FORM = _shape_rule(
    "SG226",
    "identifiers_fit_their_scheme",
    """An identifier is written bare, in the form of its scheme; a related work is a DOI or a URL.

Wrong:

    identifiers: [{scheme: arxiv, value: https://arxiv.org/abs/2104.08645}]

Right:

    identifiers: [{scheme: arxiv, value: 2104.08645}]
""",
)
CONTACT_FORM = _shape_rule(
    "SG227",
    "contacts_are_mail_or_web_addresses",
    """A contact is a bare e-mail address, or the https address of the page for a new issue.

Each paper page links to it, so that readers can report an error.

Wrong:

    contact: Editors <editors@owls.example>

Right:

    contact: editors@owls.example
    # or, with an issue tracker, https://github.com/owls/records/issues/new
""",
)
FONT_FORM = _shape_rule(
    "SG228",
    "fonts_are_files_or_extras",
    """A font is a file in the folder `fonts/` of the templates, or `extra:scripts`.

The files are TrueType or OpenType: `.ttf`, `.otf` or `.ttc`. `extra:scripts` stands for the fonts
that `pip install 'assignee-sitegen[scripts]'` installs.

Wrong:

    fonts:
      - ../NotoSansTibetan.ttf

Right:

    fonts:
      - fonts/NotoSansTibetan.ttf    # the file is templates/fonts/NotoSansTibetan.ttf
      - extra:scripts
""",
)
LIST_FORM = _shape_rule(
    "SG229",
    "the_list_of_retractions_can_be_read",
    """The list of retractions is a CSV file next to site.yaml, in the format of Retraction Watch.

Without it, nobody would learn that a paper rests on a retracted work, so nothing is built.

Wrong:

    retractions: retraction_watch.xlsx

Right:

    retractions: retraction_watch.csv
""",
)
ALL_LISTED = _shape_rule(
    "SG222",
    "errors_of_shape_are_few",
    """A file has at most a hundred errors of shape; further ones are only counted.

So many errors usually have one cause, such as a file of another contract under this name.

Wrong:

    a manifest.yaml with hundreds of keys that the contract does not know

Right:

    a manifest.yaml with the keys of its contract
""",
)
TARGET = define_rule(
    "SG221",
    "navigation_stays_on_the_site",
    Severity.ERROR,
    """A navigation entry is the path of a page from the root of the site, with slashes around it.

Wrong:

    - {label: About, path: about.html}

Right:

    - {label: About, path: /about/}
""",
)

SHAPE_RULES: dict[str, Rule] = {
    rule.code: rule for rule in tuple(vars().values()) if isinstance(rule, Rule)
}
