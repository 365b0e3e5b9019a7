"""C029 to C037: what a constraint means, and what it must look like."""

from __future__ import annotations

import pytest

from tests.conformance.statements.cluster import RPC_REFUSES, Cluster

UNSATISFIED = "no suitable node (scheduling constraints not satisfied on 2 nodes)"


def constrained(it: Cluster, *constraints: str) -> None:
    """A service with a task on every node that these constraints allow."""
    options = " ".join(f"--constraint '{c}'" for c in constraints)
    it.create(f"--mode global {options} nginx:1.25")
    it.settle()


@pytest.mark.statement("C029")
def test_hostnames_compare_without_regard_to_case() -> None:
    """Given a node worker1, when a service asks for `node.hostname == WORKER1`, then it runs there."""
    it = Cluster()
    constrained(it, "node.hostname == WORKER1")
    assert it.places() == ["worker1"]


@pytest.mark.statement("C030")
def test_a_label_that_is_missing_differs_from_every_value() -> None:
    """Given a node without labels, when a service asks for `node.labels.security != low`, then the node fits."""
    it = Cluster()
    it.label("manager1", security="low")
    constrained(it, "node.labels.security != low")
    assert it.places() == ["worker1"]


@pytest.mark.statement("C031")
def test_keys_of_labels_keep_their_case() -> None:
    """Given the label security=high, when a service asks for `node.labels.Security==high`, then nothing fits."""
    it = Cluster()
    it.label("worker1", security="high")
    it.create("--constraint node.labels.Security==high nginx:1.25", name="wrong")
    it.create("--constraint NODE.Labels.security==HIGH nginx:1.25", name="right")
    it.settle()
    assert it.error("wrong") == UNSATISFIED
    assert it.places("right") == ["worker1"]


@pytest.mark.statement("C032")
@pytest.mark.parametrize(
    ("constraint", "places"),
    [
        ("node.ip==10.77.0.12", ["worker1"]),
        ("node.ip==10.77.0.12/32", ["worker1"]),
        ("node.ip==10.77.0.0/24", ["manager1", "worker1"]),
        ("node.ip!=10.77.0.12", ["manager1"]),
        ("node.ip==10.99.0.0/24", []),
        ("node.ip==10.77.0", []),
        ("node.ip!=10.77.0", []),
    ],
)
def test_addresses_and_networks(constraint: str, places: list[str]) -> None:
    """Given nodes with addresses, when a service asks for an address or a network, then the nodes in it fit.

    A malformed address fits no node, whatever the operator.
    """
    it = Cluster()
    constrained(it, constraint)
    assert it.places() == places


@pytest.mark.statement("C033")
def test_the_role_is_the_one_the_node_has() -> None:
    """Given a worker, when it is promoted, then a service that asks for managers can run there."""
    it = Cluster(workers=2)
    constrained(it, "node.role==manager")
    assert it.places() == ["manager1"]
    it.out("docker node promote worker1")
    it.settle()
    assert it.places() == ["manager1", "worker1"]


@pytest.mark.statement("C034")
def test_engine_labels_are_those_of_the_daemon() -> None:
    """Given a label os=x of one daemon and a node label os=x elsewhere, then `engine.labels.os==x` asks the daemon."""
    it = Cluster(machines={"worker1": {"engine_labels": {"os": "x"}}})
    it.label("manager1", os="x")
    constrained(it, "engine.labels.os==x")
    assert it.places() == ["worker1"]


@pytest.mark.statement("C035")
def test_all_constraints_have_to_hold() -> None:
    """Given two constraints, when one of them is false for a node, then the node is out."""
    it = Cluster(workers=2)
    it.label("worker1", disk="ssd")
    constrained(it, "node.role==worker", "node.labels.disk==ssd")
    assert it.places() == ["worker1"]


@pytest.mark.statement("C036")
def test_an_unknown_key_is_taken_and_fits_no_node() -> None:
    """Given a constraint with an unknown key, when the service is created, then it is taken but never runs."""
    it = Cluster()
    it.create("--constraint node.foo==x nginx:1.25", name="equal")
    it.create("--constraint node.foo!=x nginx:1.25", name="different")
    it.settle()
    assert it.error("equal") == it.error("different") == UNSATISFIED


@pytest.mark.statement("C037")
@pytest.mark.parametrize(
    ("constraint", "reason"),
    [
        ("node.role=manager", "constraint expected one operator from ==, !="),
        ("1bad==x", "key '1bad' is invalid"),
        ("node.role==", "value '' is invalid"),
    ],
)
def test_malformed_constraints_are_refused(constraint: str, reason: str) -> None:
    """Given `node.role=manager`, when a service is created, then it is refused for want of an operator."""
    it = Cluster(workers=0)
    said = it.refusal(f"docker service create --constraint '{constraint}' nginx:1.25")
    assert said == f"{RPC_REFUSES}Unknown desc = {reason}"
    assert it.lines("docker service ls -q") == []
