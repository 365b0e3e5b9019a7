"""What is served at the beginning: hosts by name, a named set of hosts, or the start of a lab."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import TYPE_CHECKING

from tutor.labs.verify import prepare
from tutor.serve.sockets import SocketTrouble, check_name
from tutor.swarm.cluster import HostSpec, Simulation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tutor.labs.laboratory import Laboratory
    from tutor.library.lab import Lab

SEED = 352
FIRST_ADDRESS = IPv4Address("10.77.0.11")


@dataclass(frozen=True, slots=True)
class Scene:
    sim: Simulation
    title: str = ""
    files: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Host -> path -> content: what the lab gives the learner."""


def scene_of_hosts(names: Sequence[str], laboratory: Laboratory, start: int) -> Scene:
    """Hosts of any names, addresses from 10.77.0.11 up. Raises SocketTrouble for a name that cannot be."""
    for name in names:
        check_name(name)
    if len(set(names)) != len(names):
        raise SocketTrouble("two hosts cannot have one name")
    hosts = [HostSpec(name=name, address=str(FIRST_ADDRESS + n)) for n, name in enumerate(names)]
    return Scene(Simulation(hosts, laboratory.registry, SEED, start))


def scene_of_cluster(cluster: str, laboratory: Laboratory, start: int) -> Scene:
    """A set of hosts from `data/clusters.yaml`. Raises UnknownCluster."""
    return Scene(laboratory.bench(cluster, seed=SEED, start=start).sim)


def scene_of_lab(lab: Lab, laboratory: Laboratory, start: int) -> Scene:
    """What a learner finds who opens the lab."""
    bench = prepare(lab, laboratory, seed=SEED, start=start)
    return Scene(bench.sim, f"lab {lab.slug}: {lab.title}", lab.files)
