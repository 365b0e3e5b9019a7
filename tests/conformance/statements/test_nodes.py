"""C115 to C124: nodes that leave, fail and are removed; managers, quorum, tokens, the lock."""

from __future__ import annotations

import pytest

from tests.conformance.statements.cluster import DAEMON_REFUSES, RPC_REFUSES, Cluster
from tutor.swarm.clock import SECOND

PRECONDITION = f"{RPC_REFUSES}FailedPrecondition desc = "
NO_LEADER = (
    f"{RPC_REFUSES}Unknown desc = The swarm does not have a leader. It's possible that too few managers are online. "
    "Make sure more than half of the managers are online."
)
HOUR = 3600


def status(it: Cluster, host: str) -> str:
    """STATUS of `docker node ls`."""
    lines = it.lines("docker node ls --format '{{.Hostname}}|{{.Status}}'")
    return dict(line.split("|") for line in lines)[host]


# ------------------------------------------------------------------ removing nodes
@pytest.mark.statement("C115")
def test_a_node_that_is_up_is_removed_only_by_force() -> None:
    """Given a ready worker, when it is removed, then that is refused; with --force it goes."""
    it = Cluster()
    text = f"{PRECONDITION}node {it.node_id('worker1')} is not down and can't be removed"
    assert it.refusal("docker node rm worker1") == text
    assert it.out("docker node rm --force worker1") == "worker1"
    assert it.lines("docker node ls --format '{{.Hostname}}'") == ["manager1"]


@pytest.mark.statement("C115")
def test_a_node_that_is_down_is_removed() -> None:
    """Given a worker that is down, when it is removed, then it goes without force."""
    it = Cluster()
    it.sim.stop_docker("worker1")
    it.settle()
    assert it.out("docker node rm worker1") == "worker1"


@pytest.mark.statement("C116")
@pytest.mark.parametrize("force", ["", "--force "])
def test_a_manager_is_demoted_before_it_is_removed(force: str) -> None:
    """Given a manager, even one that is down, when it is removed, then that is refused with and without force."""
    it = Cluster(managers=3, workers=0)
    it.sim.stop_docker("manager3")
    it.settle()
    for host in ("manager2", "manager3"):
        assert it.refusal(f"docker node rm {force}{host}") == (
            f"{PRECONDITION}node {it.node_id(host)} is a cluster manager and is a member of the raft cluster. "
            "It must be demoted to worker before removal"
        )
    it.out("docker node demote manager3")
    it.settle()
    assert it.out(f"docker node rm {force}manager3") == "manager3"


# ------------------------------------------------------------------ managers
@pytest.mark.statement("C117")
def test_the_last_manager_stays_one() -> None:
    """Given one manager, when it is demoted, then that is refused."""
    it = Cluster()
    assert it.refusal("docker node demote manager1") == (
        f"{PRECONDITION}attempting to demote the last manager of the swarm"
    )


@pytest.mark.statement("C118")
def test_a_demotion_may_not_cost_the_quorum() -> None:
    """Given three managers, one of them down, when a healthy one is demoted, then that is refused; the down one may."""
    it = Cluster(managers=3, workers=0)
    it.sim.stop_docker("manager3")
    it.settle()
    assert it.refusal("docker node demote manager2") == (
        f"{PRECONDITION}can't remove member from the raft: this would result in a loss of quorum"
    )
    assert it.out("docker node demote manager3") == "Manager manager3 demoted in the swarm."


@pytest.mark.statement("C119")
def test_without_a_quorum_nothing_is_decided_and_everything_runs() -> None:
    """Given three managers, when two stop, then manager commands tell of no leader, and containers keep running."""
    it = Cluster(managers=3, workers=1)
    it.create("--constraint node.hostname==worker1 --replicas 2 nginx:1.25")
    it.settle()
    containers = it.lines("docker ps --quiet", on="worker1")
    assert len(containers) == 2
    it.sim.stop_docker("manager2")
    it.sim.stop_docker("manager3")
    it.wait(60)
    for line in ("docker node ls", "docker service ls", "docker service scale web=3", "docker swarm join-token worker"):
        assert NO_LEADER in it.refusal(line)
    assert it.out("docker info --format '{{.Swarm.Error}}'").endswith(NO_LEADER.partition("desc = ")[2])
    assert it.lines("docker ps --quiet", on="worker1") == containers
    it.sim.start_docker("manager2")
    it.settle()
    assert it.replicas() == "2/2"
    assert it.lines("docker ps --quiet", on="worker1") == containers


