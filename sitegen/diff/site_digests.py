"""The files over all papers as digests: of both sides only what may differ is really rendered."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sitegen.build.page_cache import PageInputs
from sitegen.contracts.settings import Site
from sitegen.render.pages.rendering import PageRenderer, SelectedPages
from sitegen.render.pages.site_pages import site_files
from sitegen.render.site_content import SiteContent
from sitegen.render.site_map import SITE_PAGES, SitePages, family_of, file_of
from sitegen.render.templating import Links, Templates

Digests = dict[str, str]

LISTINGS = tuple(each for each in SITE_PAGES if each.lists_papers)
FIXED = tuple(each for each in SITE_PAGES if not each.lists_papers)


@dataclass(frozen=True)
class Side:
    """All that decides the files that are no paper's own, at one time."""

    site: Site
    content: SiteContent


@dataclass(frozen=True)
class _InputsOfPages(PageRenderer):
    """Gives in place of a page the digest of what it is made from: a tenth of the work.

    `inputs` has these digests by the file of the page, empty ones where nobody can tell.
    """

    inputs: dict[str, str] = field(default_factory=dict)

    @cached_property
    def _page_inputs(self) -> PageInputs:
        # Both sides have the templates of today, so that settings are all that they differ in.
        return PageInputs(f"{self.site.settings_sha256} {self.site.base_url}")

    def render(
        self, template: str, path: str, context: dict[str, Any], links: Links | None = None
    ) -> tuple[str, bytes]:
        """The file of the page at `path`, and what it is made from."""
        file = file_of(path)
        self.inputs[file] = self._page_inputs.digest(template, path, context, links)
        return file, self.inputs[file].encode()


def digests_of(
    side: Side, templates: Templates, families: Iterable[SitePages] = SITE_PAGES
) -> Digests:
    """The SHA-256 of every file of these families."""
    return _digests(side.content, PageRenderer(side.site, templates), families)


def digests_of_both(
    then: Side, now: Side, templates: Templates, families: Collection[SitePages] = SITE_PAGES
) -> tuple[Digests, Digests]:
    """Digests of the files of these families at two times, which differ where the files differ.

    A page whose template is given the same at both times is not rendered, and its digests are of
    what it is given; of any other page they are those of its bytes.
    """
    first, second = (_InputsOfPages(side.site, templates) for side in (then, now))
    before = _digests(then.content, first, families)
    after = _digests(now.content, second, families)
    wanted = frozenset(
        file
        for file, inputs in first.inputs.items()
        if file in second.inputs and (inputs == "" or inputs != second.inputs[file])
    )
    concerned = {family_of(file) for file in wanted}.intersection(families)
    for found, side in ((before, then), (after, now)):
        pages = SelectedPages(side.site, templates, wanted)
        rendered = _digests(side.content, pages, concerned)
        found |= {file: rendered[file] for file in wanted}
    return before, after


def _digests(content: SiteContent, pages: PageRenderer, families: Iterable[SitePages]) -> Digests:
    files = site_files(content, pages, families)
    return {path: hashlib.sha256(data).hexdigest() for path, data in files}
