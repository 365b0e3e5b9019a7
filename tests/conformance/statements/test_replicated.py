"""C042 to C052: services with a number of replicas."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.conformance.statements.cluster import Cluster

HOSTS = ("manager1", "worker1")


def replicated(count: int, *, workers: int = 1, options: str = "", image: str = "nginx:1.25") -> Cluster:
    it = Cluster(workers=workers)
    it.create(f"--replicas {count} {options} {image}")
    it.settle()
    assert len(it.running()) == count
    return it


def slots(it: Cluster) -> list[str]:
    return [row.slot for row in it.running()]


@pytest.mark.statement("C042")
def test_slots_count_from_one() -> None:
    """Given nothing, when a service with two replicas is created, then its tasks have the slots 1 and 2."""
    it = replicated(2)
    assert [row.name for row in it.ps()] == ["web.1", "web.2"]
    assert sorted(t["Slot"] for t in it.engine().tasks.list({})) == [1, 2]


@pytest.mark.statement("C043")
def test_the_lowest_missing_slot_is_filled_first() -> None:
    """Given slots 1 and 3 without 2, when the service grows by two tasks, then they take the slots 2 and 4."""
    it = Cluster()
    it.availability("worker1", "pause")
    it.create("--replicas 2 nginx:1.25")
    it.settle()
    it.availability("worker1", "active")
    it.scale(3)
    it.settle()
    assert [(row.slot, row.node) for row in it.running()] == [("1", "manager1"), ("2", "manager1"), ("3", "worker1")]
    it.scale(2)
    it.settle()
    assert slots(it) == ["1", "3"]
    it.scale(4)
    it.settle()
    assert slots(it) == ["1", "2", "3", "4"]


@pytest.mark.statement("C044")
def test_an_unassigned_task_goes_first() -> None:
    """Given six tasks that run and one without a node, when the service shrinks by one, then the latter goes."""
    it = Cluster(workers=6)
    it.create("--replicas 7 --replicas-max-per-node 1 nginx:1.25")
    it.settle()
    first = it.ps()[0]
    assert first.slot == "1"
    it.availability(first.node, "drain")
    it.settle()
    (pending,) = [row for row in it.ps() if row.state == "Pending"]
    assert pending.slot == "1"
    it.scale(6)
    it.settle()
    assert slots(it) == ["2", "3", "4", "5", "6", "7"]
    assert pending.id not in [row.id for row in it.ps()]


def uneven() -> Cluster:
    """One task that starts again on worker1 (slot 1), two that run on worker2 (2, 3), three on worker3 (4, 5, 6)."""
    it = Cluster(workers=3)
    it.availability("manager1", "drain")
    for host in ("worker1", "worker2", "worker3"):
        it.availability(host, "pause")
    it.create("--replicas 0 --restart-delay 0s --health-cmd true --health-interval 20s nginx:1.25")
    for host, replicas in (("worker1", 1), ("worker2", 3), ("worker3", 6)):
        it.availability(host, "active")
        it.scale(replicas)
        it.wait(25)
        it.availability(host, "pause")
    it.availability("worker1", "active")
    it.out("docker kill $(docker ps -q)", on="worker1")
    it.wait(5)
    assert [(row.slot, row.node, row.state) for row in it.ps() if row.desired == "Running"] == [
        ("1", "worker1", "Starting"),
        ("2", "worker2", "Running"),
        ("3", "worker2", "Running"),
        ("4", "worker3", "Running"),
        ("5", "worker3", "Running"),
        ("6", "worker3", "Running"),
    ]
    return it


def kept(it: Cluster) -> list[str]:
    """Slots that shall go on."""
    return [row.slot for row in it.ps() if row.desired == "Running"]


@pytest.mark.statement("C045")
def test_the_fullest_node_gives_first() -> None:
    """Given nodes with one, two and three tasks, when six become four, then the third gives two, its highest slots."""
    it = uneven()
    it.scale(4)
    it.wait(1)
    assert kept(it) == ["1", "2", "3", "4"]


@pytest.mark.statement("C046")
def test_what_does_not_run_yet_goes_before_what_runs() -> None:
    """Given nodes with one, two and one tasks, when four become two, then one that starts and a higher slot go."""
    it = uneven()
    it.scale(4)
    it.wait(1)
    it.scale(2)
    it.wait(1)
    assert kept(it) == ["2", "4"]


@pytest.mark.statement("C047")
def test_victims_of_a_smaller_scale_are_to_be_removed() -> None:
    """Given three tasks that stop slowly, when two shall stay, then one is to be removed, and then gone."""
    it = replicated(3, image="lab/stubborn:1")
    it.scale(2)
    it.wait(5)
    assert Counter((row.desired, row.state) for row in it.ps()) == {("Running", "Running"): 2, ("Remove", "Running"): 1}
    assert it.replicas() == "3/2"
    it.settle()
    assert [row.desired for row in it.ps()] == ["Running", "Running"]
    assert it.replicas() == "2/2"


@pytest.mark.statement("C048")
def test_draining_does_not_wait_for_the_restart_delay() -> None:
    """Given a long restart delay, when a node is drained, then its task is replaced elsewhere without that delay."""
    it = replicated(2, options="--restart-delay 120s")
    (moved,) = [row for row in it.ps() if row.node == "worker1"]
    it.availability("worker1", "drain")
    it.wait(10)
    assert it.places() == ["manager1", "manager1"]
    fresh, old = [row for row in it.ps() if row.slot == moved.slot]
    assert (fresh.node, fresh.desired, fresh.state) == ("manager1", "Running", "Running")
    assert (old.id, old.node, old.desired, old.state) == (moved.id, "worker1", "Shutdown", "Shutdown")


@pytest.mark.statement("C049")
def test_a_node_goes_down() -> None:
    """Given three tasks on three nodes, when one falls silent, then its task is replaced and four count as running."""
    it = replicated(3, workers=2)
    (lost,) = [row for row in it.ps() if row.node == "worker2"]
    it.sim.stop_docker("worker2")
    it.settle()
    assert it.node("worker2")["Status"]["State"] == "down"
    assert len(it.running()) == 3
    assert "worker2" not in it.places()
    _, old = [row for row in it.ps() if row.slot == lost.slot]
    assert (old.id, old.node, old.desired, old.state) == (lost.id, "worker2", "Shutdown", "Running")
    assert it.replicas() == "4/3"


@pytest.mark.statement("C050")
def test_tasks_of_a_removed_node_are_orphans() -> None:
    """Given a node that is down, when it is removed, then its old tasks are orphans, shown with the node's id."""
    it = replicated(3, workers=2)
    node_id = it.node_id("worker2")
    it.sim.stop_docker("worker2")
    it.settle()
    it.out("docker node rm worker2")
    it.settle()
    (orphan,) = [row for row in it.ps() if row.state == "Orphaned"]
    assert (orphan.node, orphan.desired, orphan.error) == (node_id, "Shutdown", "")
    (status,) = [t["Status"] for t in it.engine().tasks.list({"id": [orphan.id]})]
    assert status["Message"] == "Task belonged to a node that has been deleted"
    assert "ContainerStatus" not in status
    assert it.replicas() == "3/3"


