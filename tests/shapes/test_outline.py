"""What a shape looks like: its paths and keys, and what a word may have meant."""

from __future__ import annotations

from sitegen.shapes.outline import closest, dotted, has_path, key_paths
from tests.shapes.owls import Owl


def test_the_nearest_choice_is_found_whatever_its_case_and_separators() -> None:
    choices = ["FLAGSHIP_CANDIDATE", "DOI_GRADE", "WATCHLIST"]
    assert closest("doi grade", choices) == "DOI_GRADE"
    assert closest("Doi-Grade", choices) == "DOI_GRADE"
    assert closest("watch list", choices) == "WATCHLIST"
    assert closest("owl", choices) is None
    assert closest("", choices) is None
    assert closest("owl", []) is None


def test_a_path_is_written_as_people_write_it() -> None:
    assert dotted(("report", "claims", 3, "text")) == "report.claims[3].text"
    assert dotted(()) == ""


def test_a_shape_knows_its_paths() -> None:
    assert has_path(Owl, ("nest", "eggs"))
    assert has_path(Owl, ("feathers", 7, "colour"))
    assert has_path(Owl, ("mate", "tree"))
    assert not has_path(Owl, ())
    assert not has_path(Owl, ("nest", 0))
    assert not has_path(Owl, ("feathers", "colour"))
    assert not has_path(Owl, ("name", "first"))


def test_all_keys_of_a_shape_can_be_listed() -> None:
    paths = key_paths(Owl)
    assert {"name", "nest.eggs", "feathers[0].colour", "mate.tree"} <= set(paths)
    assert len(paths) == len(set(paths)) == 7 + 2 + 2 + 2
