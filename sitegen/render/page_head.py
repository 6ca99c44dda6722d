"""The head of the pages of a paper: what they say to reference managers, networks and crawlers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from sitegen.contracts.editorial_status import EditorialStatus
from sitegen.contracts.notices import NoticePage
from sitegen.contracts.published_paper import PublishedPaper, paper_path
from sitegen.contracts.removed_paper import RemovedPaper
from sitegen.contracts.settings import Site
from sitegen.contracts.tombstone import Tombstone
from sitegen.contracts.wording import day_month_year
from sitegen.render import json_ld
from sitegen.render.exports import REPORT
from sitegen.render.exports.citation import citation
from sitegen.render.exports.served_file import ServedFile
from sitegen.render.formulas.mathematics import plain
from sitegen.render.highwire import Tag, citation_tags
from sitegen.render.signposting import HeadLink, paper_links, removed_links

# How much of the research question a summary has. Search engines show about 160 characters.
LONGEST_QUESTION = 250
CUT = "…"


@dataclass(frozen=True)
class PageHead:
    """The head of a page about a paper: plain texts, and JSON-LD that is ready for its script.

    `title` and `summary` begin with the status wherever the page has a banner.
    """

    title: str
    summary: str
    data: Markup
    links: Sequence[HeadLink] = ()
    tags: Sequence[Tag] = ()


def site_head(site: Site) -> PageHead:
    """The head of the front page."""
    return PageHead("", site.notes.synthesis, json_ld.script(json_ld.website(site)))


def paper_head(paper: PublishedPaper, site: Site, files: tuple[ServedFile, ...]) -> PageHead:
    """The head of a paper's page; `files` are those that this build makes of it."""
    manifest, cited = paper.manifest, citation(paper)
    summary = _summary(paper)
    mark = manifest.cut_marks.get("work.title", "")
    title = plain(_told(paper.display_title, manifest.editorial_status))
    return PageHead(
        title=f"{title} {mark}".rstrip(),
        summary=summary,
        data=json_ld.script(json_ld.article(paper, cited, summary, site, files)),
        links=[*paper_links(manifest, cited.creators, files)],
        tags=citation_tags(manifest.work, cited, has_pdf=REPORT in files),
    )


def removed_head(
    tombstone: Tombstone,
    removed: RemovedPaper | None,
    site: Site,
    files: tuple[ServedFile, ...],
) -> PageHead:
    """The head of the page at the URL of a removed paper. It has no tags: nothing can be cited."""
    status, path = tombstone.editorial_status, paper_path(tombstone.id)
    return PageHead(
        title=plain(tombstone.display_title),
        summary=status.statement,
        data=json_ld.script(json_ld.removed_article(tombstone, removed, site)),
        links=[*removed_links(site.url(path), files)],
    )


def notice_head(paper: PublishedPaper | RemovedPaper, page: NoticePage, site: Site) -> PageHead:
    """The head of the page of a correction event. It has no tags: a notice is not the paper."""
    record, entry, title = paper.corrections, page.entry, plain(paper.display_title)
    about = f"{entry.title} of {day_month_year(entry.day)} about {record.work.record_id}"
    return PageHead(
        title=f"{plain(page.title)} {page.title_mark}".rstrip(),
        summary=f"{about}, {title}. {paper.status_line}",
        data=json_ld.script(json_ld.notice(page, site.url(paper.path), title, site)),
    )


def _told(title: str, status: EditorialStatus) -> str:
    """A title that begins with the status if the page has a banner."""
    is_told = status.title_prefix or title.casefold().startswith(f"{status.label.casefold()}:")
    return title if status.emphasis != "banner" or is_told else f"{status.label}: {title}"


def _summary(paper: PublishedPaper) -> str:
    """A few sentences for lists of links: the status, what the paper is, what it asks."""
    manifest = paper.manifest
    question = " ".join(plain(manifest.work.research_question).split())
    mark = manifest.cut_marks.get("work.research_question", "")
    if len(question) > LONGEST_QUESTION:
        # Scripts without spaces have no word that could be cut.
        begin = question[:LONGEST_QUESTION]
        question, mark = f"{begin.rpartition(' ')[0] or begin}{CUT}", ""
    said = paper.status_line, manifest.provenance.note, question, mark
    return " ".join(filter(None, said))
