"""Which papers there are, and the files of each."""

from __future__ import annotations

import hashlib
import os
import pickle
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from sitegen.findings.diagnostics import Diagnostic, Place
from sitegen.reading.paper_source import ArtifactFile, PaperSource, source_sha256
from sitegen.reading.record_files import unreadable
from sitegen.reading.records import (
    LARGEST_RESULTS,
    LONGEST_RECORD,
    find_papers,
    holds_record,
    read_source,
)

FOLDER = "papers/owls"


def write(records: Path, files: Mapping[str, bytes | str]) -> Path:
    for name, data in files.items():
        path = records / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    return records


def paper(records: Path, files: Mapping[str, bytes | str]) -> Path:
    return write(records, {f"{FOLDER}/{name}": data for name, data in files.items()})


def codes(records: Path, folder: str = FOLDER) -> list[str]:
    return [finding.code for finding in read_source(records, folder)[1]]


def finding(records: Path, folder: str = FOLDER) -> Diagnostic:
    [only] = read_source(records, folder)[1]
    return only


# ------------------------------------------------------------------------- finding papers


def test_papers_are_found_in_the_order_of_their_names(tmp_path: Path) -> None:
    write(tmp_path, {"papers/b/manifest.yaml": "", "papers/a/x": "", "papers/B/x": ""})
    assert find_papers(tmp_path) == ["papers/B", "papers/a", "papers/b"]


def test_hidden_folders_and_files_beside_the_folders_are_no_papers(tmp_path: Path) -> None:
    write(tmp_path, {"papers/.git/x": "", "papers/README.md": "", "papers/a/x": ""})
    assert find_papers(tmp_path) == ["papers/a"]


def test_a_record_that_lies_beside_the_folders_is_told_where_it_belongs(tmp_path: Path) -> None:
    write(tmp_path, {"papers/owls.yaml": "work: {}", "papers/.hidden.yaml": ""})
    assert find_papers(tmp_path) == ["papers/owls.yaml"]
    source, [only] = read_source(tmp_path, "papers/owls.yaml")
    assert source.files == {}
    assert (only.code, only.place) == ("SG191", Place("records/papers/owls.yaml"))
    assert only.hint == "move it to papers/owls/manifest.yaml"


def test_a_folder_holds_a_paper_if_it_is_found_among_all(tmp_path: Path) -> None:
    files = ("papers/.git/x", "papers/README.md", "papers/a/x", "papers/b.yaml", "papers/.c.yaml")
    write(tmp_path, dict.fromkeys(files, ""))
    folders = ["/".join(each.split("/")[:2]) for each in [*files, "papers/gone", "papers/gone.yml"]]
    assert [each for each in folders if holds_record(tmp_path, each)] == find_papers(tmp_path)


def test_records_without_a_folder_of_papers_have_none(tmp_path: Path) -> None:
    assert find_papers(tmp_path) == []


# ------------------------------------------------------------------------- reading one paper


def test_the_files_of_a_paper_are_read_once_and_told_apart(tmp_path: Path) -> None:
    paper(
        tmp_path,
        {
            "manifest.yaml": "work: {}",
            "corrections.yaml": "a: b",
            "superseded/1.json": "{}",
            "superseded/20.json": "{}",
            "artifacts/a/data.csv": "hz\n",
            "artifacts/results.json": '{"computed": 1}',
            "artifacts/long.txt": "x" * 1000,
            "superseded/artifacts/0123456789ab/a/data.csv": "old\n",
        },
    )
    source, diagnostics = read_source(tmp_path, FOLDER)
    assert diagnostics == []
    assert source.files == {
        "manifest.yaml": b"work: {}",
        "corrections.yaml": b"a: b",
        "superseded/1.json": b"{}",
        "superseded/20.json": b"{}",
    }
    held = ["artifacts/a/data.csv", "artifacts/long.txt", "artifacts/results.json"]
    assert list(source.artifacts) == held
    assert list(source.kept) == ["superseded/artifacts/0123456789ab/a/data.csv"]
    data = source.artifacts["artifacts/a/data.csv"]
    assert data.sha256 == hashlib.sha256(b"hz\n").hexdigest()
    assert data.size == 3
    assert source.artifacts["artifacts/long.txt"].content is None
    assert source.artifacts["artifacts/results.json"].content == b'{"computed": 1}'
    assert source.place("manifest.yaml", 3, 4) == Place(f"records/{FOLDER}/manifest.yaml", 3, 4)


def test_only_small_json_is_kept_in_memory(tmp_path: Path) -> None:
    small, large = b" " * LARGEST_RESULTS, b" " * (LARGEST_RESULTS + 1)
    paper(tmp_path, {"manifest.yaml": "", "artifacts/a.json": small, "artifacts/b.json": large})
    artifacts = read_source(tmp_path, FOLDER)[0].artifacts
    assert artifacts["artifacts/a.json"].content == small
    assert artifacts["artifacts/b.json"].content is None
    assert artifacts["artifacts/b.json"].size == LARGEST_RESULTS + 1


