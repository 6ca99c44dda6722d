"""Text from records, as it may be printed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given

from sitegen.findings.legible import legible
from tests.findings.findings import HOSTILE, quickly


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Käuze und 猫頭鷹", "Käuze und 猫頭鷹"),
        ("a\nb\r\tc", r"a\nb\r\tc"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("\u202eevil", r"\u202eevil"),
        ("K\udce4uze", r"K\xe4uze"),
        ("\ud800", r"\ud800"),
        ("see ##[add-mask]x", r"see #\x23[add-mask]x"),
        ("##vso[task.setvariable]x", r"#\x23vso[task.setvariable]x"),
        ("###[error]", r"##\x23[error]"),
        ("## a heading [1]", "## a heading [1]"),
    ],
)
def test_what_a_terminal_or_a_build_log_would_obey_is_escaped(text: str, printed: str) -> None:
    assert legible(text) == printed


@quickly
@given(HOSTILE)
def test_any_text_is_printable_and_holds_no_command(text: str) -> None:
    printed = legible(text)
    assert printed.isprintable()
    assert not re.search(r"##\w*\[", printed)
