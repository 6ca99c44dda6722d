"""Reads the records folder: lists the records, and reads the files of each once."""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from sitegen.findings.diagnostics import Diagnostic, Place, shown
from sitegen.findings.errors import raise_if_of_the_machine
from sitegen.reading.builder import MANIFEST_NEEDS
from sitegen.reading.kinds import KINDS, PAPER, RecordKind, kind_in
from sitegen.reading.record_rules import COMPLETE_FOLDER, KNOWN_FILES, NO_LINKS, READABLE

# One byte more than a YAML file may have, so that its reader notices if it is too long.
LONGEST_RECORD = 1_000_001
LARGEST_RESULTS = 1_000_000
SUPERSEDED = re.compile(r"superseded/([1-9][0-9]{0,5})\.json\Z")
KEPT = re.compile(r"superseded/(?P<served>artifacts/(?P<digest>[0-9a-f]{12})/.+)\Z", re.DOTALL)
# The content of a kept file whose bytes were redacted.
REDACTED_LINE = "Redacted. SHA-256 of what stood here: {}\n"
REDACTED = re.compile(rb"Redacted\. SHA-256 of what stood here: ([0-9a-f]{64})\n\Z")
LONGEST_REDACTED = 200
RECORD_NAMES = MANIFEST, CORRECTIONS, TOMBSTONE = PAPER.file_names
# Files with these names are reported if they are where the folder of a record belongs.
MISPLACED = (".yaml", ".yml")

