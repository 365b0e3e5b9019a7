"""`docker inspect`: objects of any kind by name or id.

Source: docker/cli `cli/command/system/inspect.go`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tutor.engine.errors import EngineError
from tutor.shell.docker.command import ClientError, Command, at_least
from tutor.shell.docker.errors import error_text
from tutor.shell.docker.flags import FORMAT_F, Flag
from tutor.shell.docker.goschema import typed
from tutor.shell.docker.gotext import quote
from tutor.shell.docker.kinds import BOOL, STRING
from tutor.shell.docker.templates import inspect
from tutor.shell.process import Write

if TYPE_CHECKING:
    from collections.abc import Callable

    from tutor.engine.engine import Engine
    from tutor.shell.docker.command import Call
    from tutor.shell.docker.gotypes import Value
    from tutor.shell.docker.objects import Json
    from tutor.shell.process import Process

NOT_FOUND = 404


@dataclass(frozen=True, slots=True)
class _Searched:
    """A kind of object: where to look for it, and how Go calls it."""

    kind: str
    go_type: str
    find: Callable[[Engine, str], Json]
    swarm: bool = False


_KINDS = (
    _Searched("container", "container.InspectResponse", lambda engine, ref: engine.containers.inspect(ref)),
    _Searched("image", "image.InspectResponse", lambda engine, ref: engine.images.inspect(ref)),
    _Searched("network", "network.Inspect", lambda engine, ref: engine.networks.inspect(ref)),
    _Searched("volume", "volume.Volume", lambda engine, ref: engine.volumes.inspect(ref)),
    _Searched("service", "swarm.Service", lambda engine, ref: engine.services.inspect(ref, insert_defaults=True), True),
    _Searched("task", "swarm.Task", lambda engine, ref: engine.tasks.inspect(ref), True),
    _Searched("node", "swarm.Node", lambda engine, ref: engine.nodes.inspect(ref), True),
    _Searched("secret", "swarm.Secret", lambda engine, ref: engine.secrets.inspect(ref), True),
    _Searched("config", "swarm.Config", lambda engine, ref: engine.configs.inspect(ref), True),
)
_TYPES = ("config", "container", "image", "network", "node", "plugin", "secret", "service", "task", "volume")


def inspect_any(call: Call) -> Process:
    wanted = call.flags.text("type")
    choices = '", "'.join(_TYPES)
    if call.flags.changed("type") and not wanted:
        raise ClientError(f'type is empty: must be one of "{choices}"')
    if wanted and wanted not in _TYPES:
        raise ClientError(f'unknown type: {quote(wanted)}: must be one of "{choices}"')
    ignored: list[str] = []

    def find(ref: str) -> tuple[Value, Any]:
        return _search(call, ref, wanted, ignored)

    done = inspect(call.args, call.flags.text("format"), find, error_text)
    yield Write("".join(ignored), "stderr")
    yield Write(done.stdout)
    if done.errors:
        raise ClientError("\n".join(done.errors))
    return 0


def _search(call: Call, ref: str, wanted: str, ignored: list[str]) -> tuple[Value, Any]:
    manager: bool | None = None
    for searched in _KINDS:
        if wanted and searched.kind != wanted:
            continue
        if not wanted and searched.swarm:
            if manager is None:
                manager = bool(call.engine.system.info()["Swarm"].get("ControlAvailable"))
            if not manager:
                continue
        try:
            data = _found(call, searched, ref)
        except EngineError as error:
            if not wanted and _skippable(error):
                continue
            raise
        if call.flags.on("size") and searched.kind != "container":
            ignored.append(f"WARNING: --size ignored for {searched.kind}\n")
        return typed(data, searched.go_type), data
    if wanted == "plugin":
        raise ClientError(f'Error response from daemon: plugin "{ref}" not found')
    raise ClientError(f"Error: No such object: {ref}")


def _found(call: Call, searched: _Searched, ref: str) -> Json:
    if searched.kind == "container":
        return call.engine.containers.inspect(ref, call.flags.on("size"))
    return searched.find(call.engine, ref)


def _skippable(error: EngineError) -> bool:
    return error.status == NOT_FOUND or "not supported" in error.message or "invalid reference format" in error.message


TOP = (
    Command(
        "inspect",
        "[OPTIONS] NAME|ID [NAME|ID...]",
        "Show everything about objects of any kind",
        inspect_any,
        (
            FORMAT_F,
            Flag("size", BOOL, "Show sizes of containers", short="s"),
            Flag("type", STRING, "Look among objects of this kind only"),
        ),
        at_least(1),
    ),
)
