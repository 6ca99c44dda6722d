"""No format keeps the status of a paper to itself, not even one that nobody has written yet."""

from __future__ import annotations

import json

import pytest

from sitegen.render import exports
from sitegen.render.exports import EXPORTS, Export, export_all, export_remains
from sitegen.render.exports.served_file import ServedFile
from sitegen.render.exports.status_guard import MissingStatusError, require_status
from sitegen.render.paper import understand
from tests.small_world import papers as world

EMPHASISED = {
    "withdrawn": "Withdrawn",
    "retracted": "Retracted",
    "retracted-in-part": "Partially retracted",
    "concern": "Expression of concern",
    "superseded": "Superseded",
    "falsified-held": "Falsified",
    "corrected": "Corrected",
}
TOMBSTONE = understand(world.source(world.TOMBSTONE), world.site()).tombstone
assert TOMBSTONE is not None


def without_status(paper: object, site: object) -> bytes:
    return json.dumps({"title": "Invented", "abstract": "It was retracted."}).encode()


NEW = Export(ServedFile("new.json", "application/json", "New"), without_status, without_status)


@pytest.mark.parametrize("name", EMPHASISED)
@pytest.mark.parametrize("format_name", EXPORTS)
def test_every_format_tells_every_status_that_needs_a_word(name: str, format_name: str) -> None:
    paper = world.published(name)
    ((file, made),) = export_all(paper, world.site(), [format_name])
    assert file == EXPORTS[format_name].served.file
    assert made == EXPORTS[format_name].make(paper, world.site())


@pytest.mark.parametrize("name", EMPHASISED)
def test_a_new_format_that_forgets_the_status_is_refused_by_name(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(exports.EXPORTS, "new", NEW)
    with pytest.raises(MissingStatusError, match=f"'new' does not say .* '{EMPHASISED[name]}'"):
        list(export_all(world.published(name), world.site(), ["new"]))


def test_a_new_format_that_forgets_that_a_paper_was_removed_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(exports.EXPORTS, "new", NEW)
    with pytest.raises(MissingStatusError, match=r"'new' does not say .* 'Removed'"):
        list(export_remains(TOMBSTONE, world.site(), ["new"]))


@pytest.mark.parametrize("name", world.REMOVED)
@pytest.mark.parametrize("format_name", EXPORTS)
def test_every_format_of_a_removed_paper_tells_that_it_was_removed(
    name: str, format_name: str
) -> None:
    tombstone = understand(world.source(name), world.site()).tombstone
    assert tombstone is not None
    ((file, made),) = export_remains(tombstone, world.site(), [format_name])
    assert file == EXPORTS[format_name].served.file
    assert made == EXPORTS[format_name].remains(tombstone, world.site())


@pytest.mark.parametrize("name", ["verified-held", "least"])
def test_a_status_that_the_facts_alone_tell_needs_no_word(name: str) -> None:
    status = world.published(name).manifest.editorial_status
    assert require_status("any", b"nothing", status) == b"nothing"


@pytest.mark.parametrize("name", EMPHASISED)
def test_the_words_of_a_status_are_not_the_words_of_a_verdict_or_a_text(name: str) -> None:
    status = world.published(name).manifest.editorial_status
    label, word = status.label, status.label.lower()
    for forgotten in (
        f'{{"gate_verdict":{{"label":"{label}","status":"{status.status}"}}}}',
        f"It was {word}, as an abstract may say.",
    ):
        with pytest.raises(MissingStatusError):
            require_status("new", forgotten.encode(), status)


def test_formats_are_made_in_the_order_of_their_table_and_no_others() -> None:
    made = export_all(world.published("least"), world.site(), ["ris", "pdf", "manifest", "page"])
    assert [file for file, _ in made] == ["manifest.json", "cite.ris"]
