"""Where templates are read from: the project's folder, without trust, and the built-in ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path

from jinja2 import BaseLoader, Environment, TemplateNotFound

from sitegen.findings.diagnostics import Diagnostic, Place
from sitegen.findings.errors import SitegenError
from sitegen.findings.regular_files import UNREADABLE, Folder, folder_below, read_below
from sitegen.reading.record_files import DEEPEST_FOLDER, illegible, unreadable

LARGEST_TEMPLATE = 20_000_000  # bytes; a font with every script is about as large
LARGEST_KEPT = 100_000
FOLDER = "templates"


class BadTemplateError(SitegenError):
    """A template that does not compile, cannot be read, or asks for what is not there."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic

    def __reduce__(self) -> tuple[type[BadTemplateError], tuple[Diagnostic]]:
        """How it travels from a process that makes papers: with its finding, not its message."""
        return type(self), (self.diagnostic,)


def builtin_templates() -> Path:
    """The templates that come with sitegen: in the wheel, or next to the package in a checkout."""
    package = Path(str(files("sitegen")))
    inside = package / FOLDER
    return inside if inside.is_dir() else package.parent / FOLDER


class TemplateFolder(BaseLoader):
    """One folder of templates, from which Jinja loads, too.

    No link below it is followed, nor is it one itself. `edit` changes the text of each template
    before Jinja compiles it. All but large files are read once.
    """

    def __init__(self, folder: Path, edit: Callable[[str], str] = str) -> None:
        self.folder = folder
        self._edit = edit
        self._root, self._name = folder.absolute().parent, folder.absolute().name
        self._read: dict[str, bytes] = {}

    def read(self, name: str) -> bytes:
        """The bytes of a file by its POSIX path in the folder.

        Raises FileNotFoundError if there is none, and BadTemplateError if it cannot be read.
        """
        if name in self._read:
            return self._read[name]
        try:
            content = read_below(self._root, f"{self._name}/{name}", LARGEST_TEMPLATE)
        except (FileNotFoundError, NotADirectoryError) as error:
            raise FileNotFoundError(f"{FOLDER}/{name}") from error
        except UNREADABLE as error:
            raise BadTemplateError(unreadable(Place(f"{FOLDER}/{name}"), error)) from error
        if len(content) <= LARGEST_KEPT:
            self._read[name] = content
        return content

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """The text of a template, its file, and whether it is still the same."""
        try:
            text = self._edit(self.read(template).decode("utf-8"))
        except FileNotFoundError as error:
            raise TemplateNotFound(template) from error
        return text, str(self.folder / template), lambda: True

    def list_templates(self) -> list[str]:
        """The paths of all files, links among them: reading one says that it is a link."""
        try:
            with folder_below(self._root, self._name) as folder:
                return sorted(self._names(folder, ""))
        except UNREADABLE as error:
            raise BadTemplateError(unreadable(Place(FOLDER), error)) from error

    def _names(self, folder: Folder, below: str) -> Iterator[str]:
        for entry in folder.entries():
            if entry.name.startswith("."):
                continue
            if not entry.is_utf8:
                raise BadTemplateError(illegible(f"{FOLDER}/{below}", entry.name))
            if not entry.is_folder:
                yield below + entry.name
            elif below.count("/") < DEEPEST_FOLDER:
                with folder.folder(entry.name) as inner:
                    yield from self._names(inner, f"{below}{entry.name}/")
