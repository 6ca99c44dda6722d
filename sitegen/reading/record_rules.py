"""SG19 and SG901: rules for the folder of a record, before its files are parsed."""

from __future__ import annotations

from sitegen.findings.diagnostics import Severity, define_rule

READABLE = define_rule(
    "SG901",
    "files_can_be_read",
    Severity.ERROR,
    """The account that runs sitegen can read every file of the records.

Wrong:

    a manifest.yaml that only another account can read

Right:

    chmod u+r records/papers/x/manifest.yaml
""",
)
COMPLETE_FOLDER = define_rule(
    "SG191",
    "a_paper_folder_holds_a_record",
    Severity.ERROR,
    """A folder in `records/papers/` contains a `manifest.yaml`, or a `tombstone.yaml`.

Next to a tombstone, only the `corrections.yaml` of the removed paper stays.

Wrong:

    records/papers/x/manifest.yml

Right:

    records/papers/x/manifest.yaml
""",
)
KNOWN_FILES = define_rule(
    "SG192",
    "a_paper_folder_holds_known_files_only",
    Severity.WARNING,
    """A paper's folder contains only files that sitegen reads.

Otherwise a misnamed `corrections.yaml` would be a correction that is silently missing.

Wrong:

    records/papers/x/correction.yaml

Right:

    records/papers/x/corrections.yaml
""",
)
NO_LINKS = define_rule(
    "SG193",
    "record_files_are_no_links",
    Severity.ERROR,
    """No file or folder of the records and of the project's templates is a symbolic link.

A link is not followed: it could publish any file of the machine that builds the site. The folder
that `--records` names may be one.

Wrong:

    records/papers/x/corrections.yaml -> ../y/corrections.yaml

Right:

    records/papers/x/corrections.yaml, a regular file
""",
)
LEGIBLE_NAMES = define_rule(
    "SG194",
    "file_names_are_utf8",
    Severity.ERROR,
    """The names of files and folders in the records are valid UTF-8.

Other names have no URL and cannot be listed in `SHA256SUMS`.

Wrong:

    records/papers/x/artifacts/m\\xfcller.csv

Right:

    records/papers/x/artifacts/müller.csv
""",
)
SHALLOW_FOLDERS = define_rule(
    "SG195",
    "folders_are_not_too_deep",
    Severity.ERROR,
    """The files of a record are in at most 30 folders within each other.

Wrong:

    records/papers/x/artifacts/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/x.csv

Right:

    records/papers/x/artifacts/data.zip
""",
)
