"""The options of `sitegen build` that CI uses: cache, --hold, --changes and --why."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import chdir, closing
from dataclasses import replace
from pathlib import Path

import pytest

from sitegen.build.cache_file import NAME
from sitegen.cli import sitegen
from sitegen.publish.publisher import staging_beside
from tests.command_line import PATIENCE, SCRIPT, Call, Done, environment, run
from tests.reading_back import BuiltSite
from tests.worlds import ONE, OTHER, World

UNCOMPARED = (
    "the records were not compared with what was published: set `published` in site.yaml, or "
    "pass --against\n"
)
THIRD = "5eed0003-0000-4000-8000-00000000c0de"


class Project(World):
    """A project of two papers whose site is built by the command."""

    def __init__(self, folder: Path, call: Call) -> None:
        super().__init__(folder)
        self.call = call

    def run(self, *words: str | Path, code: int = 0) -> Done:
        done = self.call(*words, cwd=self.folder)
        assert done.returncode == code, done.stderr
        return done


@pytest.fixture
def new(tmp_path: Path, call: Call) -> Project:
    """A project that was never built."""
    project = Project(tmp_path, call)
    project.fill()
    return project


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that was built by the command, with its cache."""
    folder = tmp_path_factory.mktemp("built")
    World(folder).fill()
    words = ["build", "--no-pdf", "--records", "records"]
    with chdir(folder):
        sitegen.main(words, standalone_mode=False)
    return folder


@pytest.fixture
def world(built: Path, tmp_path: Path, call: Call) -> Project:
    """The same, in a folder of its own."""
    return Project(Path(shutil.copytree(built, tmp_path / "project")), call)


def build(world: Project, *words: str | Path, code: int = 0) -> Done:
    done = world.run("build", "--no-pdf", *words, code=code)
    return replace(done, stderr=done.stderr.removeprefix(UNCOMPARED))


def test_a_second_build_makes_nothing_and_touches_nothing(new: Project) -> None:
    build(new)
    before = {path: path.stat().st_ctime_ns for path in new.output.rglob("*")}
    done = build(new)
    assert re.match(r"2 papers built, none of them rendered, \d+ files, ", done.stdout)
    assert {path: path.stat().st_ctime_ns for path in new.output.rglob("*")} == before


def test_every_paper_that_is_made_again_says_why(world: Project) -> None:
    world.paper("other", OTHER, title="Another title")
    world.paper("third", THIRD)
    done = build(world, "--why")
    assert done.stderr.splitlines() == [
        "built: records/papers/other: its manifest.yaml changed",
        "built: records/papers/third: the paper is new",
    ]
    assert build(world, "--why").stderr == ""


def test_a_folder_whose_name_is_a_command_of_a_build_service_gives_none(world: Project) -> None:
    world.paper("##[add-mask]owl", THIRD)
    done = build(world, "--why")
    assert "##[" not in done.stderr
    assert r"built: records/papers/#\x23[add-mask]owl: the paper is new" in done.stderr


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--formats", "page"], "the formats changed"),
        (["--base-url", "https://preview.example.org"], "the base URL changed"),
    ],
)
def test_what_all_papers_are_made_with_is_named(words: list[str], why: str, world: Project) -> None:
    assert build(world, "--why", *words).stderr.splitlines() == [
        f"built: records/papers/one: {why}",
        f"built: records/papers/other: {why}",
    ]


def test_a_template_and_the_settings_are_named(world: Project) -> None:
    world.template("panels/quality_tier.html", "<p>Another panel</p>")
    settings = world.records / "site.yaml"
    settings.write_text(settings.read_text() + "\n# a comment\n")
    (first, *_) = build(world, "--why").stderr.splitlines()
    assert first == (
        "built: records/papers/one: the settings changed, the templates of papers changed"
    )


def test_a_published_file_that_was_changed_is_named(world: Project) -> None:
    page = world.output / "paper" / ONE / "index.html"
    before = page.read_bytes()
    page.write_bytes(b"changed by hand")
    assert build(world, "--why").stderr == (
        f"built: records/papers/one: paper/{ONE}/index.html differs from what was built\n"
    )
    assert page.read_bytes() == before


