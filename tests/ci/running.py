"""Steps of actions and workflows as a runner runs them: with bash, variables and files."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.command_line import PATIENCE, environment

ROOT = Path(__file__).parents[2]
KIT = ROOT / "templates" / "project" / "ci"
ACTION = ROOT / "action.yml"
WORKFLOW = KIT / "github" / "publish.yml"
PIPELINE = KIT / "gitlab" / ".gitlab-ci.yml"
BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail")
EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}")
TOKEN = re.compile(r"'[^']*'|[A-Za-z][\w.-]*|[=!]=|&&|\|\||[()]")
OPERATORS = {"&&": "and", "||": "or", "==": "==", "!=": "!=", "(": "(", ")": ")"}


def read(file: Path) -> Any:
    return yaml.safe_load(file.read_text("utf-8"))


def value(expression: str, known: Mapping[str, Any]) -> Any:
    """What an expression of an action comes to, of those that ours are written in."""
    words = [
        OPERATORS.get(word) or (word if word[0] == "'" else repr(known.get(word, "")))
        for word in TOKEN.findall(expression)
    ]
    return eval(" ".join(words), {})


def filled(text: str, known: Mapping[str, Any]) -> str:
    return EXPRESSION.sub(lambda found: str(value(found[1], known)), text)


@dataclass
class Bash:
    """How a script ended, what it printed, and what it left for the steps after it."""

    code: int
    stdout: str
    stderr: str
    outputs: dict[str, str] = field(default_factory=dict)
    summary: str = ""


def bash(script: str, cwd: Path, **variables: str) -> Bash:
    """A script as GitHub runs it, with nothing of this machine but its path."""
    done = subprocess.run(
        [*BASH, "-c", script],
        cwd=cwd,
        env=environment(**variables),
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Bash(done.returncode, done.stdout, done.stderr)


def outputs_in(text: str) -> dict[str, str]:
    """The outputs that a step wrote, read as the runner reads them."""
    found: dict[str, str] = {}
    lines = iter(text.splitlines())
    for line in lines:
        name, mark, end = line.partition("<<")
        if mark and "=" not in name:
            held = []
            for each in lines:
                if each == end:
                    break
                held.append(each)
            found[name] = "\n".join(held)
        else:
            name, _, found[name] = line.partition("=")
    return found


class Runner:
    """Runs the steps of a composite action in a workspace; caches are left out."""

    def __init__(self, workspace: Path, temp: Path, action_path: Path) -> None:
        self.workspace, self.temp, self.action_path = workspace, temp, action_path
        self.done: list[Bash] = []

    def run(self, action: Mapping[str, Any], given: Mapping[str, str], **variables: str) -> Bash:
        """The action as a whole: its last exit code, all that it printed, its outputs."""
        inputs = {name: str(each.get("default", "")) for name, each in action["inputs"].items()}
        known = {f"inputs.{name}": text for name, text in (inputs | dict(given)).items()}
        self.done = []
        for step in action["runs"]["steps"]:
            if "run" in step and value(step.get("if", "'always'"), known):
                done = self._step(step, known, variables)
                self.done.append(done)
                outputs = {
                    f"steps.{step.get('id')}.outputs.{k}": v for k, v in done.outputs.items()
                }
                known |= outputs
                if done.code:
                    break
        results = {name: filled(each["value"], known) for name, each in action["outputs"].items()}
        return Bash(
            self.done[-1].code,
            _all(each.stdout for each in self.done),
            _all(each.stderr for each in self.done),
            results,
            _all(each.summary for each in self.done),
        )

    def _step(
        self, step: Mapping[str, Any], known: Mapping[str, str], variables: Mapping[str, str]
    ) -> Bash:
        files = {name: self.temp / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        for file in files.values():
            file.write_text("", encoding="utf-8")
        given = {name: filled(str(each), known) for name, each in step.get("env", {}).items()}
        done = bash(
            step["run"],
            self.workspace,
            GITHUB_ACTION_PATH=str(self.action_path),
            RUNNER_TEMP=str(self.temp),
            **{name: str(file) for name, file in files.items()},
            **variables,
            **given,
        )
        done.outputs = outputs_in(files["GITHUB_OUTPUT"].read_text("utf-8"))
        done.summary = files["GITHUB_STEP_SUMMARY"].read_text("utf-8")
        return done


def _all(texts: Iterable[str]) -> str:
    return "".join(texts)


def scripts_of(file: Path) -> dict[str, str]:
    """Every script of an action or a workflow, by where it stands."""
    content = read(file)
    jobs = content["jobs"] if "jobs" in content else {"runs": content["runs"]}
    return {
        f"{job}: {step.get('name', number)}": step["run"]
        for job, parts in jobs.items()
        for number, step in enumerate(parts["steps"])
        if "run" in step
    }
