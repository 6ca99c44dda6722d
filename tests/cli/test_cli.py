"""The command line as its users meet it: the installed script, its exit codes and its words."""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import pty
import re
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest

import sitegen
from sitegen.build import pipeline
from sitegen.checks.rules import RULES
from sitegen.publish.file_system import exchange
from sitegen.publish.publisher import staging_beside
from tests.command_line import PATIENCE, SCRIPT, Call, environment, run
from tests.reading_back import BuiltSite
from tests.worlds import ONE, OTHER, World

ESCAPE = "\x1b"


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A clean project of two papers."""
    world = World(tmp_path)
    world.fill()
    return world


def warnings(world: World, count: int) -> None:
    """Give a paper artifacts that are only declared: as many warnings."""
    declared = [{"type": "other", "label": f"Thing {number}"} for number in range(count)]
    world.paper("one", ONE, manifest={"artifacts": declared})


def left_beside(world: World) -> set[str]:
    """What is in the folder where a build is put together."""
    return {path.name for path in (world.folder / ".sitegen").iterdir()}


def notice(world: World) -> None:
    world.paper("one", ONE, abstract="An abstract that its producer cut in mid-wor")


# ---------------------------------------------------------------- clean, warned, wrong


def test_a_clean_check_exits_with_0_and_ends_in_one_line(world: World) -> None:
    done = run("validate", cwd=world.folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.fullmatch(
        r"2 papers checked, \d+\.\d s: 0 errors, 0 warnings, 0 notices\n", done.stdout
    )
    assert not world.output.exists()


def test_a_clean_build_exits_with_0_and_counts_its_files(world: World) -> None:
    done = run("build", "--no-pdf", cwd=world.folder)
    assert (done.returncode, done.stderr) == (0, "")
    files = len(world.files()) - 1  # all but the marker
    assert re.fullmatch(
        rf"2 papers built, {files} files, \d+\.\d s: 0 errors, 0 warnings, 0 notices\n",
        done.stdout,
    )


def test_warnings_are_clean_unless_asked_to_be_strict(world: World, call: Call) -> None:
    warnings(world, 1)
    lenient, strict = (call("validate", *strict, cwd=world.folder) for strict in ([], ["--strict"]))
    assert (lenient.returncode, strict.returncode) == (0, 1)
    assert "0 errors, 1 warning, 0 notices" in lenient.stdout
    assert lenient.stderr == strict.stderr


def test_notices_are_clean_unless_asked_to_be_strict(world: World, call: Call) -> None:
    notice(world)
    lenient, strict = (call("validate", *strict, cwd=world.folder) for strict in ([], ["--strict"]))
    assert (lenient.returncode, strict.returncode) == (0, 1)
    assert "0 errors, 0 warnings, 1 notice" in lenient.stdout


def test_a_mistake_exits_with_1_names_its_place_and_builds_nothing(world: World) -> None:
    world.paper("other", OTHER, titel="A slip")
    done = run("build", "--no-pdf", cwd=world.folder)
    assert done.returncode == 1
    first, *_ = done.stderr.splitlines()
    assert first.startswith("records/papers/other/manifest.yaml:8:3: SG202 error: ")
    assert "titel" in first
    assert re.fullmatch(
        r"2 papers not built, \d+\.\d s: 1 error, 0 warnings, 0 notices\n", done.stdout
    )
    assert not world.output.exists()


def test_a_place_is_named_as_the_user_names_its_folder(world: World, call: Call) -> None:
    world.paper("other", OTHER, titel="A slip")
    world.records.rename(world.folder / "data")
    below = world.folder / "below"
    below.mkdir()
    done = call("validate", "--records", "../data", cwd=below)
    assert done.stderr.startswith("../data/papers/other/manifest.yaml:8:3: SG202 error: ")


def test_warnings_are_printed_up_to_50_and_then_counted(world: World, call: Call) -> None:
    warnings(world, 61)
    done = call("validate", cwd=world.folder)
    assert done.stderr.count("SG405 warning:") == 50
    assert done.stderr.splitlines()[-1] == "11 more SG405 warnings (--all shows them)"
    assert "0 errors, 61 warnings" in done.stdout
    everything = call("validate", "--all", cwd=world.folder)
    assert everything.stderr.count("SG405 warning:") == 61
    assert "--all" not in everything.stderr


def test_errors_are_printed_in_full(world: World, call: Call) -> None:
    wrong = [{"type": "podcast", "label": f"Thing {number}"} for number in range(61)]
    world.paper("one", ONE, manifest={"artifacts": wrong})
    done = call("validate", cwd=world.folder)
    assert done.returncode == 1
    assert done.stderr.count("SG204 error:") == 61


def test_whatever_lies_among_the_records_is_reported_and_never_a_bug(world: World) -> None:
    papers = world.records / "papers"
    hostile: dict[str, bytes] = {
        "empty": b"",
        "zeros": b"\0" * 1000,
        "latin-1": "work: {title: Übung}".encode("latin-1"),
        "utf-16": "work: {title: Übung}".encode("utf-16"),
        "deep": b"[" * 40_000,
        "aliases": b"a: &a [x]\nb: *a\n",
        "numbers": b"work: " + b"9" * 5000,
        "a list": b"- a\n- b\n",
        "a tag": b"work: !!python/object/apply:os.system [id]\n",
        "\x1b[31mred\nline": b"work: x",
    }
    for name, data in hostile.items():
        (papers / name).mkdir()
        (papers / name / "manifest.yaml").write_bytes(data)
    (papers / "a folder" / "manifest.yaml").mkdir(parents=True)
    (papers / "a link").mkdir()
    (papers / "a link" / "manifest.yaml").symlink_to("/etc/hostname")
    os.makedirs(os.fsencode(papers) + b"/\xff\xfe")
    done = run("validate", cwd=world.folder)
    assert done.returncode == 1
    for name in [*hostile, "a folder", "a link"]:
        printed = "".join(char if char.isprintable() else "\ufffd" for char in name)
        assert f"records/papers/{printed}/manifest.yaml:" in done.stderr
    assert ESCAPE not in done.stderr
    assert "15 papers checked" in done.stdout


# ---------------------------------------------------------------- wrong use


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Usage: sitegen"),
        (("bulid",), "No such command 'bulid'"),
        (("build", "--colour"), "No such option"),
        (("build", "--formats", "page,podcast"), "no format 'podcast'; there are page, manifest"),
        (("build", "--formats", "manifset"), "did you mean manifest?"),
        (("build", "--formats", ""), "no format ''"),
        (("build", "--formats", "pdf", "--no-pdf"), "--no-pdf leaves nothing of --formats pdf"),
        (("build", "--base-url", "example.org"), "--base-url 'example.org' is no address such as"),
        (("build", "--base-url", "http://"), "is no address such as https://example.org"),
        (("build", "--base-url", ""), "--base-url '' is no address such as"),
        (("build", "--base-url", "https://x/?q=1"), "is no address such as https://example.org"),
        (("build", "--only", ONE), "--only needs an --output of its own"),
        (("build", "--only", ONE, "--output", "./site/"), "--only needs an --output of its own"),
        (("build", "--draft"), "--draft needs an --output of its own"),
        (("build", "--only", "", "--output", "o"), 'no paper has the id or folder ""'),
        (("build", "--only", "nobody", "--output", "o"), 'no paper has the id or folder "nobody"'),
        (("build", "--only", "SRCH:5EED0001", "--output", "o"), "could be any of papers/copy"),
        (("build", "--output", "records"), "records holds files that sitegen did not write"),
        (("validate", "--records", "nowhere"), "there is no nowhere/site.yaml"),
        (("build", "--records", "nowhere"), "begin a project with `sitegen init FOLDER`"),
        (("validate", "--records", "records/site.yaml"), "is a file"),
        (("validate", "--now", "tomorrow"), "--now 'tomorrow' is no time, such as 2026-07-02"),
        (("validate", "--now", ""), "--now '' is no time"),
        (("explain",), "Missing argument 'CODE'"),
        (("explain", "S401"), "no rule has the code 'S401'; did you mean SG401?"),
        (("explain", "parapluie"), "no rule has the code 'parapluie'; `sitegen rules` lists them"),
        (("schema", "gate-verdit-v1"), "did you mean gate-verdict-v1?"),
        (("schema", "podcast"), "there are paper-manifest-v1, correction-record-v1"),
    ],
    ids=lambda value: " ".join(value) or "nothing" if isinstance(value, tuple) else "",
)
def test_wrong_use_exits_with_2_and_says_what_is_wrong(
    words: tuple[str, ...], said: str, wrong_use: World, call: Call
) -> None:
    done = call(*words, cwd=wrong_use.folder)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.split())
    assert done.stdout == ""
    assert not (wrong_use.folder / "o").exists()


@pytest.fixture(scope="module")
def wrong_use(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A project with two papers of one record id, which no wrong use may change."""
    world = World(tmp_path_factory.mktemp("wrong-use"))
    world.fill()
    world.paper("copy", "5eed0001-1111-4000-8000-00000000c0de")
    return world


