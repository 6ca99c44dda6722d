from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sitegen.preview import watching
from sitegen.preview.watching import Watch


def test_a_change_is_seen_after_it_is_said_that_none_is_missed(tmp_path: Path) -> None:
    seen = Watch((str(tmp_path),), 300).seen()
    assert next(seen) == (frozenset(), "")
    (tmp_path / "a").touch()
    assert str(tmp_path / "a") in next(seen).files
    seen.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "error", [OSError(28, "OS file watch limit reached"), RuntimeError("no inotify")]
)
def test_where_inotify_runs_out_files_are_polled_and_it_is_said(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_handles(*folders: str, force_polling: bool, **options: Any) -> Iterator[Any]:
        if not force_polling:
            raise error
        return real(*folders, force_polling=True, **options)

    real = watching.watch
    monkeypatch.setattr(watching, "watch", without_handles)
    seen = Watch((str(tmp_path),), 20).seen()
    first = next(seen)
    assert first.files == frozenset()
    assert "Files are looked at every 0.0 s" in first.trouble
    assert "inotify" in first.trouble or "limit" in first.trouble
    (tmp_path / "a").touch()
    assert str(tmp_path / "a") in next(seen).files
    seen.close()  # type: ignore[attr-defined]
