"""PDF reports, read back by a PDF parser: structure, metadata, attachment, and what stays out."""

from __future__ import annotations

import gc
import hashlib
import logging
import re
import shutil
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from sitegen.build.limits import Limits, TimeLimitError, within
from sitegen.reading.records import find_papers, read_source
from sitegen.render.paper import understand
from sitegen.render.paper_views import PaperViews
from sitegen.render.pdf import PdfAttachment, PdfMetadata, PdfRenderer, libraries
from sitegen.render.pdf import renderer as renderer_module
from sitegen.render.project import Project, load_site
from sitegen.render.templating import Templates
from tests.contracts.papers import SITE, paper
from tests.pdf_parts import (
    ELEMENTS,
    FONTS,
    STYLE_SHEET,
    has_missing_glyphs,
    language,
    new_renderer,
    renderer,
    tags,
    unpacked,
)
from tests.reading_back import BuiltSite, pdf_text

ROOT = Path(__file__).parents[3]
REPORT = "80b5fe12-35a8-4203-88ea-dbf398fbefa9"
FALSIFIED = "ba7a9361-e985-4a1e-8ab5-dc0d57064b8e"
METADATA = PdfMetadata("A test", "en", created="2026-07-02")

pytestmark = pytest.mark.usefixtures("needs_pdf")


def rendered(body: str, head: str = "") -> bytes:
    html = f'<!DOCTYPE html><html lang="en"><title>A test</title>{head}<body>{body}'
    return renderer().render(html, METADATA, ())


@pytest.fixture
def report(real_site: BuiltSite) -> Iterator[pypdfium2.PdfDocument]:
    """The PDF of the record that was transcribed from a real report."""
    document = pypdfium2.PdfDocument(real_site.folder / "paper" / REPORT / "paper.pdf")
    yield document
    document.close()


def pdfs(site: BuiltSite) -> dict[str, bytes]:
    """The PDFs of papers, without those that stand where a paper was removed."""
    found = {name: data for name, data in site.files().items() if name.endswith("/paper.pdf")}
    manifests = {name: site.json(name.replace("paper.pdf", "manifest.json")) for name in found}
    papers = {name: data for name, data in found.items() if "facts" in manifests[name]}
    assert papers
    return papers


# ---------------------------------------------------------------- the document


def test_title_author_and_day_are_in_the_metadata(report: pypdfium2.PdfDocument) -> None:
    metadata = report.get_metadata_dict()
    assert metadata["Title"].startswith("Correlation Between Intermediate-Task Diversity and")
    assert metadata["Author"] == "Assignee Research"
    assert metadata["Subject"].startswith("Verdict not stated: this record does not say")
    assert metadata["CreationDate"].startswith("D:20260621")


def test_the_document_declares_its_language_and_is_tagged(report: pypdfium2.PdfDocument) -> None:
    assert report.is_tagged()
    assert language(report) == "en"


def test_every_language_is_that_of_the_record(small_world: BuiltSite) -> None:
    declared = {}
    for name, data in pdfs(small_world).items():
        document = pypdfium2.PdfDocument(data)
        manifest = small_world.json(name.replace("paper.pdf", "manifest.json"))
        declared[language(document)] = manifest["work"]["language"]
        assert language(document) == manifest["work"]["language"]
        document.close()
    assert len(declared) > 1


def test_the_outline_is_the_structure_of_the_real_report(report: pypdfium2.PdfDocument) -> None:
    outline = [entry.get_title() for entry in report.get_toc()]
    assert outline[1:11] == [
        "Verdict not stated: this record does not say whether anything was tested.",
        *("Abstract", "1 Introduction", "2 Methodology", "3 Results", "4 Limitations"),
        *("5 Extracted Claims", "References", "How to cite", "Public record"),
    ]
    assert outline[11:] == [
        *("Verification Level", "Truth-Engine Gate Verdict", "Quality Tier"),
        *("Quality Dimensions", "Correction Record", "Provenance", "Artifacts", "Review monitor"),
        *("How to read this report", "About this file"),
    ]


def test_headings_tables_lists_and_links_are_tagged_as_such(
    report: pypdfium2.PdfDocument,
) -> None:
    found = tags(report)
    assert found.count("H1") == 1
    assert found.count("H2") >= 8
    assert {"P", "Table", "TH", "TD", "L", "LI", "Link"} <= set(found)


