"""How long the page of search takes from the last key to the first hit, in Chromium.

    python benchmarks/search_latency.py SITE --queries 60

SITE is a built site with a search index. It is served on this machine. Each query is the beginning
or the whole of two words, an identifier or a word of an excerpt, taken from the papers themselves,
and is typed key by key; only the last key is timed. A page is loaded anew for every tenth query, so
that nothing is cached for its first one.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

# Types a query, waits until its hits are there, and then times its last key.
TYPE = """
const [query, done] = arguments;
const input = document.getElementById("q");
const list = document.querySelector(".hits");
const said = document.getElementById("found");
const put = (text) => { input.value = text; input.dispatchEvent(new Event("input")); };
const settled = (then) => {
  const seen = new MutationObserver(() => { seen.disconnect(); then(); });
  seen.observe(list, { childList: true });
};
settled(() => {
  const start = performance.now();
  settled(() => done([performance.now() - start, list.children.length, said.textContent]));
  put(query);
});
put(query.slice(0, -1));
"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing; connections are kept, as servers keep them."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def queries(site: Path, number: int, seed: int) -> Iterator[str]:
    """Queries that find something."""
    rng = random.Random(seed)
    blocks = sorted(site.glob("search/index/*/papers-*.json"))
    for count in range(number):
        paper = rng.choice(json.loads(rng.choice(blocks).read_bytes()))
        words = [each for each in paper["title"].split() if len(each) > 4] or [paper["title"][:8]]
        kind = count % 5
        if kind == 0:
            yield rng.choice(words)
        elif kind == 1:
            yield " ".join(rng.sample(words, min(2, len(words))))
        elif kind == 2:
            yield rng.choice(words)[:5]
        elif kind == 3:
            yield paper["record"]
        else:
            yield " ".join(paper["text"][-1].split()[:3])


def measured(site: Path, asked: list[str]) -> list[tuple[float, int, str, str]]:
    """Milliseconds, hits shown, and what the page says, for each query."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    options = Options()
    options.binary_location = "/usr/bin/chromium"
    for argument in ("headless=new", "no-sandbox", "disable-gpu", "no-proxy-server"):
        options.add_argument(f"--{argument}")
    driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    driver.set_script_timeout(60)
    found = []
    try:
        for count, query in enumerate(asked):
            if count % 10 == 0:
                driver.get(f"http://127.0.0.1:{server.server_port}/search/")
            took, hits, said = driver.execute_async_script(TYPE, query)
            found.append((took, hits, said, query))
    finally:
        driver.quit()
        server.shutdown()
    return found


def main() -> None:
    """Print the median, the 95th percentile and the slowest query."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path)
    parser.add_argument("--queries", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    found = measured(given.site, [*queries(given.site, given.queries, given.seed)])
    times = sorted(each[0] for each in found)
    slowest = max(found)
    print(f"{len(times)} queries, {sum(each[1] == 0 for each in found)} without a hit")
    print(f"median {statistics.median(times):.0f} ms, p95 {times[int(len(times) * 0.95)]:.0f} ms")
    print(f"slowest {slowest[0]:.0f} ms: {slowest[3]!r} ({slowest[2]})")


if __name__ == "__main__":
    main()
