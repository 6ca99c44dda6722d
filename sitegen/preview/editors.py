"""Links that open a file in an editor, at a line and column."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sitegen.findings.diagnostics import Place

# `{path}` is absolute and starts with a slash.
EDITORS = {
    "vscode": "vscode://file{path}:{line}:{column}",
    "vscodium": "vscodium://file{path}:{line}:{column}",
    "cursor": "cursor://file{path}:{line}:{column}",
    "zed": "zed://file{path}:{line}:{column}",
    "idea": "idea://open?file={path}&line={line}&column={column}",
    "sublime": "subl://open?url=file://{path}&line={line}&column={column}",
    "textmate": "txmt://open?url=file://{path}&line={line}&column={column}",
}
# The URL of a program, never one that a browser runs itself, such as `javascript:`.
FORM = re.compile(r"(?!javascript:|data:|vbscript:|blob:)[a-z][a-z0-9+.-]*:[!-~]*\{path\}[!-~]*\Z")


def editor_address(word: str) -> str | None:
    """The URL pattern of an editor by its name, or the pattern itself; None for other words."""
    form = EDITORS.get(word, word)
    if not FORM.match(form):
        return None
    try:
        form.format(path="/x", line=1, column=1)
    except (KeyError, IndexError, ValueError, AttributeError):
        return None
    return form


@dataclass(frozen=True)
class Editor:
    """Makes links to files of a project for one editor.

    `templates` are the folders of templates, in the order of the search.
    """

    address: str
    records: Path
    templates: tuple[Path, ...]

    def file(self, place: Place) -> Path:
        """The file of a place."""
        root, _, rest = place.file.partition("/")
        folders = self.roots(place)
        return Path(folders.get(root, folders["templates"])) / rest

    def roots(self, place: Place) -> dict[str, str]:
        """The folders of records and templates that the file of a place belongs to."""
        rest = place.file.partition("/")[2]
        # Path.is_file raises an error for a name that is too long.
        holders = [folder for folder in self.templates if os.path.isfile(folder / rest)]
        templates = holders[0] if holders else self.templates[0]
        return {"records": str(self.records), "templates": str(templates)}

    def link(self, place: Place) -> str:
        """The URL that opens the file at its line and column."""
        path = "/" + self.file(place).absolute().as_posix().removeprefix("/")
        return self.address.format(
            path=quote(path, safe="/:"), line=place.line, column=place.column
        )
