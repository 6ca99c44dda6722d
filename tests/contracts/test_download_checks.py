"""The printed commands compare downloaded files, and a hostile address gets nothing run."""

from __future__ import annotations

import hashlib
import shlex
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.contracts.download_checks import MOST_COMMANDS, Download, comparing_commands

CONTENT = b'{"computed": 1}\n'
SHA256 = hashlib.sha256(CONTENT).hexdigest()
HOSTILE = (
    "https://example.org/a';touch${IFS}pwned;'.json",
    "https://example.org/$(touch%20pwned)",
    "https://example.org/x?y=$(touch${IFS}pwned)&z=;touch|pwned#'",
    "https://example.org/-rf",
    "https://example.org/--output=pwned",
    "https://example.org/.bashrc",
    "https://example.org/..",
    "https://example.org/",
    "https://example.org",
    "https://example.org/[1-999]{a,b}*.json",
    "https://example.org/%2e%2e%2fetc%2fpasswd",
    "https://example.org/" + "x" * 1900,
    "https://example.org/a!b~c@d:e=f,g.json",
)
# Characters that an address may have in a record.
ADDRESSES = st.text(
    st.sampled_from([chr(code) for code in range(0x21, 0x7F) if chr(code) not in '<>"\\^`{|}']),
    max_size=60,
).map(lambda rest: f"https://example.org/{rest}")


def compared(download: Download, folder: Path) -> tuple[int, str]:
    """What the line that compares prints in a folder, and its exit code."""
    _, line = download.commands.split("\n")
    run = subprocess.run(
        ["sh", "-c", line], cwd=folder, capture_output=True, text=True, check=False
    )
    return run.returncode, run.stdout


@pytest.mark.parametrize("url", ["https://example.org/run/results.json", *HOSTILE])
def test_the_line_that_compares_finds_the_file_and_its_digest(url: str, tmp_path: Path) -> None:
    download = Download(2, url, SHA256)
    (tmp_path / download.name).write_bytes(CONTENT)
    assert compared(download, tmp_path) == (0, f"{download.name}: OK\n")
    (tmp_path / download.name).write_bytes(b"changed")
    code, said = compared(download, tmp_path)
    assert (code, said) == (1, f"{download.name}: FAILED\n")
    assert [each.name for each in tmp_path.iterdir()] == [download.name]


def test_the_line_that_downloads_runs_with_curl_against_a_file(tmp_path: Path) -> None:
    (tmp_path / "results.json").write_bytes(CONTENT)
    download = Download(1, (tmp_path / "results.json").as_uri(), SHA256)
    run = subprocess.run(
        ["sh", "-ec", download.commands], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    if run.returncode == 127:
        pytest.skip("curl is not installed")
    assert (run.returncode, run.stdout) == (0, "1-results.json: OK\n")


@pytest.mark.parametrize("url", HOSTILE)
def test_a_hostile_address_is_one_word_of_a_shell(url: str) -> None:
    _assert_harmless(Download(7, url, SHA256))


@given(ADDRESSES)
def test_any_address_is_one_word_of_a_shell(url: str) -> None:
    _assert_harmless(Download(1, url, SHA256))


def _assert_harmless(download: Download) -> None:
    fetching, comparing = download.commands.split("\n")
    assert shlex.split(fetching) == [
        *("curl", "--fail", "--location", "--globoff", "--output"),
        *(download.name, download.url),
    ]
    assert shlex.split(comparing) == [
        *("echo", f"{SHA256}  {download.name}", "|", "sha256sum", "--check"),
    ]
    # In no folder of a reader is a file of this name, nor is it an option or a path.
    assert download.name.startswith(f"{download.number}-")
    assert set(download.name) <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"
    )
    assert len(download.name) <= 70


@given(ADDRESSES)
def test_a_shell_hands_the_address_to_curl_unchanged(url: str) -> None:
    line = Download(1, url, SHA256).commands.split("\n")[0]
    shown = subprocess.run(
        ["sh", "-c", line.replace("curl", "printf '%s\\n'", 1)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.splitlines()[-1] == url


def test_files_with_one_name_do_not_replace_each_other() -> None:
    files = [Download(each, f"https://example.org/{each}/x.json", SHA256) for each in (1, 2)]
    assert [each.name for each in files] == ["1-x.json", "2-x.json"]


def test_only_the_first_files_get_commands() -> None:
    files = [Download(each, f"https://example.org/{each}", SHA256) for each in range(1, 200)]
    assert comparing_commands(files).count("curl ") == MOST_COMMANDS
    assert comparing_commands([]) == ""


def test_an_address_with_a_control_character_gets_no_command() -> None:
    """No record can have one, but a text of a later version might."""
    assert comparing_commands([Download(1, "https://example.org/\nrm", SHA256)]) == ""
