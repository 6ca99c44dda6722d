"""`records/site.yaml` as one frozen Site: publisher, base URL, tier policy, navigation, notes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, ClassVar, Literal, NamedTuple
from urllib.parse import urlsplit, urlunsplit

from pydantic import AfterValidator, Field, model_validator

from sitegen.contracts.retractions import RetractionList
from sitegen.contracts.version_fields import AuthoredRecord, AuthoredVersion
from sitegen.findings.canonical import shortest
from sitegen.findings.diagnostics import Diagnostic, Place, Rule, Severity, define_rule, shown
from sitegen.reading.documents import Document, KeyPath, read_yaml
from sitegen.shapes.fields import Count, Line, Score, Text, Truth, mismatch
from sitegen.shapes.identifiers import LONGEST_IN_HINT, LanguageTag, Url, is_web_address
from sitegen.shapes.outline import misspelt
from sitegen.shapes.reader import Authored, read_shape, value_wanted
from sitegen.shapes.shape_rules import (
    CONTACT_FORM,
    FONT_FORM,
    LIST_FORM,
    REQUIRED,
    TARGET,
    TOGETHER,
    URL_FORM,
)

SILENCEABLE = define_rule(
    "SG220",
    "only_warnings_and_notices_are_silenced",
    Severity.ERROR,
    """Only a warning or a notice can be switched off, by its code and with a reason.

Wrong:

    silenced:
      - {code: SG401, reason: we know}

Right:

    silenced:
      - {code: SG405, reason: the artifacts move to the archive in August}
""",
)

QUARANTINE_LAST = define_rule(
    "SG223",
    "quarantine_is_below_the_other_tiers",
    Severity.ERROR,
    """The quarantine line of the tier policy is not above the lines of DOI grade and flagship.

Otherwise a record that meets a higher tier is a quarantine candidate.

Wrong:

    tier_policy:
      quarantine_below: 8.0
      doi_grade: {minimum_review_score: 7.5}

Right:

    tier_policy:
      quarantine_below: 5.0
      doi_grade: {minimum_review_score: 7.5}
""",
)
FLAGSHIP_FIRST = define_rule(
    "SG224",
    "flagships_meet_the_lines_of_doi_grade",
    Severity.WARNING,
    """The lines of flagship candidates are not below those of DOI grade.

Otherwise a flagship candidate may be a record that is not even DOI grade.

Wrong:

    tier_policy:
      flagship_candidate: {minimum_review_score: 6.5}
      doi_grade: {minimum_review_score: 7.5}

Right:

    tier_policy:
      flagship_candidate: {minimum_review_score: 8.5}
      doi_grade: {minimum_review_score: 7.5}
""",
)

# The addresses that a form of HTML takes, without those that no mail server outside of a house has.
MAIL_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+"
    r"[A-Za-z]{2,63}\Z"
)
LONGEST_MAIL_ADDRESS = 254  # characters, RFC 5321
MAIL_INSIDE = re.compile(r"(?:mailto:|.*<)([^<>]+)>?\Z")

# A font of a project: no folder below its own, and no letters that a file system may mix up.
FONT_FILE = re.compile(r"fonts/[A-Za-z0-9][A-Za-z0-9 ._,+()\[\]-]{0,99}\.(?:ttf|otf|ttc)\Z")
FONT_EXTRA = "extra:scripts"
LIST_FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}\.csv\Z")

LevelName = Literal["LOW", "MEDIUM", "HIGH"]


def _base_url(value: str) -> str:
    parts = urlsplit(value)
    if value.endswith("/") or parts.query or parts.fragment:
        bare = urlunsplit((*parts[:3], "", "")).rstrip("/")
        raise mismatch(
            URL_FORM,
            f"{shown(value)} ends in a slash, a query or a fragment",
            f"write {bare}"
            if len(bare) <= LONGEST_IN_HINT
            else "remove the slash, query or fragment at its end",
            bare if bare == value.rstrip("/") else None,
        )
    return value


def _site_path(value: str) -> str:
    if not (value.startswith("/") and value.endswith("/")) or "//" in value:
        raise mismatch(
            TARGET,
            f"{shown(value)} is not the path of a page of this site",
            "write the path from the root of the site, with a slash at both ends, such as /about/",
        )
    return value


def _contact(value: str) -> str:
    if is_mail_address(value):
        return value
    if value.startswith("https://") and is_web_address(value) and "#" not in value:
        return value
    inside = MAIL_INSIDE.match(value)
    meant = inside[1] if inside and is_mail_address(inside[1]) else None
    raise mismatch(
        CONTACT_FORM,
        f"{shown(value)} is neither an e-mail address nor an https address",
        f"write {meant}"
        if meant
        else "write an e-mail address, such as editors@example.org, or the address of the page for "
        "a new issue, such as https://github.com/owner/name/issues/new",
        meant,
    )


def _font(value: str) -> str:
    if value == FONT_EXTRA or FONT_FILE.match(value):
        return value
    raise mismatch(
        FONT_FORM,
        f"{shown(value)} is neither a file in fonts/ nor {FONT_EXTRA}",
        "put the font into templates/fonts/ and write its name, such as fonts/NotoSansTibetan.ttf; "
        f"or write {FONT_EXTRA}",
    )


def _retractions(value: str) -> str:
    if LIST_FILE.match(value):
        return value
    raise mismatch(
        LIST_FORM,
        f"{shown(value)} is not the name of a CSV file",
        "put the list next to site.yaml and write its name, such as retraction_watch.csv",
    )


def is_mail_address(contact: str) -> bool:
    """Whether a contact is an e-mail address; otherwise it is an https address."""
    return len(contact) <= LONGEST_MAIL_ADDRESS and MAIL_ADDRESS.match(contact) is not None


BaseUrl = Annotated[Url, AfterValidator(_base_url)]
Contact = Annotated[Line, AfterValidator(_contact)]
SitePath = Annotated[Line, AfterValidator(_site_path)]
Font = Annotated[Line, AfterValidator(_font)]
ListFile = Annotated[Line, AfterValidator(_retractions)]


class Publisher(Authored):
    """Who publishes the site, and is the corporate author of its papers."""

    name: Annotated[Line, Field(max_length=200, examples=["Assignee Research"])]
    """The publisher's name, as pages, PDFs and citations show it."""
    url: Annotated[Url, Field(examples=["https://assignee.net"])]
    """The publisher's own web address."""


