"""sitegen with a second, invented kind of record: `python -m tests.another_kind build …`.

It adds its rows to the tables before anything reads them, in a process of its own. Without a
command, it runs those on standard input (`tests/forking.py`).
"""

from __future__ import annotations

import sys
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

from pydantic import Field

from sitegen.reading import kinds, records

OWLS = kinds.RecordKind(
    noun="owl",
    folder="owls",
    files=(kinds.RecordFile("manifest.yaml", "owl"),),
    site_folder="owl",
    label="Owls",
)
kinds.KINDS = records.KINDS = (*kinds.KINDS, OWLS)

from sitegen import cli  # noqa: E402
from sitegen.checks.artifact_rules import OF_ANY_RECORD  # noqa: E402
from sitegen.checks.check import RecordSubject  # noqa: E402
from sitegen.contracts.artifacts import AuthoredArtifact, served_path  # noqa: E402
from sitegen.contracts.other_papers import OtherPapers  # noqa: E402
from sitegen.contracts.record_entry import RecordEntry  # noqa: E402
from sitegen.contracts.schemas import AUTHORED  # noqa: E402
from sitegen.contracts.settings import Site  # noqa: E402
from sitegen.findings.canonical import canonical_json  # noqa: E402
from sitegen.findings.diagnostics import Diagnostic, has_errors  # noqa: E402
from sitegen.reading.documents import read_yaml  # noqa: E402
from sitegen.reading.paper_source import PaperSource  # noqa: E402
from sitegen.render.finished import FinishedPaper, Understanding  # noqa: E402
from sitegen.render.paper_views import PaperViews  # noqa: E402
from sitegen.render.record_makers import MAKERS, RecordMaker  # noqa: E402
from sitegen.shapes.fields import Count, Line, Truth  # noqa: E402
from sitegen.shapes.identifiers import Uuid  # noqa: E402
from sitegen.shapes.reader import Authored, read_shape  # noqa: E402
from tests.forking import serve  # noqa: E402
from tests.worlds import World  # noqa: E402


class Owl(Authored):
    """`manifest.yaml` of an owl."""

    id: Uuid
    """Its UUID."""
    title: Annotated[Line, Field(max_length=100)]
    """What it is called."""
    seen: Count
    """How often it was seen."""
    artifacts: tuple[AuthoredArtifact, ...] = ()
    """Its pictures."""
    draft: Truth = False
    """Whether it is not to be published yet."""


def read(source: PaperSource) -> tuple[Owl | None, list[Diagnostic]]:
    name = OWLS.manifest.name
    document, found = read_yaml(source.files.get(name, b""), source.place(name).file)
    owl, more = read_shape(Owl, document) if document else (None, [])
    found += more
    if owl is not None and document is not None:
        subject = RecordSubject(source, {name: document}, owl.artifacts)
        found += [each for rule in OF_ANY_RECORD for each in rule(subject)]
    return owl, found


def understand(source: PaperSource, site: Site, now: datetime | None = None) -> Understanding:
    owl, found = read(source)
    if owl is None or has_errors(found) or source.unread:
        return Understanding(tuple(found))
    facts = {"Seen": f"{owl.seen} times"}
    entry = RecordEntry(source.folder, owl.id, owl.title, facts)
    return Understanding(tuple(found), is_draft=owl.draft, entry=entry)


def finish(
    source: PaperSource,
    site: Site,
    views: PaperViews,
    formats: Collection[str],
    *,
    drafts: bool,
    others: OtherPapers | None,
) -> FinishedPaper:
    understood = understand(source, site)
    entry, (owl, _) = understood.entry, read(source)
    if owl is None or entry is None or (understood.is_draft and not drafts):
        return FinishedPaper(understood.diagnostics)
    page = views.record_page("pages/owl.html", entry.path, {"owl": entry})
    files = {
        f"{entry.path[1:]}owl.json": canonical_json({"id": entry.id, "title": entry.title}),
        f"{entry.path[1:]}index.html": page,
    }
    copies = {
        entry.path[1:] + served_path(each.path, source.artifacts[each.path].sha256): each.path
        for each in owl.artifacts
        if each.path
    }
    return FinishedPaper(understood.diagnostics, files, copies, entry=entry)


AUTHORED["owl"] = Owl
MAKERS[OWLS.folder] = RecordMaker(understand, finish, ("pages/owl.html",))

if __name__ == "__main__":
    if len(sys.argv) > 1:
        cli.main()
    else:
        # Everything is loaded before the first fork, templates and frames among it.
        with TemporaryDirectory() as first:
            world = World(Path(first))
            world.fill()
            world.build()
        serve(cli.main)
