"""The package `signposting`, which is not ours, finds its way from the page of a paper."""

from __future__ import annotations

import warnings

import pytest

from sitegen.render.exports import EXPORTS, REPORT
from tests.reading_back import BuiltSite
from tests.serving import served
from tests.small_world import papers as world

pytestmark = pytest.mark.readers


def test_it_finds_identity_metadata_content_and_authors(small_world: BuiltSite) -> None:
    html = pytest.importorskip("signposting.htmllinks", reason="run by make readers")
    with served(small_world, "/x/y") as base, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its parser of HTML warns of itself
        for name in world.public_names():
            paper = world.published(name)
            work, url = paper.manifest.work, f"{base}{world.path(name)}"
            found = html.find_signposting_html(url)
            assert str(found.citeAs.target) == ((work.registered_doi and work.doi_url) or work.url)
            described = {str(each.target): str(each.type) for each in found.describedBy}
            assert described == {
                f"{url}{each.served.file}": each.served.media_type for each in EXPORTS.values()
            }
            items = {str(each.target) for each in found.items}
            held = [each for each in paper.manifest.artifact_set if each.state == "HELD"]
            assert len(items) == len(held)
            assert (f"{url}{REPORT.file}" in items) is paper.has_report
            licences = [str(found.license.target)] if found.license else []
            assert licences == ([work.license_url] if work.license_url else [])
            identities = [each.orcid_url or each.ror_url for each in work.creators]
            assert {str(each.target) for each in found.authors} == {*filter(None, identities)}
            assert {str(each.target) for each in found.types} == {
                "https://schema.org/AboutPage",
                "https://schema.org/ScholarlyArticle",
            }