class FlagshipPolicy(Authored):
    """What makes a record a flagship candidate."""

    minimum_review_score: Score = 8.5
    """The lowest review score, 0 to 10."""
    minimum_verified_claim_count: Count = 5
    """The fewest source-grounded claims."""
    required_reproducibility_level: LevelName = "HIGH"
    """The level that the dimension reproducibility_status must have."""


class DoiGradePolicy(Authored):
    """What makes a record DOI grade; without the claims it is a public record."""

    minimum_review_score: Score = 7.5
    """The lowest review score, 0 to 10."""
    minimum_verified_claim_count: Count = 1
    """The fewest source-grounded claims."""


class TierPolicy(Authored):
    """The numbers behind the quality tiers. A changed policy re-derives tiers; no fact changes."""

    quarantine_below: Score = 5.0
    """A review score below this makes a quarantine candidate."""
    flagship_candidate: FlagshipPolicy = FlagshipPolicy()
    """Thresholds of the flagship candidates."""
    doi_grade: DoiGradePolicy = DoiGradePolicy()
    """Thresholds of DOI grade."""

    def __hash__(self) -> int:
        """A hash of one line alone: lists look up the drawing of each score by the policy."""
        return hash(self.quarantine_below)


class Link(Authored):
    """One entry of a menu."""

    label: Annotated[Line, Field(max_length=60)]
    """What the entry says."""
    path: Annotated[SitePath, Field(examples=["/about/"])]
    """The page's path from the root of the site."""


class Menu(Authored):
    """An entry of the navigation: a link of its own, or a menu of links."""

    label: Annotated[Line, Field(max_length=60, examples=["Index"])]
    """What the entry says."""
    path: Annotated[SitePath | None, Field(examples=["/"])] = None
    """The page's path from the root of the site; absent for a menu."""
    items: tuple[Link, ...] = ()
    """The links of the menu."""

    @model_validator(mode="after")
    def _link_or_menu(self) -> Menu:
        if bool(self.path) == bool(self.items):
            rule, said = (TOGETHER, "both") if self.path else (REQUIRED, "neither")
            raise mismatch(
                rule,
                f"the entry {shown(self.label)} has {said} of `path` and `items`",
                "give it a `path` if it is a link, or `items` if it is a menu of links",
                between=("path", "items") if self.path else (),
            )
        return self


class Silence(Authored):
    """A warning or notice that this site switches off."""

    code: Annotated[Line, Field(examples=["SG405"])]
    """The code of the rule."""
    reason: Annotated[Line, Field(max_length=300)]
    """Why the rule does not apply here."""


class Notes(Authored):
    """Standard sentences that every paper of the site carries."""

    synthesis: Annotated[Line, Field(max_length=300)]
    """What kind of text the papers are: the note of the provenance panel."""


