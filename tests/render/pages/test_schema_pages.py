"""The JSON Schemas on the site: as files, as pages, and their index."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from sitegen.build import BuildOptions, build
from sitegen.contracts.schemas import AUTHORED, PUBLISHED
from sitegen.render.catalog import make_catalog
from sitegen.render.pages.rendering import PageRenderer
from sitegen.render.pages.schema_pages import as_text, schemas
from sitegen.render.project import Project
from sitegen.render.site_content import SiteContent
from sitegen.render.templating import Templates
from tests.page_parts import Page, faults, files_of, text_of
from tests.reading_back import BuiltSite
from tests.small_world import papers as world

STEMS = [each.contract.stem for each in PUBLISHED]


@pytest.mark.parametrize("stem", STEMS)
def test_a_schema_is_served_under_the_base_url_of_its_publisher(
    stem: str, small_world: BuiltSite, real_site: BuiltSite
) -> None:
    assert small_world.json(f"/schemas/{stem}.json")["$id"] == f"{world.BASE_URL}/schemas/{stem}"
    schema = real_site.json(f"/schemas/{stem}.json")
    assert schema["$id"] == f"https://assignee.net/schemas/{stem}"
    assert next(iter(schema["properties"])) == "schema"
    assert schema["properties"]["schema"]["const"] == schema["$id"]
    jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("stem", STEMS)
def test_the_page_of_a_schema_explains_every_property(stem: str, small_world: BuiltSite) -> None:
    schema = small_world.json(f"/schemas/{stem}.json")
    page = Page(small_world.page(f"/schemas/{stem}/"), "about:schema")
    rows = [[text_of(cell) for cell in line] for line in page.one("tbody")]
    assert [name for name, _, _ in rows] == list(schema["properties"])
    for name, kind, meaning in rows:
        assert kind not in {"", "any"}, name
        node = schema["properties"][name]
        meant = node if "description" in node else schema["$defs"][node["$ref"][len("#/$defs/") :]]
        assert meaning == meant["description"].replace("`", "") != ""
        assert "anyOf" not in kind
        assert "$ref" not in kind
    assert f'always "{world.BASE_URL}/schemas/{stem}"' in rows[0][1]


@pytest.mark.parametrize("name", AUTHORED)
def test_the_schemas_of_authored_files_are_served_and_listed(
    name: str, small_world: BuiltSite
) -> None:
    schema = small_world.json(f"/schemas/authored/{name}.json")
    jsonschema.Draft202012Validator.check_schema(schema)
    page = Page(small_world.page("/schemas/"), f"{world.BASE_URL}/schemas/")
    assert f"{world.BASE_URL}/schemas/authored/{name}.json" in page.targets
    assert f"{name}{schema['description'].replace('`', '')}" in text_of(page.one("main"))


@pytest.mark.parametrize("name", world.public_names())
def test_the_published_files_of_every_paper_validate_against_the_served_schemas(
    name: str, small_world: BuiltSite
) -> None:
    for file, stem in (
        ("manifest.json", "paper-manifest-v1"),
        ("corrections.json", "correction-record-v1"),
    ):
        record = small_world.json(f"{world.path(name)}{file}")
        assert record["schema"] == f"{world.BASE_URL}/schemas/{stem}"
        validator = jsonschema.Draft202012Validator(small_world.json(f"/schemas/{stem}.json"))
        assert [each.message for each in validator.iter_errors(record)] == []


def test_the_guide_of_the_schemas_introduces_their_index(small_world: BuiltSite) -> None:
    page = Page(small_world.page("/schemas/"), "about:schemas")
    assert text_of(page.one("h1")) == "Schemas (invented introduction)"
    assert "The schemas are those of sitegen" in text_of(page.one("main"))


def test_the_index_of_the_schemas_does_without_a_guide() -> None:
    files = dict(schemas(SiteContent(make_catalog([])), PageRenderer(world.site(), Templates())))
    page = Page(files["schemas/index.html"].decode(), f"{world.BASE_URL}/schemas/")
    assert faults(page) == []
    assert text_of(page.one("h1")) == "Schemas"
    assert "paper-manifest-v1.1" in text_of(page.one("main"))


def test_a_schema_file_keeps_its_order_and_its_letters() -> None:
    text = as_text({"b": "ü", "a": 1})
    assert text == '{\n  "b": "ü",\n  "a": 1\n}\n'.encode()
    assert list(json.loads(text)) == ["b", "a"]


def test_schemas_are_the_same_in_a_preview(small_world: BuiltSite, tmp_path: Path) -> None:
    build(
        Project(world.RECORDS, base_url="https://preview.example"),
        tmp_path / "site",
        BuildOptions(["page"]),
    )
    preview = files_of(BuiltSite(tmp_path / "site"))
    files = {name for name in preview if name.startswith("schemas/") and name.endswith(".json")}
    assert len(files) == len(PUBLISHED) + len(AUTHORED)
    assert all(preview[name] == files_of(small_world)[name] for name in files)
