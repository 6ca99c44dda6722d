"""Bad records on disk, each beside exactly what `sitegen validate` prints about it.

A case is a folder in `tests/bad_records/`, named for what is wrong. It holds what differs from the
records of `the_good_project`, and `expected.txt`. A `links.txt` in it makes symbolic links, one
`path -> target` a line. This prints what a case gives now, to be read before it is kept:

    .venv/bin/python -m tests.test_bad_records a_title_is_missing
"""

from __future__ import annotations

import ast
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sitegen.checks.rules import RULES
from sitegen.cli import sitegen as command_line

CASES = Path(__file__).parent / "bad_records"
GOOD = "the_good_project"
NAMES = sorted(path.name for path in CASES.iterdir())
NOW = "2026-11-21T12:00:00+00:00"
FINDING = re.compile(r"[^\s:]+:[1-9][0-9]*:[1-9][0-9]*: (SG[0-9]{3}) (error|warning|notice): \S.*")
EXCERPT = re.compile(r" {0,4}[1-9][0-9]* \| .*\S")
CARET = re.compile(r" {5} \|  *\^")
RELATED = re.compile(r"  [^\s:]+:[1-9][0-9]*:[1-9][0-9]*: \S.*")
HELP = re.compile(r"  help: \S.*")
LEFT_OUT = re.compile(r"[0-9]+ more SG[0-9]{3} (warning|notice)s? \(--all lists them\)")
FIXABLE = re.compile(r"`sitegen validate --fix` fixes at least [1-9][0-9]* of these")
SUMMARY = re.compile(
    r"[0-9]+ papers? checked: [0-9]+ errors?, [0-9]+ warnings?, [0-9]+ notices?",
)
# Why no record alone can break a rule, and which tests do.
OWN_TEMPLATE, PUBLISHED = "a project's own template", "what was published"
ELSEWHERE = {
    "SG194": ("a file name that not every system allows", "reading/test_records.py"),
    "SG195": ("a very deep folder", "reading/test_records.py"),
    "SG411": ("a file system that tells a.csv from A.csv", "checks/test_artifact_rules.py"),
    "SG701": (OWN_TEMPLATE, "render/test_templating.py"),
    "SG703": ("a build, which knows all pages", "build/test_pipeline.py"),
    "SG705": (OWN_TEMPLATE, "render/test_paper_views.py"),
    **{f"SG{code}": (PUBLISHED, "history/illegitimate_events.py") for code in (801, 802, 803)},
    **{f"SG{code}": (PUBLISHED, "history/illegitimate_histories.py") for code in range(804, 809)},
    "SG518": (PUBLISHED, "history/test_old_statuses.py"),
    "SG813": (PUBLISHED, "history/test_removed_corrections.py"),
    "SG809": (PUBLISHED, "history/illegitimate_events.py"),
    "SG810": (PUBLISHED, "history/test_against_base.py"),
    "SG811": (PUBLISHED, "history/test_against_base.py"),
    "SG812": ("a build, which knows all addresses", "history/test_promises.py"),
    "SG911": ("a paper that takes too long to make", "build/test_paper_worker.py"),
    "SG912": ("a paper that kills its worker", "build/test_executors.py"),
    "SG913": ("an artifact that changes while it is copied", "build/test_paper_worker.py"),
    "SG914": ("a build, which holds papers back", "build/test_holding.py"),
}


def lay_out(case: str, project: Path) -> None:
    """Put the records of the good project into a folder, and the files of a case over them."""
    records = project / "records"
    for name in (GOOD, case):
        ignored = shutil.ignore_patterns("expected.txt", "links.txt")
        shutil.copytree(CASES / name, records, ignore=ignored, dirs_exist_ok=True)
    links = CASES / case / "links.txt"
    for line in links.read_text(encoding="utf-8").splitlines() if links.exists() else ():
        path, target = line.split(" -> ")
        (records / path).parent.mkdir(parents=True, exist_ok=True)
        (records / path).symlink_to(target)


def validated(case: str, project: Path) -> Result:
    """What `sitegen validate` says of the good project with the files of a case over it."""
    lay_out(case, project)
    with chdir(project):
        runner = CliRunner(env={"NO_COLOR": "1", "FORCE_COLOR": None})
        return runner.invoke(command_line, ["validate", "--now", NOW])


def said(result: Result) -> str:
    """What was printed, without the seconds that it took."""
    return re.sub(r"(?m)^([0-9]+ papers? checked), [0-9.]+ s:", r"\1:", result.output)


