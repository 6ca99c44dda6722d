"""The first acceptance test: every line of the five real outputs is on our page or in our PDF."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.reading_back import BuiltSite

SEEDS = Path(__file__).parent / "seeds"
PAGES = {
    "000": "78a5ee74-3e2e-4798-b166-dc53a7b39f93",
    "001": "ba7a9361-e985-4a1e-8ab5-dc0d57064b8e",
    "002": "cc2b37ca-0050-4a86-858a-14fda14c5a98",
    "003": "4ccdddc7-4442-41a9-92c4-872c11b8a22a",
}
REPORT = "80b5fe12-35a8-4203-88ea-dbf398fbefa9"

# Seed 001 is a text in which label and value have run together.
LABELS = (
    "Paper level|Source-grounded claims|Claim record source|Status|Gate|Reason|Evaluated|Tier|Basis"
    "|Evidence strength|Citation grounding|Uncertainty disclosure|Reproducibility status"
    "|Correction count|Manifest contract|Correction contract|Publisher|Public provenance"
    "|Report artifact|External record|Claim lineage|Review method|Quality guide"
    "|Provenance contract|Note"
)


def expected_lines(seed: str) -> list[str]:
    """The lines of a seed, table rows as label and value apart, in order."""
    lines: list[str] = []
    for raw in (SEEDS / f"{seed}.txt").read_text(encoding="utf-8").splitlines():
        line = " ".join(raw.replace("\xa0", " ").split())
        if line.startswith("|"):
            lines += [cell.strip() for cell in line.strip("|").split(" | ") if cell.strip(" |")]
        elif line.startswith("Index |"):
            lines += [entry.strip() for entry in line.split("|")]
        elif seed == "001" and (match := re.fullmatch(rf"({LABELS}) ?(.+)", line)):
            lines += list(match.groups())
        elif line:
            lines.append(line)
    return lines


@pytest.mark.parametrize("seed", PAGES)
def test_every_line_of_a_page_is_on_our_page_in_order(seed: str, real_site: BuiltSite) -> None:
    shown = " ".join(real_site.page_text(f"/paper/{PAGES[seed]}/").split())
    position = 0
    for line in expected_lines(seed):
        found = shown.find(line, position)
        assert found >= 0, f"{line!r} is not on the page after {shown[position - 60 : position]!r}"
        position = found + len(line)


@pytest.mark.parametrize("seed", PAGES)
def test_each_label_stands_beside_its_value(seed: str, real_site: BuiltSite) -> None:
    shown = real_site.page_text(f"/paper/{PAGES[seed]}/").splitlines()
    raw = (SEEDS / f"{seed}.txt").read_text(encoding="utf-8")
    rows = [
        [" ".join(cell.split()) for cell in line.strip("| ").split(" | ")]
        for line in raw.splitlines()
        if line.startswith("| ")
    ]
    rows += [
        list(match) for match in re.findall(rf"^({LABELS})(\S.*)$", raw, re.M) if seed == "001"
    ]
    assert len(rows) >= 20
    for label, value in rows:
        pairs = [shown[at + 1] for at, line in enumerate(shown[:-1]) if line == label]
        assert any(each.startswith(value.strip("| ")) for each in pairs), (label, value, pairs)


@pytest.mark.usefixtures("needs_pdf")
def test_every_line_of_the_report_is_in_our_pdf(real_site: BuiltSite) -> None:
    shown = real_site.pdf_text(f"/paper/{REPORT}/paper.pdf")
    position = 0
    for raw in (SEEDS / "004.txt").read_text(encoding="utf-8").splitlines():
        for cell in raw.split("\t"):
            line = " ".join(cell.strip("-<> ").split())
            found = shown.find(line, position)
            assert found >= 0, (
                f"{line!r} is not in the PDF after {shown[position - 60 : position]!r}"
            )
            position = found + len(line)
