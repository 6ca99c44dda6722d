"""Conditions that published records meet or not, as `sitegen correct --where` takes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jinja2 import StrictUndefined, TemplateSyntaxError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment


class Condition:
    """Whether something holds of a record as JSON data: `gate_verdict.status == "VERIFIED"`.

    `names` are the keys of the record that it asks for, `wants` the texts that values must equal,
    by their path. Raises ValueError for what is no expression, and when it is called for a record
    that it cannot be asked of.
    """

    def __init__(self, expression: str) -> None:
        environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
        try:
            self._holds = environment.compile_expression(expression, undefined_to_none=False)
            # In brackets, or what looks like the end of a tag would end it.
            parsed = environment.parse(f"{{{{ ({expression}\n) }}}}")
        except (TemplateSyntaxError, SyntaxError, RecursionError, MemoryError) as error:
            raise ValueError(str(error) or "it is too deep") from error
        self.names = frozenset(meta.find_undeclared_variables(parsed))
        outputs = parsed.find_all(nodes.Output)
        self.wants = dict(each for output in outputs for each in _equalities(output.nodes[0]))

    def __call__(self, record: Mapping[str, object]) -> bool:
        """Whether it holds of a record."""
        try:
            return bool(self._holds(**record))
        except Exception as error:  # whatever an expression may do wrong
            raise ValueError(str(error) or type(error).__name__) from error


def _equalities(node: nodes.Node) -> Iterator[tuple[str, str]]:
    """Paths and texts of `path == "text"`, where the whole cannot hold without it."""
    if isinstance(node, nodes.And):
        yield from _equalities(node.left)
        yield from _equalities(node.right)
    if isinstance(node, nodes.Compare) and len(node.ops) == 1 and node.ops[0].op == "eq":
        for one, other in ((node.expr, node.ops[0].expr), (node.ops[0].expr, node.expr)):
            if isinstance(other, nodes.Const) and isinstance(other.value, str):
                yield _dotted(one), other.value


def _dotted(node: nodes.Node) -> str:
    """The path that a chain of keys leads along; empty for anything else."""
    if isinstance(node, nodes.Name):
        return str(node.name)
    if isinstance(node, nodes.Getattr) and (above := _dotted(node.node)):
        return f"{above}.{node.attr}"
    return ""
