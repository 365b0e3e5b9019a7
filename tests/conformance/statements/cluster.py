"""A cluster to try statements on: commands are typed, tables are read, time passes at once.

Machines are called manager1, manager2, ..., worker1, worker2, ... and have the addresses 10.77.0.11,
10.77.0.12, ... in that order. What happens is seen only through docker commands and Engine operations.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from msgspec.structs import replace

from tutor.engine.engine import Engine
from tutor.shell.drive import Outcome, run_through
from tutor.shell.terminal import Terminal
from tutor.swarm.clock import SECOND
from tutor.swarm.cluster import HostSpec, Registry, Simulation
from tutor.swarm.registry import registry_from

if TYPE_CHECKING:
    from collections.abc import Mapping

START = 1_767_225_600 * SECOND
IMAGES = Path(__file__).parents[3] / "data" / "images.yaml"
DAEMON_REFUSES = "Error response from daemon: "
RPC_REFUSES = f"{DAEMON_REFUSES}rpc error: code = "
_FIELDS = "{{.ID}}|{{.Name}}|{{.Image}}|{{.Node}}|{{.DesiredState}}|{{.CurrentState}}|{{.Error}}"


@cache
def registry() -> Registry:
    """The pretend registry of the product."""
    return registry_from(yaml.safe_load(IMAGES.read_text()))


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One row of `docker service ps --no-trunc`."""

    id: str
    name: str
    image: str
    node: str
    desired: str
    """`Running`, `Ready`, `Shutdown`, `Remove`, `Complete`."""
    state: str
    """The first word of the current state: `Running`, `Pending`, `Failed`, ..."""
    error: str

    @classmethod
    def read(cls, line: str) -> TaskRow:
        task_id, name, image, node, desired, current, error = line.split("|")
        return cls(task_id, name, image, node, desired, current.split()[0], error.strip('"'))

    @property
    def slot(self) -> str:
        """What follows the service's name: a number, or a node's id."""
        return self.name.rpartition(".")[2]

    @property
    def runs(self) -> bool:
        """It runs, and it shall."""
        return (self.desired, self.state) == ("Running", "Running")


