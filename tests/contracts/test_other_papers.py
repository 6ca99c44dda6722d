"""What is shown of another paper: its title and DOI, or its id alone."""

from __future__ import annotations

from sitegen.contracts.catalog_row import catalog_row
from sitegen.contracts.other_papers import OtherPaper
from sitegen.render.paper import understand
from tests.small_world import papers as world

ID = "5eed0001-0000-4000-8000-00000000c0de"
URL = f"https://example.org/paper/{ID}/"


def test_a_known_paper_has_its_title_and_a_link_to_its_doi() -> None:
    other = OtherPaper(ID, "Why Owls?", "10.1000/a<b", "en")
    assert (other.name, other.path) == ("Why Owls?", f"/paper/{ID}/")
    assert other.doi_url == "https://doi.org/10.1000/a%3Cb"
    assert other.see(URL) == "See the newer paper “Why Owls?” (https://doi.org/10.1000/a%3Cb)."
    assert other._replace(doi="").see(URL) == f"See the newer paper “Why Owls?” ({URL})."


def test_an_unknown_paper_has_its_id() -> None:
    other = OtherPaper(ID)
    assert (other.name, other.doi_url) == (ID, "")
    assert other.see(URL) == f"See the newer paper ({URL})."


def test_a_paper_is_named_with_the_prefix_of_its_status() -> None:
    retracted = catalog_row("papers/retracted", world.published("retracted"))
    title = world.published("retracted").manifest.work.title
    assert retracted.as_other.title == f"RETRACTED: {title}"
    assert retracted.names == ()
    removed = understand(world.source(world.TOMBSTONE), world.site()).tombstone
    assert removed
    assert removed.as_other == OtherPaper(removed.id, f"REMOVED: {removed.title}")


def test_a_paper_names_its_successor_and_its_predecessors() -> None:
    old, new = (world.published(each) for each in ("superseded", "superseding"))
    old_id, new_id = old.manifest.work.id, new.manifest.work.id
    assert catalog_row("", old).names == (new_id,)
    assert catalog_row("", new).names == (old_id,)
    assert (old.successor, old.predecessors) == (OtherPaper(new_id), ())
    assert (new.successor, new.predecessors) == (None, (OtherPaper(old_id),))
