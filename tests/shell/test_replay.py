"""The JSON Lines protocol: one answer for each line, whatever the line."""

from __future__ import annotations

import json
from typing import Any

from tutor.shell.replay import replay
from tutor.swarm.registry import registry_from

REGISTRY = registry_from({"images": [{"names": ["nginx:1.25"], "cmd": ["nginx"], "size": 10}]})
TIMED_OUT = 124
CLUSTER = {
    "cluster": {
        "hosts": [{"name": "m1", "address": "10.77.0.11"}, {"name": "w1", "address": "10.77.0.12"}],
        "images": ["nginx:1.25"],
        "files": {"m1": {"stack.yml": "services: {}\n"}},
        "cwd": "/root",
    }
}


def play(*messages: Any) -> list[dict[str, Any]]:
    """Answers to messages; a text stands for a line as it is."""
    answers: list[str] = []
    replay((m if isinstance(m, str) else json.dumps(m) for m in messages), answers.append, REGISTRY)
    return [json.loads(answer) for answer in answers]


def test_commands_run_on_their_host() -> None:
    answers = play(CLUSTER, {"on": "w1", "run": "hostname"}, {"run": "cat stack.yml"})
    assert answers == [
        {},
        {"exit": 0, "stdout": "w1\n", "stderr": ""},
        {"exit": 0, "stdout": "services: {}\n", "stderr": ""},
    ]


def test_a_command_that_never_ends_is_ended() -> None:
    _, _, created, listed = play(
        CLUSTER,
        {"run": "docker swarm init --advertise-addr 10.77.0.11"},
        {"run": "docker service create --name web --constraint node.role==none nginx:1.25"},
        {"run": "docker service ls --format '{{.Name}} {{.Replicas}}'"},
    )
    assert created["exit"] == TIMED_OUT
    assert listed["stdout"] == "web 0/1\n"


def test_a_stopped_daemon_answers_nobody_and_comes_back() -> None:
    ps = {"on": "m1", "run": "docker ps -q"}
    answers = play(CLUSTER, {"stop_docker": "m1"}, ps, {"start_docker": "m1"}, ps)
    assert answers[2]["exit"] == 1
    assert "Is the docker daemon running?" in answers[2]["stderr"]
    assert answers[4] == {"exit": 0, "stdout": "", "stderr": ""}


def test_time_passes_at_once() -> None:
    year = {"wait": 365 * 24 * 3600}
    assert play(CLUSTER, {"settle": True}, {"settle": 5}, year) == [{}, {}, {}, {}]


def test_a_new_cluster_begins_afresh() -> None:
    first, again = {"run": "docker swarm init"}, {"run": "docker info --format '{{.Swarm.LocalNodeState}}'"}
    assert play(CLUSTER, first, CLUSTER, again)[-1]["stdout"] == "inactive\n"


def test_wrong_lines_are_answered_and_harm_nothing() -> None:
    answers = play("not json", {"run": "hostname"}, "[]", CLUSTER, {"bogus": 1}, {"on": "x", "run": "ls"}, {"wait": 1})
    assert [bool(answer.get("error")) for answer in answers] == [True, True, True, False, True, True, False]
    assert answers[5]["error"] == "there is no host 'x'"


def test_empty_lines_have_no_answer() -> None:
    assert play("", CLUSTER, "   ") == [{}]
