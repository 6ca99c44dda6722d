"""SHA256SUMS: writing, reading and comparing it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.publish.checksums import (
    SUMS,
    Change,
    ChecksumsError,
    changes,
    published_sums,
    read_sums,
    trace,
    verify,
    write_sums,
)
from tests.conftest import SMALL_WORLD, built
from tests.page_parts import file_at, pages_of
from tests.publish.sites import FILES, fill, listed, sha256
from tests.reading_back import BuiltSite
from tests.worlds import WITHOUT_PDF

A, B = "a" * 64, "b" * 64
ALWAYS_THE_SAME = settings(deadline=None, derandomize=True)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return listed(tmp_path / "site")


# ---------------------------------------------------------------- the file


def test_a_line_is_a_digest_two_spaces_and_a_path_in_order() -> None:
    assert write_sums({"b/c": B, "a": A}) == f"{A}  a\n{B}  b/c\n".encode()


def test_neither_the_file_itself_nor_dotfiles_at_the_root_are_listed() -> None:
    digests = {SUMS: A, ".nojekyll": A, ".git/HEAD": A, "paper/.kept": A, f"paper/{SUMS}": A}
    assert set(read_sums(write_sums(digests), SUMS)) == {"paper/.kept", f"paper/{SUMS}"}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
@pytest.mark.skipif(not shutil.which("sha256sum"), reason="there is no sha256sum here")
def test_sha256sum_checks_what_we_write_and_writes_what_we_check(tmp_path: Path) -> None:
    names = [
        "plain",
        b"\xff".decode(errors="surrogateescape"),
        "two words",
        " edges ",
        "back\\slash",
        "new\nline",
        "\\n",
        "é ✓",
        "*star",
    ]
    fill(tmp_path, {f"d/{name}": os.fsencode(name) for name in names})
    ours = write_sums({f"d/{name}": sha256(os.fsencode(name)) for name in names})
    (tmp_path / SUMS).write_bytes(ours)
    checked = ["sha256sum", "--check", "--strict", "--quiet", SUMS]
    assert subprocess.run(checked, cwd=tmp_path, capture_output=True, check=True).stdout == b""
    written = subprocess.run(
        ["sha256sum", *(f"d/{name}" for name in names)],
        cwd=tmp_path,
        capture_output=True,
        check=True,
    ).stdout
    assert sorted(written.splitlines()) == sorted(ours.splitlines())
    assert read_sums(written, SUMS) == read_sums(ours, SUMS)


PARTS = st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1).filter(
    lambda part: part not in (".", "..")
)
PATHS = st.lists(PARTS, min_size=1, max_size=3).map("/".join)
LISTED_PATHS = PATHS.filter(lambda path: path != SUMS and not path.startswith("."))
DIGESTS = st.sampled_from([A, B, "0123456789abcdef" * 4])


@ALWAYS_THE_SAME
@given(st.dictionaries(LISTED_PATHS, DIGESTS))
def test_what_was_written_is_what_is_read(digests: dict[str, str]) -> None:
    assert read_sums(write_sums(digests), SUMS) == digests


@ALWAYS_THE_SAME
@given(st.binary())
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    said = f"{SUMS}: nothing"
    try:
        read_sums(data, SUMS)
    except ChecksumsError as problem:
        said = str(problem)
    assert said.startswith(f"{SUMS}:")
    assert said.isprintable()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", '"" is not 64 hexadecimal digits, two spaces and a path'),
        ("abc  path", '"abc  path" is not 64 hexadecimal digits, two spaces and a path'),
        (f"{'g' * 64}  path", "is not 64 hexadecimal digits"),
        (f"{A} path", "is not 64 hexadecimal digits"),
        (f"{A}  ", "is not 64 hexadecimal digits"),
        (f"{A}  first", '"first" is listed twice'),
        (f"{A}  /etc/passwd", '"/etc/passwd" is not a path of a published file'),
        (f"{A}  a/../../b", '"a/../../b" is not a path of a published file'),
        (f"{A}  ./a", '"./a" is not a path of a published file'),
        (f"{A}  a//b", '"a//b" is not a path of a published file'),
        (f"{A}  a/", '"a/" is not a path of a published file'),
        (f"{A}  a\0b", r'"a\x00b" is not a path of a published file'),
        (f"{A}  {SUMS}", '"SHA256SUMS" is not a path of a published file'),
        (f"{A}  .git/HEAD", '".git/HEAD" is not a path of a published file'),
        (f"\\{A}  a\\tb", r'"a\tb" is not escaped correctly'),
        (f"\\{A}  a\\", '"a\\" is not escaped correctly'),
        (f"{A}  path\r", r'"path\r" is not escaped correctly'),
        ("\x1b[2J", r'"\x1b[2J" is not 64'),
    ],
)
def test_a_line_that_cannot_be_is_refused_with_its_number(line: str, said: str) -> None:
    with pytest.raises(ChecksumsError) as refused:
        read_sums(f"{B}  first\n{line}\n{A}  last\n".encode(), "site/SHA256SUMS")
    assert str(refused.value).startswith("site/SHA256SUMS:2: ")
    assert said in str(refused.value)


def test_a_file_that_was_cut_off_is_refused() -> None:
    with pytest.raises(ChecksumsError, match=r"^SHA256SUMS:2: the last line has no line break"):
        read_sums(f"{A}  a\n{B}  b".encode(), SUMS)


def test_a_site_without_files_has_an_empty_list() -> None:
    assert read_sums(write_sums({}), SUMS) == {}


def test_sums_are_read_from_a_file_or_from_the_folder_that_holds_it(site: Path) -> None:
    assert published_sums(site) == published_sums(site / SUMS)
    assert set(published_sums(site)) == set(FILES)


def test_a_folder_without_sums_is_named_with_the_file_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ChecksumsError) as refused:
        published_sums(tmp_path)
    assert (
        str(refused.value)
        == f"{tmp_path / SUMS}: the file does not exist; pass a published SHA256SUMS or its folder"
    )


# ---------------------------------------------------------------- a folder


def test_a_folder_as_it_was_published_is_clean(site: Path) -> None:
    found = verify(site)
    assert (found.changed, found.missing, found.extra) == ((), (), ())
    assert found.is_clean
    assert found.listed == len(FILES)


def test_what_was_changed_what_is_missing_and_what_is_extra_is_named_in_order(site: Path) -> None:
    (site / "index.html").write_bytes(b"THE FRONT PAGE")  # of the same size
    (site / "assets" / "site.css").write_bytes(b"")
    shutil.rmtree(site / "paper" / "x")
    fill(site, {"paper/y.html": b"", "paper/.hidden": b"", "a.html": b""})
    found = verify(site)
    assert found.changed == ("assets/site.css", "index.html")
    assert found.missing == ("paper/x/cite.bib", "paper/x/index.html")
    assert found.extra == ("a.html", "paper/.hidden", "paper/y.html")
    assert not found.is_clean


def test_dotfiles_at_the_root_and_empty_folders_are_left_out(site: Path) -> None:
    fill(site, {".nojekyll": b"", ".git/HEAD": b"ref"})
    (site / "empty").mkdir()
    assert verify(site).is_clean


def test_a_link_is_never_what_was_published(site: Path, tmp_path: Path) -> None:
    shutil.move(site / "paper", tmp_path / "elsewhere")
    (tmp_path / "same.html").write_bytes(FILES["index.html"])
    (site / "index.html").unlink()
    (site / "index.html").symlink_to(tmp_path / "same.html")
    (site / "paper").symlink_to(tmp_path / "elsewhere")
    (site / "dangling").symlink_to("nowhere")
    found = verify(site)
    assert found.changed == ("index.html",)
    assert found.missing == ("paper/x/cite.bib", "paper/x/index.html")
    assert found.extra == ("dangling", "paper")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_with_the_name_of_a_file_is_not_waited_for(site: Path) -> None:
    (site / "index.html").unlink()
    os.mkfifo(site / "index.html")
    assert verify(site).changed == ("index.html",)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_with_the_name_of_the_list_is_not_waited_for(site: Path) -> None:
    (site / SUMS).unlink()
    os.mkfifo(site / SUMS)
    with pytest.raises(ChecksumsError, match="SHA256SUMS: it is not a file"):
        verify(site)


def test_folders_may_be_nested_deeper_than_calls(site: Path) -> None:
    folders = [site / "/".join(["a"] * depth) for depth in range(1, 1201)]
    for folder in folders:
        folder.mkdir()
    (folders[-1] / "extra").write_bytes(b"")
    (found,), known_by = verify(site).extra, trace(site)
    (folders[-1] / "extra").unlink()
    assert found.endswith("a/a/extra")
    assert known_by != trace(site)
    for folder in reversed(folders):  # which shutil.rmtree could not
        folder.rmdir()


def test_a_folder_in_the_place_of_a_file_is_a_missing_file(site: Path) -> None:
    (site / "index.html").unlink()
    fill(site, {"index.html/index.html": b""})
    found = verify(site)
    assert (found.missing, found.extra) == (("index.html",), ("index.html/index.html",))


# ---------------------------------------------------------------- the trace of a folder


def touched(path: Path, **changed: int) -> None:
    """Set the modification time, as to hide a change."""
    now = path.stat()
    os.utime(path, ns=(now.st_atime_ns, changed.get("mtime", now.st_mtime_ns)))


def rewrite_with_the_same_size_and_time(site: Path) -> None:
    path = site / "paper" / "x" / "cite.bib"
    time = path.stat().st_mtime_ns
    path.write_bytes(b"@MISC{}")
    touched(path, mtime=time)


def replace_by_a_copy(site: Path) -> None:
    path = site / "paper" / "x" / "cite.bib"
    shutil.copy2(path, site / "copy")
    os.replace(site / "copy", path)


TOUCHES = {
    "a file is rewritten": rewrite_with_the_same_size_and_time,
    "a file is replaced": replace_by_a_copy,
    "a time is set": lambda site: touched(site / "index.html", mtime=1),
    "a file is gone": lambda site: (site / "index.html").unlink(),
    "a file is new": lambda site: (site / "new").touch(),
    "a file is renamed": lambda site: (site / "index.html").rename(site / "other.html"),
    "a folder is renamed": lambda site: (site / "paper").rename(site / "papers"),
    "a link is new": lambda site: (site / "link").symlink_to("index.html"),
}


@pytest.mark.parametrize("touch", TOUCHES)
def test_a_trace_tells_when(touch: str, site: Path) -> None:
    before = trace(site)
    TOUCHES[touch](site)
    assert trace(site) != before


def test_a_trace_stays_while_nobody_touches_the_folder(site: Path) -> None:
    before = trace(site)
    assert verify(site).is_clean
    site.rename(site.with_name("moved"))
    assert trace(site.with_name("moved")) == before


# ---------------------------------------------------------------- two of them


# A small site in the order in which its files are uploaded first.
SAFE_ORDER = [
    "assets/fonts/serif.woff2",
    "assets/site.css",
    "paper/x/artifacts/0/data.html.gz",
    "paper/x/manifest.json",
    "paper/x/paper.pdf",
    "paper/x/notices/X-C1/index.html",
    "paper/x/index.html",
    "schemas/gate-verdict-v1.json",
    "about/index.html",
    "schemas/index.html",
    "gate/verified/1/index.html",
    "gate/verified/index.html",
    "corrections/index.html",
    "gate/index.html",
    "404.html",
    "ledger.json",
    "index.html",
]


def test_a_first_site_goes_out_with_the_front_page_last() -> None:
    found = changes({}, dict.fromkeys(sorted(SAFE_ORDER), A))
    assert found == tuple(Change("added", path) for path in [*SAFE_ORDER, SUMS])


def test_what_is_added_comes_before_what_changes_and_removals_come_last() -> None:
    old = dict.fromkeys([*SAFE_ORDER, "paper/y/index.html", "paper/y/cite.bib"], A)
    new = dict.fromkeys([*SAFE_ORDER, "paper/z/index.html", "paper/x/notices/X-C2/index.html"], A)
    new |= dict.fromkeys(["index.html", "assets/site.css", "paper/x/index.html"], B)
    assert changes(old, new) == (
        Change("added", "paper/x/notices/X-C2/index.html"),
        Change("added", "paper/z/index.html"),
        Change("changed", "assets/site.css"),
        Change("changed", "paper/x/index.html"),
        Change("changed", "index.html"),
        Change("removed", "paper/y/index.html"),
        Change("removed", "paper/y/cite.bib"),
        Change("changed", SUMS),
    )


def test_what_is_removed_goes_before_what_it_links_to() -> None:
    found = changes(dict.fromkeys(SAFE_ORDER, A), {"index.html": B})
    gone = [path for path in reversed(SAFE_ORDER) if path != "index.html"]
    assert found == (
        Change("changed", "index.html"),
        *(Change("removed", path) for path in gone),
        Change("changed", SUMS),
    )


def test_nothing_has_to_be_done_where_nothing_changed() -> None:
    assert changes({"a": A}, {"a": A}) == ()


@ALWAYS_THE_SAME
@given(st.dictionaries(LISTED_PATHS, DIGESTS), st.dictionaries(LISTED_PATHS, DIGESTS))
def test_changes_turn_one_site_into_the_other(old: dict[str, str], new: dict[str, str]) -> None:
    site = dict(old)
    found = changes(old, new)
    for what, path in found:
        if path == SUMS:
            continue
        assert (what == "added") == (path not in site)
        if what == "removed":
            del site[path]
        else:
            assert site.get(path) != new[path]
            site[path] = new[path]
    assert site == new
    assert [path for _, path in found][-1:] == [SUMS] * bool(found)


# ---------------------------------------------------------------- an upload, step by step

BASE_URL = "https://small.example/x/y"


@dataclass(frozen=True)
class Built:
    """A built site: its digests, and the files that each page links to."""

    sums: dict[str, str]
    links: dict[str, set[str]]

    @classmethod
    def of(cls, site: BuiltSite) -> Built:
        sums = published_sums(site.folder)
        there = {*sums, SUMS}
        links = {
            name: {unquote(file) for each in page.targets if (file := file_at(each, BASE_URL))}
            for name, page in pages_of(site, BASE_URL).items()
        }
        # Sites of this test have no PDFs, which pages link to all the same.
        return cls(sums, {name: found & there for name, found in links.items()})


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> tuple[Built, Built]:
    """The small world before and after five changes: each adds a page that others link to."""
    folder = tmp_path_factory.mktemp("states")
    after = folder / "records"
    shutil.copytree(SMALL_WORLD / "records", after)
    before = folder / "earlier" / "records"
    shutil.copytree(after, before)
    shutil.rmtree(before / "papers" / "least")  # a new paper, in the listings
    shutil.rmtree(before / "papers" / "superseding")  # one that an older paper links to
    rewrite(before / "papers" / "superseded" / "corrections.yaml", "superseded_by: .*\n", "")
    (before / "papers" / "retracted" / "corrections.yaml").unlink()  # two new notices
    (before / "pages" / "methodology.md").unlink()  # a new entry in the menu of every page
    rewrite(before / "site.yaml", ".*path: /methodology/.*\n", "")
    rewrite(before / "pages" / "about.md", r"\[methodology\]\(/methodology/\)", "methodology")
    sites = []
    for records in (before, after):
        site, _ = built(records, records.parent / "site", formats=WITHOUT_PDF)
        sites.append(Built.of(site))
    return sites[0], sites[1]


def rewrite(file: Path, pattern: str, text: str) -> None:
    changed, count = re.subn(pattern, text, file.read_text(encoding="utf-8"))
    assert count
    file.write_text(changed, encoding="utf-8")


def dead_links(old: Built, new: Built) -> Iterator[tuple[Change, set[tuple[str, str]]]]:
    """Each change of an upload, and the links (page and file) that lead nowhere after it."""
    links, there = dict(old.links), {*old.sums, *([SUMS] if old.sums else [])}
    for change in changes(old.sums, new.sums):
        if change.what == "removed":
            there.remove(change.path)
            links.pop(change.path, None)
        else:
            there.add(change.path)
            if change.path in new.links:
                links[change.path] = new.links[change.path]
        yield (
            change,
            {(page, file) for page, found in links.items() for file in found - there},
        )


@pytest.mark.parametrize("is_back", [False, True], ids=["forwards", "back"])
def test_no_page_that_stays_has_a_dead_link_at_any_step_of_an_update(
    is_back: bool, states: tuple[Built, Built]
) -> None:
    old, new = reversed(states) if is_back else states
    staying = old.sums.keys() & new.sums.keys()
    added = old.links.keys() ^ new.links.keys()
    # The changes are worth the test: at least a notice, a paper, a listing and a guide.
    changed = {page.split("/")[0] for page in added}
    assert changed == {"paper", "methodology", "corrections", "flagged"}
    assert any("/notices/" in page for page in added)
    steps = [*dead_links(old, new)]
    assert len(steps) > 50
    for change, dead in steps:
        assert {page for page, _ in dead} & staying == set(), change
    # And no page at all, from when the last file is added to when the first one is removed.
    for change, dead in steps:
        if change.what == "changed":
            assert dead == set() or change.path == SUMS, change
    assert steps[-1][1] == set()


def test_a_first_upload_leads_nobody_in_before_all_is_there(states: tuple[Built, Built]) -> None:
    steps = [*dead_links(Built({}, {}), states[1])]
    # Every page links to the front page and to the menus, so no order is without dead links.
    assert max(len(dead) for _, dead in steps) > 100
    paths, (_, dead) = [change.path for change, _ in steps], steps[-1]
    assert dead == set()
    # After the front page come only the files that lead crawlers to all pages.
    *of_crawlers, last = paths[paths.index("index.html") + 1 :]
    assert last == SUMS
    assert {"robots.txt", "llms.txt", "sitemap.xml"} < {*of_crawlers}
    assert {each.partition("-")[0] for each in of_crawlers if "-" in each} == {"sitemap"}


def test_an_upload_that_was_interrupted_is_completed_by_the_same_list(
    states: tuple[Built, Built],
) -> None:
    old, new = states
    steps = changes(old.sums, new.sums)
    staying = old.sums.keys() & new.sums.keys()
    for stop in range(0, len(steps), 7):
        site = dict.fromkeys(old.sums, "old")
        for what, path in (*steps[:stop], *steps):
            if what == "removed":
                site.pop(path, None)
            else:
                site[path] = "new"
            dead = {
                (page, file)
                for page in staying & old.links.keys()
                for file in (new if site[page] == "new" else old).links[page]
                if file not in site and file != SUMS
            }
            assert dead == set(), (stop, path)
        assert site.keys() == {*new.sums, SUMS}


NAMES = st.sampled_from(
    [f"{folder}{name}.html" for folder in ("", "paper/x/", "d/") for name in "abc"]
)
WEBS = st.dictionaries(NAMES, st.sets(NAMES)).map(
    lambda web: {page: frozenset(links & web.keys()) for page, links in web.items()}
)


@settings(ALWAYS_THE_SAME, max_examples=300)
@given(WEBS, WEBS)
def test_no_web_of_links_has_a_dead_link_on_a_page_that_stays(
    old: dict[str, frozenset[str]], new: dict[str, frozenset[str]]
) -> None:
    one, other = (
        Built(
            {page: sha256(repr(sorted(links)).encode()) for page, links in web.items()},
            {page: set(links) for page, links in web.items()},
        )
        for web in (old, new)
    )
    for change, dead in dead_links(one, other):
        assert {page for page, _ in dead} & old.keys() & new.keys() == set(), change
