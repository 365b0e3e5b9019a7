"""Engines over a small cluster with a handful of images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from tutor.engine.engine import Engine
from tutor.engine.waiting import Chunk
from tutor.shell.drive import wait_for
from tutor.swarm.clock import SECOND
from tutor.swarm.cluster import HostSpec, Simulation
from tutor.swarm.registry import registry_from

if TYPE_CHECKING:
    from tutor.engine.waiting import Operation

T = TypeVar("T")
START = 1_767_225_600 * SECOND
IMAGES = {
    "images": [
        {"names": ["nginx:1.25", "nginx:1.26", "nginx:latest"], "cmd": ["nginx"], "expose": [80], "size": 50},
        {"names": ["lab/crash:1"], "cmd": ["/bin/crash"], "behaviour": "exits 1 after 1 s", "size": 2},
        {"names": ["lab/hello:1"], "cmd": ["hello"], "output": ["ready"], "size": 2},
    ]
}


class Cluster:
    """Engines by host, and somebody who lets time pass."""

    def __init__(self, names: tuple[str, ...] = ("manager1", "worker1", "worker2")) -> None:
        hosts = [HostSpec(name=name, address=f"10.77.0.{11 + n}") for n, name in enumerate(names)]
        self.sim = Simulation(hosts, registry_from(IMAGES), seed=7, start=START)
        self.engines = {name: Engine(self.sim, name) for name in names}

    def __getitem__(self, name: str) -> Engine:
        return self.engines[name]

    @property
    def manager(self) -> Engine:
        return self.engines["manager1"]

    def finish(self, operation: Operation[T]) -> T:
        """Run a slow operation to its end."""
        return self.chunks(operation)[1]

    def chunks(self, operation: Operation[T]) -> tuple[list[Any], T]:
        """What it gives, and its result."""
        given: list[Any] = []
        answer = True
        try:
            step = next(operation)
            while True:
                if isinstance(step, Chunk):
                    given.append(step.data)
                else:
                    answer = bool(wait_for(step, self.sim))
                step = operation.send(answer)
        except StopIteration as stop:
            result: T = stop.value
            return given, result

    def form_swarm(self) -> None:
        self.manager.swarm.init({"ListenAddr": "0.0.0.0:2377"})
        token = self.manager.swarm.inspect()["JoinTokens"]["Worker"]
        for name, engine in self.engines.items():
            if name != "manager1":
                self.finish(engine.swarm.join({"JoinToken": token, "RemoteAddrs": ["10.77.0.11:2377"]}))
        self.sim.settle()

    def service(self, name: str = "web", replicas: int = 2, **members: Any) -> str:
        """A service of nginx:1.25 that has come to rest; its id."""
        body = self.body(name, replicas, **members)
        created: str = self.manager.services.create(body)["ID"]
        self.sim.settle()
        return created

    @staticmethod
    def body(name: str = "web", replicas: int = 2, image: str = "nginx:1.25", **members: Any) -> dict[str, Any]:
        template = {"ContainerSpec": {"Image": image}}
        return {"Name": name, "TaskTemplate": template, "Mode": {"Replicated": {"Replicas": replicas}}, **members}


@pytest.fixture
def hosts() -> Cluster:
    """Three hosts, no swarm."""
    return Cluster()


@pytest.fixture
def cluster() -> Cluster:
    """Three hosts in a swarm that manager1 leads."""
    cluster = Cluster()
    cluster.form_swarm()
    return cluster
