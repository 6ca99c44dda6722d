"""The names of the files of a paper that contracts themselves refer to, below the paper's address.

They are promised for good. Everything else that a site serves is listed by `render.exports`.
"""

from __future__ import annotations

MANIFEST_JSON = "manifest.json"
CORRECTIONS_JSON = "corrections.json"
REPORT_PDF = "paper.pdf"
