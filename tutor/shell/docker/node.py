"""`docker node`: list, inspect, update, promote, demote, remove, and the tasks on a node.

Source: docker/cli `cli/command/node/`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.shell.docker.command import ANY_ARGS, ClientError, Command, Group, at_least, exactly
from tutor.shell.docker.errors import error_text
from tutor.shell.docker.flags import FILTERS, FORMAT, FORMAT_F, PRETTY, QUIET_IDS, Flag
from tutor.shell.docker.kinds import BOOL, LIST, STRING
from tutor.shell.docker.node_pretty import node_pretty
from tutor.shell.docker.objects import REFUSALS, each, inspected, key_values, named, pretty_blocks, wants_pretty
from tutor.shell.docker.tables import natural_key, pretty
from tutor.shell.docker.tasks import TASK_FLAGS, tasks_table
from tutor.shell.docker.templates import RowType, chosen, listing
from tutor.shell.process import Write

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tutor.shell.docker.command import Call
    from tutor.shell.docker.gotypes import Row
    from tutor.shell.docker.objects import Json
    from tutor.shell.process import Process

_TABLE = (
    "table {{.ID}} {{if .Self}}*{{else}} {{ end }}\t{{.Hostname}}\t{{.Status}}\t{{.Availability}}\t"
    "{{.ManagerStatus}}\t{{.EngineVersion}}"
)
_RAW = (
    "node_id: {{.ID}}\nhostname: {{.Hostname}}\nstatus: {{.Status}}\navailability: {{.Availability}}\n"
    "manager_status: {{.ManagerStatus}}\n",
    "node_id: {{.ID}}",
)
NODES = RowType(
    "*node.nodeContext",
    {
        "ID": "ID",
        "Self": "",
        "Hostname": "HOSTNAME",
        "Status": "STATUS",
        "Availability": "AVAILABILITY",
        "ManagerStatus": "MANAGER STATUS",
        "EngineVersion": "ENGINE VERSION",
        "TLSStatus": "TLS STATUS",
    },
)


# ----------------------------------------------------------------------- list
def list_nodes(call: Call) -> Process:
    nodes = call.engine.nodes.list(call.flags.filters())
    quiet = call.flags.on("quiet")
    info = call.engine.system.info()["Swarm"] if nodes and not quiet else {}
    nodes = sorted(nodes, key=lambda node: natural_key(node["Description"].get("Hostname", "")))
    layout = chosen(call.flags.text("format"), _TABLE, quiet=quiet, raw=_RAW)
    yield Write(listing(layout, NODES, [_row(node, info) for node in nodes]))
    return 0


def _row(node: Json, info: Json) -> Row:
    description = node["Description"]
    return NODES.row(
        ID=node["ID"],
        Self=node["ID"] == info.get("NodeID"),
        Hostname=description.get("Hostname", ""),
        Status=pretty(node["Status"].get("State", "")),
        Availability=pretty(node["Spec"].get("Availability", "")),
        ManagerStatus=_manager_status(node),
        EngineVersion=(description.get("Engine") or {}).get("EngineVersion", ""),
        TLSStatus=_tls_status(description.get("TLSInfo"), (info.get("Cluster") or {}).get("TLSInfo")),
    )


def _manager_status(node: Json) -> str:
    status = node.get("ManagerStatus")
    if not status:
        return ""
    return "Leader" if status.get("Leader") else pretty(status.get("Reachability", ""))


def _tls_status(mine: Json | None, wanted: Json | None) -> str:
    if not mine or not wanted:
        return "Unknown"
    return "Ready" if mine == wanted else "Needs Rotation"


# -------------------------------------------------------------------- inspect
def reference(call: Call, ref: str) -> str:
    """The reference to ask the daemon for; `self` is the id of this node.

    Raises:
        ClientError, EngineError: this host is no manager.
    """
    if ref != "self":
        return ref
    node_id: str = call.engine.system.info()["Swarm"].get("NodeID", "")
    if not node_id:
        call.engine.nodes.list({})  # tells more precisely why there is none
        raise ClientError("node ID not found in /info")
    return node_id


def inspect_nodes(call: Call) -> Process:
    def find(ref: str) -> Json:
        return call.engine.nodes.inspect(reference(call, ref))

    if wants_pretty(call):
        return (yield from pretty_blocks(call.args, find, node_pretty))
    return (yield from inspected(call, "swarm.Node", find, raw=False))


# --------------------------------------------------------------------- change
class _NoChange(Exception):
    """The node is as it should be; what to say about it."""


def _update_each(call: Call, refs: Sequence[str], merge: Callable[[Json], None], said: str) -> Process:
    """Change nodes one after another; the first refusal ends it. `said` names the node with `{}`."""
    for ref in refs:
        node = call.engine.nodes.inspect(named(call, ref))
        try:
            spec = {**node["Spec"], "Labels": dict(node["Spec"].get("Labels") or {})}
            merge(spec)
        except _NoChange as notice:
            yield Write(str(notice).format(node["ID"]))
            continue
        call.engine.nodes.update(node["ID"], node["Version"]["Index"], spec)
        yield Write(said.format(ref))
    return 0


def update_node(call: Call) -> Process:
    flags = call.flags

    def merge(spec: Json) -> None:
        if flags.changed("role"):
            spec["Role"] = flags.text("role")
        if flags.changed("availability"):
            spec["Availability"] = flags.text("availability")
        spec["Labels"].update(key_values(flags.many("label-add")))
        for key in flags.many("label-rm"):
            if key not in spec["Labels"]:
                raise ClientError(f"key {key} doesn't exist in node's labels")
            del spec["Labels"][key]

    return (yield from _update_each(call, call.args, merge, "{}\n"))


def promote(call: Call) -> Process:
    def merge(spec: Json) -> None:
        if spec.get("Role") == "manager":
            raise _NoChange("Node {} is already a manager.\n")
        spec["Role"] = "manager"

    return (yield from _update_each(call, call.args, merge, "Node {} promoted to a manager in the swarm.\n"))


def demote(call: Call) -> Process:
    def merge(spec: Json) -> None:
        if spec.get("Role") == "worker":
            raise _NoChange("Node {} is already a worker.\n")
        spec["Role"] = "worker"

    return (yield from _update_each(call, call.args, merge, "Manager {} demoted in the swarm.\n"))


def remove_nodes(call: Call) -> Process:
    force = call.flags.on("force")
    return (yield from each(call, lambda ref: call.engine.nodes.remove(ref, force)))


# ---------------------------------------------------------------------- tasks
def tasks_of_nodes(call: Call) -> Process:
    errors: list[str] = []
    tasks: list[Json] = []
    filters = dict(call.flags.filters())
    for ref in call.args or ("self",):
        try:
            node = call.engine.nodes.inspect(reference(call, named(call, ref)))
            # the client adds each node to one set of filters, so nodes add up
            filters["node"] = tuple(dict.fromkeys((*filters.get("node", ()), node["ID"])))
            tasks += call.engine.tasks.list(filters)
        except REFUSALS as error:
            errors.append(error_text(error))
    if not errors or tasks:
        yield Write(tasks_table(call, tasks))
    if errors:
        raise ClientError("\n".join(errors))
    return 0


GROUP = Group(
    path="node",
    about="The machines of the swarm",
    swarm_only=True,
    swarm="manager",
    commands=(
        Command("node demote", "NODE [NODE...]", "Make workers of managers", demote, arity=at_least(1)),
        Command(
            "node inspect",
            "[OPTIONS] self|NODE [NODE...]",
            "Show everything about nodes",
            inspect_nodes,
            (FORMAT_F, PRETTY),
            at_least(1),
        ),
        Command(
            "node ls",
            "[OPTIONS]",
            "List the nodes of the swarm",
            list_nodes,
            (FILTERS, FORMAT, QUIET_IDS),
            aliases=("list",),
        ),
        Command("node promote", "NODE [NODE...]", "Make managers of workers", promote, arity=at_least(1)),
        Command(
            "node ps",
            "[OPTIONS] [NODE...]",
            "List the tasks of nodes, of this node when none is named",
            tasks_of_nodes,
            TASK_FLAGS,
            ANY_ARGS,
        ),
        Command(
            "node rm",
            "[OPTIONS] NODE [NODE...]",
            "Take nodes out of the swarm",
            remove_nodes,
            (Flag("force", BOOL, "Also when the node has not left", short="f"),),
            at_least(1),
            aliases=("remove",),
        ),
        Command(
            "node update",
            "[OPTIONS] NODE",
            "Change availability, role or labels of a node",
            update_node,
            (
                Flag("availability", STRING, 'What the node may be used for ("active", "pause", "drain")'),
                Flag("label-add", LIST, 'Add or change a label of the node ("key=value")'),
                Flag("label-rm", LIST, "Remove a label of the node"),
                Flag("role", STRING, 'Part of the node in the swarm ("worker", "manager")'),
            ),
            exactly(1),
        ),
    ),
)