def test_the_manifest_inside_a_pdf_is_the_served_one(any_site: tuple[BuiltSite, str]) -> None:
    site, _ = any_site
    for name, data in pdfs(site).items():
        document = pypdfium2.PdfDocument(data)
        attachment = document.get_attachment(0)
        assert attachment.get_name() == "manifest.json"
        served = site.folder / name.replace("paper.pdf", "manifest.json")
        assert bytes(attachment.get_data()) == served.read_bytes(), name
        document.close()


def test_the_report_inside_a_pdf_has_the_digest_that_the_manifest_says(
    any_site: tuple[BuiltSite, str],
) -> None:
    site, _ = any_site
    seen = set()
    for name, data in pdfs(site).items():
        document = pypdfium2.PdfDocument(data)
        attached = [document.get_attachment(each) for each in range(document.count_attachments())]
        found = {each.get_name(): bytes(each.get_data()) for each in attached}
        document.close()
        sha256 = site.json(name.replace("paper.pdf", "manifest.json"))["report_sha256"]
        assert found.keys() == {"manifest.json"} | ({"report.json"} if sha256 else set()), name
        if sha256:
            assert hashlib.sha256(found["report.json"]).hexdigest() == sha256
        seen.add(sha256 is None)
    assert seen == {True, False}


def test_every_page_says_whose_it_is_and_what_became_of_it(
    any_site: tuple[BuiltSite, str],
) -> None:
    site, _ = any_site
    for name, data in pdfs(site).items():
        manifest = site.json(name.replace("paper.pdf", "manifest.json"))
        header = f"{manifest['work']['record_id']} · {manifest['editorial_status']['label']}"
        document = pypdfium2.PdfDocument(data)
        for number, page in enumerate(document, 1):
            text = " ".join(page.get_textpage().get_text_range().split())
            assert header in text, f"{name}, page {number}"
            assert f"Page {number} of {len(document)}" in text
        document.close()


def test_a_falsified_report_says_so_before_its_abstract(real_site: BuiltSite) -> None:
    text = real_site.pdf_text(f"/paper/{FALSIFIED}/paper.pdf")
    title = text.index("Multilingual Intermediate-Task Training for")
    verdict = text.index("Falsified: a claim was tested and failed.")
    evidence = text.index("Evidence public? Not stated in this record")
    assert title < verdict < evidence < text.index("Abstract")


# ---------------------------------------------------------------- its letters


# Han, kana and emoji: the fonts that come with sitegen do not have them.
WITHOUT_GLYPHS = {"paper/5a110026-0000-4000-8000-000000000026/paper.pdf"}


def test_all_reports_have_a_glyph_for_every_character_but_those_in_scripts_without_a_font(
    any_site: tuple[BuiltSite, str],
) -> None:
    site, _ = any_site
    reports = pdfs(site)
    assert not any(map(has_missing_glyphs, reports.values()))
    lacking = {name for name, data in reports.items() if "\ufffd" in pdf_text(data)}
    assert lacking == WITHOUT_GLYPHS & reports.keys()


@pytest.mark.parametrize(
    "text",
    [
        "àâäãåāąæçćčďđéèêëęěğíìîïłñńňóòôöõøőœřśšşßťúùûüůűýÿžźż",
        "ÀÂÄÃÅĀĄÆÇĆČĎĐÉÈÊËĘĚĞÍÌÎÏŁÑŃŇÓÒÔÖÕØŐŒŘŚŠŞẞŤÚÙÛÜŮŰÝŸŽŹŻ ệ ạ ư ơ",
        "αβγδεζηθικλμνξοπρστυφχψω ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ άέήίόύώ",
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯ іїєґ",
        "✓ × ± − · ÷ = ≠ < > ≤ ≥ ≈ ≡ ∼ ∝ ∞ ∂ ∇ ∑ ∏ ∫ √ ∈ ∉ ∋ ∅ ∪ ∩ ⊂ ⊆ ∀ ∃ ¬ ∧ ∨ ⇒ ⇔ → ← ↔ ↦ ℝ ℕ ℤ",
        "“” ‘’ „ « » – — … • § ¶ † ‡ ° ′ ″ € £ ¥ © ® ™ ½ ¼ ¾ ¹ ² ³ ₀ ₁ ₂ ⁿ µ fi fl e\u0301 \u00a0",
    ],
    ids=["small Latin", "large Latin", "Greek", "Cyrillic", "mathematics", "typography"],
)
@pytest.mark.parametrize("tag", ["p", "h1", "em", "strong", "code"])
def test_there_is_a_glyph_for(text: str, tag: str) -> None:
    html = text.replace("<", "&lt;").replace(">", "&gt;")
    assert not has_missing_glyphs(rendered(f"<{tag}>{html}</{tag}>"))


