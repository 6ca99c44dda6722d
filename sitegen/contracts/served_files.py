"""The names of the files of a paper that contracts refer to, below the URL of the paper.

They never change. All other files of a site are listed in `render.exports`.
"""

from __future__ import annotations

MANIFEST_JSON = "manifest.json"
CORRECTIONS_JSON = "corrections.json"
REPORT_PDF = "paper.pdf"
