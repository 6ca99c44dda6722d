"""The link by which a reader reports an error in a paper."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from sitegen.contracts.published_paper import PublishedPaper
from sitegen.contracts.settings import Site, is_mail_address
from sitegen.render.formulas.mathematics import plain

# Trackers prefill a new issue from these parameters of its address: GitHub, Gitea and Forgejo have
# the same ones, GitLab others.
PARAMETERS = ("title", "body")
OF_GITLAB = ("issue[title]", "issue[description]")
GITLAB_PATH = "/-/issues/new"


@dataclass(frozen=True)
class ErrorReport:
    """The link of a paper, and the e-mail address that it writes to; that is empty for trackers."""

    url: str
    mail: str = ""


def error_report(paper: PublishedPaper, site: Site) -> ErrorReport | None:
    """The link to report an error in a paper; None on a site without a contact.

    It carries the record id in the subject, and the title, the address of the page and the status
    in the text.
    """
    if not site.contact:
        return None
    subject, text = _message(paper, site)
    if is_mail_address(site.contact):
        return ErrorReport(_mail(site, subject, text), site.contact)
    return ErrorReport(_issue(site.contact, subject, text))


def contact_address(site: Site) -> str:
    """Where a link to the contact of a site leads; without one, the address of the publisher."""
    if is_mail_address(site.contact):
        return f"mailto:{quote(site.contact, safe='@')}"
    return site.contact or site.publisher.url


def _message(paper: PublishedPaper, site: Site) -> tuple[str, list[str]]:
    """The subject of a report, and the lines that its text begins with."""
    work = paper.manifest.work
    lines = [
        f"Record: {work.record_id}",
        f"Title: {plain(paper.display_title)}",
        f"Page: {site.url(paper.path)}",
        f"Status: {paper.manifest.editorial_status.label}",
        "",
        "What is wrong, and how do you know?",
        "",
    ]
    return f"Error in {work.record_id}", lines


def _mail(site: Site, subject: str, text: list[str]) -> str:
    """A message as RFC 6068 writes it: lines end in CR LF."""
    parameters = {"subject": subject, "body": "\r\n".join(text)}
    return f"{contact_address(site)}?{_query(parameters)}"


def _issue(address: str, title: str, text: list[str]) -> str:
    is_gitlab = urlsplit(address).path.rstrip("/").endswith(GITLAB_PATH)
    names = OF_GITLAB if is_gitlab else PARAMETERS
    parameters = dict(zip(names, (title, "\n".join(text)), strict=True))
    return f"{address}{'&' if '?' in address else '?'}{_query(parameters)}"


def _query(parameters: dict[str, str]) -> str:
    return "&".join(
        f"{quote(name, safe='')}={quote(text, safe='')}" for name, text in parameters.items()
    )