def test_no_more_of_a_record_is_read_than_tells_that_it_is_too_long(tmp_path: Path) -> None:
    paper(tmp_path, {"manifest.yaml": b"#" * (LONGEST_RECORD + 100)})
    source, diagnostics = read_source(tmp_path, FOLDER)
    assert diagnostics == []
    assert len(source.files["manifest.yaml"]) == LONGEST_RECORD


def test_hidden_files_are_left_alone(tmp_path: Path) -> None:
    paper(tmp_path, {"manifest.yaml": "", ".DS_Store": "", "artifacts/.cache/x": "", ".a/b": ""})
    source, diagnostics = read_source(tmp_path, FOLDER)
    assert diagnostics == []
    assert source.artifacts == {}


# ------------------------------------------------------------------------------ wrong names


@pytest.mark.parametrize("name", ["manifest.yml", "Manifest.yaml", "MANIFEST.YAML", "paper.json"])
def test_a_misnamed_manifest_is_one_mistake_with_its_remedy(tmp_path: Path, name: str) -> None:
    paper(tmp_path, {name: ""})
    only = finding(tmp_path)
    assert only.code == "SG191"
    assert only.place == Place(f"records/{FOLDER}/manifest.yaml")
    assert only.hint.startswith(f'rename "{name}" to manifest.yaml')


def test_a_folder_without_anything_like_a_manifest_is_to_get_one(tmp_path: Path) -> None:
    paper(tmp_path, {"artifacts/data.csv": ""})
    hint = finding(tmp_path).hint
    assert hint.startswith("add one: a manifest needs contract_version: paper-manifest-v1.1, work")
    assert hint.endswith("; or remove the folder")


@pytest.mark.parametrize(
    ("name", "help_"),
    [
        ("correction.yaml", "rename it to corrections.yaml, or remove it"),
        ("Corrections.yml", "rename it to corrections.yaml, or remove it"),
        ("tombstones.yaml", "rename it to tombstone.yaml, or remove it"),
        ("notes.txt", "remove it, or move it below artifacts/ and list it in the manifest"),
        ("artifact/data.csv", "remove it, or move it below artifacts/ and list it in the manifest"),
        ("superseded/01.json", "name it superseded/N.json with the number N of its event, such as"),
        ("superseded/latest.json", "name it superseded/N.json with the number N of its event"),
    ],
)
def test_a_stranger_is_warned_about_with_what_it_may_have_meant(
    tmp_path: Path, name: str, help_: str
) -> None:
    paper(tmp_path, {"manifest.yaml": "", name: ""})
    only = finding(tmp_path)
    assert (only.code, only.severity) == ("SG192", "warning")
    assert only.place.file == f"records/{FOLDER}/{name}"
    assert only.hint.startswith(help_)


def test_a_name_that_could_add_lines_to_a_report_is_shown_on_one_line(tmp_path: Path) -> None:
    paper(tmp_path, {"manifest.yaml": "", "a\nb\x1b[31m": ""})
    assert finding(tmp_path).message == r'the file "a\nb\x1b[31m" is not used by anything'


def test_a_name_that_is_not_utf_8_is_survived(tmp_path: Path) -> None:
    paper(tmp_path, {"manifest.yaml": ""})
    name = os.fsencode(tmp_path / FOLDER) + b"/caf\xe9.txt"
    with open(name, "wb"):
        pass
    only = finding(tmp_path)
    assert (only.code, only.message) == (
        "SG194",
        r'the file name "caf\xe9.txt" is not valid UTF-8',
    )


# ------------------------------------------------------------------------------ tombstones


def test_a_tombstone_alone_is_a_removed_paper(tmp_path: Path) -> None:
    assert codes(paper(tmp_path, {"tombstone.yaml": ""})) == []


def test_corrections_stay_next_to_a_tombstone(tmp_path: Path) -> None:
    assert codes(paper(tmp_path, {"tombstone.yaml": "", "corrections.yaml": ""})) == []


@pytest.mark.parametrize("name", ["manifest.yaml", "superseded/1.json", "artifacts/data.csv"])
def test_a_tombstone_stands_instead_of_everything_else(tmp_path: Path, name: str) -> None:
    paper(tmp_path, {"tombstone.yaml": "", name: ""})
    only = finding(tmp_path)
    assert only.code == "SG191"
    assert f'"{name}"' in only.message


# ------------------------------------------------------------------------------ links


