"""The names of languages in babel."""

from __future__ import annotations

import pytest
from langcodes import standardize_tag, tag_is_valid

from sitegen.render.exports.babel_names import BABEL_NAMES, babel_name


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("no", "norwegian"),
        ("nn", "nynorsk"),
        ("de-CH-1901", "swissgerman"),
        ("de-DE", "ngerman"),
        ("zh-Hant-TW", "chinese-hant"),
        ("tlh", ""),
        ("", ""),
    ],
)
def test_a_language_is_named_by_the_longest_known_beginning_of_its_tag(tag: str, name: str) -> None:
    assert babel_name(tag) == name


@pytest.mark.parametrize("tag", BABEL_NAMES)
def test_the_table_has_tags_as_records_write_them(tag: str) -> None:
    assert tag_is_valid(tag)
    assert standardize_tag(tag) == tag
