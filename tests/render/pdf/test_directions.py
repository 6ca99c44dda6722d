"""The direction of every text of a report: computed from the text, and read back from its PDF."""

from __future__ import annotations

from functools import cache

import pypdfium2
import pytest

from sitegen.render.pdf import PdfMetadata
from sitegen.render.pdf.directions import first_strong, with_directions
from tests.pdf_parts import renderer

OWLS = "كيف تسمع البوم"
ISOLATED = "\u2067{}\u2069"


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Owls كيف", "ltr"),
        ("12: «כיף» is", "rtl"),
        ("\u2067כיף\u2069 is", "ltr"),
        ("\u2068a \u2067כיף\u2069 b\u2069 כיף", "rtl"),
        ("\u2067כיף", None),
        ("2026, 7.1", None),
        ("\u200f7", "rtl"),
        ("\U0001e900\U0001e901", "rtl"),
    ],
)
def test_the_first_strong_character_decides(text: str, direction: str | None) -> None:
    assert first_strong(text) == direction


@pytest.mark.parametrize(
    ("html", "made"),
    [
        ('<p dir="auto">Owls</p>', "<p>Owls</p>"),
        (f'<p dir="auto">{OWLS}</p>', f'<p dir="rtl">{OWLS}</p>'),
        (
            f'<td class="a" dir="auto"><em>{OWLS}</em></td>',
            f'<td class="a" dir="rtl"><em>{OWLS}</em></td>',
        ),
        (f"<p>By <bdi>{OWLS}</bdi>.</p>", f"<p>By {ISOLATED.format(OWLS)}.</p>"),
        (f"<p>By <bdi>Owl</bdi>, <b>{OWLS}</b></p>", f"<p>By Owl, <b>{OWLS}</b></p>"),
        (
            f'<p dir="auto">{OWLS} <bdi>Owl (1)</bdi></p>',
            f'<p dir="rtl">{OWLS} \u2066Owl (1)\u2069</p>',
        ),
        (
            f'<p>On <i><bdi lang="ar">{OWLS}</bdi></i>.</p>',
            f'<p>On <i><span lang="ar">{ISOLATED.format(OWLS)}</span></i>.</p>',
        ),
        ('<i><bdi lang="de">Eulen</bdi></i>', '<i><span lang="de">Eulen</span></i>'),
        # An isolated text does not decide, nor does the name of an entity.
        (
            f'<p dir="auto"><bdi>{OWLS}</bdi> hear</p>',
            f"<p>{ISOLATED.format(OWLS)} hear</p>",
        ),
        (f'<p dir="auto">&amp; {OWLS}</p>', f'<p dir="rtl">&amp; {OWLS}</p>'),
        # A list whose items have no end tag, and a text from the left inside it.
        (
            f'<ul dir="auto"><li>{OWLS}<li><p dir="auto">Owls<br>hear</p></ul><p dir="auto">1</p>',
            f'<ul dir="rtl"><li>{OWLS}<li><p dir="ltr">Owls<br>hear</p></ul><p>1</p>',
        ),
    ],
)
def test_a_report_says_the_direction_of_every_text(html: str, made: str) -> None:
    assert with_directions(html) == made


@cache
def page(body: str) -> pypdfium2.PdfTextPage:
    """The text of the one page of a report with this body."""
    html = f'<!DOCTYPE html><html lang="en"><title>A test</title><body>{body}'
    pdf = renderer().render(with_directions(html), PdfMetadata("A test", "en"), ())
    (only,) = pypdfium2.PdfDocument(pdf)
    return only.get_textpage()


def left_edges(body: str, letters: str) -> list[float]:
    """How far from the left, in points, the first of each letter stands on the page of a body."""
    text = page(body).get_text_range()
    return [page(body).get_charbox(text.index(each))[0] for each in letters]


@pytest.mark.usefixtures("needs_pdf")
def test_a_name_does_not_turn_its_neighbours_around() -> None:
    isolated = left_edges(f"<p>B <bdi>{OWLS}</bdi> (3, 4).</p>", "Bك34.")
    assert isolated == sorted(isolated)
    # Without the isolate, the number is a part of the text from the right.
    bare = left_edges(f"<p>B {OWLS} (3, 4).</p>", "Bك34.")
    assert bare != sorted(bare)


@pytest.mark.usefixtures("needs_pdf")
def test_isolates_leave_nothing_in_a_copied_text() -> None:
    text = page(f"<p>B <bdi>{OWLS}</bdi> (3, 4).</p>").get_text_range()
    assert OWLS in text
    assert not {*text} & {*"\u2066\u2067\u2068\u2069\ufffd"}


@pytest.mark.usefixtures("needs_pdf")
def test_a_paragraph_from_the_right_begins_at_the_right() -> None:
    start, latin, end = left_edges(f'<p dir="auto">ك {OWLS} (B) ع.</p>', "كB.")
    assert start > 510 > latin > end


@pytest.mark.usefixtures("needs_pdf")
def test_marks_of_a_list_from_the_right_stand_at_the_right_inside_the_margin() -> None:
    mark, text = left_edges(f'<div dir="auto"><ul><li>{OWLS}</ul></div>', "•ك")
    assert text < mark < 595 - 68


@pytest.mark.usefixtures("needs_pdf")
def test_columns_of_a_table_from_the_right_begin_at_the_right() -> None:
    first, second = left_edges(
        f'<div class="prose" dir="auto"><table><tr><td>{OWLS}<td>B</table></div>', "كB"
    )
    assert first > second


@pytest.mark.usefixtures("needs_pdf")
def test_brackets_are_copied_as_they_are_seen() -> None:
    text = page(
        f'<p dir="auto">{OWLS} (ملخص) ثم (B).</p><p>Owls (hear) [1].</p>'
        f'<p dir="auto">{OWLS} [1].</p>'
    ).get_text_range()
    assert "Owls (hear) [1]." in text
    assert f"{OWLS} (ملخص)" in text
    assert f"{OWLS} [1]" in text
