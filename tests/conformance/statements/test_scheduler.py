"""C001 to C028: which node a task goes to, and why there is none."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.conformance.statements.cluster import Cluster

GIB = 1 << 30
SMALL = {"memory_bytes": GIB}
ARM = {"architecture": "aarch64"}


def settled(it: Cluster, options: str, name: str = "web") -> None:
    it.create(options, name=name)
    it.settle()


# ------------------------------------------------------------------ ranking
@pytest.mark.statement("C001")
def test_two_replicas_on_two_nodes_are_spread() -> None:
    """Given two ready nodes, when a service has two replicas, then each node has one."""
    it = Cluster()
    settled(it, "--replicas 2 nginx:1.25")
    assert it.places() == ["manager1", "worker1"]


@pytest.mark.statement("C002")
def test_a_new_task_goes_to_the_node_without_one() -> None:
    """Given nodes with none, one and two tasks of a service, when one more is made, then the empty node has it."""
    it = Cluster(workers=2)
    it.availability("worker2", "drain")
    settled(it, "--replicas 3 nginx:1.25")
    before = Counter(it.places())
    assert sorted(before.values()) == [1, 2]
    # Others make the empty node the fullest one: tasks of the same service count first.
    it.availability("worker2", "active")
    settled(it, "--replicas 9 --constraint node.hostname==worker2 nginx:1.25", name="other")
    it.scale(4)
    it.settle()
    assert Counter(it.places()) == before + Counter(["worker2"])


@pytest.mark.statement("C003")
@pytest.mark.parametrize(("busy", "idle"), [("manager1", "worker1"), ("worker1", "manager1")])
def test_between_equals_the_emptier_node_wins(busy: str, idle: str) -> None:
    """Given two nodes with equally many tasks of a service, when one is made, then the node with fewer tasks has it."""
    it = Cluster()
    settled(it, "--replicas 2 nginx:1.25")
    settled(it, f"--constraint node.hostname=={busy} nginx:1.25", name="other")
    it.scale(3)
    it.settle()
    assert Counter(it.places()) == {busy: 1, idle: 2}


# ------------------------------------------------------------------ filters
@pytest.mark.statement("C005")
@pytest.mark.parametrize("availability", ["drain", "pause"])
def test_no_node_is_available(availability: str) -> None:
    """Given one node that takes no tasks, when a task is made, then it stays pending and says so."""
    it = Cluster(workers=0)
    it.availability("manager1", availability)
    settled(it, "nginx:1.25")
    (row,) = it.ps()
    assert (row.node, row.desired, row.state) == ("", "Running", "Pending")
    assert row.error == "no suitable node (1 node not available for new tasks)"


def too_much_memory(**machines: dict[str, Any]) -> Cluster:
    """Two nodes that are not ready, a small one, and a task that reserves more than that has."""
    outside = ("worker4",) if "worker4" in machines else ()
    it = Cluster(workers=3 + len(outside), outside=outside, machines={"worker3": SMALL, **machines})
    for host in ("worker1", "worker2"):
        it.sim.stop_docker(host)
    it.availability("manager1", "drain")
    it.settle()
    settled(it, "--reserve-memory 2G nginx:1.25")
    return it


@pytest.mark.statement("C006")
def test_reasons_are_counted_the_most_frequent_first() -> None:
    """Given nodes that are not ready and one too small, when memory is reserved, then both reasons are counted."""
    assert too_much_memory().error() == (
        "no suitable node (3 nodes not available for new tasks; insufficient resources on 1 node)"
    )


@pytest.mark.statement("C007")
def test_a_node_that_is_big_enough_joins() -> None:
    """Given a task that no node has room for, when a bigger machine joins, then the task is assigned to it."""
    it = too_much_memory(worker4={"memory_bytes": 8 * GIB})
    (waiting,) = it.ps()
    it.join("worker4")
    it.settle()
    (row,) = it.ps()
    assert (row.id, row.node, row.state, row.error) == (waiting.id, "worker4", "Running", "")


@pytest.mark.statement("C008")
@pytest.mark.parametrize("resource", ["--reserve-memory 3G", "--reserve-cpu 1.5"])
def test_a_reservation_that_ends_makes_room(resource: str) -> None:
    """Given a node full of reservations, when the task that holds them ends, then the pending task is assigned."""
    it = Cluster(workers=0)
    it.create(f"--restart-condition none {resource} busybox sleep 30", name="first")
    it.wait(10)
    it.create(f"{resource} nginx:1.25")
    it.wait(10)
    assert it.error() == "no suitable node (insufficient resources on 1 node)"
    it.wait(20)
    assert it.ps("first")[0].state == "Complete"
    assert it.places() == ["manager1"]


@pytest.mark.statement("C009")
def test_limits_do_not_count() -> None:
    """Given a node, when the limits of tasks exceed its memory, then they are placed all the same."""
    it = Cluster(workers=0)
    settled(it, "--replicas 3 --limit-memory 3G --limit-cpu 2 nginx:1.25")
    assert it.places() == ["manager1"] * 3


@pytest.mark.statement("C010")
def test_a_missing_volume_driver() -> None:
    """Given nodes without a volume plugin, when a task mounts with that driver, then no node suits."""
    it = Cluster(workers=0)
    settled(it, "--mount type=volume,source=data,target=/data,volume-driver=rexray nginx:1.25")
    assert it.error() == "no suitable node (missing plugin on 1 node)"


@pytest.mark.statement("C011")
@pytest.mark.parametrize(
    "mount", ["type=bind,source=/etc,target=/x", "type=tmpfs,target=/x", "source=data,target=/x,volume-driver=local"]
)
def test_mounts_that_need_no_plugin(mount: str) -> None:
    """Given a task with a bind mount only, then the filter of plugins has nothing to say."""
    it = Cluster(workers=0)
    settled(it, f"--mount {mount} nginx:1.25")
    assert it.places() == ["manager1"]


@pytest.mark.statement("C012")
def test_log_drivers() -> None:
    """Given a task whose log driver is `none` or has no name, then no plugin is asked for; an unknown one is missed."""
    it = Cluster(workers=0)
    settled(it, "--log-driver none nginx:1.25", name="none")
    settled(it, "--log-opt max-size=1m nginx:1.25", name="nameless")
    settled(it, "--log-driver nosuch nginx:1.25", name="unknown")
    assert it.places("none") == it.places("nameless") == ["manager1"]
    assert it.error("unknown") == "no suitable node (missing plugin on 1 node)"


@pytest.mark.statement("C013")
def test_platforms_of_an_image() -> None:
    """Given nodes x86_64 and aarch64, when an image is for arm64 or amd64 only, then the names mean the same."""
    it = Cluster(workers=2, machines={"worker1": ARM})
    settled(it, "--replicas 2 lab/arm:1", name="arm")
    settled(it, "--replicas 3 --constraint node.hostname!=manager1 lab/once:1 sleep infinity", name="pc")
    assert it.places("arm") == ["worker1"] * 2
    assert it.places("pc") == ["worker2"] * 3
    it.availability("worker1", "drain")
    it.settle()
    waiting = [row.error for row in it.ps("arm") if row.state == "Pending"]
    assert (
        waiting
        == [
            "no suitable node (unsupported platform on 2 nodes; 1 node not available for new tasks)",
        ]
        * 2
    )


@pytest.mark.statement("C014")
def test_a_host_port_is_taken_once_per_node() -> None:
    """Given two nodes and two tasks on host port 58, when there is a third task, then the port is in use everywhere."""
    it = Cluster()
    settled(it, "--replicas 3 --publish mode=host,published=58,target=80 nginx:1.25")
    assert it.places() == ["manager1", "worker1"]
    assert it.error() == "no suitable node (host-mode port already in use on 2 nodes)"
    settled(it, "--publish mode=host,published=58,target=80,protocol=udp nginx:1.25", name="udp")
    assert len(it.places("udp")) == 1


def one_per_node() -> Cluster:
    """Two nodes, three tasks of which no two may share a node, and a machine that has not joined."""
    it = Cluster(workers=2, outside=("worker2",))
    settled(it, "--replicas 3 --replicas-max-per-node 1 nginx:1.25")
    return it


@pytest.mark.statement("C015")
def test_a_limit_of_replicas_per_node() -> None:
    """Given two nodes that have one task each and may have no more, when there is a third, then the limit is told."""
    it = one_per_node()
    assert it.places() == ["manager1", "worker1"]
    assert it.error() == "no suitable node (max replicas per node limit exceed)"


@pytest.mark.statement("C016")
def test_a_further_node_takes_the_task_over_the_limit() -> None:
    """Given a task that waits for the limit of replicas per node, when a node joins, then the task goes there."""
    it = one_per_node()
    it.join("worker2")
    it.settle()
    assert it.places() == ["manager1", "worker1", "worker2"]


@pytest.mark.statement("C017")
def test_a_constraint_that_no_node_meets() -> None:
    """Given three nodes, when a constraint is false on all of them, then the pending task says so."""
    it = Cluster(workers=2)
    settled(it, "--constraint node.labels.zone==nowhere nginx:1.25")
    assert it.error() == "no suitable node (scheduling constraints not satisfied on 3 nodes)"


# ------------------------------------------------------------------ failures
def kill_on(it: Cluster, host: str, times: int) -> None:
    """Kill a task of the service on a machine, again and again; its place is filled each time."""
    for _ in range(times):
        newest = it.lines("docker ps -q", on=host)[0]
        it.out(f"docker kill {newest}", on=host)
        it.settle()


def one_here_many_there() -> Cluster:
    """worker1 has one task of the service, worker2 has three of it."""
    it = Cluster(workers=2)
    it.availability("manager1", "drain")
    it.availability("worker1", "pause")
    settled(it, "--replicas 3 --restart-delay 0s nginx:1.25")
    it.availability("worker1", "active")
    it.scale(4)
    it.settle()
    assert it.places() == ["worker1", *["worker2"] * 3]
    return it


@pytest.mark.statement("C018")
def test_a_node_where_a_service_keeps_failing_is_avoided() -> None:
    """Given a service that failed five times on one node, when a task is made, then another node has it.

    Four failures do not count, and after five minutes the node is as good as any.
    """
    it = one_here_many_there()
    kill_on(it, "worker1", 4)
    assert Counter(it.places()) == {"worker1": 1, "worker2": 3}
    kill_on(it, "worker1", 1)
    assert Counter(it.places()) == {"worker2": 4}
    kill_on(it, "worker2", 1)
    assert Counter(it.places()) == {"worker2": 4}
    it.wait(300)
    kill_on(it, "worker2", 2)
    assert Counter(it.places()) == {"worker1": 2, "worker2": 2}


@pytest.mark.statement("C019")
@pytest.mark.parametrize(
    ("change", "places"),
    [("--env-add A=1 --update-parallelism 0", [2, 2]), ("--replicas 6", [2, 4])],
)
def test_failures_are_counted_for_one_version_of_the_specification(change: str, places: list[int]) -> None:
    """Given a node avoided for five failures, when the specification changes, then the count starts at nothing.

    A change of scale is a new version, too.
    """
    it = one_here_many_there()
    kill_on(it, "worker1", 5)
    assert Counter(it.places()) == {"worker2": 4}
    it.update(change)
    it.settle()
    assert [it.places().count(host) for host in ("worker1", "worker2")] == places


@pytest.mark.statement("C020")
def test_failures_of_global_tasks_do_not_count_against_a_node() -> None:
    """Given a global service that keeps failing on a node, then it is tried there still, and so are other services."""
    it = Cluster()
    it.create("--mode global --restart-delay 1s --constraint node.hostname==worker1 lab/crash:1", name="sick")
    it.wait(60)
    rows = it.ps("sick")
    assert {row.node for row in rows} == {"worker1"}
    assert len(rows) == 5
    it.create("--replicas 2 nginx:1.25")
    it.wait(20)
    assert it.places() == ["manager1", "worker1"]


# ------------------------------------------------------------------ preferences
@pytest.mark.statement("C021")
def test_a_preference_spreads_over_the_values_of_a_label() -> None:
    """Given two label values on an uneven number of nodes, when tasks are spread, then each value has as many."""
    it = Cluster(workers=3)
    it.availability("manager1", "drain")
    it.label("worker1", dc="east")
    it.label("worker2", dc="east")
    it.label("worker3", dc="west")
    settled(it, "--replicas 8 --placement-pref spread=node.labels.dc nginx:1.25")
    assert Counter(it.places()) == {"worker1": 2, "worker2": 2, "worker3": 4}


@pytest.mark.statement("C022")
def test_nodes_without_the_label_are_a_branch_of_their_own() -> None:
    """Given one node with a label and two without, when tasks are spread over it, then those two share one half."""
    it = Cluster(workers=2)
    it.label("worker1", dc="east")
    settled(it, "--replicas 4 --placement-pref spread=node.labels.dc nginx:1.25")
    assert Counter(it.places()) == {"manager1": 1, "worker1": 2, "worker2": 1}


@pytest.mark.statement("C023")
def test_preferences_nest() -> None:
    """Given two preferences, then tasks are even over the first label, and within it over the second."""
    it = Cluster(workers=4, machines={"worker3": {"engine_labels": {"rack": "1"}}})
    it.availability("manager1", "drain")
    for host, dc in (("worker1", "a"), ("worker2", "a"), ("worker3", "a"), ("worker4", "b")):
        it.label(host, dc=dc)
    settled(
        it,
        "--replicas 8 --placement-pref spread=node.labels.dc --placement-pref spread=engine.labels.rack nginx:1.25",
    )
    assert Counter(it.places()) == {"worker1": 1, "worker2": 1, "worker3": 2, "worker4": 4}


@pytest.mark.statement("C024")
def test_a_full_branch_spills_over() -> None:
    """Given a branch with room for one task, when four are spread, then the others take the rest."""
    it = Cluster(workers=2, machines={"worker2": SMALL})
    it.availability("manager1", "drain")
    it.label("worker1", dc="a")
    it.label("worker2", dc="b")
    settled(it, "--replicas 4 --reserve-memory 900M --placement-pref spread=node.labels.dc nginx:1.25")
    assert Counter(it.places()) == {"worker1": 3, "worker2": 1}


@pytest.mark.statement("C025")
def test_a_preference_that_names_no_label_has_no_effect() -> None:
    """Given tasks spread over the host name, then nothing is spread: tasks go to the emptier nodes as ever."""
    it = Cluster(workers=2)
    it.availability("worker2", "drain")
    it.label("worker1", dc="a")
    settled(it, "--replicas 4 --placement-pref spread=node.hostname nginx:1.25")
    assert Counter(it.places()) == {"manager1": 2, "worker1": 2}
    assert it.inspect("{{(index .Spec.TaskTemplate.Placement.Preferences 0).Spread.SpreadDescriptor}}") == (
        "node.hostname"
    )


# ------------------------------------------------------------------ the queue
@pytest.mark.statement("C026")
def test_tasks_with_a_given_node_come_first() -> None:
    """Given a replicated and a global task that wait for the same memory, when it is free, then the latter has it."""
    it = Cluster(workers=0)
    settled(it, "--reserve-memory 3G nginx:1.25", name="first")
    settled(it, "--reserve-memory 3G nginx:1.25", name="free")
    settled(it, "--mode global --reserve-memory 3G nginx:1.25", name="given")
    it.out("docker service rm first")
    it.settle()
    assert it.places("given") == ["manager1"]
    assert it.error("free") == "no suitable node (insufficient resources on 1 node)"


@pytest.mark.statement("C027")
def test_a_global_task_that_does_not_fit_has_the_bare_reason() -> None:
    """Given a node without the memory that a global service reserves, then its task is pending with the bare reason."""
    it = Cluster(machines={"worker1": SMALL})
    settled(it, "--mode global --reserve-memory 2G nginx:1.25")
    assert it.places() == ["manager1"]
    (row,) = [row for row in it.ps() if not row.runs]
    assert (row.node, row.desired, row.state) == ("worker1", "Running", "Pending")
    assert row.error == "insufficient resources on 1 node"


@pytest.mark.statement("C028")
def test_tasks_of_a_removed_service_are_dropped() -> None:
    """Given a pending task, when its service is removed and there is room, then nothing is left and nothing starts."""
    it = Cluster(workers=0)
    settled(it, "--constraint node.labels.disk==ssd nginx:1.25")
    it.out("docker service rm web")
    it.settle()
    assert it.engine().tasks.list({}) == []
    it.label("manager1", disk="ssd")
    it.settle()
    assert it.lines("docker ps -aq") == []
