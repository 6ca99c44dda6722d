"""The law of an import: build, import, build again, and the site is the same."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from sitegen.build.executors import THIS_PROCESS, Processes
from sitegen.findings.canonical import canonical_json, canonical_sha256
from sitegen.importing.importer import Imported, import_site
from sitegen.importing.problem import ImportSiteError
from sitegen.publish.publisher import MARKER, PREVIEW_TEXT
from sitegen.render.paper import FORMATS
from tests.command_line import run
from tests.conftest import SMALL_WORLD, built
from tests.importing.sites import REMOVED, without_sources
from tests.reading_back import BuiltSite
from tests.worlds import ONE, OTHER, ROOT, WITHOUT_PDF, World


def imported(site: Path, records: Path, **options: Any) -> Imported:
    executor = options.get("executor", THIS_PROCESS)
    return import_site(site, records, executor, lambda done, total: None)


def rebuilt(imported_records: Path, given: Path, output: Path) -> Path:
    """The site of imported records, with what no site holds: settings and editors' pages."""
    shutil.copy(given / "site.yaml", imported_records)
    shutil.copytree(given / "pages", imported_records / "pages", dirs_exist_ok=True)
    return built(imported_records, output, formats=WITHOUT_PDF)[0].folder


def tree(folder: Path) -> dict[str, bytes]:
    return BuiltSite(folder).files()


@pytest.fixture
def site(corrected: World, tmp_path: Path) -> Path:
    """A copy that a test may damage."""
    return Path(shutil.copytree(corrected.output, tmp_path / "published"))


# ---------------------------------------------------------------- the law


def test_a_corrected_site_comes_back_the_same(corrected: World, tmp_path: Path) -> None:
    done = imported(corrected.output, tmp_path / "records")
    assert done.is_exact, (done.findings, done.diagnostics)
    assert (done.papers, done.removed, done.written) == (2, 1, 3)
    again = rebuilt(tmp_path / "records", corrected.records, tmp_path / "site")
    assert without_sources(again) == without_sources(corrected.output)


def test_a_second_import_gives_the_same_records_and_the_same_bytes(
    corrected: World, tmp_path: Path
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    imported(corrected.output, first)
    site = rebuilt(first, corrected.records, tmp_path / "site")
    imported(site, second)
    assert tree(second / "papers") == tree(first / "papers")
    assert tree(rebuilt(second, corrected.records, tmp_path / "again")) == tree(site)


@pytest.mark.usefixtures("needs_pdf")
def test_the_real_records_and_the_small_world_come_back_the_same(
    any_site: tuple[BuiltSite, str], tmp_path: Path
) -> None:
    site, address = any_site
    done = imported(site.folder, tmp_path / "records", executor=Processes(2))
    assert done.is_exact, (done.findings, done.diagnostics)
    given = SMALL_WORLD / "records" if "small" in address else ROOT / "records"
    again = rebuilt(tmp_path / "records", given, tmp_path / "site")
    assert without_sources(again) == without_sources(site.folder)


def test_imported_records_change_nothing_that_was_published(
    corrected: World, tmp_path: Path
) -> None:
    imported(corrected.output, tmp_path / "records")
    done = run("validate", "--against", corrected.output, cwd=tmp_path)
    assert (done.returncode, ": 0 errors" in done.stdout) == (0, True), done.stderr


def test_settings_that_papers_tell_are_written(corrected: World, tmp_path: Path) -> None:
    done = imported(corrected.output, tmp_path / "records")
    shutil.copytree(corrected.records / "pages", tmp_path / "records/pages")
    assert done.new_settings
    site, outcome = built(tmp_path / "records", tmp_path / "site", formats=WITHOUT_PDF)
    manifest = f"/paper/{OTHER}/manifest.json"
    ours, theirs = site.json(manifest), BuiltSite(corrected.output).json(manifest)
    assert {**ours, "generated_from": {}} == {**theirs, "generated_from": {}}
    assert outcome.papers == 3


def test_what_is_there_stays(corrected: World, tmp_path: Path) -> None:
    records = Path(shutil.copytree(corrected.records, tmp_path / "records"))
    shutil.rmtree(records / "papers")
    before = tree(records)
    done = imported(corrected.output, records)
    assert not done.new_settings
    assert done.guides == ()
    assert before.items() <= tree(records).items()
    assert not [each for each in records.iterdir() if each.name.startswith(".")]


# ---------------------------------------------------------------- refused


def test_a_paper_that_is_there_is_never_replaced(corrected: World, tmp_path: Path) -> None:
    imported(corrected.output, tmp_path / "records")
    before = tree(tmp_path / "records")
    with pytest.raises(ImportSiteError, match=r"papers/5eed0001 is there already"):
        imported(corrected.output, tmp_path / "records")
    with pytest.raises(ImportSiteError, match=r"papers/(one|other|third).* is the record of "):
        imported(corrected.output, corrected.records)
    assert tree(tmp_path / "records") == before


def test_a_link_in_place_of_the_papers_is_not_followed(corrected: World, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "records").mkdir()
    (tmp_path / "records/papers").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ImportSiteError, match="papers is a symbolic link"):
        imported(corrected.output, tmp_path / "records")
    assert not tree(tmp_path / "elsewhere")