def test_settings_that_are_wrong_exit_with_2_and_their_places(world: World, call: Call) -> None:
    world.write("site.yaml", "contract_version: site-settings-v1\npublisher: x\n")
    for command in ("validate", "build"):
        done = call(command, cwd=world.folder)
        assert done.returncode == 2
        assert "records/site.yaml:2:12: SG203 error:" in done.stderr
    assert call("schema", "gate-verdict-v1", cwd=world.folder).returncode == 2


def test_a_time_in_the_environment_that_is_none_exits_with_2(world: World, call: Call) -> None:
    done = call("validate", cwd=world.folder, env={"SOURCE_DATE_EPOCH": "yesterday"})
    assert done.returncode == 2
    assert "SOURCE_DATE_EPOCH 'yesterday' is no time" in done.stderr


def test_a_whole_site_is_not_replaced_by_a_preview(world: World, call: Call) -> None:
    call("build", "--no-pdf", "--output", "public", cwd=world.folder)
    before = BuiltSite(world.folder / "public").files()
    done = call("build", "--no-pdf", "--only", ONE, "--output", "public", cwd=world.folder)
    assert done.returncode == 2
    assert "public holds a whole site, which a preview would replace" in done.stderr
    assert BuiltSite(world.folder / "public").files() == before


# ---------------------------------------------------------------- what commands do


