"""C038 to C041: tasks leave a node that no longer meets what is asked of it."""

from __future__ import annotations

import pytest

from tests.conformance.statements.cluster import Cluster

GIB = 1 << 30
NO_LONGER = "assigned node no longer meets constraints"


def on_ssd() -> Cluster:
    """A service that runs on worker1 for its label disk=ssd."""
    it = Cluster()
    it.label("worker1", disk="ssd")
    it.create("--constraint node.labels.disk==ssd nginx:1.25")
    it.settle()
    assert it.places() == ["worker1"]
    return it


@pytest.mark.statement("C038")
def test_a_task_is_rejected_when_its_node_loses_the_label() -> None:
    """Given a task that needs a label, when the label is removed, then it is rejected and its successor waits."""
    it = on_ssd()
    it.out("docker node update --label-rm disk worker1")
    it.wait(2)
    fresh, old = it.ps()
    assert (fresh.desired, fresh.state, fresh.slot) == ("Ready", "Pending", "1")
    assert (old.node, old.desired, old.state, old.error) == ("worker1", "Shutdown", "Rejected", NO_LONGER)
    (status,) = [t["Status"] for t in it.engine().tasks.list({"id": [old.id]})]
    assert status["Message"] == "task rejected by constraint enforcer"
    it.settle()
    fresh, _ = it.ps()
    assert (fresh.desired, fresh.state) == ("Running", "Pending")
    assert fresh.error == "no suitable node (scheduling constraints not satisfied on 2 nodes)"
    assert it.replicas() == "0/1"
    assert it.lines("docker ps -q", on="worker1") == []


@pytest.mark.statement("C039")
def test_a_paused_node_keeps_its_tasks() -> None:
    """Given a paused node, when it loses the label, then its task stays, until the node is active again."""
    it = on_ssd()
    it.availability("worker1", "pause")
    (before,) = it.ps()
    it.out("docker node update --label-rm disk worker1")
    it.settle()
    assert it.ps() == [before]
    it.availability("worker1", "active")
    it.settle()
    assert [(row.desired, row.state) for row in it.ps()] == [("Running", "Pending"), ("Shutdown", "Rejected")]


@pytest.mark.statement("C040")
def test_the_constraints_are_those_the_service_has_now() -> None:
    """Given a service whose constraint changed while its node still fits, then the new constraint is enforced."""
    it = on_ssd()
    it.label("worker1", zone="a")
    it.update("--constraint-rm node.labels.disk==ssd --constraint-add node.labels.zone==a")
    it.settle()
    (before,) = it.ps()
    it.out("docker node update --label-rm disk worker1")
    it.settle()
    assert it.ps() == [before]
    it.out("docker node update --label-rm zone worker1")
    it.settle()
    assert [(row.state, row.error) for row in it.ps() if row.id == before.id] == [("Rejected", NO_LONGER)]


@pytest.mark.statement("C041")
@pytest.mark.parametrize(
    ("reservation", "smaller"),
    [("--reserve-memory 2G", {"memory_bytes": GIB}), ("--reserve-cpu 1.5", {"nano_cpus": 10**9})],
)
def test_a_machine_that_became_too_small(reservation: str, smaller: dict[str, int]) -> None:
    """Given a task with a reservation, when its node tells that it is smaller now, then the task is rejected."""
    it = Cluster()
    it.create(f"--constraint node.hostname==worker1 {reservation} nginx:1.25")
    it.create("--constraint node.hostname==worker1 nginx:1.25", name="light")
    it.settle()
    it.rebuild("worker1", **smaller)
    it.settle()
    fresh, old = it.ps()
    assert (old.desired, old.state, old.error) == ("Shutdown", "Rejected", NO_LONGER)
    assert (fresh.desired, fresh.state) == ("Running", "Pending")
    assert set(fresh.error.removeprefix("no suitable node (").rstrip(")").split("; ")) == {
        "insufficient resources on 1 node",
        "scheduling constraints not satisfied on 1 node",
    }
    assert it.places("light") == ["worker1"]