def expected(case: str) -> str:
    return (CASES / case / "expected.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("case", NAMES)
def test_a_bad_record_gives_exactly_the_expected_report(case: str, tmp_path: Path) -> None:
    result = validated(case, tmp_path)
    assert said(result) == expected(case)
    assert (result.exit_code != 0) == (" error: " in expected(case))


def test_every_rule_is_broken_by_some_bad_record() -> None:
    codes = {found[1] for name in NAMES for found in FINDING.finditer(expected(name))}
    assert codes == set(RULES) - set(ELSEWHERE)


@pytest.mark.parametrize("code", ELSEWHERE)
def test_a_rule_that_no_record_breaks_is_expected_by_the_test_that_is_named(code: str) -> None:
    needed, file = ELSEWHERE[code]
    parsed = ast.parse((CASES.parent / file).read_text(encoding="utf-8"))
    texts = {node.value for node in ast.walk(parsed) if isinstance(node, ast.Constant)}
    assert code in texts, f"{code} needs {needed}"


@pytest.mark.parametrize("case", NAMES)
def test_a_report_is_in_the_order_of_the_files_and_says_nothing_twice(case: str) -> None:
    told = [line for line in expected(case).splitlines() if FINDING.fullmatch(line)]
    places = [line.split(":", 4) for line in told]
    keys = [(file, int(line), int(column), rest) for file, line, column, *rest in places]
    assert [key[:3] for key in keys] == sorted(key[:3] for key in keys)
    assert len(set(told)) == len(told)


def test_every_severity_printed_is_that_of_its_rule() -> None:
    for name in NAMES:
        for found in FINDING.finditer(expected(name)):
            assert found[2] == RULES[found[1]].severity, found[0]


# Rules on two facts of which one is wrong, and nobody but the editor knows which.
CONTRADICTIONS = (
    *(
        "SG118",
        "SG219",
        "SG223",
        "SG224",
        "SG301",
        "SG308",
        "SG309",
        "SG311",
        "SG312",
        "SG313",
        "SG314",
        "SG331",
    ),
    *("SG401", "SG402", "SG406", "SG407"),
    *(
        "SG410",
        "SG501",
        "SG502",
        "SG503",
        "SG504",
        "SG505",
        "SG508",
        "SG509",
        "SG510",
        "SG512",
        "SG514",
    ),
    *("SG601", "SG602", "SG603", "SG604", "SG605", "SG606", "SG607"),
)


def with_a_second_place() -> Iterator[str]:
    """The codes of findings that show another place, too."""
    code = ""
    for line in (line for name in NAMES for line in expected(name).splitlines()):
        if found := FINDING.fullmatch(line):
            code = found[1]
        elif RELATED.fullmatch(line):
            yield code


def test_a_contradiction_is_shown_at_both_places() -> None:
    assert set(CONTRADICTIONS) - set(with_a_second_place()) == set()


@pytest.mark.parametrize("case", NAMES)
def test_a_report_has_one_line_for_each_thing_that_it_says(case: str) -> None:
    forms = (FINDING, RELATED, EXCERPT, CARET, HELP, LEFT_OUT, FIXABLE, SUMMARY)
    for line in expected(case).splitlines():
        assert any(form.fullmatch(line) for form in forms), line
        assert line.isprintable()


@pytest.mark.parametrize("case", NAMES)
def test_every_excerpt_is_of_the_place_above_it_and_has_a_caret(case: str) -> None:
    lines = expected(case).splitlines()
    for number, line in enumerate(lines):
        if EXCERPT.fullmatch(line):
            above = FINDING.fullmatch(lines[number - 1]) or RELATED.fullmatch(lines[number - 1])
            assert above, line
            assert lines[number - 1].split(":")[1] == line.split()[0]
            assert CARET.fullmatch(lines[number + 1]), line


def test_the_example_of_the_manual_is_what_is_printed() -> None:
    manual = (Path(__file__).parents[1] / "docs/how-to/reports.md").read_text(encoding="utf-8")
    *lines, _ = expected("a_key_is_written_twice").splitlines(keepends=True)
    assert f"```\n{''.join(lines)}```\n" in manual


def test_the_project_that_the_cases_spoil_is_good() -> None:
    assert expected(GOOD) == "1 paper checked: 0 errors, 0 warnings, 0 notices\n"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print(said(validated(sys.argv[1], Path(folder))), end="")