class SiteSettings(AuthoredRecord):
    """What `records/site.yaml` holds."""

    contract_name: ClassVar[str] = "site-settings"
    contract_version: Annotated[str, AuthoredVersion("site-settings")]
    """The contract of this file."""
    publisher: Publisher
    """Who publishes the site."""
    base_url: Annotated[BaseUrl, Field(examples=["https://assignee.net"])]
    """Where the site is served, without a slash at its end; the ids of schemas start with it."""
    language: LanguageTag = "en"
    """The language of the papers that name none, as a BCP 47 tag."""
    contact: Annotated[Contact | None, Field(examples=["editors@example.org"])] = None
    """Where readers report an error in a paper: an e-mail address, or the https address of the page
    for a new issue. Without it, no paper page has the link."""
    tier_policy: TierPolicy = TierPolicy()
    """The thresholds of the quality tiers."""
    navigation: Annotated[tuple[Menu, ...], Field(min_length=1)]
    """The menus at the top of every page."""
    notes: Notes
    """Standard sentences that every paper of the site carries."""
    limitations: Annotated[tuple[Text, ...], Field(min_length=1)]
    """The limitations of a paper that states none of its own, one sentence or paragraph each."""
    silenced: tuple[Silence, ...] = ()
    """Warnings and notices that are switched off, each with a reason."""
    largest_artifact_mb: Annotated[Count, Field(ge=1)] = 1000
    """How large one artifact may be, in megabytes."""
    fonts: Annotated[tuple[Font, ...], Field(max_length=50, examples=[[FONT_EXTRA]])] = ()
    """More fonts for PDFs, for scripts that ours lack: files such as fonts/NotoSansTibetan.ttf in
    templates/, or extra:scripts. The first that has a character shows it."""
    missing_glyphs: Literal["warning", "error"] = "warning"
    """What a character is that no font has: a warning, with � in the PDF, or an error."""
    publish_references: Truth = True
    """Whether pages and manifests name the references and claims' sources of reports; with false,
    only PDFs do."""
    record_ids: Literal["files", "rules", "pages"] = "files"
    """How /id/BA7A9361 leads to its paper: by a file for each paper, by rules for the server in
    id/, or only by the list of all record ids, /id/."""
    source_pages_from: Annotated[Count, Field(ge=1)] = 2
    """How many papers have to rest on a source before it has a page of its own; 1 is every source.
    """
    source_list_parts: Annotated[Count, Field(ge=1, le=256)] = 1
    """Into how many pages the list of the sources of each month, prefix and host is divided; more
    than 1 for a site of more than 10,000 papers."""
    retractions: Annotated[ListFile | None, Field(examples=["retraction_watch.csv"])] = None
    """A list of retractions next to this file, in the format of Retraction Watch: papers that rest
    on a work in it say so."""
    published: Annotated[Line | None, Field(max_length=500, examples=["git:main"])] = None
    """What was published, which records are compared with: a folder or ledger.json, its path from
    the folder above records/, or a git revision."""


class NamedFont(NamedTuple):
    """A font that the settings name, and where they do."""

    name: str
    place: Place


@dataclass(frozen=True)
class Site:
    """One site, as the rest of sitegen uses it.

    `base_url` is where this build will be served; `identity_url` is the published URL that ids of
    schemas start with. They differ only in a preview, which tells search engines not to index it.
    `retractions` is what `retractions_file` says; `settings_sha256` does not cover it.
    """

    publisher: Publisher
    base_url: str
    identity_url: str
    language: str
    tier_policy: TierPolicy
    navigation: tuple[Menu, ...]
    notes: Notes
    limitations: tuple[str, ...]
    silenced: tuple[str, ...]
    settings_sha256: str
    published: str = ""
    contact: str = ""
    largest_artifact: int = 1_000_000_000  # bytes
    fonts: tuple[NamedFont, ...] = ()
    missing_glyphs: Severity = Severity.WARNING
    publish_references: bool = True
    record_ids: Literal["files", "rules", "pages"] = "files"
    source_pages_from: int = 2
    source_list_parts: int = 1
    retractions_file: str = ""
    retractions: RetractionList | None = field(default=None, compare=False)

    def __hash__(self) -> int:
        """A constant: hashing is quick, because values for all papers are cached by their site."""
        return hash((self.settings_sha256, self.base_url))

    @property
    def is_preview(self) -> bool:
        """Whether the pages are marked noindex."""
        return self.base_url != self.identity_url

    @property
    def root_path(self) -> str:
        """The path that the site is served under, with slashes at both ends."""
        return urlsplit(self.base_url).path + "/"

    def url(self, path: str) -> str:
        """The absolute URL of a path that starts with a slash."""
        return self.base_url + path


