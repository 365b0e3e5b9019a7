"""Every docker command in notes and questions is one that the client accepts."""

from __future__ import annotations

import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.content.commandline import Simple, simple_commands
from tests.content.shown import lines
from tutor.shell.docker.command import Group
from tutor.shell.docker.flags import FlagError, flag_table, parse
from tutor.shell.docker.reading import Unreadable, read_words
from tutor.shell.docker.registry import GLOBAL_FLAGS, ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.content.shown import Line

OTHER_TOOLS = frozenset({"compose", "build", "buildx"})
"""Not the embedded client's affair; `test_other_tools` looks at Compose."""
NO_SUCH = frozenset(
    {
        "docker node label",
        "docker secret update",
        "docker service exec",
        "docker service restart",
        "docker service stop",
        "docker stack logs",
    }
)
"""What the pack names to say that it does not exist."""
STAND_INS = ((), ("NAME",), ("80",), ("NAME=1",), ("80", "NAME"), ("NAME", "NAME"))
"""What may be added to a mention that was cut short: `docker stack deploy -c`."""


@cache
def commands() -> tuple[tuple[Line, Simple], ...]:
    return tuple(
        (line, simple)
        for line in lines()
        if "docker " in line.text
        for simple in simple_commands(line.text)
        if simple.words[0] == "docker" and not OTHER_TOOLS & set(simple.words[1:2])
    )


def operands(words: tuple[str, ...]) -> list[str]:
    """The words from the subcommand on, global flags taken away."""
    return parse(flag_table(GLOBAL_FLAGS), words[1:], interspersed=False).args


def names_group(words: list[str]) -> bool:
    at: object = ROOT
    for word in words:
        at = at.find(word) if isinstance(at, Group) else None
    return isinstance(at, Group)


def complaint(simple: Simple, *, whole: bool) -> str:
    """Why the client would refuse the command; empty when it would not."""
    try:
        words = operands(simple.words)
    except FlagError as error:
        return str(error)
    if not whole and names_group(words):
        return ""
    first = ""
    for more in STAND_INS[:1] if whole and not simple.cut else STAND_INS:
        try:
            read_words(ROOT, [*words, *more])
        except Unreadable as error:
            first = first or str(error)
        else:
            return ""
    return first


def test_the_client_accepts_every_docker_command() -> None:
    refused = [
        f"{line.where}: {line.text}: {problem}"
        for line, simple in commands()
        if not line.refused and (line.whole or simple.text not in NO_SUCH)
        if (problem := complaint(simple, whole=line.whole))
    ]
    assert refused == []


def test_what_is_said_not_to_exist_does_not_exist() -> None:
    mentioned = {simple.text for line, simple in commands() if not line.whole}
    assert mentioned >= NO_SUCH
    assert [name for name in sorted(NO_SUCH) if not complaint(Simple(tuple(name.split()), False), whole=False)] == []


@pytest.mark.parametrize(
    ("line", "whole"),
    [
        ("docker service create --name web --replica 3 nginx", True),
        ("docker service scale", True),
        ("docker swarm init now", False),
        ("docker service launch web", False),
        ("docker node update --availability", True),
    ],
)
def test_a_wrong_command_would_be_found(line: str, whole: bool) -> None:
    (simple,) = simple_commands(line)
    assert complaint(simple, whole=whole)


def client() -> str:
    """The path of a docker client of the release that is embedded; "" when there is none."""
    path = shutil.which("docker")
    if path is None:
        return ""
    version = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    return path if "version 28." in version else ""


NETWORKED = frozenset({"login", "logout", "search"})
UNDERSTOOD = (
    "Cannot connect to the Docker daemon",
    "failed to connect to the docker API",
    "no such file or directory",
    "not a terminal",
    "not a TTY",
)
"""What the client says once it has understood the line, where there is no daemon, no file, no terminal."""


def answer(docker: str, words: tuple[str, ...], home: Path) -> str:
    """What is wrong with the client's answer; empty when it understood the line."""
    env = {"HOME": str(home), "DOCKER_HOST": f"unix://{home}/nobody", "PATH": os.environ["PATH"]}
    done = subprocess.run(
        [docker, *words[1:]], cwd=home, env=env, input="x\n", capture_output=True, text=True, check=False
    )
    if done.returncode == 0 or any(text in done.stderr for text in UNDERSTOOD):
        return ""
    return done.stderr.partition("\n")[0]


def distinct() -> dict[tuple[str, ...], Line]:
    """One command for each combination of command and flags, so that the check stays quick."""
    found: dict[tuple[str, ...], tuple[tuple[str, ...], Line]] = {}
    for line, simple in commands():
        if not line.whole or line.refused or simple.cut or NETWORKED & set(simple.words) or "-H" in simple.words:
            continue
        reading = read_words(ROOT, operands(simple.words))
        shape = (reading.command.path, str(len(reading.args)), *sorted(reading.values.given))
        found.setdefault(shape, (simple.words, line))
    return dict(found.values())


@pytest.mark.skipif(not client(), reason="no docker client 28 on the PATH")
def test_the_real_client_understands_them_too(tmp_path: Path) -> None:
    docker, shown = client(), distinct()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda words: answer(docker, words, tmp_path), shown))
    refused = [
        f"{line.where}: {line.text}: {problem}"
        for line, problem in zip(shown.values(), answers, strict=True)
        if problem
    ]
    assert refused == []
