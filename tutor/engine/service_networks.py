"""Networks a service names: found by id, name or prefix, and fit for services.

Source: engine `daemon/cluster/networks.go` populateNetworkID, swarmkit `controlapi/service.go`
validateNetworks; checked against a recorded engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutor.engine.daemon import grpc_error
from tutor.engine.errors import EngineError
from tutor.engine.resolve import own_name, resolve
from tutor.swarm.predefined import predefined_networks

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tutor.engine.daemon import Daemon
    from tutor.swarm.swarm import Swarm

FORBIDDEN, NOT_FOUND = 403, 404


def _targets(body: Mapping[str, Any]) -> list[str]:
    networks = (body.get("TaskTemplate") or {}).get("Networks") or body.get("Networks") or ()
    return [network.get("Target", "") for network in networks]


def _predefined(swarm: Swarm, target: str) -> str:
    """The id by which the managers know a network that each node has for itself; empty for any other."""
    known = predefined_networks(swarm.store.cluster.id)
    return next((network_id for network_id, name in known.items() if target in (network_id, name)), "")


def check_networks(daemon: Daemon, swarm: Swarm, body: Mapping[str, Any]) -> None:
    """Raises EngineError for a network that is missing, local, or the ingress network."""
    for target in _targets(body):
        if _predefined(swarm, target):
            continue
        local = next((n for n in daemon.host.networks.values() if target in (n.id, n.name)), None)
        if local is not None and local.name == "none":
            raise EngineError(
                NOT_FOUND, "could not find the corresponding predefined swarm network: network none not found"
            )
        if local is not None:
            raise EngineError(
                FORBIDDEN,
                f"The network {target} cannot be used with services. Only networks scoped to the swarm can be used, "
                "such as those created with the overlay driver.",
            )
        if local is None and resolve("network", target, swarm.store.networks, own_name).ingress:
            name = resolve("network", target, swarm.store.networks, own_name).name
            raise grpc_error(
                "InvalidArgument", f'Service cannot be explicitly attached to the ingress network "{name}"'
            )


def network_id_of(swarm: Swarm) -> Callable[[str], str]:
    """The function that gives a network's id; a predefined local network is kept by its name's network id."""

    def find(target: str) -> str:
        known = _predefined(swarm, target)
        if known:
            return known
        return resolve("network", target, swarm.store.networks, own_name).id

    return find
