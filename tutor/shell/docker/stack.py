"""`docker stack`: the group, and those of its commands that show or remove.

Source: docker/cli `command/stack/`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutor.engine.errors import EngineError
from tutor.shell.docker.command import ClientError, Command, Group, at_least, exactly
from tutor.shell.docker.composefile.namespace import NAMESPACE
from tutor.shell.docker.errors import error_text
from tutor.shell.docker.flags import FILTERS, FORMAT, QUIET_IDS, Flag
from tutor.shell.docker.kinds import BOOL
from tutor.shell.docker.service_listing import services_table
from tutor.shell.docker.stack_deploy import CONFIG, DEPLOY, of_stack
from tutor.shell.docker.tables import natural_key
from tutor.shell.docker.tasks import TASK_FLAGS, tasks_table
from tutor.shell.docker.templates import RowType, chosen, listing
from tutor.shell.process import Write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tutor.shell.docker.command import Call
    from tutor.shell.process import Process

Json = dict[str, Any]
_TABLE = "table {{.Name}}\t{{.Services}}"
_ROWS = RowType("*formatter.stackContext", {"Name": "NAME", "Services": "SERVICES"})


def list_stacks(call: Call) -> Process:
    counts: dict[str, int] = {}
    for service in call.engine.services.list({"label": (NAMESPACE,)}):
        name = service["Spec"]["Labels"][NAMESPACE]
        counts[name] = counts.get(name, 0) + 1
    rows = [_ROWS.row(Name=name, Services=str(counts[name])) for name in sorted(counts, key=natural_key)]
    yield Write(listing(chosen(call.flags.text("format"), _TABLE, quiet=False), _ROWS, rows))
    return 0


def _narrowed(call: Call, name: str) -> dict[str, tuple[str, ...]]:
    """The filters of the call, within the stack."""
    filters = call.flags.filters()
    return {**filters, "label": (*filters.get("label", ()), *of_stack(name)["label"])}


def stack_services(call: Call) -> Process:
    name = call.args[0]
    services = call.engine.services.list(_narrowed(call, name), status=True)
    if not services:
        yield Write(f"Nothing found in stack: {name}\n", "stderr")
        return 0
    yield Write(services_table(call, services))
    return 0


def stack_tasks(call: Call) -> Process:
    name = call.args[0]
    tasks = call.engine.tasks.list(_narrowed(call, name))
    if not tasks:
        raise ClientError(f"nothing found in stack: {name}")
    yield Write(tasks_table(call, tasks))
    return 0


def remove_stacks(call: Call) -> Process:
    errors: list[str] = []
    for name in call.args:
        found = list(_parts(call, name))
        if not any(things for _, things, _ in found):
            yield Write(f"Nothing found in stack: {name}\n", "stderr")
            continue
        failed = False
        for kind, things, remove in found:
            for identifier, thing in things:
                yield Write(f"Removing {kind} {thing}\n")
                try:
                    remove(identifier)
                except EngineError as error:
                    failed = True
                    yield Write(f"Failed to remove {kind} {identifier}: {error_text(error)}", "stderr")
        if failed:
            errors.append(f"failed to remove some resources from stack: {name}")
    if errors:
        raise ClientError("\n".join(errors))
    return 0


def _parts(call: Call, name: str) -> Iterator[tuple[str, list[tuple[str, str]], Callable[[str], object]]]:
    """What belongs to a stack, in the order in which it is removed: (kind, [(id, name)], how)."""
    engine, filters = call.engine, of_stack(name)
    yield "service", _named(engine.services.list(filters)), engine.services.remove
    yield "secret", _named(engine.secrets.list(filters)), engine.secrets.remove
    yield "config", _named(engine.configs.list(filters)), engine.configs.remove
    networks = [(network["Id"], network["Name"]) for network in engine.networks.list(filters)]
    yield "network", networks, engine.networks.remove


def _named(things: Iterable[Json]) -> list[tuple[str, str]]:
    return sorted(((thing["ID"], thing["Spec"]["Name"]) for thing in things), key=lambda pair: pair[1])


GROUP = Group(
    path="stack",
    about="Stacks: services that belong together",
    usage="[OPTIONS]",
    swarm_only=True,
    swarm="manager",
    commands=(
        CONFIG,
        DEPLOY,
        Command(
            path="stack ls", usage="[OPTIONS]", about="List stacks", run=list_stacks, flags=(FORMAT,), aliases=("list",)
        ),
        Command(
            path="stack ps",
            usage="[OPTIONS] STACK",
            about="List the tasks of a stack",
            run=stack_tasks,
            flags=TASK_FLAGS,
            arity=exactly(1),
        ),
        Command(
            path="stack rm",
            usage="[OPTIONS] STACK [STACK...]",
            about="Remove stacks",
            run=remove_stacks,
            flags=(Flag("detach", BOOL, "Do not wait until everything is gone", short="d", default=True),),
            arity=at_least(1),
            aliases=("remove", "down"),
        ),
        Command(
            path="stack services",
            usage="[OPTIONS] STACK",
            about="List the services of a stack",
            run=stack_services,
            flags=(FILTERS, FORMAT, QUIET_IDS),
            arity=exactly(1),
        ),
    ),
)
