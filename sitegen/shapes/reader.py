"""Read a document as a typed shape, and report every error in it with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, ClassVar, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from sitegen.findings.diagnostics import Diagnostic, Edit, Rule, not_listed, shown
from sitegen.reading.documents import Document, KeyPath
from sitegen.shapes.fields import kind_of, only_text
from sitegen.shapes.identifiers import UUID
from sitegen.shapes.outline import Node, closest, dotted, mappings, misspelt, node_at
from sitegen.shapes.shape_rules import (
    ALL_LISTED,
    CHOICE,
    EVENT_FORM,
    KIND,
    LENGTH,
    RANGE,
    REQUIRED,
    SHAPE_RULES,
    UNKNOWN,
)

MOST_ERRORS = 100
MOST_HOMES = 2
# What to do with a list that is too long, by its key, so that no fact is lost.
TOO_MANY = {
    "affected_fields": "name the mapping or list that has the fields, such as work, which names "
    "all of them",
    "artifacts": "put files that belong together into one archive, such as a .zip",
    "": "keep the whole list in a file of artifacts/, attach it as an artifact, and list here "
    "what a reader looks for first",
}
EVENT_NUMBER = re.compile(r"(?:|.*[-#. Cc])0*([1-9][0-9]{0,5})\Z")


class Authored(BaseModel):
    """A mapping in authored YAML: unknown keys are errors, and what was read never changes."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, use_attribute_docstrings=True, allow_inf_nan=False
    )
    # Keys whose words are somebody's judgement: a fix only changes their letter case.
    judged: ClassVar[frozenset[str]] = frozenset()


Shape = TypeVar("Shape", bound=Authored)


class _Problem(NamedTuple):
    """One error of pydantic: its path in the document, and the value that it is about.

    For a missing or unknown key, that is the mapping. An echo follows from another error: a union
    reports its word if its mapping is wrong, and a list reports too few entries if some are wrong.
    """

    kind: str
    path: KeyPath
    value: Any
    context: dict[str, Any]
    is_echo: bool


class _Explanation(NamedTuple):
    """The rule, message and hint for a problem; `write` is the correct key or value if certain."""

    rule: Rule
    message: str
    hint: str
    write: str | None = None


def read_shape(shape: type[Shape], document: Document) -> tuple[Shape | None, list[Diagnostic]]:
    """The document as a `shape`, None if it is not one, and all errors up to MOST_ERRORS."""
    try:
        return shape.model_validate(document.data), []
    except ValidationError as error:
        details = error.errors(include_url=False)
    problems = _once([_problem(each, document.data) for each in details], shape)
    # Only for those that are shown, because finding a place takes time.
    found = [_diagnostic(problem, shape, document) for problem in problems[:MOST_ERRORS]]
    found.sort(key=lambda diagnostic: diagnostic.sort_key)
    if (hidden := len(problems) - MOST_ERRORS) > 0:
        place = found[-1].place
        found.append(
            ALL_LISTED.at(place, not_listed(hidden), "fix the listed errors, then check again")
        )
    return None, found


def _problem(detail: ErrorDetails, data: object) -> _Problem:
    kind, location = detail["type"], detail["loc"]
    key = location[-1:] if kind in {"missing", "extra_forbidden"} else ()
    path, value = _in_document(location[: len(location) - len(key)], data)
    word = kind == "literal_error" and str(location[-1]).startswith("literal[")
    is_echo = word or (kind == "too_short" and bool(value))
    return _Problem(kind, (*path, *key), value, detail.get("ctx", {}), is_echo)


def _in_document(location: KeyPath, value: Any) -> tuple[KeyPath, Any]:
    """The steps of an error's path that the document has, and the value that they lead to.

    The other steps belong to unions of pydantic, or to the short form of a mapping.
    """
    path: list[int | str] = []
    for step in location:
        in_mapping = isinstance(value, dict) and step in value
        if in_mapping or (isinstance(value, list) and isinstance(step, int)):
            path.append(step)
            value = value[step]
    return tuple(path), value


def _once(problems: Iterable[_Problem], shape: type[Authored]) -> list[_Problem]:
    """Each error once: a misspelt key is not reported as missing as well."""
    real = [each for each in problems if not each.is_echo]
    missing = {each.path for each in real if each.kind == "missing"}
    for each in real[: MOST_ERRORS + len(missing)]:
        if each.kind == "extra_forbidden":
            missing.discard((*each.path[:-1], _meant(each, shape) or ""))
    return [each for each in real if each.kind != "missing" or each.path in missing]


def _diagnostic(problem: _Problem, shape: type[Authored], document: Document) -> Diagnostic:
    explanation = _explained(problem, shape, document.data)
    fix: tuple[Edit, ...] = ()
    if problem.kind == "missing":
        place = document.key_place(problem.path[:-1])
    elif problem.kind == "extra_forbidden":
        place = document.key_place(problem.path)
        fix = document.key_edit(problem.path, explanation.write) if explanation.write else ()
    else:
        place = document.value_place(problem.path)
        if explanation.write and isinstance(problem.value, str):
            fix = document.value_edit(problem.path, problem.value, explanation.write)
    keys = problem.context.get("between", ())
    related = [(document.key_place((*problem.path, key)), f"`{key}`") for key in keys]
    return explanation.rule.at(place, explanation.message, explanation.hint, related, fix)


