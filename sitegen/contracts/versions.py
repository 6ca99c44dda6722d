"""The versions of every contract, and the one step that leads to each from the version before.

Whatever version a record has, it is brought to the newest one step at a time, as plain data, before
anything types it. A new version of a contract is an entry here and its members in the module of
the contract; the rest of sitegen knows the newest version alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

Data = dict[str, Any]
VERSION = re.compile(r"([a-z]+(?:-[a-z]+)*)-v([0-9]{1,4})(?:\.([0-9]{1,4}))?\Z")
# Digests and chains are taken over these, so no step changes them.
SEALED = ("facts", "facts_sha256", "report_sha256", "correction_events", "events")


def _unchanged(record: Data) -> Data:
    return record


@dataclass(frozen=True)
class Version:
    """One version of a contract. Two of one number are told apart by the day of their text.

    `upgrade` makes a published record of this version from one of the version before; what it is
    given is a copy that it may change. `added` names the members that records of the versions
    before need not have, `work.word_count`: the schema that is served does not require them.
    `implied` maps the keys that authored files must have since this version to what the files of
    the versions before meant without saying it. Such a value is no fact, so digests stay.
    """

    number: str
    updated: str = ""
    upgrade: Callable[[Data], Data] = _unchanged
    added: frozenset[str] = frozenset()
    implied: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def order(self) -> Order:
        """What sorts the versions of a contract."""
        major, minor = self.number.split(".")
        return Order(int(major), int(minor), self.updated)


class Order(NamedTuple):
    """Where a record stands among the versions of its contract."""

    major: int
    minor: int
    updated: str


# Of each contract its versions, oldest first. tests/contracts/test_versions.py invents a next one.
CONTRACTS: dict[str, tuple[Version, ...]] = {
    "paper-manifest": (Version("1.1", "2026-11-21"),),
    "correction-record": (Version("1.0", "2026-11-21"),),
    "gate-verdict": (Version("1.0", "2026-06-10"),),
    "verification-levels": (Version("1.0", "2026-11-21"),),
    "quality-tiers": (Version("1.0", "2026-11-21"),),
    "quality-dimensions": (Version("1.0", "2026-11-21"),),
    "source-provenance": (Version("1.0", "2026-11-21"),),
    "review-monitor": (Version("1.0", "2026-11-21"),),
    "ledger": (Version("1.0", "2026-11-21"),),
    "tombstone": (Version("1.0"),),
    "site-settings": (Version("1.0"),),
}
# Records that stand inside a record, by their path in its newest version.
EMBEDDED: dict[str, dict[str, str]] = {
    "paper-manifest": {
        "gate_verdict": "gate-verdict",
        "verification": "verification-levels",
        "provenance": "source-provenance",
        "quality_assessment.quality_tier": "quality-tiers",
        "quality_assessment.quality_dimensions": "quality-dimensions",
        "quality_assessment.review_monitor": "review-monitor",
    },
}


def newest(contract: str) -> Version:
    """The version that sitegen writes."""
    return CONTRACTS[contract][-1]


def of_one_schema(contract: str) -> list[Version]:
    """The versions whose records validate against the newest schema: those of its major version."""
    major = newest(contract).order.major
    return [each for each in CONTRACTS[contract] if each.order.major == major]


def stem_of(contract: str) -> str:
    """The name in addresses, with the major version alone: `gate-verdict-v1`."""
    return f"{contract}-v{newest(contract).order.major}"


def published_version(contract: str) -> str:
    """The version that published records carry: `gate-verdict-v1.0`."""
    return f"{contract}-v{newest(contract).number}"


def authored_version(contract: str) -> str:
    """The version that new authored files name: `gate-verdict-v1`."""
    return authored_versions(contract)[-1]


def authored_versions(contract: str) -> list[str]:
    """The versions that authored files may name, oldest first.

    The public names are irregular: `correction-record-v1`, but `paper-manifest-v1.1`.
    """
    return [*dict.fromkeys(_authored_names(contract))]


def _authored_names(contract: str) -> list[str]:
    return [f"{contract}-v{each.number}".removesuffix(".0") for each in CONTRACTS[contract]]


# ---------------------------------------------------------------- published records


def upgraded(contract: str, record: Data) -> Data:
    """A published record, and those inside it, as the newest version has them.

    A record that is no older is given back as it is, with whatever a later version added; so is one
    of another contract, which whoever types it refuses. The day that its text changed and its
    schema stay as they were published. Never changes what it is given.
    """
    order = order_of(contract, record)
    # Nothing leads to the first version.
    steps = [each for each in CONTRACTS[contract][1:] if order and order < each.order]
    changed = record
    if steps:
        changed = deepcopy(record)
        for step in steps:
            changed = step.upgrade(changed)
        changed["contract_version"] = published_version(contract)
        changed |= {key: record[key] for key in SEALED if key in record}
    for path, inner_contract in EMBEDDED.get(contract, {}).items():
        *above, name = path.split(".")
        holder = _at(changed, above)
        inner = holder.get(name) if holder else None
        if isinstance(inner, dict) and (newer := upgraded(inner_contract, inner)) is not inner:
            changed = deepcopy(record) if changed is record else changed
            _at(changed, above)[name] = newer
    return changed


def order_of(contract: str, record: Mapping[str, Any]) -> Order | None:
    """Where a record stands among the versions of a contract; None where it is of another."""
    named = VERSION.match(str(record.get("contract_version", "")))
    if named is None or named[1] != contract:
        return None
    updated = record.get("contract_updated")
    return Order(int(named[2]), int(named[3] or 0), updated if isinstance(updated, str) else "")


def is_newer(contract: str, record: Mapping[str, Any]) -> bool:
    """Whether a later sitegen published a record: it may state what this one has no rule for."""
    order = order_of(contract, record)
    return order is not None and order > newest(contract).order


def _at(record: Data, path: list[str]) -> Data:
    """The mapping at a path; an empty one where there is none."""
    for step in path:
        inner = record.get(step)
        record = inner if isinstance(inner, dict) else {}
    return record


# ---------------------------------------------------------------- authored files


def authored_upgraded(contract: str, data: Data) -> Data:
    """The data of an authored file as the newest version asks for it.

    Values that older files only implied are put in; what is written stays at its path, so that
    findings have their places. Never changes what it is given.
    """
    names, written = _authored_names(contract), data.get("contract_version")
    steps, changed = CONTRACTS[contract], data
    if written in names:
        steps = steps[names.index(written) + 1 :]
        changed = {**data, "contract_version": authored_version(contract)}
    # Without a known version that is the one mistake: no key is missed beside it.
    for path, value in _implied(steps):
        changed = _with(changed, path.split("."), value)
    return changed


def without_implied(contract: str, facts: Data) -> Data:
    """Facts without the values that files of older versions mean without saying them.

    So a record whose version is raised, and nothing else, keeps its digest.
    """
    for path, value in _implied(CONTRACTS[contract]):
        facts = _without(facts, path.split("."), value)
    return facts


def _implied(versions: tuple[Version, ...]) -> Iterator[tuple[str, Any]]:
    for version in versions:
        yield from version.implied.items()


def _with(data: Data, path: list[str], value: Any) -> Data:
    """Data with a value at a path, where none is written and nothing else stands in the way."""
    first, *rest = path
    if not rest:
        return {**data, first: data.get(first, value)}
    inner = data.get(first, {})
    return {**data, first: _with(inner, rest, value)} if isinstance(inner, dict) else data


def _without(data: Data, path: list[str], value: Any) -> Data:
    """Data without that value at a path, nor a mapping that held nothing else."""
    first, *rest = path
    if first not in data:
        return data
    inner = data[first]
    left = _without(inner, rest, value) if rest and isinstance(inner, dict) else inner
    is_gone = left == {} != inner if rest else left == value
    others = {key: each for key, each in data.items() if key != first}
    return others if is_gone else {**data, first: left}