def test_a_preview_is_refused(site: Path, tmp_path: Path) -> None:
    (site / MARKER).write_bytes(PREVIEW_TEXT)
    with pytest.raises(ImportSiteError, match="published is a preview"):
        imported(site, tmp_path / "records")


def test_an_import_that_is_interrupted_leaves_nothing(corrected: World, tmp_path: Path) -> None:
    def interrupted(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_site(corrected.output, tmp_path / "records", THIS_PROCESS, interrupted)
    assert not tree(tmp_path / "records")


@pytest.mark.parametrize("ledger", [None, b"", b"[]", b"[" * 100_000, b'{"papers": 1}'])
def test_what_is_no_site_is_refused(ledger: bytes | None, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    if ledger is not None:
        (tmp_path / "folder/ledger.json").write_bytes(ledger)
    with pytest.raises(ImportSiteError, match=r"ledger\.json"):
        imported(tmp_path / "folder", tmp_path / "records")
    assert not (tmp_path / "records").exists()


# ---------------------------------------------------------------- damaged and hostile sites


def test_a_damaged_file_costs_its_paper_and_no_other(site: Path, tmp_path: Path) -> None:
    file = site / f"paper/{ONE}/manifest.json"
    file.write_bytes(file.read_bytes().replace(b"Better", b"Worse"))
    (site / "index.html").unlink()
    done = imported(site, tmp_path / "records")
    told = [str(each) for each in done.findings]
    assert told[0] == "index.html: is missing, a file that SHA256SUMS lists"
    assert told[1].startswith(f"paper/{ONE}/manifest.json: has the digest ")
    assert len(told) == 2
    assert not (tmp_path / "records/papers/5eed0001").exists()
    assert (tmp_path / "records/papers/5eed0002/manifest.yaml").is_file()


def links(file: Path) -> None:
    target = file.with_name("elsewhere")
    file.rename(target)
    file.symlink_to(target)


def pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def large(file: Path) -> None:
    with open(file, "r+b") as opened:
        opened.truncate(70_000_000)


@pytest.mark.parametrize(
    ("damage", "why"),
    [(Path.unlink, "missing"), (links, "a symbolic link"), (pipe, "no file"), (large, "bytes")],
)
@pytest.mark.parametrize("has_sums", [True, False])
def test_a_file_that_is_none_is_named(
    damage: Callable[[Path], None], why: str, has_sums: bool, site: Path, tmp_path: Path
) -> None:
    damage(site / f"paper/{OTHER}/manifest.json")
    if not has_sums:
        (site / "SHA256SUMS").unlink()
    done = imported(site, tmp_path / "records")
    (finding,) = [each for each in done.findings if each.file.endswith("manifest.json")]
    assert why in finding.what
    assert done.written == 2


def forged(site: Path, paper: str, facts: dict[str, Any], **listed: Any) -> None:
    """A paper with these facts, and a ledger that vouches for them."""
    file = site / f"paper/{paper}/manifest.json"
    manifest = json.loads(file.read_bytes()) | {"facts": facts}
    data = canonical_json(manifest) + b"\n"
    file.write_bytes(data)
    ledger = json.loads((site / "ledger.json").read_bytes())
    for each in ledger["papers"]:
        if each["id"] == paper:
            digest = hashlib.sha256(data).hexdigest()
            each |= {"facts_sha256": canonical_sha256(facts), "manifest_sha256": digest} | listed
    (site / "ledger.json").write_bytes(canonical_json(ledger))
    (site / "SHA256SUMS").unlink()


def kept_by(site: Path) -> dict[str, str]:
    ledger = json.loads((site / "ledger.json").read_bytes())
    (kept,) = [each["kept"] for each in ledger["papers"] if each["id"] == OTHER]
    return dict(kept)


def facts(site: Path, paper: str = OTHER) -> Any:
    return json.loads((site / f"paper/{paper}/manifest.json").read_bytes())["facts"]


@pytest.mark.parametrize(
    ("path", "value", "pointer"),
    [
        (("work", "titel"), "x", "/facts/work/titel"),
        (("work", "title"), 7, "/facts/work/title"),
        (("work", "a/b~c"), 7, "/facts/work/a~1b~0c"),
        (("quality_assessment",), [], "/facts/quality_assessment"),
        (("artifacts",), [{"type": "other", "label": "x", "path": "artifacts/../../x"}],
         "/facts/artifacts/0/path"),
        (("artifacts",), [{"type": "other", "label": "x", "path": "/etc/passwd"}],
         "/facts/artifacts/0/path"),
    ],
)  # fmt: skip
def test_facts_that_no_record_holds_are_named_by_file_and_pointer(
    path: tuple[str, ...], value: Any, pointer: str, site: Path, tmp_path: Path
) -> None:
    hostile = facts(site)
    inside = hostile
    for key in path[:-1]:
        inside = inside[key]
    inside[path[-1]] = value
    forged(site, OTHER, hostile)
    done = imported(site, tmp_path / "records")
    (finding,) = done.findings
    assert (finding.file, finding.at) == (f"paper/{OTHER}/manifest.json", pointer)
    assert finding.what.endswith("; the paper was not imported")
    assert done.written == 2


@pytest.mark.parametrize("hostile", [[], "x", {"work": []}])
def test_facts_that_are_none_are_refused(hostile: Any, site: Path, tmp_path: Path) -> None:
    forged(site, OTHER, hostile)
    (finding,) = imported(site, tmp_path / "records").findings
    assert finding.file == f"paper/{OTHER}/manifest.json"
    assert "is no published manifest" in finding.what


def test_facts_of_another_paper_are_refused(site: Path, tmp_path: Path) -> None:
    hostile = facts(site)
    hostile["work"]["id"] = REMOVED
    forged(site, OTHER, hostile)
    (finding,) = imported(site, tmp_path / "records").findings
    assert finding.what == "has the facts of another paper; the paper was not imported"


def test_an_event_that_a_record_would_tell_otherwise_is_named(site: Path, tmp_path: Path) -> None:
    ledger = json.loads((site / "ledger.json").read_bytes())
    (listed,) = [each for each in ledger["events"] if each["work"] == OTHER]
    (paper,) = [each for each in ledger["papers"] if each["id"] == OTHER]
    listed["event"]["public_note"] += " "
    listed["event_sha256"] = paper["last_event_sha256"] = canonical_sha256(listed["event"])
    (site / "ledger.json").write_bytes(canonical_json(ledger))
    (site / "SHA256SUMS").unlink()
    (finding,) = imported(site, tmp_path / "records").findings
    assert (finding.file, finding.at) == (
        f"paper/{OTHER}/corrections.json",
        "/correction_events/0",
    )


def test_a_redacted_manifest_that_names_another_digest_is_named(site: Path, tmp_path: Path) -> None:
    ledger = json.loads((site / "ledger.json").read_bytes())
    (paper,) = [each for each in ledger["papers"] if each["id"] == ONE]
    assert "manifests/1.json" in paper["redacted"]
    paper["kept"]["manifests/1.json"] = "0" * 64
    (site / "ledger.json").write_bytes(canonical_json(ledger))
    (site / "SHA256SUMS").unlink()
    (finding,) = imported(site, tmp_path / "records").findings
    assert finding.file == f"paper/{ONE}/manifests/1.json"


def test_a_fact_that_the_contract_drops_is_told_by_its_digest(site: Path, tmp_path: Path) -> None:
    hostile = facts(site)
    hostile["draft"] = True
    hostile["work"]["title"] += " "
    forged(site, OTHER, hostile)
    done = imported(site, tmp_path / "records")
    assert [each.at for each in done.findings] == ["/facts_sha256"]
    assert done.written == 3


def test_a_text_that_yaml_may_not_hold_is_an_error_of_the_record(
    site: Path, tmp_path: Path
) -> None:
    hostile = facts(site)
    hostile["work"]["title"] = "a\u0007b"
    forged(site, OTHER, hostile)
    (error,) = imported(site, tmp_path / "records").diagnostics
    assert (error.code, error.place.file) == ("SG102", "records/papers/5eed0002/manifest.yaml")


@pytest.mark.parametrize(
    "path", ["artifacts/x", "artifacts/0123456789ab/.git/hooks", "manifests/x"]
)
def test_an_address_that_sitegen_never_gives_is_refused(
    path: str, site: Path, tmp_path: Path
) -> None:
    forged(site, OTHER, facts(site), kept={path: "0" * 64})
    (finding,) = imported(site, tmp_path / "records").findings
    assert finding.file == f"paper/{OTHER}/{path}"
    assert "no address" in finding.what


def test_files_that_cannot_lie_in_one_folder_cost_the_paper(site: Path, tmp_path: Path) -> None:
    hostile, kept = facts(site), {}
    hostile["artifacts"] = []
    for path, data in (("x", b"1"), ("x/y", b"2")):
        sha256 = hashlib.sha256(data).hexdigest()
        file = site / f"paper/{OTHER}/artifacts/{sha256[:12]}/{path}"
        file.parent.mkdir(parents=True)
        file.write_bytes(data)
        kept[f"artifacts/{sha256[:12]}/{path}"] = sha256
        artifact = {"type": "other", "label": path, "path": f"artifacts/{path}", "sha256": sha256}
        hostile["artifacts"].append(artifact)
    kept |= kept_by(site)
    forged(site, OTHER, hostile, kept=kept)
    (finding,) = imported(site, tmp_path / "records").findings
    assert "would lie where another file of the record lies" in finding.what


def test_nothing_is_written_beside_the_records(site: Path, tmp_path: Path) -> None:
    forged(site, OTHER, facts(site), kept={"artifacts/0123456789ab/x": "0" * 64})
    target = tmp_path / "target"
    target.mkdir()
    imported(site, target / "records")
    assert {each.name for each in target.iterdir()} == {"records"}
    assert {each.name for each in (target / "records").iterdir()} == {"papers", "site.yaml"}
    assert not (target / "records/papers" / OTHER[:8]).exists()
    assert (target / "records/papers" / REMOVED[:8] / "tombstone.yaml").is_file()


# ---------------------------------------------------------------- reports


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory, needs_pdf: None) -> Path:
    """The site of one paper whose PDF holds what its report states."""
    world = World(tmp_path_factory.mktemp("reported"))
    world.fill()
    shutil.rmtree(world.records / "papers/other")
    world.paper("one", ONE, manifest={"report": REPORT})
    world.build(FORMATS)
    return world.output


REPORT = {
    "sources_retrieved": 0,
    "claims": [{"text": "It: holds", "verified": False, "confidence": 1.0}],
    "introduction": "Markdown, *with*:\n\n- a list\n",
}


def test_a_report_comes_back_out_of_its_pdf(reported: Path, tmp_path: Path) -> None:
    done = imported(reported, tmp_path / "records")
    assert done.is_exact, done.findings
    text = (tmp_path / "records/papers/5eed0001/manifest.yaml").read_text()
    assert "  introduction: |-\n    Markdown, *with*:\n\n    - a list\n" in text


def without_data(pdf: Path) -> None:
    document = pypdfium2.PdfDocument(pdf.read_bytes())
    names = [document.get_attachment(each).get_name() for each in range(2)]
    document.del_attachment(names.index("report.json"))
    document.save(pdf)
    document.close()


def saved_plainly(pdf: Path) -> bytes:
    """The bytes of a PDF with all its objects to be seen, and a table of them at its end."""
    document = pypdfium2.PdfDocument(pdf.read_bytes())
    document.save(pdf)
    document.close()
    return pdf.read_bytes()


def named_as_no_text_is(pdf: Path) -> None:
    data = saved_plainly(pdf)
    assert data.count(b"(report.json)") > 1
    pdf.write_bytes(data.replace(b"(report.json)", b"<FEFFD800>   "))


def bomb(pdf: Path) -> None:
    """The report is 32 MB of nothing, packed twice into some hundred bytes."""
    data = saved_plainly(pdf)
    (number,) = re.findall(rb"/EF<</F (\d+) 0 R >>/F\(report.json\)", data)
    packed = zlib.compress(zlib.compress(bytes(32_000_000), 9), 9)
    head = b"<</Type/EmbeddedFile/Filter[/FlateDecode/FlateDecode]/Length %d>>" % len(packed)
    added = b"%b 0 obj\n%bstream\n%b\nendstream\nendobj\n" % (number, head, packed)
    before = data.rindex(b"trailer")
    trailer, table = data[before:].split(b"startxref")
    again = trailer.replace(b">>\n", b"/Prev %d>>\n" % int(table.split()[0]))
    xref = b"xref\n%b 1\n%010d 00000 n \n%b" % (number, len(data), again)
    pdf.write_bytes(data + added + xref + b"startxref\n%d\n%%%%EOF\n" % (len(data) + len(added)))


def with_other_data(pdf: Path) -> None:
    document = pypdfium2.PdfDocument(pdf.read_bytes())
    document.get_attachment(1).set_data(b"{}")
    document.save(pdf)
    document.close()


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (Path.unlink, "in paper.pdf alone, which is missing"),
        (large, "in paper.pdf alone, which cannot be read: it is larger than"),
        (lambda pdf: pdf.write_bytes(b"no PDF"), "a broken PDF"),
        (without_data, "an earlier sitegen made it"),
        (named_as_no_text_is, "in the text of paper.pdf, which holds no report.json"),
        (bomb, "in paper.pdf alone, which unpacks to more than 16,000,000 bytes"),
        (with_other_data, "has another digest than the manifest says"),
    ],
)
def test_a_report_that_cannot_be_told_is_told_to_be_missing(
    damage: Callable[[Path], None], why: str, reported: Path, tmp_path: Path
) -> None:
    site = Path(shutil.copytree(reported, tmp_path / "published"))
    (site / "SHA256SUMS").unlink()
    damage(site / f"paper/{ONE}/paper.pdf")
    done = imported(site, tmp_path / "records")
    (finding,) = done.findings
    assert (finding.file, finding.at) == (f"paper/{ONE}/manifest.json", "/report_sha256")
    assert why in finding.what
    assert "; the record was written without its report: put `report:` back" in finding.what
    text = (tmp_path / "records/papers/5eed0001/manifest.yaml").read_text()
    assert text.startswith("# Its report is not here")


def test_a_report_needs_the_library_that_reads_pdfs(
    reported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pypdf.errors", None)
    (finding,) = imported(reported, tmp_path / "records").findings
    assert "the extra `import` of sitegen, which reads PDFs, is missing" in finding.what