class Cluster:
    """Machines with shells; those that are not named in `outside` are in one swarm that manager1 leads."""

    def __init__(
        self,
        managers: int = 1,
        workers: int = 1,
        *,
        outside: tuple[str, ...] = (),
        machines: Mapping[str, Mapping[str, Any]] | None = None,
        seed: int = 7,
    ) -> None:
        """`outside`: machines (of those counted) that belong to no swarm yet.

        `machines`: what is special about a machine, members of HostSpec by its name.
        """
        names = [f"manager{n + 1}" for n in range(managers)] + [f"worker{n + 1}" for n in range(workers)]
        special = machines or {}
        specs = [HostSpec(name=n, address=f"10.77.0.{11 + i}", **special.get(n, {})) for i, n in enumerate(names)]
        self.sim = Simulation(specs, registry(), seed, START)
        self.terminal = Terminal.over(self.sim)
        self.out("docker swarm init --advertise-addr 10.77.0.11")
        for name in names[1:]:
            if name not in outside:
                self.join(name)
        self.settle()

    # ------------------------------------------------------------------ commands
    def run(self, line: str, *, on: str = "manager1") -> Outcome:
        """Type a line on a machine and wait until it is done."""
        return run_through(self.terminal.start(line, on=on, tty=False), self.sim)

    def out(self, line: str, *, on: str = "manager1") -> str:
        """What a line prints that must succeed, without the last newline."""
        outcome = self.run(line, on=on)
        assert outcome.status == 0, f"{line}: {outcome.stderr}"
        return outcome.stdout.rstrip("\n")

    def lines(self, line: str, *, on: str = "manager1") -> list[str]:
        return self.out(line, on=on).splitlines()

    def refusal(self, line: str, *, on: str = "manager1") -> str:
        """What a line prints on standard error that must fail, without the last newline."""
        outcome = self.run(line, on=on)
        assert outcome.status != 0, f"{line}: {outcome.stdout}"
        return outcome.stderr.rstrip("\n")

    def create(self, options: str, *, name: str = "web") -> None:
        """`docker service create` in the background, then what happens at once; not yet settled."""
        self.out(f"docker service create --detach --name {name} {options}")

    def update(self, options: str, *, name: str = "web") -> None:
        """`docker service update` in the background; not yet settled."""
        self.out(f"docker service update --detach {options} {name}")

    def scale(self, replicas: int, *, name: str = "web") -> None:
        """`docker service scale` in the background; not yet settled."""
        self.out(f"docker service scale --detach {name}={replicas}")

    def write(self, path: str, text: str, *, on: str = "manager1") -> None:
        """Put a file into root's home folder of a machine."""
        self.terminal.shells[on].files.write(f"/root/{path}", text)

    # ------------------------------------------------------------------ machines
    def join(self, host: str, role: str = "") -> None:
        """Let a machine join, by its name as a manager or a worker unless a role is given."""
        role = role or host.rstrip("0123456789")
        token = self.out(f"docker swarm join-token -q {role}")
        self.out(f"docker swarm join --token {token} 10.77.0.11:2377", on=host)

    def availability(self, host: str, value: str) -> None:
        """`docker node update --availability`; not yet settled."""
        self.out(f"docker node update --availability {value} {host}")

    def label(self, host: str, **labels: str) -> None:
        options = " ".join(f"--label-add {key}={value}" for key, value in labels.items())
        self.out(f"docker node update {options} {host}")

    def rebuild(self, host: str, **members: Any) -> None:
        """Change members of a machine's HostSpec; its daemon tells of them when it is heard again after a moment."""
        machine = self.sim.hosts[host]
        machine.spec = replace(machine.spec, **members)
        self.sim.partition([host], [other for other in self.sim.hosts if other != host])
        self.wait(1)
        self.sim.heal()

    def node(self, host: str) -> dict[str, Any]:
        """`docker node inspect` as JSON."""
        found: dict[str, Any] = self.engine().nodes.inspect(host)
        return found

    def node_id(self, host: str) -> str:
        return self.out(f"docker node inspect --format '{{{{.ID}}}}' {host}")

    # ------------------------------------------------------------------ looking
    def engine(self, host: str = "manager1") -> Engine:
        return Engine(self.sim, host)

    def ps(self, service: str = "web", *, on: str = "manager1") -> list[TaskRow]:
        """All tasks of a service, by name, the newest first in each slot."""
        rows = self.lines(f"docker service ps --no-trunc --format '{_FIELDS}' {service}", on=on)
        return [TaskRow.read(row) for row in rows]

    def running(self, service: str = "web") -> list[TaskRow]:
        """Tasks that run and shall run."""
        return [row for row in self.ps(service) if row.runs]

    def places(self, service: str = "web") -> list[str]:
        """The machines of the tasks that run and shall run, sorted; one entry for each task."""
        return sorted(row.node for row in self.running(service))

    def replicas(self, service: str = "web") -> str:
        """REPLICAS of `docker service ls`."""
        lines = self.lines("docker service ls --format '{{.Name}}|{{.Replicas}}'")
        return dict(line.split("|") for line in lines)[service]

    def error(self, service: str = "web") -> str:
        """The error of the only task that is pending."""
        (row,) = [row for row in self.ps(service) if row.state == "Pending"]
        return row.error

    def inspect(self, template: str, service: str = "web") -> str:
        """`docker service inspect --format`."""
        return self.out(f"docker service inspect --format '{template}' {service}")

    # ------------------------------------------------------------------ time
    def settle(self, seconds: float = 60) -> None:
        """Let time pass until nothing changes any more."""
        assert self.sim.settle(int(seconds * SECOND)), "things still change"

    def wait(self, seconds: float) -> None:
        self.sim.advance(int(seconds * SECOND))

    @property
    def seconds(self) -> float:
        """Time since the start."""
        return (self.sim.clock.now - START) / SECOND
