"""`/robots.txt` and `/llms.txt`: what programs that read sites are told about this one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitegen.contracts.editorial_status import CORRECTED, HEADLINES, LABELS, TITLE_PREFIXES
from sitegen.contracts.published_paper import paper_path
from sitegen.contracts.schemas import PUBLISHED
from sitegen.contracts.settings import Site
from sitegen.reading.characters import masked
from sitegen.render.exports import PAPER_FILES, SITE_FILES
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.site_content import Files, SiteContent
from sitegen.render.site_map import FOLDERS, LLMS, ROBOTS, SCHEMAS, SITE_PAGES, SITEMAP

# Characters that are Markdown where they stand in a line.
MARKDOWN = re.compile(r"[\\`*_\[\]<>#|~]")


def robots(content: SiteContent, pages: PageRenderer) -> Files:
    """`/robots.txt`, which allows everything and names the sitemap.

    In a preview it names none. It forbids nothing there either: a crawler that may not read a page
    never sees that it is marked noindex.
    """
    site = pages.site
    lines = ["User-agent: *", "Allow: /"]
    lines += [] if site.is_preview else ["", f"Sitemap: {site.url(SITEMAP.path)}"]
    yield ROBOTS.file, _text(lines)


def llms(content: SiteContent, pages: PageRenderer) -> Files:
    """`/llms.txt`, by llmstxt.org: what the site is, how to read a status, where its data is."""
    site = pages.site
    lines = [
        f"# {_line(site.publisher.name)}",
        "",
        f"> {_line(site.notes.synthesis)}",
        "",
        *_statuses(),
        "",
        *_files_of_a_paper(site),
        "",
        *_links("Data of the whole site", _data(site)),
        *_links("Lists", _lists(site)),
        *_links("Schemas", _schemas(site)),
        *_links("About this site", _guides(content, site)),
    ]
    yield LLMS.file, _text(lines)


def _statuses() -> Iterator[str]:
    """What each status says of its paper, from the tables of the contract."""
    yield "Every paper has one editorial status. Say it wherever you cite, quote or summarize the"
    yield "paper. Its manifest has it as `editorial_status`, its page and citations in words:"
    yield ""
    for status, label in LABELS.items():
        said = [HEADLINES.get(status, f"{label}: {CORRECTED}")]
        prefix = TITLE_PREFIXES.get(status, "").strip()
        said += [f"Its title begins with “{prefix}”."] if prefix else []
        yield f"- `{status}`: {' '.join(said)}"


def _files_of_a_paper(site: Site) -> Iterator[str]:
    """The addresses of the files of every paper, from the table of exports."""
    yield "The page of a paper is at its address. Its files are below it, `<id>` being its UUID:"
    yield ""
    address = site.url(paper_path("<id>"))
    for each in PAPER_FILES.values():
        yield f"- {each.label}: `{address}{each.file}` ({each.media_type})"


def _data(site: Site) -> Iterator[str]:
    for each in SITE_FILES:
        yield _link(each.label, site.url(f"/{each.file}"), each.media_type)
    yield _link("Sitemap", site.url(SITEMAP.path), "application/xml")


def _lists(site: Site) -> Iterator[str]:
    for each in SITE_PAGES:
        if each.label and each != SCHEMAS and not each.kind:  # a kind may have no records
            yield _link(each.label, site.url(each.path))


def _schemas(site: Site) -> Iterator[str]:
    yield _link(SCHEMAS.label, site.url(SCHEMAS.path))
    for each in PUBLISHED:
        contract = each.contract
        address = site.url(f"{SCHEMAS.path}{contract.stem}.json")
        yield _link(contract.stem, address, contract.description)


def _guides(content: SiteContent, site: Site) -> Iterator[str]:
    for guide in content.guides:
        if guide.name not in FOLDERS:
            yield _link(guide.title, site.url(guide.path), guide.description)


def _links(title: str, links: Iterator[str]) -> list[str]:
    """A section with its links; nothing without any."""
    found = list(links)
    return [f"## {title}", "", *found, ""] if found else []


def _link(label: str, address: str, says: str = "") -> str:
    escaped = address.replace("(", "%28").replace(")", "%29")
    return f"- [{_line(label)}]({escaped})" + (f": {_line(says)}" if says else "")


def _line(text: str) -> str:
    """A text on one line of Markdown, as it is."""
    return MARKDOWN.sub(lambda found: f"\\{found[0]}", masked(" ".join(text.split())))


def _text(lines: list[str]) -> bytes:
    return ("\n".join(lines).rstrip("\n") + "\n").encode("utf-8", "replace")
