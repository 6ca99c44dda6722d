"""One page of each kind, and papers in all their forms."""

from __future__ import annotations

from tests import page_world as world

# Every template of a page, by what it shows; addresses below that of the site.
KINDS = {
    "home": "/",
    "listing": "/tier/flagship-candidate/",
    "page of a listing": "/gate/unverified/2/",
    "pages of a listing": "/gate/unverified/pages/",
    "pair of groups": "/gate/unverified/tier/watchlist/",
    "topics": "/topic/",
    "overview": "/gate/",
    "flagged papers": "/flagged/",
    "flagged papers of a status": "/flagged/retracted/",
    "record ids": "/id/",
    "corrections": "/corrections/",
    "corrections of a kind": "/corrections/kind/retraction/",
    "reasons": "/corrections/reason/",
    "notice": f"{world.path('retracted')}notices/5A110015-C2/",
    "notice with changes": f"{world.path('corrected')}notices/5A110021-C2/",
    "tombstone": world.path("removed-by-notice"),
    "guide": "/quality-guide/",
    "statement": "/accessibility/",
    "schemas": "/schemas/",
    "schema": "/schemas/paper-manifest-v1/",
    "list of records": "/owls/",
    "missing page": "/nothing/",
}
PAPERS = {
    name: world.path(name)
    for name in (
        *("falsified-held", "verified-held", "verified-declared", "retracted", "concern"),
        *("corrected", "transcription", "longest", "right-to-left", "formulas"),
    )
}
# Slow pages, looked at less often.
LARGE = {name: world.path(name) for name in world.limits() if name.startswith("many-")}
EVERY = KINDS | PAPERS
