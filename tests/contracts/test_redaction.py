"""What may be taken out: texts and parts of texts, and nothing is put in their place."""

from __future__ import annotations

from typing import Any

import pytest

from sitegen.contracts.redaction import is_taken_out

EVENT = {"note": "Ada said so.", "kind": "erratum", "reasons": ["Ada", "Bea"], "doi": None, "n": 1}


@pytest.mark.parametrize(
    "after",
    [
        {},
        {"note": "[redacted]"},
        {"note": "[redacted] said so."},
        {"note": "Ada [redacted] so."},
        {"note": "Ada [redacted]"},
        {"note": "[redacted] said [redacted]."},
        {"note": None},
        {"reasons": ["[redacted]", "Bea"]},
    ],
)
def test_texts_and_parts_of_texts_may_be_taken_out(after: dict[str, Any]) -> None:
    assert is_taken_out(EVENT, EVENT | after)


@pytest.mark.parametrize(
    "after",
    [
        {"note": "Bea said so."},
        {"note": ""},
        {"note": "[redacted] did so."},
        {"note": "Ada said so.[redacted] Bea too."},
        {"note": "Ada said so said so[redacted]."},
        {"note": "Ada said[redacted]said so."},
        {"note": "[redacted]so[redacted]said[redacted]"},
        {"note": 1},
        {"reasons": ["[redacted]"]},
        {"reasons": ["Ada", "Bea", "[redacted]"]},
        {"reasons": "[redacted]"},
        {"doi": "[redacted]"},
        {"n": 2},
        {"n": "[redacted]"},
        {"more": "[redacted]"},
    ],
)
def test_nothing_may_be_put_in_their_place(after: dict[str, Any]) -> None:
    assert not is_taken_out(EVENT, EVENT | after)
