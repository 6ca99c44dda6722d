"""SG3: texts are whole, and arrived as they were written."""

from __future__ import annotations

import pytest

from tests.checks.papers import codes, found, manifest
from tests.checks.test_correction_rules import event, record
from tests.checks.test_fact_rules import red_team, verdict

# --------------------------------------------------------------------------- SG306 cut texts


def test_an_abstract_that_ends_in_mid_word_is_possibly_cut_at_any_length() -> None:
    assert codes(manifest(abstract="Wells are deep. Owls hear wel")) == ["SG306"]
    for ending in ("well.", "well?", "(well)", "“well”", "well", "wells"):
        assert codes(manifest(abstract=f"Wells are deep. Owls hear {ending}")) == []


@pytest.mark.parametrize("length", [118, 119, 120, 121, 122])
def test_a_claim_is_possibly_cut_only_at_the_length_of_the_producer(length: int) -> None:
    claim = ("Owls hear well " * 10)[: length - 1] + "x"
    report = f"report: {{claims: [{{text: {claim}, verified: true, confidence: 1}}]}}"
    assert (codes(manifest(report)) == ["SG306"]) == (119 <= length <= 121)
    assert codes(manifest(report, "cut: ['report.claims[0].text']")) == []


def test_the_role_whose_text_is_possibly_cut_is_named() -> None:
    cut = ("The owl did not hear the mouse " * 4)[:79] + "x"
    reason = red_team("1.0", "1", "1", "1").replace("Nothing.", cut, 1)
    [finding] = found(manifest(verdict(reason)))
    assert "COUNTEREXAMPLE_HUNTER" in finding.message


def test_a_guess_says_that_it_is_one_and_what_to_write_if_it_is_right() -> None:
    [finding] = found(manifest(abstract="Wells are deep. Owls hear wel"))
    assert "possibly cut (a guess)" in finding.message
    assert finding.hint.startswith("write the whole text")
    assert "`cut: [work.abstract]`" in finding.hint
    assert "if it is whole, leave it" in finding.hint
    text = manifest("cut: [work.abstract]", abstract="Wells are deep. Owls hear wel")
    assert codes(text) == []


# --------------------------------------------------------------------------- SG321 cut paths


@pytest.mark.parametrize("path", ["work.title", "work.abstract", "work.research_question"])
def test_a_text_of_the_record_can_be_named_as_cut(path: str) -> None:
    assert codes(manifest(f"cut: [{path}]")) == []


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("abstract", 'did you mean "work.abstract"?'),
        ("work.titel", 'did you mean "work.title"?'),
        ("work.doi", "The paths are work.title, work.abstract"),
        ("work", "The paths are work.title, work.abstract"),
        ("'report.claims[00].text'", "report.claims[0].text"),
        ("gate_verdict.reason", "remove the path"),
        ("work.lead_source.title", "remove the path"),
        ("'report.claims[7].text'", "remove the path"),
    ],
)
def test_a_path_that_is_unknown_or_without_a_text_is_an_error(path: str, says: str) -> None:
    [finding] = found(manifest(f"cut: [work.title, {path}]"))
    assert finding.code == "SG321"
    assert says in finding.hint
    assert path.strip("'") in finding.message


# ------------------------------------------------------------------- SG322 lost characters


def test_a_lost_character_is_found_in_every_text() -> None:
    lost = "G\ufffdbel"
    for text in (
        manifest(title=lost),
        manifest(abstract=f"{lost}."),
        manifest(work=[f"creators: [{{name: {lost}}}]"]),
        manifest(f"report: {{claims: [{{text: {lost}., verified: true, confidence: 1}}]}}"),
        manifest(f"limitations: [{lost}.]"),
    ):
        assert codes(text) == ["SG322"]
    assert codes(corrections=record(event(public_note=f"{lost}."))) == ["SG322"]


# ------------------------------------------------------------------------- SG323 mojibake


