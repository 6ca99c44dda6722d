"""The ids of sources in one normal form: arXiv ids, DOIs, PubMed ids and web addresses."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from sys import intern
from typing import Literal, NamedTuple, cast
from urllib.parse import SplitResult, quote, unquote, urlsplit

from sitegen.contracts.wording import doi_url
from sitegen.shapes.identifiers import ARXIV_HOSTS, LONGEST_URL, PMID, is_doi, is_web_address

# https://info.arxiv.org/help/arxiv_identifier.html. An older id may name a subject class, which
# does not belong to it: math.GT/0309136 is math/0309136.
ARXIV_ID = re.compile(
    r"(?:(?P<new>[0-9]{4}\.[0-9]{4,5})|(?P<archive>[a-z-]{2,20})(?:\.[a-z]{2})?/(?P<old>[0-9]{7}))"
    r"(?P<version>v[1-9][0-9]{0,2})?\Z",
    re.IGNORECASE,
)
ARXIV_PATH = re.compile(r"/(?:abs|pdf|html)/(.+?)(?:\.pdf)?/?\Z")
# arXiv registers a DOI of this form for each of its papers.
DOI_OF_ARXIV = "10.48550/arxiv."
DOI_HOSTS = frozenset({"doi.org", "dx.doi.org", "www.doi.org"})
PUBMED_PATH = re.compile(
    r"(?:pubmed\.ncbi\.nlm\.nih\.gov|(?:www\.)?ncbi\.nlm\.nih\.gov/pubmed)/([0-9]+)/?\Z"
)
PREFIX = re.compile(r"(arxiv|doi|pmid|url): ?(?=\S)", re.IGNORECASE)
SourceKind = Literal["arxiv", "doi", "pmid", "url"]
DEFAULT_PORTS = {"http": 80, "https": 443}
UNRESERVED = re.compile(r"%([0-9a-f]{2})", re.IGNORECASE)
# Addresses and DOIs in a YAML file, with what may stand at their end that does not belong to them.
MENTIONED = re.compile(
    r"""https?://[^\s"]+|10\.[0-9]{4,9}(?:\.[0-9]{1,9})*/[^\s"]+""", re.IGNORECASE
)
CLOSING, FLOW_END = ",]}'", re.compile(r"[,\[\]{}']")
# The escapes of YAML in which an address may be written.
HIDDEN = re.compile(rb"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|/|\r?\n)")
SAFE = re.compile(r"[a-z0-9.-]")
ALL_SAFE = re.compile(r"[a-z0-9.-]*\Z")
# What stands in a path for a character that is not safe there, followed by its hex digits.
ESCAPE = "="
LONGEST_NAME, LONGEST_START = 120, 60  # characters
INDEX_FILE = "index.html"
# Hexadecimal digits of a digest in a path.
DIGEST = 40


class SourceId(NamedTuple):
    """One source. `kind` is a `SourceKind`; `version` is that of the text, such as v2.

    Two texts that name the same source have the same kind and value.
    """

    kind: SourceKind
    value: str
    version: str = ""

    def __str__(self) -> str:
        """The published id, without a version: `arxiv:2104.08645`."""
        return f"{self.kind}:{self.value}"

    @property
    def label(self) -> str:
        """The id as readers see it."""
        if self.kind == "url":
            return self.value
        names = {"arxiv": "arXiv:", "doi": "doi:", "pmid": "PMID "}
        return f"{names.get(self.kind, f'{self.kind}:')}{self.value}"

    @property
    def url(self) -> str:
        """The address that opens it."""
        if self.kind == "arxiv":
            return f"https://arxiv.org/abs/{self.value}"
        if self.kind == "pmid":
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.value}/"
        return doi_url(self.value) if self.kind == "doi" else self.value

    @property
    def path(self) -> str:
        """The path of its page on a site: `/source/doi/10.1000/abc/`.

        No two sources have the same, and none is below that of another. Lower-case letters, digits,
        dots and hyphens stand for themselves, and `=` with two hex digits for any other byte. The
        end of what would be too long for a file system is replaced by a digest of the id.
        """
        scheme, _, address = self.value.partition("://")
        if self.kind == "url":
            names = [scheme, self._name(address)]
        else:
            # All sources of a prefix or an archive have a part after the slash.
            names = [self.kind, *map(self._name, self.value.split("/", 1))]
        return f"/source/{'/'.join(names)}/"

    def _name(self, text: str) -> str:
        """A part of the id as the name of a folder, on any file system."""
        name = text
        if not ALL_SAFE.match(text):
            name = "".join(each if SAFE.match(each) else _escaped(each) for each in text)
        if name.startswith(".") or name == INDEX_FILE:
            name = _escaped(name[0]) + name[1:]
        if name.endswith("."):
            name = name[:-1] + _escaped(".")
        if len(name) <= LONGEST_NAME:
            return name
        digest = hashlib.sha256(str(self).encode("utf-8", "surrogatepass")).hexdigest()[:DIGEST]
        # A name that is short has no two marks in a row.
        return f"{name[:LONGEST_START].rstrip(ESCAPE)}{ESCAPE}{ESCAPE}{digest}"

    @property
    def anchor(self) -> str:
        """The id of its entry in a list: its path, without the first and the last part."""
        return self.path.removeprefix("/source/").rstrip("/")

    @property
    def group(self) -> str:
        """The list that it stands in: the month of an arXiv id, the prefix of a DOI, the host."""
        if self.kind == "arxiv":
            return self.value.rpartition("/")[2][:4]
        if self.kind == "url":
            return self.value.partition("://")[2].partition("/")[0].partition("?")[0]
        return self.value.partition("/")[0] if self.kind == "doi" else self.value[:-6] or "0"

    def list_path(self, parts: int) -> str:
        """The path of the list that has its entry, where each group is divided into these parts."""
        path = f"/source/list/{self.kind}/{self._name(self.group)}/"
        return path if parts == 1 else f"{path}{self.part(parts)}/"

    def part(self, parts: int) -> int:
        """The number of the part of its group, from 1; it follows from the id alone."""
        digest = hashlib.sha256(str(self).encode("utf-8", "surrogatepass")).digest()
        return int.from_bytes(digest[:4], "big") % parts + 1


