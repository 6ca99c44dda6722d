"""Corrections and removals in groups: by month, by kind, by both, and by reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sitegen.contracts.notice_kinds import TITLES, NoticeKind
from sitegen.contracts.wording import grouped
from sitegen.render.correction_list import LIFTED, Change, month_of_change
from sitegen.render.crumbs import Crumb
from sitegen.render.group_names import folded, safe_slug, slug
from sitegen.render.months import month_label
from sitegen.render.site_map import CORRECTIONS

# In the order in which the overview lists them: what ends the force of a paper comes first.
ORDER: tuple[NoticeKind, ...] = (
    *("removal", "withdrawal", "retraction", "partial_retraction", "expression_of_concern"),
    *("correction", "erratum", "addendum"),
)
# By their names in addresses.
KINDS = {slug(kind): TITLES[kind] for kind in ORDER} | {slug(LIFTED): "Notice lifted"}
OF_KINDS = f"{CORRECTIONS.path}kind/"
OF_REASONS = f"{CORRECTIONS.path}reason/"
# A reason of so many changes has a page; one that was given once is a link to its notice.
REPEATED = 2
Groups = Mapping[str, Sequence[Change]]


@dataclass(frozen=True)
class ChangeGroup:
    """A group of changes, newest first: `label` is what a list of groups calls it.

    `above` is the group that it is a part of, `parts` are those that it is divided into. A label
    that `is_quoted` is a text of a record. A reason that was given once has no path.
    """

    label: str
    path: str
    changes: Sequence[Change]
    above: Crumb | None = None
    parts: Sequence[ChangeGroup] = ()
    is_quoted: bool = False

    @property
    def heading(self) -> str:
        """What its own page calls it."""
        return f"{self.label}, {self.above.label}" if self.above else self.label

    @property
    def count(self) -> str:
        """How many changes it has."""
        return grouped(len(self.changes))


def by_month(changes: Sequence[Change]) -> list[ChangeGroup]:
    """The changes of each month, the newest month first, each divided by kind."""
    found = _grouped(changes, lambda each: [month_of_change(each)])
    months: list[ChangeGroup] = []
    for month in sorted(found, reverse=True):
        path, label = f"{CORRECTIONS.path}{month}/", month_label(month)
        above = Crumb(label, path)
        parts = [
            ChangeGroup(title, f"{path}{name}/", part, above)
            for name, title, part in _of_kinds(found[month])
        ]
        months.append(ChangeGroup(label, path, found[month], parts=parts))
    return months


def by_kind(changes: Sequence[Change], months: Sequence[ChangeGroup]) -> list[ChangeGroup]:
    """The changes of each kind, in the order of KINDS, each divided by month.

    `months` are all changes by month; the parts are theirs, with the month as their label.
    """
    return [
        ChangeGroup(title, f"{OF_KINDS}{name}/", part, parts=[*_months_of(name, months)])
        for name, title, part in _of_kinds(changes)
    ]


def by_reason(changes: Sequence[Change]) -> list[ChangeGroup]:
    """The changes that give each reason, the most frequent reason first.

    Reasons that differ in capital letters or spaces alone are one; its label is the oldest form.
    """
    found = _grouped(changes, lambda each: dict.fromkeys(map(folded, each.reasons)))
    names = {folded(text): text for each in changes for text in each.reasons}
    groups = [
        ChangeGroup(names[key], _reason_path(key, given), given, is_quoted=True)
        for key, given in found.items()
    ]
    return sorted(groups, key=lambda each: -len(each.changes))


def _of_kinds(changes: Iterable[Change]) -> Iterator[tuple[str, str, Sequence[Change]]]:
    """Name, label and changes of each kind that there is; those of a later version come last."""
    found = _grouped(changes, lambda each: [slug(each.kind) or "other"])
    names = [*filter(found.__contains__, KINDS), *sorted(found.keys() - KINDS.keys())]
    for name in names:
        yield name, KINDS.get(name) or found[name][0].title, found[name]


def _months_of(name: str, months: Iterable[ChangeGroup]) -> Iterator[ChangeGroup]:
    for month in months:
        path = f"{month.path}{name}/"
        for part in month.parts:
            if part.path == path:
                yield ChangeGroup(month.label, path, part.changes)


def _grouped(changes: Iterable[Change], keys: Callable[[Change], Iterable[str]]) -> Groups:
    found: dict[str, list[Change]] = {}
    for each in changes:
        for key in keys(each):
            found.setdefault(key, []).append(each)
    return found


def _reason_path(key: str, changes: Sequence[Change]) -> str:
    """The path of the page of a reason; empty if it needs none."""
    return f"{OF_REASONS}{safe_slug(key)}/" if len(changes) >= REPEATED else ""
