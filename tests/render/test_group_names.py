"""Which topics are one, and how any text is named in an address."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.render.facets import score_band, score_label, score_slug, topic_keys, topic_slug
from sitegen.render.group_names import folded, safe_slug, slug

ALWAYS_THE_SAME = settings(deadline=None, derandomize=True, max_examples=200)
SAFE = re.compile(r"[a-z0-9]+(?:-{1,2}[a-z0-9]+)*\Z")
HOSTILE = (
    *("../../etc/passwd", "a/b", "a?b#c", "<script>alert(1)</script>", "con", "a\u202eb", "%2e%2e"),
    *(
        "דו־לשוני",
        "تعلم الآلة",
        "跨语言迁移",
        "機械学習",
        "🙂",
        "C++",
        "C#",
        "C",
        "--",
        "0",
        "letters",
    ),
    *("pages", "a-b", "a b", "a--b", "é", "e", "x" * 100, "学" * 100, "\N{COMBINING ACUTE ACCENT}"),
)


def test_topics_that_differ_only_in_capitals_or_spaces_are_one() -> None:
    topics = (
        "Machine  Learning",
        "machine learning",
        "MACHINE LEARNING ",
        "caf\u00e9",
        "cafe\u0301",
    )
    assert topic_keys(topics) == ("machine learning", "caf\u00e9")
    assert topic_keys(("machine-learning", "machinelearning", "machine learning")) == (
        *("machine-learning", "machinelearning", "machine learning"),
    )


def test_a_hostile_topic_has_a_safe_address_of_its_own() -> None:
    slugs = {topic_slug(folded(topic)) for topic in HOSTILE}
    assert len(slugs) == len(HOSTILE)
    assert all(SAFE.match(slug) and len(slug) < 110 for slug in slugs)
    assert topic_slug("machine learning") == "machine-learning"
    assert topic_slug("letters") != "letters"


@ALWAYS_THE_SAME
@given(st.text(max_size=30), st.text(max_size=30))
def test_two_texts_have_the_same_address_only_if_they_are_one(one: str, other: str) -> None:
    keys = [folded(text) for text in (one, other, f"{one} {other}") if folded(text)]
    # An address is a text, too: it cannot be made to equal that of the text it stands for.
    keys += [slug for key in keys if (slug := safe_slug(key)) != key]
    assert len({safe_slug(key) for key in keys}) == len({*keys})


@pytest.mark.parametrize(
    ("score", "band", "label", "slug"),
    [
        (9.33, "09.3", "Score 9.3 to below 9.4", "9-3"),
        (0.3, "00.3", "Score 0.3 to below 0.4", "0-3"),
        (0.7, "00.7", "Score 0.7 to below 0.8", "0-7"),
        (8.99999, "08.9", "Score 8.9 to below 9.0", "8-9"),
        (0.0, "00.0", "Score 0.0 to below 0.1", "0-0"),
        (1e-9, "00.0", "Score 0.0 to below 0.1", "0-0"),
        (10.0, "10.0", "Score 10", "10-0"),
    ],
)
def test_a_score_is_in_the_band_that_its_digits_say(
    score: float, band: str, label: str, slug: str
) -> None:
    assert score_band(score) == (band,)
    assert (score_label(band), score_slug(band)) == (label, slug)


def test_a_paper_without_a_score_is_in_no_band() -> None:
    assert score_band(None) == ()


def test_a_slug_holds_letters_digits_and_hyphens() -> None:
    assert slug("FLAGSHIP_CANDIDATE") == "flagship-candidate"
    assert slug("2026-07") == "2026-07"
    assert slug("  a//b  ") == "a-b"
