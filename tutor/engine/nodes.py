"""Operations on nodes. Source: engine `daemon/cluster/nodes.go`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from tutor.engine.daemon import api_error
from tutor.engine.errors import EngineError
from tutor.engine.filters import Filters, by_label_map, by_prefix, by_word, check_keys
from tutor.engine.resolve import node_name, resolve
from tutor.engine.views.nodes import node_view
from tutor.swarm.errors import SwarmError
from tutor.swarm.objects import Availability, Membership, Node, NodeRole
from tutor.swarm.store import SequenceConflict

if TYPE_CHECKING:
    from tutor.engine.daemon import Daemon
    from tutor.swarm.spec import Json
    from tutor.swarm.swarm import Swarm

FILTERS = ("id", "label", "name", "role", "membership", "node.label")
INVALID = 400


class Nodes:
    def __init__(self, daemon: Daemon) -> None:
        self._daemon = daemon

    def list(self, filters: Filters | None = None) -> list[Json]:
        """`GET /nodes`, in the order in which nodes came into the swarm."""
        filters = filters or {}
        swarm = self._daemon.manager()
        check_keys(filters, FILTERS)
        for role in filters.get("role", ()):
            if role.lower() not in tuple(NodeRole):
                raise EngineError(INVALID, f"Invalid role filter: '{role}'")
        for membership in filters.get("membership", ()):
            if membership.lower() not in tuple(Membership):
                raise EngineError(INVALID, f"Invalid membership filter: '{membership}'")
        return [node_view(node, swarm) for node in swarm.store.nodes if _matches(node, filters)]

    def inspect(self, ref: str) -> Json:
        swarm = self._daemon.manager()
        return node_view(self._find(swarm, ref), swarm)

    def update(self, ref: str, version: int, body: Json) -> None:
        """`POST /nodes/{id}/update` with a whole `Spec`: labels, availability, role.

        The specification that the daemon makes of it knows no membership, which is therefore pending from then on.
        """
        swarm = self._daemon.manager(write=True)
        role, availability = body.get("Role", ""), body.get("Availability", "")
        if role.lower() not in tuple(NodeRole):
            raise EngineError(INVALID, f'invalid Role: "{role}"')
        if availability.lower() not in tuple(Availability):
            raise EngineError(INVALID, f'invalid Availability: "{availability}"')
        role, availability = NodeRole(role.lower()), Availability(availability.lower())
        node = self._find(swarm, ref)
        try:
            swarm.membership.check_role(node, role)
            swarm.store.update(
                replace(
                    node,
                    labels=dict(body.get("Labels") or {}),
                    availability=availability,
                    desired_role=role,
                    membership=Membership.PENDING,
                ),
                version,
            )
        except SwarmError as refusal:
            raise api_error(refusal) from None
        except SequenceConflict as conflict:
            raise out_of_sequence(conflict) from None

    def remove(self, ref: str, force: bool = False) -> None:
        swarm = self._daemon.manager(write=True)
        node = self._find(swarm, ref)
        try:
            swarm.membership.remove_node(node.id, force)
        except SwarmError as refusal:
            raise api_error(refusal) from None

    def _find(self, swarm: Swarm, ref: str) -> Node:
        return resolve("node", ref, swarm.store.nodes, node_name)


def out_of_sequence(conflict: SequenceConflict) -> EngineError:
    """Somebody else was quicker: the version named is not the current one."""
    return EngineError(500, f"rpc error: code = Unknown desc = {conflict}")


def _matches(node: Node, filters: Filters) -> bool:
    return (
        by_prefix(filters, "id", node.id)
        and by_prefix(filters, "name", node.description.hostname)
        and by_label_map(filters, node.description.engine_labels)
        and by_label_map(filters, node.labels, "node.label")
        and by_word(filters, "role", node.desired_role)
        and by_word(filters, "membership", node.membership)
    )