def test_a_character_without_a_glyph_is_noticed_by_these_tests() -> None:
    assert has_missing_glyphs(rendered("<p>A private character: \ue000</p>"))


# ---------------------------------------------------------------- what stays out


SECRET = "c0ffee-secret-of-the-machine"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """Files of the machine that hold a secret, in every form that a page could ask for."""
    (tmp_path / "secret.txt").write_text(SECRET)
    (tmp_path / "secret.css").write_text(f'p::after {{ content: "{SECRET}" }}')
    (tmp_path / "secret.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>{SECRET}</text></svg>'
    )
    (tmp_path / "secret.html").write_text(f"<p>{SECRET}</p>")
    return tmp_path


HOSTILE = {
    "image": '<img src="{at}/secret.svg" alt="">',
    "object": '<object data="{at}/secret.svg"></object>',
    "embed": '<embed src="{at}/secret.svg">',
    "frame": '<iframe src="{at}/secret.html"></iframe>',
    "style sheet": '<link rel="stylesheet" href="{at}/secret.css">',
    "import": '<style>@import "{at}/secret.css";</style>',
    "background": '<p style="background: url({at}/secret.svg)">x</p>',
    "generated content": '<style>p::before {{ content: url("{at}/secret.svg") }}</style><p>x</p>',
    "font": (
        '<style>@font-face {{ font-family: F; src: url("{at}/secret.txt") }} p {{ font-family: F }}'
        "</style><p>x</p>"
    ),
    "attachment": '<link rel="attachment" href="{at}/secret.txt">',
    "attached link": '<a rel="attachment" href="{at}/secret.txt">x</a>',
    "image in a drawing": '<svg><image href="{at}/secret.svg" width="9" height="9"/></svg>',
    "use in a drawing": '<svg><use href="{at}/secret.svg#x"/></svg>',
    "base": '<base href="{at}/"><img src="secret.svg" alt="">',
    "source set": '<img srcset="{at}/secret.svg 1x" src="{at}/secret.svg" alt="">',
}


@pytest.mark.parametrize("means", HOSTILE)
def test_no_file_of_the_machine_gets_into_a_report(means: str, secret: Path) -> None:
    html = HOSTILE[means].format(at=secret.as_uri())
    for pdf in (rendered(html), rendered("<p>x</p>", head=html)):
        assert SECRET.encode() not in unpacked(pdf)
        assert SECRET not in pdf_text(pdf)
        document = pypdfium2.PdfDocument(pdf)
        assert document.count_attachments() == 0
        document.close()


def test_no_text_of_a_record_brings_a_file_of_the_machine_along(secret: Path) -> None:
    at = secret.as_uri()
    html = "\n\n".join(means.format(at=at) for means in HOSTILE.values())
    markdown = f"![secret]({at}/secret.svg) [secret]({at}/secret.txt)\n\n{html}"
    hostile = paper(
        {
            "work.abstract": html,
            "report": {
                "introduction": markdown,
                "results": markdown,
                "claims": [{"text": html[:2000], "verified": True, "confidence": 0.5}],
            },
            "limitations": [markdown[:2000]],
        }
    )
    pdf = PaperViews(SITE, Templates()).pdf(hostile).content
    assert SECRET.encode() not in unpacked(pdf)
    assert SECRET not in pdf_text(pdf)
    document = pypdfium2.PdfDocument(pdf)
    names = [document.get_attachment(each).get_name() for each in (0, 1)]
    assert (document.count_attachments(), names) == (2, ["manifest.json", "report.json"])
    document.close()


def test_a_renderer_that_fetched_would_be_noticed_by_these_tests(secret: Path) -> None:
    import weasyprint

    at = secret.as_uri()
    pdf = weasyprint.HTML(string=HOSTILE["attachment"].format(at=at)).write_pdf()
    assert SECRET.encode() in unpacked(pdf)


def test_no_report_asks_the_network_for_anything() -> None:
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        listener = threading.Thread(target=_listen, args=(server, asked), daemon=True)
        listener.start()
        at = f"http://127.0.0.1:{server.getsockname()[1]}"
        for html in HOSTILE.values():
            rendered(html.format(at=at), head=html.format(at=at))
        with socket.create_connection(server.getsockname()) as last:
            last.sendall(b"last")
        listener.join(timeout=60)
    assert asked == [b"last"]


