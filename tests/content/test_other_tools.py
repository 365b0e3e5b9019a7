"""Every command of Docker Compose, kubectl and Helm that the pack shows as right uses words and flags that exist."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.content import kinds
from tests.content.commandline import Simple, simple_commands
from tests.content.known import Reading, Unknown, tool
from tests.content.shown import lines

if TYPE_CHECKING:
    from tests.content.shown import Line

ASKS_FOR_KINDS = frozenset({"annotate", "delete", "describe", "edit", "explain", "get", "label", "scale"})
"""kubectl commands whose first operand is a kind, several (`deploy,rs`), or `kind/name`."""


@cache
def commands() -> tuple[tuple[Line, str, Simple], ...]:
    """(where it stands, the tool, the command without the tool's own name)"""
    found = []
    for line in lines():
        for simple in simple_commands(line.text):
            name, words = split(simple.words)
            if name:
                found.append((line, name, Simple(words, simple.cut)))
    return tuple(found)


def split(words: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """(tool, the words behind it); no tool when it is another one."""
    if words[:2] == ("docker", "compose"):
        return "docker compose", words[2:]
    if words[:1] == ("docker-compose",):
        return "docker compose", words[1:]
    return (words[0], words[1:]) if words[0] in {"kubectl", "helm"} else ("", ())


def complaint(name: str, simple: Simple, *, whole: bool) -> str:
    """What of the command the tool does not know; empty when it knows everything."""
    try:
        reading = tool(name).read(simple.words)
    except Unknown as error:
        cut_short = not whole and str(error).startswith("flag needs an argument")
        return "" if cut_short else str(error)
    if reading.group and whole and not simple.cut:
        return "a subcommand is missing"
    return unknown_kind(reading) if name == "kubectl" else ""


def unknown_kind(reading: Reading) -> str:
    if reading.path[:1] == () or reading.path[0] not in ASKS_FOR_KINDS or not reading.args:
        return ""
    first = reading.args[0].partition("/")[0]
    asked = [word.partition(".")[0] for word in first.split(",")]
    strange = [word for word in asked if not word.isupper() and word not in kinds.names()]
    return f"no such kind: {', '.join(strange)}" if strange else ""


@pytest.mark.parametrize("name", ["docker compose", "kubectl", "helm"])
def test_the_tool_knows_every_command_unless_the_output_says_no(name: str) -> None:
    of_tool = [(line, simple) for line, used, simple in commands() if used == name]
    differing = [
        f"{line.where}: {line.text}: {problem or 'it is said to be refused'}"
        for line, simple in of_tool
        if bool(problem := complaint(name, simple, whole=line.whole)) != line.refused
    ]
    assert of_tool
    assert differing == []


@pytest.mark.parametrize(
    "text",
    [
        "docker compose up --follow",
        "docker compose launch",
        "docker compose up -d -p blue",
        "kubectl get pods -x",
        "kubectl get pood",
        "kubectl create secret db",
        "kubectl rollout back deployment/web",
        "kubectl scale deployment/web --replica=5",
        "helm list --everything",
        "helm repo fetch bitnami",
        "helm delete-release web",
    ],
)
def test_a_wrong_command_would_be_found(text: str) -> None:
    (simple,) = simple_commands(text)
    name, words = split(simple.words)
    assert complaint(name, Simple(words, simple.cut), whole=True)
