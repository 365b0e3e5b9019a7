"""Tab: commands, subcommands, flags, live names, files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.shell.shells import out, swarm_of_two, terminal
from tutor.shell.completion import complete

if TYPE_CHECKING:
    from tutor.shell.terminal import Terminal


@pytest.fixture(scope="module")
def swarm() -> Terminal:
    shells = swarm_of_two()
    out(shells, "mkdir lab; echo x > lab/stack.yml; echo x > notes.txt; docker network create -d overlay backend")
    return shells


def texts(shells: Terminal, line: str) -> list[str]:
    return [choice.text for choice in complete(shells, line).choices]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("dock", ["docker"]),
        ("sudo dock", ["docker"]),
        ("docker ps | gre", ["grep"]),
        ("echo $(hostn", ["hostname"]),
        ("docker nod", ["node"]),
        ("docker node up", ["update"]),
        ("docker node update --av", ["--availability"]),
        ("docker node update --availability ", ["active", "drain", "pause"]),
        ("docker node update --availability=dr", ["--availability=drain"]),
        ("docker node update --availability drain w", ["worker1"]),
        ("docker node inspect ", ["manager1", "worker1"]),
        ("docker network rm b", ["backend", "bridge"]),
        ("docker swarm join-token ", ["manager", "worker"]),
        ("docker nosuch x", []),
        ("ssh w", ["worker1"]),
        ("ssh root@w", ["root@worker1"]),
        ("cat n", ["notes.txt"]),
        ("cat lab/s", ["lab/stack.yml"]),
        ("cd ", ["lab/"]),
        ("sim stop_docker m", ["manager1"]),
        ("systemctl sta", ["start", "status"]),
    ],
)
def test_choices(swarm: Terminal, line: str, expected: list[str]) -> None:
    assert texts(swarm, line) == expected


def test_the_word_that_is_replaced_and_what_is_certain(swarm: Terminal) -> None:
    found = complete(swarm, "docker node pro")
    assert (found.start, found.common) == (12, "promote")
    assert complete(swarm, "docker s").common == "s"


def test_only_what_fits_the_node_is_offered() -> None:
    outside = terminal()
    assert texts(outside, "docker swarm ") == ["init", "join"]
    assert texts(outside, "docker node inspect ") == []
