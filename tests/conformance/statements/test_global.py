"""C065 to C074: one task on every node that fits."""

from __future__ import annotations

import pytest

from tests.conformance.statements.cluster import Cluster


def everywhere(workers: int = 1, *, outside: tuple[str, ...] = (), options: str = "") -> Cluster:
    """A global service on all nodes of a cluster."""
    it = Cluster(workers=workers, outside=outside)
    it.create(f"--mode global {options} nginx:1.25")
    it.settle()
    return it


def on(it: Cluster, host: str) -> list[tuple[str, str]]:
    """Desired state and state of the tasks on a machine, the newest first."""
    node_id = it.node_id(host)
    return [(row.desired, row.state) for row in it.ps() if row.slot == node_id]


@pytest.mark.statement("C065")
def test_one_task_on_each_node_named_after_it() -> None:
    """Given two nodes, when a global service is created, then each has a task that is named after the node's id."""
    it = everywhere()
    assert {(row.node, row.name) for row in it.ps()} == {
        (host, f"web.{it.node_id(host)}") for host in ("manager1", "worker1")
    }
    assert it.replicas() == "2/2"
    assert all("Slot" not in task for task in it.engine().tasks.list({}))


@pytest.mark.statement("C066")
def test_a_node_that_joins_gets_a_task() -> None:
    """Given a global service, when a node joins, then it gets a task and the others keep theirs."""
    it = everywhere(2, outside=("worker2",))
    before = it.ps()
    it.join("worker2")
    it.settle()
    assert it.places() == ["manager1", "worker1", "worker2"]
    assert {row.id for row in before} < {row.id for row in it.ps()}


@pytest.mark.statement("C067")
@pytest.mark.parametrize("force", [False, True])
def test_a_node_that_is_removed_takes_its_task_along(force: bool) -> None:
    """Given a global service, when a node is removed, then its task is deleted; no orphan is left."""
    it = everywhere()
    if not force:
        it.sim.stop_docker("worker1")
        it.settle()
    it.out(f"docker node rm {'--force' if force else ''} worker1")
    it.settle()
    assert [row.node for row in it.ps()] == ["manager1"]
    assert it.replicas() == "1/1"


@pytest.mark.statement("C068")
def test_a_drained_node_loses_its_task() -> None:
    """Given a global service, when a node is drained, then its task is shut down and not replaced."""
    it = everywhere()
    it.availability("worker1", "drain")
    it.settle()
    assert it.places() == ["manager1"]
    assert on(it, "worker1") == [("Shutdown", "Shutdown")]
    assert it.replicas() == "1/1"


@pytest.mark.statement("C069")
def test_a_node_that_is_active_again_gets_a_new_task() -> None:
    """Given a drained node, when it is active again, then it gets a new task."""
    it = everywhere()
    it.availability("worker1", "drain")
    it.settle()
    it.availability("worker1", "active")
    it.settle()
    assert on(it, "worker1") == [("Running", "Running"), ("Shutdown", "Shutdown")]


@pytest.mark.statement("C070")
def test_a_node_goes_down() -> None:
    """Given a global service, when a node is down, then its task shall be shut down and stays as last reported."""
    it = everywhere(2)
    it.sim.stop_docker("worker1")
    it.settle()
    assert on(it, "worker1") == [("Shutdown", "Running")]
    assert it.places() == ["manager1", "worker2"]
    assert it.replicas() == "3/2"


@pytest.mark.statement("C071")
def test_a_node_that_is_back_gets_a_new_task() -> None:
    """Given a node that was down, when it is ready again, then it gets a new task."""
    it = everywhere(2)
    it.sim.stop_docker("worker1")
    it.settle()
    it.sim.start_docker("worker1")
    it.settle()
    (fresh, old) = on(it, "worker1")
    assert fresh == ("Running", "Running")
    assert old[0] == "Shutdown"
    assert it.replicas() == "3/3"


@pytest.mark.statement("C072")
def test_a_failed_task_is_restarted_where_it_was() -> None:
    """Given a global service, when a task fails, then it is restarted on the same node after the delay.

    Meanwhile REPLICAS does not count it as desired, for it shall not run yet.
    """
    it = everywhere(options="--restart-delay 20s")
    it.out("docker kill $(docker ps -q)", on="worker1")
    it.wait(10)
    assert on(it, "worker1") == [("Ready", "Ready"), ("Shutdown", "Failed")]
    assert it.replicas() == "1/1"
    it.wait(15)
    assert on(it, "worker1") == [("Running", "Running"), ("Shutdown", "Failed")]
    assert it.replicas() == "2/2"


@pytest.mark.statement("C073")
def test_a_paused_node_gets_no_task() -> None:
    """Given a paused node, when a global service is created, then there is no task until the node is active."""
    it = Cluster()
    it.availability("worker1", "pause")
    it.create("--mode global nginx:1.25")
    it.settle()
    assert [row.node for row in it.ps()] == ["manager1"]
    it.availability("worker1", "active")
    it.settle()
    assert it.places() == ["manager1", "worker1"]


@pytest.mark.statement("C074")
def test_a_constraint_that_comes_or_goes() -> None:
    """Given a global service, when a constraint excludes a node, then its task is shut down without a successor."""
    it = everywhere()
    it.label("manager1", disk="ssd")
    it.settle()
    before = on(it, "manager1")
    it.update("--constraint-add node.labels.disk==ssd")
    it.settle()
    assert on(it, "worker1") == [("Shutdown", "Shutdown")]
    assert on(it, "manager1") == before == [("Running", "Running")]
    assert it.replicas() == "1/1"
    it.label("worker1", disk="ssd")
    it.settle()
    assert it.places() == ["manager1", "worker1"]
