"""A laboratory whose benches are a real Docker Swarm on this machine, brought up by `real_swarm/`."""

from __future__ import annotations

import importlib.util
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.conformance import compare
from tests.real_engine.allowed import check_line
from tests.real_engine.programs import RealPrograms
from tutor.library.lab import split_line
from tutor.plain.daemon import DaemonReader
from tutor.shell.drive import Outcome, run_through
from tutor.shell.files import resolve
from tutor.shell.terminal import Terminal
from tutor.swarm.cluster import Simulation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tutor.labs.laboratory import Laboratory
    from tutor.labs.reader import EngineReader

SWARMLAB = Path(__file__).parents[1] / "conformance" / "real_swarm" / "swarmlab.py"
SETTLE_LIMIT = 90.0
"""Seconds that a real cluster is given to come to rest."""
ROLE_CHANGE = 60.0


def swarmlab(number: int) -> Any:
    """Laboratory `number` of `real_swarm/`."""
    spec = importlib.util.spec_from_file_location("swarmlab", SWARMLAB)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["swarmlab"] = module
    spec.loader.exec_module(module)
    return module.Lab(number)


@dataclass(slots=True)
class RealHosts:
    """The faults of a bench, and how it is seen to be at rest (as `compare.py` sees it)."""

    lab: Any
    driver: Any

    def stop_docker(self, host: str) -> None:
        if host not in self.driver.stopped:
            self.lab.stop_node(self.lab.index(host))
            self.driver.stopped.add(host)
            self.driver.was_stopped = self.driver.was_stopped | {host}

    def start_docker(self, host: str) -> None:
        if host in self.driver.stopped:
            self.lab.start_node(self.lab.index(host))
            self.driver.stopped.discard(host)

    def wait(self, seconds: float) -> None:
        time.sleep(seconds)

    def settle(self, limit: float) -> bool:
        begun = time.monotonic()
        self.driver.settle(limit=limit)
        return time.monotonic() - begun < limit


@dataclass(slots=True)
class RealBench:
    """One real cluster. The tutor's shell reads the lines; its `docker` is the real client."""

    terminal: Terminal
    hosts: RealHosts
    sockets: Mapping[str, Path]

    @property
    def readers(self) -> Mapping[str, EngineReader]:
        return {name: DaemonReader(f"unix://{socket}") for name, socket in self.sockets.items()}

    def run(self, line: str) -> Outcome:
        """Raises Refused before anything runs when the line may not be carried out."""
        host, command = split_line(line, next(iter(self.sockets)))
        check_line(command)
        return run_through(self.terminal.start(command, on=host, tty=False), self.terminal.sim)

    def settle(self) -> bool:
        return self.hosts.settle(SETTLE_LIMIT)


@dataclass(slots=True)
class RealLaboratory:
    """Makes benches one after the other, each a fresh cluster of the same daemons."""

    pretended: Laboratory
    """Tells which hosts a named cluster has; nothing of it is simulated."""
    number: int = 1
    _rooms: list[tempfile.TemporaryDirectory[str]] = field(default_factory=list)
    _lab: Any = None

    @property
    def lab(self) -> Any:
        if self._lab is None:
            self._lab = swarmlab(self.number)
        return self._lab

    @property
    def engine(self) -> str:
        """Which engine and client said it. A lab may have left the first one stopped; it is started for the answer."""
        self.lab.start_node(1)
        form = "engine {{.Server.Version}}, client {{.Client.Version}}"
        return str(self.lab.docker(1, "version", "--format", form)).strip()

    def bench(
        self,
        cluster: str,
        *,
        seed: int,
        start: int,
        managers: Sequence[str] = (),
        files: Mapping[str, Mapping[str, str]] | None = None,
    ) -> RealBench:
        """Hosts of that cluster's names, outside a swarm or in one with these managers."""
        machines = self.pretended.clusters[cluster]
        names = [machine.name for machine in machines]
        extra = {machine.name: dict(machine.extra) for machine in machines if machine.extra}
        self.lab.up_missing(len(names))
        self.lab.reset(names, extra)
        driver: Any = compare.SocketsDriver(self.lab.socks, None)  # type: ignore[no-untyped-call]
        driver.hosts, driver.stopped = names, set()
        hosts = RealHosts(self.lab, driver)
        sockets = {name: Path(self.lab.host_sock(name)) for name in names}
        room = tempfile.TemporaryDirectory(prefix="labs-")
        self._rooms.append(room)
        # the simulation stands for names and addresses only; its daemons are never asked
        sim = Simulation(machines, self.pretended.registry, seed, start)
        terminal = Terminal.over(sim, RealPrograms(sockets, Path(room.name), hosts).commands())
        bench = RealBench(terminal, hosts, sockets)
        for host, texts in (files or {}).items():
            for path, text in texts.items():
                terminal.shells[host].files.place(resolve(terminal.shells[host].cwd, path), text)
        if managers:
            _form_swarm(bench, managers, {machine.name: machine.address for machine in machines})
        return bench

    def close(self) -> None:
        """Take the daemons down and forget the files."""
        for room in self._rooms:
            room.cleanup()
        if self._lab is not None:
            self._lab.down(purge=True)


def _form_swarm(bench: RealBench, managers: Sequence[str], addresses: Mapping[str, str]) -> None:
    first = managers[0]
    _succeed(bench, f"{first}$ docker swarm init --advertise-addr {addresses[first]}")
    for host in addresses:
        if host != first:
            role = "manager" if host in managers else "worker"
            token = f"$(ssh {first} docker swarm join-token -q {role})"
            _succeed(bench, f"{host}$ docker swarm join --token {token} {addresses[first]}:2377")
    bench.settle()


def _succeed(bench: RealBench, line: str) -> None:
    outcome = bench.run(line)
    if outcome.status:
        raise RuntimeError(f"`{line}` ends with {outcome.status}: {outcome.stderr.strip()}")
