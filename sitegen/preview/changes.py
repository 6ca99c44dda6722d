"""Handles saved files: what is read again, and which open pages get an event."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from sitegen.preview.scan import Scan
from sitegen.preview.state import PreviewState
from sitegen.reading.kinds import record_folder_of

# If more papers change at once, they were not saved by hand, and all papers are read again.
MOST_BY_HAND = 50


class Changes:
    """Handles sets of changed files; `say` sends an event to open pages."""

    def __init__(self, state: PreviewState, scan: Scan, say: Callable[..., None]) -> None:
        self._state, self._scan, self._say = state, scan, say
        self._records = state.project.records.resolve()
        self._templates = [folder.resolve() for folder in state.template_folders]

    def __call__(self, paths: Iterable[Path]) -> None:
        """Read the changed files again, and send an event to the pages that show them."""
        folders: set[str] = set()
        others: set[str] = set()
        for path in paths:
            kind, folder = self._meaning(path)
            if folder:
                folders.add(folder)
            elif kind:
                others.add(kind)
        if len(folders) > MOST_BY_HAND:
            # With so many changes at once, the system may have reported only some of them.
            self.everything()
            return
        if others:
            self._others(others)
        if folders:
            self._papers(folders)

    def everything(self) -> None:
        """Read everything again, because it is not known what changed."""
        self._state.read_settings()
        self._state.read_guides()
        self._state.read_templates()
        self._tell(all=True, styles=True)
        self._scan.again()

    def _meaning(self, path: Path) -> tuple[str, str]:
        """The kind of a file in the project, and the folder of the paper that it belongs to."""
        if path.is_relative_to(self._records):
            parts = path.relative_to(self._records).parts
            if parts == ("site.yaml",):
                return "settings", ""
            if parts[:1] == ("pages",):
                return "guides", ""
            is_hidden = len(parts) > 1 and parts[1].startswith(".")
            return "", "" if is_hidden else record_folder_of("/".join(parts))
        inside = any(path.is_relative_to(folder) for folder in self._templates)
        return "templates" if inside and not path.name.startswith(".") else "", ""

    def _others(self, kinds: set[str]) -> None:
        is_new = "settings" in kinds and self._state.read_settings()
        if "guides" in kinds:
            self._state.read_guides()
        if "templates" in kinds:
            self._state.read_templates()
        self._tell(all=True, styles="templates" in kinds)
        if is_new:
            self._scan.again()

    def _papers(self, folders: set[str]) -> None:
        ids = self._ids(folders)
        self._state.refresh_folders(folders)
        listed = self._state.snapshot()
        for folder in filter(listed.has_folder, sorted(folders)):
            try:
                self._state.read_paper(folder)
            except Exception:  # a bug must not keep the other papers from being read
                traceback.print_exc()
        self._state.mark_saved()
        naming = self._state.snapshot().naming(ids | self._ids(folders))
        self._tell(folders=sorted(folders.union(naming)))
        self._scan.compare_again()

    def _ids(self, folders: set[str]) -> set[str]:
        """The ids of the papers in these folders, as far as they are known now."""
        papers = self._state.snapshot().papers
        return {papers[folder].id for folder in folders if folder in papers}

    def _tell(self, **what: Any) -> None:
        said = {"all": False, "styles": False, "folders": []} | what
        self._say("change", **said)