def test_one_paper_is_built_by_its_record_id(world: World, call: Call) -> None:
    done = call("build", "--no-pdf", "--only", "srch:5eed0001", "--output", "o", cwd=world.folder)
    assert done.returncode == 0
    assert done.stdout.startswith("1 paper built, ")
    papers = [path.name for path in (world.folder / "o" / "paper").iterdir()]
    assert papers == [ONE]


def test_formats_and_base_url_reach_the_build(world: World, call: Call) -> None:
    done = call(
        *("build", "--formats", "page, bib", "--base-url", "http://localhost:8000/x/"),
        cwd=world.folder,
    )
    assert done.returncode == 0
    assert world.of_paper() == {"index.html", "cite.bib"}
    assert "http://localhost:8000/x/paper/" in BuiltSite(world.output).page(f"/paper/{ONE}/")


def test_drafts_are_built_where_they_are_asked_for(world: World, call: Call) -> None:
    draft = "5eed0003-0000-4000-8000-00000000c0de"
    world.paper("draft", draft, manifest={"draft": True})
    call("build", "--no-pdf", "--draft", "--output", "o", cwd=world.folder)
    assert (world.folder / "o" / "paper" / draft / "index.html").is_file()


def test_templates_of_the_project_are_used(world: World, call: Call) -> None:
    world.template("pages/404.html", "<p>\n{{ nothing }}")
    done = call("build", "--no-pdf", cwd=world.folder)
    assert done.returncode == 1
    assert "templates/pages/404.html:2:1: SG701 error:" in done.stderr


def test_dates_are_judged_by_a_check_alone_and_by_the_time_it_is_given(
    world: World, call: Call
) -> None:
    world.paper("one", ONE, submitted="2026-07-01")
    past, future = {"SOURCE_DATE_EPOCH": "1577836800"}, {"SOURCE_DATE_EPOCH": "4102444800"}
    ahead = "records/papers/one/manifest.yaml:8:16: SG310 warning: 2026-07-01 lies in the future"
    assert call("validate", cwd=world.folder, env=past).stderr.startswith(ahead)
    assert call("validate", cwd=world.folder, env=future).stderr == ""
    assert call("validate", "--now", "2026-06-30", cwd=world.folder, env=future).stderr != ""
    assert call("validate", "--now", "2026-07-01", cwd=world.folder, env=past).stderr == ""
    assert call("build", "--no-pdf", cwd=world.folder, env=past).stderr == ""


