"""The Jinja environment and its filters, which turn text from records into HTML."""

from __future__ import annotations

import hashlib
import re
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property, lru_cache
from keyword import iskeyword
from pathlib import Path
from types import CodeType
from typing import Any, NamedTuple

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    meta,
    nodes,
    pass_context,
    pass_environment,
)
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.compiler import CodeGenerator, Frame, optimizeconst
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, markup_join
from jinja2.utils import missing
from markupsafe import Markup
from markupsafe import _escape_inner as escaped_text  # type: ignore[attr-defined]

from sitegen.checks.site_rules import VALID_TEMPLATE
from sitegen.contracts.fact_labels import label_of
from sitegen.contracts.published_paper import LABELS
from sitegen.contracts.readable import readable_time
from sitegen.contracts.wording import counted, day_month_year, full_stop, month_day_year, rounded
from sitegen.findings.diagnostics import Diagnostic, Place, shown
from sitegen.render.cards import SharedCard
from sitegen.render.drawings import DRAWINGS
from sitegen.render.markdown import Heading, anchored_html, markdown_html
from sitegen.render.mathematics import keyboard_scroll, page_html, plain
from sitegen.render.shared_parts import SHARED_PARTS
from sitegen.render.template_files import BadTemplateError, TemplateFolder, builtin_templates
from sitegen.render.terms import PageTerms

# The filters whose output a process prints only once for the same values.
PRINTED_ONCE = {**DRAWINGS, **SHARED_PARTS}
MOST_COMPILED = 1_000
# A guide with so many headings of the first level gets a table of contents.
LONG_GUIDE = 4
# The drawings of a site differ by scores and by levels, so most are printed once.
MOST_DRAWN = 4_096
# A project that has this font has all fonts of its PDFs.
FONT = "fonts/DejaVuSans.ttf"
# The attribute that says which fact a value comes from; only the preview keeps it.
FACT_MARK = re.compile(' data-fact="[^"]*"')
# What templates call most. Both are given to every template, so neither is anything else.
PLAIN_FUNCTIONS = frozenset({"link", "term"})
# What Jinja writes for output to a list, and what is written for the output of a template.
OUTPUT = "output"
OUTPUT_CODE = {f"{OUTPUT}.extend((": "yield concat((", f"{OUTPUT}.append(": "yield str("}
BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")


NOTHING = Markup("")


class _Context(Context):
    """The variables of one template. A page makes a dozen and calls `link` thirty times."""

    def __init__(
        self,
        environment: Environment,
        parent: dict[str, object],
        name: str | None,
        blocks: Any,
        **_: object,
    ) -> None:
        # What Jinja does, but without the names of globals, which are the same for all templates,
        # and without what only a few templates need.
        self.parent = parent
        self.vars: dict[str, Any] = {}
        self.environment = environment
        self.exported_vars: set[str] = set()
        self.name = name
        self.globals_keys: set[str] = set()
        self._eval_ctx: EvalContext | None = None
        self.blocks = {key: [block] for key, block in blocks.items()} if blocks else {}

    @property
    def eval_ctx(self) -> EvalContext:  # type: ignore[override]
        """How values are escaped while a template runs; few templates ask."""
        if self._eval_ctx is None:
            self._eval_ctx = EvalContext(self.environment, self.name)
        return self._eval_ctx


def _escapes(frame: Frame, finalize: Any) -> bool:
    """Whether a value is escaped for certain, and in no other way changed."""
    return bool(frame.eval_ctx.autoescape and not frame.eval_ctx.volatile and finalize.src is None)


def _included(template: Template, context: Context, local: dict[str, object]) -> Iterator[str]:
    """The pieces of a template that another one includes, with its variables and local ones."""
    given = {**context.parent, **context.vars}
    for name, value in local.items():
        if value is not missing:
            given[name] = value
    made = context.__class__(context.environment, given, template.name, template.blocks)
    return template.root_render_func(made)


def _joined(values: tuple[object, ...]) -> str:
    """The text of `markup_join`: values in one text, which is escaped if one of them is markup."""
    for each in values:
        if type(each) is not str:
            return markup_join(values)
    return "".join(values)  # type: ignore[arg-type]


