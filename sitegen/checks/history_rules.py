"""SG8: the rules that compare the records with what was published before."""

from __future__ import annotations

from sitegen.findings.diagnostics import Severity, define_rule

SAME_EVENT = define_rule(
    "SG801",
    "published_events_stay_as_they_were",
    Severity.ERROR,
    """A correction event that was published is never changed.

Checked against a base (`--against`). Only `sitegen redact` removes texts from an event: it puts
"[redacted]" in their place and lists their keys in `redacted`; nothing else changes.

Wrong:

    a public_note that differs from the published one

Right:

    the event as it was, and a new event after it that says what was wrong
""",
)
EVENT_STAYS = define_rule(
    "SG802",
    "published_events_stay",
    Severity.ERROR,
    """A correction event that was published is never removed.

Wrong:

    correction_events: [] where an event was published

Right:

    the event as it was; if its notice has ended, a new event that `lifts` it
""",
)
NEW_EVENTS_LAST = define_rule(
    "SG803",
    "new_events_stand_last",
    Severity.ERROR,
    """Published events come first, in their order; new ones follow, chained to the last.

Wrong:

    a new event between two published ones

Right:

    the new event at the end, with the digest of the one before; `sitegen correct` writes it, and
    `sitegen correct --rechain` repairs it after a merge
""",
)
ANNOUNCED = define_rule(
    "SG804",
    "changed_facts_have_an_event",
    Severity.ERROR,
    """If a published fact or report has changed, a new correction event names it.

A fact that is added where there was none needs no event if it is on the list of milestones: a
first DOI, a first gate evaluation, an added artifact, bytes or digest for a declared one,
creators, license, topics, lead_source, identifiers, related, version, language, a first review
score; a literal name of a creator taken apart into the same name; an ORCID iD, a ROR id, an
affiliation or a role added to a creator.

Wrong:

    a work.title that differs from the published one, and no new event

Right:

    - {event_id: BA7A9361-C1, affected_fields: [work.title], …}
""",
)
REPLACED_KEPT = define_rule(
    "SG805",
    "new_events_keep_what_they_replaced",
    Severity.ERROR,
    """The event of a changed fact names the digests of the published manifest, which is kept.

With a published site to compare with, the manifest is kept byte for byte. All events that are made
before one publication replace the same manifest.

Wrong:

    - {event_id: BA7A9361-C1, affected_fields: [work.title], …} without `replaces`

Right:

    `replaces` with the published digests, and the manifest as superseded/1.json; `sitegen correct`
    writes both
""",
)
PAPER_STAYS = define_rule(
    "SG806",
    "published_papers_stay",
    Severity.ERROR,
    """A published paper keeps its record and its PDF; a removed paper leaves a tombstone.

Wrong:

    a deleted folder; draft: true on a published paper; report: none where a PDF was published

Right:

    a tombstone.yaml in place of all other files but corrections.yaml
""",
)
ID_IS_TAKEN = define_rule(
    "SG807",
    "removed_ids_are_not_used_again",
    Severity.ERROR,
    """The id of a removed paper is never given to another, and its tombstone stays as it is.

Wrong:

    a new manifest with the id of a tombstone that was published

Right:

    a new UUID for the new paper; the tombstone stays
""",
)
BYTES_STAY = define_rule(
    "SG808",
    "published_bytes_stay_at_their_address",
    Severity.ERROR,
    """An artifact or replaced manifest that was published stays at its URL, byte for byte.

`sitegen redact` may remove texts from a manifest, or an artifact; their digests stay, and nothing
else takes their place.

Wrong:

    a changed artifacts/repro.py, without a copy of the published one

Right:

    the published one in superseded/artifacts/; `sitegen correct` puts it there
""",
)
ENDS_BY_LIFTING = define_rule(
    "SG809",
    "notices_end_by_lifting",
    Severity.ERROR,
    """A notice in force, such as a concern or a retraction, ends by an event that lifts it.

Wrong:

    the event of an expression of concern without its notice

Right:

    - {event_id: BA7A9361-C2, lifts: BA7A9361-C1, …}
""",
)
REDACTED = define_rule(
    "SG810",
    "texts_were_redacted",
    Severity.NOTICE,
    """Texts that were published have been removed by `sitegen redact`; their digests stay.

Wrong:

    nothing; this notice only reports the redaction

Right:

    - {event_id: BA7A9361-C1, public_note: "[redacted]", redacted: {event_sha256: "…", …}}
""",
)
BASE_WAS_SOUND = define_rule(
    "SG811",
    "records_of_the_base_can_be_read",
    Severity.ERROR,
    """A record had no errors at the base; otherwise it is unknown what was published.

After a build that held papers back, compare with the published site or its ledger: a commit does
not show what stayed published.

Wrong:

    --against a commit at which the manifest had an error

Right:

    --against the published site, or a commit without errors
""",
)
KEPT_ADDRESSES = define_rule(
    "SG812",
    "published_addresses_stay",
    Severity.ERROR,
    """Every URL that was published for a paper still exists after a build.

Only `sitegen build` checks this, against a base (`--against`).

Wrong:

    sitegen build --no-pdf, after PDFs were published

Right:

    sitegen build; for a preview without PDFs, pass --draft and another --output
""",
)
CORRECTIONS_STAY = define_rule(
    "SG813",
    "removed_papers_keep_their_corrections",
    Severity.WARNING,
    """The correction events that were published stay next to the tombstone of a removed paper.

Wrong:

    a tombstone.yaml in place of a manifest.yaml and a corrections.yaml with published events

Right:

    a tombstone.yaml in place of the manifest.yaml, next to the corrections.yaml
""",
)
