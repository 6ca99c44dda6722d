from __future__ import annotations

from sitegen.preview.report_maker import marked_report

PAGE = "<html><body><h1>Title</h1><p>One.</p><p class='x'>Two <b>words</b>.</p></body></html>"
MARK = "style=\"-weasy-anchor: 'sitegen-changed'\""


def test_the_first_block_that_differs_gets_a_name() -> None:
    changed = PAGE.replace("words", "others")
    marked = marked_report(PAGE, changed)
    assert marked == changed.replace("<p class='x'>", f"<p {MARK} class='x'>")


def test_a_block_that_went_is_marked_by_the_one_before() -> None:
    marked = marked_report(PAGE, PAGE.replace("<p class='x'>Two <b>words</b>.</p>", ""))
    assert marked
    assert f"<p {MARK}>One." in marked


def test_what_is_new_or_the_same_is_not_marked() -> None:
    assert marked_report(None, PAGE) is None
    assert marked_report(PAGE, PAGE) is None
