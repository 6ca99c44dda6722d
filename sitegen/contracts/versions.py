"""The versions of every contract, and the one step that leads to each from the version before.

A record of any version is upgraded to the newest one, step by step and as plain data, before it is
typed. A new version of a contract is an entry here, and its members in the module of the contract;
the rest of sitegen only knows the newest version.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from sitegen.contracts import upgrades

Data = dict[str, Any]
VERSION = re.compile(r"([a-z]+(?:-[a-z]+)*)-v([0-9]{1,4})(?:\.([0-9]{1,4}))?\Z")
# Digests are taken over these, so no step changes them.
SEALED = ("facts", "facts_sha256", "report_sha256", "correction_events", "events")


def _unchanged(record: Data) -> Data:
    return record


@dataclass(frozen=True)
class Version:
    """One version of a contract. Two with the same number differ in the day of their text.

    `upgrade` makes a published record of this version from one of the version before; what it is
    given is a copy that it may change. `added` names the members that records of the versions
    before need not have, `work.word_count`: the schema that is served does not require them.
    `older` has the JSON Schema of the form that such records have instead at a path, which the
    served schema allows beside the new one; `*` stands for every member.
    `implied` maps the keys that authored files must have since this version to what the files of
    the versions before meant without saying it. Such a value is no fact, so digests stay.
    """

    number: str
    updated: str = ""
    upgrade: Callable[[Data], Data] = _unchanged
    added: frozenset[str] = frozenset()
    older: Mapping[str, Data] = field(default_factory=dict)
    implied: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def order(self) -> Order:
        """The key by which the versions of a contract are sorted."""
        major, minor = self.number.split(".")
        return Order(int(major), int(minor), self.updated)


class Order(NamedTuple):
    """The position of a record among the versions of its contract."""

    major: int
    minor: int
    updated: str


# The versions of each contract, oldest first. tests/contracts/test_versions.py invents a next one.
NULL: Data = {"type": "null"}
DIGESTS: Data = {"type": "object", "additionalProperties": {"type": "string"}}
TEXTS: Data = {"type": "array", "items": {"type": "string"}}
CONTRACTS: dict[str, tuple[Version, ...]] = {
    "paper-manifest": (
        Version("1.1", "2026-11-21"),
        Version(
            "1.1",
            "2026-11-30",
            upgrade=upgrades.of_paper_manifest,
            added=frozenset(
                {
                    *("completeness", "sources"),
                    *(f"work.{name}" for name in ("identifiers", "related", "version")),
                    *(f"work.creators.{name}" for name in ("kind", "ror", "affiliations", "roles")),
                    *(
                        f"work.creators.{name}"
                        for name in ("family", "given", "particle", "suffix")
                    ),
                }
            ),
            older={"generated_from": DIGESTS, "cut_texts": TEXTS},
        ),
    ),
    "correction-record": (
        Version("1.0", "2026-11-21"),
        Version(
            "1.0",
            "2026-11-30",
            upgrade=upgrades.of_generated_from,
            older={"generated_from": DIGESTS},
        ),
    ),
    "gate-verdict": (Version("1.0", "2026-06-10"), Version("1.0", "2026-11-30")),
    "verification-levels": (
        Version("1.0", "2026-11-21"),
        Version(
            "1.0",
            "2026-11-30",
            upgrade=upgrades.of_verification_levels,
            added=frozenset({"generated_from"}),
            older={"unsupported_upper_levels": TEXTS},
        ),
    ),
    "quality-tiers": (
        Version("1.0", "2026-11-21"),
        Version(
            "1.0",
            "2026-11-30",
            upgrade=upgrades.of_quality_tiers,
            older={"generated_from": TEXTS},
        ),
    ),
    "quality-dimensions": (
        Version("1.0", "2026-11-21"),
        Version(
            "1.0",
            "2026-11-30",
            upgrade=upgrades.of_quality_dimensions,
            added=frozenset({"generated_from", "interpretation", "limitations"}),
            older={"dimensions.*.basis": NULL},
        ),
    ),
    "source-provenance": (Version("1.0", "2026-11-21"), Version("1.0", "2026-11-30")),
    "review-monitor": (Version("1.0", "2026-11-21"), Version("1.0", "2026-11-30")),
    "ledger": (Version("1.0", "2026-11-21"), Version("1.0", "2026-11-30")),
    "flagged-papers": (Version("1.0", "2026-12-01"),),
    "tombstone": (Version("1.0"),),
    "site-settings": (Version("1.0"),),
}
# Records inside of a record, by their path in its newest version.
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
    """The versions whose records validate against the newest schema: those of its major one."""
    major = newest(contract).order.major
    return [each for each in CONTRACTS[contract] if each.order.major == major]


def stem_of(contract: str) -> str:
    """The name in URLs, with only the major version: `gate-verdict-v1`."""
    return f"{contract}-v{newest(contract).order.major}"


def published_version(contract: str) -> str:
    """The version that published records carry: `gate-verdict-v1.0`."""
    return f"{contract}-v{newest(contract).number}"


def authored_version(contract: str) -> str:
    """The version that new authored files name: `gate-verdict-v1`."""
    return _authored_name(contract, newest(contract))


def authored_versions(contract: str) -> list[str]:
    """The versions that authored files may name, oldest first.

    The public names are irregular: `correction-record-v1`, but `paper-manifest-v1.1`.
    """
    return [*dict.fromkeys(_authored_name(contract, each) for each in CONTRACTS[contract])]


def _authored_name(contract: str, version: Version) -> str:
    return f"{contract}-v{version.number}".removesuffix(".0")


# ---------------------------------------------------------------- published records


def upgraded(contract: str, record: Data) -> Data:
    """A published record, and those inside it, upgraded to the newest version.

    A record of the newest or a later version is returned as it is; so is one of another contract,
    which is refused when it is typed. The day of the contract's text and the schema stay as they
    were published. The argument is not changed.
    """
    order = order_of(contract, record)
    # The first version has no upgrade.
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
    """The position of a record among the versions of a contract; None for another contract."""
    named = VERSION.match(str(record.get("contract_version", "")))
    if named is None or named[1] != contract:
        return None
    updated = record.get("contract_updated")
    return Order(int(named[2]), int(named[3] or 0), updated if isinstance(updated, str) else "")


def is_newer(contract: str, record: Mapping[str, Any]) -> bool:
    """Whether a later version of sitegen published a record, with things this one does not know."""
    order = order_of(contract, record)
    return order is not None and order > newest(contract).order


def _at(record: Data, path: list[str]) -> Data:
    """The mapping at a path; an empty one if there is none."""
    for step in path:
        inner = record.get(step)
        record = inner if isinstance(inner, dict) else {}
    return record


# ---------------------------------------------------------------- authored files


def authored_upgraded(contract: str, data: Data) -> Data:
    """The data of an authored file in the form of the newest version.

    Values that older files only implied are added; written values keep their paths, so that
    findings have places. The argument is not changed.
    """
    steps, changed, written = CONTRACTS[contract], data, data.get("contract_version")
    names = [_authored_name(contract, each) for each in steps]
    if written in names:
        steps = steps[names.index(written) + 1 :]
        changed = {**data, "contract_version": authored_version(contract)}
    # An unknown version is the only error: no keys are reported as missing.
    for path, value in _implied(steps):
        changed = _with(changed, path.split("."), value)
    return changed


def without_implied(contract: str, facts: Data) -> Data:
    """Facts without the values that files of older versions imply.

    So a record keeps its digest if only its version is raised.
    """
    for path, value in _implied(CONTRACTS[contract]):
        facts = _without(facts, path.split("."), value)
    return facts


def _implied(versions: tuple[Version, ...]) -> Iterator[tuple[str, Any]]:
    for version in versions:
        yield from version.implied.items()


def _with(data: Data, path: list[str], value: Any) -> Data:
    """Data with a value at a path, if there is none and the path can be made."""
    first, *rest = path
    if not rest:
        return {**data, first: data.get(first, value)}
    inner = data.get(first, {})
    return {**data, first: _with(inner, rest, value)} if isinstance(inner, dict) else data


def _without(data: Data, path: list[str], value: Any) -> Data:
    """Data without that value at a path, and without mappings that become empty."""
    first, *rest = path
    if first not in data:
        return data
    inner = data[first]
    left = _without(inner, rest, value) if rest and isinstance(inner, dict) else inner
    is_gone = left == {} != inner if rest else left == value
    others = {key: each for key, each in data.items() if key != first}
    return others if is_gone else {**data, first: left}
