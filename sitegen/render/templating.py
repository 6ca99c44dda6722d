"""All templates of a project, and what is wrong with one that fails."""

from __future__ import annotations

import hashlib
import re
import traceback
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cached_property, lru_cache
from pathlib import Path

from jinja2 import (
    ChoiceLoader,
    Environment,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    meta,
    nodes,
)

from sitegen.checks.site_rules import VALID_TEMPLATE
from sitegen.findings.diagnostics import Diagnostic, Place, shown
from sitegen.render.template_code import MOST_COMPILED, FastEnvironment
from sitegen.render.template_files import BadTemplateError, TemplateFolder, builtin_templates
from sitegen.render.template_filters import FILTERS, PRINTED_ONCE
from sitegen.render.terms import PageTerms

# A project that has this font has all fonts of its PDFs.
FONT = "fonts/DejaVuSans.ttf"
# The attribute that says which fact a value comes from; only the preview keeps it.
FACT_MARK = re.compile(' data-fact="[^"]*"')


def _without_marks(source: str) -> str:
    """A template without what only a preview reads."""
    return FACT_MARK.sub("", source)


class Templates:
    """All templates of a project, whose files replace built-in ones of the same name.

    With `marks_facts`, pages keep the attributes `data-fact`, which say which fact a value comes
    from. Otherwise they are removed when a template is read.
    """

    def __init__(self, project: Path | None = None, *, marks_facts: bool = False) -> None:
        self._referrals: dict[str, list[str]] = {}
        edit = str if marks_facts else _without_marks
        folders = [folder for folder in (project, builtin_templates()) if folder is not None]
        self._folders = [TemplateFolder(folder, edit) for folder in folders]
        self._environment = FastEnvironment(ChoiceLoader(self._folders), FILTERS)

    def render(self, name: str, context: Mapping[str, object]) -> str:
        """The output of a template. Raises BadTemplateError if the template has an error."""
        return "".join(self._pieces(name, context))

    def encoded(self, name: str, context: Mapping[str, object]) -> bytes:
        """The same in UTF-8. Most pieces of it are ASCII, which is encoded by copying it."""
        return b"".join([each.encode() for each in self._pieces(name, context)])

    def _pieces(self, name: str, context: Mapping[str, object]) -> list[str]:
        try:
            return self._rendered(name, context)
        except TemplateSyntaxError as error:
            raise _syntax_problem(name, error) from error
        except TemplateError as error:
            where = self._running(error) or Place(f"templates/{name}")
            raise BadTemplateError(_problem(where, error)) from error
        except UnicodeDecodeError as error:
            raise BadTemplateError(self._not_utf8()) from error
        except Exception as error:
            # Raised by an expression of the template itself, not by what it calls.
            at = self._running(error, deepest=True)
            if at is None:
                raise
            raise BadTemplateError(_problem(at, error)) from error

    def _rendered(self, name: str, context: Mapping[str, object]) -> list[str]:
        context = {"term": PageTerms(), **context}
        try:
            return self._environment.pieces(name, context)
        except AttributeError:  # maybe a key of a mapping, or a test whether a variable is defined
            return self._lenient_environment.pieces(name, context)

    @cached_property
    def _lenient_environment(self) -> FastEnvironment:
        return FastEnvironment(ChoiceLoader(self._folders), FILTERS, is_lenient=True)

    def _not_utf8(self) -> Diagnostic:
        """The finding for the template that Jinja could not decode, which it does not name."""
        for name in self.names():
            try:
                self.source(name)
            except UnicodeDecodeError as error:
                line = self.read(name)[: error.start].count(b"\n") + 1
                place = Place(f"templates/{name}", line)
                return VALID_TEMPLATE.at(place, "the template is not in UTF-8", "save it as UTF-8")
        raise AssertionError("every template is UTF-8")

    def read(self, name: str) -> bytes:
        """The bytes of a file among the templates, such as a style sheet or a font."""
        return self._found(name)[1]

    def path(self, name: str) -> Path:
        """The path of a file among the templates. Raises FileNotFoundError if there is none."""
        return self._found(name)[0].folder / name

    def _found(self, name: str) -> tuple[TemplateFolder, bytes]:
        for folder in self._folders:
            with suppress(FileNotFoundError):
                return folder, folder.read(name)
        raise FileNotFoundError(f"templates/{name}")

    def fonts(self) -> Path:
        """The folder of the fonts, each file of which can be read. Raises BadTemplateError."""
        folder, _ = self._found(FONT)
        for name in folder.list_templates():
            if name.startswith("fonts/"):
                folder.read(name)
        return (folder.folder / FONT).parent

    def source(self, name: str) -> str:
        """The text of a template."""
        return self.read(name).decode("utf-8")

    def names(self) -> list[str]:
        """All templates, in order."""
        return [*self._names]

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(sorted(self._environment.list_templates(extensions=["html"])))

    def closure(self, names: Iterable[str]) -> frozenset[str]:
        """These templates and all that they extend, include or import, directly or indirectly.

        For a computed name, these are all templates, or all of a folder if the name begins with
        that folder. Names without a file are included, because the file may be added later. Raises
        BadTemplateError if a template does not compile.
        """
        found: set[str] = set()
        waiting = [*names]
        while waiting:
            if (name := waiting.pop()) not in found:
                found.add(name)
                waiting += self._referred(name)
        return frozenset(found)

    def load(self, names: Iterable[str]) -> None:
        """Compile these templates and all that they refer to.

        Errors in their expressions are found when they are used. Raises BadTemplateError if a
        template cannot be parsed.
        """
        for name in self.closure(names):
            with suppress(TemplateError):
                self._environment.get_template(name)

    def _referred(self, name: str) -> list[str]:
        """The templates to which one refers directly."""
        if name not in self._referrals:
            starts = self._names_in(name)
            self._referrals[name] = [each for start in starts for each in self._meant(start)]
        return self._referrals[name]

    def _meant(self, start: str) -> list[str]:
        if start and not start.endswith("/"):
            return [start]
        return [name for name in self._names if name.startswith(start)]

    def _names_in(self, name: str) -> list[str]:
        try:
            return _references(self.source(name))
        except FileNotFoundError:
            return []
        except TemplateSyntaxError as error:
            raise _syntax_problem(name, error) from error
        except UnicodeDecodeError as error:
            raise BadTemplateError(self._not_utf8()) from error

    def sha256(self, names: Iterable[str]) -> str:
        """One digest of the names and bytes of these templates and all that they refer to.

        Raises BadTemplateError if a template does not compile.
        """
        digest = hashlib.sha256()
        for name in sorted(self.closure(names)):
            try:
                content = hashlib.sha256(self.read(name)).hexdigest()
            except FileNotFoundError:
                content = "missing"
            digest.update(f"{name}\0{content}\n".encode())
        return digest.hexdigest()

    def _running(self, error: Exception, *, deepest: bool = False) -> Place | None:
        """The line of the template that was running when an error was raised.

        With `deepest`, None unless the template itself raised it.
        """
        frames = traceback.extract_tb(error.__traceback__)
        for frame in reversed(frames[-1:] if deepest else frames):
            for each in self._folders:
                if Path(frame.filename).is_relative_to(each.folder):
                    inside = Path(frame.filename).relative_to(each.folder).as_posix()
                    return Place(f"templates/{inside}", frame.lineno or 1)
        return None


@lru_cache(MOST_COMPILED)
def _references(text: str) -> list[str]:
    """The templates to which a text refers, and those of its drawings; for a computed name, its
    folder with a slash, or an empty text.
    """
    parsed = Environment().parse(text)
    used = {each.name for each in parsed.find_all(nodes.Filter)}
    drawn = [each.template for name, each in PRINTED_ONCE.items() if name in used]
    for include in parsed.find_all(nodes.Include):
        if isinstance(include.template, nodes.Concat):
            first = include.template.nodes[0]
            if isinstance(first, nodes.Const) and str(first.value).endswith("/"):
                include.template = first
    return drawn + [name or "" for name in meta.find_referenced_templates(parsed)]


def _syntax_problem(name: str, error: TemplateSyntaxError) -> BadTemplateError:
    return BadTemplateError(_problem(Place(f"templates/{error.name or name}", error.lineno), error))


def _problem(place: Place, error: Exception) -> Diagnostic:
    what = "there is no template" if isinstance(error, TemplateNotFound) else "the template fails:"
    message = f"{what} {shown(str(error) or type(error).__name__, 200)}"
    hint = "correct the template; files of the project replace built-in ones of the same name"
    return VALID_TEMPLATE.at(place, message, hint)
