"""What is to be written, or why it cannot be: told for all papers at once, and legibly."""

from __future__ import annotations

import pytest

from sitegen.editing.plans import MOST_TOLD, CorrectionError, for_each


def test_all_that_cannot_be_corrected_are_told_together() -> None:
    def refuse(number: int) -> int:
        if number % 2:
            raise CorrectionError(f"number {number}", "")
        return number

    assert for_each([2, 4], refuse) == [2, 4]
    with pytest.raises(CorrectionError, match=r"^number 3$"):
        for_each([2, 3], refuse)
    with pytest.raises(CorrectionError) as refused:
        for_each(range(2 * MOST_TOLD + 6), refuse)
    assert str(refused.value).splitlines()[-2:] == ["number 39", "and 3 more"]
