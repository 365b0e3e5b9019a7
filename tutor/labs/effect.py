"""What a command does to a small cluster, and whether two commands do the same."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tutor.engine.errors import DaemonUnreachable, EngineError
from tutor.labs.laboratory import PROOF_START

if TYPE_CHECKING:
    from tutor.labs.laboratory import Bench, Laboratory

SEED = 352
_CHANCE = frozenset(
    {"ID", "Id", "Version", "CreatedAt", "UpdatedAt", "Created", "StartedAt", "CompletedAt", "Timestamp", "Addr"}
    | {"Peers", "Containers", "ContainerStatus", "JobIteration", "LastExecution", "TLSInfo", "PreviousSpec"}
    | {"UpdateStatus", "Message", "NetworkID", "Target", "VirtualIPs", "ForceUpdate"}
)
"""Members that differ between two runs that mean the same."""


def _meaning(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _meaning(member) for key, member in value.items() if key not in _CHANCE}
    if isinstance(value, list):
        return [_meaning(member) for member in value]
    return value


@dataclass(frozen=True, slots=True)
class Effect:
    """What one command did."""

    status: int
    stderr: str
    after: Any
    """A picture of the cluster when it has come to rest."""


class EffectBench:
    """A cluster in the state a question begins with; each command is tried on the same beginning."""

    def __init__(self, laboratory: Laboratory, cluster: str, swarm: bool, setup: tuple[str, ...]) -> None:
        self._laboratory, self._cluster, self._swarm, self._setup = laboratory, cluster, swarm, setup

    @cached_property
    def _bench(self) -> Bench:
        hosts = self._laboratory.clusters.get(self._cluster, ())
        managers = [hosts[0].name] if self._swarm and hosts else []
        bench = self._laboratory.bench(self._cluster, seed=SEED, start=PROOF_START, managers=managers)
        for line in self._setup:
            bench.run(line)
            bench.settle()
        return bench

    @cached_property
    def untouched(self) -> Any:
        """The picture of the beginning."""
        return picture(self._bench)

    def effect_of(self, command: str) -> Effect:
        """Try a command on the first host, and put the cluster back."""
        bench = self._bench
        before = bench.sim.snapshot()
        try:
            outcome = bench.run(command)
            bench.settle()
            return Effect(outcome.status, outcome.stderr, picture(bench))
        finally:
            bench.sim.restore(before)


def picture(bench: Bench) -> Any:
    """The cluster as its API shows it, without what is left to chance, and the count of live tasks."""
    seen: dict[str, Any] = {}
    for path in ("/nodes", "/services", "/networks", "/secrets", "/configs"):
        seen[path] = sorted((_meaning(one) for one in _read(bench, path)), key=repr)
    live = [
        (task.get("ServiceID"), task["Spec"]["ContainerSpec"]["Image"])
        for task in _read(bench, "/tasks")
        if task["Status"]["State"] == "running"
    ]
    seen["tasks"] = sorted(image for _, image in live)
    for host in bench.hosts:
        containers = _read(bench, "/containers/json", host)
        seen[host] = sorted((c["Image"], c["Names"]) for c in containers if not c["Labels"])
    return seen


def _read(bench: Bench, path: str, host: str = "") -> list[Any]:
    try:
        answer: list[Any] = bench.readers[host or bench.hosts[0]].get(path, {})
    except (EngineError, DaemonUnreachable) as error:
        return [str(error)] if path != "/tasks" else []
    return answer
