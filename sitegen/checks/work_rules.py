"""SG9: what holds while papers are made."""

from __future__ import annotations

from sitegen.findings.diagnostics import Severity, define_rule

WITHIN_LIMITS = define_rule(
    "SG911",
    "papers_are_made_within_limits",
    Severity.ERROR,
    """A paper is made within the time and the memory that one paper may take.

Asked by `sitegen build` and the preview only; `--time-limit` and `--memory-limit` say how much
that is.

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
    """The process that works on a paper lives to the end of it.

Asked where several processes work. What ends one is most often the system, for want of memory, or
a fault in a library. Every paper that was under way is tried once more alone before one is blamed.

Wrong:

    a report that takes all the memory of the machine

Right:

    the same text in shorter sections, its data in an artifact
""",
)
UNCHANGED = define_rule(
    "SG913",
    "files_stay_as_they_are_during_a_build",
    Severity.ERROR,
    """A file of the records holds the same bytes from the beginning of a build to its end.

Wrong:

    an artifact that is written anew while the site is built

Right:

    build when the file is finished
""",
)
HELD = define_rule(
    "SG914",
    "held_papers_keep_what_was_published",
    Severity.ERROR,
    """A paper that is held back keeps exactly what was last published of it.

Asked by `sitegen build --hold` only: it has to be certain which published paper a broken record
belongs to, and its published files have to be as they were published. Otherwise nothing is
published.

Wrong:

    a broken manifest without an id, while a published paper has no record any more

Right:

    the id stays in the manifest, whatever else is wrong with it
""",
)