@pytest.mark.parametrize(
    ("misread", "text"),
    [
        ("GÃ¶ttingen", "Göttingen"),
        ("Ã–sterreich", "Österreich"),
        ("â€œwellâ€œ", "“well“"),
        ("itâ€™s", "it’s"),
        ("20 Â°C", "20 °C"),
        ("Î±-helix", "α-helix"),
        ("ÐŸÑ€Ð¸Ð²ÐµÑ‚", "Привет"),
        ("æ—¥æœ¬", "日本"),
        ("ðŸ¦‰ owls", "🦉 owls"),
        ("ÃƒÂ¶", "ö"),
    ],
)
def test_utf_8_that_was_read_as_windows_1252_is_shown_repaired(misread: str, text: str) -> None:
    [finding] = found(manifest(abstract=f"Owls hear {misread}."))
    assert finding.code == "SG323"
    assert f"Owls hear {text}." in finding.hint


@pytest.mark.parametrize(
    "text",
    [
        *("SÃO PAULO", "MAÇÃ", "„Ä“", "CAFÉ”", "À la carte", "VOILÀ»", "“É”", "Å”", "É…", "É°"),
        *(
            "Göbel, Ödön",
            "naïve café",
            "Привет",
            "日本語",
            "ελληνικά",
            "«Ü»",
            "10 °C",
            "±½",
            "Đặng",
        ),
    ],
)
def test_what_people_write_in_other_languages_is_not_called_misread(text: str) -> None:
    assert codes(manifest(abstract=f"Owls hear {text}.")) == []


# ------------------------------------------------------------------------ SG324 invisible


@pytest.mark.parametrize(
    "hidden",
    [
        *("\u00ad", "\u200b", "\u2060", "\u180e", "\u3164", "\U000e0041", "\u200c", "\u200d"),
        *("\u034f", "\ufff9", "\u2063"),
    ],
)
def test_a_title_or_name_with_a_character_that_cannot_be_seen_is_shown_without(hidden: str) -> None:
    [finding] = found(manifest(title=f'"How ow{hidden}ls hear"'))
    assert (finding.code, finding.hint) == ("SG324", 'write "How owls hear"')
    assert f"U+{ord(hidden):04X}" in finding.message
    assert codes(manifest(work=[f'creators: [{{name: "Ad{hidden}a"}}]'])) == ["SG324"]
    assert codes(manifest(work=[f'topics: ["ow{hidden}ls"]'])) == ["SG324"]


@pytest.mark.parametrize(
    "title",
    [
        "می\u200cخواهم",  # Persian needs it
        "क्\u200dष",
        "👩\u200d💻 and owls",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "שלום \u200f(a)",
        "e\u0301tude",
        "owls ❤\ufe0f",
    ],
)
def test_characters_that_a_script_or_an_emoji_needs_are_allowed(title: str) -> None:
    assert codes(manifest(title=f'"{title}"')) == []


# --------------------------------------------------------------------------- SG325 markup


@pytest.mark.parametrize(
    "text",
    [
        *("Cats &amp; dogs", "Owls&#x27; ears", "Owls&#39; ears", "x &lt; y", "a&nbsp;b"),
        *("<jats:p>Owls hear</jats:p>", "CO<sub>2</sub>", "<i>Strix</i>", "a<br/>b"),
        *("<mml:math><mml:mi>x</mml:mi></mml:math>", "<b>Owls</b>"),
        *(r"\textit{Strix}", r"\cite{owls}", r"G\"odel", r"G\"{o}del", r"{\em owls}", r"50\% of"),
        r"\emph{so} and $\mathcal{O}(n)$",
    ],
)
def test_markup_of_a_source_is_noticed_where_readers_would_see_it(text: str) -> None:
    quoted = text.replace("'", "''")
    assert codes(manifest(abstract=f"'{quoted}.'")) == ["SG325"]


@pytest.mark.parametrize(
    "text",
    [
        *("AT&T; and R&D", "a < b and c > d", "x<y>z", "if a<b> then", "&c. &x27;", "Q&A"),
        *(r"$\textit{x}$ and $\mathcal{O}(n)$", r"$$\frac{a}{b}$$", "$5 and $10", r"C:\users\x"),
        *("<10 owls", "a & b", "f: A -> B", "<https://owls.example>"),
    ],
)
def test_text_that_only_resembles_markup_is_left_alone(text: str) -> None:
    assert codes(manifest(abstract=f"'{text}.'")) == []


def test_markdown_is_no_plain_text() -> None:
    assert codes(manifest("limitations: ['Cats &amp; dogs.']")) == []
