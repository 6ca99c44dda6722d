"""The files of a new project, written to a folder without changing files that it has."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from sitegen.checks.rules import RULES
from sitegen.contracts.schemas import authored_schema
from sitegen.contracts.settings import default_site, read_site
from sitegen.contracts.source_provenance import QUALITY_GUIDE
from sitegen.contracts.versions import authored_version
from sitegen.findings.diagnostics import Diagnostic, has_errors
from sitegen.reading.kinds import KINDS, PAPER
from sitegen.render.site_map import VERIFICATION, MenuEntry, default_navigation
from sitegen.scaffold.commented import commented
from sitegen.scaffold.editor_schemas import FOLDER, schema_files, schema_line
from sitegen.scaffold.refusals import ScaffoldError

SETTINGS = "records/site.yaml"
EDITOR = ".vscode/settings.json"
GIT_ATTRIBUTES, GIT_IGNORE = ".gitattributes", ".gitignore"
PRE_COMMIT = {"ci/pre-commit-config.yaml": ".pre-commit-config.yaml"}
# Copied from a file or folder of templates/project/ to a path in the new project.
ALWAYS = {
    "README.md": "README.md",
    "gitattributes": GIT_ATTRIBUTES,
    "gitignore": GIT_IGNORE,
    "vscode": ".vscode",
    "pages": "records/pages",
    "example": f"{PAPER.project_path}/example",
}
CI: dict[str, dict[str, str]] = {
    "github": {"ci/github": ".github/workflows"} | PRE_COMMIT,
    "gitlab": {"ci/gitlab": "."} | PRE_COMMIT,
    "none": {},
}
# Menu entries for the texts of templates/project/pages/.
TEXTS = (MenuEntry("Quality guide", QUALITY_GUIDE, VERIFICATION), MenuEntry("About", "/about/"))
INTRODUCTION = """\
# The settings of the site. Keys behind a # are optional; remove the # to use one.
"""
# Files that a code host may create with a new repository.
OF_A_CLONE = frozenset({GIT_ATTRIBUTES, GIT_IGNORE, "LICENSE", "README.md"})


@dataclass(frozen=True)
class Answers:
    """The values in the settings of a new project that `sitegen init` asks for."""

    publisher: str = "Example Publisher"
    publisher_url: str = "https://example.org"
    base_url: str = "https://example.org"
    language: str = "en"


def settings_text(answers: Answers) -> bytes:
    """The bytes of `site.yaml` with these answers, and a comment above each key."""
    data: dict[str, object] = {
        "contract_version": authored_version("site-settings"),
        "publisher": {"name": answers.publisher, "url": answers.publisher_url},
        "base_url": answers.base_url,
        "language": answers.language,
        "navigation": default_navigation(TEXTS),
        "notes": {"synthesis": "Synthesis of existing literature. Not primary research."},
        "limitations": [
            "This report is a synthesis of existing literature and not original research.",
            "Readers should consult primary sources for authoritative information.",
        ],
    }
    line = schema_line("site-settings", SETTINGS)
    body = commented(authored_schema("site-settings", default_site()), data)
    return f"{line}\n{INTRODUCTION}\n{body}".encode()


def wrong_answer(key: str, value: str) -> Diagnostic | None:
    """The first error that a value causes in settings; None if it is valid.

    `key` is a field of Answers.
    """
    _, found = read_site(settings_text(replace(Answers(), **{key: value})), SETTINGS, RULES)
    return next((each for each in found if has_errors([each])), None)


def project_files(answers: Answers, ci: str, templates: Path) -> dict[str, bytes]:
    """The bytes of all files of a new project, by path.

    `ci` is a key of CI, and `templates` the folder templates/project/. Raises ScaffoldError if an
    answer is not valid.
    """
    settings = settings_text(answers)
    site, found = read_site(settings, SETTINGS, RULES)
    if site is None:
        raise ScaffoldError("; ".join(f"{each.message}; {each.hint}" for each in found))
    copied = dict(_copied(templates, ALWAYS | CI[ci]))
    schemas = {f"{FOLDER}/{name}": data for name, data in schema_files(site).items()}
    copied[EDITOR] = _with_schemas(copied[EDITOR])
    return dict(sorted({SETTINGS: settings, **schemas, **copied}.items()))


def _with_schemas(editor_settings: bytes) -> bytes:
    """The settings of VS Code, with the schemas of all authored files."""
    files = {"site-settings": SETTINGS}
    files |= {f.shape: f"{kind.project_path}/*/{f.name}" for kind in KINDS for f in kind.files}
    schemas = {f"./{FOLDER}/{name}.json": f"/{path}" for name, path in files.items()}
    data = {"yaml.schemas": schemas} | json.loads(editor_settings)
    return json.dumps(data, indent=2).encode() + b"\n"


def _copied(templates: Path, table: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    for source, target in table.items():
        start = templates / source
        inner = sorted(start.rglob("*")) if start.is_dir() else [start]
        for path in inner:
            if path.is_file() and path.suffix != ".pyc":  # pip compiles scripts on installation
                yield (Path(target) / path.relative_to(start)).as_posix(), path.read_bytes()


def kept_files(folder: Path) -> list[str]:
    """The names of the files in a folder that a new project leaves unchanged.

    Raises ScaffoldError if the folder has other files, or is a file.
    """
    if folder.exists() and not folder.is_dir():
        raise ScaffoldError(f"{folder} is a file; pass a new or an empty folder")
    inside = sorted(folder.iterdir()) if folder.is_dir() else []
    for each in inside:
        if each.name != ".git" and not (each.name in OF_A_CLONE and each.is_file()):
            raise ScaffoldError(f"{each} exists already; pass a new or an empty folder")
    return [each.name for each in inside if each.name in OF_A_CLONE]


def missing_lines(name: str, folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """The lines of one of the new files for git that the file in a folder does not have.

    Comments are left out. Raises OSError.
    """
    present = {" ".join(line.split()) for line in _text_of(folder / name).splitlines()}
    lines = [line for line in files[name].decode().splitlines() if line and line[0] != "#"]
    return [line for line in lines if line not in present]


def _text_of(file: Path) -> str:
    return file.read_bytes().decode("utf-8", "replace")


def write_new(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write new files into a folder; if one cannot be written, remove all of them again.

    Raises OSError, FileExistsError if a file exists.
    """
    with ExitStack() as undo:
        for name, data in files.items():
            path = folder / name
            _make_folder(path.parent, undo)
            with path.open("xb") as file:
                undo.callback(path.unlink)
                file.write(data)
        undo.pop_all()


def _make_folder(folder: Path, undo: ExitStack) -> None:
    """Make a folder and its missing parents; `undo` removes them again."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    for each in reversed(missing):
        each.mkdir()
        undo.callback(each.rmdir)