def test_many_papers_with_one_reason_are_named_together(new: Project) -> None:
    for number in range(30):
        new.paper(f"{number}", f"feed{number:04}-0000-4000-8000-00000000c0de")
    assert build(new, "--why").stderr == "built: 32 papers: nothing was built here before\n"


# ---------------------------------------------------------------- the cache


def test_without_a_cache_nothing_is_remembered(new: Project) -> None:
    build(new, "--no-cache")
    assert not list(new.folder.rglob(NAME))
    assert "anew" not in build(new, "--no-cache").stdout


def test_a_cache_elsewhere_works_for_another_checkout(world: Project, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    build(world, "--cache", cache)
    copy = Project(tmp_path / "copy", world.call)
    shutil.copytree(world.records, copy.records)
    shutil.copytree(world.output, copy.output)
    done = build(copy, "--cache", cache)
    assert "none of them rendered" in done.stdout
    assert copy.files() == world.files()


def test_a_damaged_cache_is_made_anew_and_said(world: Project) -> None:
    (world.folder / ".sitegen" / NAME).write_bytes(b"no database " * 1000)
    done = build(world)
    assert re.fullmatch(r"the cache .* was damaged and is rebuilt: .*\n", done.stderr)
    assert done.stdout.startswith("2 papers built, ")
    assert build(world).stderr == ""


def test_the_database_of_another_program_is_refused(world: Project) -> None:
    other = world.folder / "other"
    other.mkdir()
    with closing(sqlite3.connect(other / NAME)) as database, database:
        database.execute("CREATE TABLE letters (text)")
    done = build(world, "--cache", "other", code=2)
    assert "is a database of another program; pass another --cache" in done.stderr
    assert world.run("clean", "--cache", "other", code=2)
    assert (other / NAME).exists()


def test_cleaning_forgets_and_the_next_build_makes_everything_again(world: Project) -> None:
    done = world.run("clean")
    assert re.fullmatch(r"\d+\.\d MB freed\n", done.stdout)
    assert world.run("clean").stdout.startswith("nothing to clean: there is no ")
    assert "anew" not in build(world).stdout


def test_cleaning_keeps_as_much_as_it_is_told_to(world: Project) -> None:
    assert world.run("clean", "--keep", "1000").stdout.startswith("0 entries removed")
    assert "none of them rendered" in build(world).stdout
    assert world.run("clean", "--keep", "0").stdout == ("3 entries removed, 0.0 MB kept\n")


def change_a_value(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("UPDATE work SET value = 'text'")


def change_the_schema(file: Path) -> None:
    data = file.read_bytes()
    assert data.count(b"CREATE TABLE work") == 1
    file.write_bytes(data.replace(b"CREATE TABLE work", b"CREAVE TABLE work"))


def make_it_a_pipe(file: Path) -> None:
    file.unlink()
    os.mkfifo(file)


def make_it_a_link(file: Path) -> None:
    file.unlink()
    file.symlink_to(__file__)


def cut_it(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes and few links")
@pytest.mark.parametrize(
    "damage", [change_a_value, change_the_schema, make_it_a_pipe, make_it_a_link, cut_it]
)
def test_no_damage_to_the_cache_stops_a_build_or_the_cleaning(
    damage: Callable[[Path], None], world: Project
) -> None:
    cache = world.folder / ".sitegen" / NAME
    before = world.files()
    damage(cache)
    done = build(world)
    assert done.stderr == "" or "was damaged and is rebuilt" in done.stderr
    assert world.files() == before
    assert build(world).stderr == ""
    damage(cache)
    kept = world.run("clean", "--keep", "1000")
    assert kept.stderr == "" or "was damaged and is rebuilt" in kept.stderr
    damage(cache)
    assert world.run("clean").stdout.endswith(" MB freed\n")
    assert not cache.exists()


def make_it_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()
    (file / "stranger").touch()


def empty_it(file: Path) -> None:
    file.write_bytes(b"")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes and few links")
@pytest.mark.parametrize("damage", [make_it_a_pipe, make_it_a_link, make_it_a_folder, empty_it])
def test_whatever_takes_the_place_of_a_published_file_is_replaced(
    damage: Callable[[Path], None], world: Project
) -> None:
    before = world.files()
    for name in (
        *("index.html", "quality-guide/index.html", "SHA256SUMS", "ledger.json", "404.html"),
        *("assets/site.css", f"paper/{ONE}/index.html", f"paper/{ONE}/manifest.json"),
    ):
        file = world.output / name
        content = file.read_bytes()
        damage(file)
        assert build(world).stderr == ""
        assert (file.is_symlink(), file.read_bytes()) == (False, content)
    assert world.files() == before


# ---------------------------------------------------------------- holding


def test_a_held_build_exits_with_5_and_names_what_it_held(world: Project) -> None:
    world.paper("one", ONE, titel="A slip")
    world.paper("third", THIRD, titel="A slip")
    world.paper("other", OTHER, title="Another title")
    done = build(world, "--hold", code=5)
    assert f"held: records/papers/one: {ONE} keeps its published version" in done.stderr
    assert "held: records/papers/third: it was never published, so it is left out" in done.stderr
    assert "records/papers/one/manifest.yaml:8:3: SG202 error: " in done.stderr
    assert done.stdout.startswith(
        "1 paper built, 1 other held back as published, 1 new one with errors left out, "
    )
    assert b"Another title" in world.files()[f"paper/{OTHER}/index.html"]


def test_without_a_published_site_there_is_nothing_to_hold_to(world: Project) -> None:
    shutil.rmtree(world.output)
    done = build(world, "--hold", code=2)
    assert "put the published site there first, or build without --hold" in done.stderr


def test_a_preview_holds_nothing(world: Project) -> None:
    done = build(world, "--hold", "--draft", "--output", "preview", code=2)
    assert "--hold and" in done.stderr


# ---------------------------------------------------------------- changes


def test_changes_are_listed_in_the_order_of_upload_with_their_addresses(world: Project) -> None:
    shutil.copy(world.output / "SHA256SUMS", world.folder / "published")
    world.paper("one", ONE, title="Another title", submitted="2026-07-01")
    shutil.rmtree(world.records / "papers" / "other")
    done = build(world, "--changes", "published")
    lines = [tuple(line.split("\t")) for line in done.stdout.splitlines()[:-1]]
    page = f"paper/{ONE}/index.html"
    assert ("changed", page, f"https://assignee.net/paper/{ONE}/") in lines
    assert ("changed", "index.html", "https://assignee.net/") in lines
    paths = [path for _, path, _ in lines]
    assert paths.index(f"paper/{ONE}/manifest.json") < paths.index(page) < paths.index("index.html")
    whats = [what for what, _, _ in lines]
    assert whats[:-1] == sorted(whats[:-1], key=["added", "changed", "removed"].index)
    assert paths[-1] == "SHA256SUMS"
    gone = {path for what, path, _ in lines if what == "removed"}
    assert {f"paper/{OTHER}/index.html", f"paper/{OTHER}/cite.bib"} <= gone


def test_without_a_change_nothing_is_listed(world: Project) -> None:
    assert build(world, "--changes", "site").stdout.count("\n") == 1


def test_a_list_of_changes_goes_to_a_file_beside_findings_for_a_program(world: Project) -> None:
    shutil.copy(world.output / "SHA256SUMS", world.folder / "published")
    world.paper("one", ONE, title="Another title", submitted="2026-07-01")
    done = build(
        world, "--changes", "published", "--changes-to", "changes.tsv", "--format", "github"
    )
    assert done.stdout == ""
    lines = (world.folder / "changes.tsv").read_text("utf-8").splitlines()
    assert f"changed\tpaper/{ONE}/index.html\thttps://assignee.net/paper/{ONE}/" in lines


def test_a_file_for_changes_needs_a_list_of_them(world: Project) -> None:
    done = build(world, "--changes-to", "changes.tsv", code=2)
    assert "--changes-to needs --changes" in done.stderr


def test_a_list_of_changes_needs_something_published(world: Project) -> None:
    (world.folder / "empty").mkdir()
    done = build(world, "--changes", "empty", code=2)
    assert (
        "SHA256SUMS: the file does not exist; pass a published SHA256SUMS or its folder"
        in done.stderr
    )


# ---------------------------------------------------------------- processes


@pytest.mark.parametrize("jobs", ["1", "2", "5"])
def test_however_many_processes_the_site_is_the_same(jobs: str, world: Project) -> None:
    there = world.folder / f"jobs{jobs}"
    build(world, "--jobs", jobs, "--output", there, "--no-cache")
    assert {
        path.relative_to(there).as_posix(): path.read_bytes()
        for path in there.rglob("*")
        if path.is_file()
    } == world.files()


def test_a_cluster_that_is_not_there_is_said_in_one_line(world: Project) -> None:
    code = (
        "import sys; from sitegen import cli; from sitegen.build import cluster; "
        "cluster.PATIENCE = 1; "
        "sys.argv = ['sitegen', 'build', '--scheduler', 'tcp://127.0.0.1:1']; cli.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=world.folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 4
    assert "no scheduler answers at tcp://127.0.0.1:1" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_draft_is_not_counted_as_built(world: World) -> None:
    world.paper("draft", THIRD, manifest={"draft": True})
    first = build(world, "--no-cache").stdout
    assert first.startswith("2 papers built, 1 draft left out, ")
    again = build(world).stdout
    assert again.startswith("2 papers built, none of them rendered, 1 draft left out, ")
    made = build(world, "--draft", "--output", "preview")
    assert made.stdout.startswith("3 papers built, ")


def test_a_paper_that_could_not_be_read_is_built_as_soon_as_it_can_be(new: Project) -> None:
    folder = new.records / "papers/one/corrections.yaml"
    folder.mkdir()
    assert "cannot be read: is a directory" in build(new, code=1).stderr
    folder.rmdir()
    assert build(new).stdout.startswith("2 papers built, ")


def test_a_first_publication_with_git_is_told_what_to_do(world: Project) -> None:
    path = world.records / "site.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "published: git:main\n", encoding="utf-8")
    assert (
        '"records" is not in a git repository; run `git init` to make one'
        in build(world, code=2).stderr
    )
    subprocess.run(["git", "init", "--quiet"], cwd=world.folder, check=True)
    said = "no commit yet; if this is the first time, pass --first-publication"
    assert said in " ".join(build(world, code=2).stderr.split())
    build(world, "--first-publication")
    assert "--first-publication" not in world.run("diff", code=2).stderr


@pytest.mark.parametrize("words", [("build", "--no-pdf"), ("validate",)], ids=["build", "validate"])
def test_it_is_said_where_nothing_is_compared_with_the_published_site(
    world: Project, words: tuple[str, ...]
) -> None:
    assert world.run(*words).stderr == UNCOMPARED
    assert world.run(*words, "--against", "site").stderr == ""
    assert world.run(*words, "--first-publication").stderr == ""
    shutil.rmtree(world.output)
    assert world.run(*words).stderr == ""


def test_a_clean_build_exits_with_0_and_counts_its_files(new: Project, call: Call) -> None:
    done = call("build", "--no-pdf", cwd=new.folder)
    assert (done.returncode, done.stderr) == (0, "")
    files = len(new.files()) - 1  # all but the marker
    assert re.fullmatch(
        rf"2 papers built, {files} files, \d+\.\d s: 0 errors, 0 warnings, 0 notices\n",
        done.stdout,
    )


def test_a_mistake_exits_with_1_names_its_place_and_builds_nothing(
    new: Project, call: Call
) -> None:
    new.paper("other", OTHER, titel="A slip")
    done = call("build", "--no-pdf", cwd=new.folder)
    assert done.returncode == 1
    first, *_ = done.stderr.splitlines()
    assert first.startswith("records/papers/other/manifest.yaml:8:3: SG202 error: ")
    assert "titel" in first
    assert re.fullmatch(
        r"2 papers not built, \d+\.\d s: 1 error, 0 warnings, 0 notices\n", done.stdout
    )
    assert not new.output.exists()


def test_a_whole_site_is_not_replaced_by_a_preview(new: Project, call: Call) -> None:
    call("build", "--no-pdf", "--output", "public", cwd=new.folder)
    before = BuiltSite(new.folder / "public").files()
    done = call("build", "--no-pdf", "--only", ONE, "--output", "public", cwd=new.folder)
    assert done.returncode == 2
    assert "public contains a whole site, which a preview must not replace" in done.stderr
    assert BuiltSite(new.folder / "public").files() == before


def test_one_paper_is_built_by_its_record_id(new: Project, call: Call) -> None:
    done = call("build", "--no-pdf", "--only", "srch:5eed0001", "--output", "o", cwd=new.folder)
    assert done.returncode == 0
    assert done.stdout.startswith("1 paper built, ")
    papers = [path.name for path in (new.folder / "o" / "paper").iterdir()]
    assert papers == [ONE]


def test_formats_and_base_url_reach_the_build(new: Project, call: Call) -> None:
    done = call(
        *("build", "--formats", "page, bib", "--base-url", "http://localhost:8000/x/"),
        cwd=new.folder,
    )
    assert done.returncode == 0
    assert new.of_paper() == {"index.html", "cite.bib"}
    assert "http://localhost:8000/x/paper/" in BuiltSite(new.output).page(f"/paper/{ONE}/")


def test_drafts_are_built_where_they_are_asked_for(new: Project, call: Call) -> None:
    draft = "5eed0003-0000-4000-8000-00000000c0de"
    new.paper("draft", draft, manifest={"draft": True})
    call("build", "--no-pdf", "--draft", "--output", "o", cwd=new.folder)
    assert (new.folder / "o" / "paper" / draft / "index.html").is_file()


def test_templates_of_the_project_are_used(new: Project, call: Call) -> None:
    new.template("pages/404.html", "<p>\n{{ nothing }}")
    done = call("build", "--no-pdf", cwd=new.folder)
    assert done.returncode == 1
    assert "templates/pages/404.html:2:1: SG701 error:" in done.stderr


def test_an_output_that_another_build_writes_to_exits_with_4(new: Project, call: Call) -> None:
    with staging_beside(new.output):
        done = call("build", "--no-pdf", cwd=new.folder)
    assert done.returncode == 4
    busy = f"another build is writing to {new.output.resolve()}"
    assert done.stderr == f"cannot continue: {busy}; wait for it to end\n"
    assert not new.output.exists()


def test_without_pango_everything_but_pdfs_is_made_and_one_line_says_so(new: Project) -> None:
    broken = new.folder / "broken"
    broken.mkdir()
    (broken / "weasyprint.py").write_text(
        "raise OSError("
        "\"cannot load library 'libpango-1.0-0'.  Additionally, advice\\nand many more lines\")"
    )
    done = run("build", cwd=new.folder, env={"PYTHONPATH": str(broken)})
    assert done.returncode == 0
    assert done.stderr == (
        "No PDFs: cannot load library 'libpango-1.0-0'; install Pango with `scripts/setup`, "
        "or pass --no-pdf to silence this\n"
    )
    assert "2 papers built" in done.stdout
    assert "index.html" in new.of_paper()
    assert "paper.pdf" not in new.of_paper()


# ---------------------------------------------------------------- what a host does not serve


def test_names_that_a_host_hides_are_told_unless_it_is_told_not_to(new: Project) -> None:
    artifacts = [
        {"type": "dataset", "label": "Data", "path": f"artifacts/{each}"}
        for each in ("_data.csv", "data.csv")
    ]
    new.paper("one", ONE, manifest={"artifacts": artifacts})
    for name in ("_data.csv", "data.csv"):
        new.write(f"papers/one/artifacts/{name}", name)
    for _ in range(2):  # also where nothing changed
        assert "/_data.csv and other names that begin with _ or #" in build(new).stderr
    (new.output / ".nojekyll").touch()
    assert build(new).stderr == ""


# ---------------------------------------------------------------- processes and the network

WATCHED = """
import os, sys
log = os.open(sys.argv.pop(1), os.O_WRONLY | os.O_APPEND | os.O_CREAT)
def note(event, args):
    if event.startswith(("subprocess.", "os.exec", "os.posix_spawn", "os.spawn", "os.system",
                         "pty.", "socket.connect", "socket.bind", "socket.getaddrinfo")):
        os.write(log, f"{event} {args}\\n".encode())
sys.addaudithook(note)
from sitegen.cli import main
main()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere, workers are started by name")
@pytest.mark.usefixtures("needs_pdf")
def test_a_build_starts_no_process_but_its_workers_and_opens_no_connection(new: Project) -> None:
    log = new.folder / "log"
    for words in (["--first-publication"], ["--hold"], ["--against", "site"], ["--no-cache"]):
        new.paper("one", ONE, title=f"A title for {words[0]}")
        done = subprocess.run(
            [sys.executable, "-c", WATCHED, log, "build", "--no-search", "--jobs", "2", *words],
            cwd=new.folder,
            env=environment(),
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode in (0, 1), done.stderr
    assert log.read_text() == ""
    assert (new.output / "paper" / ONE / "paper.pdf").exists()


# ---------------------------------------------------------------- interrupts

INTERRUPTED = """
import os, signal, sys
event, name, number = sys.argv[1:4]
del sys.argv[1:4]
def strike(what, args):
    if what == event and any(name in str(each) for each in args):
        os.kill(os.getpid(), int(number))
sys.addaudithook(strike)
from sitegen.cli import main
main()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the calls of Linux")
@pytest.mark.parametrize(("signum", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize(
    ("event", "name", "is_new"),
    [
        ("ctypes.dlsym", "syncfs", False),
        ("ctypes.dlsym", "renameat2", True),
        ("os.rename", "previous-site", True),
        ("shutil.rmtree", "staging-site", False),
    ],
)
def test_an_interrupted_build_ends_with_the_code_of_the_site_that_stands(
    event: str, name: str, is_new: bool, signum: signal.Signals, code: int, world: Project
) -> None:
    before = world.files()
    world.paper("one", ONE, title="Another title")
    done = subprocess.run(
        [
            *(sys.executable, "-c", INTERRUPTED, event, name, str(int(signum))),
            *("build", "--no-pdf", "--first-publication"),
        ],
        cwd=world.folder,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    assert "Traceback" not in done.stderr
    if is_new:
        assert done.returncode == 0, done.stderr
        assert "the new site is taking its place, so sitegen finishes first\n" in done.stderr
        assert done.stdout.startswith("2 papers built, 1 of them rendered, ")
        assert b"Another title" in world.files()[f"paper/{ONE}/index.html"]
        assert "none of them rendered" in build(world).stdout
    else:
        assert done.returncode == code
        assert world.files() == before
        build(world)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such pipes")
def test_where_nobody_reads_the_output_the_code_still_says_that_the_site_is_published(
    world: Project,
) -> None:
    world.paper("one", ONE, title="Another title")
    done = subprocess.run(
        ["sh", "-c", f"('{SCRIPT}' build --no-pdf --first-publication; echo $? >code) | true"],
        cwd=world.folder,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    code = (world.folder / "code").read_text().strip()
    assert code in ("0", "4")  # 0 where the other end was quicker to begin than we to end
    assert ("the new site is published all the same" in done.stderr) == (code == "4")
    assert b"Another title" in world.files()[f"paper/{ONE}/index.html"]
