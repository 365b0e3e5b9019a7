"""One host's daemon: whether it answers, what part it has in a swarm, and how refusals become API errors.

Source: engine `daemon/cluster/errors.go`, `daemon/cluster/cluster.go` (which check comes first),
`api/server/httpstatus` (status codes).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.engine.errors import DaemonUnreachable, EngineError
from tutor.swarm.errors import SwarmError
from tutor.swarm.host import LocalNodeState

if TYPE_CHECKING:
    from tutor.swarm.cluster import Simulation
    from tutor.swarm.host import Host
    from tutor.swarm.swarm import Swarm

UNAVAILABLE = 503
NOT_A_MANAGER = "This node is not a swarm manager. "
NO_SWARM = NOT_A_MANAGER + 'Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.'
ON_A_WORKER = (
    NOT_A_MANAGER + "Worker nodes can't be used to view or modify cluster state. Please run this command on a "
    "manager node or promote the current node to a manager."
)
PREPARING = NOT_A_MANAGER + "Manager is being prepared or has trouble connecting to the cluster."
LOCKED = (
    'Swarm is encrypted and needs to be unlocked before it can be used. Please use "docker swarm unlock" to unlock it.'
)
ALREADY_IN = 'This node is already part of a swarm. Use "docker swarm leave" to leave this swarm and join another one.'
NOT_IN = "This node is not part of a swarm"

_STATUS = {
    "InvalidArgument": 400,
    "FailedPrecondition": 400,
    "OutOfRange": 400,
    "NotFound": 404,
    "AlreadyExists": 409,
    "PermissionDenied": 403,
    "Unauthenticated": 401,
    "Unimplemented": 501,
    "Unavailable": UNAVAILABLE,
}
SERVER_ERROR = 500


def api_error(refusal: SwarmError, status: int | None = None) -> EngineError:
    """A refusal of the swarm as the API gives it; without a gRPC code it is the server's error."""
    return EngineError(status or _STATUS.get(refusal.code, SERVER_ERROR), str(refusal))


def grpc_error(code: str, text: str) -> EngineError:
    """`rpc error: code = InvalidArgument desc = ...` with the status that belongs to the code."""
    return api_error(SwarmError(code, text))


class Daemon:
    """The daemon of one host, for the operation groups."""

    def __init__(self, sim: Simulation, host_name: str) -> None:
        self.sim = sim
        self.name = host_name
        self.kept_waiting = 0
        """How long requests have waited in vain for the swarm, nanoseconds; whoever asked lets it pass."""

    @property
    def host(self) -> Host:
        """The machine, when its daemon runs. Raises DaemonUnreachable."""
        host = self.sim.hosts[self.name]
        if not host.running:
            raise DaemonUnreachable
        return host

    @property
    def now(self) -> int:
        return self.sim.clock.now

    @property
    def swarm(self) -> Swarm | None:
        """The swarm this daemon takes part in, in whatever role; None outside one."""
        return self.sim.swarm_of(self.host.name)

    def manager(self, *, write: bool = False) -> Swarm:
        """The swarm, when this daemon can serve its state now. Raises EngineError in the daemon's words."""
        host = self.host
        swarm = self.swarm
        if host.local_state is LocalNodeState.LOCKED:
            raise EngineError(UNAVAILABLE, LOCKED)
        if swarm is None:
            raise EngineError(UNAVAILABLE, ON_A_WORKER if host.takes_part else NO_SWARM)
        if not host.certified_manager:
            node = swarm.store.nodes.get(host.node_id)
            preparing = node is not None and swarm.membership.is_member(host.node_id)
            raise EngineError(UNAVAILABLE, PREPARING if preparing else ON_A_WORKER)
        refusal = swarm.membership.refusal(host.node_id, write)
        if refusal is not None:
            self.kept_waiting += swarm.membership.patience(host.node_id, write)
            raise api_error(refusal)
        return swarm

    def serves_swarm(self) -> bool:
        """`ControlAvailable` of `docker info`."""
        host = self.host
        return host.local_state in (LocalNodeState.ACTIVE, LocalNodeState.PENDING) and host.certified_manager
