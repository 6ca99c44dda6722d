"""The kinds of value that authored YAML may hold, each with the rule that a wrong one breaks.

The shapes in `settings` and `contracts` are built from these. A plain YAML scalar arrives as
written (`documents.Plain`) and is typed here, by YAML 1.2's core rules and by what the field
expects; a quoted scalar is text and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from math import isfinite
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from sitegen.diagnostics import Rule, shown
from sitegen.documents import Plain
from sitegen.reading.lines import quoted
from sitegen.shape_rules import (
    ARXIV_FORM,
    DATE,
    DIGEST_FORM,
    DOI_FORM,
    KIND,
    LANGUAGE_FORM,
    LENGTH,
    LICENSE_FORM,
    ORCID_FORM,
    PATH_FORM,
    TIME,
    URL_FORM,
    UUID_FORM,
)

INTEGER = re.compile(r"[-+]?[0-9]+\Z")
NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
# A number, with a comma for its point, and what people write behind one: 7,9  7.9/10  7.9 of 10
LEADING_NUMBER = re.compile(r"\s*([-+]?[0-9]{1,15}(?:[.,][0-9]{1,15})?)\s*(?:(?:/|of\b).*)?\Z")
LONGEST_NUMBER = 300  # characters
LONGEST_IN_HINT = 200  # characters of a value that a hint repeats in full
LONGEST_PATH = 200  # characters
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
SHA256 = re.compile(r"[0-9a-f]{64}\Z")
# Printable ASCII without the characters that would need escapes in every format; "<" and ">" occur.
DOI = re.compile(r"10\.[0-9]{4,9}/[!#-\[\]_a-z~]{1,200}\Z")
ORCID = re.compile(r"[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]\Z")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
TIMESTAMP = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})\Z"
)
# A time that lacks its T, its seconds or its offset.
DAY_AND_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]+([0-9]{2}:[0-9]{2})(:[0-9]{2})?\Z")
ARTIFACT_PATH = re.compile(r"artifacts(/[A-Za-z0-9_][A-Za-z0-9._-]*)+\Z")
URL_CHARACTERS = re.compile(r"[!-~]{1,2000}\Z")
ARXIV_HOSTS = frozenset({"arxiv.org", "www.arxiv.org", "export.arxiv.org"})
# https://info.arxiv.org/help/arxiv_identifier.html: the form since April 2007, and the older one.
ARXIV = re.compile(
    r"/(abs|pdf|html)/([0-9]{4}\.[0-9]{4,5}|[a-z-]+(\.[A-Z]{2})?/[0-9]{7})(v[0-9]+)?(\.pdf)?\Z"
)


def mismatch(rule: Rule, message: str, hint: str) -> PydanticCustomError:
    """The error that a validator raises: a finding of `rule`, whose place pydantic knows."""
    context = {"text": message, "hint": hint}
    return PydanticCustomError(rule.code, "{text}", context)


def kind_of(value: object) -> str:
    """What a YAML value is, in the words of a message."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, Plain):
        return shown(value)
    return f"the text {shown(value)}"


def only_text(value: object) -> str | None:
    """The text, or the one text that a list holds; None for anything else."""
    only = value[0] if isinstance(value, list) and len(value) == 1 else value
    return only if isinstance(only, str) else None


def _text(value: object) -> object:
    if not isinstance(value, str):
        hint = "write a text; one that starts with [ or { or - stands in quotes"
        if (only := only_text(value)) is not None:
            hint = f"write it without bracket or dash; with them, in quotes: {quoted(f'[{only}]')}"
        elif isinstance(value, dict) and len(value) == 1:
            key, inner = next(iter(value.items()))
            hint = f"put the text in quotes: {quoted(f'{key}: {inner}')}"
        raise mismatch(KIND, f"expected text, found {kind_of(value)}", hint)
    stripped = value.strip()
    if not stripped:
        hint = "write the text; a key that may be absent can be left out"
        raise mismatch(LENGTH, "the text is empty", hint)
    return str(stripped)


def _one_line(value: str) -> str:
    if "\n" in value:
        raise mismatch(
            LENGTH,
            f"the value {shown(value)} runs over several lines",
            "write it on one line; a long one may be folded with `>-`",
        )
    return value


