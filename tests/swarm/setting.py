"""A small cluster to try things on, and short words for looking at it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from msgspec.structs import replace

from tutor.swarm.clock import SECOND
from tutor.swarm.cluster import HostSpec, Registry, Simulation, Swarm
from tutor.swarm.ids import object_id
from tutor.swarm.objects import (
    Availability,
    Network,
    Node,
    NodeRole,
    Service,
    Task,
    TaskState,
    UpdateState,
    UpdateStatus,
)
from tutor.swarm.registry import registry_from
from tutor.swarm.spec import Json, service_spec

START = 1_750_000_000 * SECOND
DATA = Path(__file__).parents[2] / "data"


@cache
def registry() -> Registry:
    return registry_from(yaml.safe_load((DATA / "images.yaml").read_text()))


class Setting:
    """Machines m1, m2... (managers) and w1, w2... (workers) in one settled swarm."""

    def __init__(self, managers: int = 1, workers: int = 2, seed: int = 1, **machine: Any) -> None:
        names = [f"m{i + 1}" for i in range(managers)] + [f"w{i + 1}" for i in range(workers)]
        specs = [HostSpec(name=name, address=f"10.77.0.{11 + i}", **machine) for i, name in enumerate(names)]
        self.sim = Simulation(specs, registry(), seed, START)
        self.swarm: Swarm = self.sim.init_swarm("m1", addr="10.77.0.11")
        for name in names[1:]:
            self.join(name, NodeRole.MANAGER if name.startswith("m") else NodeRole.WORKER)
        self.settle()

    # ------------------------------------------------------------------ doing
    def join(self, name: str, role: NodeRole = NodeRole.WORKER, **options: Any) -> None:
        token = self.swarm.membership.token(role)
        address = self.sim.hosts[name].spec.address
        self.sim.join_swarm(name, token=token, remotes=["10.77.0.11:2377"], addr=address, **options)

    def settle(self, limit: int = 60) -> bool:
        return self.sim.settle(limit * SECOND)

    def wait(self, seconds: float) -> None:
        self.sim.advance(int(seconds * SECOND))

    def create(
        self,
        name: str = "web",
        replicas: int | None = None,
        image: str = "nginx:1.25",
        mode: Json | None = None,
        container: Json | None = None,
        task: Json | None = None,
        **members: Any,
    ) -> Service:
        """Create a service; `task`, `container` and the rest are members of the API's JSON."""
        wanted = mode or {"Replicated": {"Replicas": 1 if replicas is None else replicas}}
        template = {"ContainerSpec": {"Image": image, **(container or {})}, **(task or {})}
        raw = {"Name": name, "TaskTemplate": template, "Mode": wanted, **members}
        return self.swarm.store.create(Service(id=object_id(self.sim.rng), spec=service_spec(raw)))

    def update(self, name: str, **members: Any) -> Service:
        """Update a service as the control API does: the specification before is kept."""
        return self._write(name, {**self.service(name).spec.raw, **members})

    def update_task(self, name: str, image: str = "", **members: Any) -> Service:
        """Change members of the task template, or its image."""
        template = {**self.service(name).spec.raw["TaskTemplate"], **members}
        if image:
            template["ContainerSpec"] = {**template["ContainerSpec"], "Image": image}
        return self.update(name, TaskTemplate=template)

    def scale(self, name: str, replicas: int) -> Service:
        return self.update(name, Mode={"Replicated": {"Replicas": replicas}})

    def _write(self, name: str, raw: Json) -> Service:
        old = self.service(name)
        spec = service_spec(raw)
        job = spec.mode.is_job
        return self.swarm.store.update(
            replace(
                old,
                spec=spec,
                spec_version=old.version,
                previous_spec=old.spec,
                previous_spec_version=old.spec_version,
                update_status=None,
                job_iteration=old.job_iteration + 1 if job else 0,
            )
        )

    def roll_back(self, name: str) -> Service:
        """A manual rollback, as the control API does it: the two specifications are swapped."""
        old = self.service(name)
        assert old.previous_spec is not None
        status = UpdateStatus(
            state=UpdateState.ROLLBACK_STARTED,
            started_at=self.sim.clock.now,
            message="manually requested rollback",
        )
        return self.swarm.store.update(
            replace(
                old,
                spec=old.previous_spec,
                spec_version=old.version,
                previous_spec=old.spec,
                previous_spec_version=old.spec_version,
                update_status=status,
            )
        )

    def remove(self, name: str) -> None:
        self.swarm.store.delete(self.service(name))

    def change_node(self, host: str, **members: Any) -> Node:
        return self.swarm.store.update(replace(self.node(host), **members))

    def drain(self, host: str) -> None:
        self.change_node(host, availability=Availability.DRAIN)

    def promote(self, host: str) -> None:
        self.change_node(host, desired_role=NodeRole.MANAGER)

    def demote(self, host: str) -> None:
        self.swarm.membership.check_role(self.node(host), NodeRole.WORKER)
        self.change_node(host, desired_role=NodeRole.WORKER)

    def network(self, name: str, **raw: Any) -> Network:
        return self.swarm.store.create(Network(id=object_id(self.sim.rng), name=name, raw=raw))

    # ------------------------------------------------------------------ looking
    def node(self, host: str) -> Node:
        """The latest node of that machine."""
        return [n for n in self.swarm.store.nodes if n.host == host][-1]

    def service(self, name: str) -> Service:
        return next(s for s in self.swarm.store.services if s.spec.name == name)

    def tasks(self, name: str = "web", desired: TaskState | None = None) -> list[Task]:
        """Tasks of a service by slot, the newest first in each."""
        found = [t for t in self.swarm.store.tasks if t.service_name == name]
        found = [t for t in found if desired is None or t.desired_state is desired]
        numbered = sorted(enumerate(found), key=lambda item: (item[1].slot, item[1].node_id, -item[0]))
        return sorted([t for _, t in numbered], key=lambda t: (t.slot, t.node_id if not t.slot else ""))

    def running(self, name: str = "web") -> list[Task]:
        """Tasks that run and shall run."""
        return [t for t in self.tasks(name, TaskState.RUNNING) if t.state is TaskState.RUNNING]

    def host_of(self, task: Task) -> str:
        node = self.swarm.store.nodes.get(task.node_id)
        return node.host if node else ""

    def places(self, name: str = "web") -> list[str]:
        """Machines of the tasks that run and shall run, in order."""
        return sorted(self.host_of(t) for t in self.running(name))

    def images(self, name: str = "web") -> list[str]:
        return [t.spec.image for t in self.running(name)]

    def now(self) -> int:
        return self.sim.clock.now
