"""Removes texts and files from a record and its history; digests and addresses stay."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson

from sitegen.checks.check import CORRECTIONS, MANIFEST
from sitegen.contracts.artifacts import served_path
from sitegen.contracts.redaction import MARK
from sitegen.contracts.replaced_manifest import read_replaced_manifest
from sitegen.contracts.settings import Site
from sitegen.editing.correcting import corrections
from sitegen.editing.papers import Papers
from sitegen.editing.placing import write
from sitegen.editing.plans import Announcement, Correction, CorrectionError, When
from sitegen.editing.record_edits import add_key, remove_key, replace_values
from sitegen.findings.canonical import canonical_json
from sitegen.findings.diagnostics import shown
from sitegen.findings.regular_files import read_below
from sitegen.history.base import Base
from sitegen.reading.documents import Document, KeyPath, read_yaml
from sitegen.reading.paper_source import REDACTED_LINE, ArtifactFile, PaperSource
from sitegen.reading.records import SUPERSEDED

NOTE = "Texts or files were taken out of this record and of its history. Their digests stay."
EVENTS = "correction_events"
# The keys of an event whose texts can be redacted; the others hold no prose.
TEXTS_OF_EVENTS = ("public_note", "notice")


@dataclass(frozen=True)
class Redaction:
    """What to remove from one paper: texts wherever they appear, and files by path."""

    folder: str
    texts: tuple[str, ...] = ()
    artifacts: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Redacted:
    """The files to write and remove below the records folder, and what is left to do by hand."""

    correction: Correction
    removes: tuple[str, ...] = ()
    left: tuple[str, ...] = ()

    def write(self, records: Path) -> None:
        """Write and remove the files. Raises CorrectionError, OSError."""
        write(records, [self.correction])
        for name in self.removes:
            (records / name).unlink(missing_ok=True)


def redacted(records: Path, site: Site, base: Base, redaction: Redaction, at: datetime) -> Redacted:
    """Plan the redaction of one paper, with an event if published facts change.

    Raises CorrectionError if nothing is found, or if the record would have errors; and
    YamlEditError, BaseError, OSError.
    """
    papers = Papers.read(records, site, base, [redaction.folder])
    return _Redactor(papers, records, redaction, at).redacted()


class _Redactor:
    """Redacts one paper: holds its files as they are, and as they will be."""

    def __init__(self, papers: Papers, records: Path, redaction: Redaction, at: datetime) -> None:
        self._papers, self._redaction, self._records = papers, redaction, records
        self._source = papers.sources[redaction.folder]
        self._events = papers.rows[redaction.folder].ledger.events
        self._at = at.isoformat(timespec="seconds")
        self._moment = at
        self._files: dict[str, bytes] = {**self._source.files}
        self._stubs: dict[str, bytes] = {}
        self._removes: list[str] = []

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """Matches the texts with any spacing between their words, because YAML can fold them."""
        words = (r"\s+".join(map(re.escape, text.split())) for text in self._redaction.texts)
        return re.compile("|".join(words) or r"(?!)")

    def redacted(self) -> Redacted:
        self._take_out_of_artifacts()
        self._take_out_of_manifest()
        if CORRECTIONS in self._files:
            self._take_out_of_events()
        for name in sorted(self._files):
            if match := SUPERSEDED.match(name):
                self._files[name] = self._snapshot(int(match[1]), self._files[name])
        if self._files == self._source.files and not self._stubs:
            message = f"{self._redaction.folder} contains none of the texts"
            raise CorrectionError(message, "pass a text exactly as it appears in the record")
        return self._announced()

    def _announced(self) -> Redacted:
        """The changed files, with an event if a published fact changes."""
        folder = self._redaction.folder
        papers = replace(self._papers, sources={folder: self._changed_source()})
        told = Announcement(folder, "METADATA", self._redaction.note or NOTE)
        try:
            (done,) = corrections(papers, [told], When(self._moment))
        except CorrectionError as problem:  # the record had no errors before the redaction
            if not problem.diagnostics:
                raise
            message = f"{folder}: the manifest would have errors with {MARK} in place of the texts"
            hint = "delete their keys or lines from the manifest, then run the command again"
            raise CorrectionError(message, hint, problem.diagnostics) from problem
        changed = {
            name: data for name, data in self._files.items() if self._source.files.get(name) != data
        }
        writes = {f"{folder}/{name}": data for name, data in {**changed, **self._stubs}.items()}
        writes |= {name: self._without(name, data) for name, data in done.writes.items()}
        correction = replace(done, writes=writes)
        removes = tuple(f"{folder}/{name}" for name in self._removes)
        return Redacted(correction, removes, tuple(self._left(writes)))

    def _changed_source(self) -> PaperSource:
        source = self._source
        kept = {name: _held(data) for name, data in self._stubs.items()}
        artifacts = {
            name: file for name, file in source.artifacts.items() if name not in self._removes
        }
        return replace(source, files=self._files, artifacts=artifacts, kept={**source.kept, **kept})

    def _without(self, name: str, data: bytes) -> bytes:
        """A file of the new event, without the texts: it keeps the published manifest."""
        match = SUPERSEDED.match(name.removeprefix(f"{self._redaction.folder}/"))
        return self._snapshot(int(match[1]), data) if match else data

    def _left(self, writes: Mapping[str, bytes]) -> Iterator[str]:
        """Yield the comments that still contain a text; they are not published."""
        for name in (MANIFEST, CORRECTIONS):
            path = f"{self._redaction.folder}/{name}"
            text = writes.get(path, self._files.get(name, b"")).decode()
            for match in self._pattern.finditer(text):
                line = text.count("\n", 0, match.start()) + 1
                yield f"records/{path}:{line}: a comment contains the text; remove it by hand"

    # ------------------------------------------------------------------ finding the texts

    def _take_out_of_manifest(self) -> None:
        document = self._document(MANIFEST)
        values = dict(self._found(document.data, ()))
        if values:
            file = self._source.place(MANIFEST).file
            text = replace_values(self._files[MANIFEST].decode(), file, values)
            self._files[MANIFEST] = text.encode()

    def _take_out_of_events(self) -> None:
        """Remove the texts from the events, which keep the digests that they had."""
        file = self._source.place(CORRECTIONS).file
        events = self._document(CORRECTIONS).data.get(EVENTS, [])
        text = self._files[CORRECTIONS].decode()
        for position, event in enumerate(events):
            texts = {key: event[key] for key in TEXTS_OF_EVENTS if key in event}
            values = dict(self._found(texts, (EVENTS, position)))
            if not values:
                continue
            text = replace_values(text, file, values)
            fields = [str(path[2]) for path in values]
            if "redacted" in event:
                fields += map(str, event["redacted"]["fields"])
                text = remove_key(text, file, (EVENTS, position, "redacted"))
            text = add_key(text, file, (EVENTS, position), "redacted", self._mark(position, fields))
        self._files[CORRECTIONS] = text.encode()

    def _mark(self, position: int, fields: list[str]) -> dict[str, object]:
        return {
            "event_sha256": self._events[position].sha256,
            "fields": sorted(set(fields)),
            "redacted_at": self._at,
        }

    def _snapshot(self, number: int, data: bytes) -> bytes:
        """A replaced manifest without the texts, with the digest that it had with them."""
        manifest = orjson.loads(data)
        changed = self._rewritten(manifest)
        if changed == manifest:
            return data
        original = read_replaced_manifest(number, data)
        changed["redacted"] = {"manifest_sha256": original.sha256, "redacted_at": self._at}
        return canonical_json(changed) + b"\n"

    def _rewritten(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._rewritten(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self._rewritten(each) for each in value]
        return self._pattern.sub(MARK, value) if isinstance(value, str) else value

    def _found(self, value: Any, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
        """Yield the path of every value that contains the texts, and the value without them."""
        if isinstance(value, dict | list):
            inner = value.items() if isinstance(value, dict) else enumerate(value)
            for key, each in inner:
                yield from self._found(each, (*path, key))
        elif self._pattern.search(value):
            yield path, self._pattern.sub(MARK, str(value))

    # ------------------------------------------------------------------ files

    def _take_out_of_artifacts(self) -> None:
        for name in self._redaction.artifacts:
            if name in self._source.artifacts:
                self._take_away(name, self._source.artifacts[name])
            elif name in self._source.kept:
                file = self._source.kept[name]
                self._stubs[name] = _line(file.redacted or file.sha256)
            else:
                held = ", ".join(sorted(self._source.held)) or "none"
                message = f"{self._redaction.folder} has no file {shown(name)}"
                raise CorrectionError(message, f"choose one of its files: {held}")
        self._look_into_others()

    def _take_away(self, name: str, artifact: ArtifactFile) -> None:
        """Remove a file: its digest stays in the manifest, and a line replaces it on the site."""
        self._stubs[f"superseded/{served_path(name, artifact.sha256)}"] = _line(artifact.sha256)
        self._removes.append(name)
        file = self._source.place(MANIFEST).file
        for position, entry in enumerate(self._document(MANIFEST).data.get("artifacts", [])):
            if str(entry.get("path")) != name:
                continue
            path, text = ("artifacts", position), self._files[MANIFEST].decode()
            if "sha256" not in entry:
                text = add_key(text, file, path, "sha256", artifact.sha256)
            self._files[MANIFEST] = remove_key(text, file, (*path, "path")).encode()

    def _look_into_others(self) -> None:
        """Raise CorrectionError if another file contains a text: its bytes cannot be edited."""
        for name in sorted(self._source.held.keys() - set(self._redaction.artifacts)):
            path, size = f"{self._redaction.folder}/{name}", self._source.held[name].size
            data = read_below(self._records, path, size)
            if self._pattern.search(data.decode("utf-8", "ignore")):
                message = f"the file {shown(name)} contains the text as well"
                raise CorrectionError(message, f"remove the whole file: pass --artifact {name}")

    def _document(self, name: str) -> Document:
        document, _ = read_yaml(self._files[name], self._source.place(name).file)
        assert document is not None  # the record has no errors
        return document


def _line(sha256: str) -> bytes:
    return REDACTED_LINE.format(sha256).encode()


def _held(data: bytes) -> ArtifactFile:
    return ArtifactFile(hashlib.sha256(data).hexdigest(), len(data), data)
