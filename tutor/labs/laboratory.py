"""Where labs take place: the pretend registry, named sets of hosts, and a bench made of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tutor.library.lab import split_line
from tutor.shell.drive import Outcome, run_through
from tutor.shell.files import resolve
from tutor.shell.terminal import Terminal
from tutor.swarm.clock import SECOND
from tutor.swarm.cluster import Simulation
from tutor.swarm.host import HostSpec
from tutor.swarm.registry import Registry, registry_from

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tutor.labs.reader import EngineReader

SETTLE_LIMIT = 300 * SECOND
"""How long a bench waits for a cluster to come to rest."""
PROOF_START = 1_767_225_600 * SECOND
"""2026-01-01T00:00:00Z: when proofs and effects take place; a learner's labs begin at their own time."""


class UnknownCluster(LookupError):
    """`data/clusters.yaml` has no cluster of that name."""

    for_the_user = True

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(f"there is no cluster {name!r}; known are {', '.join(known)}")


@dataclass(slots=True)
class Bench:
    """One simulated cluster with a terminal on it."""

    sim: Simulation
    terminal: Terminal

    @property
    def hosts(self) -> tuple[str, ...]:
        return tuple(self.sim.hosts)

    @property
    def readers(self) -> Mapping[str, EngineReader]:
        """What judges of goals read through: each host's Engine."""
        return {name: self.terminal.shells[name].engine for name in self.hosts}

    def run(self, line: str) -> Outcome:
        """Type a line (`HOST$ command`, or a command for the first host) and let time pass until it ends."""
        host, command = split_line(line, self.hosts[0])
        return run_through(self.terminal.start(command, on=host, tty=False), self.sim)

    def settle(self) -> bool:
        """Let time pass until nothing changes any more; False when it never came to rest."""
        return self.sim.settle(SETTLE_LIMIT)


@dataclass(frozen=True, slots=True)
class Laboratory:
    """What every bench is made from."""

    registry: Registry
    clusters: Mapping[str, tuple[HostSpec, ...]]

    def bench(
        self,
        cluster: str,
        *,
        seed: int,
        start: int,
        managers: Sequence[str] = (),
        files: Mapping[str, Mapping[str, str]] | None = None,
    ) -> Bench:
        """A fresh cluster; with `managers` they and all other hosts (as workers) form a swarm that is at rest.

        `start` is virtual time in nanoseconds since the epoch. Raises UnknownCluster.
        """
        if cluster not in self.clusters:
            raise UnknownCluster(cluster, list(self.clusters))
        sim = Simulation(self.clusters[cluster], self.registry, seed, start)
        bench = Bench(sim, Terminal.over(sim))
        for host, texts in (files or {}).items():
            for path, text in texts.items():
                shell = bench.terminal.shells[host]
                shell.files.place(resolve(shell.cwd, path), text)
        if managers:
            _form_swarm(bench, managers)
        return bench


def _form_swarm(bench: Bench, managers: Sequence[str]) -> None:
    first = managers[0]
    bench.run(f"{first}$ docker swarm init")
    address = bench.sim.hosts[first].spec.address
    for host in bench.hosts:
        if host != first:
            role = "manager" if host in managers else "worker"
            token = f"$(ssh {first} docker swarm join-token -q {role})"
            bench.run(f"{host}$ docker swarm join --token {token} {address}:2377")
    bench.settle()


def laboratory_from(images: Mapping[str, Any], clusters: Mapping[str, Any]) -> Laboratory:
    """Build it from the contents of `data/images.yaml` and `data/clusters.yaml`."""
    return Laboratory(
        registry_from(images),
        {name: tuple(HostSpec(**host) for host in hosts) for name, hosts in clusters["clusters"].items()},
    )
