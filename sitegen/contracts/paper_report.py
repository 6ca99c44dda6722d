"""The report of a record: what its PDF says, section by section, made from the facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Annotated, NamedTuple

from pydantic import Field

from sitegen.contracts.cut_texts import CLAIM_LENGTHS, cut_mark, is_prose_possibly_cut
from sitegen.contracts.source_ids import source_id
from sitegen.contracts.wording import counted, rounded, sentence
from sitegen.findings.canonical import canonical_json
from sitegen.shapes.fields import Count, Share, Text, Truth
from sitegen.shapes.identifiers import ArtifactPath, Url
from sitegen.shapes.reader import Authored

# Attached to the PDF: what the report states, in the bytes that `report_sha256` is taken of.
ATTACHED = "report.json"
# A claim and its source that have more letters than this may be taller than a page.
TALL = 2500


class AuthoredClaim(Authored):
    """One claim that was extracted for the report."""

    text: Annotated[Text, Field(max_length=2000)]
    """The claim, as extracted."""
    verified: Truth
    """Whether the claim was verified against the retrieved documents."""
    confidence: Annotated[Share, Field(examples=[0.21])]
    """The confidence of that check, 0 to 1."""
    source: Url | None = None
    """The document that the claim comes from."""


class AuthoredReport(Authored):
    """What the PDF report states beyond the facts of the manifest."""

    sources_retrieved: Annotated[Count | None, Field(examples=[13])] = None
    """How many papers the literature search retrieved."""
    claims: Annotated[tuple[AuthoredClaim, ...], Field(max_length=500)] = ()
    """The extracted claims, in order."""
    references: Annotated[
        tuple[Url, ...], Field(max_length=1000, examples=[["http://arxiv.org/abs/2104.08645v2"]])
    ] = ()
    """The addresses of the sources."""
    file: Annotated[ArtifactPath | None, Field(examples=["artifacts/report.pdf"])] = None
    """A report that exists already, a PDF among the artifacts; it is published unchanged."""
    introduction: Text | None = None
    """Markdown in place of the standard introduction."""
    methodology: Text | None = None
    """Markdown in place of the standard description of the method."""
    results: Text | None = None
    """Markdown in place of the standard results."""


@dataclass(frozen=True)
class Section:
    """A section of the report: sentences made from facts, or Markdown by an editor.

    `cut_marks` stand beside the sentences of the same positions, whose facts were cut.
    """

    title: str
    sentences: tuple[str, ...] = ()
    cut_marks: tuple[str, ...] = ()
    markdown: str | None = None

    @property
    def marked(self) -> tuple[tuple[str, str], ...]:
        """Each sentence with the mark beside it, which is empty if nothing was cut."""
        return tuple(zip_longest(self.sentences, self.cut_marks, fillvalue=""))

    @property
    def is_empty(self) -> bool:
        """Whether the record states nothing for this section."""
        return not self.sentences and self.markdown is None


class Reference(NamedTuple):
    """A numbered reference; `title` is what the record calls it elsewhere, or is empty."""

    number: int
    url: str
    title: str


@dataclass(frozen=True)
class ReportClaim:
    """A row of the table of extracted claims; `cut_mark` is empty if its text is whole.

    `reference` is the number of the reference that is its source; 0 if none is.
    """

    text: str
    cut_mark: str
    verified: bool
    mark: str
    verdict: str
    confidence: str
    source: str | None
    reference: int = 0

    @property
    def is_tall(self) -> bool:
        """Whether it may need more than a page, so that its row has to be divided."""
        return len(self.text) + len(self.source or "") > TALL


@dataclass(frozen=True)
class Report:
    """The report, complete; `sections` are numbered from 1, the claims follow them."""

    sections: tuple[Section, ...]
    claims: tuple[ReportClaim, ...]
    references: tuple[Reference, ...]


def report_json(authored: AuthoredReport) -> bytes:
    """The authored report as canonical JSON, whose digest is published; empty if there is none."""
    stated = authored.model_dump(exclude_defaults=True)
    return canonical_json(stated, is_finite=True) if stated else b""


def complete_report(
    authored: AuthoredReport,
    *,
    lead_title: str | None,
    research_question: str,
    review_score: str | None,
    review_method: str | None,
    limitations: Sequence[str],
    cut_marks: Mapping[str, str],
    titles: Mapping[str, str],
    is_partial: bool = False,
) -> Report:
    """The report of a record, with standard sentences for sections that it does not write.

    `review_score` is the text that the report shows; `cut_marks` are the marks of texts that were
    cut, by their paths in the manifest; `titles` are those of the
    sources that have one, by their ids.
    """
    references = tuple(
        Reference(number, url, titles.get(str(source_id(url)), ""))
        for number, url in enumerate(authored.references, 1)
    )
    # The very address, if it is there; otherwise another one of the same source.
    numbers = {str(source_id(each.url)): each.number for each in reversed(references)}
    numbers |= {bare_address(each.url): each.number for each in reversed(references)}
    score = review_score and f"{review_score}/10"
    return Report(
        sections=(
            _introduction(lead_title, research_question, cut_marks)
            if authored.introduction is None
            else Section("Introduction", markdown=authored.introduction),
            Section(
                "Methodology", _methodology(authored, score, _review(review_method, is_partial))
            )
            if authored.methodology is None
            else Section("Methodology", markdown=authored.methodology),
            Section("Results", _results(authored, score))
            if authored.results is None
            else Section("Results", markdown=authored.results),
            Section("Limitations", markdown=_limitations(limitations)),
        ),
        claims=tuple(
            _claim(claim, cut_marks.get(f"report.claims[{number}].text", ""), numbers)
            for number, claim in enumerate(authored.claims)
        ),
        references=references,
    )


def bare_address(url: str) -> str:
    """An address without what two of the same document differ in: http or https, a last slash."""
    return url.partition("://")[2].rstrip("/") or url


def _introduction(
    lead_title: str | None, research_question: str, cut_marks: Mapping[str, str]
) -> Section:
    facts = {
        "work.lead_source.title": lead_title and f"This paper examines: {lead_title}",
        "work.research_question": f"Research question: {research_question}",
    }
    stated = {path: sentence(text) for path, text in facts.items() if text}
    return Section(
        "Introduction",
        tuple(stated.values()),
        cut_marks=tuple(cut_marks.get(path, "") for path in stated),
    )


def _review(method: str | None, is_partial: bool) -> str:
    """What the score comes from. Only the record can say how many reviewers there were.

    The standard sentence calls them independent. In a transcription, that would be a finding.
    """
    said = (method or "").lower()
    if "multi-reviewer" not in said:
        return "A review"
    is_independent = not is_partial or "independent" in said
    return f"A{'n independent' if is_independent else ''} multi-reviewer assessment"


def _methodology(report: AuthoredReport, score: str | None, review: str) -> tuple[str, ...]:
    found = report.sources_retrieved
    facts = (
        None
        if found is None
        else "Systematic literature search across multiple databases yielded "
        f"{counted(found, 'paper')}.",
        "Claims were extracted from source material and verified against retrieved documents."
        if report.claims
        else None,
        score and f"{review} produced a quality score of {score}.",
    )
    return tuple(fact for fact in facts if fact)


def _results(report: AuthoredReport, score: str | None) -> tuple[str, ...]:
    found, claims = report.sources_retrieved, report.claims
    verified = sum(claim.verified for claim in claims)
    facts = (
        None if found is None else f"{counted(found, 'paper')} retrieved.",
        f"{counted(len(claims), 'claim')} extracted; {verified} independently verified."
        if claims
        else None,
        score and f"Quality review score: {score}.",
    )
    return tuple(fact for fact in facts if fact)


def _limitations(limitations: Sequence[str]) -> str:
    """Sentences as one paragraph; if one has several lines, each is a separate block."""
    has_blocks = any("\n" in limitation for limitation in limitations)
    return ("\n\n" if has_blocks else " ").join(limitations)


def _claim(authored: AuthoredClaim, mark: str, numbers: Mapping[str, int]) -> ReportClaim:
    is_possibly_cut = is_prose_possibly_cut(authored.text, CLAIM_LENGTHS)
    return ReportClaim(
        text=authored.text,
        cut_mark=mark or (cut_mark(is_certain=False) if is_possibly_cut else ""),
        verified=authored.verified,
        mark="✓" if authored.verified else "×",
        verdict="verified" if authored.verified else "not verified",
        confidence=rounded(authored.confidence, 2, (1.0,)),
        source=authored.source,
        reference=_number_of(authored.source, numbers) if authored.source else 0,
    )


def _number_of(source: str, numbers: Mapping[str, int]) -> int:
    """The number of the reference to a source; 0 if there is none."""
    return numbers.get(bare_address(source)) or numbers.get(str(source_id(source)), 0)