def read_site(
    data: bytes, file: str, rules: Mapping[str, Rule], base_url: str | None = None
) -> tuple[Site | None, list[Diagnostic]]:
    """The settings in `data`, None if they have errors, and all findings.

    `base_url` replaces that of the settings. `rules` are all rules by code, of which the settings
    may switch some off.
    """
    document, diagnostics = read_yaml(data, file, partial(value_wanted, SiteSettings))
    if document is None:
        return None, diagnostics
    settings, found = read_shape(SiteSettings, document)
    diagnostics += found
    if settings is None:
        return None, diagnostics
    diagnostics += _policy_findings(settings.tier_policy, document)
    for index in range(len(settings.silenced)):
        diagnostics += _silence_findings(settings.silenced, document, index, rules)
    return _site(settings, document, data, base_url), diagnostics


def _site(settings: SiteSettings, document: Document, data: bytes, base_url: str | None) -> Site:
    return Site(
        publisher=settings.publisher,
        base_url=base_url or settings.base_url,
        identity_url=settings.base_url,
        language=settings.language,
        tier_policy=settings.tier_policy,
        navigation=settings.navigation,
        notes=settings.notes,
        limitations=settings.limitations,
        silenced=tuple(silence.code for silence in settings.silenced),
        settings_sha256=hashlib.sha256(data).hexdigest(),
        published=settings.published or "",
        contact=settings.contact or "",
        largest_artifact=settings.largest_artifact_mb * 1_000_000,
        fonts=tuple(
            NamedFont(name, document.value_place(("fonts", index)))
            for index, name in enumerate(settings.fonts)
        ),
        missing_glyphs=Severity(settings.missing_glyphs),
        publish_references=settings.publish_references,
        record_ids=settings.record_ids,
        source_pages_from=settings.source_pages_from,
        source_list_parts=settings.source_list_parts,
        retractions_file=settings.retractions or "",
    )


# A line of the tier policy: its path, and its value.
_Line = tuple[KeyPath, float]


def _policy_findings(policy: TierPolicy, document: Document) -> Iterator[Diagnostic]:
    """A finding for each line of the tiers that is above one of a higher tier."""
    score, claims = "minimum_review_score", "minimum_verified_claim_count"
    low: _Line = (("quarantine_below",), policy.quarantine_below)
    doi_grade, flagship = (
        tuple(((tier, key), getattr(getattr(policy, tier), key)) for key in (score, claims))
        for tier in ("doi_grade", "flagship_candidate")
    )
    pairs: list[tuple[Rule, _Line, _Line]] = [
        *((QUARANTINE_LAST, low, lines[0]) for lines in (doi_grade, flagship)),
        *((FLAGSHIP_FIRST, *lines) for lines in zip(doi_grade, flagship, strict=True)),
    ]
    for rule, (lower, least), (higher, most) in pairs:
        if least <= most:
            continue
        paths = [("tier_policy", *each) for each in (lower, higher)]
        # A line that is not written has its default.
        written = [each for each in paths if document.has(each)]
        first, second = (".".join(map(str, each)) for each in paths)
        values = [shortest(float(each)) for each in (least, most)]
        yield rule.at(
            document.value_place(written[0]),
            f"{first} is {values[0]}, which is above {second}, {values[1]}",
            f"write at most {values[1]} for the first, or at least {values[0]} for the second",
            [(document.value_place(each), "the other line") for each in written[1:]],
        )


def _silence_findings(
    silenced: tuple[Silence, ...], document: Document, index: int, rules: Mapping[str, Rule]
) -> Iterator[Diagnostic]:
    code, rule = silenced[index].code, rules.get(silenced[index].code)
    place = document.value_place(("silenced", index, "code"))
    remove = "remove the entry" + (", and `silenced:` with it" if len(silenced) == 1 else "")
    if rule is None:
        meant = misspelt(code, rules, guessed=False)  # another number is another rule
        hint = f"write a code that `sitegen rules` lists, or {remove}"
        if meant and rules[meant].severity is not Severity.ERROR:
            hint = f'did you mean "{meant}"? `sitegen rules` lists the codes'
        yield SILENCEABLE.at(place, f"no rule has the code {shown(code)}", hint)
    elif rule.severity is Severity.ERROR:
        message = f"{code} is an error, and errors cannot be switched off"
        yield SILENCEABLE.at(place, message, f"{remove}; fix what {code} reports instead")


def default_site() -> Site:
    """An example site, for schemas outside of a project."""
    base_url = "https://example.org"
    return Site(
        publisher=Publisher(name="Example", url=base_url),
        base_url=base_url,
        identity_url=base_url,
        language="en",
        tier_policy=TierPolicy(),
        navigation=(),
        notes=Notes(synthesis="Example."),
        limitations=(),
        silenced=(),
        settings_sha256="",
    )
