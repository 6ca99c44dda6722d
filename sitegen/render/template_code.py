"""How templates are compiled and run: as Jinja does, in fewer steps for many small pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from keyword import iskeyword
from types import CodeType
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined, Template, nodes
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.compiler import CodeGenerator, Frame, optimizeconst
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, markup_join
from jinja2.utils import missing
from markupsafe import Markup
from markupsafe import _escape_inner as escaped_text  # type: ignore[attr-defined]

MOST_COMPILED = 1_000
# The drawings of a site differ by scores and by levels, so most are printed once.
MOST_DRAWN = 4_096
# What templates call most. Both are given to every template, so neither is anything else.
PLAIN_FUNCTIONS = frozenset({"link", "term"})
# What Jinja writes for output to a list, and what is written for the output of a template.
OUTPUT = "output"
OUTPUT_CODE = {f"{OUTPUT}.extend((": "yield concat((", f"{OUTPUT}.append(": "yield str("}


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


class FastCodeGenerator(CodeGenerator):
    """Compiles templates as Jinja does, but to faster code for output, includes and attributes."""

    environment: FastEnvironment

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


COMPILED, COMPILED_LENIENTLY = _Compiled(), _Compiled()


class FastEnvironment(Environment):
    """An environment of Jinja for many small pages, with fewer lookups and wrappers.

    In a lenient one, `x.y` means all that it may mean in Jinja: a key of a mapping, or a variable
    that is not defined. Otherwise it is an attribute, or an AttributeError.
    """

    code_generator_class = FastCodeGenerator
    context_class = _Context
    escaped_text = staticmethod(escaped_text)
    included = staticmethod(_included)
    joined = staticmethod(_joined)

    def __init__(
        self, loader: BaseLoader, filters: Mapping[str, Any], *, is_lenient: bool = False
    ) -> None:
        super().__init__(
            loader=loader,
            # Always on: select_autoescape would leave .svg, .xml and .j2 files unescaped.
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            bytecode_cache=COMPILED_LENIENTLY if is_lenient else COMPILED,
        )
        self.filters.update(filters)
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
