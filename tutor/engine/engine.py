"""One host's Engine API: everything a docker client can ask of a daemon, as operations on plain data.

What comes in and goes out has the API's own JSON shape (API 1.45). Every operation raises EngineError in the
daemon's words, or DaemonUnreachable while docker is stopped on the host. Slow operations are generators
(`tutor.engine.waiting.Operation`); none of them lets time pass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutor.engine.containers import Containers
from tutor.engine.daemon import Daemon
from tutor.engine.images import Distribution, Images
from tutor.engine.networks import Networks
from tutor.engine.nodes import Nodes
from tutor.engine.reading import read
from tutor.engine.secrets import Configs, Secrets
from tutor.engine.services import Services
from tutor.engine.swarm import SwarmOperations
from tutor.engine.system import System
from tutor.engine.tasks import Tasks
from tutor.engine.volumes import Volumes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tutor.swarm.cluster import Simulation


class Engine:
    """The daemon of one host."""

    def __init__(self, sim: Simulation, host_name: str) -> None:
        daemon = Daemon(sim, host_name)
        self.host_name = host_name
        self._daemon = daemon
        self.system = System(daemon)
        self.swarm = SwarmOperations(daemon)
        self.nodes = Nodes(daemon)
        self.services = Services(daemon)
        self.tasks = Tasks(daemon)
        self.networks = Networks(daemon)
        self.secrets = Secrets(daemon)
        self.configs = Configs(daemon)
        self.volumes = Volumes(daemon)
        self.containers = Containers(daemon)
        self.images = Images(daemon)
        self.distribution = Distribution(daemon)

    @property
    def kept_waiting(self) -> int:
        """How long requests to this Engine have waited in vain, nanoseconds. They answer at once, nevertheless:
        a client lets the time pass before it shows the refusal."""
        return self._daemon.kept_waiting

    def get(self, path: str, query: Mapping[str, str]) -> Any:
        """`GET path?query` for the read-only paths; raises EngineError 404 for a path that does not exist."""
        return read(self, path, query)
