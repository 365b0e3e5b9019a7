"""A small cluster with shells, for the tests of this folder."""

from __future__ import annotations

from typing import Any

from tutor.shell.drive import Outcome, run_through
from tutor.shell.terminal import Terminal
from tutor.swarm.clock import SECOND
from tutor.swarm.cluster import HostSpec, Simulation
from tutor.swarm.registry import Registry, image_from

START = 1_767_225_600 * SECOND
IMAGES: dict[str, dict[str, Any]] = {
    "nginx:1.25": {"cmd": ["nginx"], "expose": [80], "output": ["ready"]},
    "nginx:latest": {"cmd": ["nginx"], "expose": [80]},
    "alpine:latest": {"cmd": ["/bin/sh"]},
    "redis:7": {},
}


def simulation(*names: str) -> Simulation:
    """Hosts of these names (manager1 and worker1 unless given), outside a swarm."""
    hosts = [
        HostSpec(name=name, address=f"10.77.0.{11 + n}") for n, name in enumerate(names or ("manager1", "worker1"))
    ]
    registry = Registry([image_from(name, entry) for name, entry in IMAGES.items()])
    return Simulation(hosts, registry, seed=7, start=START)


def terminal(*names: str) -> Terminal:
    return Terminal.over(simulation(*names))


def run(terminal: Terminal, line: str, *, on: str | None = None, tty: bool = False) -> Outcome:
    """Run a line to its end, virtual time passing at once."""
    return run_through(terminal.start(line, on=on, tty=tty), terminal.sim)


def out(terminal: Terminal, line: str, *, on: str | None = None) -> str:
    """What a line that succeeds prints."""
    outcome = run(terminal, line, on=on)
    assert (outcome.status, outcome.stderr) == (0, ""), outcome.stderr
    return outcome.stdout


def swarm_of_two() -> Terminal:
    """manager1 leads a swarm that worker1 has joined."""
    shells = terminal()
    run(shells, "docker swarm init --advertise-addr 10.77.0.11")
    token = out(shells, "docker swarm join-token -q worker").strip()
    run(shells, f"docker swarm join --token {token} 10.77.0.11:2377", on="worker1")
    shells.sim.settle()
    return shells