# ------------------------------------------------------------------ heartbeats
@pytest.mark.statement("C120")
def test_a_silent_worker_is_down() -> None:
    """Given a worker, when three of its heartbeats are missing, then it is Down for `heartbeat failure`."""
    it = Cluster()
    it.sim.partition(["worker1"], ["manager1"])
    silent = it.seconds
    it.wait(9)
    assert status(it, "worker1") == "Ready"
    while status(it, "worker1") == "Ready":
        assert it.sim.advance_to_next(20 * SECOND)
    assert it.seconds - silent <= 16.5
    assert status(it, "worker1") == "Down"
    assert it.node("worker1")["Status"]["Message"] == "heartbeat failure"


@pytest.mark.statement("C121")
def test_tasks_of_a_node_that_is_down_for_a_day() -> None:
    """Given a node that is down, when 24 hours have passed, then its tasks are Orphaned, not before."""
    it = Cluster()
    it.create("--replicas 2 nginx:1.25")
    it.settle()
    (lost,) = [row.id for row in it.running() if row.node == "worker1"]
    it.sim.stop_docker("worker1")
    it.settle()

    def state() -> str:
        return next(row.state for row in it.ps() if row.id == lost)

    it.wait(24 * HOUR - 60)
    assert state() == "Running"
    it.wait(120)
    assert state() == "Orphaned"


# ------------------------------------------------------------------ tokens and the lock
@pytest.mark.statement("C122")
def test_an_old_token_lets_nobody_in() -> None:
    """Given a rotated token, when somebody joins with the old one, then it is refused; who is in stays."""
    it = Cluster(workers=2, outside=("worker2",))
    old = it.out("docker swarm join-token --quiet worker")
    new = it.out("docker swarm join-token --rotate --quiet worker")
    assert new != old
    assert new.rpartition("-")[0] == old.rpartition("-")[0]
    assert it.refusal(f"docker swarm join --token {old} 10.77.0.11:2377", on="worker2") == (
        f"{RPC_REFUSES}InvalidArgument desc = A valid join token is necessary to join this cluster"
    )
    it.wait(60)
    assert status(it, "worker1") == "Ready"
    it.out(f"docker swarm join --token {new} 10.77.0.11:2377", on="worker2")


@pytest.mark.statement("C123")
def test_a_locked_manager_waits_for_its_key() -> None:
    """Given autolock, when a manager's daemon restarts, then it is locked until the key is given."""
    it = Cluster(managers=3, workers=0)
    it.out("docker swarm update --autolock=true")
    key = it.out("docker swarm unlock-key --quiet")
    it.sim.stop_docker("manager2")
    it.settle()
    it.sim.start_docker("manager2")
    it.settle()
    assert it.refusal("docker node ls", on="manager2") == (
        f"{DAEMON_REFUSES}Swarm is encrypted and needs to be unlocked before it can be used. "
        'Please use "docker swarm unlock" to unlock it.'
    )
    it.out(f"echo {key} | docker swarm unlock", on="manager2")
    it.settle()
    assert len(it.lines("docker node ls --quiet", on="manager2")) == 3


@pytest.mark.statement("C124")
def test_who_leaves_and_comes_back_is_another_node() -> None:
    """Given a worker, when it leaves and joins again, then its old entry is Down and its name stands for two nodes."""
    it = Cluster()
    old = it.node_id("worker1")
    it.out("docker swarm leave", on="worker1")
    it.join("worker1")
    it.settle()
    rows = it.lines("docker node ls --filter name=worker1 --format '{{.ID}} {{.Status}}'")
    assert f"{old} Down" in rows
    (new,) = [row.split()[0] for row in rows if row.endswith("Ready")]
    assert new != old
    assert it.refusal("docker node rm worker1") == f"{DAEMON_REFUSES}node worker1 is ambiguous (2 matches found)"
    assert it.out(f"docker node rm {old}") == old
    assert it.node_id("worker1") == new
