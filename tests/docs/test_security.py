"""The page on security: each promise names tests that exist, and each limit is that of the code."""

from __future__ import annotations

import ast
import re

import pytest

from sitegen.contracts.settings import SiteSettings
from sitegen.history.site_folder import LARGEST_FILE as LARGEST_PUBLISHED
from sitegen.publish.fetching import LARGEST_FILE as LARGEST_DOWNLOAD
from sitegen.publish.fetching import LARGEST_LIST
from sitegen.reading.builder import DEEPEST_LEVEL
from sitegen.reading.documents import LARGEST_FILE
from sitegen.reading.record_files import DEEPEST_FOLDER
from sitegen.reading.records import LARGEST_RESULTS, LARGEST_SNAPSHOT
from sitegen.reading.values import LONGEST_TEXT
from sitegen.render.project import LONGEST_GUIDE
from sitegen.render.template_files import LARGEST_TEMPLATE
from tests.worlds import ROOT

PAGE = ROOT / "docs" / "explanation" / "security.md"
POLICY = ROOT / "SECURITY.md"
TEST_FILE = re.compile(r"`(tests/[\w/]+\.py)`")


def rows(mark: str) -> list[list[str]]:
    """The cells of the table after a comment."""
    text = PAGE.read_text(encoding="utf-8").partition(f"<!-- {mark} -->\n")[2]
    table = text.partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table]


def names_of_tests(file: str) -> list[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return [
        each.name
        for each in ast.walk(tree)
        if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")
    ]


def test_every_promise_names_its_tests() -> None:
    promises = rows("promises")
    assert len(promises) > 15
    for promise, proof in promises:
        named = TEST_FILE.findall(proof)
        assert named, promise
        assert proof == ", ".join(f"`{file}`" for file in named), promise


@pytest.mark.parametrize("file", sorted({*TEST_FILE.findall(PAGE.read_text(encoding="utf-8"))}))
def test_a_test_that_proves_a_promise_exists(file: str) -> None:
    assert (ROOT / file).is_file()
    assert names_of_tests(file)


def test_the_limits_on_the_page_are_those_of_the_code() -> None:
    mega = 1_000_000
    largest_artifact = SiteSettings.model_fields["largest_artifact_mb"].default
    in_code = {
        "a YAML file": f"{LARGEST_FILE // mega} MB",
        "levels within each other in YAML": f"{DEEPEST_LEVEL}",
        "a text in YAML": f"{LONGEST_TEXT // 1000} kB",
        "a page in `records/pages/`": f"{LONGEST_GUIDE // mega} MB",
        "a template, style or font": f"{LARGEST_TEMPLATE // mega} MB",
        "a replaced manifest, `superseded/<n>.json`": f"{LARGEST_SNAPSHOT // mega} MB",
        "an artifact with results that rules read": f"{LARGEST_RESULTS // mega} MB",
        "folders within each other in the folder of a record": f"{DEEPEST_FOLDER}",
        "the `SHA256SUMS` that `fetch` reads": f"{LARGEST_LIST // mega} MB",
        "a file that `fetch` downloads": f"{LARGEST_DOWNLOAD // mega:,} MB",
        "a JSON file of a published site": f"{LARGEST_PUBLISHED // mega} MB",
    }
    on_page = dict(rows("limits"))
    artifacts = on_page.pop("any other artifact")
    assert f"`largest_artifact_mb` in `site.yaml`, by default {largest_artifact:,} MB" in artifacts
    assert on_page == in_code


def test_a_report_goes_to_the_host_of_the_repository_and_to_no_invented_address() -> None:
    text = POLICY.read_text(encoding="utf-8")
    assert "Report a vulnerability" in text
    assert "@" not in text
    assert "://" not in text