def _integer(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, Plain) and INTEGER.match(value) and len(value) <= LONGEST_NUMBER:
        return int(value)
    wanted = "write a whole number, such as 9, with neither quotes nor unit"
    hint = _as_number(value, INTEGER) or wanted
    raise mismatch(KIND, f"expected a whole number, found {kind_of(value)}", hint)


def _number(value: object, most: int) -> object:
    """The number that is written; `most` is the largest one that may be."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    wanted = f"write a number from 0 to {most}"
    if isinstance(value, Plain) and NUMBER.match(value) and len(value) <= LONGEST_NUMBER:
        number = float(value)
        if isfinite(number):
            return number
        raise mismatch(KIND, f"the number {shown(value)} is too large to be read", wanted)
    if isinstance(value, Plain) and value.strip(".").lower() in {"nan", "inf", "n/a", "none"}:
        wanted += "; if there is none, and the key may be absent, leave the key out"
    else:
        wanted += ", with neither quotes nor unit"
    hint = _as_number(value, NUMBER) or wanted
    raise mismatch(KIND, f"expected a number, found {kind_of(value)}", hint)


def _as_number(value: object, form: re.Pattern[str]) -> str | None:
    """What to write for a number in quotes, with a comma, or with a unit behind it."""
    if not isinstance(value, str):
        return None
    found = LEADING_NUMBER.match(value)
    number = found.group(1).replace(",", ".") if found else ""
    if not form.match(number):
        return None
    return f"write {number}" if isinstance(value, Plain) else f"write {number}, without quotes"


def _truth(value: object) -> object:
    if isinstance(value, bool):
        return value
    if isinstance(value, Plain) and value in {"true", "True", "TRUE", "false", "False", "FALSE"}:
        return value.lower() == "true"
    yes = isinstance(value, str) and value.lower() in {"yes", "y", "on", "1", "true"}
    no = isinstance(value, str) and value.lower() in {"no", "n", "off", "0", "false"}
    wanted = "true" if yes else "false" if no else "true or false"
    raise mismatch(
        KIND, f"expected true or false, found {kind_of(value)}", f"write {wanted}, without quotes"
    )


def _day(value: str) -> str:
    try:
        if DAY.match(value):
            return date.fromisoformat(value).isoformat()
    except ValueError:
        raise mismatch(
            DATE, f"{shown(value)} is not a day of the calendar", "correct the month or the day"
        ) from None
    hint = "write year-month-day, such as 2026-07-02"
    if TIMESTAMP.match(value):
        hint = f"write the day alone: {value[:10]}"
    raise mismatch(DATE, f"{shown(value)} is not a date", hint)


def _timestamp(value: str) -> str:
    if not TIMESTAMP.match(value):
        if TIMESTAMP.match(value + "Z"):
            hint = f"add its offset from UTC; for a time in UTC write {value}+00:00"
        else:
            hint = _timestamp_hint(value)
        raise mismatch(TIME, f"{shown(value)} is not a time with its zone", hint)
    try:
        datetime.fromisoformat(value)
    except ValueError:
        message = f"{shown(value)} is not a time that exists"
        raise mismatch(TIME, message, _what_exceeds(value)) from None
    return value


def _timestamp_hint(value: str) -> str:
    found = DAY_AND_TIME.match(value)
    if not found:
        return "write date, T, time and offset, such as 2026-07-02T03:48:27+00:00"
    day, time, seconds = found.groups()
    completed = f"{day}T{time}{seconds or ':00'}+00:00"
    parts = "T and offset" if seconds else "T, seconds and offset"
    return f"write it with {parts}; for a time in UTC: {completed}"


def _what_exceeds(timestamp: str) -> str:
    """What to correct in a time that has the right form."""
    for name, start, most in (
        ("month", 5, 12),
        ("hour", 11, 23),
        ("minute", 14, 59),
        ("second", 17, 59),
    ):
        if (part := int(timestamp[start : start + 2])) > most:
            return f"correct the {name}: {part} is more than {most}"
    return "correct the month, the day or the offset"


def _uuid(value: str) -> str:
    if UUID.match(value):
        return value
    if UUID.match(value.lower()):
        raise mismatch(
            UUID_FORM, f"the id {shown(value)} is not in lower case", f"write {value.lower()}"
        )
    raise mismatch(
        UUID_FORM,
        f"{shown(value)} is not a UUID",
        "write all 36 characters, such as ba7a9361-e985-4a1e-8ab5-dc0d57064b8e; "
        "`uuidgen` makes one for a new paper",
    )


def _doi(value: str) -> str:
    if DOI.match(value):
        return value
    found = re.search(r"10\.[0-9]{4,9}/[!-~]+\Z", value)
    bare = found.group() if found else ""
    hint = (
        "write it bare, from its 10. on, such as 10.1000/182; if there is none, leave the key out"
    )
    if re.match(r"zenodo\.[0-9]+\Z", value):
        bare = f"10.5281/{value}"
    if DOI.match(bare):
        hint = f"write {bare}"
    raise mismatch(DOI_FORM, f"{shown(value)} is not a bare DOI", hint)


def _url(value: str) -> str:
    if not _is_web_address(value):
        raise mismatch(URL_FORM, f"{shown(value)} is not a web address", _url_hint(value))
    parts = urlsplit(value)
    if parts.hostname in ARXIV_HOSTS and not ARXIV.match(parts.path):
        raise mismatch(
            ARXIV_FORM,
            f"{shown(value)} holds no arXiv identifier",
            _arxiv_hint(value),
        )
    return value


def _arxiv_hint(value: str) -> str:
    """The identifier with digits for the letters that look like them, or its form."""
    head, _, last = value.rpartition("/")
    mended = f"{head}/{last.translate(str.maketrans('OoIl', '0011'))}"
    if ARXIV.match(urlsplit(mended).path) and len(mended) <= LONGEST_IN_HINT:
        return f"write {mended}: a letter stands where a digit belongs"
    return "write …/abs/ and the identifier: four digits, a point, and four or five digits"


def _is_web_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return False
    if not URL_CHARACTERS.match(value) or set(value) & set('<>"\\^`{|}'):
        return False
    return bool(host) and value.startswith(("http://", "https://")) and "@" not in parts.netloc


def _url_hint(value: str) -> str:
    if value.startswith(("http://", "https://")):
        if not URL_CHARACTERS.match(value):
            return "write spaces and letters beyond a-z as %XX; 2000 characters at most"
        if "@" in value.split("/")[2]:
            return "leave out the user name before the @"
    elif len(value) <= LONGEST_IN_HINT and "." in value.partition("/")[0] and ":" not in value:
        completed = f"https://{value}"
        if _is_web_address(completed):
            return f"write {completed}"
    return "write a complete address, such as https://example.org/data.csv"


def _orcid(value: str) -> str:
    if ORCID.match(value) and _orcid_check_digit(value) == value[-1]:
        return value
    found = re.search(r"[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]", value)
    if found and found.group() != value:
        hint = f"write only the identifier: {found.group()}"
    else:
        hint = "copy it again, in the form 0000-0002-1825-0097; its last character is a check digit"
    raise mismatch(ORCID_FORM, f"{shown(value)} is not a valid ORCID iD", hint)


def _orcid_check_digit(orcid: str) -> str:
    """ISO 7064 MOD 11-2 over the first 15 digits, as ORCID defines it."""
    total = 0
    for digit in orcid.replace("-", "")[:15]:
        total = (total + int(digit)) * 2
    remainder = (12 - total % 11) % 11
    return "X" if remainder == 10 else str(remainder)


def _license(value: str) -> str:
    canonical = _canonical_license(value)
    if canonical is None:
        near = _canonical_license(value.replace(" ", "-"))
        raise mismatch(
            LICENSE_FORM,
            f"{shown(value)} is not an SPDX licence identifier",
            f"write {near}"
            if near
            else "write the identifier that https://spdx.org/licenses/ has for the licence; "
            "if it has none, leave the key out",
        )
    if canonical != value:
        raise mismatch(
            LICENSE_FORM, f"{shown(value)} is not in SPDX's spelling", f"write {canonical}"
        )
    return value


def _canonical_license(value: str) -> str | None:
    # packaging carries the SPDX list; only the few records that name a licence need it loaded.
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    if len(value) > LONGEST_IN_HINT:
        return None
    try:
        return str(canonicalize_license_expression(value))
    except InvalidLicenseExpression:
        return None


def _language(value: str) -> str:
    from langcodes import standardize_tag, tag_is_valid

    if len(value) > LONGEST_IN_HINT or not tag_is_valid(value):
        raise mismatch(
            LANGUAGE_FORM,
            f"{shown(value)} is not a registered language tag",
            "write a BCP 47 tag: en for English, pt-BR, zh-Hans",
        )
    canonical = str(standardize_tag(value))
    if canonical != value:
        raise mismatch(
            LANGUAGE_FORM, f"{shown(value)} is not in canonical form", f"write {canonical}"
        )
    return value


def _sha256(value: str) -> str:
    if SHA256.match(value):
        return value
    bare = value.lower().removeprefix("sha256:")
    if SHA256.match(bare):
        hint = f'write "{bare}"'
    else:
        hint = "write the 64 lower-case hex digits that `sha256sum FILE` prints, in quotes"
    raise mismatch(DIGEST_FORM, f"{shown(value)} is not a SHA-256 digest", hint)


def _artifact_path(value: str) -> str:
    if ARTIFACT_PATH.match(value) and len(value) <= LONGEST_PATH:
        return value
    raise mismatch(
        PATH_FORM, f"{shown(value)} is not a path below artifacts/", _artifact_path_hint(value)
    )


def _artifact_path_hint(value: str) -> str:
    """The path with slashes, or the place in the folder for a file that lies elsewhere."""
    slashed = value.replace("\\", "/").removeprefix("./")
    if ARTIFACT_PATH.match(slashed) and len(slashed) <= LONGEST_PATH:
        return f"write {slashed}"
    below = f"artifacts/{slashed}"
    if not ARTIFACT_PATH.match(below):
        name = re.sub(r"[^A-Za-z0-9._-]+", "-", slashed.rpartition("/")[2]).strip(".-")
        below = f"artifacts/{name}"
    if not ARTIFACT_PATH.match(below) or len(below) > LONGEST_PATH:
        return "give the file a name of letters, digits, '.', '_' and '-' below artifacts/"
    return (
        f"move the file to {below}, or to another name there if that is taken, and write that; "
        "leave `path` out if it is not public"
    )


Text = Annotated[str, BeforeValidator(_text)]
Line = Annotated[str, BeforeValidator(_text), AfterValidator(_one_line)]
# Bounds stand before the validator: behind it they would not reach the JSON Schema.
Count = Annotated[int, Field(ge=0, le=1_000_000), BeforeValidator(_integer)]
Level = Annotated[int, Field(ge=0, le=7), BeforeValidator(_integer)]
Score = Annotated[float, Field(ge=0, le=10), BeforeValidator(lambda value: _number(value, 10))]
Share = Annotated[float, Field(ge=0, le=1), BeforeValidator(lambda value: _number(value, 1))]
Truth = Annotated[bool, BeforeValidator(_truth)]


def _line_type(check: Callable[[str], str], **schema: str) -> Any:
    """A one-line text with a form of its own; `schema` is what an editor's JSON Schema says."""
    return Annotated[
        str,
        BeforeValidator(_text),
        AfterValidator(check),
        WithJsonSchema({"type": "string", **schema}),
    ]


def _pattern(expression: re.Pattern[str]) -> str:
    """The ECMA 262 form that JSON Schema asks for."""
    return "^" + expression.pattern.removesuffix(r"\Z") + "$"


Day = _line_type(_day, format="date", pattern=_pattern(DAY))
Timestamp = _line_type(_timestamp, format="date-time", pattern=_pattern(TIMESTAMP))
Uuid = _line_type(_uuid, format="uuid", pattern=_pattern(UUID))
Doi = _line_type(_doi, pattern=_pattern(DOI))
Url = _line_type(_url, format="uri", pattern="^https?://")
Orcid = _line_type(_orcid, pattern=_pattern(ORCID))
SpdxId = _line_type(_license)
LanguageTag = _line_type(_language)
Sha256 = _line_type(_sha256, pattern=_pattern(SHA256))
ArtifactPath = _line_type(_artifact_path, pattern=_pattern(ARTIFACT_PATH))