def test_every_rule_is_listed_once_and_in_order(tmp_path: Path) -> None:
    for module in pkgutil.walk_packages(sitegen.__path__, "sitegen."):
        importlib.import_module(module.name)
    done = run("rules", cwd=tmp_path)
    listed = [line.split()[:3] for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert listed == [
        [code, str(rule.severity), f"{rule.name}:"] for code, rule in sorted(RULES.items())
    ]


@pytest.mark.parametrize("code", ["SG401", "sg401"])
def test_a_rule_is_explained_with_a_wrong_and_a_right_example(
    code: str, tmp_path: Path, call: Call
) -> None:
    done = call("explain", code, cwd=tmp_path)
    assert done.returncode == 0
    heading, blank, title, *_ = done.stdout.splitlines()
    assert (heading, blank) == ("SG401 error: verified_has_its_artifacts", "")
    assert title == "A VERIFIED record has a `lean4_proof`, or both `repro_script` and " + (
        "`repro_results`."
    )
    assert done.stdout.index("\nWrong:\n") < done.stdout.index("\nRight:\n")


def test_every_rule_has_a_page_with_both_examples() -> None:
    for module in pkgutil.walk_packages(sitegen.__path__, "sitegen."):
        importlib.import_module(module.name)
    for rule in RULES.values():
        wrong, right = (rule.explanation.find(f"{word}:\n") for word in ("Wrong", "Right"))
        assert 0 <= wrong < right, rule.code


def test_the_names_of_all_schemas_are_listed(tmp_path: Path, call: Call) -> None:
    assert call("schema", cwd=tmp_path).stdout.splitlines() == [
        *("paper-manifest-v1", "correction-record-v1", "gate-verdict-v1", "verification-levels-v1"),
        *("quality-tiers-v1", "quality-dimensions-v1", "source-provenance-v1"),
        *("review-monitor-v1", "ledger-v1"),
        *("authored/paper-manifest", "authored/correction-record"),
        *("authored/site-settings", "authored/tombstone"),
    ]


def test_a_schema_is_printed_as_it_is_served(real_site: BuiltSite, call: Call) -> None:
    root = Path(__file__).parents[2]
    for name in ("paper-manifest-v1", "authored/site-settings"):
        served = (real_site.folder / "schemas" / f"{name}.json").read_text(encoding="utf-8")
        assert call("schema", name, cwd=root).stdout == served


def test_a_schema_outside_of_a_project_has_an_id_of_nobody(tmp_path: Path, call: Call) -> None:
    schema = json.loads(call("schema", "gate-verdict-v1", cwd=tmp_path).stdout)
    assert schema["$id"] == "https://example.org/schemas/gate-verdict-v1"


# ---------------------------------------------------------------- terminals and pipes


def on_a_terminal(world: World, **env: str) -> str:
    """What `validate` writes to a terminal."""
    ours, theirs = pty.openpty()
    try:
        subprocess.run(
            [SCRIPT, "validate"],
            cwd=world.folder,
            env=environment(TERM="xterm-256color", COLUMNS="80", **env),
            stdout=subprocess.DEVNULL,
            stderr=theirs,
            timeout=PATIENCE,
            check=False,
        )
        os.set_blocking(ours, False)
        return os.read(ours, 1_000_000).decode()
    finally:
        os.close(ours)
        os.close(theirs)


def test_a_terminal_shows_colours_and_progress(world: World) -> None:
    warnings(world, 1)
    shown = on_a_terminal(world)
    assert re.search(r"\x1b\[[0-9;]*33[0-9;]*mrecords/papers/one/manifest\.yaml", shown)
    assert "papers" in shown.partition("records/")[0]


def test_no_color_is_respected(world: World) -> None:
    warnings(world, 1)
    shown = on_a_terminal(world, NO_COLOR="1")
    assert "SG405 warning" in shown
    assert not re.search(r"\x1b\[[0-9;]*m", shown.partition("records/")[2])


def test_a_pipe_gets_plain_lines(world: World) -> None:
    warnings(world, 1)
    done = run("validate", cwd=world.folder, env={"TERM": "xterm-256color"})
    assert ESCAPE not in done.stdout + done.stderr


def test_a_log_gets_a_line_now_and_then(world: World) -> None:
    for number in range(199):
        world.paper(f"{number}", f"feed{number:04}-0000-4000-8000-00000000c0de")
    done = run("validate", cwd=world.folder)
    assert done.returncode == 0
    assert done.stderr == "100 of 201 papers\n200 of 201 papers\n"


def test_a_terminal_without_unicode_is_no_obstacle(tmp_path: Path) -> None:
    done = run("explain", "SG305", cwd=tmp_path, env={"PYTHONIOENCODING": "latin-1"})
    assert done.returncode == 0
    assert "Gate 3 \\u2014 Red team" in done.stdout


def test_a_closed_standard_error_is_no_obstacle(world: World) -> None:
    warnings(world, 1)
    closing = f'exec "{SCRIPT}" validate 2>&-'
    done = subprocess.run(
        ["sh", "-c", closing], cwd=world.folder, env=environment(), capture_output=True, text=True
    )
    assert done.returncode == 0
    assert "0 errors, 1 warning" in done.stdout


# ---------------------------------------------------------------- the machine, signals, bugs


def test_an_output_below_a_file_exits_with_4(world: World) -> None:
    (world.folder / "file").touch()
    done = run("build", "--no-pdf", "--output", "file/site", cwd=world.folder)
    assert done.returncode == 4
    assert done.stderr.startswith("the machine failed: ")
    assert done.stderr.count("\n") == 1


def test_a_full_disk_exits_with_4_and_leaves_the_old_site(world: World) -> None:
    world.build()
    before = world.files()
    world.paper("one", ONE, title="Another title")

    def no_space() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))

    done = run("build", "--no-pdf", cwd=world.folder, preexec_fn=no_space)
    assert done.returncode == 4
    assert "the machine failed: File too large" in done.stderr
    assert world.files() == before
    assert left_beside(world) == {"lock-site"}  # no room for a cache either