class _CodeGenerator(CodeGenerator):
    """Compiles templates as Jinja does, but to faster code for output, includes and attributes."""

    environment: _Environment

    @optimizeconst
    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:
        """Read an attribute as Python does; a page reads four hundred."""
        if self.environment.is_lenient or iskeyword(node.attr):
            super().visit_Getattr(node, frame)
            return
        self.write("(")
        self.visit(node.node, frame)
        self.write(f").{node.attr}")

    def write_commons(self) -> None:
        """Write what every function of a template begins with."""
        super().write_commons()
        self.writeline("escaped_text = environment.escaped_text")

    def writeline(self, x: str, node: nodes.Node | None = None, extra: int = 0) -> None:
        """Write a line. What stands between two statements is one text."""
        super().writeline(OUTPUT_CODE.get(x, x), node, extra)

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:
        """Write what stands between two statements as one text, not piece by piece."""
        if frame.buffer is not None or len(node.nodes) == 1:
            super().visit_Output(node, frame)
            return
        frame.buffer = OUTPUT
        super().visit_Output(node, frame)
        frame.buffer = None

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if _escapes(frame, finalize):
            # Most values are texts, which are not checked for markup of their own, or markup.
            self.write("(escaped_text(_piece) if (_kind := type(_piece := ")
        else:
            super()._output_child_pre(node, frame, finalize)

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if _escapes(frame, finalize):
            self.write(")) is str else _piece if _kind is Markup else escape(_piece))")
        else:
            super()._output_child_post(node, frame, finalize)

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:
        """Join values with `~`; most of them are texts."""
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super().visit_Concat(node, frame)
            return
        self.write("environment.joined((")
        for each in node.nodes:
            self.visit(each, frame)
            self.write(", ")
        self.write("))")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        """Call a function; `link`, `term` and `get` of a mapping get texts, and need no checks."""
        is_plain = isinstance(node.node, nodes.Name) and node.node.name in PLAIN_FUNCTIONS
        is_plain |= isinstance(node.node, nodes.Getattr) and node.node.attr == "get"
        if not is_plain or any((node.kwargs, node.dyn_args, node.dyn_kwargs, forward_caller)):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for each in node.args:
            self.visit(each, frame)
            self.write(", ")
        self.write(")")

    def visit_Test(self, node: nodes.Test, frame: Frame) -> None:
        """Test a value; most templates test whether there is one."""
        if node.name != "none":
            super().visit_Test(node, frame)
            return
        self.write("(")
        self.visit(node.node, frame)
        self.write(" is None)")

    def write(self, x: str) -> None:
        """Write code. An imported template gets no names of globals, so its module is the same."""
        super().write(x.replace("_get_default_module(context)", "_get_default_module()"))

    def visit_Include(self, node: nodes.Include, frame: Frame) -> None:
        """Include a template as one text; Jinja would pass each piece through all templates."""
        is_name = isinstance(node.template, nodes.Const) and isinstance(node.template.value, str)
        is_one = is_name or isinstance(node.template, nodes.Concat)
        if not is_one or not node.with_context or node.ignore_missing:
            super().visit_Include(node, frame)
            return
        self.writeline("template = environment.get_template(", node)
        self.visit(node.template, frame)
        self.write(f", {self.name!r})")
        given = f"template, context, {self.dump_local_context(frame)}"
        self.simple_write(f"concat(environment.included({given}))", frame, node)


class _Compiled(BytecodeCache):
    """The compiled templates of this process, by file and text, for all sets of templates."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """The code of a template that was compiled before."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Remember the code of a template."""
        if bucket.code is not None:
            if len(self._codes) >= MOST_COMPILED:  # in a preview, while templates are edited
                self._codes.clear()
            self._codes[bucket.key, bucket.checksum] = bucket.code


COMPILED = _Compiled()


