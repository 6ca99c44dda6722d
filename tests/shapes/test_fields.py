"""What each kind of value takes, what it refuses, and whether the help would have helped."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sitegen.checks.rules import RULES
from sitegen.reading.documents import Plain
from tests.shapes.kinds import DIGEST, KINDS, ODD, UUID, refused, typed

# ------------------------------------------------------------------------------- what is taken


@pytest.mark.parametrize(
    "text", ["NO", "1.10", "2104.08645", "010", "22:22", "yes", "~x", "null-hypothesis", "1e3"]
)
def test_a_text_stays_as_it_was_written_whatever_it_looks_like(text: str) -> None:
    assert typed("Line", Plain(text)) == text
    assert type(typed("Line", Plain(text))) is str


def test_spaces_around_a_text_are_dropped() -> None:
    assert typed("Text", " owls\n") == "owls"
    assert typed("Day", " 2026-07-02 ") == "2026-07-02"


@pytest.mark.parametrize(
    ("kind", "written", "value"),
    [
        ("Score", "9.33", 9.33),
        ("Score", "7", 7.0),
        ("Score", "0", 0.0),
        ("Score", "10.0", 10.0),
        ("Score", "+.5", 0.5),
        ("Score", "1e1", 10.0),
        ("Share", "0.30000000000000004", 0.30000000000000004),
        ("Count", "007", 7),
        ("Count", "1000000", 1_000_000),
        ("Truth", "true", True),
        ("Truth", "False", False),
        ("Day", "2024-02-29", "2024-02-29"),
        ("PartialDate", "2024-02-29", "2024-02-29"),
        ("PartialDate", "2026-07", "2026-07"),
        ("PartialDate", "2026", "2026"),
        ("Timestamp", "2026-07-02T03:48:27.951721+00:00", "2026-07-02T03:48:27.951721+00:00"),
        ("Timestamp", "2026-07-02T03:48:27Z", "2026-07-02T03:48:27Z"),
        ("Timestamp", "2026-07-02T03:48:27.5-11:30", "2026-07-02T03:48:27.5-11:30"),
        ("Uuid", UUID, UUID),
        ("Doi", "10.5281/zenodo.21122311", "10.5281/zenodo.21122311"),
        ("Doi", "10.1002/(SICI)1097<1::AID-X>3.0.CO;2-7", "10.1002/(SICI)1097<1::AID-X>3.0.CO;2-7"),
        ("Doi", "10.1234/größe", "10.1234/größe"),
        ("Doi", "10.1234/große", "10.1234/große"),
        ("Doi", "10.1234/論文-𝒳", "10.1234/論文-𝒳"),
        ("Doi", "10.1000.10/1", "10.1000.10/1"),
        ("Doi", "10.1000.10.2/a/b//c", "10.1000.10.2/a/b//c"),
        ("Doi", "10.1234/100%?a=b#c&d", "10.1234/100%?a=b#c&d"),
        ("Url", "https://example.org:8080/a%20b?c=d#e", "https://example.org:8080/a%20b?c=d#e"),
        ("Url", "http://arxiv.org/abs/2104.08645v2", "http://arxiv.org/abs/2104.08645v2"),
        ("Url", "https://arxiv.org/pdf/math.GT/0309136", "https://arxiv.org/pdf/math.GT/0309136"),
        ("Orcid", "0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("Orcid", "0000-0002-1694-233X", "0000-0002-1694-233X"),
        ("SpdxId", "CC-BY-4.0", "CC-BY-4.0"),
        ("LanguageTag", "zh-Hans", "zh-Hans"),
        ("Sha256", DIGEST, DIGEST),
        ("Sha256", "1" * 64, "1" * 64),
        ("ArtifactPath", "artifacts/a/b-1_c.tar.gz", "artifacts/a/b-1_c.tar.gz"),
    ],
)
def test_a_good_value_is_taken(kind: str, written: str, value: object) -> None:
    assert typed(kind, Plain(written)) == value


@pytest.mark.parametrize("kind", ["Count", "Score", "Share"], ids=["count", "score", "share"])
def test_a_quoted_number_is_a_text(kind: str) -> None:
    assert refused(kind, "1") == (
        "SG203",
        f'expected a {"whole " if kind == "Count" else ""}number, found the text "1"',
        "write 1, without quotes",
    )


@pytest.mark.parametrize("written", ["true", "false", "yes", "NO"])
def test_a_quoted_truth_value_is_a_text(written: str) -> None:
    code, message, help_ = refused("Truth", written)
    assert (code, message) == ("SG203", f'expected true or false, found the text "{written}"')
    assert help_ == f"write {'true' if written in ('true', 'yes') else 'false'}, without quotes"


# ------------------------------------------------------------------------------ what is refused


@pytest.mark.parametrize(
    ("kind", "code", "values"),
    [
        ("Text", "SG206", ["", "  ", "\n\n"]),
        ("Line", "SG206", ["How owls\nhear"]),
        ("Score", "SG203", ["nan", ".nan", ".inf", "-.inf", "1e400", "1_0", "0x1", "9,3,3", "ten"]),
        ("Count", "SG203", ["1.0", "1e3", "0o17", "1_000", "٣", "one"]),
        ("Truth", "SG203", ["yes", "NO", "on", "t", "1", "ja"]),
        ("Day", "SG207", ["2026-02-30", "2025-02-29", "2026-13-01", "0000-01-01", "2026-7-2"]),
        ("PartialDate", "SG207", ["2026-13", "2026-00", "0000", "2026-7", "26", "2026-02-30"]),
        ("Day", "SG207", ["2 July 2026", "07/02/2026", "20260702", "2026-07", "٢٠٢٦-07-02"]),
        ("Timestamp", "SG208", ["2026-07-02", "2026-07-02T03:48+00:00", "2026-07-02 03:48:27Z"]),
        ("Timestamp", "SG208", ["2026-07-02T03:48:27", "2026-07-02T25:00:00Z", "now"]),
        ("Timestamp", "SG208", ["2026-02-30T00:00:00Z", "2026-07-02T03:48:27.1234567Z"]),
        ("Timestamp", "SG208", ["2026-07-02T03:48:27+99:00", "2026-07-02T03:48:27+0000"]),
        ("Uuid", "SG209", ["SRCH:BA7A9361", UUID.upper(), UUID[:-1], f"{{{UUID}}}", UUID + "\n0"]),
        ("Doi", "SG210", ["https://doi.org/10.5281/a", "doi:10.5281/a", "10.5281", "10.5281/a b"]),
        ("Doi", "SG210", ["zenodo.1", "10.5281/" + "a" * 201, '10.5281/"']),
        ("Doi", "SG210", ["10.1000./1", "10.1000.a/1", "10./1", "10.1000.10", "11.1000/1"]),
        (
            "Doi",
            "SG210",
            ["10.1234/a\u200bb", "10.1234/a\u00a0b", "10.1234/\ue000", "10.1234/\u0378"],
        ),
        ("Url", "SG211", ["example.org", "//example.org", "ftp://example.org", "https://"]),
        ("Url", "SG211", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"]),
        (
            "Url",
            "SG211",
            ["https://a b", "https://ä.example", "https://a@example.org", "http://[::"],
        ),
        ("Url", "SG211", ["https://example.org/" + "a" * 2000, "https://example.org:port/", "h"]),
        ("Url", "SG211", ["HTTPS://example.org", "https:/example.org", 'https://e.org/"onclick="']),
        (
            "Url",
            "SG217",
            ["http://arxiv.org/abs/21O4.08645", "https://arxiv.org/", "http://arxiv.org"],
        ),
        ("Orcid", "SG212", ["0000-0002-1825-0098", "0000000218250097", "orcid", "0000-0002-1825"]),
        ("SpdxId", "SG213", ["CC BY 4.0", "cc-by-4.0", "public domain", "MIT OR", "(MIT" * 50]),
        ("LanguageTag", "SG214", ["english", "en_US", "EN", "xx-yy-zz", "e", "en-" * 100]),
        ("Sha256", "SG215", [DIGEST.upper(), DIGEST[:-1], f"sha256:{DIGEST}", "g" * 64]),
        ("ArtifactPath", "SG216", ["repro.py", "/artifacts/a", "artifacts/../a", "artifacts/.a"]),
        ("ArtifactPath", "SG216", ["artifacts/", "artifacts//a", "artifacts/a b", "artifacts\\a"]),
        ("ArtifactPath", "SG216", ["artifacts/a/.b", "Artifacts/a", "artifacts/ä", "artifacts/-a"]),
        ("ArtifactPath", "SG216", ["artifacts/" + "a" * 200, "artifacts"]),
    ],
)
def test_a_bad_value_is_refused_by_its_rule(kind: str, code: str, values: list[str]) -> None:
    for value in values:
        assert refused(kind, Plain(value))[0] == code, value


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("value", "name"), [([], "a list"), ({}, "a mapping")])
def test_no_kind_of_value_is_a_list_or_a_mapping(kind: str, value: object, name: str) -> None:
    code, message, _ = refused(kind, value)
    assert code == "SG203"
    assert message.endswith(f"found {name}")


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("Score", "-0.1"),
        ("Score", "10.1"),
        ("Share", "2"),
        ("Count", "-1"),
        ("Count", "1000001"),
        ("Count", "9" * 299),
    ],
)
def test_a_number_out_of_range_is_no_wrong_kind_of_value(kind: str, value: str) -> None:
    assert refused(kind, Plain(value))[0] in {"greater_than_equal", "less_than_equal"}


# ---------------------------------------------------------------------------------- the help


@pytest.mark.parametrize(
    ("kind", "written", "help_"),
    [
        ("Score", "7,9", "write 7.9"),
        ("Score", "7.9/10", "write 7.9"),
        ("Score", "7.9 of 10", "write 7.9"),
        ("Count", "9 / 12", "write 9"),
        ("Uuid", UUID.upper(), f"write {UUID}"),
        ("Doi", "https://doi.org/10.5281/zenodo.1", "write 10.5281/zenodo.1"),
        ("Url", "example.org/a?b=c", "write https://example.org/a?b=c"),
        ("Timestamp", "2026-07-02T03:48:27", "write 2026-07-02T03:48:27+00:00"),
        ("Day", "2026-07-02T03:48:27Z", "write only the day: 2026-07-02"),
        ("PartialDate", "July 2026", "write 2026-07"),
        ("Orcid", "https://orcid.org/0000-0002-1825-0097", "identifier: 0000-0002-1825-0097"),
        ("SpdxId", "CC BY 4.0", "write CC-BY-4.0"),
        ("SpdxId", "mit", "write MIT"),
        ("LanguageTag", "en_us", "write en-US"),
        ("Sha256", f"SHA256:{DIGEST}", f'write "{DIGEST}"'),
        ("ArtifactPath", "artifacts\\a.csv", "write artifacts/a.csv"),
        ("ArtifactPath", "./artifacts/a.csv", "write artifacts/a.csv"),
        ("Timestamp", "2026-07-02 03:48", "in UTC, write 2026-07-02T03:48:00+00:00"),
        ("Doi", "zenodo.21122311", "write 10.5281/zenodo.21122311"),
        ("Doi", "https://doi.org/10.1234/größe", "write 10.1234/größe"),
        ("Doi", "https://doi.org/10.1234/gr%C3%B6%C3%9Fe", "write 10.1234/größe"),
        ("Doi", "https://dx.doi.org/10.1002/a%3C1::b%3E2", "write 10.1002/a<1::b>2"),
        ("Doi", "10.1234/a\u200bb", "write 10.1234/ab"),
    ],
)
def test_where_the_meaning_is_plain_the_help_says_what_to_write(
    kind: str, written: str, help_: str
) -> None:
    suggestion = refused(kind, Plain(written))[2]
    assert suggestion.endswith(help_)
    good = suggestion.split()[-1].strip('"')
    typed(kind, Plain(good))


def test_nobody_is_asked_for_a_day_that_is_not_known() -> None:
    help_ = refused("PartialDate", Plain("2026-Q3"))[2]
    assert help_.endswith("such as 2026-07-02, or 2026-07 or 2026 if no more is known")
    assert refused("Day", Plain("2026-Q3"))[2].endswith("such as 2026-07-02")


@pytest.mark.parametrize("value", ["a comma, a point", "9.33 stars", "1,000,000", "--7"])
def test_no_number_is_suggested_where_none_is_meant(value: str) -> None:
    assert refused("Score", Plain(value))[2].startswith("write a number from 0 to 10, with")


@pytest.mark.parametrize(
    ("kind", "written", "help_"),
    [
        ("ArtifactPath", "data\\a.csv", "move the file to artifacts/data/a.csv (or"),
        ("ArtifactPath", "/srv/my data.csv", "move the file to artifacts/my-data.csv (or"),
        ("ArtifactPath", "artifacts/.a", "move the file to artifacts/a (or"),
        ("ArtifactPath", "../..", "rename the file in artifacts/ with letters"),
        ("Timestamp", "2026-13-02T03:48:27Z", "correct the month: 13 is more than 12"),
        ("Timestamp", "2026-07-02T25:48:27Z", "correct the hour: 25 is more than 23"),
        ("Timestamp", "2026-02-30T03:48:27Z", "correct the month, the day or the offset"),
        (
            "Url",
            "https://arxiv.org/abs/21O4.l8645",
            "write https://arxiv.org/abs/2104.18645: the letter O",
        ),
        ("Url", "https://arxiv.org/abs/owls", "write https://arxiv.org/abs/ and the identifier"),
        ("Score", ".nan", "write a number from 0 to 10, or leave the key out"),
        ("Share", "1e400", "write a number from 0 to 1"),
    ],
)
def test_where_a_part_of_the_value_is_wrong_the_help_names_it(
    kind: str, written: str, help_: str
) -> None:
    assert refused(kind, Plain(written))[2].startswith(help_)


def test_a_whole_number_is_not_suggested_with_decimals() -> None:
    assert refused("Count", "9.5")[2].startswith("write a whole number")


# ---------------------------------------------------------------------- whatever is written


@settings(deadline=None, derandomize=True, max_examples=250)
@given(value=ODD, is_plain=st.booleans())
@example(value="(" * 99 + "MIT" + ")" * 99, is_plain=True)
@example(value="1" * 5000, is_plain=True)
@example(value="-." * 500, is_plain=True)
@example(value="http://[", is_plain=True)
@example(value="https://e.org:99999999/", is_plain=True)
@example(value="\x1b[31m\u202e\n", is_plain=False)
def test_no_value_is_too_odd_to_be_judged(value: str, is_plain: bool) -> None:
    for kind in KINDS:
        try:
            typed(kind, Plain(value) if is_plain else value)
        except ValidationError as error:
            [detail] = error.errors()
            if detail["type"] in RULES:
                context = detail["ctx"]
                assert context["text"].isprintable()
                assert context["hint"].isprintable()
                assert len(context["text"] + context["hint"]) < 700
            else:
                assert detail["type"] in {"greater_than_equal", "less_than_equal"}