# A name that is most likely a misspelled name of a record file.
LOOKS_LIKE = re.compile(
    r"((?P<manifest>manifest|record|paper)|(?P<corrections>correc)|(?P<tombstone>tomb))"
    r"[^/]*\.(yaml|yml|json)\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class ArtifactFile:
    """A file below a record's `artifacts/`: its digest and size in bytes.

    `content` is kept for small JSON files, because rules read results, and for very short files,
    because they may be the rest of a redacted file.
    """

    sha256: str
    size: int
    content: bytes | None = None

    @property
    def redacted(self) -> str:
        """The digest of the bytes that this file replaces, if they were redacted; else empty."""
        found = REDACTED.match(self.content or b"")
        return found[1].decode() if found else ""


@dataclass(frozen=True)
class PaperSource:
    """The files of one record: all that a build reads of it.

    All paths are below `folder`, which is below the records folder. `files` maps record files to
    their bytes; `artifacts` and `kept`, the replaced artifacts, map paths to digests and sizes.
    `links` maps symbolic links, which are never followed, to their targets. `strangers` are files
    that nothing uses. `unread` are files, and folders with a slash, that could not be read.
    """

    folder: str
    files: Mapping[str, bytes]
    artifacts: Mapping[str, ArtifactFile] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    strangers: tuple[str, ...] = ()
    kept: Mapping[str, ArtifactFile] = field(default_factory=dict)
    unread: tuple[str, ...] = ()

    def place(self, name: str, line: int = 1, column: int = 1) -> Place:
        """A place in one of the record's files; lines and columns count from 1."""
        return Place(f"records/{self.folder}/{name}", line, column)

    @property
    def held(self) -> dict[str, ArtifactFile]:
        """All artifacts, current and replaced, by their paths."""
        return {**self.artifacts, **self.kept}

    @property
    def kind(self) -> RecordKind:
        """The kind of the record."""
        return kind_in(self.folder)

    @property
    def main_place(self) -> Place:
        """The place of findings that are about the record as a whole."""
        return self.place(TOMBSTONE if TOMBSTONE in self.files else self.kind.manifest.name)


def source_sha256(source: PaperSource) -> str:
    """A SHA-256 digest of everything in a source, and so of all that a build reads of a record.

    It includes artifacts by their digests, and unread files by their names. Why they could not be
    read is only in the findings of `read_source`, so a cache has to look at these as well.
    """
    files = sorted(source.files.items())
    head = [
        source.folder,
        [(name, len(data)) for name, data in files],
        [(name, held.sha256, held.size) for name, held in sorted(source.held.items())],
        sorted(source.links.items()),
        source.strangers,
        source.unread,
    ]
    # The head ends with its last bracket and has the length of each file, so two different sources
    # never give the same bytes. ASCII, because names may have bytes that are not UTF-8.
    digest = hashlib.sha256(json.dumps(head).encode("ascii"))
    for _, data in files:
        digest.update(data)
    return digest.hexdigest()


def find_records(records: Path) -> list[str]:
    """The folders of all records of every kind, below `records`, in order; see `find_papers`."""
    return sorted(folder for kind in KINDS for folder in _folders(records, kind))


def find_papers(records: Path) -> list[str]:
    """The folders of all papers, below `records`, in order; hidden ones are left out.

    A YAML file next to them is listed too: `read_source` reports that it is in the wrong place.
    Raises OSError if the folder cannot be listed.
    """
    return _folders(records, PAPER)


def _folders(records: Path, kind: RecordKind) -> list[str]:
    top = records / kind.folder
    if not top.is_dir():
        return []
    with os.scandir(top) as entries:
        names = [
            entry.name
            for entry in entries
            if entry.name[0] != "." and (entry.is_dir() or entry.name.endswith(MISPLACED))
        ]
    return [kind.record_folder(name) for name in sorted(names)]


def holds_record(records: Path, folder: str) -> bool:
    """Whether `find_records` would list this folder now."""
    path = records / folder
    if path.name.startswith("."):
        return False
    return path.is_dir() or (path.name.endswith(MISPLACED) and os.path.lexists(path))


def read_source(records: Path, folder: str) -> tuple[PaperSource, list[Diagnostic]]:
    """Read the files of one record; returns them and the findings of its folder."""
    if misplaced := _misplaced(records, folder):
        return PaperSource(folder, {}), [misplaced]
    files: dict[str, bytes] = {}
    artifacts: dict[str, ArtifactFile] = {}
    kept: dict[str, ArtifactFile] = {}
    links: dict[str, str] = {}
    strangers: list[str] = []
    unread: list[str] = []
    diagnostics: list[Diagnostic] = []
    own = kind_in(folder).file_names
    for name, entry in _walk(os.path.join(records, folder), "", own):
        try:
            if isinstance(entry, OSError):
                raise entry
            if entry.is_symlink():
                links[name] = os.readlink(entry.path)
            elif name in own or SUPERSEDED.match(name):
                files[name] = _read(entry.path)
            elif name.startswith("artifacts/"):
                artifacts[name] = read_artifact(entry.path)
            elif KEPT.match(name):
                kept[name] = read_artifact(entry.path)
            else:
                strangers.append(name)
        except OSError as error:
            place = Place(f"records/{folder}/{name}".removesuffix("/"))
            diagnostics.append(unreadable(place, error))
            unread.append(name)
    source = PaperSource(folder, files, artifacts, links, tuple(strangers), kept, tuple(unread))
    return source, diagnostics + list(_folder_findings(source, unread=bool(diagnostics)))


def _misplaced(records: Path, folder: str) -> Diagnostic | None:
    path, place = os.path.join(records, folder), Place(f"records/{folder}")
    try:
        mode = os.lstat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    if stat.S_ISLNK(mode):
        target = shown(os.readlink(path))
        message = (
            f"the folder {shown(folder)} is a symbolic link to {target}, and links are not followed"
        )
        noun = kind_in(folder).noun
        hint = f"remove the link; each {noun} needs its own folder with its own files"
        return NO_LINKS.at(place, message, hint)
    if stat.S_ISREG(mode):
        name, suffix = os.path.basename(folder), os.path.splitext(folder)[1]
        kind = kind_in(folder)
        message = f"the file {shown(name)} is outside the folder of a {kind.noun}"
        hint = f"move it to {folder[: -len(suffix)]}/{kind.manifest.name}"
        if (meant := _meant(name)) and meant != kind.manifest.name:
            hint = f"move it into the folder of its {kind.noun}, and name it {meant}"
        return COMPLETE_FOLDER.at(place, message, hint)
    return None


def unreadable(place: Place, error: OSError) -> Diagnostic:
    """The finding for a file that cannot be read. Raises OSError if the machine is to blame."""
    raise_if_of_the_machine(error, place.file)
    reason = (error.strerror or type(error).__name__).lower()
    is_folder = isinstance(error, IsADirectoryError)
    hint = "make the file readable, or remove it"
    if is_folder:
        hint = "if the file lies inside this folder, move it up; otherwise put a file in its place"
    return READABLE.at(place, f"cannot be read: {reason}", hint)


def _walk(
    folder: str, below: str, own: Collection[str]
) -> Iterator[tuple[str, os.DirEntry[str] | OSError]]:
    """Every file and link below a folder, in order, with its POSIX path; hidden ones left out.

    A folder that cannot be listed comes as its error. A folder that has one of the record's `own`
    names comes as a file, and reading it fails. Pipes and devices are left out: reading one blocks.
    """
    try:
        with os.scandir(folder) as scan:
            entries = sorted(scan, key=lambda entry: entry.name)
    except OSError as error:
        yield below, error
        return
    for entry in entries:
        name = below + entry.name
        if entry.name.startswith("."):
            continue
        is_folder = entry.is_dir(follow_symlinks=False)
        if is_folder and name not in own:
            yield from _walk(entry.path, f"{name}/", own)
        elif is_folder or entry.is_symlink() or entry.is_file(follow_symlinks=False):
            yield name, entry


def _read(path: str) -> bytes:
    """The bytes of a record file. It runs for every paper of every build, so it skips buffers."""
    file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0))
    try:
        size = os.fstat(file).st_size
        if path.endswith(".yaml"):
            size = min(size, LONGEST_RECORD)
        parts: list[bytes] = []
        while size > 0 and (part := os.read(file, size)):
            parts.append(part)
            size -= len(part)
        return b"".join(parts)
    finally:
        os.close(file)


def read_artifact(path: str) -> ArtifactFile:
    """The digest and size of a file, and its content if rules need it. Raises OSError."""
    with open(path, "rb") as file:
        if _size(file) > LARGEST_RESULTS:
            return ArtifactFile(hashlib.file_digest(file, "sha256").hexdigest(), file.tell())
        data = file.read()
    digest = hashlib.sha256(data).hexdigest()
    is_looked_into = path.endswith(".json") or len(data) <= LONGEST_REDACTED
    return ArtifactFile(digest, len(data), data if is_looked_into else None)


def _size(file: BinaryIO) -> int:
    return os.fstat(file.fileno()).st_size


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
    others = sorted((source.files.keys() | source.held.keys()) - {TOMBSTONE})
    if others:
        message = f"the folder has a tombstone, but also {shown(others[0])}"
        hint = (
            "if the paper is removed, delete everything but tombstone.yaml; "
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
