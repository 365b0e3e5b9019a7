"""Nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.engine.views.certificates import node_tls_info
from tutor.engine.views.meta import meta

if TYPE_CHECKING:
    from tutor.swarm.objects import Node
    from tutor.swarm.spec import Json
    from tutor.swarm.swarm import Swarm


def node_spec_view(node: Node) -> Json:
    return {"Labels": dict(node.labels), "Role": str(node.desired_role), "Availability": str(node.availability)}


def node_view(node: Node, swarm: Swarm) -> Json:
    """`GET /nodes/{id}`; `ManagerStatus` comes from the live list of raft members."""
    described = node.description
    engine: Json = {"EngineVersion": described.engine_version}
    if described.engine_labels:
        engine["Labels"] = dict(described.engine_labels)
    engine["Plugins"] = [{"Type": kind, "Name": name} for kind, name in described.plugins]
    status: Json = {"State": str(node.state)}
    if node.message:
        status["Message"] = node.message
    status["Addr"] = node.addr
    view = {
        **meta(node),
        "Spec": node_spec_view(node),
        "Description": {
            "Hostname": described.hostname,
            "Platform": {"Architecture": described.architecture, "OS": described.os},
            "Resources": {"NanoCPUs": described.nano_cpus, "MemoryBytes": described.memory_bytes},
            "Engine": engine,
            "TLSInfo": node_tls_info(swarm.store.cluster, node.ca_serial),
        },
        "Status": status,
    }
    if swarm.membership.is_member(node.id):
        view["ManagerStatus"] = _manager_status(node, swarm)
    return view


def _manager_status(node: Node, swarm: Swarm) -> Json:
    status: Json = {}
    if swarm.membership.leader == node.id:
        status["Leader"] = True
    status["Reachability"] = "reachable" if swarm.membership.is_reachable(node.id) else "unreachable"
    status["Addr"] = swarm.raft.members[node.id]
    return status
