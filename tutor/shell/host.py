"""One simulated machine as a learner meets it: name, files, working folder, environment, daemon."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tutor.engine.engine import Engine
from tutor.shell.files import Files

if TYPE_CHECKING:
    from tutor.swarm.cluster import Simulation

HOME = "/root"


def _environment(name: str) -> dict[str, str]:
    return {"HOME": HOME, "USER": "root", "LOGNAME": "root", "HOSTNAME": name, "SHELL": "/bin/bash", "TERM": "xterm"}


@dataclass(slots=True)
class HostShell:
    """What belongs to the shell of one host; the machine itself is the simulation's."""

    name: str
    sim: Simulation
    engine: Engine
    files: Files
    cwd: str = HOME
    env: dict[str, str] = field(default_factory=dict)
    history: list[str] = field(default_factory=list)
    status: int = 0
    """`$?`: exit status of the last pipeline."""

    @classmethod
    def of(cls, sim: Simulation, name: str) -> HostShell:
        """A fresh shell on the host of that name."""
        addresses = {host: machine.spec.address for host, machine in sim.hosts.items()}
        return cls(name, sim, Engine(sim, name), Files.fresh(name, addresses), env=_environment(name))

    @property
    def now(self) -> int:
        """Virtual time, nanoseconds since the epoch."""
        return self.sim.clock.now

    @property
    def address(self) -> str:
        """The machine's first IP address."""
        return self.sim.hosts[self.name].spec.address
