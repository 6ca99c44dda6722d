"""Reads the records folder: lists the records, and reads the files of each once."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from sitegen.findings.diagnostics import Diagnostic, Place, shown
from sitegen.findings.line_ends import OtherLineEnds, other_line_ends
from sitegen.findings.regular_files import (
    UNREADABLE,
    Entry,
    Folder,
    RefusedFileError,
    folder_below,
    open_below,
)
from sitegen.reading.builder import MANIFEST_NEEDS
from sitegen.reading.kinds import KINDS, PAPER, RecordKind, kind_in
from sitegen.reading.paper_source import (
    CORRECTIONS,
    MANIFEST,
    REDACTED,
    TOMBSTONE,
    ArtifactFile,
    PaperSource,
)
from sitegen.reading.pdf_form import pdf_form
from sitegen.reading.record_files import files_below, illegible, legible_name, unreadable
from sitegen.reading.record_rules import COMPLETE_FOLDER, KNOWN_FILES, NO_LINKS, READABLE

# One byte more than a YAML file may have, so that its reader notices if it is too long.
LONGEST_RECORD = 1_000_001
LARGEST_SNAPSHOT = 64_000_000  # a manifest of a record with 1 MB has a few MB
LARGEST_RESULTS = 1_000_000
SUPERSEDED = re.compile(r"superseded/([1-9][0-9]{0,5})\.json\Z")
KEPT = re.compile(r"superseded/(?P<served>artifacts/(?P<digest>[0-9a-f]{12})/.+)\Z", re.DOTALL)
LONGEST_REDACTED = 200
SHA256 = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
SMALLER = "make the file smaller, or raise `largest_artifact_mb` in site.yaml"
# Files with these names are reported if they are where the folder of a record belongs.
MISPLACED = (".yaml", ".yml")

# A name that is most likely a misspelled name of a record file.
LOOKS_LIKE = re.compile(
    r"((?P<manifest>manifest|record|paper)|(?P<corrections>correc)|(?P<tombstone>tomb))"
    r"[^/]*\.(yaml|yml|json)\Z",
    re.IGNORECASE,
)


def find_records(records: Path) -> list[str]:
    """The folders of all records of every kind, below `records`, in order; see `find_papers`."""
    return sorted(folder for kind in KINDS for folder in _folders(records, kind))


def find_papers(records: Path) -> list[str]:
    """The folders of all papers, below `records`, in order; hidden ones are left out.

    What cannot be the folder of a record is listed too if it may be meant as one: `read_source`
    reports it. That is a YAML file, a link, a pipe, a name that is not UTF-8, whose bytes are
    escaped, and the folder of all papers itself if it is a link or a file. Raises OSError if it
    cannot be listed.
    """
    return _folders(records, PAPER)


def _folders(records: Path, kind: RecordKind) -> list[str]:
    if not os.path.lexists(records / kind.folder):
        return []
    try:
        with folder_below(records, kind.folder) as folder:
            entries = folder.entries()
    except (RefusedFileError, NotADirectoryError):
        return [kind.folder]
    names = [legible_name(entry.name) for entry in entries if _may_be_record(entry)]
    return sorted(kind.record_folder(name) for name in names)


def _may_be_record(entry: Entry) -> bool:
    return entry.name[0] != "." and (not entry.is_file or entry.name.endswith(MISPLACED))


def holds_record(records: Path, folder: str) -> bool:
    """Whether `find_records` would list this folder now."""
    path = records / folder
    if path.name.startswith(".") or not os.path.lexists(path):
        return False
    return not stat.S_ISREG(path.lstat().st_mode) or path.name.endswith(MISPLACED)


def read_source(
    records: Path, folder: str, largest_artifact: int | None = None
) -> tuple[PaperSource, list[Diagnostic]]:
    """Read the files of one record; returns them and the findings of its folder.

    An artifact with more than `largest_artifact` bytes is not read, and reported.
    """
    place = f"records/{folder}"
    try:
        with folder_below(records, folder) as opened:
            source, found = _read_files(opened, folder, place, largest_artifact)
        return _with_line_ends(records, source), found
    except UNREADABLE as error:
        problem = _misplaced(records, folder) or unreadable(Place(place), error)
        is_unread = problem.code == READABLE.code
        return PaperSource(folder, {}, unread=("",) if is_unread else ()), [problem]


def _read_files(
    opened: Folder, folder: str, place: str, largest_artifact: int | None
) -> tuple[PaperSource, list[Diagnostic]]:
    files: dict[str, bytes] = {}
    artifacts: dict[str, ArtifactFile] = {}
    kept: dict[str, ArtifactFile] = {}
    links: dict[str, str] = {}
    strangers: list[str] = []
    unread: list[str] = []
    diagnostics: list[Diagnostic] = []
    own = kind_in(folder).file_names
    for found in files_below(opened, place, own):
        path = found.path
        if found.problem or found.folder is None or found.entry is None:
            diagnostics += [found.problem] if found.problem else []
            unread.append(path)
            continue
        name = found.entry.name
        try:
            if found.entry.is_link:
                links[path] = found.folder.target(name)
            elif path in own:
                files[path] = found.folder.start(name, LONGEST_RECORD)
            elif SUPERSEDED.match(path):
                files[path] = found.folder.read(name, LARGEST_SNAPSHOT)
            elif path.startswith("artifacts/"):
                artifacts[path] = read_artifact(found.folder, name, largest_artifact)
            elif KEPT.match(path):
                kept[path] = read_artifact(found.folder, name, largest_artifact)
            else:
                strangers.append(path)
        except UNREADABLE as error:
            problem = unreadable(Place(f"{place}/{path}"), error)
            if isinstance(error, RefusedFileError) and "artifacts/" in path:
                problem = problem._replace(hint=SMALLER)
            diagnostics.append(problem)
            unread.append(path)
    source = PaperSource(folder, files, artifacts, links, tuple(strangers), kept, tuple(unread))
    return source, diagnostics + list(_folder_findings(source, unread=bool(diagnostics)))


def _with_line_ends(records: Path, source: PaperSource) -> PaperSource:
    """The source; its artifacts know whether only their line ends are not those of the record.

    Only files whose digest the record does not have are read again.
    """
    if not source.artifacts and not source.kept:
        return source
    named = {each.decode() for each in SHA256.findall(source.files.get(MANIFEST, b""))}
    missing = named - {file.sha256 for file in source.artifacts.values()}
    found: dict[str, ArtifactFile] = {}
    for path, file in source.artifacts.items() if missing else ():
        if file.sha256 not in named:
            found[path] = _compared(records / source.folder, path, file, missing.__contains__)
    kept: dict[str, ArtifactFile] = {}
    for path, file in source.kept.items():
        digits = path.split("/")[2]
        if not (file.redacted or file.sha256).startswith(digits):
            kept[path] = _compared(records / source.folder, path, file, _starts_with(digits))
    if not found and not kept:
        return source
    return replace(source, artifacts={**source.artifacts, **found}, kept={**source.kept, **kept})


def _starts_with(digits: str) -> Callable[[str], bool]:
    return lambda sha256: sha256.startswith(digits)


def _compared(
    folder: Path, path: str, file: ArtifactFile, is_expected: Callable[[str], bool]
) -> ArtifactFile:
    line = REDACTED.match((file.content or b"").replace(b"\r\n", b"\n"))
    if line and is_expected(line[1].decode()):
        return replace(file, line_ends=OtherLineEnds("LF", line[1].decode()))
    try:
        with open_below(folder, path) as opened:
            return replace(file, line_ends=other_line_ends(opened, is_expected))
    except UNREADABLE:  # it was read before, so it went away in between
        return file


def _misplaced(records: Path, folder: str) -> Diagnostic | None:
    """Why there is something else than the folder of a record, if that is the reason."""
    path, place = os.path.join(records, folder), Place(f"records/{folder}")
    kind, name = kind_in(folder), os.path.basename(folder)
    if not os.path.lexists(path):
        return _illegible_folder(records, kind, name)
    mode = os.lstat(path).st_mode
    if stat.S_ISLNK(mode):
        target = shown(legible_name(os.readlink(path)))
        message = (
            f"the folder {shown(folder)} is a symbolic link to {target}, and links are not followed"
        )
        hint = f"remove the link; each {kind.noun} needs its own folder with its own files"
        if folder == kind.folder:
            hint = "replace the link with a folder that holds the records"
        return NO_LINKS.at(place, message, hint)
    if stat.S_ISREG(mode) and folder == kind.folder:
        message = f"{shown(folder)} is a file, not the folder of the records"
        return COMPLETE_FOLDER.at(place, message, "move the file away, and make a folder")
    if stat.S_ISREG(mode):
        suffix = os.path.splitext(folder)[1]
        message = f"the file {shown(name)} is outside the folder of a {kind.noun}"
        hint = f"move it to {folder[: -len(suffix)]}/{kind.manifest.name}"
        if (meant := _meant(name)) and meant != kind.manifest.name:
            hint = f"move it into the folder of its {kind.noun}, and name it {meant}"
        return COMPLETE_FOLDER.at(place, message, hint)
    return None


def _illegible_folder(records: Path, kind: RecordKind, name: str) -> Diagnostic | None:
    """The finding for a folder whose name is not UTF-8; `name` has its escaped bytes."""
    try:
        with folder_below(records, kind.folder) as folder:
            names = [entry.name for entry in folder.entries() if not entry.is_utf8]
    except UNREADABLE:
        return None
    is_there = any(legible_name(each) == name for each in names)
    return illegible(kind.project_path, name) if is_there else None


def read_artifact(folder: Folder, name: str, most: int | None = None) -> ArtifactFile:
    """The digest and size of a file, and its content if rules need it.

    Raises OSError, or RefusedFileError for a file with more than `most` bytes.
    """
    with os.fdopen(folder.open(name), "rb") as file:
        size = os.fstat(file.fileno()).st_size
        if most is not None and size > most:
            raise RefusedFileError(f"it is larger than {most:,} bytes")
        pdf = pdf_form(file) if name.lower().endswith(".pdf") else None
        file.seek(0)
        if size > LARGEST_RESULTS:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            return ArtifactFile(digest, file.tell(), pdf=pdf)
        data = file.read()
    digest = hashlib.sha256(data).hexdigest()
    is_looked_into = name.endswith(".json") or len(data) <= LONGEST_REDACTED
    return ArtifactFile(digest, len(data), data if is_looked_into else None, pdf=pdf)


def _folder_findings(source: PaperSource, unread: bool) -> Iterator[Diagnostic]:
    yield from _links(source)
    manifest, misnamed, deeper = source.kind.manifest.name, None, ""
    if TOMBSTONE in source.files:
        yield from _beside_tombstone(source)
    elif not (manifest in source.files or manifest in source.links or unread):
        misnamed = next((name for name in source.strangers if _meant(name) == manifest), None)
        in_folder = f"/{manifest}"
        deeper = next(
            (
                name.removesuffix(manifest)
                for name in source.strangers
                if name.endswith(in_folder) and name.count("/") == 1
            ),
            "",
        )
        yield _without_manifest(source, misnamed, deeper)
    for name in source.strangers:
        if name != misnamed and not (deeper and name.startswith(deeper)):
            message = f"the file {shown(name)} is not used by anything"
            yield KNOWN_FILES.at(source.place(name), message, _what_to_do_with(name))


def _links(source: PaperSource) -> Iterator[Diagnostic]:
    for name, target in sorted(source.links.items()):
        top = name.partition("/")[0]
        message = f"{shown(name)} is a symbolic link to {shown(target)}, and links are not followed"
        if name in source.kind.file_names or top == "superseded":
            part = "the folder" if name == source.kind.manifest.name else "the link"
            hint = f"replace the link with a file of this {source.kind.noun}, or remove {part}"
            yield NO_LINKS.at(source.place(name), message, hint)
        elif top != "artifacts":  # another rule checks links that the manifest lists
            yield KNOWN_FILES.at(source.place(name), message, "remove it")


def _beside_tombstone(source: PaperSource) -> Iterator[Diagnostic]:
    others = sorted((source.files.keys() | source.held.keys()) - {TOMBSTONE, CORRECTIONS})
    if others:
        message = f"the folder has a tombstone, but also {shown(others[0])}"
        hint = (
            "if the paper is removed, delete everything but tombstone.yaml and corrections.yaml; "
            "if it is not, delete tombstone.yaml"
        )
        yield COMPLETE_FOLDER.at(source.place(TOMBSTONE), message, hint)


def _without_manifest(source: PaperSource, misnamed: str | None, deeper: str) -> Diagnostic:
    kind, manifest = source.kind, source.kind.manifest.name
    message = f"the folder {shown(source.folder)} has no {manifest}"
    others = sorted([*source.files, *source.held, *source.strangers])
    if others:
        first = misnamed or (deeper and deeper + manifest) or others[0]
        message += f", only {shown(first)}" + (" and other files" if others[1:] else "")
    if deeper:
        inner = deeper.rstrip("/")
        hint = f"move the folder {source.folder}/{inner} to {kind.record_folder(inner)}"
        return COMPLETE_FOLDER.at(source.place(manifest), message, hint)
    hint = f"add one: {MANIFEST_NEEDS}" if kind == PAPER else "add one"
    if misnamed:
        hint = f"rename {shown(misnamed)} to {manifest}"
    return COMPLETE_FOLDER.at(source.place(manifest), message, f"{hint}; or remove the folder")


def _what_to_do_with(stranger: str) -> str:
    if meant := _meant(stranger):
        return f"rename it to {meant}, or remove it"
    if stranger.startswith("superseded/"):
        return (
            "name it superseded/N.json with the number N of its event, such as superseded/1.json; "
            "a replaced artifact lies below superseded/artifacts/ and 12 digits of its SHA-256"
        )
    return "remove it, or move it below artifacts/ and list it in the manifest"


def _meant(name: str) -> str | None:
    """The record file that a misspelled name most likely means."""
    found = LOOKS_LIKE.match(name)
    return next(f"{key}.yaml" for key, text in found.groupdict().items() if text) if found else None
