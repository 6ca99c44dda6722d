"""SHA256SUMS: writing, reading and comparing it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

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
from tests.publish.sites import FILES, fill, listed, sha256
from tests.reading_back import BuiltSite

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


# A small site in the order in which its files can go out.
SAFE_ORDER = [
    "assets/fonts/serif.woff2",
    "assets/site.css",
    "paper/x/artifacts/0/data.html.gz",
    "paper/x/manifest.json",
    "paper/x/paper.pdf",
    "paper/x/index.html",
    "schemas/gate-verdict-v1.json",
    "about/index.html",
    "schemas/index.html",
    "gate/verified/1/index.html",
    "gate/verified/index.html",
    "corrections/index.html",
    "gate/index.html",
    "404.html",
    "index.html",
]


def test_a_first_site_goes_out_with_everything_before_what_leads_to_it() -> None:
    found = changes({}, dict.fromkeys(sorted(SAFE_ORDER), A))
    assert found == tuple(Change("added", path) for path in [*SAFE_ORDER, SUMS])


def test_deletions_come_last_and_what_leads_to_others_goes_first() -> None:
    found = changes(dict.fromkeys(SAFE_ORDER, A), {"index.html": B})
    gone = [path for path in reversed(SAFE_ORDER) if path != "index.html"]
    assert found == (
        Change("changed", "index.html"),
        Change("changed", SUMS),
        *(Change("removed", path) for path in gone),
    )


def test_nothing_has_to_be_done_where_nothing_changed() -> None:
    assert changes({"a": A}, {"a": A}) == ()


def test_every_listing_of_a_real_site_goes_out_after_all_papers(small_world: BuiltSite) -> None:
    order = [each.path for each in changes({}, dict.fromkeys(small_world.files(), A))]
    last_paper = max(order.index(path) for path in order if path.startswith("paper/"))
    listings = [path for path in order if path.startswith(("gate/", "tier/", "month/"))]
    assert len(listings) > 10
    assert min(order.index(path) for path in listings) > last_paper
    assert order[-3:-1] == ["index.html", "ledger.json"]


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
    kinds = [what for what, _ in found]
    assert kinds == sorted(kinds, key=lambda what: what == "removed")
    assert [path for what, path in found if what != "removed"][-1:] == [SUMS] * bool(found)