def _escaped(character: str) -> str:
    return "".join(f"{ESCAPE}{byte:02x}" for byte in character.encode("utf-8", "surrogatepass"))


def source_id(text: str) -> SourceId | None:
    """The source that a text names; None if it names none.

    It may be a DOI, an arXiv id with or without its version, a published id (`pmid:34567890`), or a
    web address. The addresses of arXiv, doi.org and PubMed name the same sources as their ids, and
    so do the DOIs that arXiv registers.
    """
    text = text.strip()
    named = PREFIX.match(text)
    kind, bare = (named[1].lower(), text[named.end() :]) if named else ("", text)
    if kind in ("", "url") and "://" in bare:
        return _of_address(bare)
    if kind in ("", "arxiv") and (found := _of_arxiv(bare)):
        return found
    if kind in ("", "doi") and (found := _of_doi(bare)):
        return found
    return SourceId("pmid", bare) if kind == "pmid" and PMID.match(bare) else None


def _of_arxiv(text: str) -> SourceId | None:
    found = ARXIV_ID.match(text)
    if found is None:
        return None
    value = found["new"] or f"{found['archive'].lower()}/{found['old']}"
    return SourceId("arxiv", value, (found["version"] or "").lower())


def _of_doi(text: str) -> SourceId | None:
    if not is_doi(text):
        return None
    # Upper and lower case are the same in a DOI, for ASCII letters alone.
    doi = "".join(each.lower() if each.isascii() else each for each in text)
    is_of_arxiv = doi.startswith(DOI_OF_ARXIV)
    return (is_of_arxiv and _of_arxiv(doi.removeprefix(DOI_OF_ARXIV))) or SourceId("doi", doi)


def _of_address(text: str) -> SourceId | None:
    text = text[: LONGEST_URL + 1]
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS or not host:
        return None
    if host in ARXIV_HOSTS and (path := ARXIV_PATH.match(parts.path)):
        found = _of_arxiv(path[1])
    elif host in DOI_HOSTS:
        found = _of_doi(unquote(parts.path[1:]))
    else:
        pubmed = PUBMED_PATH.match(host + parts.path)
        found = SourceId("pmid", pubmed[1]) if pubmed and PMID.match(pubmed[1]) else None
    return found or _of_page(scheme, host, port, parts)


def _of_page(scheme: str, host: str, port: int | None, parts: SplitResult) -> SourceId | None:
    """Any other address: without user, fragment, default port and a slash at its end."""
    host = f"[{host}]" if ":" in host else host
    shown_port = f":{port}" if port not in (None, DEFAULT_PORTS[scheme]) else ""
    query = f"?{_escapes(parts.query)}" if parts.query else ""
    path = _escapes(parts.path)
    path = path if query else path.rstrip("/")
    value = f"{scheme}://{host}{shown_port}{path}{query}"
    return SourceId("url", value) if is_web_address(value) else None


def _escapes(text: str) -> str:
    """Escapes in one form: upper case, and none for what needs none (RFC 3986, 6.2.2)."""
    escaped = quote(text, safe="!$%&'()*+,;=:@/?~-._[]")
    return UNRESERVED.sub(_escape, escaped)


def _escape(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    is_plain = character.isascii() and (character.isalnum() or character in "-._~")
    return character if is_plain else found[0].upper()


def read_source_id(text: str) -> SourceId:
    """The source with a published id. Ids of kinds that are not known here are kept."""
    kind, _, value = text.partition(":")
    return SourceId(cast("SourceKind", kind), value)


def interned(ids: Iterable[str]) -> tuple[str, ...]:
    """Published ids, each text in memory once however many papers name it."""
    return tuple(map(intern, ids))


def mentioned_ids(data: bytes) -> set[str] | None:
    """The ids of all sources that a YAML file may name, and maybe of others.

    This takes a tenth of the time of reading the file. It is None where the file may write an
    address with escapes, so that only reading it can tell.
    """
    if HIDDEN.search(data):
        return None
    found: set[str] = set()
    for each in MENTIONED.findall(data.decode("utf-8", "replace")):
        found |= {each, FLOW_END.split(each, maxsplit=1)[0], whole := each.rstrip(CLOSING)}
        found.add(whole.replace("''", "'"))
    return {str(named) for text in found if (named := source_id(text))}
