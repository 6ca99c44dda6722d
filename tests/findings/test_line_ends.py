"""Files that differ from what is expected only in their line ends."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.findings import line_ends
from sitegen.findings.line_ends import (
    CHUNK,
    OtherLineEnds,
    how_to_restore,
    other_line_ends,
    other_line_ends_below,
)

TEXTS = st.lists(st.sampled_from([b"a", b"\ra", b"\n", b"\r\n", b"owl"])).map(b"".join)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def found(data: bytes, expected: bytes) -> OtherLineEnds | None:
    return other_line_ends(io.BytesIO(data), sha256(expected).__eq__)


@given(TEXTS)
def test_a_text_is_recognised_with_either_line_ends(text: bytes) -> None:
    lf = text.replace(b"\r\n", b"\n")
    crlf = lf.replace(b"\n", b"\r\n")
    for there in (lf, crlf, text):
        assert found(there, lf) == OtherLineEnds("LF", sha256(lf))
        other = found(there, crlf)
        assert other is not None
        assert other.sha256 == sha256(crlf)
    if b"\n" in lf:
        assert found(lf, crlf) == OtherLineEnds("CRLF", sha256(crlf))
    assert found(text, b"other " + text) is None


@pytest.mark.parametrize("border", [CHUNK - 1, CHUNK, 2 * CHUNK - 1])
def test_a_line_end_across_two_pieces_is_one(border: int) -> None:
    lf = b"x" * border + b"\nrest\r"
    crlf = lf.replace(b"\n", b"\r\n")
    assert found(crlf, lf) == OtherLineEnds("LF", sha256(lf))
    assert found(lf, crlf) == OtherLineEnds("CRLF", sha256(crlf))


def test_a_binary_file_is_not_read_again() -> None:
    class Once(io.BytesIO):
        asked = 0

        def read(self, size: int | None = -1, /) -> bytes:
            self.asked += 1
            return super().read(size)

    file = Once(b"\x89PNG\r\n\0" + b"\n" * 3 * CHUNK)
    assert other_line_ends(file, lambda digest: True) is None
    assert file.asked == 1


def test_a_file_that_cannot_be_read_is_not_compared(tmp_path: Path) -> None:
    assert other_line_ends_below(tmp_path, "missing", sha256(b"\n")) is None
    (tmp_path / "a").write_bytes(b"\r\n")
    (tmp_path / "link").symlink_to("a")
    assert other_line_ends_below(tmp_path, "link", sha256(b"\n")) is None
    assert other_line_ends_below(tmp_path, "a", sha256(b"\n")) is not None


def test_the_remedy_can_be_pasted() -> None:
    said = how_to_restore("records/papers/a b/artifacts/x.py", "p/**", "LF")
    assert "add `p/** -text` to .gitattributes" in said
    assert "`git rm --cached 'records/papers/a b/artifacts/x.py'`" in said
    assert "git rm" not in how_to_restore("x", "p/**", "CRLF")
    assert line_ends.CHANGED in said