def test_a_link_that_leads_back_to_itself_is_named(world: World) -> None:
    (world.folder / "loop").symlink_to("loop")
    done = run("build", "--no-pdf", "--output", "loop", cwd=world.folder)
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.startswith(f"the machine failed: {world.folder.resolve() / 'loop'}")
    assert "Too many levels of symbolic links; a symbolic link in this path leads" in done.stderr
    (world.records / "papers/owl").symlink_to("owl")
    assert "failed: records/papers/owl: Too many" in run("validate", cwd=world.folder).stderr


def test_folders_that_cannot_change_places_are_named(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    with pytest.raises(FileNotFoundError) as caught:
        exchange(one, other)
    assert (caught.value.filename, caught.value.filename2) == (str(one), str(other))


def test_an_output_that_another_build_writes_to_exits_with_4(world: World, call: Call) -> None:
    with staging_beside(world.output):
        done = call("build", "--no-pdf", cwd=world.folder)
    assert done.returncode == 4
    assert done.stderr == (
        f"the machine failed: another build is writing to {world.output.resolve()}\n"
    )
    assert not world.output.exists()


def open_when_read(pipe: Path, process: subprocess.Popen[str]) -> IO[str]:
    """The writing end of a pipe, as soon as the process reads from it, or is gone."""

    def read_when_gone() -> None:
        process.wait()
        os.close(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK))

    threading.Thread(target=read_when_gone, daemon=True).start()
    return pipe.open("w")