def _explained(problem: _Problem, shape: type[Authored], data: Node) -> _Explanation:
    """The rule, message and hint for a problem; `data` is the whole document."""
    kind, path, node = problem.kind, problem.path, node_at(shape, problem.path)
    if kind == "missing":
        message = f'the key "{path[-1]}" is missing {_where(path[:-1])}'
        return _Explanation(REQUIRED, message, _how_to_add(str(path[-1]), node))
    if kind == "extra_forbidden":
        message = f"the key {shown(path[-1])} is not known {_where(path[:-1])}"
        known = _what_is_known(problem, shape, data)
        return _Explanation(UNKNOWN, message, known, _surely_meant(problem, shape))
    if kind in SHAPE_RULES:
        context, hint = problem.context, None
        if kind == EVENT_FORM.code:
            hint = _event_id(problem.value, data)
        explanation = _Explanation(
            SHAPE_RULES[kind], context["text"], hint or context["hint"], context["write"]
        )
    elif kind == "literal_error":
        explanation = _choice(problem, guessed=shape.judged.isdisjoint(path))
    elif kind in {"greater_than_equal", "less_than_equal"}:
        explanation = _range(problem, node)
    elif kind in {"too_long", "too_short"}:
        explanation = _length(problem, node)
    else:
        explanation = _kind(problem, node)
    return explanation._replace(
        message=f"{dotted(path)}: {explanation.message}" if path else explanation.message
    )


def _where(path: KeyPath) -> str:
    return f"in {dotted(path)}" if path else "at the top level"


def value_wanted(shape: type[Authored], path: KeyPath, beside: Iterable[str | int]) -> str | None:
    """The hint for a key of a shape that has no value; None if the key may be left out.

    Some of the keys `beside` it may belong to it, if they should have been indented.
    """
    node, above = node_at(shape, path), node_at(shape, path[:-1])
    known, inside = above.get("properties", ()), node.get("properties", ())
    if own := [str(key) for key in beside if key in inside and key not in known]:
        return f"indent the keys that belong to it: {', '.join(own)}"
    if path[-1] not in above.get("required", ()):
        return None
    if "const" in node:
        return f"write {node['const']}"
    if "enum" in node:
        return f"write one of {', '.join(node['enum'])}"
    if "properties" in node:
        return f"write below it, indented, its keys: {_keys(node, node.get('required'))}"
    return f"write a value: {_meaning(node)}"


def _how_to_add(key: str, node: Node) -> str:
    if "const" in node:
        return f"add `{key}: {node['const']}`"
    if "enum" in node:
        return f"add `{key}:` with one of {', '.join(node['enum'])}"
    if "properties" in node:
        required = node.get("required")
        amount = "its keys" if required else "those of its keys whose value is known"
        return f"add `{key}:` and below it, indented, {amount}: {_keys(node, required)}"
    return f"add `{key}:` ({_meaning(node)})"


def _meaning(node: Node) -> str:
    """The description of a value, and an example if there is one."""
    meaning = re.split(r"[.;] ", node.get("description", ""))[0].rstrip(".")
    meaning = meaning[:1].lower() + meaning[1:] if meaning[1:2].islower() else meaning
    example = "".join(f", such as {each}" for each in node.get("examples", ())[:1])
    kind = {"array": "a list: ", "boolean": "true or false: "}.get(node.get("type", ""), "")
    return f"{kind}{meaning}{example}"


def _keys(node: Node, some: Iterable[str] | None = None) -> str:
    return ", ".join(some or node["properties"])


def _what_is_known(problem: _Problem, shape: type[Authored], data: Node) -> str:
    """The hint for an unknown key: which key was probably meant, and the known ones."""
    key, parent = str(problem.path[-1]), problem.path[:-1]
    known = _keys(node_at(shape, parent))
    if near := _meant(problem, shape):
        if near in problem.value:
            return f'move its value to "{near}:", which is already there, or remove it'
        return f'did you mean "{near}"? The keys here are {known}'
    homes = [path for path, node in mappings(shape) if key in node["properties"]]
    if len(homes) == 1 and (way := _way_home(key, homes[0], data)):
        return way
    if 0 < len(homes) <= MOST_HOMES:
        return f"move it: it belongs {' or '.join(map(_in_home, homes))}; the keys here are {known}"
    return f"remove it; the keys here are {known}"


def _way_home(key: str, home: str, data: Node) -> str | None:
    """The hint for a misplaced key if its place is already taken, or missing."""
    owner: object = data
    for step in home.split(".") if home else ():
        owner = owner.get(step) if isinstance(owner, dict) else None
    if isinstance(owner, dict):
        return f'remove it: {home or "the top level"} has "{key}" already' if key in owner else None
    if owner is not None or "[" in home or "." in home:
        return None
    return f"it belongs in {home}, which is missing: add `{home}:` and indent this key below it"


