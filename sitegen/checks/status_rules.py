"""SG516 to SG518: the status of a paper comes from its notices and its tombstone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from sitegen.checks.between_papers import Locate
from sitegen.checks.check import CORRECTIONS, Finding, Subject, check
from sitegen.contracts.catalog_row import CatalogRow
from sitegen.contracts.correction_events import complete_events
from sitegen.contracts.editorial_status import LABELS, editorial_status, notices_in_force
from sitegen.contracts.title_status import TitleStatus, statuses_in_title
from sitegen.findings.diagnostics import Diagnostic, Severity, define_rule, shown

# The notice that gives a paper each status, as the hint names it.
NOTICE_OF: Mapping[TitleStatus, str] = {
    "WITHDRAWN": "withdrawal",
    "RETRACTED": "retraction",
    "PARTIALLY_RETRACTED": "partial_retraction",
    "CONCERN": "expression_of_concern",
}


@check("SG516", Severity.WARNING)
def titles_do_not_state_the_status(subject: Subject) -> Iterator[Finding]:
    """A title does not begin with a status, such as RETRACTED: the page sets it before the title.

    It follows from the notices in corrections.yaml. A retraction that only a title states is
    invisible to programs.

    Wrong:

        title: "[Retracted] How owls hear"

    Right:

        title: How owls hear
        notice: {kind: retraction, …} in an event of corrections.yaml
    """
    paper, title = subject.paper, subject.paper.manifest.work.title
    stated = statuses_in_title(title)
    if not stated:
        return
    corrections = paper.corrections
    events = complete_events(corrections.correction_events if corrections else ())
    verdict = paper.manifest.gate_verdict
    status = editorial_status(events, None, verdict.status if verdict else None).status
    without = "write the title without it; if it was published with it, announce the change"
    start = shown(" ".join(title.split())[:40])
    if status in stated:
        message = f"the title begins with its status, which the page sets before it: {start}"
        yield Finding(("work", "title"), message, without)
        return
    said = " or ".join(LABELS[each].lower() for each in sorted(stated))
    kinds = [NOTICE_OF[each] for each in sorted(stated) if each in NOTICE_OF]
    if kinds:
        announce = f"announce it with a notice of kind {' or '.join(kinds)} in {CORRECTIONS}, and "
    else:
        announce = "if the paper was removed, write a tombstone.yaml for it; otherwise "
    message = f"the title says {said}, but the paper has no notice that says so: {start}"
    yield Finding(("work", "title"), message, announce + without)


REMOVAL_WITHOUT_TOMBSTONE = define_rule(
    "SG517",
    "removals_leave_a_tombstone",
    Severity.ERROR,
    """An event whose notice is a removal is next to a tombstone: the paper is not served any more.

Checked for events that were not published before (`--against`).

Wrong:

    notice: {kind: removal}, next to a manifest.yaml

Right:

    notice: {kind: removal}, next to a tombstone.yaml; or notice: {kind: withdrawal}
""",
)
REMOVAL_IS_WITHDRAWAL = define_rule(
    "SG518",
    "published_removals_are_shown_as_withdrawals",
    Severity.WARNING,
    """A paper with a published notice of removal and without a tombstone is shown as WITHDRAWN.

The sentence "Removed: this paper is no longer published here." would be false next to the text of
the paper.

Wrong:

    a published notice: {kind: removal}, next to a manifest.yaml

Right:

    a tombstone.yaml next to corrections.yaml, in the place of all other files
""",
)


def removals(
    rows: Sequence[CatalogRow], published: Mapping[str, Collection[str]], locate: Locate
) -> Iterator[Diagnostic]:
    """The findings for notices of removal of papers that are still served.

    `published` maps ids of papers to the ids of their published events; empty without a base.
    """
    tombstone = f"put a tombstone.yaml next to {CORRECTIONS}, in the place of all other files"
    for row in rows:
        events = row.ledger.events
        in_force = {event.event_id for event in notices_in_force(events)}
        for index, event in enumerate(events):
            if event.notice is None or event.notice.kind != "removal":
                continue
            place = locate(row.folder, CORRECTIONS, ("correction_events", index, "notice", "kind"))
            if event.event_id not in published.get(row.id, ()):
                message = f"{event.event_id} is a notice of removal, but the paper has no tombstone"
                hint = f"{tombstone}; if the paper stays readable, write `kind: withdrawal`"
                yield REMOVAL_WITHOUT_TOMBSTONE.at(place, message, hint)
            elif event.event_id in in_force:
                message = (
                    f"{event.event_id} is a notice of removal, but the paper has no tombstone, so "
                    "it is shown as withdrawn"
                )
                hint = f"to remove the paper, {tombstone}; otherwise leave it as it is"
                yield REMOVAL_IS_WITHDRAWAL.at(place, message, hint)
