"""SG9: the rules for building papers."""

from __future__ import annotations

from sitegen.findings.diagnostics import Severity, define_rule

WITHIN_LIMITS = define_rule(
    "SG911",
    "papers_are_made_within_limits",
    Severity.ERROR,
    """A paper is built within the limits of time and memory for one paper.

Only `sitegen build` checks this; `--time-limit` and `--memory-limit` set the limits.

Wrong:

    a report whose PDF takes ten minutes

Right:

    the same text in shorter sections, its data in an artifact
""",
)
SURVIVED = define_rule(
    "SG912",
    "papers_leave_their_worker_alive",
    Severity.ERROR,
    """Building a paper does not crash its worker process.

Checked if there are several processes. Most often a worker is stopped by the system, because it is
out of memory, or crashes in a library. All papers that were being built are tried again, one at a
time, before one is reported.

Wrong:

    a report that needs more memory than the machine has

Right:

    the same text in shorter sections, its data in an artifact
""",
)
UNCHANGED = define_rule(
    "SG913",
    "files_stay_as_they_are_during_a_build",
    Severity.ERROR,
    """A file of the records does not change during a build.

Wrong:

    an artifact that is written again while the site is built

Right:

    build after the file is finished
""",
)
HELD = define_rule(
    "SG914",
    "held_papers_keep_what_was_published",
    Severity.ERROR,
    """A paper that is held back keeps exactly the files that were last published.

Only `sitegen build --hold` checks this: it has to be certain which published paper a record with
errors belongs to, and the published files must be unchanged. Otherwise nothing is published.

Wrong:

    a manifest with errors and without an id, while a published paper has no record

Right:

    a manifest that has the id of its paper, whatever else is wrong with it
""",
)
