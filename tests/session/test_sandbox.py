"""A sandbox: time, journal, undo. The same journal always leads to the same cluster."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tutor.labs.laboratory import Laboratory
from tutor.session.sandbox import SandboxSession
from tutor.shell.process import Refused, Write
from tutor.swarm.clock import SECOND
from tutor.swarm.cluster import HostSpec
from tutor.swarm.registry import registry_from

if TYPE_CHECKING:
    from tutor.session.running import RunningCommand

LABORATORY = Laboratory(
    registry_from({"images": [{"names": ["nginx:1.25"], "cmd": ["nginx"], "size": 10}]}),
    {"two": (HostSpec(name="m1", address="10.77.0.11"), HostSpec(name="w1", address="10.77.0.12"))},
)
START = 1_767_225_600 * SECOND
JOIN = "docker swarm join --token $(ssh m1 docker swarm join-token -q worker) 10.77.0.11:2377"


@pytest.fixture
def sandbox() -> SandboxSession:
    return SandboxSession(lambda: LABORATORY.bench("two", seed=3, start=START))


def text(command: RunningCommand) -> str:
    return "".join(step.text for step in command.take() if isinstance(step, Write))


def finish(sandbox: SandboxSession, command: RunningCommand, seconds: int = 60) -> None:
    for _ in range(seconds * 10):
        if not command.running:
            return
        sandbox.tick(SECOND // 10)
    raise AssertionError(f"{command.line} still runs")


def nodes(sandbox: SandboxSession) -> list[Any]:
    node_list: list[Any] = sandbox.bench.readers["m1"].get("/nodes", {})
    return node_list


def test_a_command_runs_while_time_passes(sandbox: SandboxSession) -> None:
    command = sandbox.start("m1", "sleep 3; echo done")
    sandbox.tick(2 * SECOND)
    assert command.running
    sandbox.tick(2 * SECOND)
    assert command.status == 0
    assert text(command) == "done\n"


def test_a_busy_host_takes_no_second_command(sandbox: SandboxSession) -> None:
    sandbox.start("m1", "sleep 30")
    with pytest.raises(RuntimeError, match="m1 is busy"):
        sandbox.start("m1", "hostname")
    assert text(sandbox.start("w1", "hostname")) == "w1\n"


def test_interrupt(sandbox: SandboxSession) -> None:
    command = sandbox.start("m1", "sleep 30")
    sandbox.interrupt("m1")
    assert command.status == 130


def test_undo_takes_the_last_command_back(sandbox: SandboxSession) -> None:
    sandbox.start("m1", "docker swarm init")
    finish(sandbox, sandbox.start("w1", JOIN))
    assert len(nodes(sandbox)) == 2
    assert sandbox.undo() == JOIN
    assert len(nodes(sandbox)) == 1
    assert [entry["line"] for entry in sandbox.journal] == ["docker swarm init"]
    sandbox.undo()
    assert sandbox.undo() == ""


def test_undo_brings_files_back(sandbox: SandboxSession) -> None:
    sandbox.start("m1", "echo one > f")
    sandbox.start("m1", "echo two > f")
    sandbox.undo()
    assert text(sandbox.start("m1", "cat f")) == "one\n"


@pytest.mark.parametrize("tick", [SECOND // 20, SECOND // 3, 7 * SECOND])
def test_a_journal_leads_to_the_same_cluster_whatever_the_ticks(tick: int) -> None:
    def make() -> SandboxSession:
        return SandboxSession(lambda: LABORATORY.bench("two", seed=3, start=START))

    first = make()
    first.start("m1", "docker swarm init")
    finish(first, first.start("w1", JOIN))
    first.start("m1", "docker service create --name web --replicas 3 nginx:1.25")
    while first.now < START + 42 * SECOND:
        first.tick(min(tick, START + 42 * SECOND - first.now))
    again = make()
    again.replay(first.saved())
    assert again.now == first.now
    assert again.bench.sim.snapshot() == first.bench.sim.snapshot()


def test_undo_ends_what_ran_elsewhere_and_the_journal_knows(sandbox: SandboxSession) -> None:
    sandbox.start("m1", "docker swarm init")
    sandbox.start("w1", "sleep 5; docker pull nginx:1.25")
    sandbox.start("m1", "docker service create -d --name web nginx:1.25")
    sandbox.tick(SECOND)
    sandbox.undo()
    sandbox.tick(60 * SECOND)
    assert not sandbox.bench.sim.hosts["w1"].images
    again = SandboxSession(lambda: LABORATORY.bench("two", seed=3, start=START))
    again.replay(sandbox.saved())
    assert again.bench.sim.snapshot() == sandbox.bench.sim.snapshot()


def test_redo_does_again_exactly_what_undo_took_back(sandbox: SandboxSession) -> None:
    sandbox.start("m1", "docker swarm init")
    sandbox.tick(SECOND)
    finish(sandbox, sandbox.start("w1", JOIN))
    sandbox.start("m1", "docker service create -d --name web --replicas 2 nginx:1.25")
    sandbox.tick(20 * SECOND)
    whole, journal = sandbox.bench.sim.snapshot(), list(sandbox.journal)
    undone = []
    for _ in range(3):
        undone.append(sandbox.undo())
        sandbox.tick(3 * SECOND)
    assert not sandbox.undoable
    for line in reversed(undone):
        sandbox.tick(2 * SECOND)
        assert sandbox.redoable == line
        assert sandbox.redo() == line
    assert sandbox.redo() == ""
    assert sandbox.bench.sim.snapshot() == whole
    assert sandbox.journal == journal
    assert sandbox.undo() == undone[0]


def test_a_new_command_ends_redo(sandbox: SandboxSession) -> None:
    sandbox.start("m1", "mkdir a")
    sandbox.undo()
    sandbox.start("m1", "mkdir b")
    assert sandbox.redo() == ""
    assert text(sandbox.start("m1", "ls")) == "b\n"


def test_redo_with_a_command_that_ran_elsewhere_agrees_with_the_journal(sandbox: SandboxSession) -> None:
    sandbox.start("m1", "docker swarm init")
    sandbox.start("w1", "sleep 2; docker pull nginx:1.25")
    for _ in range(2):
        sandbox.tick(SECOND)
        sandbox.start("m1", "docker service create -d nginx:1.25")
    for _ in range(3):
        for move in (sandbox.undo, sandbox.undo, sandbox.redo, sandbox.redo):
            assert move()
            sandbox.tick(SECOND)
    again = SandboxSession(lambda: LABORATORY.bench("two", seed=3, start=START))
    again.replay(json.loads(json.dumps(sandbox.saved())))
    assert again.bench.sim.snapshot() == sandbox.bench.sim.snapshot()
    assert again.journal == sandbox.journal


def test_the_journal_keeps_what_a_repeated_line_stood_for(sandbox: SandboxSession) -> None:
    sandbox.start("m1", "mkdir a")
    sandbox.start("m1", "touch b")
    sandbox.undo()
    sandbox.start("m1", "!! c")
    assert [entry["line"] for entry in sandbox.journal] == ["mkdir a", "touch b c"]


def test_reset_begins_again(sandbox: SandboxSession) -> None:
    sandbox.start("m1", "docker swarm init")
    sandbox.reset()
    assert sandbox.journal == []
    info = sandbox.bench.readers["m1"].get("/info", {})
    assert info["Swarm"]["LocalNodeState"] == "inactive"


@pytest.mark.parametrize("answer", ["hello\n", Refused("not a text in UTF-8")])
def test_an_import_is_played_from_the_journal_not_from_the_disk(sandbox: SandboxSession, answer: str | Refused) -> None:
    sandbox.start("m1", "sim import f.txt || echo none > f.txt")
    sandbox.reply("m1", answer)
    again = SandboxSession(lambda: LABORATORY.bench("two", seed=3, start=START))
    again.replay(json.loads(json.dumps(sandbox.saved())))
    files = again.bench.terminal.shells["m1"].files
    assert files.read("/root/f.txt") == (answer if isinstance(answer, str) else "none\n")
