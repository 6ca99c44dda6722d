"""Downloads below one URL: from no other host, and from servers that misbehave."""

from __future__ import annotations

import gzip
import io
from urllib.parse import urlsplit

import pytest

from sitegen.publish.web import PAUSES, DownloadError, NotPublishedError, Web, quoted
from tests.publish.servers import Answers, answering, closed_port
from tests.serving import serving


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")


def read(address: str, most: int = 1000) -> bytes:
    return Web(address, 1).read("SHA256SUMS", most)


def refused(address: str) -> str:
    """The reason why a file cannot be downloaded."""
    with pytest.raises(DownloadError) as caught:
        read(address)
    return str(caught.value)


def test_a_file_is_taken_up_to_its_bound_and_no_further() -> None:
    with answering(200, body=b"0" * 1000) as address:
        assert read(address, 1000) == b"0" * 1000
        with pytest.raises(DownloadError, match="is larger than 999 bytes"):
            read(address, 999)


@pytest.mark.parametrize("status", [404, 410])
def test_a_file_that_is_not_there_is_no_failure_of_the_server(status: int) -> None:
    with answering(status) as address, pytest.raises(NotPublishedError, match=f"HTTP {status}"):
        read(address)


def test_what_failed_is_begun_anew_so_that_no_half_of_a_file_stays() -> None:
    files: list[io.BytesIO] = []

    class Unwell(Answers):
        said: list[str] = []  # noqa: RUF012

        def do_GET(self) -> None:
            is_last = len(self.said) == len(PAUSES)
            self.body = b"whole" if is_last else b"half"
            self.headers_sent = () if is_last else (("Content-Length", "100"),)
            super().do_GET()

    class Kept(io.BytesIO):
        def close(self) -> None:
            """What was written is looked at later."""

    def start() -> Kept:
        files.append(Kept())
        return files[-1]

    with serving(Unwell) as address:
        Web(address, 1).copy("file", 1000, start)
    assert [file.getvalue() for file in files] == [b"half"] * len(PAUSES) + [b"whole"]


@pytest.mark.parametrize("path", ["a b/ü.html", "100%/#?.html", "\udcff"])
def test_a_path_stands_in_an_address_as_one_path(path: str) -> None:
    asked = urlsplit(f"https://example.org/{quoted(path)}?query")
    assert (asked.query, asked.fragment, asked.path.isascii()) == ("query", "", True)


def test_a_server_that_cannot_be_reached_is_named_with_the_reason() -> None:
    address = closed_port()
    assert refused(address) == f"{address}/SHA256SUMS: connection refused"


def test_a_server_that_does_not_speak_tls_is_told_so() -> None:
    with answering(200) as address:
        said = refused(address.replace("http:", "https:"))
    assert said.endswith(": the TLS handshake failed")


def test_a_redirect_to_another_host_names_it() -> None:
    with answering(302, ("Location", "https://example.org/x/SHA256SUMS?1\x1b[2J")) as address:
        said = refused(address)
    assert 'redirects to another origin, "https://example.org/x/SHA256SUMS' in said
    assert "\x1b" not in said


def test_a_redirect_on_the_same_host_is_followed_but_not_for_ever() -> None:
    with answering(301, ("Location", "/again")) as address:
        assert "the server redirects more than 5 times" in refused(address)


def test_what_nobody_asked_to_be_compressed_is_not_unpacked() -> None:
    said: list[str] = []
    bomb = gzip.compress(b"0" * 100_000)
    with answering(200, ("Content-Encoding", "gzip"), body=bomb, said=said) as address:
        assert 'the server sends the encoding "gzip", which was not requested' in refused(address)
    assert "Accept-Encoding: identity\n" in said[0]


# ---------------------------------------------------------------- proxies


@pytest.mark.parametrize("scheme", ["http://", ""])
def test_a_proxy_is_used_with_its_password_and_with_or_without_its_scheme(
    scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.delenv("no_proxy")
    with answering(200, body=b"from the proxy", said=said) as address:
        host = address.removeprefix("http://")
        monkeypatch.setenv("http_proxy", f"{scheme}jane:a%20b@{host}")
        assert read("http://example.org") == b"from the proxy"
    assert "Host: example.org" in said[0]
    assert "Basic amFuZTphIGI=" in said[0]


@pytest.mark.parametrize("proxy", ["socks5://u:secret@proxy:1080", "http://[", "http://"])
def test_a_proxy_that_cannot_be_used_is_told_without_its_password(
    proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("no_proxy")
    monkeypatch.setenv("http_proxy", proxy)
    said = refused("http://example.org")
    assert "which the environment names, is not valid; set" in said
    assert "secret" not in said


def test_a_proxy_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("no_proxy")
    monkeypatch.setenv("http_proxy", closed_port())
    assert refused("http://example.org").endswith(
        "cannot connect through the proxy that the environment names: connection refused"
    )