def _meant(problem: _Problem, shape: type[Authored]) -> str | None:
    """The known key that is most similar to a misspelt one."""
    return closest(str(problem.path[-1]), node_at(shape, problem.path[:-1])["properties"])


def _surely_meant(problem: _Problem, shape: type[Authored]) -> str | None:
    """The key that a misspelt one certainly is, if it is not there already."""
    known = node_at(shape, problem.path[:-1])["properties"]
    meant = misspelt(str(problem.path[-1]), known)
    return None if meant in problem.value else meant


def _in_home(path: str) -> str:
    """The path of a mapping as a hint names it."""
    if not path:
        return "at the top level, without indentation"
    place = path.removesuffix("[0]")
    return f"in {place}" if path == place else f"in an entry of {place}"


def _event_id(value: str, data: Node) -> str | None:
    """The hint for an event id, made of the digits of its record and its number."""
    work = data.get("work")
    paper_id = work.get("id") if isinstance(work, dict) else None
    number = EVENT_NUMBER.match(value.strip())
    if not (number and isinstance(paper_id, str) and UUID.match(paper_id)):
        return None
    return f"write {paper_id[:8].upper()}-C{number[1]}"


def _choice(problem: _Problem, *, guessed: bool) -> _Explanation:
    choices = re.findall(r"'([^']+)'", str(problem.context["expected"]))
    listed, value = ", ".join(choices), problem.value
    if len(choices) == 1:
        # Never guessed, because the word may be the version of another contract.
        write = misspelt(str(value), choices, guessed=False)
        return _Explanation(
            CHOICE, f"expected {listed}, found {kind_of(value)}", f"write {listed}", write
        )
    if not isinstance(value, str):
        word = only_text(value)
        hint = f"write only {word}" if word in choices else f"write one of {listed}"
        return _Explanation(CHOICE, f"expected one word, found {kind_of(value)}", hint)
    near = closest(value, choices)
    hint = f'did you mean "{near}"? The values are {listed}' if near else f"write one of {listed}"
    message = f"{shown(value)} is not one of the {len(choices)} allowed values"
    return _Explanation(CHOICE, message, hint, misspelt(value, choices, guessed=guessed))


def _range(problem: _Problem, node: Node) -> _Explanation:
    low, high = node.get("minimum", node.get("ge")), node.get("maximum", node.get("le"))
    side = f"less than {low}" if "ge" in problem.context else f"more than {high}"
    noun = "a whole number" if node["type"] == "integer" else "a number"
    hint = f"write {noun} from {low} to {high}"
    if high and noun == "a number" and re.match(r"[2-9][0-9]\Z", str(problem.value)):  # 79 for 7.9
        hint = f"did you mean {int(problem.value) * high / 100:g}? W{hint[1:]}"
    return _Explanation(RANGE, f"{shown(problem.value)} is {side}", hint)


def _length(problem: _Problem, node: Node) -> _Explanation:
    if problem.kind == "too_short":
        parts = node["items"].get("properties", {})
        keys = [
            f"{key}: {part['examples'][0]}" for key, part in parts.items() if "examples" in part
        ]
        example = f", such as `- {{{', '.join(keys)}}}`" if keys else ""
        return _Explanation(LENGTH, "the list is empty", f"write at least one entry{example}")
    limit, value = problem.context["max_length"], problem.value
    text = isinstance(value, str)
    parts = "characters" if text else "entries"
    size = len(value.strip()) if text else len(value)
    message = f"the {'text' if text else 'list'} has {size:,} {parts}, more than {limit:,}"
    key = next((step for step in reversed(problem.path) if isinstance(step, str)), "")
    hint = f"shorten it to {limit:,} {parts}" if text else TOO_MANY.get(key, TOO_MANY[""])
    return _Explanation(LENGTH, message, hint)


def _kind(problem: _Problem, node: Node) -> _Explanation:
    """The explanation for a value of the wrong kind, such as a list instead of a mapping."""
    found = kind_of(problem.value)
    if problem.kind in {"list_type", "tuple_type"}:
        hint = "write a list: [first, second], or one `- item` per line"
        if "properties" in node["items"]:
            keys = _keys(node["items"])
            first = keys.partition(",")[0]
            hint = f"begin each entry with `- {first}: …` on a new line; its keys are {keys}"
        return _Explanation(KIND, f"expected a list, found {found}", hint)
    keys = _keys(node)
    first, words = (
        keys.partition(",")[0],
        "".join(f", or the word {word}" for word in node.get("words", ())),
    )
    how = f"`- {first}: …`" if isinstance(problem.path[-1], int) else f"`{first}: …`, indented"
    value = only_text(problem.value)
    if value in node["properties"][first].get("enum", ()):
        how = how.replace("…", str(value))
    hint = f"write lines such as {how}{words}; its keys are {keys}"
    return _Explanation(KIND, f"expected a mapping, found {found}", hint)
