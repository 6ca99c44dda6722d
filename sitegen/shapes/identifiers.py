"""The types of identifiers, addresses and paths in authored YAML."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from sitegen.findings.diagnostics import shown
from sitegen.shapes.fields import line_type, mismatch, pattern_of
from sitegen.shapes.shape_rules import (
    ARXIV_FORM,
    DIGEST_FORM,
    DOI_FORM,
    LANGUAGE_FORM,
    LICENSE_FORM,
    ORCID_FORM,
    PATH_FORM,
    ROR_FORM,
    URL_FORM,
    UUID_FORM,
)

LONGEST_IN_HINT = 200  # characters of a value that a hint repeats in full
LONGEST_PATH = 200  # characters
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
SHA256 = re.compile(r"[0-9a-f]{64}\Z")
# DOI Handbook, 2.2: a prefix, which more dots may divide, and a suffix of graphic characters of
# Unicode. Of those, spaces and the ASCII characters that need escapes in every format are left out;
# "<" and ">" occur.
DOI = re.compile(r'10\.[0-9]{4,9}(\.[0-9]{1,9})*/[^\s\x00- "\\^`{|}\x7f-\x9f]{1,200}\Z')
# What stands in the suffix of a DOI for digits that are not known yet.
PLACEHOLDER = re.compile(
    r"(?<![xX])[xX]{4,12}(?![xX])|[nN]{6,}|…|<[a-z]+>\Z"
    r"|(?:\A|[./_-])(?:[xX]{2,3}|[nN?#*]{3,}|(?i:tb[ad]|todo|placeholder))\Z"
)
SENTENCE_MARKS = (".", ",", ";")
# Prefixes of a DOI that only say that it is one.
DOI_NAMED = re.compile(r"(?:doi: ?|(?:https?://)?(?:dx\.|www\.)?doi\.org/)(.+)\Z", re.IGNORECASE)
ORCID_ADDRESS = re.compile(
    r"(?:https?://)?(?:www\.)?orcid\.org/([0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X])/?\Z"
)
ORCID = re.compile(r"[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]\Z")
# https://ror.readme.io/docs/ror-identifier-pattern: digits of Crockford's base 32, and a checksum.
ROR = re.compile(r"0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}\Z")
ROR_ADDRESS = re.compile(r"(?:https?://)?(?:www\.)?ror\.org/(0[a-hj-km-np-tv-z0-9]{6}[0-9]{2})/?\Z")
BASE_32 = "0123456789abcdefghjkmnpqrstvwxyz"
# https://info.arxiv.org/help/arxiv_identifier.html, with the version of the text.
ARXIV_ID = re.compile(
    r"(?:[0-9]{4}\.[0-9]{4,5}|[a-z-]{2,20}(?:\.[A-Z]{2})?/[0-9]{7})(?:v[1-9][0-9]{0,2})?\Z"
)
PMID = re.compile(r"[1-9][0-9]{0,8}\Z")
# RFC 3651: a naming authority, a slash, and a local name; only characters that URLs do not escape.
HANDLE = re.compile(r"[0-9]+(?:\.[0-9]+)*/[A-Za-z0-9._~;()/:@!$&'*+,=-]{1,200}\Z")
ARTIFACT_PATH = re.compile(r"artifacts(/[A-Za-z0-9_][A-Za-z0-9._-]*)+\Z")
LONGEST_URL = 2000  # characters
# A URL without user, port, query and fragment, as nearly all are: one match gives its host and path
# in a tenth of the time of urlsplit.
PLAIN_URL = re.compile(r"https?://([a-z0-9.-]+)((?:/[!$-;=@-\[\]_a-z~]*)?)\Z")
URL_CHARACTERS = re.compile(rf"[!-~]{{1,{LONGEST_URL}}}\Z")
ARXIV_HOSTS = frozenset({"arxiv.org", "www.arxiv.org", "export.arxiv.org"})
# https://info.arxiv.org/help/arxiv_identifier.html: the form since April 2007, and the older one.
ARXIV = re.compile(
    r"/(abs|pdf|html)/([0-9]{4}\.[0-9]{4,5}|[a-z-]+(\.[A-Z]{2})?/[0-9]{7})(v[0-9]+)?(\.pdf)?\Z"
)


def _uuid(value: str) -> str:
    if UUID.match(value):
        return value
    if UUID.match(value.lower()):
        raise mismatch(
            UUID_FORM,
            f"the id {shown(value)} is not in lower case",
            f"write {value.lower()}",
            value.lower(),
        )
    raise mismatch(
        UUID_FORM,
        f"{shown(value)} is not a UUID",
        "write all 36 characters, such as ba7a9361-e985-4a1e-8ab5-dc0d57064b8e; "
        "`uuidgen` makes one for a new paper",
    )


def _doi(value: str) -> str:
    if is_doi(value):
        return value
    # In an address, characters are escaped that are not escaped in the DOI itself.
    plain = unquote(value) if "doi.org/" in value.lower() else value
    found = re.search(r"10\.[0-9]{4,9}(\.[0-9]{1,9})*/\S+\Z", plain)
    bare = found.group() if found else ""
    hint = (
        "write only the DOI, from 10. on, such as 10.1000/182; if there is none, leave the key out"
    )
    if re.match(r"zenodo\.[0-9]+\Z", value):
        bare = f"10.5281/{value}"
    if is_doi(bare):
        hint = f"write {bare}"
    named = DOI_NAMED.match(plain)
    meant = named[1] if named and is_doi(named[1]) else None
    visible = "".join(each for each in value if not _is_hidden(each))
    if visible != value and is_doi(visible):
        message = f"the DOI {shown(value)} has a character that cannot be seen"
        raise mismatch(DOI_FORM, message, f"write {visible}", visible)
    raise mismatch(DOI_FORM, f"{shown(value)} is not a bare DOI", hint, meant)


def is_doi(value: str) -> bool:
    """Whether a text is a bare DOI."""
    if value.isascii():  # as nearly all are
        return DOI.match(value) is not None
    return DOI.match(value) is not None and not any(map(_is_hidden, value))


@lru_cache(maxsize=64)  # asked several times of each paper
def is_placeholder_doi(doi: str) -> bool:
    """Whether a DOI was written before there was one, or has a mark at its end that is not its own.

    Its suffix has X's (or, in templates of publishers, n's) or only zeros for digits, or it ends in
    a mark that ends a sentence. Nobody has registered such a DOI.
    """
    suffix = doi.partition("/")[2]
    digits = set(re.sub(r"[^0-9]", "", suffix))
    only_zeros = digits == {"0"} and "000" in suffix
    return only_zeros or PLACEHOLDER.search(suffix) is not None or doi.endswith(SENTENCE_MARKS)


def registered_doi(doi: str | None) -> str | None:
    """The DOI, unless it is a placeholder, which nobody has registered."""
    return None if doi is None or is_placeholder_doi(doi) else doi


def _is_hidden(character: str) -> bool:
    """Whether a character has no shape: a control or format character, or none of Unicode."""
    return unicodedata.category(character) in {"Cc", "Cf", "Cn", "Co", "Cs"}


def _url(value: str) -> str:
    host, path = _host_and_path(value)
    if host in ARXIV_HOSTS and not ARXIV.match(path):
        raise mismatch(
            ARXIV_FORM,
            f"{shown(value)} does not contain an arXiv identifier",
            _arxiv_hint(value),
        )
    return value


def _host_and_path(value: str) -> tuple[str | None, str]:
    if (plain := PLAIN_URL.match(value)) and len(value) <= LONGEST_URL:
        return plain[1], plain[2]
    if not is_web_address(value):
        raise mismatch(URL_FORM, f"{shown(value)} is not a web address", _url_hint(value))
    parts = urlsplit(value)
    return parts.hostname, parts.path


def _arxiv_hint(value: str) -> str:
    """The hint for a wrong arXiv address: with digits for similar letters, or its form."""
    head, _, last = value.rpartition("/")
    mended = f"{head}/{last.translate(str.maketrans('OoIl', '0011'))}"
    if ARXIV.match(urlsplit(mended).path) and len(mended) <= LONGEST_IN_HINT:
        letter = next(a for a, b in zip(value, mended, strict=True) if a != b)
        return f"write {mended}: the letter {letter} has to be a digit"
    return "write https://arxiv.org/abs/ and the identifier, such as 2104.08645"


def is_web_address(value: str) -> bool:
    """Whether a text is a complete http or https URL without a user."""
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
            return "write spaces and letters other than a-z as %XX, in at most 2,000 characters"
        if "@" in value.split("/")[2]:
            return "remove the user name and the @"
    elif len(value) <= LONGEST_IN_HINT and "." in value.partition("/")[0] and ":" not in value:
        completed = f"https://{value}"
        if is_web_address(completed):
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
    named = ORCID_ADDRESS.match(value)
    meant = named[1] if named and _orcid_check_digit(named[1]) == named[1][-1] else None
    raise mismatch(ORCID_FORM, f"{shown(value)} is not a valid ORCID iD", hint, meant)


def _orcid_check_digit(orcid: str) -> str:
    """ISO 7064 MOD 11-2 over the first 15 digits, as ORCID defines it."""
    total = 0
    for digit in orcid.replace("-", "")[:15]:
        total = (total + int(digit)) * 2
    remainder = (12 - total % 11) % 11
    return "X" if remainder == 10 else str(remainder)


def _ror(value: str) -> str:
    if _is_ror(value):
        return value
    named = ROR_ADDRESS.match(value)
    meant = named[1] if named and _is_ror(named[1]) else None
    hint = f"write only the id: {meant}"
    if meant is None:
        hint = "copy it again from https://ror.org, in the form 05dxps055; it has a checksum"
    raise mismatch(ROR_FORM, f"{shown(value)} is not a valid ROR id", hint, meant)


def _is_ror(value: str) -> bool:
    """Whether a text is a ROR id, with the checksum of ISO 7064 MOD 97-10 over its digits."""
    if not ROR.match(value):
        return False
    number = 0
    for digit in value[:7]:
        number = number * 32 + BASE_32.index(digit)
    return 98 - number * 100 % 97 == int(value[7:])


def _license(value: str) -> str:
    canonical = _canonical_license(value)
    if canonical is None:
        near = _canonical_license(value.replace(" ", "-"))
        raise mismatch(
            LICENSE_FORM,
            f"{shown(value)} is not an SPDX licence identifier",
            f"write {near}"
            if near
            else "write the licence's identifier from https://spdx.org/licenses/; if it has none, "
            "leave the key out",
            near,
        )
    if canonical != value:
        raise mismatch(
            LICENSE_FORM,
            f"{shown(value)} is not spelled as in the SPDX licence list",
            f"write {canonical}",
            canonical,
        )
    return value


@lru_cache(maxsize=64)  # the papers of a site use only a few
def _canonical_license(value: str) -> str | None:
    # packaging has the SPDX list. It is loaded only for the few records that name a licence.
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

    if len(value) > LONGEST_IN_HINT:
        return None
    try:
        return str(canonicalize_license_expression(value))
    except InvalidLicenseExpression:
        return None


def _language(value: str) -> str:
    canonical = _canonical_language(value)
    if canonical is None:
        raise mismatch(
            LANGUAGE_FORM,
            f"{shown(value)} is not a registered language tag",
            "write a BCP 47 tag: en for English, pt-BR, zh-Hans",
        )
    if canonical != value:
        raise mismatch(
            LANGUAGE_FORM,
            f"{shown(value)} is not the canonical form of the language tag",
            f"write {canonical}",
            canonical,
        )
    return value


@lru_cache(maxsize=64)
def _canonical_language(value: str) -> str | None:
    from langcodes import standardize_tag, tag_is_valid

    if len(value) > LONGEST_IN_HINT or not tag_is_valid(value):
        return None
    return str(standardize_tag(value))


def _sha256(value: str) -> str:
    if SHA256.match(value):
        return value
    bare = value.lower().removeprefix("sha256:")
    is_digest = SHA256.match(bare)
    if is_digest:
        hint = f'write "{bare}"'
    else:
        hint = "write the 64 lower-case hex digits that `sha256sum FILE` prints, in quotes"
    message = f"{shown(value)} is not a SHA-256 digest"
    raise mismatch(DIGEST_FORM, message, hint, bare if is_digest else None)


def _artifact_path(value: str) -> str:
    if ARTIFACT_PATH.match(value) and len(value) <= LONGEST_PATH:
        return value
    slashed = value.replace("\\", "/").removeprefix("./")
    is_path = ARTIFACT_PATH.match(slashed) and len(slashed) <= LONGEST_PATH
    hint = f"write {slashed}" if is_path else _artifact_path_hint(slashed)
    message = f"{shown(value)} is not a path below artifacts/"
    raise mismatch(PATH_FORM, message, hint, slashed if is_path else None)


def _artifact_path_hint(slashed: str) -> str:
    """The hint for a file outside of the folder."""
    below = f"artifacts/{slashed}"
    if not ARTIFACT_PATH.match(below):
        name = re.sub(r"[^A-Za-z0-9._-]+", "-", slashed.rpartition("/")[2]).strip(".-")
        below = f"artifacts/{name}"
    if not ARTIFACT_PATH.match(below) or len(below) > LONGEST_PATH:
        return "rename the file in artifacts/ with letters, digits, '.', '_' and '-' only"
    return (
        f"move the file to {below} (or another free name in artifacts/) and write that path; "
        "leave `path` out if the file is not public"
    )


Uuid = line_type(_uuid, format="uuid", pattern=pattern_of(UUID))
Doi = line_type(_doi, pattern=pattern_of(DOI))
Url = line_type(_url, format="uri", pattern="^https?://")
Orcid = line_type(_orcid, pattern=pattern_of(ORCID))
RorId = line_type(_ror, pattern=pattern_of(ROR))
SpdxId = line_type(_license)
LanguageTag = line_type(_language)
Sha256 = line_type(_sha256, pattern=pattern_of(SHA256))
ArtifactPath = line_type(_artifact_path, pattern=pattern_of(ARTIFACT_PATH))
