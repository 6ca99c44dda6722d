"""Programs that judge pages and are not ours: the Nu HTML checker and Lighthouse."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.browser.driving import CHROMIUM

NODE_MODULES = Path(sys.executable).parents[1] / "checkers/node_modules"
NU_CHECKER = NODE_MODULES / "vnu-jar/build/dist/vnu.jar"
LIGHTHOUSE = NODE_MODULES / "lighthouse/cli/index.js"
PATIENCE = 300  # seconds


def _needed(name: str, script: Path) -> str:
    """The path of a program that runs a script; skips the test where one of them is missing."""
    program = shutil.which(name)
    if program is None or not script.is_file():
        missing = script if program else name
        pytest.skip(f"there is no {missing}: scripts/setup checkers")
    return program


def html_errors(folder: Path) -> list[str]:
    """The errors that the Nu HTML checker finds on all pages of a site."""
    java = _needed("java", NU_CHECKER)
    command = [java, "-jar", NU_CHECKER, "--skip-non-html", "--format", "json", folder]
    done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)
    return [
        f"{message.get('url', '')}:{message.get('lastLine')}: {message['message']}"
        for message in json.loads(done.stderr)["messages"]
        if message["type"] != "info"  # of its kinds, warnings are information
    ]


@dataclass(frozen=True)
class Scores:
    """What Lighthouse says of a page: its categories, 0 to 100, and what costs points."""

    categories: dict[str, int]
    failed: list[str]


def lighthouse(url: str) -> Scores:
    """The scores of a page, on a slow phone with a slow network."""
    node = _needed("node", LIGHTHOUSE)
    if not CHROMIUM.is_file():
        pytest.skip(f"no browser here: {CHROMIUM} is not installed")
    flags = "--chrome-flags=--headless=new --no-sandbox --disable-gpu --no-proxy-server"
    command = [node, LIGHTHOUSE, url, "--quiet", "--output=json", flags]
    env = os.environ | {"CHROME_PATH": str(CHROMIUM)}
    done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False, env=env)
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    assert found.get("runtimeError") is None, found["runtimeError"]
    return _scores(found)


def _scores(found: dict[str, Any]) -> Scores:
    categories, failed = {}, []
    for name, category in found["categories"].items():
        categories[name] = round(100 * category["score"])
        for each in category["auditRefs"]:
            audit = found["audits"][each["id"]]
            if each["weight"] and audit["score"] is not None and audit["score"] < 1:
                shown = audit.get("displayValue") or audit.get("explanation") or ""
                failed.append(f"{name}: {audit['title']} {shown}".strip())
    return Scores(categories, failed)