def test_links_among_the_artifacts_are_noted_and_never_followed(tmp_path: Path) -> None:
    paper(tmp_path, {"manifest.yaml": "", "artifacts/real.csv": "hz\n"})
    secret = tmp_path / "secret"
    write(secret, {"data.csv": "secret"})
    (tmp_path / FOLDER / "artifacts/file.csv").symlink_to(secret / "data.csv")
    (tmp_path / FOLDER / "artifacts/folder").symlink_to(secret)
    (tmp_path / FOLDER / "artifacts/dangling").symlink_to(tmp_path / "nowhere")
    source, diagnostics = read_source(tmp_path, FOLDER)
    assert diagnostics == []
    assert list(source.artifacts) == ["artifacts/real.csv"]
    assert source.links.keys() == {"artifacts/file.csv", "artifacts/folder", "artifacts/dangling"}


@pytest.mark.parametrize("name", ["manifest.yaml", "corrections.yaml", "superseded"])
def test_a_linked_record_is_an_error_and_not_read(tmp_path: Path, name: str) -> None:
    paper(
        tmp_path, {"artifacts/data.csv": ""} if name == "manifest.yaml" else {"manifest.yaml": ""}
    )
    target = tmp_path / "elsewhere.yaml"
    target.write_text("secret", encoding="utf-8")
    (tmp_path / FOLDER / name).symlink_to(target)
    source, [only] = read_source(tmp_path, FOLDER)
    assert only.code == "SG193"
    assert only.place.file == f"records/{FOLDER}/{name}"
    assert b"secret" not in b"".join(source.files.values())


def test_a_linked_folder_of_a_paper_is_an_error_and_not_read(tmp_path: Path) -> None:
    write(tmp_path, {"elsewhere/manifest.yaml": "secret", "papers/real/manifest.yaml": ""})
    (tmp_path / "papers/linked").symlink_to(tmp_path / "elsewhere")
    assert find_papers(tmp_path) == ["papers/linked", "papers/real"]
    source, [only] = read_source(tmp_path, "papers/linked")
    assert (only.code, only.place) == ("SG193", Place("records/papers/linked"))
    assert source.files == {}


def test_any_other_link_is_a_stranger(tmp_path: Path) -> None:
    paper(tmp_path, {"manifest.yaml": ""})
    (tmp_path / FOLDER / "README").symlink_to("manifest.yaml")
    assert codes(tmp_path) == ["SG192"]


# ------------------------------------------------------------------------------ the machine


def test_a_folder_in_place_of_a_record_is_an_error_of_that_paper(tmp_path: Path) -> None:
    (tmp_path / FOLDER / "manifest.yaml").mkdir(parents=True)
    only = finding(tmp_path)
    assert (only.code, only.message) == ("SG901", "cannot be read: is a directory")
    assert only.place.file == f"records/{FOLDER}/manifest.yaml"
    assert read_source(tmp_path, FOLDER)[0].unread == ("manifest.yaml",)