@pytest.mark.statement("C050")
def test_a_ready_node_that_is_removed_by_force() -> None:
    """Given a task on a ready node, when the node is removed by force, then the orphan is replaced elsewhere.

    A task that was over before stays what it was.
    """
    it = replicated(3, workers=2)
    lost = next(row for row in it.ps() if row.node == "worker2")
    it.out("docker kill $(docker ps -q)", on="worker2")
    it.availability("manager1", "pause")
    it.availability("worker1", "pause")
    it.settle()
    it.availability("worker1", "active")
    it.out("docker node rm --force worker2")
    it.settle()
    rows = [row for row in it.ps() if row.slot == lost.slot]
    assert [(row.desired, row.state) for row in rows] == [
        ("Running", "Running"),
        ("Shutdown", "Orphaned"),
        ("Shutdown", "Failed"),
    ]
    assert rows[2].id == lost.id


@pytest.mark.statement("C051")
@pytest.mark.parametrize("way", ["drain", "pause", "down"])
def test_nothing_moves_back(way: str) -> None:
    """Given a node that took no tasks, when it is available again, then no task moves to it until one must."""
    it = Cluster()
    if way == "down":
        it.sim.stop_docker("worker1")
    else:
        it.availability("worker1", way)
    it.settle()
    it.create("--replicas 4 nginx:1.25")
    it.settle()
    before = it.ps()
    if way == "down":
        it.sim.start_docker("worker1")
    else:
        it.availability("worker1", "active")
    it.settle()
    assert it.ps() == before
    assert it.places() == ["manager1"] * 4
    it.update("--force --update-parallelism 0")
    it.settle()
    assert Counter(it.places()) == {"manager1": 2, "worker1": 2}


@pytest.mark.statement("C052")
def test_a_removed_service_leaves_nothing() -> None:
    """Given tasks that stop slowly, when their service is removed, then all are to be removed, and then gone."""
    it = replicated(3, image="lab/stubborn:1")
    service_id = it.inspect("{{.ID}}")
    it.out("docker service rm web")
    it.wait(2)
    assert it.refusal("docker service ps web") == "no such service: web"
    assert [(t["DesiredState"], t["Status"]["State"]) for t in it.engine().tasks.list({})] == [
        ("remove", "running")
    ] * 3
    command = "docker node ps --format '{{.Name}}|{{.DesiredState}}'"
    assert sorted(line for host in HOSTS for line in it.lines(f"{command} {host}")) == [
        f"{service_id}.{n}|Remove" for n in (1, 2, 3)
    ]
    it.settle()
    assert it.engine().tasks.list({}) == []
    assert it.lines("docker ps -aq") == it.lines("docker ps -aq", on="worker1") == []
