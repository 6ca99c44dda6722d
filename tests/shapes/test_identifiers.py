"""What names a paper, a person, a licence, a language, a file: what is taken, and the help."""

from __future__ import annotations

from urllib.parse import urlsplit

from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sitegen.reading.documents import Plain
from sitegen.shapes import identifiers
from tests.shapes.kinds import ODD, typed


@settings(deadline=None, derandomize=True, max_examples=250)
@given(value=st.from_regex(identifiers.PLAIN_URL, fullmatch=True))
@example(value="http://a")
@example(value="https://..//a//")
@example(value="http://a/[b]@c:d;e=f,%~!$&'()*+")
def test_a_plain_url_has_the_host_and_the_path_that_splitting_gives(value: str) -> None:
    assert identifiers.is_web_address(value)
    parts = urlsplit(value)
    assert identifiers._host_and_path(value) == (parts.hostname, parts.path)


@settings(deadline=None, derandomize=True, max_examples=250)
@given(value=ODD)
def test_a_spelling_that_the_help_suggests_is_taken(value: str) -> None:
    for kind in ("SpdxId", "LanguageTag", "Doi", "Url", "Uuid", "Sha256"):
        try:
            typed(kind, Plain(value))
        except ValidationError as error:
            hint = error.errors()[0].get("ctx", {}).get("hint", "")
            suggested = hint.removeprefix("write ")
            if suggested != hint and " " not in suggested:
                assert typed(kind, Plain(suggested)) == suggested