def test_a_folder_that_cannot_be_listed_is_an_error_of_that_paper(tmp_path: Path) -> None:
    only = finding(tmp_path, "papers/gone")
    assert (only.code, only.place) == ("SG901", Place("records/papers/gone"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_the_account_may_not_read_is_an_error_of_that_paper(tmp_path: Path) -> None:
    paper(tmp_path, {"manifest.yaml": "", "artifacts/data.csv": ""})
    (tmp_path / FOLDER / "artifacts/data.csv").chmod(0)
    assert finding(tmp_path).message == "cannot be read: permission denied"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the machine has no pipes")
def test_a_pipe_in_place_of_a_record_blocks_nobody(tmp_path: Path) -> None:
    paper(tmp_path, {"artifacts/data.csv": ""})
    os.mkfifo(tmp_path / FOLDER / "manifest.yaml")
    only = finding(tmp_path)
    assert (only.code, only.message) == ("SG901", "cannot be read: it is not a regular file")


@pytest.mark.parametrize("depth", [30, 31, 990])
def test_folders_may_lie_thirty_deep(tmp_path: Path, depth: int) -> None:
    paper(tmp_path, {"manifest.yaml": ""})
    folder = os.open(tmp_path / FOLDER, os.O_RDONLY)
    for name in ["artifacts", *["a"] * (depth - 1)]:  # a path that no system call takes as a whole
        os.mkdir(name, dir_fd=folder)
        inner = os.open(name, os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = inner
    os.close(os.open("x.csv", os.O_CREAT | os.O_WRONLY, dir_fd=folder))
    os.close(folder)
    source, found = read_source(tmp_path, FOLDER)
    assert len(source.artifacts) == (depth <= 30)
    assert {each.code for each in found} == (set() if depth <= 30 else {"SG195"})
    assert read_source(tmp_path, FOLDER)[0] == source
    subprocess.run(["rm", "-rf", tmp_path / FOLDER], check=True)  # too deep for Python


def test_an_artifact_may_be_as_large_as_the_settings_say(tmp_path: Path) -> None:
    paper(tmp_path, {"manifest.yaml": "", "artifacts/a.csv": "1" * 10, "artifacts/b.csv": "1" * 11})
    source, [found] = read_source(tmp_path, FOLDER, largest_artifact=10)
    assert list(source.artifacts) == ["artifacts/a.csv"]
    assert (found.code, found.place.file) == ("SG901", f"records/{FOLDER}/artifacts/b.csv")
    assert found.message == "cannot be read: it is larger than 10 bytes"
    assert "largest_artifact_mb" in found.hint


def test_a_huge_snapshot_is_not_read(tmp_path: Path) -> None:
    paper(tmp_path, {"manifest.yaml": "", "superseded/1.json": "{}"})
    os.truncate(tmp_path / FOLDER / "superseded/1.json", 8_000_000_000)
    source, [found] = read_source(tmp_path, FOLDER)
    assert source.unread == ("superseded/1.json",)
    assert "it is larger than 64,000,000 bytes" in found.message


def test_the_reason_of_the_machine_is_said_in_its_words() -> None:
    place = Place("records/site.yaml")
    refusal = unreadable(place, PermissionError(13, "Permission denied"))
    assert refusal.message == "cannot be read: permission denied"
    assert unreadable(place, OSError()).message == "cannot be read: oserror"


# ------------------------------------------------------------------------- the digest of a source

CSV = ArtifactFile("00ff" * 16, 3)
SOURCE = PaperSource(
    FOLDER,
    {"manifest.yaml": b"work: {}", "corrections.yaml": b"a: b"},
    {"artifacts/a.csv": CSV, "artifacts/b.csv": CSV},
    {"artifacts/c": "/etc/passwd", "artifacts/d": "c"},
    ("README.md", "notes.txt"),
)
OTHERS = {
    "its folder": replace(SOURCE, folder="papers/crows"),
    "a byte of a file": replace(SOURCE, files={**SOURCE.files, "manifest.yaml": b"work: []"}),
    "the name of a file": replace(
        SOURCE, files={"manifest.yaml": b"work: {}", "tombstone.yaml": b"a: b"}
    ),
    "one file less": replace(SOURCE, files={"manifest.yaml": b"work: {}"}),
    "the path of an artifact": replace(
        SOURCE, artifacts={"artifacts/a.csv": CSV, "artifacts/c.csv": CSV}
    ),
    "the digest of an artifact": replace(
        SOURCE,
        artifacts={**SOURCE.artifacts, "artifacts/b.csv": ArtifactFile("ff00" * 16, 3)},
    ),
    "the size of an artifact": replace(
        SOURCE, artifacts={**SOURCE.artifacts, "artifacts/b.csv": ArtifactFile("00ff" * 16, 4)}
    ),
    "where a link leads": replace(SOURCE, links={**SOURCE.links, "artifacts/d": "b"}),
    "the name of a link": replace(SOURCE, links={"artifacts/c": "/etc/passwd", "artifacts/e": "c"}),
    "a stranger": replace(SOURCE, strangers=("README.md",)),
    "what could not be read": replace(SOURCE, unread=("artifacts/e",)),
    "bytes on the other side of a file's end": replace(
        SOURCE, files={"manifest.yaml": b"ork: {}", "corrections.yaml": b"a: bw"}
    ),
    "a name on the other side of its start": replace(
        SOURCE, files={"manifest.yam": b"lwork: {}", "corrections.yaml": b"a: b"}
    ),
    "a link for a file": replace(
        SOURCE, files={"manifest.yaml": b"work: {}"}, links={**SOURCE.links, "corrections.yaml": ""}
    ),
    "one name for two": replace(SOURCE, strangers=('README.md", "notes.txt',)),
}


def test_what_differs_in_a_source_differs_in_its_digest() -> None:
    assert len({source_sha256(each) for each in (SOURCE, *OTHERS.values())}) == len(OTHERS) + 1


@pytest.mark.parametrize("part", ["files", "artifacts", "links"])
def test_the_order_of_names_makes_no_other_digest(part: str) -> None:
    turned = dict(reversed(getattr(SOURCE, part).items()))
    assert source_sha256(replace(SOURCE, **{part: turned})) == source_sha256(SOURCE)


def test_a_digest_is_the_same_in_every_run_and_process() -> None:
    digest = "b8e12c5d741b8cb8b5b3c5c444d88e96097c8463dac73a6f722afb84798fb018"
    assert source_sha256(SOURCE) == source_sha256(pickle.loads(pickle.dumps(SOURCE))) == digest


def test_a_name_that_is_no_utf_8_has_a_digest() -> None:
    names = (os.fsdecode(b"caf\xe9"), "caf\\udce9", "café")
    assert len({source_sha256(replace(SOURCE, strangers=(name,))) for name in names}) == 3
