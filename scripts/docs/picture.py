"""`make picture`: a paper of the small world as Chromium shows it, for README and documentation."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from scripts.docs.site import ROOT
from sitegen.build import BuildOptions, build
from sitegen.render.project import Project

PAPER = "5a110006-0000-4000-8000-000000000006"  # falsified: it has every panel
WIDTH, HEIGHT, SCALE = 820, 1430, 2
COLOURS = 64  # of a page of text; more only make the file larger


def picture(target: Path) -> None:
    """Write the picture. Ends the program where there is no Chromium."""
    chromium = shutil.which("chromium") or sys.exit("a picture needs chromium")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build(
            Project(ROOT / "tests/small_world/records"),
            folder / "site",
            BuildOptions(formats=["page"]),
        )
        page = folder / "site" / "paper" / PAPER / "index.html"
        shot = folder / "shot.png"
        subprocess.run(
            [
                chromium,
                "--headless",
                "--no-sandbox",
                "--hide-scrollbars",
                "--disable-background-networking",
                f"--user-data-dir={folder / 'chromium'}",
                f"--force-device-scale-factor={SCALE}",
                f"--window-size={WIDTH},{HEIGHT}",
                f"--screenshot={shot}",
                page.as_uri(),
            ],
            check=True,
            capture_output=True,
        )
        with Image.open(shot) as image:
            image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(
                target, optimize=True
            )


if __name__ == "__main__":
    picture(ROOT / "docs" / "images" / "paper.png")
