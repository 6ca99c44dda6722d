"""Texts become HTML in one place only: templates, their filters and links."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment, meta, nodes

from sitegen.findings.diagnostics import Place
from sitegen.render.links import Links, absolute_links, relative_links
from sitegen.render.template_files import BadTemplateError, builtin_templates
from sitegen.render.template_filters import FILTERS, paragraphs
from sitegen.render.templating import Templates
from tests.conftest import ROOT
from tests.page_parts import Page

CORPORA = ROOT.parent / "shared/corpora"
ALWAYS_THE_SAME = settings(deadline=None, derandomize=True, max_examples=200)
BASE = "https://small.example/x/y"
ENVIRONMENT = Environment(autoescape=True)
ENVIRONMENT.filters.update(FILTERS)
PAGE = (
    '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>T</title></head>'
    "<body><main><h1>T</h1><h2>T</h2>\n{}\n</main></body></html>"
)


def templates_in(folder: Path, **texts: str) -> Templates:
    """A project whose own templates are these, by name without ending."""
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return Templates(folder)


def rendered(folder: Path, text: str, **context: object) -> str:
    """What a template makes of a context."""
    return templates_in(folder, t=text).render("t.html", context)


# --------------------------------------------------------------------------------- Links

paths = st.lists(st.sampled_from(["a", "b-1", "paper", "0"]), max_size=4).map(
    lambda parts: "/" + "".join(f"{part}/" for part in parts)
)
targets = st.one_of(
    paths,
    paths.map(lambda path: f"{path}manifest.json"),
    st.sampled_from(["/javascript:alert(1)", "/data:text/html,x", "/mailto:x/", "/a:b/c.json"]),
)


@ALWAYS_THE_SAME
@given(paths, targets)
def test_a_relative_link_leads_from_every_page_to_the_same_address(page: str, target: str) -> None:
    link = relative_links(BASE, page)
    for written in (target, f"{BASE}{target}"):
        assert urljoin(f"{BASE}{page}", link(written)) == f"{BASE}{target}"
        assert urljoin(f"http://127.0.0.1:8000{page}", link(written)) == (
            f"http://127.0.0.1:8000{target}"
        )


def test_no_path_of_the_site_becomes_an_address_of_another_kind() -> None:
    for page in ("/", "/404.html", "/a/"):
        link = relative_links(BASE, page)("/javascript:alert(1)")
        assert urlsplit(link).scheme == ""


@pytest.mark.parametrize(
    "address",
    [
        "https://small.example/x/yacht/",
        "https://small.example/x/",
        "http://small.example/x/y/",
        "mailto:a@b.example",
        "#here",
    ],
)
def test_addresses_of_other_sites_stay_as_they_are(address: str) -> None:
    assert relative_links(BASE, "/a/")(address) == address
    assert absolute_links(BASE)(address) == address


def test_links_of_a_pdf_are_absolute() -> None:
    assert absolute_links(BASE)("/about/") == f"{BASE}/about/"
    assert absolute_links(BASE)(f"{BASE}/about/") == f"{BASE}/about/"


# --------------------------------------------------------------------------- Other corpora


def corpus(name: str) -> str:
    """A file of the corpora that lie beside the project."""
    file = CORPORA / name
    if not file.is_file():
        pytest.skip(f"{file} is not on this machine")
    return file.read_text(encoding="utf-8")


def payloads() -> list[str]:
    """Texts that broke other programs."""
    attacks = corpus("xss-payloads.txt").splitlines()
    return attacks + [text for text in json.loads(corpus("naughty-strings.json")) if text.strip()]


def test_attacks_are_text_in_a_template(tmp_path: Path) -> None:
    texts = [text for text in payloads() if text.isprintable()]
    assert len(texts) > 6000
    html = rendered(
        tmp_path,
        '{% for each in texts %}<p title="{{ each }}">{{ each }}</p>\n{% endfor %}',
        texts=texts,
    )
    page = Page(PAGE.format(html), f"{BASE}/")
    assert page.parser.errors == []
    assert ["".join(each.itertext()) for each in page.all("p")] == texts
    assert [each.get("title") for each in page.all("p")] == texts


# ----------------------------------------------------------------------------- Templates


def test_what_a_template_is_given_is_escaped_whatever_its_ending(tmp_path: Path) -> None:
    for ending in ("html", "xml", "svg", "txt", "j2"):
        (tmp_path / f"t.{ending}").write_text("{{ x }}", encoding="utf-8")
        assert Templates(tmp_path).render(f"t.{ending}", {"x": "<&\"'>"}) == (
            "&lt;&amp;&#34;&#39;&gt;"
        )


def test_a_template_of_the_project_shadows_the_built_in_one(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts/cut.html").write_text("(cut)", encoding="utf-8")
    templates = Templates(tmp_path)
    assert templates.render("parts/cut.html", {}) == "(cut)"
    assert templates.source("parts/cut.html") == "(cut)"
    assert templates.read("styles/site.css") == Templates().read("styles/site.css")
    assert templates.path("parts/cut.html") == tmp_path / "parts/cut.html"
    assert set(templates.names()) == set(Templates().names())
    with pytest.raises(FileNotFoundError, match="templates/nothing"):
        templates.path("nothing")


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a\n{{ nothing }}", 2, "\"'nothing' is undefined\""),
        ("a\n\n{{ each.nothing }}", 3, "\"'str object' has no attribute 'nothing'\""),
        ("\n{% if %}", 2, "\"Expected an expression, got 'end of statement block'\""),
        ("{% include 'other.html' %}", 2, "\"'inside' is undefined\""),
        ("\n{% include 'no.html' %}", 2, 'there is no template "no.html"'),
        ("\n\n{{ each|nothing }}", 3, "\"No filter named 'nothing'.\""),
        ("\n{{ 1 + each }}", 2, "\"unsupported operand type(s) for +: 'int' and 'str'\""),
        (
            "\n{{ each|rounded }}",
            2,
            "\"rounded() missing 1 required positional argument: 'places'\"",
        ),
    ],
)
def test_a_fault_in_a_template_is_told_with_its_place(
    text: str, line: int, message: str, tmp_path: Path
) -> None:
    templates = templates_in(tmp_path, t=text, other="\n{{ inside }}")
    with pytest.raises(BadTemplateError) as caught:
        templates.render("t.html", {"each": "x"})
    found = caught.value.diagnostic
    file = "other" if "other" in text else "t"
    assert (found.code, found.place[:2]) == ("SG701", (f"templates/{file}.html", line))
    assert found.message.removeprefix("the template fails: ") == message


def test_a_fault_of_sitegen_is_not_blamed_on_a_template(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        rendered(tmp_path, "{{ 'no number'|rounded(2) }}")


# What whoever renders a template gives it, by the folder of the template.
GIVEN = {
    "panels": {"panel", "link", "term"},
    "reports/panels": {"panel", "link"},
    "drawings": {"drawing"},
    "shared": {"part"},
    "pages/paper.html": {
        *("site", "link", "path", "paper", "panels", "contents", "files", "citations", "head"),
        *("error_report", "crumbs", "term", "groups"),
    },
    "pages/notice.html": {
        *("site", "link", "path", "paper", "notice", "language", "tone", "head", "crumbs"),
    },
    "pages/tombstone.html": {
        *("site", "link", "path", "tombstone", "files", "removed", "head", "crumbs", "short"),
    },
    "pages/index.html": {
        "site",
        "link",
        "path",
        "exports",
        *("finding", "bar", "counts", "not_stated", "rows", "total", "changes", "ways", "lists"),
    },
    "pages/overview.html": {
        *("site", "link", "path", "exports", "title", "introduction", "groups", "not_stated"),
        *("crumbs", "columns", "flagged", "guide", "letters"),
    },
    "pages/letter.html": {"site", "link", "path", "title", "letter", "crumbs"},
    "pages/records.html": {"site", "link", "path", "kind", "page", "pager", "crumbs"},
    "pages/listing.html": {
        *("site", "link", "path", "title", "heading", "description", "definition", "others"),
        *("bar", "page", "pager", "crumbs", "group", "short_entries", "shown"),
    },
    "pages/page_index.html": {"site", "link", "path", "title", "group", "years", "crumbs"},
    "pages/corrections.html": {
        *("site", "link", "path", "exports", "page", "pager", "crumbs", "counts"),
        *(
            "superseded",
            "superseded_rows",
            "tombstones",
            "has_reasons",
            "kinds",
            "reasons",
            "years",
        ),
    },
    "pages/changes.html": {
        *("site", "link", "path", "heading", "short", "is_quoted", "count", "parts", "page"),
    },
    "pages/reasons.html": {"title", "reasons", "left_out"},
    "pages/flagged.html": {"link", "guide", "statuses", "months", "page", "both", "total"},
    "pages/flagged_group.html": {"label", "number", "page"},
    "pages/record_id.html": {"canonical", "record_id", "status", "target"},
    "pages/record_ids.html": {"link", "guide", "heading", "total", "listed", "below"},
    "pages/sources.html": {"link", "title", "introduction", "guide", "lines", "retracted"},
    "pages/source_list.html": {"link", "title", "entries"},
    "pages/retracted_sources.html": {"link", "title", "listed", "noticed", "papers"},
    "pages/guide.html": {"site", "link", "path", "guide", "crumbs"},
    "pages/schema.html": {"site", "link", "path", "stem", "schema", "rows", "crumbs"},
    "pages/schemas.html": {"site", "link", "path", "guide", "published", "authored", "crumbs"},
    "pages/accessibility.html": {"site", "link", "path", "guide", "contact", "crumbs"},
    "pages/404.html": {"site", "link", "path"},
    "pages/search.html": {"site", "link", "path", "crumbs"},
    # The template of a page sets the last three, if it has them.
    "layouts/base.html": {
        *("site", "link", "path", "card", "head"),
        *("page_title", "summary", "canonical", "term"),
    },
    "reports/paper.html": {
        *("paper", "site", "link", "panels", "citation", "strips", "colophon", "terms", "kind"),
    },
    "reports/tombstone.html": {
        *("tombstone", "site", "link", "removed", "short", "kind", "generator"),
    },
    "reports/parts": {
        *("paper", "manifest", "work", "report", "status", "notice_url", "marks", "short", "link"),
    },
}
# What the templates that include a part give it.
GIVEN_TO_PARTS = {
    *("site", "link", "path", "exports", "rows", "paper", "manifest", "status"),
    *("at_notice", "page", "panel", "work", "mark", "crumbs"),
    *("pager", "bar", "changes", "definition", "guide", "error_report", "short", "term"),
    *("entries", "change_entries", "flag_entries", "flags", "each", "shown", "lines", "letters"),
    *("groups", "group_label", "marks"),
}


def undeclared(name: str) -> set[str]:
    """The variables that a template asks for, and that it does not set itself."""
    tree = ENVIRONMENT.parse((builtin_templates() / name).read_text(encoding="utf-8"))
    # Jinja takes what is set outside of a block for undeclared inside of it.
    own = {each.target.name for each in tree.find_all(nodes.Assign)}
    own |= {str(each) for imported in tree.find_all(nodes.FromImport) for each in imported.names}
    return set(meta.find_undeclared_variables(tree)) - own


@pytest.mark.parametrize("name", Templates().names())
def test_a_template_asks_only_for_what_it_is_given(name: str) -> None:
    folder = name.partition("/")[0]
    if folder == "parts":
        # A part sees what the templates that include it see.
        assert undeclared(name) <= GIVEN_TO_PARTS
    else:
        folder = name.rpartition("/")[0]
        assert undeclared(name) <= GIVEN.get(name, GIVEN.get(folder, set()))


def test_a_panel_with_all_that_it_includes_sees_its_own_object_alone() -> None:
    panels = [name for name in Templates().names() if "panels/" in name]
    assert len(panels) >= 14
    for panel in panels:
        closure, waiting = set(), {panel}
        while waiting:
            closure.add(name := waiting.pop())
            tree = ENVIRONMENT.parse((builtin_templates() / name).read_text(encoding="utf-8"))
            waiting |= {str(each) for each in meta.find_referenced_templates(tree)} - closure
        # A panel sets `mark` for the part that shows it.
        known = {"panel", "link", "mark", "term"}
        assert set().union(*map(undeclared, closure)) <= known, panel


def test_every_panel_is_named_for_a_contract_or_the_artifacts() -> None:
    panels = {path.stem for path in (builtin_templates() / "panels").glob("*.html")}
    in_reports = (builtin_templates() / "reports/panels").glob("*.html")
    assert {path.stem for path in in_reports} == panels
    contracts = {path.stem for path in (ROOT / "sitegen/contracts").glob("*.py")}
    assert panels - contracts == {"artifact_set", "quality_tier", "verification_level"}


def test_a_text_without_mathematics_is_escaped_as_always(tmp_path: Path) -> None:
    text = """<b> & "x" 'y' \\alpha $5 and $10"""
    filtered = rendered(tmp_path, "{{ given|mathematics }}", given=text)
    assert filtered == rendered(tmp_path, "{{ given }}", given=text)


def test_no_template_switches_escaping_off() -> None:
    for name in Templates().names():
        source = (builtin_templates() / name).read_text(encoding="utf-8")
        assert "|safe" not in source.replace(" ", ""), name
        assert "autoescape" not in source, name


def test_a_place_on_another_page_is_reached_from_a_page_that_repeats_its_texts() -> None:
    link = Links("https://a.example", "../", anchors="../paper/")
    assert link("#place") == "../paper/#place"
    assert link("/about/") == "../about/"
    assert Links("https://a.example", "../")("#place") == "#place"


# ------------------------------------------------------------------------------- Closure


def test_a_closure_is_all_that_a_template_extends_includes_or_imports(tmp_path: Path) -> None:
    templates = templates_in(
        tmp_path,
        a="{% extends 'b.html' %}{% block x %}{% include 'c.html' %}{% endblock %}",
        b="{% block x %}{% endblock %}{% from 'd.html' import each %}",
        c="{% import 'd.html' as d %}{% include ['a.html', 'absent.html'] %}",
        d="{% macro each() %}{% endmacro %}",
        e="{% include 'a.html' %}",
    )
    whole = {"a.html", "b.html", "c.html", "d.html", "absent.html"}
    assert templates.closure(["a.html"]) == whole
    assert templates.closure(["d.html"]) == {"d.html"}
    assert templates.closure(["d.html", "e.html"]) == whole | {"e.html"}
    assert templates.closure([]) == frozenset()


def test_a_computed_name_may_be_any_template(tmp_path: Path) -> None:
    templates = templates_in(tmp_path, a="{% include name ~ '.html' %}")
    assert templates.closure(["a.html"]) == set(templates.names())


def test_a_computed_name_in_a_folder_may_be_any_template_of_it(tmp_path: Path) -> None:
    (tmp_path / "panels").mkdir()
    (tmp_path / "panels" / "own.html").write_text("own")
    templates = templates_in(tmp_path, a="{% set x = 'own' %}{% include 'panels/' ~ x ~ '.html' %}")
    panels = {name for name in templates.names() if name.startswith("panels/")}
    assert templates.closure(["a.html"]) - {"a.html"} >= panels
    assert not {name for name in templates.closure(["a.html"]) if name.startswith("pages/")}
    assert templates.render("a.html", {}) == "own"


def test_only_a_preview_keeps_the_marks_of_facts(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('<p class="x" data-fact="work.doi">{{ 1 }}</p>')
    assert Templates(tmp_path).render("a.html", {}) == '<p class="x">1</p>'
    kept = Templates(tmp_path, marks_facts=True).render("a.html", {})
    assert kept == '<p class="x" data-fact="work.doi">1</p>'
    assert Templates(tmp_path).render("a.html", {}) == '<p class="x">1</p>'


def test_the_closure_of_a_paper_has_its_layout_parts_panels_and_drawings() -> None:
    closure = Templates().closure(["pages/paper.html"])
    folders = {name.partition("/")[0] for name in closure}
    assert folders == {"pages", "layouts", "panels", "parts", "drawings", "shared"}
    assert "parts/paper_list.html" not in closure


def test_a_closure_has_the_templates_of_the_drawings_that_it_uses(tmp_path: Path) -> None:
    templates = templates_in(tmp_path, a="{{ level|level_bar }}", b="{{ level }}")
    assert templates.closure(["a.html"]) == {"a.html", "drawings/level_bar.html"}
    assert templates.closure(["b.html"]) == {"b.html"}


def test_a_digest_changes_with_the_closure_alone(tmp_path: Path) -> None:
    templates_in(tmp_path, a="{% include 'b.html' %}", b="1", c="1")

    def digest() -> str:
        return Templates(tmp_path).sha256(["a.html"])

    first = digest()
    (tmp_path / "c.html").write_text("2")
    (tmp_path / "new.html").write_text("2")
    assert digest() == first
    (tmp_path / "b.html").write_text("2")
    assert digest() != first
    (tmp_path / "b.html").write_text("1")
    assert digest() == first
    (tmp_path / "b.html").rename(tmp_path / "d.html")
    assert digest() != first


def test_a_file_that_newly_shadows_a_built_in_one_changes_the_digest(tmp_path: Path) -> None:
    first = Templates(tmp_path).sha256(["pages/paper.html"])
    assert first == Templates().sha256(["pages/paper.html"])
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "cut.html").write_text("[cut]")
    assert Templates(tmp_path).sha256(["pages/paper.html"]) != first
    assert Templates(tmp_path).sha256(["pages/guide.html"]) == (
        Templates().sha256(["pages/guide.html"])
    )


def test_a_closure_has_no_template_that_does_not_compile(tmp_path: Path) -> None:
    templates = templates_in(tmp_path, a="{% include 'b.html' %}", b="\n{% if %}")
    with pytest.raises(BadTemplateError) as raised:
        templates.sha256(["a.html"])
    assert raised.value.diagnostic.place == Place("templates/b.html", 2)
    (tmp_path / "b.html").write_bytes(b"<p>\ncaf\xe9</p>")
    with pytest.raises(BadTemplateError, match="not in UTF-8"):
        Templates(tmp_path).closure(["a.html"])


# ------------------------------------------------------------------------------- Filters


def test_paragraphs_are_parted_by_blank_lines() -> None:
    assert paragraphs("a\nb\n\n \t\n\nc\n \nd\n") == ["a\nb", "c", "d"]
    assert paragraphs("one") == ["one"]


def test_markdown_links_as_its_page_does(tmp_path: Path) -> None:
    text, link = "# a\n\n[b](/b/)", relative_links(BASE, "/x/y/")
    assert rendered(tmp_path, "{{ body|markdown(top=2) }}", body=text, link=link) == (
        '<h2>a</h2>\n<p><a href="../../b/">b</a></p>\n'
    )


def test_numbers_and_days_are_written_as_the_contract_says(tmp_path: Path) -> None:
    assert rendered(tmp_path, "{{ 8.005|rounded(2) }} {{ 9.25|rounded(1) }}") == "8.01 9.3"
    assert rendered(tmp_path, "{{ '2026-07-02'|day }}") == "2 July 2026"
    assert rendered(tmp_path, "{{ '2026-06-21'|report_day }}") == "June 21, 2026"


def test_a_template_that_is_no_utf8_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "404.html").write_bytes(b"<p>\ncaf\xe9</p>")
    with pytest.raises(BadTemplateError) as raised:
        Templates(tmp_path).render("pages/404.html", {})
    found = raised.value.diagnostic
    assert found.place == Place("templates/pages/404.html", 2)
    assert found.message == "the template is not in UTF-8"


# ------------------------------------------------------------------ what Jinja says templates mean


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("{{ given.key }}", "value &lt;"),
        ("{{ given['class'] }}{{ given.class }}", "cc"),
        ("{% if given.other is defined %}yes{% else %}no{% endif %}", "no"),
        ("{{ given.other|default('none') }}", "none"),
        ("{{ '<' ~ given.key }}", "&lt;value &lt;"),
        ("{{ '<b>'|safe ~ given.key }}", "<b>value &lt;"),
        ("{{ link('/a/') }} {{ link(address='/b/') }}", "/a/ /b/"),
    ],
)
def test_a_template_of_a_project_may_say_what_jinja_allows(
    text: str, written: str, tmp_path: Path
) -> None:
    given = {"key": "value <", "class": "c"}
    assert rendered(tmp_path, text, given=given, link=lambda address: address) == written


def test_an_attribute_that_is_missing_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(BadTemplateError) as refused:
        rendered(tmp_path, "one\n{{ given.titel }}", given=object())
    assert refused.value.diagnostic.place == Place("templates/t.html", 2)
    assert "titel" in refused.value.diagnostic.message
