"""`docker service create`.

Source: docker/cli `cli/command/service/create.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutor.shell.docker.command import Command, at_least
from tutor.shell.docker.progress import wait_on_service
from tutor.shell.docker.service_client import client_of
from tutor.shell.docker.service_digest import settle_image
from tutor.shell.docker.service_flags import CREATE_FLAGS
from tutor.shell.docker.service_references import config_references, secret_references
from tutor.shell.docker.service_spec import service_spec
from tutor.shell.docker.service_values import canonical
from tutor.shell.process import Write

if TYPE_CHECKING:
    from tutor.shell.docker.command import Call
    from tutor.shell.process import Process

Json = dict[str, Any]


def create(call: Call) -> Process:
    flags = call.flags
    spec = service_spec(flags, call.args, client_of(call))
    container = spec["TaskTemplate"]["ContainerSpec"]
    container["Secrets"] = secret_references(call.engine, flags.many("secret"))
    container["Configs"] = _configs(call, container)
    warning = settle_image(call.engine, spec, query=not flags.on("no-resolve-image"))
    answer = call.engine.services.create(canonical(spec))
    for text in (*(answer.get("Warnings") or ()), *([warning] if warning else [])):
        yield Write(f"{text}\n", "stderr")
    yield Write(f"{answer['ID']}\n")
    if not flags.on("detach"):
        yield from wait_on_service(call, answer["ID"], quiet=flags.on("quiet"))
    return 0


def _configs(call: Call, container: Json) -> list[Json]:
    """The configs asked for, and the one that holds the credentials."""
    wanted = list(call.flags.many("config"))
    credentials = (container.get("Privileges") or {}).get("CredentialSpec") or {}
    name = credentials.get("Config", "")
    if name:
        wanted.append({"Name": name, "Runtime": {}})
    found = config_references(call.engine, wanted)
    for reference in found:
        if name and reference["ConfigName"] == name:
            credentials["Config"] = reference["ConfigID"]
    return found


CREATE = Command(
    path="service create",
    usage="[OPTIONS] IMAGE [COMMAND] [ARG...]",
    about="Make a service and start its tasks",
    run=create,
    flags=CREATE_FLAGS,
    arity=at_least(1),
    interspersed=False,
)
