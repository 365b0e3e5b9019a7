"""`docker service`: the group, and those of its commands that only show or remove.

Source: docker/cli `cli/command/service/`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutor.engine.errors import EngineError
from tutor.shell.docker.command import ClientError, Command, Group, at_least
from tutor.shell.docker.flags import FILTERS, FORMAT, FORMAT_F, PRETTY, QUIET_IDS
from tutor.shell.docker.objects import each, inspected, pretty_blocks
from tutor.shell.docker.service_create import CREATE
from tutor.shell.docker.service_listing import services_table
from tutor.shell.docker.service_logs import LOGS
from tutor.shell.docker.service_pretty import service_pretty
from tutor.shell.docker.service_update import ROLLBACK, SCALE, UPDATE
from tutor.shell.docker.tasks import TASK_FLAGS, tasks_table
from tutor.shell.process import Write

if TYPE_CHECKING:
    from tutor.shell.docker.command import Call
    from tutor.shell.process import Process

Json = dict[str, Any]
NOT_FOUND = 404


def list_services(call: Call) -> Process:
    # who wants identifiers only is not told how many tasks run
    services = call.engine.services.list(call.flags.filters(), status=not call.flags.on("quiet"))
    yield Write(services_table(call, services))
    return 0


def remove_services(call: Call) -> Process:
    return (yield from each(call, call.engine.services.remove))


def inspect_services(call: Call) -> Process:
    layout = call.flags.text("format")
    if call.flags.on("pretty") and layout:
        raise ClientError("--format is incompatible with human friendly format")

    def find(ref: str) -> Json:
        try:
            return call.engine.services.inspect(ref, insert_defaults=True)
        except EngineError as error:
            if error.status == NOT_FOUND:
                raise ClientError(f"Error: no such service: {ref}") from None
            raise

    def network_name(network_id: str) -> str:
        try:
            name: str = call.engine.networks.inspect(network_id, scope="swarm")["Name"]
        except EngineError:
            return network_id
        return name

    if call.flags.on("pretty") or layout == "pretty":
        return (yield from pretty_blocks(call.args, find, lambda one: service_pretty(one, call.now, network_name)))
    if layout.startswith("pretty"):
        raise ClientError("Cannot supply extra formatting options to the pretty template")
    # `raw` in front of a template is allowed, and means nothing
    return (yield from inspected(call, "swarm.Service", find, raw=False, layout=layout.removeprefix("raw")))


def tasks_of_services(call: Call) -> Process:
    """Services that do not exist are told after the table of those that do."""
    services = []
    missing = []
    for ref in call.args:
        found = _matching(call, ref)
        if found:
            services.append(found)
        else:
            missing.append(f"no such service: {ref}")
    if not services:
        raise ClientError("\n".join(missing))
    filters = dict(call.flags.filters())
    filters["service"] = tuple(dict.fromkeys((*filters.get("service", ()), *services)))
    nodes = filters.get("node")
    if nodes:
        filters["node"] = tuple(_node(call, ref) for ref in nodes)
    quiet = call.flags.on("quiet")
    tasks = call.engine.tasks.list(filters)
    yield Write(tasks_table(call, tasks, truncate=not (quiet or call.flags.on("no-trunc"))))
    if missing:
        raise ClientError("\n".join(missing))
    return 0


def _matching(call: Call, ref: str) -> str:
    """The id of a service by id, name or the beginning of its id, as the client looks for it; empty: none."""
    services = call.engine.services.list({"id": (ref,)}) + call.engine.services.list({"name": (ref,)})
    for service in services:
        if service["ID"] == ref or service["Spec"]["Name"] == ref:
            identifier: str = service["ID"]
            return identifier
    beginning = {service["ID"] for service in services if service["ID"].startswith(ref)}
    if len(beginning) > 1:
        raise ClientError(f"multiple services found with provided prefix: {ref}")
    return next(iter(beginning), "")


def _node(call: Call, ref: str) -> str:
    if ref != "self":
        return ref
    node_id: str = call.engine.system.info()["Swarm"].get("NodeID", "")
    return node_id


GROUP = Group(
    path="service",
    about="Manage Swarm services",
    swarm_only=True,
    swarm="manager",
    commands=(
        CREATE,
        Command(
            path="service inspect",
            usage="[OPTIONS] SERVICE [SERVICE...]",
            about="Show everything about services",
            run=inspect_services,
            flags=(FORMAT_F, PRETTY),
            arity=at_least(1),
        ),
        LOGS,
        Command(
            path="service ls",
            usage="[OPTIONS]",
            about="List services",
            run=list_services,
            flags=(FILTERS, FORMAT, QUIET_IDS),
            aliases=("list",),
        ),
        Command(
            path="service ps",
            usage="[OPTIONS] SERVICE [SERVICE...]",
            about="List the tasks of services",
            run=tasks_of_services,
            flags=TASK_FLAGS,
            arity=at_least(1),
        ),
        Command(
            path="service rm",
            usage="SERVICE [SERVICE...]",
            about="Remove services",
            run=remove_services,
            arity=at_least(1),
            aliases=("remove",),
        ),
        ROLLBACK,
        SCALE,
        UPDATE,
    ),
)