class _Environment(Environment):
    """An environment of Jinja for many small pages, with fewer lookups and wrappers.

    In a lenient one, `x.y` means all that it may mean in Jinja: a key of a mapping, or a variable
    that is not defined. Otherwise it is an attribute, or an AttributeError.
    """

    code_generator_class = _CodeGenerator
    context_class = _Context
    escaped_text = staticmethod(escaped_text)
    included = staticmethod(_included)
    joined = staticmethod(_joined)

    def __init__(self, loader: BaseLoader, *, is_lenient: bool = False) -> None:
        super().__init__(
            loader=loader,
            # Always on: select_autoescape would leave .svg, .xml and .j2 files unescaped.
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            bytecode_cache=None if is_lenient else COMPILED,
        )
        self.filters.update(FILTERS)
        self.is_lenient = is_lenient
        self._found: dict[str, Template] = {}
        self._drawn: dict[object, Markup] = {}

    def get_template(
        self, name: str | Template, parent: str | None = None, globals: Any = None
    ) -> Template:
        """The template of that name; templates in use do not change."""
        if isinstance(name, Template) or globals is not None:
            return super().get_template(name, parent, globals)
        if name not in self._found:
            self._found[name] = super().get_template(name, parent)
        return self._found[name]

    def pieces(self, name: str, context: dict[str, object]) -> list[str]:
        """What a template yields, without the wrapper that Jinja has around it."""
        template = self.get_template(name)
        try:
            return [*template.root_render_func(template.new_context(context))]
        except Exception:
            self.handle_exception()

    def drawn(self, drawing: object, template: str, name: str) -> Markup:
        """A drawing as its template prints it, which is done once for each drawing."""
        if drawing not in self._drawn:
            if len(self._drawn) >= MOST_DRAWN:
                self._drawn.clear()
            text = self.get_template(template).render({name: drawing})
            self._drawn[drawing] = Markup(text.rstrip("\n"))
        return self._drawn[drawing]


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
        self._environment = _Environment(ChoiceLoader(self._folders))

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
    def _lenient_environment(self) -> _Environment:
        return _Environment(ChoiceLoader(self._folders), is_lenient=True)

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
        return sorted(self._environment.list_templates(extensions=["html"]))

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
        return [name for name in self.names() if name.startswith(start)]

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


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a plain text, which are separated by blank lines."""
    return [paragraph.strip() for paragraph in BLANK_LINES.split(text.strip())]


@pass_context
def markdown(context: Context, text: str, top: int = 3) -> Markup:
    """Markdown as HTML, with the links of the page."""
    return Markup(markdown_html(text, context["link"], top))


def code_spans(text: str) -> Markup:
    """A text of a contract, with what stands between backticks as code."""
    pieces = str(escaped_text(text)).split("`")
    if len(pieces) % 2 == 0:
        return Markup(escaped_text(text))
    code = [f"<code>{each}</code>" if at % 2 else each for at, each in enumerate(pieces)]
    return Markup("".join(code))


class GuideText(NamedTuple):
    """The text of a guide as HTML, and its headings of the first level if there are many."""

    html: Markup
    contents: tuple[Heading, ...]


@pass_context
def guide_text(context: Context, text: str) -> GuideText:
    """Markdown as HTML below the title of a page; each heading has an anchor."""
    html, headings = anchored_html(text, context["link"], 2)
    first = tuple(each for each in headings if each.level == 2)
    return GuideText(Markup(html), first if len(first) >= LONG_GUIDE else ())


def mathematics(text: str) -> str:
    """A plain text with its mathematics as MathML."""
    return Markup(page_html(text)) if "$" in text else text


def scroll(text: str) -> Markup:
    """What the element of a text needs so that a long formula in it can be scrolled to."""
    return Markup(keyboard_scroll(text)) if "$" in text else NOTHING


def head_links(links: Iterable[tuple[str, str, str, str]]) -> Markup:
    """Links in the head of a page: relation, address, and media type and title if they have one."""
    return Markup("\n".join(map(_head_link, links)))


@lru_cache(maxsize=64)  # those to the files of a paper are the same on all pages
def _head_link(link: tuple[str, str, str, str]) -> str:
    relation, address, media_type, title = link
    kind = f' type="{escaped_text(media_type)}"' if media_type else ""
    named = f' title="{escaped_text(title)}"' if title else ""
    return f'<link rel="{relation}" href="{escaped_text(address)}"{kind}{named}>'


def meta_tags(tags: Iterable[tuple[str, str]], attribute: str = "name") -> Markup:
    """Tags in the head of a page, each with a name and a content."""
    written = [f'<meta {attribute}="{name}" content="{escaped_text(text)}">' for name, text in tags]
    return Markup("\n".join(written))


@lru_cache(maxsize=256)  # a site has a dozen cards, and some languages
def card_tags(card: SharedCard) -> Markup:
    """The tags of what other sites show beside a link, as far as all pages with a card share it."""
    return meta_tags(card.properties, "property")


def slug(text: str) -> str:
    """A text as a part of a URL: letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def label(path: str, panel: str) -> str:
    """The label of a row in a panel or the `head`: a constant, once a template is compiled."""
    return LABELS[panel][path]


def _drawing(layout: Callable[..., object | None], template: str, name: str) -> object:
    """The filter that draws what it is given; an empty text if there is nothing to draw."""

    @pass_environment
    def draw(environment: _Environment, *shown: object) -> str:
        drawing = layout(*shown)
        return "" if drawing is None else environment.drawn(drawing, template, name)

    return draw


FILTERS: dict[str, object] = {
    **{name: _drawing(*each) for name, each in PRINTED_ONCE.items()},
    "card_tags": card_tags,
    "code_spans": code_spans,
    "counted": counted,
    "day": day_month_year,
    "fact_label": label_of,
    "full_stop": full_stop,
    "guide_text": guide_text,
    "head_links": head_links,
    "label": label,
    "report_day": month_day_year,
    "markdown": markdown,
    "mathematics": mathematics,
    "scroll": scroll,
    "meta_tags": meta_tags,
    "moment": readable_time,
    "paragraphs": paragraphs,
    "plain": plain,
    "rounded": rounded,
    "slug": slug,
}
