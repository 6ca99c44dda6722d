"""`site.yaml` as one Site: what it may leave out, and what it may not say."""

from __future__ import annotations

import hashlib

import pytest

from sitegen.checks.rules import RULES
from sitegen.contracts.settings import Site, default_site, read_site
from sitegen.findings.diagnostics import Diagnostic
from tests.checks.papers import GOOD

SETTINGS = (GOOD / "site.yaml").read_text(encoding="utf-8")
INDEX = "  - {label: Index, path: /}\n"


def read(text: str, base_url: str | None = None) -> tuple[Site | None, list[Diagnostic]]:
    return read_site(text.encode(), "records/site.yaml", RULES, base_url)


def good(text: str, base_url: str | None = None) -> Site:
    site, diagnostics = read(text, base_url)
    assert diagnostics == []
    assert site is not None
    return site


def changed(before: str, after: str) -> str:
    assert before in SETTINGS
    return SETTINGS.replace(before, after)


def codes(text: str) -> list[str]:
    return [diagnostic.code for diagnostic in read(text)[1]]


def test_what_settings_leave_out_has_the_values_of_the_contract() -> None:
    site = good(SETTINGS)
    assert site.language == "en"
    assert site.tier_policy.quarantine_below == 5.0
    assert site.tier_policy.flagship_candidate.minimum_review_score == 8.5
    assert site.tier_policy.flagship_candidate.minimum_verified_claim_count == 5
    assert site.tier_policy.flagship_candidate.required_reproducibility_level == "HIGH"
    assert site.tier_policy.doi_grade.minimum_review_score == 7.5
    assert site.tier_policy.doi_grade.minimum_verified_claim_count == 1
    assert site.silenced == ()


def test_a_policy_may_change_one_number_alone() -> None:
    policy = good(
        f"{SETTINGS}tier_policy: {{doi_grade: {{minimum_review_score: 8}}}}\n"
    ).tier_policy
    assert policy.doi_grade.minimum_review_score == 8
    assert policy.doi_grade.minimum_verified_claim_count == 1
    assert policy.quarantine_below == 5


def test_a_site_at_its_own_address_is_no_preview() -> None:
    site = good(SETTINGS)
    assert not site.is_preview
    assert site.url("/about/") == "https://owls.example/about/"
    assert site.root_path == "/"


def test_a_preview_keeps_the_identity_of_the_published_site() -> None:
    site = good(SETTINGS, "http://localhost:8000/x/y")
    assert site.is_preview
    assert site.identity_url == "https://owls.example"
    assert site.url("/about/") == "http://localhost:8000/x/y/about/"
    assert site.root_path == "/x/y/"


def test_the_digest_of_the_settings_is_that_of_their_bytes() -> None:
    assert good(SETTINGS).settings_sha256 == hashlib.sha256(SETTINGS.encode()).hexdigest()
    assert good(f"{SETTINGS}# a comment\n").settings_sha256 != good(SETTINGS).settings_sha256


# ------------------------------------------------------------------------------ addresses


def test_a_base_url_may_have_a_path() -> None:
    assert good(changed("base_url: https://owls.example", "base_url: https://owls.example/a/b"))


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("https://owls.example/", "https://owls.example"),
        ("https://owls.example/a//", "https://owls.example/a"),
        ("https://owls.example?x=1", "https://owls.example"),
        ("https://owls.example/a#b", "https://owls.example/a"),
    ],
)
def test_a_base_url_with_too_much_at_its_end_is_shown_without_it(address: str, meant: str) -> None:
    _, [finding] = read(changed("base_url: https://owls.example", f"base_url: {address}"))
    assert (finding.code, finding.hint) == ("SG211", f"write {meant}")
    good(changed("base_url: https://owls.example", f"base_url: {meant}"))


@pytest.mark.parametrize("path", ["/", "/about/", "/tier/doi-grade/"])
def test_a_menu_leads_to_a_path_of_the_site(path: str) -> None:
    assert good(changed("path: /}", f"path: {path}}}")).navigation[0].path == path


@pytest.mark.parametrize("path", ["about", "/about", "about/", "//evil.example/", "https://e.org/"])
def test_a_menu_leads_nowhere_else(path: str) -> None:
    assert codes(changed("path: /}", f"path: '{path}'}}")) == ["SG221"]


