"""`docker service update`, `docker service scale`, `docker service rollback`.

Source: docker/cli `cli/command/service/{update,scale,rollback}.go`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tutor.engine.errors import EngineError
from tutor.shell.docker.command import Arity, ClientError, Command, exactly
from tutor.shell.docker.errors import error_text
from tutor.shell.docker.flags import DETACH, QUIET_PROGRESS
from tutor.shell.docker.gotext import quote
from tutor.shell.docker.progress import wait_on_service
from tutor.shell.docker.service_change import changed_spec
from tutor.shell.docker.service_client import client_of
from tutor.shell.docker.service_digest import settle_image
from tutor.shell.docker.service_flags import UPDATE_FLAGS
from tutor.shell.docker.service_references import config_references, secret_references
from tutor.shell.docker.service_values import canonical
from tutor.shell.process import Write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tutor.shell.docker.command import Call
    from tutor.shell.process import Process

Json = dict[str, Any]
_BESIDE_ROLLBACK = frozenset(("rollback", "detach", "quiet", "help"))


def update(call: Call) -> Process:
    flags = call.flags
    service = call.engine.services.inspect(call.args[0])
    back = flags.on("rollback")
    if back and not _BESIDE_ROLLBACK.issuperset(flags.given):
        raise ClientError("other flags may not be combined with --rollback")
    spec = changed_spec(flags, service["Spec"], client_of(call))
    container = spec["TaskTemplate"]["ContainerSpec"]
    container["Secrets"] = _secrets(call, container)
    container["Configs"] = _configs(call, container)
    warning = settle_image(call.engine, spec, query=flags.changed("image") and not flags.on("no-resolve-image"))
    return (yield from _send(call, service, spec, warning, back=back))


def _send(call: Call, service: Json, spec: Json, warning: str, *, back: bool) -> Process:
    answer = call.engine.services.update(
        service["ID"], service["Version"]["Index"], canonical(spec), rollback="previous" if back else ""
    )
    for text in (*((answer or {}).get("Warnings") or ()), *([warning] if warning else [])):
        yield Write(f"{text}\n", "stderr")
    yield Write(f"{call.args[0]}\n")
    if not call.flags.on("detach"):
        yield from wait_on_service(call, call.args[0], quiet=call.flags.on("quiet"))
    return 0


def _secrets(call: Call, container: Json) -> list[Json]:
    removed = set(call.flags.many("secret-rm"))
    kept = [one for one in container.get("Secrets") or () if one["SecretName"] not in removed]
    return [*kept, *secret_references(call.engine, call.flags.many("secret-add"))]


def _configs(call: Call, container: Json) -> list[Json]:
    """The configs after the flags; the one with the credentials stays as long as it is in use."""
    flags = call.flags
    removed = set(flags.many("config-rm"))
    credentials = (container.get("Privileges") or {}).get("CredentialSpec") or {}
    given = flags["credential-spec"] if flags.changed("credential-spec") else None
    in_use = credentials.get("Config", "") if given is None else ""
    kept = [
        one
        for one in container.get("Configs") or ()
        if (one["ConfigID"] == in_use if "Runtime" in one else one["ConfigName"] not in removed)
    ]
    wanted = list(flags.many("config-add"))
    if given and given["Config"]:
        wanted.append({"Name": given["Config"], "Runtime": {}})
    found = [*kept, *config_references(call.engine, wanted)]
    if given is not None:
        _credentials(container, given, found)
    return found


def _credentials(container: Json, given: Json, configs: Sequence[Json]) -> None:
    privileges = {**(container.get("Privileges") or {})}
    ids = {one["ConfigName"]: one["ConfigID"] for one in configs}
    privileges["CredentialSpec"] = {**given, "Config": ids.get(given["Config"], given["Config"])} if given else None
    container["Privileges"] = privileges


def rollback(call: Call) -> Process:
    service = call.engine.services.inspect(call.args[0])
    return (yield from _send(call, service, service["Spec"], "", back=True))


def scale(call: Call) -> Process:
    """Every service is scaled before the first is waited for; what fails is told at the end."""
    errors: list[str] = []
    scaled: list[str] = []
    for argument in call.args:
        name, _, text = argument.partition("=")
        try:
            warnings = _scale_one(call, name, text)
        except (ClientError, EngineError) as error:
            errors.append(f"{name}: {error_text(error)}")
            continue
        for warning in warnings:
            yield Write(f"{warning}\n", "stderr")
        yield Write(f"{name} scaled to {int(text)}\n")
        scaled.append(name)
    if not call.flags.on("detach"):
        for name in scaled:
            try:
                yield from wait_on_service(call, name)
            except (ClientError, EngineError) as error:
                errors.append(f"{name}: {error_text(error)}")
    if errors:
        raise ClientError("\n".join(errors))
    return 0


def _scale_one(call: Call, name: str, text: str) -> Sequence[str]:
    if not (text.isascii() and text.isdecimal()):
        raise ClientError(f"invalid replicas value {text}: strconv.ParseUint: parsing {quote(text)}: invalid syntax")
    if int(text) >= 2**64:
        raise ClientError(
            f"invalid replicas value {text}: strconv.ParseUint: parsing {quote(text)}: value out of range"
        )
    service = call.engine.services.inspect(name)
    mode = service["Spec"].get("Mode") or {}
    if mode.get("Replicated") is not None:
        mode = {**mode, "Replicated": {"Replicas": int(text)}}
    elif mode.get("ReplicatedJob") is not None:
        mode = {**mode, "ReplicatedJob": {**mode["ReplicatedJob"], "TotalCompletions": int(text)}}
    else:
        raise ClientError("scale can only be used with replicated or replicated-job mode")
    spec = canonical({**service["Spec"], "Mode": mode})
    answer = call.engine.services.update(service["ID"], service["Version"]["Index"], spec)
    return tuple((answer or {}).get("Warnings") or ())


class _ScaleArity(Arity):
    """`SERVICE=REPLICAS`, once or more."""

    def refusal(self, command: Command, args: Sequence[str]) -> str:
        refused = super().refusal(command, args)
        if refused:
            return refused
        for argument in args:
            name, equals, number = argument.partition("=")
            if not (name and equals and number):
                return (
                    f"invalid scale specifier '{argument}'.\nSee '{command.full} --help'.\n\n"
                    f"Usage:  {command.use_line}\n\n{command.about}"
                )
        return ""


UPDATE = Command(
    path="service update",
    usage="[OPTIONS] SERVICE",
    about="Change a service",
    run=update,
    flags=UPDATE_FLAGS,
    arity=exactly(1),
)
ROLLBACK = Command(
    path="service rollback",
    usage="[OPTIONS] SERVICE",
    about="Take back the last change of a service",
    run=rollback,
    flags=(QUIET_PROGRESS, DETACH),
    arity=exactly(1),
)
SCALE = Command(
    path="service scale",
    usage="SERVICE=REPLICAS [SERVICE=REPLICAS...]",
    about="Scale one or multiple replicated services",
    run=scale,
    flags=(DETACH,),
    arity=_ScaleArity(1, None),
)