def _listen(server: socket.socket, asked: list[bytes]) -> None:
    """Take in what is sent until the last message, which the test itself sends."""
    while asked[-1:] != [b"last"]:
        connection, _ = server.accept()
        with connection:
            asked.append(connection.recv(4096))


def test_a_link_stays_a_link_and_names_no_place_of_the_machine(real_site: BuiltSite) -> None:
    data = unpacked(pdfs(real_site)[f"paper/{REPORT}/paper.pdf"])
    links = {match.decode() for match in re.findall(rb"/URI \(([^)]*)\)", data)}
    assert "http://arxiv.org/abs/2104.08645v2" in links
    assert all(link.startswith(("https://", "http://arxiv.org/")) for link in links)
    assert b"report.invalid" not in data
    assert b"file:" not in data


# ---------------------------------------------------------------- how it is made


BRANCHES = (
    *("markdown-report", "corrected", "retracted", "verified-held", "hostile-markup"),
    *("mathematics", "superseded", "longest", "least"),
)


@pytest.mark.parametrize("world", ["records", "tests/small_world/records"])
def test_the_style_sheet_and_the_reports_give_weasyprint_nothing_to_complain_about(
    world: str, caplog: pytest.LogCaptureFixture
) -> None:
    project = Project(ROOT / world)
    site, _ = load_site(project)
    templates = Templates()
    views = PaperViews(site, templates)
    views.prepare_pdf()
    folders = find_papers(project.records)
    chosen = [each for each in folders if "/" in world and Path(each).name in BRANCHES] or folders
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        new_renderer()
        for folder in chosen:
            source, _ = read_source(project.records, folder)
            paper = understand(source, site).paper
            assert paper is not None
            if paper.report:
                views.pdf(paper)
    assert caplog.messages == []


