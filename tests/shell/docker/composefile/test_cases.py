"""Stack files as the real client reads them: `cases.yaml` holds its answers.

Where a docker client of the recorded version is on the PATH, its answers are asked for again, so that the
table itself is checked: two of each kind of case, or all with `pytest -m thorough`. That needs no daemon.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.shell.shells import run, terminal

if TYPE_CHECKING:
    from collections.abc import Callable

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text(encoding="utf-8"))
VERSION = "28.2.2"
HOME = "/root"


def arguments(case: dict[str, Any]) -> list[str]:
    args: list[str] = case.get("args", ["-c", "c.yml"])
    return args


def recorded(case: dict[str, Any]) -> tuple[int, str, str]:
    return case["exit"], case.get("stdout", ""), case.get("stderr", "")


def title(case: dict[str, Any]) -> str:
    lines = [line.strip() for line in case["files"].get("c.yml", "").splitlines()]
    return " ".join(line for line in lines if line not in ("services:", "web:", "image: nginx"))[:60]


@pytest.mark.parametrize("case", CASES, ids=title)
def test_case(case: dict[str, Any]) -> None:
    shell = terminal("manager1")
    files = shell.shells["manager1"].files
    for name, text in case["files"].items():
        files.place(f"{HOME}/{name}", text)
    words = [f"{name}={shlex.quote(value)}" for name, value in case.get("env", {}).items()]
    line = " ".join([*words, "docker stack config", *(shlex.quote(word) for word in arguments(case))])
    if "stdin" in case:
        files.place(f"{HOME}/stdin", case["stdin"])
        line = f"cat stdin | {line}"
    outcome = run(shell, line)
    assert (outcome.status, outcome.stdout, outcome.stderr) == recorded(case)


def client() -> str:
    """The path of a docker client of the recorded version; "" when there is none."""
    path = shutil.which("docker")
    if path is None:
        return ""
    version = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    return path if f"version {VERSION}," in version else ""


def answer(docker: str, case: dict[str, Any], home: Path) -> tuple[int, str, str]:
    home.mkdir(parents=True)
    for name, text in case["files"].items():
        (home / name).write_bytes(text.encode())
    done = subprocess.run(
        [docker, "stack", "config", *arguments(case)],
        cwd=home,
        env={"HOME": str(home), **case.get("env", {})},
        input=case.get("stdin", "").encode(),
        capture_output=True,
        check=False,
    )
    texts = (part.decode().replace(str(home), HOME) for part in (done.stdout, done.stderr))
    return (done.returncode, *texts)


ANSWERS_AT_MOST = 8
"""How often a case is asked before it counts as differing: of two faults in one mapping the client, which ranges over
a Go map, reports either."""


def says_so(docker: str, case: dict[str, Any], home: Path) -> bool:
    return any(answer(docker, case, home / str(n)) == recorded(case) for n in range(ANSWERS_AT_MOST))


def kind(case: dict[str, Any]) -> tuple[str, ...]:
    """What a case is given and gives, and how its fault begins."""
    fault = case.get("stderr", "").strip()
    return (*sorted(case.keys() - {"files", "exit"}), re.split("[.: ]", fault)[0])


def asked_here() -> list[dict[str, Any]]:
    """The cases that stay in their own folder."""
    return [case for case in CASES if not any(word.startswith(("/", "../")) for word in arguments(case))]


def two_of_each_kind() -> list[dict[str, Any]]:
    """The same ones every time, so that a difference comes back."""
    kinds: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for case in Random(305).sample(found := asked_here(), len(found)):
        kinds.setdefault(kind(case), []).append(case)
    return [case for cases in kinds.values() for case in cases[:2]]


SAMPLES = (
    pytest.param(two_of_each_kind, id="two-of-each-kind"),
    pytest.param(asked_here, id="all", marks=pytest.mark.thorough),
)


@pytest.mark.skipif(not client(), reason=f"no docker client {VERSION} on the PATH")
@pytest.mark.parametrize("cases", SAMPLES)
def test_the_real_client_still_says_so(cases: Callable[[], list[dict[str, Any]]], tmp_path: Path) -> None:
    differing = [
        title(case) for number, case in enumerate(cases()) if not says_so(client(), case, tmp_path / str(number))
    ]
    assert differing == []