@pytest.mark.parametrize(
    "contact",
    [
        "editors@owls.example",
        "o'hara+papers@mail.owls.example",
        "https://github.com/owls/records/issues/new?labels=error",
    ],
)
def test_a_contact_is_a_mail_or_web_address(contact: str) -> None:
    assert good(f"{SETTINGS}contact: {contact}\n").contact == contact
    assert good(SETTINGS).contact == ""


@pytest.mark.parametrize(
    ("contact", "meant"),
    [
        ("Editors <editors@owls.example>", "editors@owls.example"),
        ("mailto:editors@owls.example", "editors@owls.example"),
        ("http://owls.example/contact", None),
        ("https://owls.example/#contact", None),
        ("editors", None),
        ("editors@owls", None),
        ("editors@owls.example?cc=all@owls.example", None),
        ("javascript:alert(1)//@owls.example", None),
        ("a" * 250 + "@owls.example", None),
    ],
)
def test_another_contact_is_refused(contact: str, meant: str | None) -> None:
    _, [finding] = read(f"{SETTINGS}contact: '{contact}'\n")
    assert finding.code == "SG227"
    assert (finding.hint == f"write {meant}") is (meant is not None)


# ------------------------------------------------------------------------------ navigation


def test_an_entry_is_a_link_or_a_menu() -> None:
    menu = "  - {label: More, items: [{label: About, path: /about/}]}\n"
    assert [each.path for each in good(changed(INDEX, INDEX + menu)).navigation] == ["/", None]


def test_an_entry_that_is_neither_or_both_is_reported_at_its_place() -> None:
    neither = "  - {label: More}\n"
    both = "  - {label: More, path: /a/, items: [{label: About, path: /about/}]}\n"
    _, found = read(changed(INDEX, INDEX + neither + both))
    assert [(each.code, each.place.line) for each in found] == [("SG201", 6), ("SG219", 7)]
    assert all('"More"' in each.message for each in found)


def test_a_link_in_a_menu_has_a_path() -> None:
    assert codes(changed(INDEX, "  - {label: More, items: [{label: About}]}\n")) == ["SG201"]


# ------------------------------------------------------------------------------ silenced rules


def silenced(*codes_: str) -> str:
    entries = [f"  - {{code: {code}, reason: Because.}}\n" for code in codes_]
    return f"{SETTINGS}silenced:\n{''.join(entries)}"


def test_warnings_and_notices_can_be_silenced() -> None:
    assert good(silenced("SG405", "SG306")).silenced == ("SG405", "SG306")


def test_each_rule_that_cannot_be_silenced_is_reported() -> None:
    site, found = read(silenced("SG405", "SG401", "SG999", "sg306"))
    assert site is not None
    assert [each.code for each in found] == ["SG220", "SG220", "SG220"]
    assert [each.place.line for each in found] == [11, 12, 13]
    assert found[1].hint == "write a code that `sitegen rules` lists, or remove the entry"
    assert 'did you mean "SG306"?' in found[2].hint


def test_a_rule_is_silenced_with_a_reason() -> None:
    assert codes(f"{SETTINGS}silenced: [{{code: SG405}}]\n") == ["SG201"]


# ------------------------------------------------------------------------------ reading


def test_settings_that_cannot_be_read_make_no_site() -> None:
    assert read("a: [") == (None, read("a: [")[1])
    assert codes("a: [") == ["SG112"]
    assert codes("") == ["SG105"]


def test_a_warning_of_the_reader_is_passed_on_with_a_good_site() -> None:
    site, found = read(changed("Machines make mistakes.", "Machines make # mistakes."))
    assert site is not None
    assert site.limitations == ("Machines make",)
    assert [each.code for each in found] == ["SG115"]


def test_warnings_of_the_reader_stand_before_errors_of_shape() -> None:
    text = changed("Machines make mistakes.", "Machines make # mistakes.")
    assert codes(f"{text}zoo: Berlin\n") == ["SG115", "SG202"]


def test_schemas_outside_of_a_project_belong_to_nobody() -> None:
    assert default_site().identity_url == "https://example.org"
    assert not default_site().is_preview
