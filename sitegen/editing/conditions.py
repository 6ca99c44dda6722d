"""Conditions on published records, as `sitegen correct --where` takes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jinja2 import StrictUndefined, TemplateSyntaxError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment


class Condition:
    """A condition on a record as JSON data, such as `gate_verdict.status == "VERIFIED"`.

    `names` are the top-level keys that the condition uses, `wants` the texts that values must
    equal, by path. Raises ValueError if the expression is not valid, and on a call if it cannot be
    evaluated for the record.
    """

    def __init__(self, expression: str) -> None:
        environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined)
        try:
            self._holds = environment.compile_expression(expression, undefined_to_none=False)
            # In brackets, so that `}}` in the expression does not end it.
            parsed = environment.parse(f"{{{{ ({expression}\n) }}}}")
        except (TemplateSyntaxError, SyntaxError, RecursionError, MemoryError) as error:
            raise ValueError(str(error) or "it is nested too deeply") from error
        self.names = frozenset(meta.find_undeclared_variables(parsed))
        outputs = parsed.find_all(nodes.Output)
        self.wants = dict(each for output in outputs for each in _equalities(output.nodes[0]))

    def __call__(self, record: Mapping[str, object]) -> bool:
        """Whether a record meets the condition."""
        try:
            return bool(self._holds(**record))
        except Exception as error:  # an expression can fail in any way
            raise ValueError(str(error) or type(error).__name__) from error


def _equalities(node: nodes.Node) -> Iterator[tuple[str, str]]:
    """Yield path and text of each `path == "text"` without which the condition cannot be true."""
    if isinstance(node, nodes.And):
        yield from _equalities(node.left)
        yield from _equalities(node.right)
    if isinstance(node, nodes.Compare) and len(node.ops) == 1 and node.ops[0].op == "eq":
        for one, other in ((node.expr, node.ops[0].expr), (node.ops[0].expr, node.expr)):
            if isinstance(other, nodes.Const) and isinstance(other.value, str):
                yield _dotted(one), other.value


def _dotted(node: nodes.Node) -> str:
    """The dotted path of a chain of keys; empty for any other node."""
    if isinstance(node, nodes.Name):
        return str(node.name)
    if isinstance(node, nodes.Getattr) and (above := _dotted(node.node)):
        return f"{above}.{node.attr}"
    return ""
