"""Events: those of the past, those that come, and filters."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.conftest import Cluster
from tutor.engine.times import for_a_clock_behind
from tutor.engine.waiting import Chunk, Until
from tutor.swarm.clock import SECOND


@pytest.fixture
def cluster() -> Cluster:
    cluster = Cluster(("manager1",))
    engine = cluster.manager
    cluster.finish(engine.images.pull("nginx:1.25"))
    engine.containers.create("one", {"Image": "nginx:1.25", "Labels": {"tier": "front"}})
    engine.containers.create("two", {"Image": "nginx:1.25"})
    cluster.finish(engine.containers.start("one"))
    return cluster


def past(cluster: Cluster, **filters: list[str]) -> list[Any]:
    now = cluster.sim.clock.now
    return cluster.chunks(cluster.manager.system.events(1, now, filters))[0]


@pytest.mark.parametrize(
    ("filters", "actions"),
    [
        ({}, ["pull", "create", "create", "start"]),
        ({"type": ["container"]}, ["create", "create", "start"]),
        ({"event": ["start", "pull"]}, ["pull", "start"]),
        ({"container": ["one"]}, ["create", "start"]),
        ({"container": ["one", "two"], "event": ["create"]}, ["create", "create"]),
        ({"label": ["tier=front"]}, ["create", "start"]),
        ({"image": ["nginx"]}, ["pull", "create", "create", "start"]),
        ({"scope": ["swarm"]}, []),
        ({"volume": ["one"]}, []),
    ],
)
def test_filters(cluster: Cluster, filters: dict[str, list[str]], actions: list[str]) -> None:
    assert [event["Action"] for event in past(cluster, **filters)] == actions


def test_two_events_of_one_moment_are_both_told(cluster: Cluster) -> None:
    following = cluster.manager.system.events(0, 0, {"event": ["create"]})
    assert isinstance(next(following), Until)
    for name in ("three", "four"):
        cluster.manager.containers.create(name, {"Image": "nginx:1.25"})
        told = following.send(True)
        assert isinstance(told, Chunk)
        assert told.data["Actor"]["Attributes"]["name"] == name
        assert isinstance(following.send(True), Until)


def test_what_old_clients_read(cluster: Cluster) -> None:
    event = past(cluster, container=["one"])[0]
    assert (event["status"], event["id"], event["from"]) == ("create", event["Actor"]["ID"], "nginx:1.25")


def test_moments_for_a_clock_that_is_behind(cluster: Cluster) -> None:
    before = past(cluster)[0]
    with for_a_clock_behind(100 * SECOND):
        after = past(cluster)[0]
        created = cluster.manager.containers.inspect("one")["Created"]
    assert before["timeNano"] - after["timeNano"] == 100 * SECOND
    assert before["time"] - after["time"] == 100
    assert created < cluster.manager.containers.inspect("one")["Created"]
