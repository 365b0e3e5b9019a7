"""The JSON Lines protocol of the conformance transcripts: a cluster, then commands on it, one answer each.

`tests/conformance/README.md` describes it. Time is virtual: `settle` and `wait` let it pass at once, and
each command takes a moment, as it does for a real client.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tutor.shell.drive import run_through
from tutor.shell.terminal import Terminal
from tutor.swarm.clock import MILLISECOND, SECOND
from tutor.swarm.cluster import HostSpec, Simulation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tutor.swarm.registry import Registry

START = 1_767_225_600 * SECOND
"""2026-01-01T00:00:00Z."""
SEED = 1
COMMAND_TIME = 60 * MILLISECOND
"""What a client needs to start, ask and print."""
SETTLE_LIMIT = 60
COMMAND_LIMIT = 120 * SECOND
"""How long a command may take, as in the recordings."""
MEMORY = 8 << 30
INTERNAL_ERROR = 70
"""Exit status of a command at which the simulator failed; as `EX_SOFTWARE` of sysexits.h."""
SOCKET = "unix:///var/run/docker.sock"
"""Transcripts are recorded by a client that was told its daemon in `DOCKER_HOST`."""


class ProtocolError(ValueError):
    """A line that is not one of the protocol; the answer tells it as `{"error": ...}`."""


class Replay:
    """One cluster at a time, made by the `cluster` message."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._sim: Simulation | None = None
        self._terminal: Terminal | None = None

    def answer(self, message: dict[str, Any]) -> dict[str, Any]:
        """Do what one message says. Raises ProtocolError."""
        if "cluster" in message:
            self._begin(message["cluster"])
            return {}
        if self._sim is None or self._terminal is None:
            raise ProtocolError("the first message must be a cluster")
        if "run" in message:
            return self._run(self._sim, self._terminal, message)
        if "settle" in message:
            limit = message["settle"]
            self._sim.settle((SETTLE_LIMIT if isinstance(limit, bool) else int(limit)) * SECOND)
        elif "wait" in message:
            self._sim.advance(int(float(message["wait"]) * SECOND))
        elif "stop_docker" in message:
            self._sim.stop_docker(message["stop_docker"])
        elif "start_docker" in message:
            self._sim.start_docker(message["start_docker"])
        else:
            raise ProtocolError(f"unknown message with {', '.join(sorted(message))}")
        return {}

    def _begin(self, cluster: dict[str, Any]) -> None:
        self._sim = simulation_of(cluster, self._registry, START)
        self._terminal = Terminal.over(self._sim)
        for shell in self._terminal.shells.values():
            shell.env["DOCKER_HOST"] = SOCKET
        for host, files in (cluster.get("files") or {}).items():
            for path, text in files.items():
                self._terminal.shells[host].files.place(_absolute(cluster.get("cwd", "/root"), path), text)

    def _run(self, sim: Simulation, terminal: Terminal, message: dict[str, Any]) -> dict[str, Any]:
        host = message.get("on") or next(iter(sim.hosts))
        if host not in sim.hosts:
            raise ProtocolError(f"there is no host {host!r}")
        try:
            outcome = run_through(terminal.start(message["run"], on=host, tty=False), sim, at_most=COMMAND_LIMIT)
        except Exception as error:  # one command that the simulator fails at does not end the others
            trouble = f"sandbox: internal error: {type(error).__name__}: {error}\n"
            return {"exit": INTERNAL_ERROR, "stdout": "", "stderr": trouble}
        sim.advance(COMMAND_TIME)
        return {"exit": outcome.status, "stdout": outcome.stdout, "stderr": outcome.stderr}


def simulation_of(cluster: dict[str, Any], registry: Registry, start: int) -> Simulation:
    """The cluster that a message describes: its `hosts`, and its `images` or all there are. Raises ProtocolError."""
    try:
        hosts = [
            HostSpec(name=host["name"], address=host["address"], extra=host.get("extra") or {}, memory_bytes=MEMORY)
            for host in cluster["hosts"]
        ]
    except KeyError as missing:
        raise ProtocolError(f"the cluster has no {missing}") from None
    except (TypeError, AttributeError):
        raise ProtocolError("a cluster is an object whose hosts are objects with name and address") from None
    images = cluster.get("images")
    sim = Simulation(hosts, registry.restricted_to(images) if images else registry, SEED, start)
    if images:
        for machine in sim.hosts.values():
            sim.containers.load_images(machine)
    return sim


def _absolute(folder: str, path: str) -> str:
    return path if path.startswith("/") else f"{folder.rstrip('/')}/{path}"


def replay(lines: Iterable[str], write: Callable[[str], None], registry: Registry) -> None:
    """Answer each line with exactly one line, until the lines end."""
    player = Replay(registry)
    for line in lines:
        if not line.strip():
            continue
        try:
            message = json.loads(line)
            if not isinstance(message, dict):
                raise ProtocolError("a message is a JSON object")
            answer = player.answer(message)
        except (ProtocolError, json.JSONDecodeError) as error:
            answer = {"error": str(error)}
        write(json.dumps(answer))  # ASCII, so that any sink can take it