@pytest.mark.parametrize(
    ("signum", "code", "word"),
    [(signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "terminated")],
    ids=["interrupt", "terminate"],
)
def test_a_signal_ends_the_script_with_its_code(
    signum: signal.Signals, code: int, word: str, world: World
) -> None:
    pipe = world.records / "pages" / "slow.md"
    os.mkfifo(pipe)
    process = subprocess.Popen(
        [SCRIPT, "validate"],
        cwd=world.folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell that started the tests in the background has told them to ignore interrupts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    try:
        with open_when_read(pipe, process):  # the script waits for what we write
            process.send_signal(signum)
            out, err = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    assert process.returncode == code
    assert (out, err.strip()) == ("", word)


def kill(signum: signal.Signals) -> Callable[[], None]:
    return lambda: os.kill(os.getpid(), signum)


def fail(error: Exception) -> Callable[[], None]:
    def failing() -> None:
        raise error

    return failing


@pytest.mark.parametrize(
    ("what", "code", "last"),
    [
        (kill(signal.SIGINT), 130, "interrupted"),
        (kill(signal.SIGTERM), 143, "terminated"),
        *(
            (fail(OSError(28, "No space left on device")), 4, line)
            for line in ["the machine failed: No space left on device; make room on the disk"]
        ),
        (fail(MemoryError()), 4, "the machine failed: MemoryError"),
        *(
            (fail(LookupError("a slip of ours")), 3, line)
            for line in ["this is a bug in sitegen; please report it with the lines above"]
        ),
    ],
    ids=["interrupt", "terminate", "disk full", "memory", "bug"],
)
def test_whatever_happens_the_old_site_stands_and_nothing_is_left_behind(
    what: Callable[[], None],
    code: int,
    last: str,
    world: World,
    call: Call,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world.output.mkdir()
    (world.output / ".sitegen-site").touch()
    (world.output / "index.html").write_text("the old site")
    monkeypatch.setattr(pipeline, "publish", lambda *staged, **options: what())
    done = call("build", "--no-pdf", cwd=world.folder)
    assert done.returncode == code
    assert done.stderr.splitlines()[-1] == last
    assert ("Traceback" in done.stderr) is (code == 3)
    assert world.files() == {".sitegen-site": b"", "index.html": b"the old site"}
    assert left_beside(world) == {"lock-site", "cache.sqlite"}


def test_without_pango_everything_but_pdfs_is_made_and_one_line_says_so(world: World) -> None:
    broken = world.folder / "broken"
    broken.mkdir()
    (broken / "weasyprint.py").write_text(
        "raise OSError("
        "\"cannot load library 'libpango-1.0-0'.  Additionally, advice\\nand many more lines\")"
    )
    done = run("build", cwd=world.folder, env={"PYTHONPATH": str(broken)})
    assert done.returncode == 0
    assert done.stderr == (
        "No PDFs: cannot load library 'libpango-1.0-0'; `scripts/setup` installs Pango, "
        "--no-pdf is silent\n"
    )
    assert "2 papers built" in done.stdout
    assert "index.html" in world.of_paper()
    assert "paper.pdf" not in world.of_paper()


# ---------------------------------------------------------------- what is loaded


HEAVY = {"pandas", "numpy", "weasyprint", "pydantic", "jinja2", "markdown_it", "yaml", "rich"}


def loaded(*words: str, cwd: Path) -> set[str]:
    """The packages that a run of the script imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", SCRIPT, *words],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    assert any(line.endswith("sitegen.cli") for line in lines)
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


@pytest.mark.parametrize("words", [["--help"], ["build", "--help"], ["--version"]], ids=" ".join)
def test_help_is_quick_because_it_loads_nothing_heavy(words: list[str], tmp_path: Path) -> None:
    assert not HEAVY & loaded(*words, cwd=tmp_path)


def test_a_check_loads_neither_pandas_nor_weasyprint(world: World) -> None:
    found = loaded("validate", cwd=world.folder)
    assert {"yaml", "pydantic"} <= found
    assert not {"pandas", "weasyprint"} & found


def test_help_names_every_command_and_version_the_version(tmp_path: Path) -> None:
    shown = run("--help", cwd=tmp_path).stdout
    assert re.findall(r"^  (\w+)  ", shown, re.M) == [
        *("build", "clean", "correct", "diff", "explain", "fetch", "import", "init", "new"),
        *("redact", "rules", "schema", "serve", "validate", "verify"),
    ]
    assert "..." not in shown.partition("Commands:")[2]
    assert run("--version", cwd=tmp_path).stdout == f"sitegen, version {sitegen.__version__}\n"