def test_a_slip_in_a_style_sheet_would_be_noticed_by_these_tests(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        PdfRenderer(FONTS, "p { colour: red }", ELEMENTS)
    assert "colour" in caplog.text


def test_the_same_page_has_the_same_bytes_whatever_was_rendered_before() -> None:
    attachment = PdfAttachment("manifest.json", b"{}\n", "A manifest")
    html = '<!DOCTYPE html><html lang="en"><title>One</title><p>One ✓'
    first = renderer().render(html, METADATA, (attachment,))
    rendered("<h1>Another</h1><p>Жяё ∑</p>")
    assert renderer().render(html, METADATA, (attachment,)) == first
    other = replace(METADATA, created="2026-07-03")
    assert renderer().render(html, other, (attachment,)) != first


def test_what_elements_are_is_told_by_our_own_style_sheet_alone() -> None:
    """That ours stands in for WeasyPrint's is no promise of it."""
    elements = "html, body { display: block } p { display: none }"
    shown = PdfRenderer(FONTS, "", elements)
    text = pdf_text(shown.render('<html lang="en"><title>x</title><h1>Here<p>Gone', METADATA, ()))
    assert "Here" in text
    assert "Gone" not in text


# ---------------------------------------------------------------- what decides its bytes


MANIFEST = PdfAttachment("manifest.json", b"{}\n", "A manifest")
HTML = '<!DOCTYPE html><html lang="en"><title>One</title><p>One'


def test_the_same_report_has_the_same_key_in_every_renderer() -> None:
    key = renderer().key(HTML, METADATA, (MANIFEST,))
    assert re.fullmatch("[0-9a-f]{64}", key)
    assert new_renderer().key(HTML, METADATA, (MANIFEST,)) == key


@pytest.mark.parametrize(
    ("html", "metadata", "attachments"),
    [
        (f"{HTML} ", METADATA, (MANIFEST,)),
        (HTML, replace(METADATA, created="2026-07-03"), (MANIFEST,)),
        (HTML, replace(METADATA, creators=("A", "B")), (MANIFEST,)),
        (HTML, replace(METADATA, creators=("AB",)), (MANIFEST,)),
        (HTML, METADATA, ()),
        (HTML, METADATA, (MANIFEST, MANIFEST)),
        (HTML, METADATA, (replace(MANIFEST, name="manifest.jso", content=b"n{}\n"),)),
        (HTML, METADATA, (replace(MANIFEST, content=b"[]\n"),)),
        (HTML, METADATA, (replace(MANIFEST, description="The manifest"),)),
        (HTML, METADATA, (replace(MANIFEST, relationship="Source"),)),
    ],
    ids=[
        *("html", "day", "two creators", "one creator", "none", "two", "where a name ends"),
        *("content", "description", "relationship"),
    ],
)
def test_whatever_a_report_is_made_of_changes_its_key(
    html: str, metadata: PdfMetadata, attachments: tuple[PdfAttachment, ...]
) -> None:
    key = renderer().key(HTML, METADATA, (MANIFEST,))
    assert renderer().key(html, metadata, attachments) != key


def test_style_sheets_and_fonts_change_the_key_and_where_they_lie_does_not(tmp_path: Path) -> None:
    fonts = tmp_path / "fonts"
    shutil.copytree(FONTS, fonts)
    made_with = {
        PdfRenderer(FONTS, STYLE_SHEET, ELEMENTS).made_with,
        PdfRenderer(fonts, STYLE_SHEET, ELEMENTS).made_with,
    }
    assert len(made_with) == 1
    made_with.add(PdfRenderer(fonts, f"{STYLE_SHEET} ", ELEMENTS).made_with)
    made_with.add(PdfRenderer(fonts, STYLE_SHEET, f"{ELEMENTS} ").made_with)
    made_with.add(PdfRenderer(fonts, f"{STYLE_SHEET}{ELEMENTS}", "").made_with)
    with (fonts / "NotoSerif-Regular.ttf").open("ab") as font:
        font.write(b"\0")
    made_with.add(PdfRenderer(fonts, STYLE_SHEET, ELEMENTS).made_with)
    (fonts / "NotoSerif-Regular.ttf").unlink()
    made_with.add(PdfRenderer(fonts, STYLE_SHEET, ELEMENTS).made_with)
    assert len(made_with) == 6


def test_all_code_that_makes_pdfs_changes_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("pdf", "formulas"):
        shutil.copytree(ROOT / "sitegen/render" / folder, tmp_path / folder)
    made_with = [new_renderer().made_with]
    monkeypatch.setattr(renderer_module, "__file__", str(tmp_path / "pdf" / "renderer.py"))
    made_with.append(new_renderer().made_with)
    assert made_with[1] == made_with[0]
    for name in ("pdf/tags.py", "pdf/shortcuts/text.py", "formulas/layout.py"):
        (tmp_path / name).write_text("# changed", encoding="utf-8")
        made_with.append(new_renderer().made_with)
    assert len({*made_with}) == 4


@pytest.mark.parametrize("name", sorted(libraries.library_versions()))
def test_every_library_changes_the_key(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = new_renderer().made_with
    other = libraries.library_versions() | {name: "another version"}
    monkeypatch.setattr(renderer_module, "library_versions", lambda: other)
    assert new_renderer().made_with != before


def test_the_versions_are_those_that_are_loaded() -> None:
    versions = libraries.library_versions()
    assert {"weasyprint", "pydyf", "tinycss2", "fonttools", "zlib", "pango"} <= versions.keys()
    assert re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", versions["harfbuzz"])
    assert versions["harfbuzz-subset"] == "yes"
    assert "none" not in {versions[name] for name in ("weasyprint", "pydyf", "tinyhtml5", "pillow")}


def test_the_version_of_a_library_that_only_compares_is_found() -> None:
    for version in ((6, 0, 0), (8, 3, 1), (14, 0, 2), (0, 9, 49)):
        found = libraries._harfbuzz_version(lambda *asked, version=version: version >= asked)
        assert found == ".".join(map(str, version))


# ---------------------------------------------------------------- when it takes too long


@pytest.mark.parametrize("seconds", [0.0005, 0.005, 0.02, 0.06, 0.15])
def test_an_interrupted_renderer_goes_on_with_the_right_bytes(seconds: float) -> None:
    paragraphs = "<p>Invented text that goes on for <em>more</em> than one line. ✓</p>" * 2000
    interrupted = new_renderer()
    interrupted.render(HTML, METADATA, (MANIFEST,))
    with pytest.raises(TimeLimitError), within(Limits(seconds=seconds, memory=None)):
        interrupted.render(f"{HTML}{paragraphs}", METADATA, (MANIFEST,))
    assert gc.isenabled()
    html = f"{HTML}<h2>Two</h2><p>Жяё ∑ ✓ <em>three</em>"
    assert interrupted.render(html, METADATA, ()) == new_renderer().render(html, METADATA, ())


def test_a_render_leaves_the_garbage_collector_as_it_was() -> None:
    renderer().render(HTML, METADATA, ())
    assert gc.isenabled()
    gc.disable()
    try:
        renderer().render(HTML, METADATA, ())
        assert not gc.isenabled()
    finally:
        gc.enable()
