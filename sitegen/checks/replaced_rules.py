"""SG511 to SG513: what corrections replaced is kept as it was published."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.checks.artifact_rules import restore_line_ends
from sitegen.checks.check import CORRECTIONS, Finding, Subject, check
from sitegen.checks.correction_rules import event_path, events_of
from sitegen.contracts.artifacts import served_path
from sitegen.contracts.correction_events import AuthoredEvent, AuthoredReplaces
from sitegen.contracts.replaced_manifest import (
    ReplacedManifest,
    ReplacedManifestError,
    read_replaced_manifest,
)
from sitegen.contracts.timeline import event_number
from sitegen.findings.diagnostics import Severity, shown


@check("SG511", Severity.ERROR)
def replaced_manifests_are_as_they_were_published(subject: Subject) -> Iterator[Finding]:
    """A file in `superseded/` is a published manifest of this paper, and its facts have its digest.

    `sitegen correct` puts the files there. Do not edit them; to remove texts, use `sitegen redact`.

    Wrong:

        superseded/1.json, in which a title was changed by hand

    Right:

        superseded/1.json, byte for byte as /paper/<uuid>/manifest.json was
    """
    hint = "restore the manifest that was published, from the site or from an older commit"
    for number, snapshot in _snapshots(subject):
        name, paper_id = _name(number), subject.paper.manifest.work.id
        if isinstance(snapshot, ReplacedManifestError):
            message = f"{name} is not a published manifest: {shown(str(snapshot))}"
            yield Finding((), message, hint, name)
        elif snapshot.work_id != paper_id:
            message = f"{name} is the manifest of {shown(snapshot.work_id)}, not of {paper_id}"
            yield Finding((), message, hint, name)
        elif not snapshot.is_sound:
            message = f"the facts in {name} do not match its facts_sha256, {snapshot.facts_sha256}"
            yield Finding((), message, hint, name)


@check("SG512", Severity.ERROR)
def replaced_manifests_belong_to_their_event(subject: Subject) -> Iterator[Finding]:
    """An event N with `replaces` has a `superseded/N.json` with the same digests.

    Wrong:

        - {event_id: BA7A9361-C1, replaces: {facts_sha256: "…"}, …} without a superseded/1.json

    Right:

        both, written by `sitegen correct`
    """
    snapshots, numbers = dict(_snapshots(subject)), set[int]()
    for index, event in enumerate(events_of(subject)):
        number = event_number(event.event_id)
        if number not in numbers:  # else SG502 reports the repeated id
            yield from _of_event(subject, index, event, snapshots.get(number))
        numbers.add(number)
    for number in sorted(snapshots.keys() - numbers):
        message = f"{_name(number)} belongs to no event: no event has the number {number}"
        hint = "rename the file to the number of its event, or remove it"
        yield Finding((), message, hint, _name(number))


def _of_event(
    subject: Subject,
    index: int,
    event: AuthoredEvent,
    snapshot: ReplacedManifest | ReplacedManifestError | None,
) -> Iterator[Finding]:
    name = _name(event_number(event.event_id))
    if event.replaces is None:
        if snapshot is not None:
            yield _without_digests(subject, index, event, name)
    elif snapshot is None:
        yield Finding(
            event_path(index, "replaces"),
            f"the manifest that {event.event_id} replaced is missing: there is no {name}",
            f"save the manifest that was published before as {name}, or leave `replaces` out",
            CORRECTIONS,
        )
    elif isinstance(snapshot, ReplacedManifest) and _digests(event.replaces) != _digests(snapshot):
        yield Finding(
            event_path(index, "replaces"),
            f"the digests in `replaces` are not those of {name}: "
            f"facts {snapshot.facts_sha256}, report {snapshot.report_sha256 or 'none'}",
            f"save the manifest that {event.event_id} replaced as {name}",
            CORRECTIONS,
            related=((subject.source.place(name), "the manifest that is kept"),),
        )


def _without_digests(subject: Subject, index: int, event: AuthoredEvent, name: str) -> Finding:
    message = f"the event {event.event_id} has no `replaces`, but there is {name}"
    hint = "add the digests of the file to the event as `replaces`, or remove the file"
    place = subject.place(event_path(index, "event_id"), CORRECTIONS)
    return Finding((), message, hint, name, ((place, "the event"),))


def _digests(of: AuthoredReplaces | ReplacedManifest) -> tuple[str, str | None]:
    return of.facts_sha256, of.report_sha256


def _snapshots(subject: Subject) -> Iterator[tuple[int, ReplacedManifest | ReplacedManifestError]]:
    for number, data in sorted(subject.paper.superseded.items()):
        try:
            yield number, read_replaced_manifest(number, data)
        except ReplacedManifestError as problem:
            yield number, problem


def _name(number: int) -> str:
    return f"superseded/{number}.json"


@check("SG513", Severity.ERROR)
def replaced_artifacts_have_their_digest(subject: Subject) -> Iterator[Finding]:
    """A replaced artifact is in a folder that is named for the first 12 digits of its SHA-256.

    So its URL stays the same. A redacted artifact is replaced by a line with its digest.

    Wrong:

        superseded/artifacts/0123456789ab/repro.py, with other bytes

    Right:

        superseded/artifacts/<first 12 digits>/repro.py, with the bytes that were published
    """
    for path, file in sorted(subject.paper.kept.items()):
        digest = file.redacted or file.sha256
        if path.split("/")[1] != digest[:12]:
            name, kept = path.split("/", 2)[2], f"superseded/{path}"
            message = f"the SHA-256 of {shown(name)} is {digest}, but it is in the folder "
            message += path.split("/")[1]
            hint = f"move it to superseded/{served_path(name, digest)}, or restore the file that "
            hint += "was published"
            if file.line_ends:
                message = f"{shown(kept)} has {file.line_ends.difference}, so its SHA-256 is not "
                message += f"that of its folder, but {digest}"
                hint = restore_line_ends(subject.source, kept, file.line_ends)
            yield Finding((), message, hint, kept)
