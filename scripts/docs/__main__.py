"""`make docs`: the site of the documentation, into a folder (default `dist/docs`)."""

from __future__ import annotations

import sys
from pathlib import Path

from scripts.docs.site import ROOT, build

if __name__ == "__main__":
    output = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist" / "docs"
    build(output)
    print(f"{output / 'index.html'}")
